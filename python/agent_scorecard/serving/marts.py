"""The one place where the pages read marts. Aggregates only: no column that a customer wrote, and no message."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from agent_scorecard.serving.lists import LISTS

if TYPE_CHECKING:
    import duckdb

# half a year of weeks in a chart; more is a BI tool's work
WEEKS = 26
# beyond these the switch would be a wall of buttons; the largest are shown, and it is said
CATEGORIES = 12

WINDOW = f"(select max(week_start) - interval {WEEKS - 1} week from marts.scorecard_weekly)"
SHOWN = f"""(
    select category from marts.outcome_ladder_weekly where week_start >= {WINDOW}
    group by category order by category = '(all)' desc, sum(episode_count) desc, category limit {CATEGORIES + 1}
)"""

# name of the table here → the marts it needs, and the query
QUERIES: dict[str, tuple[tuple[str, ...], str]] = {
    "registry": (("metric_registry",), "select * from marts.metric_registry order by metric"),
    "categories": (
        ("outcome_ladder_weekly", "scorecard_weekly"),
        f"""
        select category, sum(episode_count) as episode_count from marts.outcome_ladder_weekly
        where week_start >= {WINDOW} group by category
        order by category = '(all)' desc, episode_count desc, category
        """,
    ),
    "weekly": (
        ("scorecard_weekly", "outcome_ladder_weekly"),
        f"""
        select * from marts.scorecard_weekly
        where week_start >= {WINDOW} and category in {SHOWN} order by week_start, category, metric
        """,
    ),
    "trailing": (
        ("scorecard_trailing", "scorecard_weekly", "outcome_ladder_weekly"),
        f"select * from marts.scorecard_trailing where category in {SHOWN} order by metric, category, window_weeks",
    ),
    "monthly": (
        ("scorecard_monthly", "scorecard_weekly", "outcome_ladder_weekly"),
        f"select * from marts.scorecard_monthly where category in {SHOWN} order by month_start, category, metric",
    ),
    # of every segment its newest week that can be told
    "segments": (
        ("scorecard_by_segment_weekly",),
        """
        select * from marts.scorecard_by_segment_weekly where is_final
        qualify row_number() over (partition by segment_type, segment, metric order by week_start desc) = 1
        order by segment_type, segment, metric
        """,
    ),
    "verdicts": (("threshold_verdicts",), "select * from marts.threshold_verdicts order by category, metric"),
    "drift": (
        ("metric_drift_weekly",),
        """
        select * from marts.metric_drift_weekly where verdict <> 'not_final'
        qualify row_number() over (partition by segment_type, segment, metric order by week_start desc) = 1
        order by segment_type, segment, metric
        """,
    ),
    "mix": (
        ("mix_shift_weekly",),
        """
        with latest as (select metric, max(week_start) as week_start from marts.mix_shift_weekly where change is not null
            group by metric)
        select mix.* from marts.mix_shift_weekly as mix inner join latest using (metric, week_start)
        order by mix.metric, mix.category = '(all)' desc, abs(mix.within_effect) desc, mix.category
        """,
    ),
    "alerts": (
        ("alerts",),
        "select * from marts.alerts order by closed_at is not null, is_ongoing desc, severity = 'critical' desc,"
        " customers_affected desc, opened_at desc, alert_id",
    ),
    "alert_signals": (("alert_signals",), "select * from marts.alert_signals order by alert_id, signal_number"),
    "alert_causes": (("alert_causes",), "select * from marts.alert_causes order by alert_id, cause_number"),
    "alert_quality": (("alert_quality",), "select * from marts.alert_quality order by kind, severity"),
    "forecasts": (
        ("metric_forecasts",),
        "select * from marts.metric_forecasts order by metric, category, weeks_ahead",
    ),
    "restatements": (
        ("restatements",),
        """
        select * from marts.restatements where change is not null or status_was <> status_now
        qualify row_number() over (partition by week_start, category, metric order by published_as_of desc) = 1
        order by category = '(all)' desc, abs(coalesce(change, 0)) desc, week_start desc, metric limit 40
        """,
    ),
    "accuracy": (
        ("resolution_accuracy_weekly", "scorecard_weekly", "outcome_ladder_weekly"),
        f"""
        select week_start, category, resolution_accuracy_rate as value, resolution_accuracy_rate_low as value_low,
            resolution_accuracy_rate_high as value_high, resolution_accuracy_rate_denominator as denominator,
            reviewed_count, handled_reviewed_count, n_effective, estimator, wrong_resolution_rate, status, is_final
        from marts.resolution_accuracy_weekly where week_start >= {WINDOW} and category in {SHOWN}
        order by week_start, category
        """,
    ),
    "escalations": (
        ("escalation_weekly", "scorecard_weekly", "outcome_ladder_weekly"),
        f"""
        select * from marts.escalation_weekly where week_start >= {WINDOW} and category in {SHOWN}
        order by week_start, category
        """,
    ),
    "ladder": (
        ("outcome_ladder_weekly", "scorecard_weekly"),
        f"""
        select * from marts.outcome_ladder_weekly where week_start >= {WINDOW} and category in {SHOWN}
        order by week_start, category
        """,
    ),
    "work": (
        ("time_to_resolution_weekly", "scorecard_weekly", "outcome_ladder_weekly"),
        f"""
        select week_start, category, opened_count, resolved_count, ai_resolved_count, backlog_count, is_final
        from marts.time_to_resolution_weekly where week_start >= {WINDOW} and category in {SHOWN}
        order by week_start, category
        """,
    ),
    "ratings": (
        ("experience_weekly", "scorecard_weekly", "outcome_ladder_weekly"),
        f"""
        select * from marts.experience_weekly where week_start >= {WINDOW} and category in {SHOWN}
        order by week_start, category
        """,
    ),
    "queue": (
        ("review_queue",),
        """
        select category, tier, count(*) as episode_count, count(*) filter (where is_worth_its_cost) as worth_count,
            min(inclusion_probability) as probability_low, max(inclusion_probability) as probability_high,
            sum(label_cost_usd) as cost_usd, sum(expected_loss_avoided_usd) as loss_avoided_usd,
            sum(next_label_value_usd) as value_usd, min(reviewable_at) as oldest_at
        from marts.review_queue group by category, tier order by category, tier
        """,
    ),
    "agreement": (
        ("reviewer_agreement",),
        "select * from marts.reviewer_agreement order by rater_type desc, rater, category",
    ),
    "quality": (
        ("data_quality",),
        "select * from marts.data_quality where row_count > 0 order by row_count desc, table_name, reason",
    ),
    "agents": (
        ("agents",),
        "select agent_id, agent_type, version, capability, tier, strategy, valid_from, first_message_at, last_message_at"
        " from marts.agents where agent_type = 'ai' order by agent_id",
    ),
    "articles": (
        ("answers", "episodes"),
        """
        select article_id, max_by(article_title, answered_at) as title, mode(category) as category,
            count(*) filter (where is_unsupported is not null) as answer_count,
            count(*) filter (where is_unsupported) as unsupported_count,
            count(*) filter (where unsupported_number) as number_count,
            count(*) filter (where negation_mismatch) as negation_count,
            count(*) filter (where invented_feature) as feature_count, count(*) filter (where overpromise) as promise_count
        from marts.answers inner join marts.episodes using (episode_id)
        where article_id is not null and answered_at >= (select max(answered_at) - interval 91 day from marts.answers)
        group by article_id having count(*) filter (where is_unsupported is not null) > 0
        order by unsupported_count desc, article_id limit 15
        """,
    ),
    # --- the loop: what to change, and what changes did
    "knowledge_gaps": (
        ("knowledge_gaps",),
        """
        select * from marts.knowledge_gaps
        order by case state when 'reopened' then 1 when 'open' then 2 when 'proposed' then 3 when 'fixed' then 4 else 5 end,
            customer_count desc, gap_key limit 50
        """,
    ),
    # by name, without the opening that a customer wrote
    "topics": (
        ("failure_clusters",),
        """
        select cluster_key, name, category, is_new, recent_count, failed_count, customer_count, trend, failure_reasons
        from marts.failure_clusters order by recent_count desc, failed_count desc, cluster_key limit 50
        """,
    ),
    "recommendations": (
        ("recommendations",),
        "select * from marts.recommendations where state = 'proposed' order by place limit 10",
    ),
    "fixes": (("fix_outcomes",), "select * from marts.fix_outcomes order by shipped_at desc, fix_id limit 20"),
    "gates": (
        ("scale_gate",),
        """
        select category, reviewed_count, episode_count, reviews_to_do, missing from marts.scale_gate
        where reviews_to_do > 0 and category <> '(all)' order by reviews_to_do, category limit 20
        """,
    ),
    "gaps": (
        ("answers", "episodes"),
        """
        select episodes.category, episodes.product_area, count(*) as answer_count,
            count(*) filter (where answers.is_unverifiable) as without_article_count
        from marts.answers as answers inner join marts.episodes as episodes using (episode_id)
        where answers.answered_at >= (select max(answered_at) - interval 91 day from marts.answers)
        group by all having count(*) filter (where answers.is_unverifiable) > 0
        order by without_article_count desc, category limit 15
        """,
    ),
    "comments": (
        ("outcome_ladder_weekly",),
        "select column_name, comment from duckdb_columns() where table_name = 'outcome_ladder_weekly'"
        " and schema_name = 'marts' and comment is not null",
    ),
    "weekly_review": (("weekly_review",), "select * from marts.weekly_review where is_newest order by kind, rank"),
    "daily": (
        ("support_manager_daily",),
        """
        select * from marts.support_manager_daily
        where day > (select max(day) - interval 14 day from marts.support_manager_daily)
        order by day desc, segment_type, segment
        """,
    ),
}


QUERIES |= {
    "channels": (
        ("channel_baselines",),
        "select * from marts.channel_baselines order by verdict = 'worse' desc, verdict = 'better' desc, channel, metric",
    ),
    "knowledge_due": (("knowledge_due",), "select * from marts.knowledge_due order by rank"),
    "adoption": (
        ("feature_adoption",),
        "select * from marts.feature_adoption order by help_ratio nulls last, feature_id",
    ),
    "escalations_ahead": (
        ("escalation_forecasts",),
        "select * from marts.escalation_forecasts order by category, week_start",
    ),
    "complexity": (
        ("complexity_monthly",),
        "select * from marts.complexity_monthly order by month_start, tier, metric",
    ),
    "features": (
        ("confusing_features",),
        "select * exclude (last_episodes) from marts.confusing_features where status <> 'low_n'"
        " order by is_confusing desc, ratio desc nulls last, feature_id, release_id",
    ),
    "steps": (
        ("workflow_problems",),
        "select * from marts.workflow_problems where status <> 'low_n'"
        " order by is_problem desc, stuck_share desc, workflow, step_number",
    ),
    "outreach": (
        ("outreach_list",),
        "select * from marts.outreach_list order by currency, rank_in_currency, account_id",
    ),
    "signals": (
        ("business_signals", "value_weekly"),
        """
        select * from marts.business_signals
        where churned_at is null and week_start > (select max(week_start) - interval 8 week from marts.value_weekly)
        order by last_at desc, account_id, kind
        """,
    ),
    "requests": (
        ("feature_requests",),
        "select * from marts.feature_requests order by customer_count desc, request_key, currency",
    ),
    "value": (
        ("value_weekly", "scorecard_weekly"),
        f"select * from marts.value_weekly where category = '(all)' and week_start >= {WINDOW} order by week_start",
    ),
    "load": (
        ("capacity_weekly", "scorecard_weekly"),
        f"select * from marts.capacity_weekly where category = '(all)' and week_start >= {WINDOW} order by week_start",
    ),
}

# of a list and category (and over all) so many rows at most; how many there are is counted apart
LISTED = 40


def _of_lists() -> dict[str, tuple[tuple[str, ...], str]]:
    """Per list its first rows in every category, and its count by category and week."""
    found = {}
    for kind, (sql, _) in LISTS.items():
        needed = tuple(mart for mart in ("answers", "episodes", "review_queue") if f"marts.{mart}" in sql)
        found[f"listed_{kind}"] = (
            needed,
            f"""
            select * from ({sql}) qualify least(
                row_number() over (order by listed_first, episode_id),
                row_number() over (partition by category order by listed_first, episode_id)
            ) <= {LISTED} order by listed_first, episode_id
            """,
        )
        found[f"counted_{kind}"] = (
            needed,
            f"select category, week_start, count(*) as conversation_count from ({sql}) group by all order by all",
        )
    return found


QUERIES |= _of_lists()


class NothingToShow(Exception):
    """There is no database, or no scorecard in it."""


REMEDY = "build it anew (`agent-scorecard run`, or `make build`), or read it with the version that built it"


@contextmanager
def reading(database: Path, refused: type[Exception] = NothingToShow) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection; what the file lacks of what is asked of it is raised as ``refused``, with the remedy.

    A table or column that is not there is that of another version; a file that cannot be opened is said to be so.
    """
    import duckdb

    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            yield connection
    except (duckdb.CatalogException, duckdb.BinderException) as lacking:
        what = str(lacking).partition("\n")[0]
        raise refused(f"{database} was built by another version of this project ({what}): {REMEDY}") from lacking
    except duckdb.IOException as unreadable:
        what = str(unreadable).partition("\n")[0]
        raise refused(
            f"{database} cannot be read ({what}); is it a DuckDB file, and does nobody write it?"
        ) from unreadable


