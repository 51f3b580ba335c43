"""One row per valid article: how soon it may need an update, by age, releases and traffic."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.improvement.knowledge_due import knowledge_due
    from agent_scorecard.kept import kept

    moment = dbt.ref("stg_as_of")
    tables = {
        dbt.ref("stg_articles"): "article_id, valid_from, version",
        dbt.ref("stg_releases"): "released_at, release_id",
        dbt.ref("int_episodes_judged").project("episode_id, article_id, is_failed, started_at"): "episode_id",
    }

    def computed():
        rows = (table.order(key).to_arrow_table().to_pylist() for table, key in tables.items())
        return knowledge_due(*rows, moment.fetchall()[0][0])

    return kept(dbt, session, computed, moment, *tables)
