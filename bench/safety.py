"""Nothing lost, nothing leaked, nothing stopped by one row: the attacks, made and counted. Writes docs/figures/safety.md.

    python bench/safety.py [part ...] [--seed 7]     parts: see --help; without any: all of them

Each part attacks one fault and its siblings, with a seed, and counts tries, rows that were lost, figures that were wrong and
strings that got out; and runs the tests that stand for it in tests/python. What a part found is kept in
docs/figures/safety.json, from which the page is written, so that parts may be run one at a time. What is said of before was
measured by hand on the project as it then was.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT / "bench"))
sys.path.insert(0, str(PROJECT / "tests" / "python"))

from attacks import doors, runs, tests  # noqa: E402

PAGE = PROJECT / "docs" / "figures" / "safety.md"
STORY = "dbt: a_merged_ticket_goes_on_in_the_last_of_the_chain"
KEPT = PROJECT / "docs" / "figures" / "safety.json"


@dataclass(frozen=True)
class Fault:
    """One fault: its number, name, what it did before, who attacks it, and the tests that stand for it."""

    number: int
    part: str
    says: str
    before: str
    attack: Callable[[Path, int], dict] | None
    standing: tuple[str, ...]
    # tries that the standing tests make themselves, where there is no other attack: kills, forged rows, packages
    inside: int = 0
    told: str = ""


FAULTS = (
    Fault(
        1,
        "scores",
        "judgements and scores that are none",
        "no judgements file could land; `abc` was taken for missing",
        doors.scores,
        ("landing/test_landing_a_folder.py::test_a_score_that_is_no_number_is_rejected_and_not_taken_for_missing",),
    ),
    Fault(
        2,
        "quotes",
        "a quote that is never closed",
        "10 of 500 rows read, exit 0",
        doors.stray_quotes,
        (
            "landing/test_what_the_gate_mends.py::test_a_stray_quote_costs_its_own_line",
            "landing/test_what_the_gate_mends.py::test_records_are_counted_apart_from_the_parser",
        ),
    ),
    Fault(
        3,
        "signs",
        "control signs, markup, huge lines, names of our own groups",
        "each stopped every build",
        doors.odd_signs,
        (
            "landing/test_what_the_gate_mends.py::test_a_nul_is_no_utf16_and_a_line_of_three_megabytes_lands",
            "answers/test_answers.py::test_a_message_made_to_break_a_reader_is_read",
        ),
    ),
    Fault(
        4,
        "growth",
        "names and floods that hang redaction",
        "exponential in names, quadratic in secrets",
        runs.growth,
        (
            "text/test_redaction.py::test_long_and_hostile_texts_take_time_in_proportion",
            "text/test_redaction.py::test_a_name_made_of_like_words_is_searched_for_in_time",
        ),
    ),
    Fault(
        5,
        "dates",
        "times of year 1, 1700, 1970, 2099, 9999",
        "3,861 weeks, all checks green",
        doors.dates,
        ("publishing/test_exit_codes.py::test_a_stale_landing_is_not_published",),
    ),
    Fault(
        6,
        "resume",
        "`run --resume` over tables that changed",
        '"built already", old figures under a new time',
        runs.resumed,
        ("publishing/test_whatever_goes_wrong.py::test_landed_tables_are_known_by_their_rows_and_not_by_their_order",),
    ),
    Fault(
        7,
        "select",
        "`run --select` of a part",
        "old marts under a new as_of",
        runs.selected,
        (
            "publishing/test_whatever_goes_wrong.py::test_a_cut_off_build_file_is_told_and_built_anew_and_a_dropped_mart_is_no_longer_served",
        ),
    ),
    Fault(
        8,
        "again",
        "an old file again; messages before their ticket",
        "corrections taken back",
        lambda work, seed: _added(doors.comes_again(work, seed), doors.too_early(_below(work, "early"), seed)),
        (
            "landing/test_what_the_gate_mends.py::test_an_old_export_that_comes_again_takes_no_correction_back",
            "landing/test_what_the_gate_mends.py::test_messages_that_came_before_their_ticket_leave_the_quarantine_by_themselves",
        ),
    ),
    Fault(
        9,
        "evidence",
        "probabilities near 0, ok on no evidence",
        "accuracy 1.000 and ok at an effective .5",
        runs.thin_evidence,
        (
            "statistics/test_review_estimator.py::test_customers_with_many_episodes_widen_the_interval",
            "statistics/test_review_estimator.py::test_all_correct_or_all_wrong_still_leaves_doubt",
        ),
    ),
    Fault(10, "merges", "merge chains whose ids are patterns", "matched by LIKE", runs.merges, ()),
    Fault(
        11,
        "outbox",
        "a stopped notify; marts that are gone",
        "5 of 17 kills sent twice; dropped marts served",
        None,
        (
            "monitoring/test_notify.py::test_a_run_stopped_at_any_step_sends_nothing_twice_and_loses_nothing_in_silence",
            "monitoring/test_notify.py::test_a_process_killed_as_it_sends_sends_nothing_twice",
        ),
        inside=32,
        told="may have been sent: told, and sent again only when asked",
    ),
    Fault(
        12,
        "planted",
        "the private salt in artefacts",
        "in manifest, docs, run results and parse",
        None,
        ("conversations/test_messages_redacted.py::test_the_private_key_stands_in_no_artefact",),
    ),
    Fault(
        13,
        "planted",
        "rejected values in what is told",
        "in stdout, logs, latest.json, Data Docs",
        None,
        ("landing/test_what_the_gate_mends.py::test_what_is_told_of_a_rejected_row_shows_its_form_and_not_its_words",),
    ),
    Fault(
        14,
        "planted",
        "secrets that redaction did not know",
        "47 of 58 keys, 11 of 16 passwords, 0 of 20 addresses found",
        None,
        ("text/test_redaction.py",),
    ),
    Fault(
        15,
        "planted",
        "words and ids in the build and what is served",
        "raw ids served, raw subjects and comments kept",
        None,
        (
            "publishing/test_the_served_file_holds_no_words.py",
            "landing/sources/test_warehouse.py::test_no_word_of_a_loader_lies_unredacted_in_the_table_that_a_build_keeps",
        ),
    ),
    Fault(16, "planted", "a person who is erased", "the redacted text only", None, ("people/test_erase.py",)),
    Fault(
        17,
        "imports",
        "imports at the same moment",
        "30 reviews lost once in 17",
        None,
        ("review/test_review_day.py::test_two_imports_at_the_same_moment_lose_nothing",),
        inside=4,
        told="one at a time, under a lock; names of their own",
    ),
    Fault(
        18,
        "forged",
        "invented reviewers",
        "five landed verdicts",
        runs.forged,
        (
            "review/test_review_day.py::test_a_reviewer_who_was_never_asked_lands_no_verdict",
            "review/test_review_day.py::test_only_reviewers_whom_the_project_allows_are_read",
            "review/test_review_day.py::test_an_export_never_writes_over_a_sheet",
        ),
    ),
    Fault(
        19,
        "cheats",
        "agents careful only where they are drawn",
        ".70 shown as .95",
        runs.cheats,
        ("review/test_draw.py::test_who_knows_a_public_salt_can_cheat_and_who_faces_a_secret_one_cannot",),
    ),
    Fault(
        20,
        "operations",
        "kills, a full disk, paths with signs",
        "no record, half files, globs",
        lambda work, seed: _added(
            _added(runs.killed(work, seed), runs.full_disk(_below(work, "disk"), seed)),
            runs.paths(_below(work, "paths"), seed),
        ),
        (
            "publishing/test_whatever_goes_wrong.py",
            "serving/test_switching.py",
            "landing/test_views_over_landing.py::test_files_of_three_formats_are_one_typed_table",
        ),
    ),
    Fault(
        21,
        "drift",
        "drifted schemas (sequences: incremental.md)",
        "not tested",
        doors.schema,
        ("landing/test_schema_drift.py",),
    ),
    Fault(
        22,
        "supply",
        "licences, hashes, the network",
        "not listed, not tested",
        None,
        ("publishing/test_supply_chain.py",),
        inside=108,
        told="listed, hashed; a socket guard in the tests; a whole build under unshare -n ended with 0 when it was tried",
    ),
    Fault(
        23,
        "checks",
        "rules that stand twice, failures that say nothing",
        "overlapping",
        None,
        ("test_checks.py", "publishing/test_data_docs.py"),
        inside=309,
        told="1 failed: adds_up: Got 2 results; to do: look the ticket up",
    ),
)


def _below(work: Path, name: str) -> Path:
    (work / name).mkdir()
    return work / name


def _added(one: dict, other: dict) -> dict:
    summed = {key: one[key] + other[key] for key in ("tries", "lost", "wrong", "leaked")}
    return summed | {"message": one["message"] + "; " + other["message"]}


def planted_results(work: Path, seed: int) -> dict[str, dict]:
    """Faults 12 to 16 by one run of the whole project: see attacks/planted.py."""
    from attacks import planted

    return judged(planted.attack(work, seed))


# where words may be: the rows that were landed, their quarantine, and what waits; `erase` reaches all of it
BY_DESIGN = ("landing: tables", "landing: _rejected", "landing: _waiting")


def judged(told: dict) -> dict[str, dict]:
    """What the search found, as rows of the table, and by place."""
    found = {place: [tuple(each) for each in plants] for place, plants in told["found"].items()}
    out = {place: list(plants) for place, plants in found.items() if place not in BY_DESIGN}
    salt = sum(kind == "salt" for plants in found.values() for kind, _, _ in plants)
    rejected = {each for place, plants in out.items() for each in plants if each[1] == "a rejected row"}
    words = {each for plants in out.values() for each in plants if each[0] != "salt" and each[1] != "a rejected row"}
    redacted = {each for each in words if each[1].startswith("messages.body")}
    after = told["person after"]
    leaked = {text for place, texts in after.items() for text in texts}
    rows = {
        "12": {
            "tries": sum(told["places"].values()),
            "lost": 0,
            "wrong": 0,
            "leaked": salt,
            "message": "read inside the model",
        },
        "13": {
            "tries": told["places"]["a rejected row"],
            "lost": 0,
            "wrong": 0,
            "leaked": len(rejected),
            "message": "the place, the reason and the form",
        },
        "14": {
            "tries": told["secrets"],
            "lost": 0,
            "wrong": 0,
            "leaked": len(redacted),
            "message": "a token for each: <email:3f2a>",
        },
        "15": {
            "tries": told["secrets"],
            "lost": 0,
            "wrong": 0,
            "leaked": len(words - redacted),
            "message": "tables of the build and the served file, pages, logs, exports",
        },
        "16": {
            "tries": told["places"]["the person to erase"],
            "lost": 0,
            "wrong": len(told["differs from the twin"])
            + len(told["needs no words and changed"])
            + (told["twin"] not in (0, 3)),
            "leaked": len(leaked),
            "message": f"gone; {told['values compared']} served values equal those of a twin in which the words never were",
        },
    }
    places: dict[str, dict[str, int]] = {}
    for place, plants in found.items():
        for _, where, _ in plants:
            places.setdefault(place, {}).setdefault(where, 0)
            places[place][where] += 1
    rows["places"] = {
        "found": places,
        "planted": told["places"],
        "before": told["person before"],
        "after": {p: len(t) for p, t in after.items()},
        "survivors": sorted(
            {f"{kind} in {where}, found in {place}" for place, plants in out.items() for kind, where, _ in plants}
        ),
        "secrets": told["secrets"],
        "own": told["own"],
        "apart": told.get("apart", 0),
        "twin": {
            key: told[key]
            for key in (
                "values compared",
                "differs from the twin",
                "needs no words",
                "needs no words and changed",
                "needs words and changed",
            )
        },
        "seed": told.get("seed", 7),
    }
    return rows


def kept() -> dict:
    return json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}


def page(found: dict) -> str:
    """docs/figures/safety.md from what the parts found."""
    lines = [
        "# Safety: figures",
        "",
        "`python bench/safety.py`, or a part of it (`--help`). A try is a file, row, run, kill, name or secret; tests are those",
        "in tests/python that stand for the fault. *Before* is what the same attack did when it was first made.",
        "",
        "| fault | before | tries | tests | lost rows | wrong figures | leaked strings | failed tests | what it says |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for fault in FAULTS:
        row = found.get(str(fault.number))
        if row is None:
            lines.append(f"| {fault.number} {fault.says} | {fault.before} | not run | | | | | | |")
            continue
        message = " ".join(row["message"].split()).replace("|", "\\|")[:170]
        cells = [
            row["tries"],
            row.get("tests", "not run"),
            row["lost"],
            row["wrong"],
            row["leaked"],
            row.get("failed", ""),
            message,
        ]
        lines.append(f"| {fault.number} {fault.says} | {fault.before} | " + " | ".join(map(str, cells)) + " |")
    lines += ["", "## The tests that stand for each", ""]
    lines += [f"- {fault.number}: {', '.join(f'`{node}`' for node in fault.standing or (STORY,))}" for fault in FAULTS]
    if places := found.get("places"):
        lines += _places(places)
    return "\n".join(lines) + "\n"


def _places(places: dict) -> list[str]:
    lines = [
        "",
        "## Where planted secrets were found",
        "",
        f"{places['secrets']} secrets ({places['own']} of them in sentences of eight languages, and {places.get('apart', 0)} in "
        "lines written apart and keys of sixty vendors) in: "
        + ", ".join(f"{name} ({count})" for name, count in sorted(places["planted"].items()))
        + ".",
        "Every table was read and every file searched, packed ones unpacked. Landing and quarantine hold words by design.",
        "",
        "| place | secrets found, by where they were planted |",
        "|---|---|",
    ]
    for place, counts in sorted(places["found"].items()):
        lines.append(f"| {place} | " + ", ".join(f"{where}: {count}" for where, count in sorted(counts.items())) + " |")
    lines += ["", "Survivors outside of the landing: " + ("; ".join(places["survivors"]) or "none") + "."]
    lines += [
        "",
        "The person to erase was named in "
        + ", ".join(f"{place} ({count})" for place, count in sorted(places["before"].items()))
        + ".",
    ]
    twin = places["twin"]
    fell = ", ".join(
        f"{name} {was:g} to {now:g}" for name, (was, now) in sorted(twin["needs words and changed"].items())
    )
    lines += [
        "After `agent-scorecard erase`, in: "
        + (", ".join(f"{place} ({count})" for place, count in sorted(places["after"].items())) or "no place")
        + ".",
        "",
        "What is right after an erasure: a twin of the project, the person's words emptied by other code, with the same",
        f"salts, draws and publications, was built by the same command. Of {twin['values compared']} served values in all marts,",
        f"{len(twin['differs from the twin'])} marts differ. Episodes behind {twin['needs no words']} metrics that need none: "
        f"{len(twin['needs no words and changed'])} changed. Behind those that need words: {fell or 'none changed'}.",
    ]
    return lines


def run_tests(found: dict, parts: list[str]) -> dict:
    """The rows of the faults (of ``parts``, or all), with what their standing tests came to: one run of pytest for all."""
    faults = [fault for fault in FAULTS if not parts or fault.part in parts]
    counts = tests.passed(tuple(node for fault in faults for node in fault.standing))
    rows = {}
    for fault in faults:
        told = [counts[node] for node in fault.standing] or [
            tests.story(STORY.removeprefix("dbt: "), PROJECT / "data" / "scorecard.duckdb")
        ]
        row = found.get(str(fault.number), {"tries": 0, "lost": 0, "wrong": 0, "leaked": 0, "message": ""})
        rows[str(fault.number)] = row | {"tests": sum(t for t, _ in told), "failed": sum(f for _, f in told)}
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "parts",
        nargs="*",
        choices=[[], *dict.fromkeys(fault.part for fault in FAULTS)],
        metavar="part",
        help=", ".join(dict.fromkeys(fault.part for fault in FAULTS)),
    )
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--no-tests", action="store_true", help="the attacks alone")
    parser.add_argument(
        "--only-tests", action="store_true", help="the standing tests alone, in one run; the attacks as they were kept"
    )
    parser.add_argument("--planted", type=Path, help="take what an earlier search found from this file")
    options = parser.parse_args()
    found = kept()
    for fault in FAULTS:
        if options.only_tests or (options.parts and fault.part not in options.parts):
            continue
        with tempfile.TemporaryDirectory() as folder:
            work = Path(folder)
            row = (
                found.get(str(fault.number), {})
                if fault.part == "planted"
                else {"tries": 0, "lost": 0, "wrong": 0, "leaked": 0, "message": ""}
            )
            if fault.number == 12:
                rows = (
                    judged(json.loads(options.planted.read_text()))
                    if options.planted
                    else planted_results(work, options.seed)
                )
                found |= rows
                KEPT.write_text(json.dumps(kept() | rows, indent=1, sort_keys=True) + "\n", encoding="utf-8")
                row = rows["12"]
            elif fault.attack:
                row = fault.attack(work, options.seed)
        # what the standing tests came to stays until they run again
        row = {k: v for k, v in kept().get(str(fault.number), {}).items() if k in ("tests", "failed")} | row
        if fault.inside:
            row |= {"tries": fault.inside, "message": fault.told}
        # another part may have run meanwhile
        found = {**kept(), **({k: v for k, v in found.items() if k == "places"}), str(fault.number): row}
        print(fault.number, fault.says, row, flush=True)
        KEPT.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    if not options.no_tests:
        found = kept() | run_tests(kept(), options.parts)
        KEPT.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    PAGE.write_text(page(found), encoding="utf-8")
    rows = [row for key, row in found.items() if key.isdigit()]
    return int(any(row["lost"] or row["wrong"] or row["leaked"] or row.get("failed") for row in rows))


if __name__ == "__main__":
    sys.exit(main())
