"""One row per category and blinding: the AI and people on the same tickets."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.improvement.shadow_comparison import shadow_comparison
    from agent_scorecard.kept import kept

    pairs = dbt.ref("int_shadow_pairs")
    limits = dbt.ref("improvement_limits").project("category, shadow_margin")

    def computed():
        margins = dict(limits.fetchall())
        rows = pairs.order("pair_id, source").to_arrow_table().to_pylist()
        return shadow_comparison(rows, margins, margins["(default)"])

    return kept(dbt, session, computed, pairs, limits)
