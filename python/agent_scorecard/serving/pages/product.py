"""The product lead: where customers get confused, what came before it, and what is missing to answer them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from agent_scorecard.serving import dates_in_words
from agent_scorecard.serving import wording as words
from agent_scorecard.serving.pages.card import Scorecard
from agent_scorecard.serving.pages.confusion import confusing
from agent_scorecard.serving.pages.figures import Figure
from agent_scorecard.serving.pages.findings import findings
from agent_scorecard.serving.pages.headline import Cause, Finding
from agent_scorecard.serving.pages.improvement import gaps
from agent_scorecard.serving.pages.learnt import adoption, due, requests
from agent_scorecard.serving.pages.listings import listing
from agent_scorecard.serving.pages.proven import experiments
from agent_scorecard.serving.pages.watch_headlines import past_alerts
from agent_scorecard.serving.wording import ALL

CONFUSION = (
    "unsupported_answer_rate",
    "context_loss_rate",
    "repeated_information_rate",
    "messages_to_resolution",
    "stuck_recognition_rate",
    "hallucination_rate",
)
ON_PAGES = ("page_context_use_rate", "element_accuracy_rate", "workflow_accuracy_rate", "proactive_rate")
AREA = ("escalation_rate", "resolution_accuracy", "follow_up_rate_7d", "sentiment_mean")
# rows of the table of areas
AREAS = 15
# a quarter: long enough for small reasons to show
QUARTER_WEEKS = 13


@dataclass(frozen=True)
class Around:
    """A change in its series, near which something was released."""

    finding: Finding
    figures: list[Figure]


def view(card: Scorecard) -> dict:
    """What the template shows."""
    told = findings(card)
    return {
        "loop_of": gaps(card),
        "due": due(card),
        "requests": requests(card),
        "has_requests": bool(card.tables["requests"]),
        "adoption": adoption(card),
        "experiments": experiments(card),
        "top": headline(card, told),
        "confusing": confusing(card),
        "areas": areas(card),
        "area_metrics": AREA,
        "confusion": [metric for metric in CONFUSION if card.newest(metric)],
        "on_pages": [metric for metric in ON_PAGES if is_applied(card, metric)],
        "reasons": reasons(card),
        "around": around(card, told),
        "mix": mix(card),
        "articles": card.tables["articles"],
        "gaps": card.tables["gaps"],
        "lists": [found for kind in ("unsupported", "escalated", "came_back") if (found := listing(card, kind))],
    }


def to_write(card: Scorecard, finding: Finding) -> str:
    """Which article to write or to mend, where an open gap is in the finding's category."""
    gap = next(
        (
            row
            for row in card.tables["knowledge_gaps"]
            if row["state"] in ("open", "reopened") and row["category"] == finding.category
        ),
        None,
    )
    if gap is None:
        return finding.action
    subject = f"“{words.person(gap['subject'] or gap['kind'])}”"
    titles = [
        f"“{row['title'] or row['article_id']}”"
        for row in card.tables["articles"]
        if row["category"] == finding.category and row["unsupported_count"]
    ][:2]
    read = f" Begin with {words.joined(titles)}, whose answers lack support most often." if titles else ""
    if gap["kind"] == "missing":
        return f"Write the article on {subject} that {finding.category} lacks."
    if gap["kind"] == "stale":
        return f"Bring the articles of {finding.category} up to date with {subject}.{read}"
    return f"Look at the articles of {finding.category} about {subject}: {gap['kind']}.{read}"


def headline(card: Scorecard, told: list[Finding]) -> Finding:
    """What came after a release, or the area that is worst off, or the first finding; and which article to write."""
    first = most_pressing(card, told)
    return replace(first, action=to_write(card, first))


def most_pressing(card: Scorecard, told: list[Finding]) -> Finding:
    """What came after a release of the product or its docs, else the area that is worst off, else the first finding."""
    for finding in told:
        first = finding.causes[0] if finding.causes else None
        if first and first.kind in ("product", "docs", "article"):
            moved = words.inside(finding.title).partition(" since ")[0]
            return replace(finding, title=f"After {after(first)}, {moved}")
    for row in areas(card):
        if row["drift"] and row["drift"].standing == "bad":
            drift = row["drift"]
            value, compared = drift.told_from
            named = "" if compared == "baseline" or drift.baseline is None else f" ({compared})"
            ends = f"{words.amount(value, drift.unit)}{named} to {words.amount(drift.recent, drift.unit)}"
            figure = row["figures"][0]
            return Finding(
                "drift",
                "bad",
                f"{figure.name} in {row['area']} rose from {ends}",
                (f"Newest final week, from {dates_in_words.day(figure.week)}: {figure.bare_sentence}.",),
                metric=figure.metric,
                category=row["area"],
            )
    return told[0]


