"""Sentiment: identity with the package, speed, memory, language, fitting. Writes docs/figures/sentiment.md.

    SCORECARD_REFERENCE_DATA=FOLDER python bench/sentiment.py [--texts 120000] [--messages 1000000]

Without the folder, the sections that need other people's records say so.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv

PROJECT = Path(__file__).resolve().parents[1]
PAGE = PROJECT / "docs" / "figures" / "sentiment.md"
REFERENCE = Path(os.environ.get("SCORECARD_REFERENCE_DATA", "/nowhere"))
sys.path.insert(0, str(PROJECT / "tests" / "python" / "text"))

from strange import floods, varied_texts  # noqa: E402
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer  # noqa: E402

from agent_scorecard.text.cleaning import own_words  # noqa: E402
from agent_scorecard.text.language import languages  # noqa: E402
from agent_scorecard.text.phrases import Phrases  # noqa: E402
from agent_scorecard.text.vader import LONGEST_MESSAGE, polarity_scores  # noqa: E402


def seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def dialogue_turns() -> list[str]:
    """Distinct turns of dbdc3 dev and customer turns of tau airline."""
    turns = set()
    with (REFERENCE / "tuning" / "coherence" / "dbdc3_dev_en_revised.jsonl").open(encoding="utf-8") as file:
        for line in file:
            turns.update(turn["utterance"] for turn in json.loads(line)["turns"])
    runs = json.loads((REFERENCE / "tau_airline" / "gpt-4o-airline.json").read_text(encoding="utf-8"))
    for run in runs:
        said = (turn for turn in run["traj"] if turn["role"] == "user" and turn.get("content"))
        turns.update(turn["content"].replace("###STOP###", "").strip() for turn in said)
    return sorted(turns)


def rated_tweets() -> tuple[list[str], np.ndarray]:
    with (REFERENCE / "tuning" / "sentiment" / "tweets_GroundTruth.txt").open(encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file]
    return [row[-1] for row in rows], np.array([float(row[1]) for row in rows])


def bank_questions() -> list[str]:
    with (REFERENCE / "tuning" / "same_issue" / "banking77_train.csv").open(encoding="utf-8", newline="") as file:
        return [row[0] for row in csv.reader(file)][1:]


def mismatches(texts: list[str], package: Callable[[str], dict]) -> int:
    columns = polarity_scores(pa.array(texts, pa.string()))
    ours = zip(*(column.tolist() for column in columns), strict=True)
    return sum(
        dict(zip(columns._fields, row, strict=True)) != package(text) for text, row in zip(texts, ours, strict=True)
    )


def identity(count: int, package: Callable[[str], dict]) -> Iterator[str]:
    yield "## The package's scores, digit for digit\n"
    yield "| texts | distinct | mismatches (neg, neu, pos, compound) |\n|---|---|---|"
    varied = list(varied_texts(count))
    sets = {
        "seeded: ordinary, dense, idioms, but-chains, emojis, odd Unicode, shouting, empty": varied,
        "floods of 1,500 characters": list(floods(1_500).values()),
        "floods of exactly the longest length that is read": [
            text[:LONGEST_MESSAGE]
            for kind, text in floods(LONGEST_MESSAGE).items()
            if "distinct" in kind or "punct" in kind
        ],
    }
    if REFERENCE.is_dir():
        sets["dbdc3 dev and tau customer turns"] = dialogue_turns()
        sets["4,200 tweets"] = rated_tweets()[0]
        sets["10,003 bank questions"] = bank_questions()
    total = 0
    for name, texts in sets.items():
        total += len(texts)
        yield f"| {name} | {len(set(texts)):,} of {len(texts):,} | {mismatches(texts, package)} |"
    yield f"\n{total:,} texts in all. Longer messages than {LONGEST_MESSAGE:,} characters are scored by their beginning.\n"


def throughput(package: Callable[[str], dict]) -> Iterator[str]:
    yield "## Speed beside the package\n"
    if not REFERENCE.is_dir():
        yield "Not run: no reference data.\n"
        return
    yield "Distinct texts, nothing cached between runs, the two in turn; the median of five of CPU time.\n"
    yield "| texts | messages/CPU-s, package | ours | times |\n|---|---|---|---|"
    for name, texts in (("dbdc3 dev and tau customer turns", dialogue_turns()), ("4,200 tweets", rated_tweets()[0])):
        column = pa.array(sorted(set(texts)))
        polarity_scores(column.slice(0, 10))
        pairs = [
            (seconds(lambda column=column: [package(text) for text in column.to_pylist()]),
             seconds(lambda column=column: polarity_scores(column)))
            for _ in range(5)
        ]  # fmt: skip
        theirs, ours = np.median(pairs, axis=0)
        yield f"| {name} | {len(column) / theirs:,.0f} | {len(column) / ours:,.0f} | {theirs / ours:.1f} |"
    yield ""


def linearity() -> Iterator[str]:
    yield "## No input is slower than linear\n"
    yield "One message of 100,000 and one of 800,000 characters with the cap lifted; 8 times the text may take 8 times as long.\n"
    yield "| text | 100,000, ms | 800,000, ms | times |\n|---|---|---|---|"
    worst = 0.0
    for kind in floods(10):
        times = []
        for size in (100_000, 800_000):
            texts = pa.array([floods(size)[kind]])
            times.append(min(seconds(lambda texts=texts: polarity_scores(texts, longest=10**9)) for _ in range(3)))
        worst = max(worst, times[1] / times[0])
        yield f"| {kind} | {times[0] * 1e3:.1f} | {times[1] * 1e3:.1f} | {times[1] / times[0]:.1f} |"
    yield f"\nWorst: {worst:.1f} times.\n"


def each_step(package_corpus: list[str]) -> Iterator[str]:
    yield "## What each step costs\n"
    yield "| step | CPU-seconds per 100,000 messages |\n|---|---|"
    texts = pa.array(package_corpus[:20_000])
    phrases = Phrases.of(pa.csv.read_csv(PROJECT / "seeds" / "phrases.csv"))
    unknown = pa.nulls(len(texts), pa.string())
    steps = {
        "own words (quotes, signatures, markup)": lambda: own_words(texts),
        "language": lambda: languages(texts, unknown, "en"),
        "VADER": lambda: polarity_scores(texts),
        "thanks only": lambda: phrases.is_thanks_only(texts),
        "boilerplate": lambda: phrases.is_boilerplate(texts),
    }
    for name, step in steps.items():
        step()
        yield f"| {name} | {seconds(step) / len(texts) * 1e5:.1f} |"
    yield ""


def end_to_end(corpus: list[str], count: int) -> Iterator[str]:
    yield "## One run of the model\n"
    import duckdb

    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "scorecard.duckdb"
        with duckdb.connect(str(database)) as connection:
            connection.execute("create schema staging; create schema reference; create schema intermediate")
            phrases = PROJECT / "seeds" / "phrases.csv"
            connection.execute(f"create table reference.phrases as select * from read_csv('{phrases}', header = true)")
            base = pa.table({"number": range(len(corpus)), "body": corpus})  # noqa: F841 (DuckDB reads it by name)
            connection.execute(
                f"""
                create table staging.stg_messages_redacted as
                select 'm' || range as message_id, body || ' ' || range as body
                from range({count}) join base on range % {len(corpus)} = number;
                create table staging.stg_messages as select message_id, 't1' as ticket_id from staging.stg_messages_redacted;
                create table staging.stg_tickets as select 't1' as ticket_id, cast(null as varchar) as language
                """
            )
            (mean_length,) = connection.execute(
                "select avg(length(body)) from staging.stg_messages_redacted"
            ).fetchone()
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [str(Path(sys.executable).with_name("dbt")), "--quiet", "run", "--select", "int_messages_scored"]
        environment = {**os.environ, "SCORECARD_DB": str(database), "DBT_TARGET_PATH": f"{folder}/target"}
        subprocess.run(command, cwd=PROJECT, env=environment, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        with duckdb.connect(str(database), read_only=True) as connection:
            (scored,) = connection.execute("select count(sentiment) from intermediate.int_messages_scored").fetchone()
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    yield f"{count:,} distinct messages of {mean_length:.0f} characters (`dbt run`, its start included):\n"
    yield "| CPU-minutes | peak memory, GB | with a sentiment |\n|---|---|---|"
    yield f"| {cpu / 60:.1f} | {after.ru_maxrss / 1e6:.2f} | {scored:,} |\n"


def language_of_real_chat() -> Iterator[str]:
    yield "## Language\n"
    if not REFERENCE.is_dir():
        yield "Not run: no reference data.\n"
        return
    yield "English chat read as another language, by letters in the message; no ticket language, English the default.\n"
    yield "| texts | under 10 letters | 10 to 30 | over 30 |\n|---|---|---|---|"
    for name, texts in (
        ("dbdc3 dev and tau turns", dialogue_turns()),
        ("bank questions", bank_questions()),
        ("tweets", rated_tweets()[0]),
    ):
        found = languages(pa.array(texts), pa.nulls(len(texts), pa.string()), "en").to_pylist()
        letters = np.array([sum(map(str.isalpha, text)) for text in texts])
        wrong = np.array([language not in ("en", None) for language in found])
        parts = [wrong[(letters >= low) & (letters < high)] for low, high in ((0, 10), (10, 30), (30, 10**9))]
        yield (
            f"| {name} | "
            + " | ".join(f"{part.mean():.2%} of {len(part):,}" if len(part) else "" for part in parts)
            + " |"
        )
    yield ""


def fitting() -> Iterator[str]:
    yield "## A model of one's own labels\n"
    if not REFERENCE.is_dir():
        yield "Not run: no reference data.\n"
        return
    from agent_scorecard.experience.sentiment_fitting import compare

    texts, rating = rated_tweets()
    is_unhappy, compound = rating < -0.5, polarity_scores(pa.array(texts)).compound
    r = np.corrcoef(compound, rating)[0, 1]
    yield f"Pearson's r of VADER with the mean human rating of 4,200 tweets, on which it was made: {r:.3f}.\n"
    yield "Cross-validated AUC for an unhappy tweet (rating below -0.5):\n"
    yield "| labels | VADER | hybrid | difference, 95 % | kept |\n|---|---|---|---|---|"
    order = np.random.default_rng(1).permutation(len(texts))
    for count in (200, 1_000, 4_200):
        mine = order[:count]
        found = compare(pa.array([texts[i] for i in mine]), is_unhappy[mine], mine)
        yield (
            f"| {count:,} | {found.vader:.3f} | {found.hybrid:.3f} | {found.difference:+.3f}"
            f" ({found.low:+.3f} to {found.high:+.3f}) | {'yes' if found.is_better else 'no'} |"
        )
    yield "\nVADER's lexicon was made on tweets like these, so there is little to gain on them.\n"


def repetition() -> Iterator[str]:
    yield "## Said twice\n"
    if not REFERENCE.is_dir():
        yield "Not run: no reference data.\n"
        return
    from test_repetition import planted_in_transcripts

    found = planted_in_transcripts(REFERENCE)
    yield "One repetition planted in each of the 200 tau airline transcripts; whatever else is flagged counts as false.\n"
    yield "| planted | recall | precision |\n|---|---|---|"
    yield f"| {found['planted']} | {found['recall']:.3f} | {found['precision']:.3f} |\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=120_000, help="seeded texts for the identity (120,000)")
    parser.add_argument("--messages", type=int, default=1_000_000, help="messages of the model run; 0 leaves it out")
    options = parser.parse_args()
    package = SentimentIntensityAnalyzer().polarity_scores
    corpus = (dialogue_turns() + bank_questions()) if REFERENCE.is_dir() else list(varied_texts(20_000, seed=2))
    page = [
        "# Sentiment: figures\n",
        "`SCORECARD_REFERENCE_DATA=... python bench/sentiment.py`; two shared cores, CPU time.\n",
    ]
    sections = [throughput(package), identity(options.texts, package), linearity(), each_step(corpus)]
    if options.messages:
        sections.append(end_to_end(corpus, options.messages))
    for section in (*sections, language_of_real_chat(), repetition(), fitting()):
        for line in section:
            print(line, flush=True)
            page.append(line)
    PAGE.write_text("\n".join(page).rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
