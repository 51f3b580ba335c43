"""The VP of customer success: is it right, is it getting better, who is lost."""

from __future__ import annotations

from agent_scorecard.serving import wording as words
from agent_scorecard.serving.pages.business import accounts, said
from agent_scorecard.serving.pages.card import Scorecard, figure_of_rule
from agent_scorecard.serving.pages.findings import findings
from agent_scorecard.serving.pages.headline import ACCURACY, Finding
from agent_scorecard.serving.pages.learnt import complexity
from agent_scorecard.serving.pages.listings import listing
from agent_scorecard.serving.pages.proven import learning, shadow
from agent_scorecard.serving.pages.watch_headlines import past_alerts
from agent_scorecard.serving.wording import ALL

# what each number answers, as this reader would ask; a metric may have no question
ASKS = {
    "resolution_accuracy": "Is it right?",
    "closure_accuracy_gap": "How much is closed and wrong?",
    "escalation_rate": "How often does it escalate?",
    "sentiment_mean": "How do customers feel?",
    "follow_up_rate_7d": "Do they come back?",
    "median_hours_to_resolution": "Is it quick?",
}
SILENT = ("abandonment_rate", "lapsed_after_bad_rate", "lapsed_after_good_rate", "csat_mean", "csat_response_rate")
RULES = {
    "fin_resolution_rate": "Intercom Fin's rule",
    "zendesk_resolution_rate": "Zendesk's rule",
    "ada_resolution_rate": "Ada's rule",
    "agentforce_deflection_rate": "Agentforce's order",
    "chatwoot_durable_rate": "Chatwoot's rule",
    "dialogflow_containment_rate": "Dialogflow's rule",
}
OURS = ("closure_rate", "durable_resolution_rate", "handled_accuracy_rate")
# owners and accounts to call
OWNERS, CALLS = 4, 5
# alerts that are over and still worth knowing
PAST_ALERTS = 2


def view(card: Scorecard) -> dict:
    """What the template shows."""
    told = findings(card)
    essentials = sorted(card.essentials(), key=lambda metric: list(ASKS).index(metric) if metric in ASKS else len(ASKS))
    has_months = bool(card.tables["monthly"])
    ongoing = [finding for finding in told if finding.severity]
    rules, week = other_rules(card)
    return {
        "top": told[0],
        "right_now": right_now(card, told[0]),
        "tiles": [(metric, ASKS.get(metric, "")) for metric in essentials],
        "metrics": essentials,
        "has_months": has_months,
        "alerts": ongoing + past_alerts(card)[:PAST_ALERTS],
        "rules": rules,
        "rules_week": week,
        "complexity": complexity(card),
        "learning": learning(card),
        "shadow": shadow(card),
        "silent": [metric for metric in SILENT if card.newest(metric)],
        "calls": whom_to_call(card, told),
        "lists": [found for kind in ("closed_wrong", "given_up", "rated_badly") if (found := listing(card, kind))],
    }


def whom_to_call(card: Scorecard, told: list[Finding]) -> list[dict]:
    """Who has to act on what is wrong, then the accounts that were served badly or speak of leaving; each person with why."""
    calls = [
        {
            "who": words.person(finding.owner),
            "about": finding.title,
            "ask": finding.action,
            "href": f"support.html#{f'alert-{finding.alert_id}' if finding.alert_id else 'act'}",
        }
        for finding in told
        if finding.owner and finding.standing in ("bad", "warn")
    ][:OWNERS]
    for row in accounts(card)[:CALLS]:
        calls.append(
            {
                "who": f"account {row['account_id']}",
                "about": said(row),
                "ask": f"{row['next_step']} Owner: {words.person(row['owner'])}.",
                "href": "business.html",
            }
        )
    return calls


def right_now(card: Scorecard, top: Finding) -> str:
    """The answer to "is it right" in a sentence, where the headline does not give it."""
    figure = card.headline(ACCURACY)
    if figure is None or top.metric == ACCURACY or top.kind in ("empty", "no_ai", "steady"):
        return ""
    if figure.value is None:
        return "Whether its answers are right is not known: nobody reviewed that week."
    drift = card.drift(ACCURACY)
    moved = {
        "worse": "worse than before",
        "better": "better than before",
        "stable": "no change beyond chance",
        "seasonal": "as different as in the same weeks of the year before",
    }
    trend = moved.get(drift.verdict, "too few reviews to see a change") if drift else "too few weeks to see a change"
    when = f" in the {figure.span}" if figure.window else ""
    return f"Overall, {figure.text} of its resolutions are right{when} ({figure.between}), {trend}."


def other_rules(card: Scorecard):
    """The newest final week by other systems' rules and ours; each rule in the words of its mart."""
    settled = [row for row in card.tables["ladder"] if row["category"] == ALL and row["is_final"]]
    if not settled:
        return [], None
    # the week in which accuracy is final too, so that all lines speak of one week
    accuracy = card.newest(ACCURACY)
    row = next((each for each in settled if accuracy and each["week_start"] == accuracy.week), settled[-1])
    rules = [figure_of_rule(card, row, name, title) for name, title in RULES.items()]
    rules += [figure_of_rule(card, row, name) for name in OURS]
    return [rule for rule in rules if rule], row["week_start"]
