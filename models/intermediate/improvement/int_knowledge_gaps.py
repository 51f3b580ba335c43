"""One row per gap in the knowledge base."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.improvement.fix_outcomes import fix_outcomes
    from agent_scorecard.improvement.knowledge_gaps import knowledge_gaps
    from agent_scorecard.kept import kept

    moment = dbt.ref("stg_as_of")
    tables = {
        dbt.ref("int_failures_clustered"): "episode_id",
        dbt.ref("stg_articles"): "article_id, valid_from, version",
        dbt.ref("stg_releases"): "released_at, release_id",
        dbt.ref("stg_product_features"): "feature_id",
        dbt.ref("stg_fixes"): "shipped_at, fix_id",
        dbt.ref("stg_review_decisions"): "decision_id",
        dbt.ref("alert_owners"): "kind, metric, category, product_area",
    }

    def computed():
        rows = (table.order(key).to_arrow_table().to_pylist() for table, key in tables.items())
        episodes, articles, releases, features, fixes, *rest = rows
        as_of = moment.fetchall()[0][0]
        outcomes = fix_outcomes(fixes, episodes, as_of).to_pylist()
        return knowledge_gaps(episodes, articles, releases, features, outcomes, *rest, as_of)

    return kept(dbt, session, computed, moment, *tables)
