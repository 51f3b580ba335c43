"""Figures that once contradicted each other, each with the query that shows it: reads a built sample, writes
docs/figures/agreement.md.

    python bench/agreement.py [--database data/scorecard.duckdb]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import duckdb

PAGE = Path(__file__).resolve().parents[1] / "docs" / "figures" / "agreement.md"
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
    text = "\n".join(lines) + "\n"
    print(text)
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
