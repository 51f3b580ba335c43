"""The words of each message, composed of fragments by what the message is for."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from agent_scorecard.simulation.conversations import Kind
from agent_scorecard.simulation.episodes import BACK_SAME_ISSUE
from agent_scorecard.simulation.fragments import (
    LANGUAGES,
    MANNERS,
    STEPS,
    Slot,
    answer_slot,
    issue_slot,
    sentence,
    spoken,
    step_slot,
)
from agent_scorecard.simulation.words import Words

FAULTS = ("", "contradicted", "invented_feature", "overpromise", "vague", "lost_context", "wrong_element")
NO_FAULT, CONTRADICTED, INVENTED, OVERPROMISE, VAGUE, LOST, WRONG_ELEMENT = range(7)

# How many random shares a message may use up.
DICE = 7

Rows = dict[str, np.ndarray]


class Speech:
    """All slots of one world; ``compose`` gives the bodies of a batch of messages."""

    def __init__(self, words: Words):
        common = words.common
        self.issue = {part: issue_slot(words, part) for part in ("open", "calm", "detail", "tried", "again")}
        self.answer = {part: answer_slot(words, part) for part in ("answer", "more")}
        self.step = step_slot(words)
        self.customer = {part: Slot(spoken(fragments)) for part, fragments in common["customer"].items()}
        self.ai = {part: Slot([fragments]) for part, fragments in common["ai"].items()}
        self.human = {
            part: Slot([[text.format(name=name) for name in common["first_names"] for text in fragments]])
            for part, fragments in common["human"].items()
        }
        self.foreign = {
            part: Slot([[""], *([*common["languages"][language][part]] for language in LANGUAGES[1:])])
            for part in ("open", "answer", "again", "try_it", "close", "give_up")
        }
        self.error = Slot(
            [
                [f"It says {issue.error}.", f"The error is {issue.error}.", f"Code {issue.error}."]
                for issue in words.issues
            ]
        )
        self.reference = Slot(
            [[f"The number is {place:05d}-{place * 7919 % 97:02d}." for place in range(10_007, 99_991, 331)]]
        )

    def compose(self, rows: Rows, dice: np.ndarray) -> pa.Array:
        """The body of each message. ``rows``: kind, turn, issue, language, manner, version, fault, mood, back,
        is_page_aware and ticket, one entry a message; ``dice``: shares of shape (messages, DICE)."""
        order, parts = [], []
        for kind in Kind:
            here = np.flatnonzero(rows["kind"] == kind)
            if len(here):
                mine = {name: values[here] for name, values in rows.items()}
                order.append(here)
                parts.append(self._english(kind, mine, dice[here]))
        place = np.empty(len(dice), dtype=np.int64)
        place[np.concatenate(order)] = np.arange(len(dice))
        body = pa.concat_arrays(parts).take(pa.array(place))
        return self._translated(body, rows, dice)

    def _english(self, kind: Kind, m: Rows, u: np.ndarray) -> pa.Array:
        common, manner, issue = np.zeros(len(u), dtype=np.int64), m["manner"], m["issue"]
        spoken_key = issue * len(MANNERS) + manner
        say = lambda part, column, wanted=None: self.customer[part].choose(manner, u[:, column], wanted)  # noqa: E731
        about = lambda part, column, wanted=None: self.issue[part].choose(spoken_key, u[:, column], wanted)  # noqa: E731
        ai = lambda part, column, wanted=None: self.ai[part].choose(common, u[:, column], wanted)  # noqa: E731
        human = lambda part, column, wanted=None: self.human[part].choose(common, u[:, column], wanted)  # noqa: E731
        if kind == Kind.OPEN:
            calm, worried = m["is_calm"], ~m["is_calm"]
            return sentence(
                say("hello", 0),
                about("calm", 2, calm),
                say("back_other", 1, worried & (m["back"] == BACK_SAME_ISSUE)),
                about("open", 2, worried),
                about("detail", 3, worried & (u[:, 4] < 0.6)),
                about("tried", 5, worried & (u[:, 6] < 0.5)),
                self._tone(m, u[:, 1], worried),
                self.error.choose(issue, u[:, 0], worried & (u[:, 3] > 0.8)),
                say("ask", 4),
                say("signature", 5),
            )
        if kind == Kind.BACK:
            return sentence(say("back", 0), about("again", 1, u[:, 2] < 0.7), self._tone(m, u[:, 3]))
        if kind == Kind.AGAIN:
            return sentence(
                say("failed", 0, u[:, 1] < 0.75),
                about("again", 2),
                self._tone(m, u[:, 3]),
                say("repeat", 4, u[:, 5] < 0.12),
                about("detail", 3, u[:, 5] < 0.12),
                self.reference.choose(common, (m["ticket"] * 0.6180339887) % 1, u[:, 5] > 0.88),
            )
        if kind == Kind.ASK_HUMAN:
            return sentence(say("failed", 0, u[:, 1] < 0.5), say("ask_human", 2))
        if kind in (Kind.TO_HUMAN, Kind.CLOSE, Kind.THANKS_ONLY, Kind.TRY_IT):
            return sentence(say(kind.name.lower(), 0))
        if kind == Kind.GIVE_UP:
            return sentence(about("again", 0, u[:, 1] < 0.6), say("give_up", 2))
        if kind in (Kind.ANSWER, Kind.SECOND):
            return self._answer(kind, m, u)
        if kind == Kind.ENCOURAGE:
            return sentence(ai("encourage", 0), self.answer["more"].choose(issue * 4 + m["version"], u[:, 1]))
        if kind == Kind.PERSON:
            helps = self.answer["answer"].choose(issue * 4 + m["version"], u[:, 2], u[:, 3] < 0.5)
            return sentence(human("open", 0), human("work", 1), helps, human("wrap", 4))
        if kind == Kind.PERSON_AGAIN:
            helps = self.answer["more"].choose(issue * 4 + m["version"], u[:, 2], u[:, 3] < 0.6)
            return sentence(human("work", 0), helps, human("wrap", 1))
        if kind == Kind.NOTE:
            return sentence(human("note", 0))
        if kind == Kind.OUTREACH:
            return sentence(human("outreach", 0))
        return sentence(ai(kind.name.lower(), 0))

    def _tone(self, m: Rows, share: np.ndarray, wanted: np.ndarray | bool = True) -> pa.Array:
        bad = self.customer["tone_bad"].choose(m["manner"], share, wanted & (m["mood"] < -0.55))
        good = self.customer["tone_good"].choose(m["manner"], share, wanted & (m["mood"] > 0.45))
        plain = self.customer["tone_plain"].choose(m["manner"], share, wanted & (np.abs(m["mood"] + 0.05) <= 0.5))
        return pc.binary_join_element_wise(bad, good, plain, "")

    def _answer(self, kind: Kind, m: Rows, u: np.ndarray) -> pa.Array:
        common, fault = np.zeros(len(u), dtype=np.int64), m["fault"]
        part = "more" if kind == Kind.SECOND else "answer"
        key = m["issue"] * 4 + m["version"] + 2 * (fault == CONTRADICTED)
        has_facts = (fault != VAGUE) & (fault != LOST)
        knows_page = m["is_page_aware"] & has_facts & ((u[:, 4] < 0.75) | (fault == WRONG_ELEMENT))
        return sentence(
            self.ai["intro"].choose(common, u[:, 0]),
            self.ai["stuck"].choose(common, u[:, 1], m["is_page_aware"] & (kind == Kind.SECOND) & (u[:, 5] < 0.5)),
            self.answer[part].choose(key, u[:, 2], has_facts),
            self.step.choose((m["issue"] * STEPS + m["step"]) * 2 + (fault == WRONG_ELEMENT), u[:, 3], knows_page),
            self.ai["vague"].choose(common, u[:, 2], fault == VAGUE),
            self.ai["lost"].choose(common, u[:, 2], fault == LOST),
            self.ai["invented"].choose(common, u[:, 3], fault == INVENTED),
            self.ai["overpromise"].choose(common, u[:, 3], fault == OVERPROMISE),
            self.ai["outro"].choose(common, u[:, 6], has_facts),
        )

    def _translated(self, body: pa.Array, rows: Rows, dice: np.ndarray) -> pa.Array:
        parts = {
            Kind.OPEN: "open", Kind.BACK: "again", Kind.AGAIN: "again", Kind.TRY_IT: "try_it", Kind.CLOSE: "close",
            Kind.GIVE_UP: "give_up", Kind.ANSWER: "answer", Kind.SECOND: "answer", Kind.ENCOURAGE: "answer",
        }  # fmt: skip
        for kind, part in parts.items():
            foreign = (rows["language"] > 0) & (rows["kind"] == kind) & (rows["fault"] == NO_FAULT)
            if foreign.any():
                here = np.flatnonzero(foreign)
                text = sentence(self.foreign[part].choose(rows["language"][here], dice[here, 0]))
                body = pc.replace_with_mask(body, pa.array(foreign), text)
        return body
