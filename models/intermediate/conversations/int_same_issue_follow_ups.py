"""One row per pair of a resolution and a later episode of the same customer: are they about the same issue?"""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.conversations.same_issue_follow_ups import same_issue_follow_ups

    return same_issue_follow_ups(
        openings=dbt.ref("int_episode_openings").order("episode_id").to_arrow_table(),
        pairs=dbt.ref("int_follow_up_pairs").order("episode_id, later_episode_id").to_arrow_table(),
        threshold=float(dbt.config.get("same_issue_threshold")),
    )
