"""Between tables and `reading`: episodes out of sorted rows, rows out of answers, and what has to be read again."""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, overload

from agent_scorecard.answers.answer_reading import Overlap
from agent_scorecard.answers.answer_scorer import Answer, AnswerScorer, Episode, Message
from agent_scorecard.answers.knowledge_read import Knowledge
from agent_scorecard.answers.page_awareness import CustomerPage
from agent_scorecard.answers.promises import Actions
from agent_scorecard.answers.retrieval import Article, Library

if TYPE_CHECKING:
    import pyarrow as pa

_EPISODES_AT_ONCE = 2_000
_SCORES = ("support_score", "context_loss_score")
_COUNTS = ("elements_named", "elements_correct", "steps_named", "steps_correct")
_TEXTS = ("message_id", "episode_id", "article_id", "article_version", "page_context_id")


def schema() -> pa.Schema:
    """One row per answer: what was read, with which scorer, from what."""
    import pyarrow as pa

    types = {
        **dict.fromkeys(_SCORES, pa.decimal128(9, 4)),
        **dict.fromkeys(_COUNTS, pa.int64()),
        **dict.fromkeys(_TEXTS, pa.string()),
    }
    fields = [pa.field(name, types.get(name, pa.bool_())) for name in Answer.__dataclass_fields__]
    return pa.schema([*fields, pa.field("scorer_version", pa.string()), pa.field("read_hash", pa.string())])


@overload
def seconds(moment: datetime) -> float: ...


@overload
def seconds(moment: None) -> None: ...


def seconds(moment: datetime | None) -> float | None:
    """A UTC timestamp as seconds."""
    return None if moment is None else moment.replace(tzinfo=UTC).timestamp()


def knowledge_of(articles: pa.Table, features: pa.Table, workflow_steps: pa.Table, actions: pa.Table) -> Knowledge:
    """From the staged tables; rows may come in any order."""
    versions = sorted(articles.to_pylist(), key=lambda row: (row["article_id"], row["valid_from"], row["version"]))
    library = Library(
        [
            Article(
                row["article_id"],
                row["version"],
                row["title"] or "",
                row["body"] or "",
                seconds(row["valid_from"]),
                seconds(row["valid_to"]),
            )
            for row in versions
        ]
    )
    names = sorted(
        {
            (name.strip(), seconds(row["available_from"]) or float("-inf"), seconds(row["available_to"]))
            for row in features.to_pylist()
            for name in [row["name"], *(row["aliases"] or "").split(";")]
            if name and name.strip()
        },
        key=repr,
    )
    workflows: dict[str, list[str]] = {}
    for row in sorted(workflow_steps.to_pylist(), key=lambda row: (row["workflow"], row["step_number"])):
        workflows.setdefault(row["workflow"], []).append(row["element_label"])
    return Knowledge(
        library, names, workflows, Actions.of((row["verbs"], row["is_allowed"]) for row in actions.to_pylist())
    )


def scorer_of(name: str | None, knowledge: Knowledge) -> AnswerScorer:
    """The scorer that the var ``answer_scorer`` names: ``overlap``, or ``package.module:name`` of a function of the
    knowledge that returns one.

    Raises:
        ValueError: it names nothing that is a scorer.
    """
    if name in (None, "", "overlap"):
        return Overlap(knowledge)
    module, _, attribute = str(name).partition(":")
    try:
        make: Callable[[Knowledge], AnswerScorer] = getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError, ValueError) as error:
        raise ValueError(f"answer_scorer: {name!r} is no package.module:name") from error
    scorer = make(knowledge)
    missing = [part for part in ("version", "read") if not hasattr(scorer, part)]
    if missing:
        raise ValueError(f"answer_scorer: {name!r} gives no scorer: it has no {', '.join(missing)}")
    return scorer


def read_hashes(heads: pa.Table, knowledge: Knowledge, version: str) -> pa.Table:
    """Per episode, everything its readings depend on as one hash, and when its answers begin.

    heads: episode_id, first_at and last_at of its answers, said (a hash of its messages).
    """
    import pyarrow as pa

    hashes = [
        hashlib.md5(
            f"{version}\x1f{said}\x1f{knowledge.digest(seconds(first), seconds(last))}".encode(), usedforsecurity=False
        ).hexdigest()
        for said, first, last in zip(
            *(heads[name].to_pylist() for name in ("said", "first_at", "last_at")), strict=True
        )
    ]
    columns = {name: heads[name] for name in ("episode_id", "first_at")}
    return pa.table({**columns, "read_hash": pa.array(hashes, pa.string())})


def answers_scored(batches: Iterable[pa.RecordBatch], scorer: AnswerScorer) -> Iterator[pa.RecordBatch]:
    """Answers read from rows sorted by episode, is_before (true first), position; bounded memory.

    Episodes may come in any order. In that of their times the library is laid out anew only where it changed.
    """
    import pyarrow as pa

    waiting: list[tuple[str, Episode]] = []
    for read_hash, episode in _episodes(row for batch in batches for row in batch.to_pylist()):
        waiting.append((read_hash, episode))
        if len(waiting) == _EPISODES_AT_ONCE:
            yield _batch(waiting, scorer)
            waiting = []
    if waiting:
        yield _batch(waiting, scorer)
    else:
        yield pa.RecordBatch.from_pylist([], schema())


def _batch(waiting: list[tuple[str, Episode]], scorer: AnswerScorer) -> pa.RecordBatch:
    import pyarrow as pa

    hashes = {episode.episode_id: read_hash for read_hash, episode in waiting}
    found = list(scorer.read([episode for _, episode in waiting]))
    columns = []
    for field in schema():
        if field.name == "scorer_version":
            values: list[Any] = [scorer.version] * len(found)
        elif field.name == "read_hash":
            values = [hashes[answer.episode_id] for answer in found]
        else:
            values = [getattr(answer, field.name) for answer in found]
        if field.name in _SCORES:
            columns.append(pa.array(values, pa.float64()).cast(pa.decimal128(9, 4)))
        else:
            columns.append(pa.array(values, field.type))
    return pa.RecordBatch.from_arrays(columns, schema=schema())


def _episodes(rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Episode]]:
    episode_id, read_hash = None, ""
    messages: list[Message] = []
    before: list[Message] = []
    for row in rows:
        if row["episode_id"] != episode_id:
            if messages:
                yield read_hash, Episode(str(episode_id), messages, before)
            episode_id, read_hash, messages, before = row["episode_id"], row["read_hash"], [], []
        (before if row["is_before"] else messages).append(_message(row))
    if messages:
        yield read_hash, Episode(str(episode_id), messages, before)


def _message(row: Mapping[str, Any]) -> Message:
    page = None
    if row["page_url"] is not None:
        labels = tuple(label.strip() for label in (row["element_labels"] or "").split(";") if label.strip())
        page = CustomerPage(row["page_url"], labels, row["error_state"] or None, row["workflow"] or None)
    return Message(
        row["message_id"],
        row["author_type"],
        row["body"] or "",
        seconds(row["sent_at"]),
        bool(row["is_public"]),
        bool(row["is_answer"]),
        row["cited_article_ids"],
        row["page_context_id"],
        page,
        bool(row["is_text_only"]),
    )
