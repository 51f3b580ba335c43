"""The rules of the house, read off the project as dbt parses it."""

from __future__ import annotations

import ast
import csv
import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
PACKAGE = PROJECT / "python" / "agent_scorecard"
TESTS = PROJECT / "tests" / "python"

# What a default build may hold; unit tests run under a target of their own.
# models one after another, and the share of them that may be deeper than 12
LONGEST_CHAIN = 16
DEEP_SHARE = 0.10
# 25 more for the loop from failure to proven fix: nine marts, each with the model that computes it, and what they share;
# five more for what the business learns next: channels, complexity, adoption, articles that are due, escalations to come;
# seven more for what a source counts next to the marts, and a help desk's own report next to ours
NODE_BUDGET = 247
# lines of a function's body without its docstring, of a module, and of a model
LONGEST_FUNCTION, LONGEST_MODULE, LONGEST_MODEL = 60, 250, 250
SUBJECTS = (
    "conversations",
    "people",
    "experience",
    "review",
    "knowledge",
    "answers",
    "scorecard",
    "monitoring",
    "publishing",
    "improvement",
    "business",
)
# beside the subjects, what serves all of them
ROOMS = ("statistics", "text", "landing", "simulation", "serving")
PURE_AREAS = ("simulation", "statistics", "text", "answers", "conversations", "experience", "people", "scorecard")


def nodes(manifest: dict, kind: str) -> list[dict]:
    return [node for node in manifest["nodes"].values() if node["resource_type"] == kind]


def marts(manifest: dict) -> list[dict]:
    return [node for node in nodes(manifest, "model") if node["path"].startswith("marts/")]


