"""One row per topic of failure: size, trend, reasons, what is near it."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.improvement.failure_clusters import failure_clusters

    moment = dbt.ref("stg_as_of")
    episodes = dbt.ref("int_failures_clustered").order("episode_id")
    releases = dbt.ref("stg_releases").to_arrow_table().to_pylist()
    return failure_clusters(episodes.to_arrow_table().to_pylist(), releases, moment.fetchall()[0][0])
