"""The steps of a run, in their order: land, draw, check freshness, build, publish, and what comes with them."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from agent_scorecard.publishing.build_file import is_damage, older_marts, put_aside
from agent_scorecard.publishing.record import (
    FAILED,
    NOTHING,
    STALE,
    USAGE,
    Stop,
    told_plainly,
)
from agent_scorecard.publishing.run_settings import Settings, project_var


def draw_step(settings: Settings, step: dict) -> None:
    """The weeks that are over get the secret that draws their reviews: the build that follows has the queue."""
    from agent_scorecard.review.records import one_at_a_time
    from agent_scorecard.review.salts import draw_salts

    if settings.mode != "files" or not settings.landing_path.is_dir():
        step["skipped"] = "only where rows land as files"
        return
    with one_at_a_time(settings.landing_path):
        weeks = draw_salts(settings.landing_path, datetime.now(UTC).replace(tzinfo=None, microsecond=0))
    step["weeks"] = len(weeks)


def land_step(settings: Settings, step: dict) -> None:
    """Land the folder that was named, and count what was rejected."""
    if settings.land is None:
        step["skipped"] = "no folder to land"
        return
    from agent_scorecard.contract import landing_tables
    from agent_scorecard.landing.land import land

    if not settings.land.is_dir():
        raise Stop(USAGE, f"{settings.land} is no folder")
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    tables = landing_tables(settings.project)
    accounts = land(settings.land, settings.landing_path, tables, now, encoding=settings.encoding)
    read, rejected = sum(a.rows_read for a in accounts), sum(a.rows_rejected for a in accounts)
    # a file that was not read is a file that is missing, whatever its name
    refused = [a.refusal for a in accounts if a.refusal]
    step |= {"rows_read": read, "rows_rejected": rejected, "refused_files": refused}
    step["reasons"] = {a.source_file: a.reasons for a in accounts if a.reasons}
    step["examples"] = [example for account in accounts for example in account.examples]
    if refused:
        raise Stop(STALE, "\n  ".join(["whole files were refused; mend them and run it again:", *refused]))
    if rejected > settings.max_rejected_share * read:
        share = f"{rejected} of {read} rows were rejected, more than {settings.max_rejected_share:.1%} (--max-rejected-share)"
        told = [f"{share}; all are in {settings.landing_path / '_rejected'}, among them:", *step["examples"]]
        raise Stop(STALE, "\n  ".join(told))


def freshness_step(settings: Settings, step: dict) -> str | None:
    """Stops where the newest message or event is too old; what is to be told where ``--replace`` asks to go on."""
    from agent_scorecard.publishing import freshness

    if settings.mode == "sample":
        step["skipped"] = "the sample does not age"
        return None
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)

    def newest_until(until: datetime | None) -> datetime | None:
        if settings.mode == "files":
            return freshness.newest_in_files(settings.landing_path, until)
        return freshness.newest_in_warehouse(settings.database, settings.landing_schema, until, settings.landing_url)

    newest, claimed = newest_until(now + timedelta(days=1)), newest_until(None)
    if claimed is not None and claimed != newest:
        # models read no clock: the run gives them its own where a row claims to be later
        settings.given.setdefault("known_until", now.isoformat(sep=" "))
        step["later_than_the_clock"] = claimed.isoformat(timespec="seconds")
    if settings.max_age_hours is None:
        step["skipped"] = "no limit was set"
        return None
    if newest is None:
        raise Stop(STALE, "the landing holds no message and no event")
    age = (datetime.now(UTC).replace(tzinfo=None) - newest).total_seconds() / 3600
    step |= {"newest": newest.isoformat(timespec="seconds"), "age_hours": round(age, 1)}
    if age <= settings.max_age_hours:
        return None
    limit = f"more than {settings.max_age_hours:g}"
    told = f"the newest message or event ({newest:%Y-%m-%d %H:%M} UTC) is {age:.1f} hours old, {limit}"
    if not settings.given.get("replace"):
        raise Stop(STALE, f"{told}: export anew, or allow it by --max-age-hours 0 or the var max_age_hours")
    # a person put these rows here, this once
    return f"{told}; without --replace a run stops here, unless --max-age-hours or the var max_age_hours allows it"


def build_step(settings: Settings, step: dict, before: dict, summary: dict) -> None:
    """Build, or take up what the run before left; ``step`` keeps what came of it."""
    from agent_scorecard.publishing.dbt_build import build

    earlier: dict = next((each for each in before.get("steps", []) if each["name"] == "build"), {})
    is_same = all(before.get(key) == summary[key] for key in ("input", "asked"))
    if is_same and earlier.get("outcome") == "done" and before.get("project") == summary["project"]:
        step |= earlier | {"resumed": "built already", "outcome": "stopped"}
        return
    is_retried = is_same and earlier.get("outcome") == "stopped" and bool(earlier.get("failed_nodes"))
    settings.database.parent.mkdir(parents=True, exist_ok=True)
    asked = (settings.project, settings.given, settings.select, settings.exclude)
    result = build(*asked, is_retried, settings.target, settings.is_quiet)
    if result.failure and is_damage(result.failure):
        put_aside(settings, summary)
        is_retried, result = False, build(*asked, False, settings.target, settings.is_quiet)
    step |= asdict(result) | {"resumed": "what had failed" if is_retried else None}
    is_whole = not (settings.select or settings.exclude or is_retried or result.failure)
    key = f"{summary['input']} {summary['project']}"
    step["older_marts"] = older_marts(settings.state, result.served, result.built, key, is_whole)
    if result.failure:
        raise Stop(USAGE if result.is_usage_error else FAILED, told_plainly(result.failure))
    if result.is_empty:
        raise Stop(NOTHING, "nothing was selected to build")


def asked_of_build(settings: Settings) -> list[object]:
    """What a run was asked for, as its record keeps it."""
    given = sorted((key, str(value)) for key, value in settings.given.items())
    return json.loads(json.dumps([given, settings.select, settings.exclude, settings.target]))


def publish_step(settings: Settings, step: dict, built: dict) -> None:
    """Copy the marts of the build into the served file, with the databases and files next to it."""
    from agent_scorecard.publishing.keep_published import keep_published
    from agent_scorecard.publishing.publish import NothingToPublish, publish

    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    try:
        publication = publish(
            settings.database,
            settings.served,
            now,
            built["withheld"],
            _token_key(settings),
            built["older_marts"],
            built["served"],
        )
    except NothingToPublish as nothing:
        raise Stop(NOTHING, str(nothing)) from nothing
    step |= asdict(publication)
    if settings.mode == "warehouse":
        step["numbers_kept"] = keep_published(
            settings.database, None, settings.landing_schema, now, settings.landing_url
        )
        return
    # the sample's numbers never mix with a team's own
    landing = settings.landing_path if settings.mode == "files" else settings.state / "sample_landing"
    step["numbers_kept"] = keep_published(settings.database, landing / "published_scorecards", None, now)


def _token_key(settings: Settings) -> str | None:
    """The key of served ids, null where the var `served_ids` says that they stay as they are."""
    from agent_scorecard.text.redaction import redaction_key

    if settings.given.get("served_ids", project_var(settings.project, "served_ids")) == "plain":
        return None
    return redaction_key(str(project_var(settings.project, "redaction_salt")))


def after_step(settings: Settings) -> list[tuple[str, list[str]]]:
    """The commands that follow a publication, where this installation has them."""
    from agent_scorecard.cli import parser

    known = next(action.choices for action in parser()._actions if hasattr(action, "choices") and action.choices)
    pages = ["pages", "--project-dir", str(settings.project), "--served", str(settings.served)]
    # the pages link the Data Docs that they find next to them, so those come first
    docs = ["data-docs", "--landing-path", str(settings.landing_path), "--served", str(settings.served)]
    docs += ["--out", str(settings.project / "site" / "data_docs")]
    elsewhere = ["publish", "--to", str(settings.publish_to), "--served", str(settings.served)]
    wanted = [(bool(settings.publish_to), elsewhere), (settings.with_data_docs, docs), (settings.with_pages, pages)]
    wanted.append((settings.with_notify, ["notify"]))
    return [(arguments[0], arguments) for is_wanted, arguments in wanted if is_wanted and arguments[0] in known]
