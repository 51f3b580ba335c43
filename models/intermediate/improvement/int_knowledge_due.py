"""One row per valid article: how soon it may need an update, by age, releases and traffic."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.improvement.knowledge_due import knowledge_due

    moment = dbt.ref("stg_as_of")
    tables = [
        dbt.ref("stg_articles").order("article_id, valid_from, version"),
        dbt.ref("stg_releases").order("released_at, release_id"),
        dbt.ref("int_episodes_judged").project("episode_id, article_id, is_failed, started_at").order("episode_id"),
    ]
    return knowledge_due(*(table.to_arrow_table().to_pylist() for table in tables), moment.fetchall()[0][0])
