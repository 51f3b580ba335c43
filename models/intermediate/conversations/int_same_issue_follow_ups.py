"""One row per resolution and episode that the same customer opened within 14 days after it: are they about the same issue?"""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.conversations.same_issue_follow_ups import same_issue_follow_ups
    from agent_scorecard.kept import kept
    from agent_scorecard.statistics.rounding import stored

    episodes = dbt.ref("int_episodes_resolved").filter("customer_id is not null and is_timed").set_alias("episodes")
    tickets = dbt.ref("int_tickets_counted").project("ticket_id, category").set_alias("tickets")
    episodes = episodes.join(tickets, "episodes.ticket_id = tickets.ticket_id").project(
        "episode_id, episodes.ticket_id, customer_id, category, started_at, resolved_at"
    )
    openings, threshold = dbt.ref("int_episode_openings"), float(dbt.config.get("same_issue_threshold"))

    def computed():
        tables = (table.order("episode_id").to_arrow_table() for table in (openings, episodes))
        return stored(same_issue_follow_ups(*tables, threshold=threshold))

    return kept(dbt, session, computed, openings, episodes)
