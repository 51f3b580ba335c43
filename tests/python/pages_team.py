"""A small support team in rows, as the reader of the pages would give it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

FIRST_WEEK = date(2025, 9, 1)
METRICS = (
    ("resolution_accuracy", "Resolution accuracy", "share", "higher", "escalation_rate", "support_lead", True),
    ("escalation_rate", "Escalation rate", "share", "lower", "missed_escalation_rate", "support_manager", True),
    ("missed_escalation_rate", "Missed escalation rate", "share", "lower", "escalation_rate", "support_manager", False),
    ("sentiment_mean", "Customer sentiment", "mean", "higher", "resolution_accuracy", "support_manager", True),
)


class Team:
    """Weeks from 1 September 2025; every number is .80 of 50 until a story says otherwise."""

    def __init__(self, categories: tuple[str, ...] = ("billing",), week_count: int = 8):
        self.categories = ("(all)", *categories)
        self.weeks = [FIRST_WEEK + timedelta(weeks=index) for index in range(week_count)]
        self.rows: dict[str, list[dict]] = {
            name: []
            for name in (
                "verdicts",
                "drift",
                "alerts",
                "alert_signals",
                "alert_causes",
                "accuracy",
                "forecasts",
                "queue",
                "mix",
            )
        }
        self.rows["registry"] = [
            {
                "metric": metric,
                "name": name,
                "unit": unit,
                "direction": direction,
                "counter_metric": counter,
                "owner": owner,
                "definition": f"Of the episodes, the share that tells of {metric}.",
                "numerator": f"those that tell of {metric}",
                "denominator": "the episodes",
                "is_alerting": is_essential,
                "is_essential": is_essential,
                "is_ai_metric": True,
                "window_hours": None,
                "settle_days": 14,
                "min_n": 10,
            }
            for metric, name, unit, direction, counter, owner, is_essential in METRICS
        ]
        self.rows["categories"] = [
            {"category": category, "episode_count": 1000 - index} for index, category in enumerate(self.categories)
        ]
        self.rows["weekly"] = [
            {
                "week_start": week,
                "category": category,
                "metric": metric[0],
                "value": 0.8,
                "value_low": 0.7,
                "value_high": 0.88,
                "numerator": 40.0,
                "denominator": 50.0,
                "n_effective": 50.0,
                "status": "ok",
                "is_final": True,
                "baseline": 0.8,
            }
            for week in self.weeks
            for category in self.categories
            for metric in METRICS
        ]

    def number(self, metric: str, category: str = "(all)", week: int = -1, **told) -> Team:
        """Change one number of one week."""
        for row in self.rows["weekly"]:
            if (row["metric"], row["category"], row["week_start"]) == (metric, category, self.weeks[week]):
                row.update(told)
        return self

    def unverified(self, category: str = "(all)", week: int = -1, is_final: bool = True) -> Team:
        nothing = dict.fromkeys(("value", "value_low", "value_high", "numerator"))
        told = {"denominator": 0.0, "status": "unverified", "is_final": is_final}
        return self.number("resolution_accuracy", category, week, **nothing, **told)

    def verdict(self, metric: str, verdict: str, category: str = "(all)", warn: float = 0.7, fail: float = 0.6) -> Team:
        """The newest week's number, judged against a threshold."""
        row = next(
            row
            for row in self.rows["weekly"]
            if (row["metric"], row["category"], row["week_start"]) == (metric, category, self.weeks[-1])
        )
        told = {
            "verdict": verdict,
            "warn_threshold": warn,
            "fail_threshold": fail,
            "min_n": 10,
            "fail_probability": 0.5,
        }
        self.rows["verdicts"].append({**row, **told, "direction": "higher"})
        return self

    def drift(
        self,
        metric: str,
        verdict: str,
        category: str = "(all)",
        before: float = 0.8,
        recent: float = 0.8,
        baseline: float | None = None,
    ) -> Team:
        """What the drift watch says; the baseline is as its reference where no other is given."""
        for week in range(len(self.weeks)):
            self.number(metric, category, week, baseline=before if baseline is None else baseline)
        self.rows["drift"].append(
            {
                "week_start": self.weeks[-1],
                "segment_type": "category",
                "segment": category,
                "metric": metric,
                "tier": "alert",
                "verdict": verdict,
                "is_alert": verdict == "worse",
                "scale": "share",
                "reference_value": before,
                "recent": recent,
                "change": recent - before,
                "reference_weeks": 26,
                "smallest_detectable_change": 0.12,
                "z": 4.0,
                "change_week": self.weeks[4] if verdict == "worse" else None,
            }
        )
        return self

    def alert(
        self,
        metric: str,
        category: str = "billing",
        causes: tuple[tuple, ...] = (),
        signals: tuple[tuple, ...] = (),
        **told,
    ) -> Team:
        """``causes``: (kind, event_id, day, description); ``signals``: (finding, metric, category) beside the two usual ones."""
        row = {
            "alert_id": f"alert-{len(self.rows['alerts'])}",
            "kind": "drift",
            "metric": metric,
            "category": category,
            "owner": "support_lead",
            "severity": "critical",
            "cause_kind": "agent_release" if causes else None,
            "cause_candidates": "; ".join(map(str, causes)) or None,
            "evidence": "It fell; it fell further",
            "state": "new",
            "is_ongoing": True,
            "change": -0.22,
            "customers_affected": 41,
            "change_week": date(2025, 9, 15),
            "opened_week": date(2025, 9, 15),
            "opened_at": datetime(2025, 9, 26),
            "closed_at": None,
        }
        self.rows["alerts"].append({**row, **told})
        found = [("It fell", metric, category), ("it fell further", metric, category), *signals]
        self.rows["alert_signals"] += [
            {"alert_id": row["alert_id"], "kind": "drift", "metric": about, "category": where, "finding": finding}
            for finding, about, where in found
        ]
        self.rows["alert_causes"] += [
            {"alert_id": row["alert_id"], "kind": kind, "event_id": name, "description": what, "happened_at": at}
            for kind, name, at, what in causes
        ]
        return self

    def tables(self):
        from agent_scorecard.serving.marts import Tables

        return Tables(as_of=datetime(2025, 10, 27, 8, 0), rows=self.rows)

    def card(self):
        from agent_scorecard.serving.pages.card import Scorecard

        return Scorecard(self.tables())

    def pages(self) -> dict[str, str]:
        from agent_scorecard.serving.pages.rendering import render_pages

        # the glossary is words alone: it has a test of its own
        return {name: page for name, page in render_pages(self.tables()).items() if name != "glossary.html"}
