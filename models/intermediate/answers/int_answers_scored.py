"""One row per answer of the AI: what was read from it, against what was known when it was given. Carries no text.

An episode is read again when its messages, the knowledge valid then, or the scorer changed; a full refresh gives the same.
"""


def model(dbt, session):
    import pyarrow as pa

    from agent_scorecard.answers.answers_scored import answers_scored, knowledge_of, read_hashes, schema, scorer_of

    knowledge = knowledge_of(
        articles=dbt.ref("stg_articles").to_arrow_table(),
        features=dbt.ref("stg_product_features").to_arrow_table(),
        workflow_steps=dbt.ref("stg_workflow_steps").to_arrow_table(),
        actions=dbt.ref("allowed_actions").to_arrow_table(),
    )
    scorer = scorer_of(dbt.config.meta_get("answer_scorer"), knowledge)

    own = dbt.ref("int_answer_messages").set_alias("own")
    columns = [column for column in own.columns if column not in ("episode_id", "has_answer", "is_answer")]
    told = ", ".join(f"own.{column}" for column in columns)
    # an episode is read with the conversation about the same issue that it takes up again
    taken_up = (
        dbt.ref("int_same_issue_follow_ups").filter("is_taken_up").project("episode_id as earlier, later_episode_id")
    )
    answered = own.filter("is_answer").project("episode_id as later").distinct()
    taken_up = taken_up.set_alias("pairs").join(
        answered.set_alias("answered"), "pairs.later_episode_id = answered.later"
    )
    before = own.join(taken_up, "own.episode_id = earlier")
    messages = (
        own.filter("has_answer")
        .project(f"episode_id, is_answer, false as is_before, {told}")
        .union(before.project(f"later_episode_id as episode_id, false as is_answer, true as is_before, {told}"))
    )
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
