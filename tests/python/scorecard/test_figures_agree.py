"""Figures agree: parts add up, one metric is one number wherever it is published, and every column says something."""

from __future__ import annotations

import csv
import html
import io
import re
from pathlib import Path

import duckdb
import pytest

from agent_scorecard.review.accuracy_values import accuracy_values

CONSTANT = Path(__file__).parent / "constant_columns.csv"
# names of the registry's metrics in the weekly marts, where they are not the registry's own
RENAMED = {
    "resolution_accuracy": "resolution_accuracy_rate",
    "handled_accuracy": "handled_accuracy_rate",
    "escalation_precision": "escalation_precision_rate",
    "escalation_recall": "escalation_recall_rate",
}
# what a clock decides is a curve and not a sum while a window is open; a median is never a sum
ADDITIVE = """
    metric in (select metric from marts.metric_registry where unit in ('share', 'mean', 'count'))
    and (is_final or metric not like '%follow_up%' and metric <> 'durable_resolution_rate')
"""


@pytest.fixture(scope="module")
def warehouse(sample_warehouse):
    with duckdb.connect(str(sample_warehouse), read_only=True) as connection:
        yield connection


def test_all_is_the_sum_of_the_categories(warehouse):
    """But for right resolutions in a week in which a category was not reviewed: its right ones are unknown, not none."""
    apart = warehouse.execute(f"""
        select week_start, metric,
            sum(numerator) filter (where category = '(all)') as whole,
            sum(numerator) filter (where category <> '(all)') as parts,
            sum(denominator) filter (where category = '(all)') as whole_of,
            sum(denominator) filter (where category <> '(all)') as parts_of
        from marts.scorecard_weekly where {ADDITIVE}
        group by week_start, metric
        having coalesce(abs(whole - parts) > 1e-3, false) or (whole is not null and abs(whole_of - parts_of) > 1e-3)
        order by all
    """).fetchall()
    unreviewed = {
        row[0]
        for row in warehouse.execute("""
            select week_start from marts.scorecard_weekly
            where metric = 'quality_adjusted_resolutions' and category <> '(all)' and status = 'unverified'
        """).fetchall()
    }
    rights = [row for row in apart if row[1] == "quality_adjusted_resolutions"]
    assert {row[0] for row in rights} <= unreviewed
    # what is not known is neither wrong nor right: all together have more than the parts that are known, of more resolutions
    assert all(whole >= parts - 1e-3 and whole_of > parts_of for _, _, whole, parts, whole_of, parts_of in rights)
    apart = [row for row in apart if row not in rights]
    assert not apart, f"{len(apart)} weeks and metrics do not add up, for example {apart[:5]}"


def test_right_resolutions_are_unverified_where_their_accuracy_is(warehouse):
    """What was resolved and not reviewed is not known; `no_data` would say that nothing was resolved."""
    told = warehouse.execute("""
        select accuracy.status = 'unverified', count(*), count(rights.value),
            count(*) filter (where (accuracy.status = 'unverified') <> (rights.status = 'unverified'))
        from marts.scorecard_weekly as accuracy
        inner join marts.scorecard_weekly as rights using (week_start, category)
        where accuracy.metric = 'resolution_accuracy' and rights.metric = 'quality_adjusted_resolutions'
        group by 1 order by 1
    """).fetchall()
    assert [row[0] for row in told] == [False, True], "the sample has no week that nobody reviewed"
    assert [row[3] for row in told] == [0, 0]
    assert told[1][2] == 0


