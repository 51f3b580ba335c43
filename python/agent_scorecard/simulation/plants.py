"""What may be planted in a team besides incidents: in its articles, features, fixes, wishes and effort."""

from __future__ import annotations

from dataclasses import dataclass

KINDS = (
    "stale_article",
    "missing_article",
    "launch_without_article",
    "confusing_feature",
    "fix",
    "feature_ask",
    "effort_rise",
)
CAUSES = ("page", "documentation", "bug")
# Nobody asks about these before they begin.
UNKNOWN_BEFORE = ("missing_article", "launch_without_article")


@dataclass(frozen=True)
class Plant:
    """One thing planted from ``start_week`` on, until ``end_week`` where it is given.

    ``subject``: the key of an issue (articles and features), of a wish (`feature_ask`), or a category (`fix`,
    `effort_rise`). ``size``: of a `stale_article` what accuracy loses; of a `missing_article`, a
    `launch_without_article` and a `confusing_feature` the share of its category's questions that are about it; of a
    `feature_ask` the share of opening messages that ask; of a `fix` the factor on failures (1 is useless, above 1
    harmful); of an `effort_rise` the further exchanges per episode. ``cause``: of a confusing feature, one of CAUSES.

    A stale article and a feature asked for end when a new version, or the feature, comes out.
    """

    kind: str
    subject: str
    start_week: int
    end_week: int | None = None
    size: float = 0.4
    cause: str = "page"

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"plant {self.kind!r} is none of {', '.join(KINDS)}")
        if self.cause not in CAUSES:
            raise ValueError(f"a feature confuses by {', '.join(CAUSES)}, not by {self.cause!r}")
        highest = 3.0 if self.kind in ("fix", "effort_rise") else 1.0
        if not 0 < self.size <= highest:
            raise ValueError(f"the size of a {self.kind} lies between 0 and {highest:g}, not at {self.size}")

    @property
    def is_of_an_issue(self) -> bool:
        return self.kind in KINDS[:4]
