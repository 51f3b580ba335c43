"""One row per category and blinding: the AI and people on the same tickets."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.improvement.shadow_comparison import shadow_comparison

    pairs = dbt.ref("int_shadow_pairs").order("pair_id, source").to_arrow_table().to_pylist()
    limits = dbt.ref("improvement_limits")
    margins = dict(limits.project("category, shadow_margin").fetchall())
    return shadow_comparison(pairs, margins, margins["(default)"])
