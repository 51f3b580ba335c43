"""One row per measure and category: how fast it learns."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.improvement.learning_velocity import learning_velocity

    moment, clustered, found = (
        dbt.ref("stg_as_of"),
        dbt.ref("int_failures_clustered"),
        dbt.ref("int_reviews_to_episodes"),
    )
    as_of = moment.fetchall()[0][0]
    episodes = session.sql(
        """
        select clustered.* exclude (opening), reviewed.reviewed_at
        from clustered
        left join (select episode_id, min(reviewed_at) as reviewed_at from found group by episode_id) as reviewed
            on clustered.episode_id = reviewed.episode_id
        order by clustered.episode_id
        """
    )
    tables = [
        episodes,
        dbt.ref("int_knowledge_gaps").order("gap_key"),
        dbt.ref("stg_fixes").order("shipped_at, fix_id"),
        dbt.ref("stg_review_decisions").order("decision_id"),
    ]
    return learning_velocity(*(table.to_arrow_table().to_pylist() for table in tables), as_of)
