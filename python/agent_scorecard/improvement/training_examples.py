"""What reviewers taught: conversations with the answer that should have been given, in two sets that never meet."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from hashlib import md5

import pyarrow as pa

from agent_scorecard.improvement.typed_rows import typed_rows

SETS = ("training", "evaluation")
ROLES = {"customer": "user", "ai": "assistant", "human": "assistant"}
COLUMNS = {
    "episode_id": "text",
    "set_name": "text",
    "kind": "text",
    "category": "text",
    "failure_reason": "text",
    "review_id": "text",
    "reviewer_id": "text",
    "rubric_version": "text",
    "reviewed_at": "moment",
    "message_id": "text",
    "article_id": "text",
    "article_version": "text",
    "turn_count": "count",
    "fingerprint": "text",
    "messages": "text",
}


def training_examples(
    reviews: Iterable[dict],
    turns: Iterable[dict],
    answers: Iterable[dict],
    redact: Callable[[str, str | None], str],
    evaluation_share: float,
) -> pa.Table:
    """One row per episode that teaches: the conversation until the answer, and the right answer, as chat messages in JSON.

    ``reviews`` of episodes: review_id, episode_id, reviewer_id, reviewed_at, message_id, correct (1, 0 or null), verdict,
    is_helpful, failure_reason, rubric_version, corrected_answer, category,
    customer_name (null where not known). ``turns`` in order: episode_id, message_id,
    author_type, body (redacted). ``answers`` of the AI in order: episode_id, message_id, article_id, article_version.
    A wrong or partial answer teaches by the reviewer's correction (`corrected`), a correct and helpful one by itself
    (`positive`). Where reviewers disagree nothing is taught. Of the same questions the first correction stays, so no
    question is in both sets. An episode is in the evaluation set by a hash of its id; ``redact`` makes the correction,
    which a person typed, as free of secrets and of the customer's name as the messages are.
    """
    said: dict[str, list[dict]] = {}
    for turn in turns:
        said.setdefault(turn["episode_id"], []).append(turn)
    leaned: dict[str, dict[str, dict]] = {}
    for answer in answers:
        leaned.setdefault(answer["episode_id"], {})[answer["message_id"]] = answer
    found = []
    for review in _agreed(reviews):
        own = leaned.get(review["episode_id"], {})
        if row := _example(review, said.get(review["episode_id"], []), own, redact):
            found.append(row | {"set_name": set_of(review["episode_id"], evaluation_share)})
    found.sort(key=lambda row: (row["kind"] != "corrected", row["reviewed_at"], row["episode_id"]))
    first: dict[str, dict] = {}
    for row in found:
        first.setdefault(row["fingerprint"], row)
    return typed_rows(sorted(first.values(), key=lambda row: row["episode_id"]), COLUMNS)


def set_of(episode_id: str, evaluation_share: float) -> str:
    """
    >>> set_of("s:T2#1", 0.2), set_of("s:T2#1", 1.0)
    ('training', 'evaluation')
    """
    place = int(md5(f"evaluation\x1f{episode_id}".encode()).hexdigest()[:8], 16) / 2**32
    return "evaluation" if place < evaluation_share else "training"


def _agreed(reviews: Iterable[dict]) -> list[dict]:
    """The newest review of each episode on which no two reviews say otherwise; a correction goes before none."""
    by_episode: dict[str, list[dict]] = {}
    for review in reviews:
        if review["correct"] is not None:
            by_episode.setdefault(review["episode_id"], []).append(review)
    return [
        max(rows, key=lambda row: (bool(row["corrected_answer"]), row["reviewed_at"], row["review_id"]))
        for _, rows in sorted(by_episode.items())
        if len({row["correct"] for row in rows}) == 1
    ]


def _example(
    review: dict, turns: list[dict], answers: dict[str, dict], redact: Callable[[str, str | None], str]
) -> dict | None:
    # words of the forgotten are gone: a conversation with holes teaches nothing
    if not turns or any(turn["body"] is None for turn in turns):
        return None
    places = [place for place, turn in enumerate(turns) if turn["message_id"] in answers]
    named = [place for place in places if turns[place]["message_id"] == review["message_id"]]
    if not places:
        return None
    at = (named or places)[-1]
    target = answers[turns[at]["message_id"]]
    if review["correct"] == 1 and review["verdict"] == "correct" and review["is_helpful"] is not False:
        kind, right = "positive", turns[at]["body"]
    elif review["correct"] == 0 and review["corrected_answer"]:
        kind, right = "corrected", redact(review["corrected_answer"], review.get("customer_name"))
    else:
        return None
    messages = _merged([(ROLES[turn["author_type"]], turn["body"]) for turn in turns[:at]])
    if not messages or messages[-1]["role"] != "user" or not right.strip():
        return None
    asked = " ".join(" ".join(each["content"].lower().split()) for each in messages if each["role"] == "user")
    return {
        **{name: review[name] for name in ("episode_id", "review_id", "reviewer_id", "rubric_version", "reviewed_at")},
        "kind": kind,
        "category": review["category"],
        "failure_reason": review["failure_reason"],
        "message_id": target["message_id"],
        "article_id": target["article_id"],
        "article_version": target["article_version"],
        "turn_count": len(messages) + 1,
        "fingerprint": md5(asked.encode()).hexdigest(),
        "messages": json.dumps([*messages, {"role": "assistant", "content": right.strip()}], ensure_ascii=False),
    }


def _merged(spoken: list[tuple[str, str]]) -> list[dict]:
    """Turns of one side in a row as one, from the customer's first: what chat formats ask for.

    >>> _merged([("assistant", "Hi!"), ("user", "Help"), ("user", "please")])
    [{'role': 'user', 'content': 'Help\\n\\nplease'}]
    """
    messages: list[dict] = []
    for role, text in spoken:
        if not text.strip() or (not messages and role != "user"):
            continue
        if messages and messages[-1]["role"] == role:
            messages[-1]["content"] += f"\n\n{text.strip()}"
        else:
            messages.append({"role": role, "content": text.strip()})
    return messages
