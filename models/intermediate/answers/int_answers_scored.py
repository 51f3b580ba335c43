"""One row per answer of the AI: what was read from it, against what was known when it was given. Carries no text.

An episode is read again when its messages, the knowledge valid then, or the scorer changed; a full refresh gives the same.
"""


def model(dbt, session):
    import pyarrow as pa

    from agent_scorecard.answers.answers_scored import knowledge_of, read_hashes, answers_scored, schema, scorer_of

    knowledge = knowledge_of(
        articles=dbt.ref("stg_articles").to_arrow_table(),
        features=dbt.ref("stg_product_features").to_arrow_table(),
        workflow_steps=dbt.ref("stg_workflow_steps").to_arrow_table(),
        actions=dbt.ref("allowed_actions").to_arrow_table(),
    )
    scorer = scorer_of(dbt.config.meta_get("answer_scorer"), knowledge)

    messages = dbt.ref("int_answer_messages")
    said = ", ".join(
        f"coalesce(cast({column} as varchar), '')"
        for column in (
            "is_before", "message_id", "sent_at", "author_type", "is_public", "is_answer", "is_text_only", "body",
            "cited_article_ids", "page_url", "element_labels", "error_state", "workflow",
        )
    )  # fmt: skip
    heads = messages.aggregate(
        "episode_id, min(sent_at) filter (where is_answer) as first_at, max(sent_at) filter (where is_answer) as last_at,"
        f" md5(string_agg(md5(concat_ws(chr(31), {said})), '' order by is_before desc, position, message_id)) as said",
        "episode_id",
    )
    asked = read_hashes(heads.order("episode_id").to_arrow_table(), knowledge, scorer.version)
    wanted = session.from_arrow(asked)
    if dbt.is_incremental:
        known = session.sql(f"select distinct episode_id, read_hash from {dbt.this}").set_alias("known")
        same = "wanted.episode_id = known.episode_id and wanted.read_hash = known.read_hash"
        wanted = wanted.set_alias("wanted").join(known, same, how="anti")

    rows = messages.join(wanted, "episode_id").order("first_at, episode_id, is_before desc, position, message_id")
    return pa.RecordBatchReader.from_batches(schema(), answers_scored(rows.to_arrow_reader(20_000), scorer))
