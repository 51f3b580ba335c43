"""One row per episode that the AI answered in, with the topic of its failure."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.improvement.failures_clustered import failures_clustered
    from agent_scorecard.kept import kept

    moment, frozen = dbt.ref("stg_as_of"), dbt.ref("stg_failure_topics")
    episodes, openings = dbt.ref("int_episodes_judged"), dbt.ref("int_episode_openings")
    joined = episodes.set_alias("e").join(openings.set_alias("o"), "e.episode_id = o.episode_id", "left")
    told = joined.project("e.*, case when e.is_failed then o.opening end as opening")

    def computed():
        topics = frozen.order("topic_version, cluster_key").to_arrow_table().to_pylist()
        return failures_clustered(told.order("episode_id").to_arrow_table(), topics, moment.fetchall()[0][0])

    return kept(dbt, session, computed, moment, frozen, told)