def metrics() -> list[dict]:
    with (PROJECT / "seeds" / "metrics.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_a_default_build_stays_small(manifest):
    default = [
        node for node in manifest["nodes"].values() if node["resource_type"] in ("model", "seed", "test", "snapshot")
    ]
    assert len(default) <= NODE_BUDGET, f"{len(default)} nodes"


def test_every_mart_is_a_contracted_table_that_says_what_each_column_is(manifest):
    assert marts(manifest)
    for mart in marts(manifest):
        assert mart["config"]["contract"]["enforced"], mart["name"]
        assert mart["config"]["materialized"] == "table", mart["name"]
        assert mart["language"] == "sql", f"{mart['name']}: Python computes, SQL publishes"
        assert mart["description"], mart["name"]
        for column in mart["columns"].values():
            assert column["description"], f"{mart['name']}.{column['name']} has no description"


def test_no_model_declares_an_index_or_a_foreign_key(manifest):
    """macros/engine/bookkeeping.sql relies on it: DuckDB is not asked about either before a table is replaced."""
    for model in nodes(manifest, "model"):
        constraints = [*model["constraints"], *(each for c in model["columns"].values() for each in c["constraints"])]
        assert "foreign_key" not in {each["type"] for each in constraints}, model["name"]
        assert not model["config"].get("indexes"), model["name"]


def test_every_model_says_what_one_row_of_it_is(manifest):
    """`meta.grain` has columns, the description words; tests/every_row_is_of_its_grain.sql checks the rows."""
    for model in nodes(manifest, "model"):
        grain = model["config"]["meta"].get("grain")
        assert grain, f"{model['name']} has no meta.grain: write the columns that no two rows share, or `one row`"
        assert "one row" in model["description"].lower(), (
            f"{model['name']}: the description does not say what one row is"
        )
        columns = [] if grain == "one row" else grain.split(", ")
        assert set(columns) <= set(model["columns"]), (
            f"{model['name']} has no column {set(columns) - set(model['columns'])}"
        )
        keys = [constraint["columns"] for constraint in model["constraints"] if constraint["type"] == "primary_key"]
        assert all(key == columns for key in keys), f"{model['name']}: primary key {keys}, grain {columns}"


def test_the_test_of_grains_waits_for_every_model(manifest):
    """It runs when the marts that it lists are built; all else is read by one of them, through any number of steps."""
    test = next(node for node in nodes(manifest, "test") if node["name"] == "every_row_is_of_its_grain")
    above = set()
    waiting = list(test["depends_on"]["nodes"])
    while waiting:
        if (name := waiting.pop()) in manifest["nodes"] and name not in above:
            above.add(name)
            waiting += manifest["nodes"][name]["depends_on"].get("nodes", [])
    unseen = [node["name"] for node in nodes(manifest, "model") if node["unique_id"] not in above]
    assert not unseen, (
        f"tests/every_row_is_of_its_grain.sql does not wait for {unseen}: list the mart, or publish the model"
    )


def test_marts_hold_nothing_nested(manifest):
    allowed = re.compile(r"(date|timestamp|bigint|double|boolean|varchar|decimal\(\d+, ?\d+\))$")
    for mart in marts(manifest):
        for column in mart["columns"].values():
            assert allowed.match(column["data_type"].lower()), f"{mart['name']}.{column['name']}: {column['data_type']}"


def test_there_are_three_layers_and_the_name_says_which(manifest):
    for model in nodes(manifest, "model"):
        layer = model["path"].split("/")[0]
        prefix = {"staging": "stg_", "intermediate": "int_", "marts": ""}[layer]
        assert model["name"].startswith(prefix), model["path"]
        if layer == "marts":
            assert not model["name"].startswith(("stg_", "int_", "fct_", "dim_")), model["path"]


def test_a_folder_is_a_subject_and_the_same_word_in_every_layer(manifest):
    for model in nodes(manifest, "model"):
        folder = model["path"].split("/")[1]
        assert folder in SUBJECTS or model["name"] == "stg_as_of", model["path"]
    rooms = {module.relative_to(PACKAGE).parts[0] for module in PACKAGE.rglob("*/*.py")}
    assert rooms <= {*SUBJECTS, *ROOMS}, rooms - {*SUBJECTS, *ROOMS}


def test_no_two_modules_share_a_name():
    seen: dict[str, Path] = {}
    for module in sorted(PACKAGE.rglob("*.py")):
        if module.stem not in ("__init__", "commands"):
            assert module.stem not in seen, f"{module} and {seen[module.stem]}"
            seen[module.stem] = module


def test_a_python_model_calls_the_function_of_its_name_in_its_subject(manifest):
    for model in nodes(manifest, "model"):
        if model["language"] == "python":
            subject, name = model["path"].split("/")[1], re.sub("^(stg|int)_", "", model["name"])
            module = PACKAGE / subject / f"{name}.py"
            assert module.exists(), f"{model['name']}: no {module.relative_to(PROJECT)}"
            named = [node.name for node in ast.parse(module.read_text()).body if isinstance(node, ast.FunctionDef)]
            assert name in named, f"{module.relative_to(PROJECT)} has no function {name}"
            assert f"agent_scorecard.{subject}.{name} import" in model["raw_code"], model["path"]


def test_only_staging_reads_what_landed(manifest):
    for model in nodes(manifest, "model"):
        reads_landing = "landing(" in model["raw_code"] or "source(" in model["raw_code"]
        counts_landing = model["name"] == "int_landing_counted"
        assert not reads_landing or model["path"].startswith("staging/") or counts_landing, model["path"]


def test_layers_never_run_back(manifest):
    """Staging reads staging, an intermediate model reads no mart, and a mart reads no other mart."""
    layer = {node["unique_id"]: node["path"].split("/")[0] for node in nodes(manifest, "model")}
    for model in nodes(manifest, "model"):
        back = [parent for parent in model["depends_on"]["nodes"] if layer.get(parent) == "marts"]
        assert not back, f"{model['path']} reads the mart {back}"


def test_no_chain_of_models_is_long(manifest):
    """From a source to a mart, by models; and how many models are far from what landed."""
    models = {node["unique_id"]: node for node in nodes(manifest, "model")}
    depth: dict[str, int] = {}

    def depth_of(name: str) -> int:
        if name not in depth:
            parents = models[name]["depends_on"]["nodes"]
            depth[name] = 1 + max((depth_of(parent) for parent in parents if parent in models), default=0)
        return depth[name]

    longest = max(models, key=depth_of)
    assert depth_of(longest) <= LONGEST_CHAIN, f"{longest} is {depth_of(longest)} deep"
    deep = [name for name in models if depth_of(name) > 12]
    assert len(deep) <= DEEP_SHARE * len(models), f"{len(deep)} of {len(models)} models are deeper than 12"


def test_staging_reads_nothing_above_it(manifest):
    for model in nodes(manifest, "model"):
        if model["path"].startswith("staging/"):
            for parent in model["depends_on"]["nodes"]:
                assert ".int_" not in parent, f"{model['name']} reads {parent}"
                assert not parent.startswith("model.") or ".stg_" in parent, f"{model['name']} reads {parent}"


def test_nobody_downstream_reads_a_message_that_was_not_redacted(manifest):
    for model in nodes(manifest, "model"):
        parents = {parent.split(".")[-1] for parent in model["depends_on"]["nodes"]}
        assert "stg_message_bodies" not in parents or model["name"] == "stg_messages_redacted", model["path"]
        if model["name"] == "stg_messages":
            assert not re.search(r"\bbody\b", model["raw_code"]), "stg_messages carries no words"
        if model["name"] == "stg_message_bodies":
            assert model["config"]["materialized"] == "view", "no build stores what was not redacted"


# ground rules whose story is no SQL model's: what landed, and the watch over many series
STORIES_IN_PYTHON = {
    4: ("landing/test_views_over_landing.py", "test_what_was_written_later_is_not_known_yet"),
    13: ("statistics/test_detector.py", "test_the_watch_tier_keeps_its_false_discovery_rate"),
}


def test_every_ground_rule_of_the_metrics_has_a_story(manifest):
    """A unit test names the rules that it stands for: `Ground rule 8.`, `Ground rules 5, 6 and 7.`"""
    told = {rule for rule, (file, name) in STORIES_IN_PYTHON.items() if name in (TESTS / file).read_text()}
    for story in manifest["unit_tests"].values():
        for rules in re.findall(r"Ground rules? ([\d, and]+)\.", story["description"]):
            told |= {int(rule) for rule in re.findall(r"\d+", rules)}
    assert told == set(range(1, 14))


def test_a_story_is_next_to_its_model(manifest):
    folder = {node["name"]: Path(node["path"]).parent for node in nodes(manifest, "model")}
    for story in manifest["unit_tests"].values():
        assert Path(story["path"]).parent == folder[story["model"]], (
            f"{story['name']} belongs in {folder[story['model']]}"
        )


def test_no_model_reads_the_clock_or_throws_dice(manifest):
    banned = re.compile(
        r"\b(current_timestamp|current_date|now\(|getdate|random\(|datetime\.now|time\.time|uuid4)", re.IGNORECASE
    )
    for model in nodes(manifest, "model"):
        assert not banned.search(model["raw_code"]), model["path"]


def test_sql_outside_the_engine_folder_is_spoken_by_both_engines(manifest):
    banned = re.compile(
        r"::\w|\bas varchar\b|\bqualify\b|\blist_\w+\(|\bunnest\(|\bepoch\(|\bstrftime\(|\bregexp_matches\(",
        re.IGNORECASE,
    )
    for model in nodes(manifest, "model"):
        if model["language"] == "sql":
            code = re.sub(r"\{#.*?#\}|--[^\n]*", "", model["raw_code"], flags=re.DOTALL)
            assert not banned.search(code), f"{model['path']}: {banned.search(code).group()}"


def test_every_metric_has_a_counter_metric_that_would_give_it_away():
    names = {metric["metric"] for metric in metrics()}
    for metric in metrics():
        assert metric["counter_metric"] in names, metric["metric"]
        assert metric["counter_metric"] != metric["metric"]


def test_the_registry_says_where_a_metric_is_computed_and_of_what():
    for metric in metrics():
        file = PROJECT / metric["computed_in"]
        assert file.is_file(), f"{metric['metric']}: there is no file {metric['computed_in']}"
        assert re.search(rf"['\"]{metric['metric']}['\"]", file.read_text()), f"{file} does not name {metric['metric']}"
        assert metric["denominator"], metric["metric"]
        # a median is no ratio
        assert bool(metric["numerator"]) == (metric["unit"] not in ("hours", "minutes", "seconds")), metric["metric"]
        assert 0 < len(metric["short_name"]) <= 24, metric["metric"]
        assert metric["unit"] != "share" or (metric["scale_low"], metric["scale_high"]) == ("0", "1"), metric["metric"]
    shown = [metric["short_name"] for metric in metrics()]
    assert len(set(shown)) == len(shown)


def test_at_most_six_metrics_may_raise_an_alert():
    assert 1 <= sum(metric["is_alerting"] == "true" for metric in metrics()) <= 6


def test_the_docs_and_the_registry_define_a_metric_in_the_same_words():
    text = (PROJECT / "models" / "docs" / "metrics.md").read_text()
    blocks = dict(re.findall(r"\{% docs metric_(\w+) %\}\n(.*?)\n\{% enddocs %\}", text, flags=re.DOTALL))
    assert blocks == {metric["metric"]: metric["definition"] for metric in metrics()}


def test_the_sample_seeds_carry_the_contract_column_for_column():
    from agent_scorecard.contract import landing_tables

    for name, table in landing_tables(PROJECT).items():
        seed = PROJECT / "seeds" / "sample" / f"sample_{name}.csv"
        if name in ("published_scorecards", "alert_log", "review_salts", "failure_topics", "source_reports"):
            assert not seed.exists()
            continue
        with seed.open(newline="") as file:
            assert next(csv.reader(file)) == [column.name for column in table.columns], name


def test_the_sample_is_small():
    assert sum(seed.stat().st_size for seed in (PROJECT / "seeds" / "sample").glob("*.csv")) <= 4_000_000


@pytest.mark.parametrize("area", PURE_AREAS)
def test_pure_areas_import_neither_dbt_nor_duckdb(area):
    for module in sorted((PACKAGE / area).rglob("*.py")):
        if module.name == "commands.py":
            continue
        for node in ast.walk(ast.parse(module.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {name.split(".")[0] for name in names} & {"dbt", "duckdb"}, module


# who opens a database file otherwise than by serving/reader.py, and why
OPENS_ITSELF = {
    "publishing/publish.py": "copies the marts out of the build's file and writes the served one",
    "publishing/keep_published.py": "writes published numbers into a team's own landing tables",
    "publishing/build_file.py": "tells a damaged file from one that somebody holds, and hashes landing tables",
    "publishing/freshness.py": "reads the newest row of landing tables, here or in Postgres",
    "serving/reader.py": "is the reader",
}


def test_one_module_opens_what_was_built():
    opening = set()
    for module in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text())):
            is_opening = isinstance(node, ast.Call) and ast.unparse(node.func) == "duckdb.connect" and node.args
            if is_opening and ast.unparse(node.args[0]) != "':memory:'":
                opening.add(module.relative_to(PACKAGE).as_posix())
    assert opening == set(OPENS_ITSELF), opening ^ set(OPENS_ITSELF)


def test_no_function_is_long_and_no_file_is():
    """A function's body has at most 60 lines without its docstring; a module has at most 250."""
    for module in sorted(PACKAGE.rglob("*.py")):
        text = module.read_text()
        assert len(text.splitlines()) <= LONGEST_MODULE, f"{module} has {len(text.splitlines())} lines: split it"
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
                size = body[-1].end_lineno - body[0].lineno + 1
                assert size <= LONGEST_FUNCTION, f"{module}: {node.name} has {size} lines: split it"


def test_no_model_is_long(manifest):
    for model in nodes(manifest, "model"):
        lines = len(model["raw_code"].splitlines())
        # still to be split: totals of all categories, and what each week can say
        longest = 300 if model["name"] == "int_metric_values" else LONGEST_MODEL
        assert lines <= longest, f"{model['path']} has {lines} lines: give a step a model of its own"


def test_the_command_starts_without_heavy_libraries():
    import subprocess
    import sys

    heavy = [
        "numpy",
        "pandas",
        "scipy",
        "sklearn",
        "statsmodels",
        "pyarrow",
        "duckdb",
        "dbt",
        "great_expectations",
        "altair",
    ]
    code = f"import sys; from agent_scorecard.cli import parser; parser(); print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PROJECT)
    assert done.stdout.strip() == "[]"


def test_every_model_seed_and_landing_table_says_what_it_is_and_what_its_columns_are(manifest):
    """Whether a description is there for every column that exists: tests/python/test_descriptions.py, on the built sample."""
    described = [*nodes(manifest, "model"), *nodes(manifest, "seed"), *manifest["sources"].values()]
    for node in described:
        assert node["description"].strip(), f"{node['name']} has no description"
        assert node["columns"], f"{node['name']} describes no column"
        for column in node["columns"].values():
            assert column["description"].strip(), f"{node['name']}.{column['name']} has no description"


# --- words -------------------------------------------------------------------------------------------------------------

# modules whose strings are data: patterns, word lists, the vocabulary of the simulated customers
WORD_LISTS = (
    "business/wish_phrases.py",
    "business/small_words.py",
    "business/business_signals.py",
    "text/",
    "answers/details.py",
    "answers/detail_phrases.py",
    "answers/features.py",
    "simulation/",
)


def banned_words() -> list[tuple[str, str]]:
    with (TESTS / "banned_words.csv").open(newline="") as file:
        return [(row["pattern"], row["say_instead"]) for row in csv.DictReader(file)]


def prose(text: str) -> str:
    """A text without what is code: fenced and indented blocks, names in backticks, doctests."""
    text = re.sub(r"```.*?```|``[^`]*``|`[^`\n]*`", "", text, flags=re.DOTALL)
    return "\n".join(line for line in text.split("\n") if not line.lstrip().startswith((">>>", "...")))


def texts_of_yaml(value: object) -> list[str]:
    """Every description and label in a YAML file."""
    if isinstance(value, dict):
        own = [
            text
            for key, text in value.items()
            if key in ("description", "label", "null_means") and isinstance(text, str)
        ]
        return own + [text for each in value.values() for text in texts_of_yaml(each)]
    return [text for each in value for text in texts_of_yaml(each)] if isinstance(value, list) else []


def texts_people_read() -> list[tuple[str, str]]:
    """File and text of everything that a person reads: documents, descriptions, lists, pages, help and errors."""
    import yaml

    found = []
    for file in [*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md"), *(PROJECT / "models" / "docs").glob("*.md")]:
        if "figures" not in file.parts:
            found.append((file, re.sub(r"(?m)^ {4}.*$", "", file.read_text())))
    for file in [*(PROJECT / "models").rglob("*.yml"), *(PROJECT / "seeds").glob("*.yml")]:
        if "unit_tests" not in file.name:
            found += [(file, text) for text in texts_of_yaml(yaml.load(file.read_text(), yaml.CSafeLoader))]
    for file in (PROJECT / "seeds").glob("*.csv"):
        if file.name not in ("phrases.csv", "allowed_actions.csv"):
            found.append((file, file.read_text()))
    for file in [*(PROJECT / "models").rglob("*.sql"), *(PROJECT / "macros").rglob("*.sql")]:
        found.append((file, "\n".join(re.findall(r"\{#.*?#\}|--[^\n]*", file.read_text(), flags=re.DOTALL))))
    for file in PACKAGE.rglob("*.html"):
        shown = re.sub(r"\{[#%].*?[#%]\}|\{\{.*?\}\}|<style.*?</style>", " ", file.read_text(), flags=re.DOTALL)
        titles = " ".join(re.findall(r'(?:title|aria-label|alt)="([^"]*)"', shown))
        found.append((file, re.sub(r"<[^>]*>", " ", shown) + titles))
    for file in PACKAGE.rglob("*.py"):
        if not any(part in file.relative_to(PACKAGE).as_posix() for part in WORD_LISTS):
            strings = [node.value for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Constant)]
            found += [(file, text) for text in strings if isinstance(text, str) and " " in text.strip()]
    return [(file.relative_to(PROJECT).as_posix(), prose(text)) for file, text in found]


def test_one_thing_has_one_word():
    wrong = []
    for file, text in texts_people_read():
        for pattern, say in banned_words():
            for match in re.finditer(pattern, text, re.IGNORECASE):
                around = text[max(match.start() - 40, 0) : match.end() + 30].replace("\n", " ")
                wrong.append(f"{file}: “{match.group()}” (say: {say}) in … {around} …")
    assert not wrong, "\n".join(wrong)
