"""Accounts that were served worse than their conversations would be elsewhere, and whether that foretells that they leave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa

from agent_scorecard.improvement.typed_rows import typed_rows
from agent_scorecard.statistics.shrinkage import concordance, shrunk_ratios, weighed_counts

# what can go wrong, and how to say so of several
KINDS = {
    "escalated": "escalations that the AI could not prevent",
    "wrong": "answers that reviewers found wrong",
    "negative": "conversations in which the customer became annoyed",
    "abandoned": "conversations that the customer gave up",
    "refused": "requests for a person that nobody met",
}
SURE = 0.93  # an account is troubled from this probability on that its ratio is above 1
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
    is_negative, is_abandoned, is_refused (true, false, or null where not known). A conversation with any of them is
    troubled. What is expected of an account is its conversations times the share of troubled ones in their category.

    The chance to leave within ``horizon_days`` is given only where, over past moments, the ratio told who left better
    than the account's age and than its number of conversations, each in its own direction, beyond chance; else
    ``churn_status`` says why not.
    """
    accounts, by_account = list(accounts), defaultdict(list)
    for trouble in troubles:
        by_account[trouble["account_id"]].append(trouble)
    window = timedelta(days=window_days)
    ends = [min(account["churned_at"] or as_of, as_of) for account in accounts]
    found = _ratios(accounts, by_account, ends, window)
    churn = _churn(accounts, by_account, as_of, window, timedelta(days=horizon_days))
    rows = [
        _row(account, own, observed, expected, shrunk, reasons, as_of, churn)
        for account, (own, observed, expected, shrunk, reasons) in zip(accounts, found, strict=True)
    ]
    ranked: dict = defaultdict(int)
    for row in sorted(rows, key=lambda row: (-(row["value_at_risk"] or 0), -row["trouble_ratio"], row["account_id"])):
        if row["is_troubled"] and row["churned_at"] is None:
            ranked[row["currency"]] += 1
            row["rank_in_currency"] = ranked[row["currency"]]
    return typed_rows(rows, COLUMNS)


def is_trouble(row: dict) -> bool:
    """Did anything go wrong in the conversation?"""
    return any(row[f"is_{kind}"] for kind in KINDS)


def _ratios(accounts, by_account, ends, window):
    """By account: its conversations of the window before its end, what was expected, the shrunk ratio, the reasons."""
    own = [
        [row for row in by_account[account["account_id"]] if end - window <= row["started_at"] < end]
        for account, end in zip(accounts, ends, strict=True)
    ]
    expected, observed, _ = _expected(own, is_trouble)
    kinds = {kind: _expected(own, lambda row, name=f"is_{kind}": row[name]) for kind in KINDS}
    usual_of, count_of, chance_of = (np.stack(each, axis=1) for each in zip(*kinds.values(), strict=True))
    shrunk = shrunk_ratios(*weighed_counts(count_of, usual_of, chance_of))
    reasons: list[list] = [[] for _ in accounts]
    for kind, words in KINDS.items():
        usual, count, chance = kinds[kind]
        alike = shrunk_ratios(*weighed_counts(count[:, None], usual[:, None], chance[:, None]))
        for at, chance in enumerate(alike.above_one):
            if chance >= NAMED and count[at] >= 2:
                reasons[at].append((-alike.ratio[at], f"{int(count[at])} {words} ({usual[at]:.1f} are usual)"))
    return [
        (rows, observed[at], expected[at], {key: getattr(shrunk, key)[at] for key in ("ratio", "low", "high", "above_one")},
         [text for _, text in sorted(reasons[at])])
        for at, rows in enumerate(own)
    ]  # fmt: skip


