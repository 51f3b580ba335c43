"""What a source's mapping is told: who is the AI, scales and places, from options and dbt_project.yml."""

from __future__ import annotations

import argparse
import json
import re

AUTHORS_VAR = "source_authors"


def settings(name: str, options: argparse.Namespace) -> dict:
    """What the project's var says of the source, and the options over it."""
    kept = project_authors().get(name, {})
    given = dict(kept)
    for key, option in {"ai": options.ai, "not_ai": options.not_ai}.items():
        given[key] = sorted(
            {*map(str, kept.get(key, ())), *option} - set(options.not_ai if key == "ai" else options.ai)
        )
    for key, option in {
        "escalation_tags": options.escalation_tag,
        "escalation_tools": options.escalation_tool,
        "solved_tags": options.solved_tag,
        "test_domains": options.test_domain,
        "accept": options.accept,
    }.items():
        given[key] = [*kept.get(key, ()), *option]
    given["fields"] = {**kept.get("fields", {}), **dict(pair.split("=", 1) for pair in options.field)}
    given["scores"] = {**kept.get("scores", {}), **dict(_score(text) for text in options.score)}
    given["prefix"] = options.prefix or kept.get("prefix", "")
    given["trace_is_ticket"] = options.trace_is_ticket or kept.get("trace_is_ticket", False)
    return given


def _score(text: str) -> tuple[str, dict]:
    found = re.fullmatch(r"(.+)=(judgement|review|csat),([-\d.]+),([-\d.]+),better=(high|low)", text)
    if not found:
        raise ValueError(f"--score {text}: write NAME=judgement|review|csat,MIN,MAX,better=high|low")
    return found[1], {"kind": found[2], "min": float(found[3]), "max": float(found[4]), "better": found[5]}


def project_authors() -> dict:
    """The var `source_authors` of the project."""
    import yaml

    from agent_scorecard.contract import project_dir

    return (
        yaml.safe_load((project_dir() / "dbt_project.yml").read_text(encoding="utf-8"))["vars"].get(AUTHORS_VAR) or {}
    )


def write_authors(name: str, ai: list[str], not_ai: list[str]) -> None:
    """Keep the choice in the project's vars: the one line `source_authors: {…}` of dbt_project.yml."""
    from agent_scorecard.contract import project_dir

    path = project_dir() / "dbt_project.yml"
    kept = project_authors()
    kept[name] = {**kept.get(name, {}), "ai": ai, "not_ai": not_ai}
    text, line = path.read_text(encoding="utf-8"), f"  {AUTHORS_VAR}: {json.dumps(kept, ensure_ascii=False)}"
    changed, count = re.subn(rf"(?m)^  {AUTHORS_VAR}:.*$", lambda _: line, text)
    if count != 1:
        raise ValueError(f"{path} has no line `  {AUTHORS_VAR}: {{}}` among its vars; add one")
    if changed != text:
        path.write_text(changed, encoding="utf-8")
        print(f"kept in {path.name}: {AUTHORS_VAR}.{name}")