@dataclass(frozen=True)
class Tables:
    """What the pages are made of: rows by name of the query; a mart that the database lacks has none."""

    as_of: datetime | None = None
    published_at: datetime | None = None
    # whose numbers these are: sample, files or warehouse, and the company's name where one is set
    landing: str | None = None
    company_name: str | None = None
    # where the help desk shows a ticket, with {ticket_id} in it; without it the lists link nothing
    ticket_url: str | None = None
    rows: Mapping[str, list[dict]] = field(default_factory=dict)
    # marts that this version's pages read and the file has not: what they would show is left out
    lacking: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> list[dict]:
        if name not in QUERIES:
            raise KeyError(name)
        return self.rows.get(name, [])


def read_tables(database: Path, ticket_url: str | None = None, only: Collection[str] = ()) -> Tables:
    """Read the served file, or any built database, read-only; with ``only``, no more than these queries.

    Raises NothingToShow where there is no such file or no scorecard in it.
    """
    if not database.exists():
        raise NothingToShow(f"no file at {database}; run `agent-scorecard run` (or `make build`) first")
    with reading(database) as connection:
        found = connection.execute("select table_name from duckdb_tables() where schema_name = 'marts'").fetchall()
        marts = {name for (name,) in found}
        if not {"scorecard_weekly", "metric_registry", "outcome_ladder_weekly"} <= marts:
            raise NothingToShow(f"{database} has no scorecard; run `agent-scorecard run` (or `make build`) first")
        rows = {
            name: _rows(connection, query)
            for name, (needed, query) in QUERIES.items()
            if marts.issuperset(needed) and (not only or name in only)
        }
        about = read_about(connection)
    lacking = tuple(sorted({mart for needed, _ in QUERIES.values() for mart in needed} - marts))
    return Tables(about.as_of, about.published_at, about.landing, about.company_name, ticket_url, rows, lacking)