@pytest.mark.parametrize("seed", [1, 2])
def test_every_counted_metric_adds_up_over_any_three_parts(warehouse, seed):
    """Episodes are parted at random into p, not p and p not known; what is published of all is the sum of the three."""
    measures = warehouse.execute(
        "select view_name from duckdb_views() where schema_name = 'intermediate' and view_name like 'int_measures_%'"
    ).fetchall()
    measured = " union all ".join(
        f"select episode_id, metric, numerator, denominator from intermediate.{name}" for (name,) in measures
    )
    parts = {"p": "p", "not p": "not p", "unknown": "p is null"}
    sums = ", ".join(
        f'coalesce(sum({number}) filter (where {condition}), 0) as "{number} {part}"'
        for part, condition in parts.items()
        for number in ("numerator", "denominator")
    )
    rows = warehouse.execute(f"""
        with parted as (
            select groups.episode_id, groups.period_start as week_start,
                case hash(groups.episode_id || '{seed}') % 3 when 0 then true when 1 then false end as p
            from intermediate.int_episodes_to_groups as groups
            where groups.period = 'week' and groups.segment_type = 'category' and groups.segment = '(all)'
        ),
        added as (
            select parted.week_start, measured.metric, {sums}
            from ({measured}) as measured inner join parted using (episode_id) group by all
        )
        select added.*, scorecard.numerator, scorecard.denominator from added
        inner join marts.scorecard_weekly as scorecard using (week_start, metric) where scorecard.category = '(all)'
    """).fetchall()
    metrics = {row[1] for row in rows}
    assert len(metrics) > 20
    assert all(any(row[1] == metric and row[place] for row in rows) for metric in metrics for place in (3, 5, 7))
    wrong = [
        row
        for row in rows
        if abs(float(row[2] + row[4] + row[6]) - row[8]) > 1e-6 or abs(float(row[3] + row[5] + row[7]) - row[9]) > 1e-6
    ]
    assert not wrong, f"{len(wrong)} weeks and metrics do not add up, for example {wrong[:3]}"


def test_metrics_of_a_clock_add_up_over_any_three_parts(warehouse):
    """Follow-ups and durable resolutions of final weeks, estimated anew with every episode in one of three parts."""
    from agent_scorecard.conversations.survival_values import survival_values

    tables = {
        "rows": "select * from intermediate.int_survival_rows order by episode_id, clock",
        "timetable": "select * from reference.business_hours",
        "holidays": "select * from reference.holidays",
        "metrics": "select * from marts.metric_registry order by metric",
        "counted": """
            select * replace (['p', 'not p', '(none)'][1 + (hash(episode_id || '4') % 3)::int] as segment)
            from intermediate.int_episodes_to_groups
            where period = 'week' and segment_type = 'category' and segment = '(all)'
            union all
            select * from intermediate.int_episodes_to_groups
            where period = 'week' and segment_type = 'category' and segment = '(all)'
            order by segment, period_start, episode_id""",
    }
    found = survival_values(
        **{name: warehouse.execute(query).to_arrow_table() for name, query in tables.items()}, pool_days=28
    )
    final = dict.fromkeys(
        warehouse.execute(
            f"select metric, week_start from marts.scorecard_weekly where is_final and {ADDITIVE}"
        ).fetchall()
    )
    sums = {}
    for row in found.to_pylist():
        key = row["metric"], row["period_start"]
        if key in final and row["numerator"] is not None:
            whole_and_parts = sums.setdefault(key, [0.0, 0.0, 0.0, 0.0])
            place = 0 if row["segment"] == "(all)" else 2
            whole_and_parts[place] += row["numerator"]
            whole_and_parts[place + 1] += row["denominator"]
    assert len({metric for metric, _ in sums}) >= 6
    wrong = {key: told for key, told in sums.items() if abs(told[0] - told[2]) > 1e-4 or abs(told[1] - told[3]) > 1e-4}
    assert not wrong, f"{len(wrong)} weeks and metrics do not add up, for example {list(wrong.items())[:3]}"


