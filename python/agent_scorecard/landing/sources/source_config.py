"""What a source's mapping is told, and what it says where it must be told more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


class Stopped(Exception):
    """Nothing may land: the figures would be wrong in silence. ``key`` names the reason for `--accept`."""

    def __init__(self, key: str, message: str):
        super().__init__(message)
        self.key = key


@dataclass(frozen=True)
class SourceConfig:
    """What a source cannot say of itself. ``ai`` and ``not_ai`` are authors; ``fields`` says where a column is read."""

    ai: frozenset[str] = frozenset()
    not_ai: frozenset[str] = frozenset()
    fields: dict[str, str] = field(default_factory=dict)
    escalation_tags: frozenset[str] = frozenset()
    escalation_tools: frozenset[str] = frozenset()
    solved_tags: frozenset[str] = frozenset()
    scores: dict[str, dict] = field(default_factory=dict)
    test_domains: frozenset[str] = frozenset()
    accept: frozenset[str] = frozenset()
    prefix: str = ""
    start: datetime | None = None
    trace_is_ticket: bool = False

    @classmethod
    def of(cls, given: dict) -> SourceConfig:
        """From the var `source_authors` (or options) of one source; unknown keys are refused by name."""
        known = set(cls.__dataclass_fields__)
        if unknown := set(given) - known:
            raise ValueError(
                f"unknown setting of a source: {', '.join(sorted(unknown))}; known are {', '.join(sorted(known))}"
            )
        sets = ("ai", "not_ai", "escalation_tags", "escalation_tools", "solved_tags", "test_domains", "accept")
        told: dict[str, Any] = {
            k: frozenset(map(str, v)) if k in sets else v for k, v in given.items() if v is not None
        }
        return cls(**told)


def chosen(config: SourceConfig, column: str, data: dict, tags: Iterable[str] = ()) -> str | None:
    """A column by configuration: a path into the record (`custom_fields.123`, `group_id`), `tags` or `tags:prefix`.

    >>> chosen(SourceConfig(fields={"category": "tags:cat_"}), "category", {}, ["vip", "cat_billing"])
    'billing'
    >>> chosen(SourceConfig(fields={"category": "custom_fields.7"}), "category", {"custom_fields": [{"id": 7, "value": "x"}]})
    'x'
    """
    path = config.fields.get(column)
    if not path:
        return None
    if path.split(":")[0] == "tags":
        prefix = path.partition(":")[2]
        return next((tag[len(prefix) :] for tag in tags if tag.startswith(prefix)), None)
    value: Any = data
    for step in path.split("."):
        if isinstance(value, list):
            value = next((item.get("value") for item in value if str(item.get("id")) == step), None)
        else:
            value = value.get(step) if isinstance(value, dict) else None
    return None if value in (None, "") or isinstance(value, (dict, list)) else str(value)