@dataclass(frozen=True)
class About:
    """What a file says of itself; each is null where it does not say."""

    as_of: datetime | None = None
    published_at: datetime | None = None
    landing: str | None = None
    company_name: str | None = None

    @property
    def whose(self) -> str:
        """The heading's words for whose data it is.

        >>> About(landing="sample").whose, About(company_name="Acme").whose, About(landing="sample", company_name="A").whose
        ('sample data', 'Acme', 'A, sample data')
        """
        parts = [self.company_name, "sample data" if self.landing == "sample" else None]
        return ", ".join(part for part in parts if part)


def read_about(connection) -> About:
    """From the served file's `publication`, else from a build's `stg_as_of`."""
    for table in ("marts.publication", "staging.stg_as_of"):
        schema, name = table.split(".")
        found = connection.execute(
            "select column_name from information_schema.columns where table_schema = ? and table_name = ?",
            [schema, name],
        ).fetchall()
        columns = [column for (column,) in found if column in About.__dataclass_fields__]
        if columns and (row := connection.execute(f"select {', '.join(columns)} from {table}").fetchone()):
            return About(**dict(zip(columns, row, strict=True)))
    return About()


def _rows(connection, query: str) -> list[dict]:
    found = connection.execute(query)
    names = [column[0] for column in found.description]
    return [{name: _told(value) for name, value in zip(names, row, strict=True)} for row in found.fetchall()]


def _told(value: object) -> object:
    """NaN and decimals are for databases; a page knows a number or that there is none."""
    from decimal import Decimal

    if isinstance(value, Decimal):
        return float(value)
    return None if isinstance(value, float) and value != value else value