def test_every_kind_of_segment_adds_up_to_all(warehouse):
    """Channels, tiers, agents, versions, capabilities and product areas: an episode without one is in a part of its own."""
    apart = warehouse.execute("""
        select parts.segment_type, parts.week_start, parts.metric, sum(parts.numerator), any_value(whole.numerator),
            sum(parts.denominator), any_value(whole.denominator)
        from marts.scorecard_by_segment_weekly as parts
        inner join marts.scorecard_weekly as whole using (week_start, metric)
        where whole.category = '(all)' and parts.segment_type <> 'category'
            and parts.metric in (
                select metric from marts.metric_registry where unit in ('share', 'mean', 'count') and not is_review_based
            )
            and whole.numerator is not null and whole.is_final
        group by all
        having abs(sum(parts.numerator) - any_value(whole.numerator)) > 1e-4
            or abs(sum(parts.denominator) - any_value(whole.denominator)) > 1e-4
        order by all
    """).fetchall()
    assert not apart, f"{len(apart)} weeks, metrics and kinds of segment do not add up, for example {apart[:5]}"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_reviewed_metrics_add_up_over_any_three_parts(warehouse, seed):
    """Episodes are parted at random (p, not p, p not known); each figure of all is the sum of the three."""
    part = f"(['p', 'not p', '(none)'])[1 + (hash(episode_id || '{seed}') % 3)::int]"
    shape = "'week' as period, date '2025-01-06' as period_start, 'category' as segment_type"
    strata, reviews = (
        warehouse.execute(
            " union all ".join(query.format(shape=shape, segment=segment) for segment in (part, "'(all)'"))
        ).to_arrow_table()
        for query in (
            """select {shape}, {segment} as segment, is_ai_resolved, is_escalated,
                outcome not in ('operational', 'pending') as is_decided, 'none' as judge_verdict,
                count(*) as episode_count, 1.0::double as customer_size, 1.0::double as closure_design_effect
            from marts.episodes where is_ai_handled group by all""",
            """select {shape}, {segment} as segment, episode_id, customer_cluster, is_ai_resolved, is_escalated, is_decided,
                'none' as judge_verdict, weight, correct_score, valid_score, complete_score, helpful_score, needed_score,
                hallucination_score, contradicted_score, invented_feature_score, overpromise_score
            from intermediate.int_accuracy_reviews
            where period = 'week' and segment_type = 'category' and segment = '(all)'""",
        )
    )
    found = accuracy_values(strata, reviews, {}, {}, 5.0, 1.0).to_pylist()
    metrics = {row["metric"] for row in found} - {"escalation_loss"}
    assert len(metrics) > 10
    for metric in sorted(metrics):
        rows = {row["segment"]: row for row in found if row["metric"] == metric}
        for number in ("numerator", "denominator"):
            parts = sum(rows[name][number] for name in ("p", "not p", "(none)"))
            assert rows["(all)"][number] == pytest.approx(parts, abs=1e-4), (metric, number)
        whole = rows["(all)"]
        assert whole["value_low"] <= whole["value"] <= whole["value_high"], metric


def test_a_metric_is_one_number_wherever_it_is_published(warehouse):
    columns = {}
    for table, column in warehouse.execute(
        "select table_name, column_name from duckdb_columns() where schema_name = 'marts' and table_name like '%_weekly'"
    ).fetchall():
        columns.setdefault(table, set()).add(column)
    compared = 0
    for (metric,) in warehouse.execute("select metric from marts.metric_registry order by metric").fetchall():
        name = RENAMED.get(metric, metric)
        for table, names in sorted(columns.items()):
            if not {name, "category"} <= names or table.startswith("scorecard"):
                continue
            shown = {
                "value": name,
                "value_low": f"{name}_low",
                "value_high": f"{name}_high",
                "status": f"{name}_status",
            }
            shown |= {"denominator": f"{name}_denominator"}
            assert f"{name}_status" in names or f"{name}_low" not in names, f"{table}.{name} has no status of its own"
            differ = " or ".join(
                f"long.{one} is distinct from wide.{other}"
                if one == "status"
                else f"coalesce(abs(long.{one} - wide.{other}) > 1e-9, (long.{one} is null) <> (wide.{other} is null))"
                for one, other in shown.items()
                if other in names and not (one == "denominator" and table == "value_weekly")
            )
            wrong = warehouse.execute(
                f"""
                select count(*) from marts.scorecard_weekly as long
                inner join marts.{table} as wide using (week_start, category)
                where long.metric = $1 and ({differ})""",
                [metric],
            ).fetchall()[0][0]
            assert not wrong, f"{metric} of {table} differs in {wrong} rows from scorecard_weekly"
            compared += 1
    assert compared >= 40


