"""One row per episode with a customer turn: how often the customer had to say something twice."""


def model(dbt, session):
    import pyarrow as pa

    from agent_scorecard.experience.repetitions_to_episodes import SCHEMA, repetitions_to_episodes
    from agent_scorecard.kept import kept

    bodies = dbt.ref("stg_messages_redacted").project("message_id as id, body").set_alias("bodies")
    turns = (
        dbt.ref("int_timeline_numbered")
        .filter("kind = 'message' and is_public and author_type in ('customer', 'ai', 'human')")
        .set_alias("timeline")
        .join(bodies, "timeline.row_id = bodies.id")
        .project(
            "episode_id, position, author_type = 'customer' as is_customer, coalesce(body, '') as body,"
            " is_boilerplate or is_thanks_only as is_courtesy"
        )
    )

    def computed():
        counted = repetitions_to_episodes(turns.order("episode_id, position").to_arrow_reader(20_000))
        return pa.RecordBatchReader.from_batches(SCHEMA, counted)

    return kept(dbt, session, computed, turns)
