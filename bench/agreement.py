"""Figures that once contradicted each other, each with the query that shows it: reads a built sample, writes
docs/figures/agreement.md.

    python bench/agreement.py [--database data/scorecard.duckdb]

Then a fault of each kind is planted in a copy of the database, and the test that is there for it has to fail.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

PROJECT = Path(__file__).resolve().parents[1]
PAGE = PROJECT / "docs" / "figures" / "agreement.md"
# what was seen, what it was then, and the query whose answer it is now
LINES = (
    (
        "1 baselines of medians",
        "baselines .80 h where the month's median is .27 h",
        "select round(b.value,3), round(median(s.value),3) from marts.baselines b join marts.scorecard_weekly "
        "s using(metric,category) where metric='median_hours_to_resolution' and category='(all)' and "
        "s.week_start between b.from_week and b.to_week group by b.value",
    ),
    (
        "2 two baselines under one word",
        "scorecard .926, drift .848 (billing accuracy)",
        "select count(*) from duckdb_columns() where schema_name='marts' and column_name='baseline' and "
        "table_name not in ('scorecard_weekly','threshold_verdicts','weekly_review')",
    ),
    (
        "2 a headline and Monday's page",
        "headline 24 %, Monday 29 %",
        "select distinct round(baseline,2) from marts.scorecard_weekly where metric='escalation_rate' and "
        "category='technical'",
    ),
    (
        "3 ok beside low_n for precision",
        "163 of 181",
        "select count(*) from marts.escalation_weekly e join marts.scorecard_weekly s "
        "using(week_start,category) where s.metric='escalation_precision' and "
        "e.escalation_precision_rate_status is distinct from s.status",
    ),
    (
        "4 fail_probability with not_set or a pass of 1",
        "180",
        "select count(*) from marts.threshold_verdicts where (verdict='not_set' and fail_probability is not "
        "null) or (verdict='pass' and fail_probability>.5)",
    ),
    (
        "5 avoidable escalations: weeks where (all) is not the sum",
        "22",
        "select count(*) from (select week_start, sum(denominator) filter(where category='(all)') a, "
        "sum(denominator) filter(where category<>'(all)') b from marts.scorecard_weekly where "
        "metric='avoidable_escalation_rate' and numerator is not null group by 1 having abs(a-b)>1e-3)",
    ),
    (
        "6 avoidable rate null where nothing was escalated",
        "12",
        "select count(*) from marts.scorecard_weekly a join marts.scorecard_weekly e "
        "using(week_start,category) where a.metric='avoidable_escalation_rate' and e.metric='escalation_rate' "
        "and e.value=0 and e.denominator>0 and a.value is null",
    ),
    (
        "7 interval beyond its scale, or value outside its interval",
        "66 and more",
        "select count(*) from marts.scorecard_weekly join marts.metric_registry using(metric) where "
        "value_low<scale_low or value_high>scale_high or value<value_low or value>value_high",
    ),
    (
        "8 escalations that are of no kind",
        "no column",
        "select count(*) from marts.escalation_weekly where "
        "escalation_count<>healthy_escalation_count+gap_escalation_count+operational_escalation_count+unknown_escalation_count",
    ),
    (
        "8 meanings of customers_affected",
        "3",
        "select count(distinct table_name) from duckdb_columns() where schema_name='marts' and "
        "column_name='customers_affected'",
    ),
    (
        "10 complete equals accuracy",
        "208 of 208",
        "select count(*) filter(where complete_rate is not distinct from resolution_accuracy_rate), count(*) "
        "from marts.resolution_accuracy_weekly where resolution_accuracy_rate is not null",
    ),
    (
        "10 alerts with lead_days",
        "0",
        "select count(lead_days), count(*) from marts.alerts",
    ),
    (
        "11 not seen after bad / after good, final weeks together",
        "65 % / 77 %",
        "select round(sum(numerator) filter(where metric='lapsed_after_bad_rate')/sum(denominator) "
        "filter(where metric='lapsed_after_bad_rate'),3), round(sum(numerator) filter(where "
        "metric='lapsed_after_good_rate')/sum(denominator) filter(where metric='lapsed_after_good_rate'),3) "
        "from marts.scorecard_weekly where category='(all)' and is_final",
    ),
    (
        "12 metrics that have no colour of their own",
        "0",
        "select count(depends_on) from marts.metric_registry",
    ),
)

AGREE, LAYER = "tests/python/scorecard/test_figures_agree.py", "tests/python/publishing/test_semantic_layer.py"
ONE_WEEK = "week_start = (select max(week_start) from marts.scorecard_weekly where is_final)"
# property, what is planted, the SQL that plants it, and the test that has to see it
FAULTS = (
    (
        "(a) parts add up",
        "one week's escalations of all categories are one too many",
        "update marts.scorecard_weekly set numerator = numerator + 1 "
        f"where metric = 'escalation_rate' and category = '(all)' and {ONE_WEEK}",
        f"{AGREE}::test_every_counted_metric_adds_up_over_any_three_parts",
    ),
    (
        "(a) parts add up",
        "the episodes of one category are in none",
        "delete from marts.scorecard_weekly where category = 'billing'",
        f"{AGREE}::test_all_is_the_sum_of_the_categories",
    ),
    (
        "(a) parts add up",
        "the episodes of one product area are in no segment",
        "delete from marts.scorecard_by_segment_weekly where segment_type = 'product_area' and segment = "
        "(select max(segment) from marts.scorecard_by_segment_weekly where segment_type = 'product_area')",
        f"{AGREE}::test_every_kind_of_segment_adds_up_to_all",
    ),
    (
        "(a) parts add up",
        "right resolutions of a week that nobody reviewed are no_data",
        "update marts.scorecard_weekly set status = 'no_data' where metric = 'quality_adjusted_resolutions' "
        "and status = 'unverified'",
        f"{AGREE}::test_right_resolutions_are_unverified_where_their_accuracy_is",
    ),
    (
        "(b) one number everywhere",
        "a weekly mart says ok where the scorecard says low_n",
        "update marts.escalation_weekly set escalation_precision_rate_status = 'ok'",
        f"{AGREE}::test_a_metric_is_one_number_wherever_it_is_published",
    ),
    (
        "(b) one number everywhere",
        "verdicts rest on another interval",
        f"update marts.threshold_verdicts set value_high = value_high + .01 where value_high is not null and {ONE_WEEK}",
        f"{AGREE}::test_the_terminal_and_the_verdicts_say_what_the_scorecard_says",
    ),
    (
        "(b) one number everywhere",
        "the semantic layer's expressions count otherwise: one week's value is another",
        f"update marts.scorecard_weekly set value = value + .01 where metric = 'closure_rate' and {ONE_WEEK}",
        f"{LAYER}::test_the_expressions_over_episodes_are_the_marts_rates",
    ),
    (
        "(b) one number everywhere",
        "the semantic layer's weekly counts give another value",
        f"update marts.scorecard_weekly set numerator = numerator * 1.1 where metric = 'resolution_accuracy' and {ONE_WEEK}",
        f"{LAYER}::test_the_weekly_counts_give_back_each_cells_value",
    ),
    (
        "(c) low, value, high, scale",
        "a share's upper limit is above 1",
        f"update marts.scorecard_weekly set value_high = 1.02 where metric = 'closure_rate' and {ONE_WEEK}",
        f"{AGREE}::test_no_value_leaves_its_interval_or_its_scale",
    ),
    (
        "(d) every column says something",
        "a count is always 0",
        "update marts.follow_up_weekly set follow_up_rate_24h_numerator = 0",
        f"{AGREE}::test_every_column_says_something_or_is_declared_constant",
    ),
)


def planted(database: Path) -> list[str]:
    """A row per fault: whether its test passes on the database as it is, and fails once the fault is planted."""
    lines = ["| property | planted | test | as built | with the fault |", "|---|---|---|---|---|"]
    for name, what, plant, test in FAULTS:
        told = []
        for is_planted in (False, True):
            with tempfile.TemporaryDirectory() as folder:
                copy = Path(folder) / "scorecard.duckdb"
                shutil.copy(database, copy)
                if is_planted:
                    with duckdb.connect(str(copy)) as connection:
                        connection.execute(plant)
                environment = os.environ | {"SCORECARD_BUILT_SAMPLE": str(copy)}
                command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", test]
                code = subprocess.run(
                    command, cwd=PROJECT, env=environment, capture_output=True, check=False
                ).returncode
                told.append({0: "passes", 1: "fails"}.get(code, f"ends with {code}"))
        lines.append(f"| {name} | {what} | `{test.partition('::')[2]}` | {told[0]} | {told[1]} |")
    return lines


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--database", type=Path, default=Path("data/scorecard.duckdb"))
    database = options.parse_args().database
    lines = [
        "# Figures that contradicted each other",
        "",
        "`python bench/agreement.py`",
        "",
        "Before: as each was seen, in an earlier version or on a second simulated team. Now: the query on the built sample.",
        "",
        "| line | before | now |",
        "|---|---|---|",
    ]
    with duckdb.connect(str(database), read_only=True) as connection:
        for name, before, query in LINES:
            found = "; ".join(", ".join(map(str, row)) for row in connection.execute(query).fetchall())
            lines.append(f"| {name} | {before} | {found} |")
    lines += ["", "## Queries", "", "```sql", *(f"-- {name}\n{query};" for name, _, query in LINES), "```"]
    lines += ["", "## A fault of each kind, planted", "", *planted(database)]
    text = "\n".join(lines) + "\n"
    print(text)
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