def test_the_terminal_and_the_verdicts_say_what_the_scorecard_says(warehouse, sample_warehouse):
    from agent_scorecard.serving.terminal.report import read_report

    wrong = warehouse.execute("""
        select count(*) from marts.threshold_verdicts as told
        inner join marts.scorecard_weekly as scorecard using (week_start, category, metric)
        where (told.value, told.value_low, told.value_high, told.denominator, told.status, told.baseline)
            is distinct from (scorecard.value, scorecard.value_low, scorecard.value_high, scorecard.denominator,
            scorecard.status, scorecard.baseline)
    """).fetchall()[0][0]
    assert not wrong
    report = read_report(sample_warehouse)
    assert report.figures
    for figure in report.figures:
        expected = warehouse.execute(
            "select value, value_low, value_high, status from marts.scorecard_weekly"
            " where week_start = ? and category = ? and metric = ?",
            [report.week_start, figure.category, figure.metric],
        ).fetchall()
        assert [(figure.value, figure.low, figure.high, figure.status)] == expected


def told_otherwise(page: str, numbers: dict[str, tuple[str, str]]) -> list[str]:
    """The tiles of a page whose number or interval is not the mart's; ``numbers``: by the metric's name."""
    wrong = []
    for tile in page.split('<article class="tile')[1:]:
        tile = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.unescape(tile.partition("</article>")[0])))
        name = next((name for name in sorted(numbers, key=len, reverse=True) if f"> {name} " in tile[:200]), None)
        if name and not all(part in tile for part in numbers[name]):
            wrong.append(name)
    return wrong


def test_pages_and_terminal_print_the_numbers_of_the_marts(warehouse, sample_warehouse):
    """The newest final week of each metric over all categories, as the tiles say it; each cell of the terminal's table."""
    from rich.console import Console

    from agent_scorecard.serving import wording as words
    from agent_scorecard.serving.marts import read_tables
    from agent_scorecard.serving.pages.rendering import render_pages
    from agent_scorecard.serving.terminal.printing import render, spell
    from agent_scorecard.serving.terminal.report import read_report

    numbers = {}
    for metric, name, unit, value, low, high, status in warehouse.execute("""
        select metric, name, unit, value, value_low, value_high, status from marts.scorecard_weekly
        inner join marts.metric_registry using (metric) where category = '(all)' and is_final
        qualify row_number() over (partition by metric order by week_start desc) = 1
    """).fetchall():
        if status == "ok":
            unit = words.SPELLED.get(metric, unit)
            told = words.amount(value, unit).partition(", ")[0], words.interval(low, high, unit)
            numbers[name] = told[0].replace(words.NARROW, " "), told[1].replace(words.NARROW, " ")
    pages = render_pages(read_tables(sample_warehouse))
    tiles = [page for page in pages.values() if '<article class="tile' in page]
    assert tiles
    assert [told_otherwise(page, numbers) for page in tiles] == [[] for _ in tiles]
    # a page that said something else would be seen
    value, _ = numbers["Escalation rate"]
    page = next(page for page in tiles if "<h3>Escalation rate</h3>" in page)
    at = page.index("<h3>Escalation rate</h3>")
    shown = value.replace(" ", words.NARROW)
    assert shown in page[at:]
    assert told_otherwise(page[:at] + page[at:].replace(shown, "99 %", 1), numbers) == ["Escalation rate"]

    report = read_report(sample_warehouse)
    console = Console(record=True, width=200, file=io.StringIO())
    render(report, console)
    printed = console.export_text()
    spans = {(one.category, one.metric) for one in report.trailing}
    for figure in report.figures:
        if figure.value is not None and (figure.category, figure.metric) not in spans:
            assert spell(figure.value, figure.unit) in printed, figure
            if figure.low is not None and figure.high is not None:
                between = f"{spell(figure.low, figure.unit, bare=True)} to {spell(figure.high, figure.unit, bare=True)}"
                assert between in printed, figure