def after(cause: Cause) -> str:
    return (
        f"“{cause.what}” ({dates_in_words.day(cause.on)})"
        if cause.what
        else f"{cause.kind} {cause.name} ({dates_in_words.day(cause.on)})"
    )


def areas(card: Scorecard) -> list[dict]:
    """Product areas, the one that escalates most first."""
    by_area: dict[str, dict[str, Figure]] = {}
    for row in card.tables["segments"]:
        if row["segment_type"] == "product_area":
            by_area.setdefault(row["segment"], {})[row["metric"]] = card.segment(row)
    rows: list[dict] = [
        {
            "area": area,
            "figures": [figures.get(metric) for metric in AREA],
            "drift": card.drift("escalation_rate", area, "product_area"),
        }
        for area, figures in by_area.items()
    ]
    rows.sort(key=lambda row: (-(row["figures"][0].value or 0) if row["figures"][0] else 0, row["area"]))
    return rows[:AREAS]


def is_applied(card: Scorecard, metric: str) -> bool:
    """A metric that speaks of at least one agent here."""
    return any(figure.value is not None for figure in card.series(metric))


def reasons(card: Scorecard) -> list[dict]:
    """Escalations of the last final quarter by reason and category, as counts."""
    weeks = sorted({row["week_start"] for row in card.tables["escalations"] if row["is_final"]})[-QUARTER_WEEKS:]
    found = []
    for category in card.categories:
        rows = [r for r in card.tables["escalations"] if r["category"] == category and r["week_start"] in weeks]
        total = {
            name: sum(r[f"{name}escalation_count"] for r in rows) for name in ("", "healthy_", "gap_", "operational_")
        }
        each = {
            name.removesuffix("_escalation_count"): sum(r[name] for r in rows)
            for name in (rows[0] if rows else {})
            if name.endswith("_escalation_count")
            and name.removesuffix("_escalation_count") not in ("healthy", "gap", "operational")
        }
        if total[""]:
            ranked = sorted((item for item in each.items() if item[1]), key=lambda item: (-item[1], item[0]))
            shares = [
                (name, total[f"{name}_"], total[f"{name}_"] / total[""]) for name in ("gap", "healthy", "operational")
            ]
            found.append(
                {"category": category, "total": total[""], "shares": shares, "reasons": ranked, "weeks": len(weeks)}
            )
    return found


def around(card: Scorecard, told: list[Finding]) -> list[Around]:
    """Each alert's own series with what was released near it; only what lies within the shown weeks."""
    found = []
    for finding in [*(f for f in told if f.severity), *past_alerts(card)]:
        figures = card.series(finding.metric, finding.category)
        if finding.kind in ("drift", "threshold") and figures and finding.events(figures[0].week):
            found.append(Around(finding, figures))
    return found


def mix(card: Scorecard) -> list[dict]:
    """Did the rates move because the agent changed, or because the questions did? One entry per rate that moved."""
    found = []
    for metric in ("escalation_rate", "resolution_accuracy"):
        rows = [row for row in card.tables["mix"] if row["metric"] == metric]
        total = next((row for row in rows if row["category"] == ALL), None)
        if total is None or total["change"] is None:
            continue
        found.append(
            {
                "metric": metric,
                "total": total,
                "says": mix_says(card.name(metric), total),
                "rows": [row for row in rows if row["category"] != ALL][:12],
            }
        )
    return found


def mix_says(name: str, total: dict) -> str:
    """
    >>> mix_says("Escalation rate", {"change": .135, "within_effect": .147, "mix_effect": -.012, "verdict": "within"})
    'Escalation rate rose by 14 points: 15 up by the agent, 1 down by the mix of questions. The agent, not the mix.'
    """
    verb = "rose" if total["change"] > 0 else "fell"

    def part(value: float) -> str:
        return f"{abs(round(100 * value))} {'up' if value > 0 else 'down'}"

    because = {
        "within": "The agent, not the mix.",
        "mix": "The mix, not the agent.",
        "both": "Both.",
        "unchanged": "Less than two points: not worth a cause.",
    }
    told = f"{name} {verb} by {words.points(total['change'])}: {part(total['within_effect'])} by the agent, "
    return f"{told}{part(total['mix_effect'])} by the mix of questions. {because.get(total['verdict'], '')}".strip()
