"""Headlines: what the data says, in the order in which somebody should hear it. Rules, and no opinion of the day."""

from __future__ import annotations

from dataclasses import replace

from agent_scorecard.serving import wording as words
from agent_scorecard.serving.pages.card import Scorecard
from agent_scorecard.serving.pages.headline import ACCURACY, Finding, named, week_of
from agent_scorecard.serving.pages.watch_headlines import of_alert, of_drift, of_verdict
from agent_scorecard.serving.wording import ALL

FIRST_STEP = (
    "agent-scorecard land --template FOLDER writes what a landing looks like; fill it,"
    " then agent-scorecard run --land FOLDER."
)
# the tables that findings read
OF_A_SENTENCE = (
    "registry",
    "categories",
    "weekly",
    "trailing",
    "verdicts",
    "drift",
    "alerts",
    "alert_signals",
    "alert_causes",
    "accuracy",
    "weekly_review",
)


def findings(card: Scorecard) -> list[Finding]:
    """Everything that is wrong or moved, the most pressing first; never empty.

    First ongoing alerts (by severity, then customers), then thresholds beyond and drifts that no alert tells, then what is
    unverified, then what got better, and where nothing is to be told, that.
    """
    if not card.tables["weekly"] or not card.categories:
        return [
            Finding("empty", "unknown", "No conversation has landed yet", ("So nothing here is known.",), FIRST_STEP)
        ]
    if not card.is_ai_known():
        return [
            Finding(
                "no_ai",
                "unknown",
                "No message in this landing is said to be an AI's",
                ("So nothing here judges one: say who the AI is (author_type = 'ai' in the messages).",),
            )
        ]
    open_alerts = [row for row in card.tables["alerts"] if row["is_ongoing"] and row["closed_at"] is None]
    rank = {"critical": 0, "high": 1, "medium": 2}
    open_alerts.sort(
        key=lambda row: (rank[row["severity"]], -row["customers_affected"], row["opened_at"], row["alert_id"])
    )
    told = [of_alert(card, row) for row in open_alerts]
    known = {(finding.metric, finding.category) for finding in told} | _told_as_evidence(card, open_alerts)
    for figure in card.verdict_rows():
        if figure.verdict in ("fail", "warn") and (figure.metric, figure.category) not in known:
            told.append(of_verdict(card, figure))
            known.add((figure.metric, figure.category))
    judged = [
        of_drift(card, row)
        for row in card.tables["drift"]
        if row["tier"] == "alert" and row["segment_type"] == "category"
    ]
    moved = [finding for finding in judged if finding and (finding.metric, finding.category) not in known]
    told += [finding for finding in moved if finding.standing == "bad"]
    told += unverified(card)
    told += [finding for finding in moved if finding.standing == "good"]
    return [_with_proposal(card, finding) for finding in told] or [steady(card)]


def one_sentence(card: Scorecard) -> str:
    """The most pressing finding or two, each after its likely cause, and whether the AI is right, as one sentence."""
    told = findings(card)
    first = [finding for finding in told if finding.severity][:2] or told[:1]
    parts = []
    for finding in first:
        cause = f", after {finding.causes[0].short}" if finding.causes else ""
        parts.append(finding.title + cause)
    is_told = any(finding.metric == ACCURACY and finding.category == ALL for finding in first)
    accuracy, drift = card.headline(ACCURACY), card.drift(ACCURACY)
    if accuracy and not is_told and first[0].kind not in ("empty", "no_ai", "steady", "unverified"):
        if accuracy.value is None:
            parts.append("whether its answers are right is not known")
        else:
            held = {"stable": "holds at", "seasonal": "holds at", "better": "rose to", "worse": "fell to"}
            verb = held.get(drift.verdict, "is") if drift else "is"
            weeks = f" in the last {accuracy.window} weeks" if accuracy.window else ""
            parts.append(f"accuracy over all {verb} {accuracy.text}{weeks}")
    return "; ".join([parts[0], *map(words.inside, parts[1:])]) + "."


def _told_as_evidence(card: Scorecard, alerts: list[dict]) -> set[tuple[str, str]]:
    """Numbers that an alert tells of as consequences: one problem is one finding."""
    told = {row["alert_id"] for row in alerts}
    return {
        (row["metric"], row["category"])
        for row in card.tables["alert_signals"]
        if row["alert_id"] in told and row["kind"] in ("drift", "threshold")
    }


def _with_proposal(card: Scorecard, finding: Finding) -> Finding:
    """What the weekly review proposes about it goes before our own advice: a page does not say two things."""
    for row in card.tables["weekly_review"]:
        if row["kind"] == "proposal" and (row["metric"], row["segment"]) == (finding.metric, finding.category):
            return replace(finding, action=named(row["action"], finding.category, finding.causes) or finding.action)
    return finding


def unverified(card: Scorecard) -> list[Finding]:
    """Accuracy that nobody looked at, said before anybody concludes from the rest."""
    figure = card.headline(ACCURACY)
    if figure is None or figure.status != "unverified":
        return []
    return [
        Finding(
            "unverified",
            "unknown",
            "Whether the AI is right is not known: nobody reviewed",
            (
                f"{week_of(figure)} has no reviewed resolution. No automatic judge replaces reviews.",
                "Closed tickets and follow-ups do not show whether the answers were right.",
            ),
            "Export the review queue (agent-scorecard review export), review from the top, import it.",
            metric=ACCURACY,
        )
    ]


def steady(card: Scorecard) -> Finding:
    """Nothing beyond a threshold, nothing that drifted: then the essentials, said plainly."""
    accuracy, escalation = card.headline(ACCURACY), card.headline("escalation_rate")
    judged = [row for row in card.verdict_rows() if row.verdict == "pass"]
    has_history = any(row["verdict"] in ("stable", "better", "seasonal") for row in card.tables["drift"])
    known = [figure for figure in (accuracy, escalation) if figure and figure.value is not None]
    details = [f"{figure.name}: {figure.sentence}." for figure in known]
    if not has_history:
        told = "Too few data to say whether anything changed"
        details.append("There are too few weeks or too few episodes for a change to show.")
        return Finding("steady", "unknown", told, tuple(details))
    within = f"; within {words.counted(len(judged), 'threshold')}" if judged else ""
    return Finding("steady", "good", f"Nothing moved beyond chance{within}", tuple(details))