def test_a_baseline_is_one_number(warehouse):
    wrong = warehouse.execute("""
        select count(*) from marts.scorecard_weekly as scorecard
        inner join marts.baselines using (category, metric) where scorecard.baseline is distinct from baselines.value
    """).fetchall()[0][0]
    assert not wrong
    named = warehouse.execute(
        "select table_name from duckdb_columns() where schema_name = 'marts' and column_name = 'baseline' order by 1"
    ).fetchall()
    assert [table for (table,) in named] == ["scorecard_weekly", "threshold_verdicts", "weekly_review"]


def test_no_value_leaves_its_interval_or_its_scale(warehouse):
    scales = {
        RENAMED.get(metric, metric): (low, high)
        for metric, low, high in warehouse.execute(
            "select metric, scale_low, scale_high from marts.metric_registry"
        ).fetchall()
    }
    columns = {}
    for table, column in warehouse.execute(
        "select table_name, column_name from duckdb_columns() where schema_name = 'marts'"
    ).fetchall():
        columns.setdefault(table, set()).add(column)
    checked, wrong = 0, []
    for table, names in sorted(columns.items()):
        for name in sorted(names):
            low, high = f"{name}_low", f"{name}_high"
            if not {low, high} <= names:
                continue
            bottom, top = scales.get(name, (0.0, 1.0) if name.endswith("_rate") else (None, None))
            outside = f"{name} < {low} - 1e-9 or {name} > {high} + 1e-9"
            outside += f" or {low} < {bottom} - 1e-9" if bottom is not None else ""
            outside += f" or {high} > {top} + 1e-9" if top is not None else ""
            count = warehouse.execute(f'select count(*) from marts."{table}" where {outside}').fetchall()[0][0]
            checked += 1
            wrong += [f"{table}.{name}: {count} rows"] if count else []
    outside = warehouse.execute("""
        select metric, count(*) from marts.scorecard_weekly inner join marts.metric_registry using (metric)
        where value_low < scale_low or value_high > scale_high or value < value_low or value > value_high
            or (value_low = value_high and status = 'low_n')
        group by metric
    """).fetchall()
    assert checked > 50
    assert not wrong
    assert not outside


def test_every_column_says_something_or_is_declared_constant(warehouse):
    """At least two values (null is one) over the sample; a mart of fewer than twenty rows there cannot be judged."""
    with CONSTANT.open() as lines:
        declared = {(row["mart"], row["column"]): row["reason"] for row in csv.DictReader(lines)}
    assert all(declared.values())
    constant = set()
    for (table,) in warehouse.execute(
        "select table_name from duckdb_tables() where schema_name = 'marts' order by 1"
    ).fetchall():
        columns = [row[0] for row in warehouse.execute(f'describe marts."{table}"').fetchall()]
        counts = ", ".join(
            f'count(distinct "{name}") + max(case when "{name}" is null then 1 else 0 end)' for name in columns
        )
        rows, *found = warehouse.execute(f'select count(*), {counts} from marts."{table}"').fetchall()[0]
        if rows >= 20:
            constant |= {(table, name) for name, count in zip(columns, found, strict=True) if count < 2}
    undeclared = sorted(constant - set(declared))
    assert not undeclared, f"{len(undeclared)} columns have one value and no reason for it: {undeclared}"


def test_a_verdict_and_its_probability_agree(warehouse):
    wrong = warehouse.execute("""
        select category, metric, verdict, fail_probability from marts.threshold_verdicts
        where (verdict in ('not_set', 'insufficient_evidence')) <> (fail_probability is null)
            or (verdict = 'fail' and fail_probability < .97) or (verdict = 'pass' and fail_probability > .5)
    """).fetchall()
    assert not wrong


def test_the_kinds_of_escalations_add_up(warehouse):
    wrong = warehouse.execute("""
        select count(*) from marts.escalation_weekly
        where escalation_count <> healthy_escalation_count + gap_escalation_count + operational_escalation_count
            + unknown_escalation_count
    """).fetchall()[0][0]
    assert not wrong
