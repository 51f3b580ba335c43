"""The words of each message, composed of fragments by what the message is for."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from agent_scorecard.simulation.conversations import Kind
from agent_scorecard.simulation.episode_clocks import BACK_SAME_ISSUE, BACK_SAME_TICKET
from agent_scorecard.simulation.fragments import (
    LANGUAGES,
    MANNERS,
    STEPS,
    Slot,
    answer_slot,
    at_odds_slot,
    issue_slot,
    sentence,
    spoken,
    step_slot,
)
from agent_scorecard.simulation.words import Words

FAULTS = (
    "",
    "contradicted",
    "invented_feature",
    "overpromise",
    "vague",
    "lost_context",
    "wrong_element",
    "contradicts_itself",
)
NO_FAULT, CONTRADICTED, INVENTED, OVERPROMISE, VAGUE, LOST, WRONG_ELEMENT, CONTRADICTS_ITSELF = range(8)

# Which of an episode's own shares decides on a part, so that its messages hang together and no two parts do.
OWN = {"open": 0, "calm": 0, "detail": 1, "tried": 2, "again": 3, "answer": 4, "more": 5}

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
        numbered = [text.format(k=k) for text in common["customer"]["context"] for k in range(2, 41)]
        said = common["customer"] | {"context": numbered}
        given = said.pop("account")
        self.customer = {part: Slot(spoken(fragments)) for part, fragments in said.items()}
        self.ai = {part: Slot([fragments]) for part, fragments in common["ai"].items() if part != "recalls"}
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

        # key = which of the ways to say it; the share tells the account
        accounts = [f"{place:05d}-{place * 7919 % 97:02d}" for place in range(20_011, 99_991, 61)]
        self.account = Slot([[text.format(x=account) for account in accounts] for text in given])
        self.recalls = Slot([[text.format(x=account) for account in accounts] for text in common["ai"]["recalls"]])
        self.at_odds = at_odds_slot(words)
        answers = [len(issue.sentences["answer"]) for issue in words.issues]
        self.answer_count = np.array(answers)
        self.first_answer = np.cumsum([0, *answers])[:-1]

    def compose(self, rows: Rows, dice: np.ndarray) -> pa.Array:
        """The body of each message. ``rows``: kind, turn, issue, language, manner, version, fault, mood, back, is_calm,
        is_terse, repeats, gives, asks_again, asks_across, recalls, account, exchanges,
        is_page_aware, has_page_error, step, ticket (one entry a message) and own, an episode's own
        shares (messages x 6); ``dice``: shares of shape (messages, DICE)."""
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
        say = lambda part, column, wanted=None: self.customer[part].choose(m["manner"], u[:, column], wanted)  # noqa: E731
        if kind == Kind.OPEN:
            return self._opening(m, u)
        if kind == Kind.BACK:
            return sentence(say("back", 0), self._about("again", m, 0, u[:, 2] < 0.7), self._tone(m, u[:, 3]))
        if kind == Kind.AGAIN:
            return self._again(m, u)
        if kind == Kind.ASK_HUMAN:
            return sentence(say("failed", 0, u[:, 1] < 0.5), say("ask_human", 2))
        if kind == Kind.THANKS_ONLY:
            # without typos, so that everybody takes it for thanks
            return sentence(self.customer["thanks_only"].choose(m["manner"] % 3, u[:, 0]))
        if kind in (Kind.TO_HUMAN, Kind.CLOSE, Kind.TRY_IT):
            return sentence(say(kind.name.lower(), 0))
        if kind == Kind.GIVE_UP:
            # only what was not said before
            has_more = m["exchanges"] + (m["back"] == BACK_SAME_TICKET) < 3
            return sentence(self._about("again", m, m["exchanges"] + 1, has_more & (u[:, 1] < 0.6)), say("give_up", 2))
        if kind in (Kind.ANSWER, Kind.SECOND):
            return self._answer(kind, m, u)
        return self._reply(kind, m, u)

    def _about(self, part: str, m: Rows, offset: np.ndarray | int, wanted: np.ndarray | None = None) -> pa.Array:
        """What the customer says about the issue; other offsets say other things within one episode."""
        return self.issue[part].nth(m["issue"] * len(MANNERS) + m["manner"], m["own"][:, OWN[part]], offset, wanted)

    def _fact(self, part: str, m: Rows, offset: np.ndarray | int, wanted: np.ndarray | None = None) -> pa.Array:
        """A sentence of the article, as its version then says; wrong numbers where the answer contradicts it."""
        key = m["issue"] * 4 + m["version"] + 2 * (m["fault"] == CONTRADICTED)
        return self.answer[part].nth(key, m["own"][:, OWN[part]], offset, wanted)

    def _opening(self, m: Rows, u: np.ndarray) -> pa.Array:
        say = lambda part, column, wanted=None: self.customer[part].choose(m["manner"], u[:, column], wanted)  # noqa: E731
        worried, chatty = ~m["is_calm"], ~m["is_terse"]
        full = worried & chatty
        return sentence(
            say("hello", 0, chatty),
            self._about("calm", m, 0, m["is_calm"]),
            say("back_other", 1, worried & (m["back"] == BACK_SAME_ISSUE)),
            self._about("open", m, 0, worried),
            self._about("detail", m, 0, full & ((u[:, 4] < 0.6) | m["repeats"])),
            self._about("detail", m, 1, full & (u[:, 4] < 0.15)),
            self._about("tried", m, 0, full & (u[:, 6] < 0.5)),
            self._about("tried", m, 1, full & (u[:, 6] < 0.1)),
            say("context", 3, worried & (m["own"][:, 3] < 0.35)),
            self._tone(m, u[:, 1], full),
            self.error.choose(m["issue"], u[:, 0], worried & (u[:, 3] > 0.8)),
            say("ask", 4, chatty),
            self._account(m, u[:, 6], m["gives"]),
            say("signature", 5, chatty),
        )

    def _account(self, m: Rows, way: np.ndarray, wanted: np.ndarray) -> pa.Array:
        return self.account.choose((way * len(self.account.count)).astype(np.int64), m["account"], wanted)

    def _again(self, m: Rows, u: np.ndarray) -> pa.Array:
        """It did not help; where the customer ``repeats``, the detail given at first comes once more."""
        say = lambda part, column, wanted=None: self.customer[part].choose(m["manner"], u[:, column], wanted)  # noqa: E731
        is_first = m["turn"] == 1
        repeats = m["repeats"] & is_first & ~m["asks_again"]
        return sentence(
            say("failed", 0, u[:, 1] < 0.75),
            self._about("again", m, m["turn"], (m["turn"] < 3) | (m["back"] != BACK_SAME_TICKET)),
            self._tone(m, u[:, 3], (u[:, 4] < 0.5) & ~repeats & (np.abs(m["mood"] + 0.05) > 0.5)),
            say("repeat", 4, repeats),
            self._about("detail", m, 0, repeats),
            self.reference.choose(
                np.zeros(len(u), dtype=np.int64), (m["ticket"] * 0.6180339887) % 1, is_first & (u[:, 5] > 0.7)
            ),
            self._account(m, u[:, 6], is_first & (m["asks_again"] | m["asks_across"])),
        )

    def _tone(self, m: Rows, share: np.ndarray, wanted: np.ndarray | bool = True) -> pa.Array:
        bad = self.customer["tone_bad"].choose(m["manner"], share, wanted & (m["mood"] < -0.55))
        good = self.customer["tone_good"].choose(m["manner"], share, wanted & (m["mood"] > 0.45))
        plain = self.customer["tone_plain"].choose(m["manner"], share, wanted & (np.abs(m["mood"] + 0.05) <= 0.5))
        return pc.binary_join_element_wise(bad, good, plain, "")

    def _answer(self, kind: Kind, m: Rows, u: np.ndarray) -> pa.Array:
        common, fault = np.zeros(len(u), dtype=np.int64), m["fault"]
        at_odds = fault == CONTRADICTS_ITSELF
        has_facts = (fault != VAGUE) & (fault != LOST) & ~at_odds
        is_first, is_last = m["turn"] == 0, m["turn"] == m["exchanges"]
        # a step that was shown once is not shown again after it did not help, and a screen is seen stuck once
        knows_page = m["is_page_aware"] & has_facts & ((is_first & (u[:, 4] < 0.75)) | (fault == WRONG_ELEMENT))
        sees_error = m["has_page_error"] & np.where(m["turn"] == 1, u[:, 5] < 0.6, is_first & is_last & (u[:, 5] < 0.3))
        # the third answer to one question goes back to what the first might have said
        returns = has_facts & (m["turn"] >= 3)
        first = self._fact("answer", m, np.where(returns, 1, 0), has_facts if kind == Kind.ANSWER else returns)
        later = self._fact(
            "more", m, m["turn"], has_facts & ~returns if kind == Kind.SECOND else np.zeros(len(u), dtype=bool)
        )
        return sentence(
            self.ai["intro_again" if kind == Kind.SECOND else "intro"].choose(common, u[:, 0]),
            self.ai["stuck"].choose(common, u[:, 1], sees_error),
            self.recalls.choose(
                (u[:, 2] * len(self.recalls.count)).astype(np.int64), m["account"], m["recalls"] & is_first
            ),
            first,
            later,
            self._at_odds(m, u[:, 2], at_odds),
            self.step.choose((m["issue"] * STEPS + m["step"]) * 2 + (fault == WRONG_ELEMENT), u[:, 3], knows_page),
            self.ai["vague"].choose(common, u[:, 2], fault == VAGUE),
            self.ai["lost"].choose(common, u[:, 2], fault == LOST),
            self.ai["asks_account"].choose(common, u[:, 6], is_first & (m["asks_again"] | m["asks_across"])),
            self.ai["invented"].choose(common, u[:, 3], fault == INVENTED),
            self.ai["overpromise"].choose(common, u[:, 3], fault == OVERPROMISE),
            self.ai["outro"].choose(common, u[:, 6], has_facts & ~(is_first & (m["asks_again"] | m["asks_across"]))),
        )

    def _at_odds(self, m: Rows, share: np.ndarray, wanted: np.ndarray) -> pa.Array:
        """The first answer's fact once more, with another number."""
        said = (m["own"][:, OWN["answer"]] * self.answer_count[m["issue"]]).astype(np.int64)
        return self.at_odds.choose((self.first_answer[m["issue"]] + said) * 2 + m["version"], share, wanted)

    def _reply(self, kind: Kind, m: Rows, u: np.ndarray) -> pa.Array:
        """What people say, and what the AI says besides answers."""
        common = np.zeros(len(u), dtype=np.int64)
        human = lambda part, column, wanted=None: self.human[part].choose(common, u[:, column], wanted)  # noqa: E731
        if kind == Kind.PERSON:
            helps = self._fact("answer", m, 2, u[:, 3] < 0.5)
            return sentence(human("open", 0), human("work", 1), helps, human("wrap", 4))
        if kind == Kind.PERSON_AGAIN:
            return sentence(human("work", 0), self._fact("more", m, 0, u[:, 3] < 0.6), human("wrap", 1))
        if kind in (Kind.NOTE, Kind.OUTREACH):
            return sentence(human(kind.name.lower(), 0))
        said = self.ai[kind.name.lower()].choose(common, u[:, 0])
        return sentence(said, self._fact("answer", m, 2)) if kind == Kind.ENCOURAGE else sentence(said)

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
