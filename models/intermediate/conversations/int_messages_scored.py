"""One row per message: what its words say, with the version of the scorer that read them.

Only messages that are new, changed, or were read by another scorer are read; a full refresh gives the same rows.
"""


def model(dbt, session):
    import pyarrow as pa

    from agent_scorecard.contract import project_dir
    from agent_scorecard.conversations.messages_scored import SCHEMA, fingerprint, messages_scored, scorer_of
    from agent_scorecard.text.phrases import Phrases

    scorer = scorer_of(dbt.config.meta_get("sentiment_model"), project_dir())
    language = dbt.config.meta_get("default_language")
    phrases = Phrases.of(dbt.ref("phrases").to_arrow_table())

    reading = fingerprint(phrases, language)
    bodies = dbt.ref("stg_messages_redacted").project("message_id, body").set_alias("bodies")
    messages = dbt.ref("stg_messages").project("message_id as id, ticket_id").set_alias("messages")
    tickets = dbt.ref("stg_tickets").project("ticket_id as ticket, language").set_alias("tickets")
    asked = (
        bodies.join(messages, "bodies.message_id = messages.id")
        .join(tickets, "messages.ticket_id = tickets.ticket", how="left")
        .project(
            f"message_id, body, language, '{scorer.version}' as scorer_version,"
            f" md5(concat_ws(chr(31), coalesce(body, ''), coalesce(language, ''), '{reading}')) as read_hash"
        )
        .set_alias("asked")
    )
    if dbt.is_incremental:
        known = session.sql(f"select message_id, scorer_version, read_hash from {dbt.this}").set_alias("known")
        same = " and ".join(f"asked.{key} = known.{key}" for key in ("message_id", "scorer_version", "read_hash"))
        asked = asked.join(known, same, how="anti")

    # People and agents write the same again and again: what is the same is read once, and its readings carry no text.
    distinct = asked.aggregate(
        "read_hash, body is null as is_missing, any_value(body) as body, any_value(language) as language"
    )
    read = []
    for batch in distinct.to_arrow_reader(20_000):
        found = messages_scored(
            batch["body"], batch["language"], scorer=scorer, phrases=phrases, default_language=language
        )
        keys = {name: batch[name] for name in ("read_hash", "is_missing")}
        read.append(pa.table({**keys, **{name: found[name] for name in found.schema.names}}))
    if not read:
        empty = {"message_id": pa.string(), "scorer_version": pa.string(), "read_hash": pa.string()}
        return pa.schema([*empty.items(), *SCHEMA]).empty_table()
    readings = session.from_arrow(pa.concat_tables(read)).set_alias("readings")
    columns = ", ".join(f"readings.{name}" for name in SCHEMA.names)
    same = "asked.read_hash = readings.read_hash and (asked.body is null) = readings.is_missing"
    return asked.join(readings, same).project(f"message_id, scorer_version, asked.read_hash, {columns}")
