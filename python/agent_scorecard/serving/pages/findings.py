"""Headlines: what the data says, in the order in which somebody should hear it. Rules, and no opinion of the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from agent_scorecard.serving import wording as words
from agent_scorecard.serving.pages.figures import Figure, Scorecard
from agent_scorecard.serving.wording import ALL

ACCURACY = "resolution_accuracy"
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


@dataclass(frozen=True)
class Cause:
    """A release or article version shortly before a change; ``what`` as the team described it."""

    kind: str
    name: str
    on: date
    what: str

    @property
    def short(self) -> str:
        """Its kind and name: agent release L18."""
        kind = {"agent": "agent release", "product": "product release", "docs": "docs release", "article": "article"}
        return f"{kind.get(self.kind, self.kind)} {self.name}"

    @property
    def text(self) -> str:
        told = self.short
        return f"{told}, “{self.what}”, {words.day(self.on)}" if self.what else f"{told}, {words.day(self.on)}"


@dataclass(frozen=True)
class Finding:
    """One thing to know: its title, what is behind it, whose it is, and what to do where the data says so."""

    kind: str
    standing: str
    title: str
    details: tuple[str, ...] = ()
    action: str = ""
    metric: str = ""
    category: str = ALL
    owner: str | None = None
    severity: str | None = None
    since: date | None = None
    customers: int | None = None
    causes: tuple[Cause, ...] = ()
    evidence: tuple[str, ...] = ()
    state: str | None = None
    is_ongoing: bool = True
    alert_id: str | None = None

    @property
    def lede(self) -> str:
        return " ".join(self.details)

    def events(self, first_week: date) -> list[tuple[date, str, str]]:
        """The causes that lie within the shown weeks, each with a letter for the picture."""
        inside = [cause for cause in self.causes if cause.on >= first_week]
        return [(cause.on, letter, cause.text) for letter, cause in zip("ABCDEF", inside, strict=False)]


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


def named(action: str | None, category: str, causes: Sequence[Cause]) -> str:
    """A proposal with the names in place of "this category" and "the named release".

    >>> release = Cause("product", "L20", date(2025, 11, 9), "Sync")
    >>> named("Compare the articles of this category with the named release.", "technical", [release])
    'Compare the articles of technical with product release L20 (“Sync”).'
    """
    where = "all categories" if category == ALL else category
    told = (action or "").replace("this category", where)
    release = next((cause for cause in causes if cause.kind in ("agent", "product", "docs")), None)
    if release:
        what = f" (“{release.what}”)" if release.what else ""
        told = told.replace("the named release", release.short + what)
    return told


def of_alert(card: Scorecard, row: dict) -> Finding:
    """An alert as people read it."""
    metric, category = row["metric"], row["category"]
    figure = card.headline(metric, category) if metric in card.registry else None
    causes, signals = causes_of(card, row["alert_id"]), signals_of(card, row["alert_id"])
    details = []
    if row["kind"] in ("drift", "threshold") and metric in card.registry:
        title = _moved_title(card, row)
        # a small category is not among the shown, and is no less in trouble
        if figure:
            details.append(f"{_week_of(figure)}: {figure.bare_sentence}.")
    elif row["kind"] == "mix_shift":
        title = f"The mix of inquiries shifted: {category}"
        details += [f"{told.rstrip('.')}." for told in signals[:1]]
    elif row["kind"] == "silence":
        title = f"Nothing came from {metric} {words.place(category)}".replace(" over all categories", "")
        details += [f"{told.rstrip('.')}." for told in signals[:1]]
    else:
        title = f"Check what landed: {words.person(metric)}"
        details += [f"{told.rstrip('.')}." for told in signals[:1]]
    if causes:
        details.append(f"Likely cause: {causes[0].text}.")
    if row["customers_affected"]:
        affected = words.counted(row["customers_affected"], "customer")
        details.append(f"{affected} exposed{' so far' if row['is_ongoing'] else ''}.")
    return Finding(
        kind=row["kind"],
        standing="bad" if row["severity"] == "critical" else "warn",
        title=title,
        details=tuple(details),
        action=_action(row["kind"], row["cause_kind"], metric, category, causes),
        metric=metric,
        category=category,
        owner=row["owner"],
        severity=row["severity"],
        since=row["change_week"],
        customers=row["customers_affected"],
        causes=tuple(causes),
        evidence=tuple(signals),
        state=row["state"],
        alert_id=row["alert_id"],
        is_ongoing=bool(row["is_ongoing"]),
    )


def _moved_title(card: Scorecard, row: dict) -> str:
    registered = card.registry[row["metric"]]
    name, unit, where = registered["name"], registered["unit"], words.place(row["category"])
    since = words.day(row["change_week"] or row["opened_week"])
    drift = card.drift(row["metric"], row["category"])
    if row["kind"] == "drift" and drift and drift.before is not None:
        moved = drift.recent if row["is_ongoing"] and drift.recent is not None else drift.after(row["change"])
        verb = "rose" if moved is not None and moved > drift.before else "fell"
        value, compared = replace(drift, recent=moved).told_from
        start = words.amount(value, unit) + (
            "" if compared == "baseline" or drift.baseline is None else f" ({compared})"
        )
        return f"{name} {where} {verb} from {start} to {words.amount(moved, unit)} since {since}"
    if row["kind"] == "drift":
        return f"{name} {where} has moved beyond chance since {since}"
    beyond = "below" if registered["direction"] == "higher" else "above"
    return f"{name} {where} has been {beyond} its limit since {since}"


def of_verdict(card: Scorecard, figure: Figure) -> Finding:
    """A threshold beyond which the newest final week lies."""
    title = f"{figure.name} {words.place(figure.category)} is {figure.text}, {figure.standing_words}"
    details = [f"{_week_of(figure)}: {figure.bare_sentence}."]
    drift = card.drift(figure.metric, figure.category)
    if drift:
        details.append(drift.sentence)
    return Finding(
        kind="threshold",
        standing=figure.standing,
        title=title,
        details=tuple(details),
        action=_action("threshold", None, figure.metric, figure.category, []),
        metric=figure.metric,
        category=figure.category,
        owner=card.registry[figure.metric]["owner"],
        since=figure.week,
    )


def of_drift(card: Scorecard, row: dict) -> Finding | None:
    """A series that the drift watch calls worse or better."""
    # what says neither better nor worse by itself is no finding: that which it depends on is
    if (
        row["verdict"] not in ("worse", "better")
        or row["metric"] not in card.registry
        or card.depends_on(row["metric"])
    ):
        return None
    drift = card.drift_of(row)
    if drift.recent is None or drift.before is None:
        return None
    verb = "rose" if drift.recent > drift.before else "fell"
    value, compared = drift.told_from
    named = "" if compared == "baseline" or drift.baseline is None else f" ({compared})"
    ends = f"{words.amount(value, drift.unit)}{named} to {words.amount(drift.recent, drift.unit)}"
    since = f" since {words.day(drift.since)}" if drift.since else ""
    is_worse = row["verdict"] == "worse"
    return Finding(
        kind="drift",
        standing="bad" if is_worse else "good",
        title=f"{card.name(row['metric'])} {words.place(row['segment'])} {verb} from {ends}{since}",
        details=(drift.sentence,),
        action=_action("drift", None, row["metric"], row["segment"], []) if is_worse else "",
        metric=row["metric"],
        category=row["segment"],
        owner=card.registry[row["metric"]]["owner"],
        since=drift.since,
    )


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
                f"{_week_of(figure)} has no reviewed resolution. No automatic judge replaces reviews.",
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


def past_alerts(card: Scorecard) -> list[Finding]:
    """Alerts that are over or closed, the newest first: what was, and what became of it."""
    rows = [row for row in card.tables["alerts"] if not row["is_ongoing"] or row["closed_at"] is not None]
    rows.sort(key=lambda row: (row["opened_at"], row["alert_id"]), reverse=True)
    return [of_alert(card, row) for row in rows]


def causes_of(card: Scorecard, alert_id: str | None) -> list[Cause]:
    """The candidate causes of an alert, the likeliest first."""
    return [
        Cause(row["kind"], row["event_id"], row["happened_at"].date(), (row["description"] or "").strip())
        for row in card.tables["alert_causes"]
        if row["alert_id"] == alert_id
    ]


def signals_of(card: Scorecard, alert_id: str) -> list[str]:
    """What an alert tells of, each once, that which opened it first."""
    told = (row["finding"] for row in card.tables["alert_signals"] if row["alert_id"] == alert_id)
    return list(dict.fromkeys(told))


def _action(kind: str, cause: str | None, metric: str, category: str, causes: list[Cause]) -> str:
    """What to do, where cause or kind says so."""
    where = "everywhere" if category == ALL else f"in {category}"
    release = f" {causes[0].name}" if causes else ""
    if cause == "agent_release":
        return (
            f"Read the sampled conversations {where} from before and after agent release{release};"
            " if they confirm it and it is still in use, roll it back."
        )
    if cause == "stale_article":
        return (
            f"No article followed product release{release}: update those on {category}, then watch the next two weeks."
        )
    if cause in ("product_release", "docs_release"):
        return f"Check what the AI is told about release{release} {where}, and add or correct the article it lacks."
    if cause == "article_update":
        return f"Compare article {release.strip()} as it is now with the answers given {where}."
    if kind == "mix_shift":
        return "Look at the categories one by one: the total moved because customers asked other questions."
    if kind == "silence":
        return "Ask the person who exports that source. Until it is repaired, its numbers are missing, not good."
    if kind == "data_quality":
        return "Look into the quarantine next to the landing: every rejected row is there, with its reason."
    if metric in (ACCURACY, "closure_accuracy_gap", "handled_accuracy"):
        return f"Review from the top of the queue {where}: what was wrong, and which article should have said it."
    if metric == "escalation_rate":
        return f"See which escalations {where} needed no person, and which question the AI cannot answer."
    if metric == "abandonment_rate":
        return f"Read the conversations {where} that ended without an answer."
    return ""


def _week_of(figure: Figure) -> str:
    if figure.window and figure.last_week:
        return f"Last {figure.window} final weeks, to that of {words.day(figure.last_week)}"
    settled = "Newest final week" if figure.is_final else "Week that can still change"
    return f"{settled}, from {words.day(figure.week)}"
