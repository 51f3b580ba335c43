"""One row per alert: what opened it, what followed from it, and what may have caused it."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.monitoring import signals
    from agent_scorecard.monitoring.alerts import alerts, gather
    from agent_scorecard.monitoring.causes import Event

    metrics, calendar, moment = dbt.ref("metrics"), dbt.ref("int_weeks"), dbt.ref("stg_as_of")
    drift, mix, failures = dbt.ref("int_metric_drift"), dbt.ref("int_mix_shift"), dbt.ref("int_threshold_failures")
    deliveries, quality, episodes = dbt.ref("int_weekly_deliveries"), dbt.ref("int_data_quality"), dbt.ref("int_episodes")
    releases, articles = dbt.ref("stg_releases"), dbt.ref("stg_articles")

    def rows(relation) -> list[dict]:
        return relation.to_arrow_table().to_pylist()

    registry = rows(metrics.project("metric, name, unit, settle_days"))
    known = signals.Calendar(
        ends=dict(sorted(calendar.project("week_start, week_end_at").fetchall())),
        settle_days={row["metric"]: row["settle_days"] for row in registry},
        names={row["metric"]: row["name"] for row in registry},
        as_of=moment.fetchall()[0][0],
        units={row["metric"]: row["unit"] for row in registry},
    )
    totals = mix.filter("category = '(all)'").project("metric, week_start, change, within_effect").fetchall()
    found = [
        *signals.of_drift(
            rows(drift.filter("tier = 'alert'")), known, {row[:2]: signals.own_share(*row[2:]) for row in totals}
        ),
        *signals.of_thresholds(rows(failures), known),
        *signals.of_mix(rows(mix.filter("is_share_shifted")), known),
        *signals.of_silence(rows(deliveries), known),
        *signals.of_data_quality(rows(quality), known),
    ]
    released = releases.project("released_at, kind, release_id, coalesce(description, ''), category, product_area")
    written = articles.project(
        "article_id, valid_from, 'article', article_id || ' ' || version, title, category, product_area"
    ).fetchall()
    firsts = {}
    for row in sorted(written, key=lambda row: row[:2]):
        firsts.setdefault(row[0], row[1])
    versions = sorted((Event(*row[1:]) for row in written if row[1] != firsts[row[0]]), key=Event.order)
    events = sorted((Event(*row) for row in released.fetchall()), key=Event.order) + versions
    areas: dict[str, set[str]] = {}
    places = episodes.filter("product_area is not null").project("category, product_area").distinct()
    for category, area in places.fetchall():
        areas.setdefault(category, set()).add(area)
    satisfaction = drift.filter("metric = 'csat_mean' and verdict = 'worse' and segment_type = 'category'")
    return alerts(gather(found, events, areas, versions), known, rows(satisfaction))
