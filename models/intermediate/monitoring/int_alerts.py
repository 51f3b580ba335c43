"""One row per alert: what opened it, what followed from it, and what may have caused it."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.drift import signals
    from agent_scorecard.drift.alerting import alert_table, gather
    from agent_scorecard.drift.causes import Event

    def rows(relation) -> list[dict]:
        return relation.to_arrow_table().to_pylist()

    registry = rows(dbt.ref("metrics").project("metric, name, settle_days"))
    weeks = dbt.ref("int_weeks").project("week_start, week_end_at").fetchall()
    calendar = signals.Calendar(
        ends=dict(sorted(weeks)),
        settle_days={row["metric"]: row["settle_days"] for row in registry},
        names={row["metric"]: row["name"] for row in registry},
        as_of=dbt.ref("stg_as_of").fetchall()[0][0],
    )
    drift, mix = dbt.ref("int_metric_drift"), dbt.ref("int_mix_shift")
    totals = mix.filter("category = '(all)'").project("metric, week_start, verdict").fetchall()
    found = [
        *signals.of_drift(rows(drift.filter("is_alert")), calendar, {row[:2]: row[2] for row in totals}),
        *signals.of_thresholds(rows(dbt.ref("int_threshold_failures")), calendar),
        *signals.of_mix(rows(mix.filter("is_share_shifted")), calendar),
        *signals.of_silence(rows(dbt.ref("int_weekly_deliveries")), calendar),
        *signals.of_data_quality(rows(dbt.ref("data_quality")), calendar),
    ]
    releases = dbt.ref("stg_releases").project(
        "released_at, kind, release_id, coalesce(description, ''), category, product_area"
    )
    articles = dbt.ref("stg_articles").project(
        "valid_from, 'article', article_id || ' ' || version, title, category, product_area, article_id"
    )
    first = {}
    for row in sorted(articles.fetchall()):
        first.setdefault(row[-1], row[:-1])
    versions = sorted(Event(*row[:-1]) for row in articles.fetchall() if row[:-1] != first[row[-1]])
    events = sorted(Event(*row) for row in releases.fetchall()) + versions
    areas: dict[str, set[str]] = {}
    episodes = dbt.ref("episodes").filter("product_area is not null").project("category, product_area")
    for category, area in episodes.distinct().fetchall():
        areas.setdefault(category, set()).add(area)
    worse_satisfaction = rows(drift.filter("metric = 'csat_mean' and verdict = 'worse' and segment_type = 'category'"))
    return alert_table(gather(found, events, areas, versions), calendar, worse_satisfaction)
