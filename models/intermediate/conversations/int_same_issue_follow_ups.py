"""One row per pair of a resolution and a later episode of the same customer: are they about the same issue?"""


def model(dbt, session):
    dbt.config(materialized="table")
    import pyarrow as pa
    import pyarrow.compute as pc

    from agent_scorecard.text.similarity import choose_background, same_issue_scores

    openings = dbt.ref("int_episode_openings").order("episode_id").to_arrow_table()
    pairs = dbt.ref("int_follow_up_pairs").order("episode_id, later_episode_id").to_arrow_table()
    said = dict(zip(openings["episode_id"].to_pylist(), openings["opening"].to_pylist(), strict=True))
    scores = same_issue_scores(
        [said.get(episode) for episode in pairs["episode_id"].to_pylist()],
        [said.get(episode) for episode in pairs["later_episode_id"].to_pylist()],
        choose_background(list(said), list(said.values())),
    )
    score = pc.round(pa.array(scores, from_pandas=True), 4)
    is_alike = pc.fill_null(pc.greater_equal(score, float(dbt.config.get("same_issue_threshold"))), False)
    is_same_issue = pc.or_(pairs["is_same_ticket"], pc.and_(pairs["is_same_category"], is_alike))
    return pairs.append_column("similarity", score).append_column("is_same_issue", is_same_issue)
