"""Great Expectations Data Docs: what the gate found in each landed file, and what holds in each served mart.

The landing's validations are those that the gate left when it let rows in; the marts are validated here, by their keys,
ranges and intervals. The result is a folder of pages to open in a browser.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from urllib.parse import quote

# what a person can look through; an entity mart of millions is checked by its constraints
LARGEST_MART = 200_000
STYLE = """
    body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem }
    table { border-collapse: collapse; margin: 1rem 0 } td, th { border: 1px solid #bbb; padding: .3rem .6rem; text-align: left }
    .modal, .navbar, footer, .btn, iframe { display: none } ul { padding-left: 1.2rem } a { color: #0b57d0 }
"""
STATUSES = ("ok", "low_n", "immature", "unverified", "no_data", "not_applicable", "not_reached")


def make_data_docs(landing_path: Path, served: Path, folder: Path) -> tuple[int, int]:
    """Write the pages to ``folder``. (how many landed files, how many marts) they tell of."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    with tempfile.TemporaryDirectory() as work:
        context = gx.get_context(mode="file", project_root_dir=work)
        context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
        sites = context.variables.data_docs_sites or {}
        sites["local_site"]["show_how_to_buttons"] = False
        landed = _add_landing(context, landing_path)
        marts = _add_marts(context, served) if served.exists() else 0
        context.build_data_docs()
        made = Path(work) / "gx" / "uncommitted" / "data_docs" / "local_site"
        for page in made.rglob("*.html"):
            page.write_text(without_requests(page.read_text(encoding="utf-8")), encoding="utf-8")
        # the list of pages that comes with them is drawn by scripts from the network
        (made / "index.html").write_text(_index(context, made), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(made, folder)
    return landed, marts


def without_requests(page: str) -> str:
    """The page without what it would ask the network for (styles, scripts, a logo that counts visits), styled plainly.

    >>> page = '<head><script src="https://x.org/a.js"></script></head><img src="https://x.org/l.png"><p>kept</p>'
    >>> "https" in without_requests(page), "kept" in without_requests(page)
    (False, True)
    """
    page = re.sub(r"<script[^>]*\bsrc=[\"']https?:[^>]*>\s*</script>", "", page)
    page = re.sub(r"<(link|img|source)\b[^>]*\b(href|src|srcset)=[\"']https?:[^>]*>", "", page)
    page = re.sub(r"url\([\"']?https?:[^)]*\)", "none", page)
    return page.replace("</head>", f"<style>{STYLE}</style></head>", 1)


def _index(context, made: Path) -> str:
    """Which file or mart, when, whether everything held, and the page that tells."""
    rows = []
    for key in sorted(context.validation_results_store.list_keys(), key=lambda key: key.to_tuple()):
        result = context.validation_results_store.get(key)
        path = Path("validations", *key.to_tuple()).with_name(key.to_tuple()[-1] + ".html")
        if not (made / path).exists():
            raise FileNotFoundError(f"Great Expectations wrote no page {path}")
        held = result.statistics["successful_expectations"], result.statistics["evaluated_expectations"]
        told = "holds" if result.success else f"{held[1] - held[0]} of {held[1]} do not hold"
        suite = key.expectation_suite_identifier.name
        cells = (suite, key.batch_identifier, f"{key.run_id.run_time:%Y-%m-%d %H:%M}", told)
        linked = f'<a href="{quote(str(path))}">{escape(cells[1])}</a>'
        rows.append(f"<tr><td>{escape(cells[0])}</td><td>{linked}</td><td>{cells[2]}</td><td>{cells[3]}</td></tr>")
    head = "<tr><th>suite</th><th>file or mart</th><th>when (UTC)</th><th>what the checks say</th></tr>"
    title = "What holds in the landing and in the marts"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>{STYLE}</style></head>'
        f"<body><h1>{title}</h1><p>Rows that broke a rule of the landing were rejected and lie in the quarantine.</p>"
        f"<table>{head}{''.join(rows)}</table></body></html>\n"
    )


def _add_landing(context, landing_path: Path) -> int:
    """The validations that `agent-scorecard land` stored, one per landed file."""
    from great_expectations.core.expectation_validation_result import ExpectationSuiteValidationResultSchema

    paths = sorted(landing_path.glob("_validations/*/*.json"))
    for path in paths:
        table = path.parent.name
        account = json.loads((landing_path / "_landings" / table / path.name).read_text(encoding="utf-8"))
        result = ExpectationSuiteValidationResultSchema().load(json.loads(path.read_text(encoding="utf-8")))
        _keep_suite(context, f"landing.{table}", result)
        landed_at = datetime.fromisoformat(account["landed_at"]).replace(tzinfo=UTC)
        _keep_result(context, f"landing.{table}", result, landed_at, f"{account['source_file']} {path.stem}")
    return len(paths)


def _add_marts(context, served: Path) -> int:
    from agent_scorecard.serving.reader import reading

    source = context.data_sources.add_pandas("marts")
    with reading(served) as file:
        ((moment,),) = file.ask("select published_at from marts.publication").fetchall()
        published_at = moment.replace(tzinfo=UTC)
        names = file.ask("select table_name, estimated_size from duckdb_tables() order by 1").fetchall()
        checked = [name for name, size in names if size <= LARGEST_MART and name != "publication"]
        for name in checked:
            rows = file.ask(f'select * from marts."{name}"').df()
            suite = _mart_suite(name, list(rows.columns))
            if not suite.expectations:
                continue
            batches = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe("all")
            result = batches.get_batch({"dataframe": rows}).validate(context.suites.add(suite))
            _keep_result(context, suite.name, result, published_at, name)
    return len(checked)


# dbt tests hold these, before anything is published: keys by every_row_is_of_its_grain, the scorecard's own interval and
# status by a_number_lies_in_its_interval. One rule has one place (docs/checks.md).
HELD_BY_DBT = {("scorecard_weekly", "value")}
# (what is looked at, what must hold, what to do)
MART_RULES = (
    (
        "columns that end in _rate",
        "A share lies within 0 and 1.",
        "look for a numerator that counts what the denominator leaves out",
    ),
    (
        "a column with its _low and _high",
        "A value lies within its interval (scorecard_weekly's own: see dbt).",
        "look at the estimator that docs/metrics.md names for it",
    ),
    (
        "status of the scorecard marts",
        "A status is a known one.",
        "a new status needs its words in docs/glossary.md and STATUSES",
    ),
)


def _mart_suite(name: str, columns: list[str]):
    """What must hold in a served mart whatever its rows: shares within 0 and 1, values within their intervals."""
    import great_expectations.expectations as gxe
    from great_expectations import ExpectationSuite

    expectations: list = []
    for column in columns:
        if column.endswith("_rate"):
            expectations.append(gxe.ExpectColumnValuesToBeBetween(column=column, min_value=0, max_value=1))
        if (name, column) in HELD_BY_DBT:
            continue
        for above, below in ((column, f"{column}_low"), (f"{column}_high", column)):
            if above in columns and below in columns:
                expectations.append(
                    gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                        column_A=above, column_B=below, or_equal=True, ignore_row_if="either_value_is_missing"
                    )
                )
    if name.startswith("scorecard_") and name != "scorecard_weekly" and "status" in columns:
        expectations.append(gxe.ExpectColumnValuesToBeInSet(column="status", value_set=list(STATUSES)))
    return ExpectationSuite(name=f"marts.{name}", expectations=expectations)


def _keep_suite(context, name: str, result) -> None:
    from great_expectations import ExpectationSuite
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    if name in {suite.name for suite in context.suites.all()}:
        return
    suite = context.suites.add(ExpectationSuite(name=name))
    for each in result.results:
        config = each.expectation_config
        given = {key: value for key, value in config.kwargs.items() if key != "batch_id"}
        suite.add_expectation_configuration(ExpectationConfiguration(type=config.type, kwargs=given, meta=config.meta))
    suite.save()


def _keep_result(context, suite: str, result, at: datetime, batch: str) -> None:
    from great_expectations.core.run_identifier import RunIdentifier
    from great_expectations.data_context.types.resource_identifiers import (
        ExpectationSuiteIdentifier,
        ValidationResultIdentifier,
    )

    run = RunIdentifier(run_name=suite.split(".")[0], run_time=at)
    result.meta["run_id"] = run
    identifier = ValidationResultIdentifier(
        expectation_suite_identifier=ExpectationSuiteIdentifier(suite),
        run_id=run,
        batch_identifier=batch.replace("/", "-"),
    )
    context.validation_results_store.set(identifier, result)
