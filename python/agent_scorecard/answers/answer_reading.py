"""Everything that is read from one episode's answers: grounding, thread and page, one row per AI answer.

`AnswerScorer` is the interface: anything with a ``version`` and ``read(episode)`` can take its place (var
`answer_scorer`), and the version is stored with each row, so that another scorer reads everything again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from agent_scorecard.answers import details
from agent_scorecard.answers.amounts import figures
from agent_scorecard.answers.answer_scorer import Answer, Episode, Message
from agent_scorecard.answers.claims import content_words, stating, words
from agent_scorecard.answers.coherence import Thread, Turn, read_thread
from agent_scorecard.answers.features import not_heard
from agent_scorecard.answers.knowledge_read import Knowledge
from agent_scorecard.answers.negation import Statements, negation_mismatch
from agent_scorecard.answers.numbers import Figures, not_offered, uncounted
from agent_scorecard.answers.page_awareness import CustomerPage, PageReading, read_page

# Raise it with every change of what is found: stored rows of an older version are read again.
VERSION = "answers-6"
# Below it an answer counts as unsupported: the cut-off with the best balanced accuracy over the sets in
# bench/answers.py. No cut-off fits every support team; fit your own on reviewed answers (support.best_cutoff).
UNSUPPORTED_BELOW = 0.56
_RETRIEVED = 3
_POINTING_WORDS = 3
_HIDDEN = ("customer", "human", "system")


@dataclass
class Overlap:
    """The scorer shipped: overlap with the sources, typed flags, rules. No model, no network."""

    knowledge: Knowledge
    version: str = VERSION

    def read(self, episodes: Sequence[Episode]) -> Iterator[Answer]:
        """The answers of the episodes, in order. Retrieval runs once over all that cite nothing."""
        asked: list[tuple[str, float]] = []
        for episode in episodes:
            asked.extend((query, at) for _, query, at in self._uncited(episode))
        found = iter(
            self.knowledge.library.search([query for query, _ in asked], [at for _, at in asked], top=_RETRIEVED)
        )
        for episode in episodes:
            retrieved = {message_id: next(found) for message_id, _, _ in self._uncited(episode)}
            yield from self._read(episode, retrieved)

    def _uncited(self, episode: Episode) -> Iterator[tuple[str, str, float]]:
        heard = ""
        for message in episode.messages:
            if message.author == "customer":
                heard = message.text
            elif message.is_answer and not self.knowledge.library.cited(message.cited, message.at):
                yield message.message_id, f"{heard} {message.text}", message.at

    def _read(self, episode: Episode, retrieved: Mapping[str, list[int]]) -> Iterator[Answer]:
        public = [message for message in episode.messages if message.is_public]
        threads = dict(
            zip(
                (message.message_id for message in public),
                read_thread([Turn(m.author, m.text) for m in public]),
                strict=True,
            )
        )
        talk = _Talk(episode.before)
        for message in episode.messages:
            if message.is_answer:
                cited = self.knowledge.library.cited(message.cited, message.at)
                answer = Answer(message.message_id, episode.episode_id, is_cited=bool(cited))
                self._ground(answer, message, cited or retrieved.get(message.message_id, []), talk)
                _take_thread(answer, threads.get(message.message_id))
                answer.uses_earlier_conversation, answer.asks_again_across_conversations = talk.earlier(message.text)
                self._look_at_page(answer, message, talk)
                yield answer
            talk.hear(message)

    def _ground(self, answer: Answer, message: Message, candidates: list[int], talk: _Talk) -> None:
        catalogue = self.knowledge.catalogue(message.at)
        page = message.page or talk.page[0]
        if catalogue:
            unknown = self.knowledge.unknown_features(message.text, message.at)
            seen = f"{talk.customer_text} {' . '.join(page.labels) if page else ''}" if unknown else ""
            answer.invented_feature = bool(not_heard(unknown, seen))
        answer.overpromise = self.knowledge.promises(message.text, tuple(candidates))
        if not candidates:
            answer.is_unverifiable = True
            return
        told = [pair for pair in stating(message.text) if not _points_at(pair[1], page)]
        # support is that of whole sentences: "I think that ..." is a part of what is not in the article
        whole, stated = (" ".join(part) for part in zip(*told, strict=True)) if told else ("", "")
        found = self.knowledge.support(whole, tuple(candidates)) if whole else None
        if found is None:
            return
        article = self.knowledge.library.articles[candidates[found.best]]
        answer.article_id, answer.article_version = article.article_id, article.version
        answer.support_score = round(found.score, 4)
        counted, missing = self.knowledge.missing(message.text, tuple(candidates))
        # what was said in the conversation is read only where the articles lack a figure
        missing = not_offered(missing, talk.figures) if missing else []
        answer.unsupported_number = bool(uncounted(message.text, counted, missing))
        verdicts = [
            *(self.knowledge.mismatch(stated, candidate) for candidate in candidates),
            negation_mismatch(stated, talk.tools),
        ]
        # one source that says the same is enough
        answer.negation_mismatch = False not in verdicts and True in verdicts

    def _look_at_page(self, answer: Answer, message: Message, talk: _Talk) -> None:
        page, page_context_id = (message.page, message.page_context_id) if message.page else talk.page
        if page is None or message.is_text_only:
            return
        steps = self.knowledge.workflows.get(page.workflow or "", ())
        answer.page_context_id = page_context_id
        _take_page(answer, read_page(message.text, page, steps, page.url in talk.answered_on, talk.customer_text))
        talk.answered_on.add(page.url)


class _Talk:
    """What has been said in an episode so far, and what the customer had given before it."""

    def __init__(self, before: Sequence[Message]) -> None:
        self._figures, self._unread = Figures(), list[str]()
        self.tools = Statements()
        self.customer_text = ""
        self.page: tuple[CustomerPage | None, str | None] = (None, None)
        self.answered_on: set[str] = set()
        self.follows_up = bool(before)
        texts = [message.text for message in before if message.author == "customer"]
        self.known_before: set[str] = set().union(*(details.given(text) for text in texts)) if texts else set()
        self.values_before = {
            f.value for text in texts for f in figures(text) if f.kind in ("code", "money") or (f.raw or 0) >= 1000
        }
        self.known_now: set[str] = set()

    @property
    def figures(self) -> Figures:
        """What was stated so far; read when an answer that states a figure asks for it."""
        for text in self._unread:
            self._figures.add(text)
        self._unread.clear()
        return self._figures

    def hear(self, message: Message) -> None:
        if message.author in _HIDDEN:
            self._unread.append(message.text)
        if message.author == "system":
            self.tools.add(message.text)
        if message.author == "customer":
            self.customer_text += " " + message.text
            if self.follows_up:
                self.known_now |= details.given(message.text)
            self.page = (message.page, message.page_context_id) if message.page else self.page

    def earlier(self, answer: str) -> tuple[bool | None, bool | None]:
        """Does the answer use what the customer gave in the conversation before, or ask for it again?"""
        if not self.known_before and not self.values_before:
            return None, None
        used = self.values_before.intersection(figure.value for figure in figures(answer)) if self.values_before else ()
        if used:
            used -= {figure.value for figure in figures(self.customer_text)}
        return bool(used), bool((self.known_before - self.known_now) & details.asked(answer))


def _points_at(claim: str, page: CustomerPage | None) -> bool:
    """ "On this page choose Export": it names the page, and says nothing that an article could hold."""
    if page is None:
        return False
    labels = [label for label in page.labels if label in claim]
    named = {word for label in labels for word in words(label)}
    return bool(labels) and len(set(content_words(claim)) - named) <= _POINTING_WORDS


def _take_thread(answer: Answer, thread: Thread | None) -> None:
    if thread is not None:
        answer.asks_again, answer.repeats_step, answer.contradicts_itself = (
            thread.asks_again,
            thread.repeats,
            thread.contradicts,
        )
        answer.context_loss_score = round(thread.score, 4)


def _take_page(answer: Answer, reading: PageReading | None) -> None:
    if reading is not None:
        answer.used_page = reading.used_context
        answer.elements_named, answer.elements_correct = reading.elements_named, reading.elements_correct
        answer.steps_named, answer.steps_correct = reading.steps_named, reading.steps_correct
        answer.recognised_stuck, answer.is_proactive = reading.recognised_stuck, reading.is_proactive
