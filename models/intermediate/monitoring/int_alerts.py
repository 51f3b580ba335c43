"""One row per alert, per signal that it tells of and per candidate cause (`part`): what opened it, and what may have done it."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.monitoring.alerts import alerts
    from agent_scorecard.statistics.rounding import stored

    def rows(relation) -> list[dict]:
        return relation.to_arrow_table().to_pylist()

    moment, calendar = dbt.ref("stg_as_of"), dbt.ref("int_weeks")
    episodes = dbt.ref("int_episodes_attributed").filter("product_area is not null")
    answers = dbt.ref("int_answer_messages").aggregate(
        "episode_id, min(sent_at) as sent_at, string_agg(cited_article_ids, ';' order by message_id) as cited_article_ids"
    )
    reviews = dbt.ref("int_reviews_to_episodes").filter("correct is not null").project("episode_id, correct")
    judged = reviews.join(answers, "episode_id").join(
        dbt.ref("int_episodes_attributed").project("episode_id, category, agent_version"), "episode_id"
    )
    return stored(
        alerts(
            metrics=rows(dbt.ref("metrics")),
            weeks=calendar.project("week_start, week_end_at").fetchall(),
            as_of=moment.fetchall()[0][0],
            drift=rows(dbt.ref("int_metric_drift")),
            mix=rows(dbt.ref("int_mix_shift")),
            failures=rows(dbt.ref("int_thresholds_judged").filter("is_final and verdict = 'fail'")),
            deliveries=rows(dbt.ref("int_weekly_deliveries")),
            quality=rows(dbt.ref("int_data_quality")),
            releases=rows(dbt.ref("stg_releases")),
            articles=rows(
                dbt.ref("stg_articles").project("article_id, version, title, category, product_area, valid_from")
            ),
            places=episodes.project("category, product_area").distinct().fetchall(),
            owners=rows(dbt.ref("alert_owners")),
            reviewed=rows(judged),
        )
    )