def _expected(own, happened) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What each account would have at the rates of the categories, what it has, and the variance of that by chance.

    Unknown ones count for none of them. One customer's conversations are alike, whatever the account: what a customer who is
    easily annoyed adds is no trouble of the account, so it is part of the variance by chance.
    """
    counts: dict = defaultdict(lambda: [0, 0])
    for rows in own:
        for row in rows:
            if happened(row) is not None:
                counts[row["category"]][0] += bool(happened(row))
                counts[row["category"]][1] += 1
    rate = {category: bad / total for category, (bad, total) in counts.items()}
    by_customer: list[np.ndarray] = []
    for rows in own:
        sums: dict = defaultdict(lambda: [0.0, 0.0, 0.0])
        for row in rows:
            if happened(row) is not None:
                p, found = rate[row["category"]], sums[row["customer_cluster"]]
                for place, value in enumerate((p, float(bool(happened(row))), p * (1 - p))):
                    found[place] += value
        by_customer.append(np.array(list(sums.values())).reshape(-1, 3))
    alike = _alikeness(by_customer)
    expected, observed, variance = (np.array([part[:, place].sum() for part in by_customer]) for place in range(3))
    return expected, observed, variance + alike * np.array([(part[:, 0] ** 2).sum() for part in by_customer])


def _alikeness(by_customer: list[np.ndarray]) -> float:
    """How far customers of one account differ in their ratio, as a variance: all that customers differ by beyond chance, less
    what two customers of one account share (both by moments); 0 where no account has two."""
    total = shared = total_of = shared_of = 0.0
    for part in by_customer:
        excess = part[:, 1] - part[:, 0]
        total += float((excess**2 - part[:, 2]).sum())
        total_of += float((part[:, 0] ** 2).sum())
        if len(part) > 1:
            shared += float(excess.sum() ** 2 - (excess**2).sum())
            shared_of += float(part[:, 0].sum() ** 2 - (part[:, 0] ** 2).sum())
    if total_of <= 0 or shared_of <= 0:
        return 0.0
    return max(total / total_of - max(shared / shared_of, 0.0), 0.0)


def _row(account, rows, observed, expected, shrunk, reasons, as_of, churn) -> dict:
    newest = sorted(rows, key=lambda row: (row["started_at"], row["episode_id"]), reverse=True)
    is_gone = account["churned_at"] is not None and account["churned_at"] <= as_of
    value = None if account["annual_value"] is None else float(account["annual_value"])
    status = "churned" if is_gone else churn["status"]
    probability = churn["model"](shrunk["ratio"]) if status == "ok" else None
    troubled = bool(shrunk["above_one"] >= SURE)
    row = {name: account[name] for name in ("account_id", "tier", "owner", "currency")}
    return row | {
        "annual_value": value,
        "age_days": (as_of - account["started_at"]).days if account["started_at"] else None,
        "customer_count": len({row["customer_cluster"] for row in rows}),
        "episode_count": len(rows),
        **{f"{kind}_count": sum(bool(each[f"is_{kind}"]) for each in rows) for kind in KINDS},
        "troubled_count": observed,
        "expected_count": expected,
        "trouble_ratio": shrunk["ratio"],
        "trouble_ratio_low": shrunk["low"],
        "trouble_ratio_high": shrunk["high"],
        "trouble_probability": shrunk["above_one"],
        "is_troubled": troubled,
        "reasons": "; ".join(reasons) or None,
        "last_episodes": ";".join(each["episode_id"] for each in newest[:3]) or None,
        "value_at_risk": None if value is None or is_gone else value * (probability or shrunk["above_one"]),
        "churn_probability": probability,
        "churn_status": status,
        "churn_count": churn["count"],
        "concordance": churn.get("own"),
        "age_concordance": churn.get("age"),
        "volume_concordance": churn.get("volume"),
        "last_episode_at": newest[0]["started_at"] if newest else None,
        "churned_at": account["churned_at"] if is_gone else None,
    }


def _churn(accounts, by_account, as_of, window, horizon) -> dict:
    """Does the ratio tell who leaves, better than age and volume, over all past moments whose outcome is known?"""
    started = [row["started_at"] for rows in by_account.values() for row in rows]
    moments, at = [], (min(started) if started else as_of) + window / 2
    while at + horizon <= as_of:
        moments.append(at)
        at += STEP
    ratio, age, volume, left, who = [], [], [], [], []
    for moment in moments:
        there = [
            account
            for account in accounts
            if (account["started_at"] or moment) <= moment and (account["churned_at"] or as_of) > moment
        ]
        for account, (rows, _, _, shrunk, _) in zip(
            there, _ratios(there, by_account, [moment] * len(there), window), strict=True
        ):
            gone = account["churned_at"] is not None and account["churned_at"] <= min(moment + horizon, as_of)
            ratio.append(shrunk["ratio"])
            age.append((moment - (account["started_at"] or moment)).days)
            volume.append(len(rows))
            left.append(gone)
            who.append(account["account_id"])
    churned = len({name for name, gone in zip(who, left, strict=True) if gone})
    if churned < LEAST_CHURNED:
        return {"status": "too_few_churned", "count": churned}
    return _judged(np.array(ratio), np.array(age), np.array(volume), np.array(left), np.array(who), churned)


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
    members = [np.nonzero(code == each)[0] for each in range(code.max() + 1)]
    rng, gains = np.random.default_rng(17), []
    for _ in range(RESAMPLES):
        at = np.concatenate([members[each] for each in rng.integers(len(members), size=len(members))])
        if left[at].any():
            best = max(concordance(score[at], left[at]) for score in rivals.values())
            gains.append(concordance(ratio[at], left[at]) - best)
    found = {"own": own, "count": churned} | {name: concordance(score, left) for name, score in rivals.items()}
    if np.quantile(gains, 0.05) <= 0:
        return found | {"status": "not_better_than_age"}
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=10.0).fit(np.log(ratio)[:, None], left)
    return found | {"status": "ok", "model": lambda r: float(model.predict_proba([[np.log(r)]])[0, 1])}
