"""One row per topic of failure: size, trend, reasons, what is near it."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.improvement.failure_clusters import failure_clusters
    from agent_scorecard.kept import kept

    moment, episodes, releases = dbt.ref("stg_as_of"), dbt.ref("int_failures_clustered"), dbt.ref("stg_releases")

    def computed():
        rows = episodes.order("episode_id").to_arrow_table().to_pylist()
        return failure_clusters(rows, releases.to_arrow_table().to_pylist(), moment.fetchall()[0][0])

    return kept(dbt, session, computed, moment, episodes, releases)
