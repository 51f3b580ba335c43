"""One row per topic of failure: size, trend, reasons, what is near it."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.improvement.failure_clusters import failure_clusters

    episodes = dbt.ref("int_failures_clustered").filter("cluster_key is not null or not is_failed").order("episode_id")
    releases = dbt.ref("stg_releases").to_arrow_table().to_pylist()
    return failure_clusters(episodes.to_arrow_table().to_pylist(), releases, dbt.ref("stg_as_of").fetchall()[0][0])
