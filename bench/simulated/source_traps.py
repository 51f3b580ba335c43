"""Every payload with its accounts, and every trap's test with the rule taken away."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import datetime
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
SOURCES = "python/agent_scorecard/landing/sources"
TESTS = "tests/python/landing/sources"
HELPDESKS, TRACES, TRAPS = (f"{TESTS}/test_{name}.py" for name in ("helpdesks", "traces_and_chats", "traps"))
# (trap, what it is, file of the rule, the rule, what is left of it, its test)
RULES = (
    (1, "Zendesk messaging without its log", "zendesk_events.py", "if missing and not spoke & set(missing):",
     "if False:", f"{HELPDESKS}::test_a_messaging_ticket_without_its_log_stops_the_landing"),
    (2, "type bot or the name Fin taken as the AI", "intercom_turns.py",
     '"from_ai_agent" if author.get("from_ai_agent") else ""]',
     '"from_ai_agent" if author.get("from_ai_agent") or author.get("name") == "Fin" else ""]',
     f"{HELPDESKS}::test_the_name_fin_and_the_type_bot_are_not_the_ai"),
    (3, "an escalation that opens a second conversation", "intercom.py", "        if unlinked:", "        if False:",
     f"{HELPDESKS}::test_an_escalation_into_another_conversation_is_said"),
    (4, "the opener outside the parts", "intercom.py", "[opener, *parts] if part", "[None, *parts] if part",
     f"{HELPDESKS}::test_words_stand_in_the_opener_and_in_parts_of_any_type"),
    (5, "an offered survey as a score", "zendesk_events.py", 'word.startswith(("good", "bad"))',
     'word.startswith(("good", "bad", "offered"))', f"{HELPDESKS}::test_an_offered_survey_is_no_answer"),
    (5, "two ratings of one conversation", "intercom.py", 'if fin.get("rating") is not None and fin.get("updated_at"):',
     "if False:", f"{HELPDESKS}::test_two_ratings_of_one_conversation_are_two_answers"),
    (6, "Chatwoot's 0 as 1970", "chatwoot.py", "zero_is_null=True", "zero_is_null=False",
     f"{HELPDESKS}::test_chatwoots_zero_is_no_time_and_the_api_id_is_the_display_id"),
    (6, "the list's last message as a conversation", "chatwoot.py", "if lists and not [", "if False and not [",
     f"{TRAPS}::test_a_list_of_conversations_holds_only_last_messages"),
    (7, "the history that each generation repeats", "exchanges.py",
     "last = max((i for i, m in enumerate(found) if role_of(m) == \"assistant\"), default=-1)", "last = -1",
     f"{TRACES}::test_the_history_that_a_call_repeats_is_not_said_again"),
    (7, "traces without a session", "langfuse.py",
     "if len(without) > SHARE_WITHOUT_SESSION * len(found):", "if False:",
     f"{TRACES}::test_traces_without_sessions_stop_the_landing"),
    (8, "a merge on the wrong side, a follow-up as a fresh ticket", "zendesk_events.py",
     'if original := ticket["_follow_up_of"]:', "if False:",
     f"{HELPDESKS}::test_a_merge_lands_on_the_loser_and_a_follow_up_reopens_the_first"),
    (9, "seconds read as milliseconds", "mapping.py", "if not FIRST_YEAR <= moment.year < 2100:", "if False:",
     f"{HELPDESKS}::test_history_versions_and_epochs"),
    (10, "a page without its next one", "reading.py", 'if meta.get("has_more") is True or document.get("has_more") is True:',
     "if False:", f"{HELPDESKS}::test_a_page_without_its_next_one_is_said"),
    (10, "a page that is exactly full", "reading.py", "if count == size]", "if False]",
     f"{TRAPS}::test_a_page_that_is_exactly_full_is_said"),
    (11, "two help desks with one id", "mapping.py", "if self.config.prefix:", "if False:",
     f"{HELPDESKS}::test_two_help_desks_with_one_id_stay_apart"),
    (11, "a mirror of another help desk's ticket", "intercom.py", "if self.mirrored:", "if False:",
     f"{TRAPS}::test_a_conversation_that_mirrors_another_help_desks_ticket_stops_the_landing"),
    (11, "the AI's words under the customer's name", "mapping.py", "        if pasted:", "        if False:",
     f"{TRAPS}::test_the_ais_words_under_a_customers_name_are_said"),
)  # fmt: skip


def traps(options) -> tuple[list[str], bool]:
    """Each test passes with its rule and fails without it, in a copy of the package."""
    lines = ["| trap | what it is | test | passes with the rule | fails without |", "|---|---|---|---|---|"]
    is_fine = True
    with tempfile.TemporaryDirectory() as work:
        copy = Path(work)
        for folder in ("python", "tests/python/landing", "models", "seeds", "macros"):
            shutil.copytree(PROJECT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__", "sample"))
        for file in ("dbt_project.yml", "pyproject.toml", "tests/python/warehouse.py"):
            shutil.copy(PROJECT / file, copy / file)
        tests = [rule[5] for rule in RULES]
        with_rules = _failed(copy, tests)
        for number, what, file, rule, without, test in RULES:
            path = copy / SOURCES / file
            text = path.read_text(encoding="utf-8")
            if text.count(rule) < 1:
                raise SystemExit(f"{file} no longer holds {rule!r}: write the rule of {test} anew in {__file__}")
            path.write_text(text.replace(rule, without), encoding="utf-8")
            fails = bool(_failed(copy, [test]))
            path.write_text(text, encoding="utf-8")
            passes = test.rpartition("::")[2] not in with_rules
            is_fine &= passes and fails
            name = test.rpartition("::")[2]
            lines.append(
                f"| {number} | {what} | `{name}` | {'yes' if passes else '**no**'} | {'yes' if fails else '**no**'} |"
            )
    return lines, is_fine


def _failed(copy: Path, tests: list[str]) -> str:
    """What pytest says of failures; empty where all pass."""
    environment = {**os.environ, "PYTHONPATH": str(copy / "python"), "DBT_PROJECT_DIR": str(copy)}
    asked = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", *tests]
    done = subprocess.run(asked, cwd=copy, env=environment, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stdout[-3000:] + done.stderr[-3000:])
    return done.stdout if done.returncode else ""


def fixtures(options) -> tuple[list[str], bool]:
    """Records and rows of every payload: read = accepted + rejected."""
    import pyarrow.parquet as pq

    from agent_scorecard.contract import landing_tables
    from agent_scorecard.landing.land import land
    from agent_scorecard.landing.sources.landing_sources import file_accounts
    from agent_scorecard.landing.sources.mapping import tables

    sys.path.insert(0, str(PROJECT / TESTS))
    from source_kit import mapped, reference
    from test_known_answers import CONFIGURED, FOLDERS

    lines = [
        "| source | payloads | refused by name | records read | accepted | rejected | rows made | accepted | held back |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    is_fine, at = True, datetime(2026, 11, 1)
    for source, config in CONFIGURED.items():
        folder = reference("sources", FOLDERS.get(source, source))
        landed = mapped(source, folder, **config)
        with tempfile.TemporaryDirectory() as work:
            (Path(work) / "rows").mkdir()
            for table, content in tables(landed).items():
                pq.write_table(content, Path(work) / "rows" / f"{table}.parquet")
            files = file_accounts(source, landed.export, landed, Path(work) / "landing", at)
            rows = land(Path(work) / "rows", Path(work) / "landing", landing_tables(PROJECT), at)
        told = Counter()
        for kind, accounts in (("record", files), ("row", rows)):
            for account in accounts:
                told[f"{kind} read"] += account.rows_read
                told[f"{kind} accepted"] += account.rows_accepted
                told[f"{kind} rejected"] += account.rows_rejected
                is_fine &= account.rows_read == account.rows_accepted + account.rows_rejected
        is_fine &= not landed.stops and told["row rejected"] == sum(a.reasons.get("orphan", 0) for a in rows)
        payloads = [p for p in folder.iterdir() if not p.name.startswith(("README", "LICENSE"))]
        names = ", ".join(sorted(landed.export.refused)) or "none"
        parts = [told[f"{kind} {what}"] for kind in ("record", "row") for what in ("read", "accepted", "rejected")]
        lines.append(f"| {source} | {len(payloads)} | {names} | {' | '.join(map(str, parts))} |")
    told = "read = accepted + rejected in every file and table" if is_fine else "**records are missing**"
    tests = f"`{TESTS}/test_known_answers.py`, test_helpdesks.py and test_traces_and_chats.py"
    end = f"{told[0].upper()}{told[1:]}. Rows are held back whose ticket is among no payload. The known answers are in {tests}."
    return [*lines, "", end], is_fine
