"""Accounts that were served worse than their conversations would be elsewhere, and whether that foretells that they leave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa

from agent_scorecard.business.account_ratios import KINDS, Ratios, Troubles, moments_of, ratios_at
from agent_scorecard.improvement.typed_rows import typed_rows
from agent_scorecard.statistics.shrinkage import (
    concordance,
    concordance_by_weight,
    least_expected,
    shrunk_ratios,
    weighed_counts,
)

# an account is troubled from this probability on that its ratio is above 1: a small one must be surer
SURE, SURE_IF_SMALL = 0.93, 0.96
# small is what would be told in fewer than four of five cases if so many times as much went wrong for it as is usual
TOLD_RATIO, TOLD_POWER = 2.25, 0.8
NAMED = 0.8  # a reason is named from this probability on
STEP = timedelta(days=28)
LEAST_CHURNED = 20
RESAMPLES = 200
COLUMNS = {
    "account_id": "text",
    "tier": "text",
    "owner": "text",
    "currency": "text",
    "annual_value": "number",
    "age_days": "count",
    "customer_count": "count",
    "episode_count": "count",
    "least_episode_count": "count",
    "is_large_enough": "flag",
    **{f"{kind}_count": "count" for kind in KINDS},
    "troubled_count": "count",
    "expected_count": "number",
    "trouble_ratio": "number",
    "trouble_ratio_low": "number",
    "trouble_ratio_high": "number",
    "trouble_probability": "number",
    "is_troubled": "flag",
    "reasons": "text",
    "last_episodes": "text",
    "value_at_risk": "number",
    "rank_in_currency": "count",
    "churn_probability": "number",
    "churn_status": "text",
    "churn_count": "count",
    "concordance": "number",
    "age_concordance": "number",
    "volume_concordance": "number",
    "last_episode_at": "moment",
    "churned_at": "moment",
}


def account_risk(
    accounts: Iterable[dict], troubles: Iterable[dict], as_of: datetime, window_days: int = 180, horizon_days: int = 90
) -> pa.Table:
    """One row per account that had not left at ``as_of``, and per one that had.

    ``accounts``: account_id, tier, owner, currency, annual_value, started_at, churned_at; ordered. ``troubles``: one a
    conversation, with episode_id, account_id, customer_cluster, category, started_at and is_escalated, is_wrong,
    is_judged, is_negative, is_abandoned, is_refused (true, false, or null where not known). A conversation with any of them is
    troubled. What is expected of an account is its conversations times the share of troubled ones in their category.

    ``least_episode_count`` is the size from which on the list can tell, the same for all accounts: of those as large that
    are served so badly that TOLD_RATIO times as much goes wrong, TOLD_POWER would be listed. A smaller one must be surer.

    The chance to leave within ``horizon_days`` is given only where, over past moments, the ratio told who left better
    than the account's age and than its number of conversations, each in its own direction, beyond chance; else
    ``churn_status`` says why not.
    """
    accounts, troubles = list(accounts), list(troubles)
    columns = Troubles.of(accounts, troubles)
    window = np.timedelta64(window_days, "D")
    # the last is the end of conversations whose account is not known: none is within
    ends = moments_of([*(min(each["churned_at"] or as_of, as_of) for each in accounts), None])[columns.account]
    within = np.nonzero((ends - window <= columns.started) & (columns.started < ends))[0]
    found = ratios_at(columns, within, len(accounts))
    own: list[list[dict]] = [[] for _ in accounts]
    for place in within:
        own[columns.account[place]].append(troubles[place])
    reasons, least = _reasons(found), _least_size(found)
    churn = _churn(accounts, columns, as_of, window, timedelta(days=horizon_days))
    rows = [_row(each, own[at], found, at, reasons[at], least, as_of, churn) for at, each in enumerate(accounts)]
    ranked: dict = defaultdict(int)
    for row in sorted(rows, key=lambda row: (-(row["value_at_risk"] or 0), -row["trouble_ratio"], row["account_id"])):
        if row["is_troubled"] and row["churned_at"] is None:
            ranked[row["currency"]] += 1
            row["rank_in_currency"] = ranked[row["currency"]]
    return typed_rows(rows, COLUMNS)


def _reasons(found: Ratios) -> list[list[str]]:
    """By account, of which kinds of trouble it has more than is usual, the worst first."""
    reasons: list[list] = [[] for _ in found.conversations]
    for kind, words in enumerate(KINDS.values(), start=1):
        usual, count, chance = (part[:, kind] for part in (found.expected, found.observed, found.variance))
        alike = shrunk_ratios(*weighed_counts(count[:, None], usual[:, None], chance[:, None]))
        for at in np.nonzero((alike.above_one >= NAMED) & (count >= 2))[0]:
            reasons[at].append((-alike.ratio[at], f"{int(count[at])} {words} ({usual[at]:.1f} are usual)"))
    return [[text for _, text in sorted(each)] for each in reasons]


def _least_size(found: Ratios) -> int | None:
    """Conversations of the usual mix that an account must have to be told; None where none would be enough."""
    expected, conversations = found.weighed.sum(), found.conversations.sum()
    least = least_expected(found.shrunk.shape, TOLD_RATIO, SURE, TOLD_POWER) if expected > 0 else None
    return None if least is None else int(np.ceil(round(least * conversations / expected, 6)))


def _row(account, rows, found: Ratios, at: int, reasons, least, as_of, churn) -> dict:
    shrunk = {name: getattr(found.shrunk, name)[at] for name in ("ratio", "low", "high", "above_one")}
    newest = sorted(rows, key=lambda row: (row["started_at"], row["episode_id"]), reverse=True)
    is_gone = account["churned_at"] is not None and account["churned_at"] <= as_of
    value = None if account["annual_value"] is None else float(account["annual_value"])
    status = "churned" if is_gone else churn["status"]
    probability = churn["model"](shrunk["ratio"]) if status == "ok" else None
    is_large = least is not None and len(rows) >= least
    troubled = bool(shrunk["above_one"] >= (SURE if is_large else SURE_IF_SMALL))
    row = {name: account[name] for name in ("account_id", "tier", "owner", "currency")}
    return row | {
        "annual_value": value,
        "age_days": (as_of - account["started_at"]).days if account["started_at"] else None,
        "customer_count": len({row["customer_cluster"] for row in rows}),
        "episode_count": len(rows),
        "least_episode_count": least,
        "is_large_enough": is_large,
        **{f"{kind}_count": sum(bool(each[f"is_{kind}"]) for each in rows) for kind in KINDS},
        "troubled_count": found.observed[at, 0],
        "expected_count": found.expected[at, 0],
        "trouble_ratio": shrunk["ratio"],
        "trouble_ratio_low": shrunk["low"],
        "trouble_ratio_high": shrunk["high"],
        "trouble_probability": shrunk["above_one"],
        "is_troubled": troubled,
        "reasons": "; ".join(reasons) or None,
        "last_episodes": ";".join(each["episode_id"] for each in newest[:3]) or None,
        "value_at_risk": None if value is None or is_gone else round(value * (probability or shrunk["above_one"]), 2),
        "churn_probability": probability,
        "churn_status": status,
        "churn_count": churn["count"],
        "concordance": churn.get("own"),
        "age_concordance": churn.get("age"),
        "volume_concordance": churn.get("volume"),
        "last_episode_at": newest[0]["started_at"] if newest else None,
        "churned_at": account["churned_at"] if is_gone else None,
    }


def _churn(accounts, rows: Troubles, as_of, window, horizon) -> dict:
    """Does the ratio tell who leaves, better than age and volume, over all past moments whose outcome is known?"""
    at = (rows.started.min().item() if len(rows.started) else as_of) + window.item() / 2
    started, churned = (moments_of(account[name] for account in accounts) for name in ("started_at", "churned_at"))
    _, name = np.unique([account["account_id"] for account in accounts], return_inverse=True)
    parts = []
    while at + horizon <= as_of:
        moment = moments_of([at])[0]
        is_there = ~(started > moment) & (np.where(np.isnat(churned), np.datetime64(as_of, "us"), churned) > moment)
        of_them = np.append(is_there, False)[rows.account]
        within = np.nonzero(of_them & (rows.started >= moment - window) & (rows.started < moment))[0]
        found = ratios_at(rows, within, len(accounts))
        age = np.where(np.isnat(started), np.timedelta64(0, "us"), moment - started) // np.timedelta64(1, "D")
        gone = churned <= np.datetime64(min(at + horizon, as_of), "us")
        parts.append([each[is_there] for each in (found.shrunk.ratio, age, found.conversations, gone, name)])
        at += STEP
    if not parts:
        return {"status": "too_few_churned", "count": 0}
    ratio, age, volume, left, who = (np.concatenate(each) for each in zip(*parts, strict=True))
    count = len(np.unique(who[left]))
    if count < LEAST_CHURNED:
        return {"status": "too_few_churned", "count": count}
    return _judged(ratio, age, volume, left, who, count)


def _directed(score: np.ndarray, left: np.ndarray, is_first: np.ndarray) -> np.ndarray:
    """A rival's score in the direction that serves it better, learnt on the other half of the accounts.

    Learnt on the same accounts, the direction alone would lift a score that knows nothing above one half.
    """
    signed = score.astype(float)
    for half in (is_first, ~is_first):
        if concordance(score[~half], left[~half]) < 0.5:
            signed[half] = -signed[half]
    return signed


def _judged(ratio, age, volume, left, who, churned) -> dict:
    """Concordance of the three, and by resampled accounts whether the ratio's is above the others' beyond chance."""
    own = concordance(ratio, left)
    _, code = np.unique(who, return_inverse=True)
    rivals = {name: _directed(score, left, code % 2 == 0) for name, score in (("age", age), ("volume", volume))}
    rng, gains, members = np.random.default_rng(17), [], code.max() + 1
    own_of = concordance_by_weight(ratio, left)
    rivals_of = [concordance_by_weight(score, left) for score in rivals.values()]
    for _ in range(RESAMPLES):
        weight = np.bincount(rng.integers(members, size=members), minlength=members)[code]
        if weight[left].any():
            gains.append(own_of(weight) - max(of(weight) for of in rivals_of))
    found = {"own": own, "count": churned} | {name: concordance(score, left) for name, score in rivals.items()}
    if np.quantile(gains, 0.05) <= 0:
        return found | {"status": "not_better_than_age"}
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=10.0).fit(np.log(ratio)[:, None], left)
    return found | {"status": "ok", "model": lambda r: float(model.predict_proba([[np.log(r)]])[0, 1])}
