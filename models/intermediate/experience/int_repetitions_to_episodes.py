"""One row per episode with a customer turn: how often the customer had to say something twice."""


def model(dbt, session):
    import pyarrow as pa

    from agent_scorecard.text.repetition import Turn, repetitions

    bodies = dbt.ref("stg_messages_redacted").project("message_id as id, body").set_alias("bodies")
    turns = (
        dbt.ref("int_timeline")
        .filter("kind = 'message' and is_public and author_type in ('customer', 'ai', 'human')")
        .set_alias("timeline")
        .join(bodies, "timeline.message_id = bodies.id")
        .project(
            "episode_id, position, author_type = 'customer' as is_customer, coalesce(body, '') as body,"
            " is_boilerplate or is_thanks_only as is_courtesy"
        )
        .order("episode_id, position")
    )
    schema = pa.schema(
        [
            ("episode_id", pa.string()),
            ("value_count", pa.int64()),
            ("identity_count", pa.int64()),
            ("turn_count", pa.int64()),
            ("repetition_count", pa.int64()),
        ]
    )

    def counted():
        episode, told = None, []
        for batch in turns.to_arrow_reader(20_000):
            rows = []
            for row in zip(*(batch[name].to_pylist() for name in ("episode_id", "is_customer", "body", "is_courtesy")), strict=True):
                if row[0] != episode:
                    rows += [(episode, *repetitions(told))] if told else []
                    episode, told = row[0], []
                told.append(Turn(*row[1:]))
            yield from batches(rows)
        yield from batches([(episode, *repetitions(told))] if told else [])

    def batches(rows):
        if rows:
            yield pa.RecordBatch.from_arrays([pa.array(column, field.type) for column, field in zip(zip(*rows, strict=True), schema, strict=True)], schema=schema)

    return pa.RecordBatchReader.from_batches(schema, counted())
