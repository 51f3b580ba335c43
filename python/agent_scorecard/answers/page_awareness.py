"""What an AI that is shown the customer's page makes of it.

- *context used*: the answer names an element, the error or the workflow of the page it was given;
- *elements*: of the labels it names as on a page, how many are on that snapshot;
- *workflow*: of the steps it tells the customer to take, how many lead on in the right order (longest correct prefix);
- *stuck*: an error state, or the same page again after an answer, is a moment at which the customer is stuck; it is
  recognised where the answer names the error or says that something is wrong there;
- *proactive*: an error on the page that the customer had not mentioned when the AI spoke of it.

An answer without a page (a text-only agent, or nothing supplied) has none of these: null, never zero.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agent_scorecard.answers.claims import clean, stem, words
from agent_scorecard.answers.element_labels import key, mentions

_TROUBLE = re.compile(
    r"\b(?:stuck|error|errors|fail(?:s|ed|ing|ure)?|problem|issue|blocked|not load(?:ing)?|timed? ?out|went wrong"
    r"|wrong|broken|hang(?:s|ing)?|frozen|freez\w+|loop(?:s|ing)?|reject(?:s|ed)|refus(?:es|ed)|denied|unavailable"
    r"|warning)\b",
    re.IGNORECASE,
)
_SEEN = re.compile(
    r"\b(?:i (?:can )?(?:see|notice)d?\b|(?:it )?(?:looks|seems|appears)|on (?:this|your|the current) (?:page"
    r"|screen|step)|this (?:page|screen|step)|your screen|the page you are on|where you are)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class CustomerPage:
    """One snapshot of what the customer had before them."""

    url: str
    labels: tuple[str, ...]
    error_state: str | None = None
    workflow: str | None = None


@dataclass(frozen=True)
class PageReading:
    """What one answer did with one page; counts with their opportunities, None where there was none."""

    used_context: bool
    elements_named: int
    elements_correct: int
    steps_named: int
    steps_correct: int
    is_stuck: bool
    recognised_stuck: bool | None
    is_proactive: bool | None


def read_page(
    answer: str | None,
    page: CustomerPage | None,
    steps: Sequence[str] = (),
    is_same_page_again: bool = False,
    customer_said: str = "",
) -> PageReading | None:
    """Read one answer against the page it was given. `steps`: the labels of the page's workflow, in order.

    `is_same_page_again`: the customer was answered on this page before and is still there. `customer_said`: all that
    the customer wrote before this answer.

    >>> page = CustomerPage("/settings/sync", ("Settings", "Sync", "Reset index"), "SYNC_409", "sync")
    >>> answer = 'I see the error 409. On this page choose "Sync", then "Reset index".'
    >>> reading = read_page(answer, page, ["Settings", "Sync", "Reset index"])
    >>> reading.elements_correct, reading.elements_named, reading.steps_correct
    (2, 2, 2)
    >>> reading.recognised_stuck, reading.is_proactive
    (True, True)
    """
    if page is None:
        return None
    text = clean(answer)
    on_page = [key(label) for label in page.labels]
    workflow = [key(step) for step in steps]
    named = _named(text, (*page.labels, *steps))
    correct = [name for name in named if name in on_page]
    names_error = _names_error(text, page.error_state)
    is_stuck = bool(page.error_state) or is_same_page_again
    recognised = (names_error or bool(_TROUBLE.search(text))) if is_stuck else None
    # all that the customer said is read only where the answer spoke of the error
    is_proactive = (recognised and not _names_error(customer_said, page.error_state)) if page.error_state else None
    return PageReading(
        used_context=bool(correct) or names_error or bool(_SEEN.search(text)),
        elements_named=len(named),
        elements_correct=len(correct),
        steps_named=len(named) if workflow else 0,
        steps_correct=longest_correct_prefix(named, workflow),
        is_stuck=is_stuck,
        recognised_stuck=recognised,
        is_proactive=is_proactive,
    )


def longest_correct_prefix(named: Sequence[tuple[str, ...]], workflow: Sequence[tuple[str, ...]]) -> int:
    """How many of the named steps, from the first on, follow the workflow one after the other.

    The first may be any step: the customer may be told where to go, or where to go back to. None counts where the first
    named is no step at all.

    >>> steps = [("billing",), ("plan",), ("change", "plan"), ("review",)]
    >>> longest_correct_prefix([("plan",), ("change", "plan"), ("refund",)], steps)
    2
    >>> longest_correct_prefix([("review",), ("plan",)], steps)
    1
    """
    best = 0
    for start in range(len(workflow)):
        count = 0
        while count < len(named) and start + count < len(workflow) and named[count] == workflow[start + count]:
            count += 1
        best = max(best, count)
    return best


def _named(text: str, labels: Sequence[str]) -> list[tuple[str, ...]]:
    """The labels named, each once, in order."""
    names = [mention.key for mention in mentions(text, labels) if mention.is_certain and len(mention.key) <= 4]
    return list(dict.fromkeys(names))


def _names_error(text: str, error_state: str | None) -> bool:
    """Is the error named: its code, or all of the words and numbers in it?"""
    if not error_state or not text:
        return False
    parts = {stem(word) for word in re.findall(r"[a-z]+|\d+", error_state.lower()) if len(word) > 1}
    said = {stem(word) for word in words(text.replace("_", " "))}
    numbers = {part for part in parts if part.isdigit()}
    return (
        error_state.lower() in text.lower()
        or (bool(parts) and parts <= said)
        or (bool(numbers) and numbers <= said and "error" in said)
    )
