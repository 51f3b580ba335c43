"""Detectors know nothing of the simulator's words: no sentence of the one is copied into the lists of the other.

A copy is a run of ``RUN`` words or more in both, of which at least ``TELLING`` say something ("it did not help" is everybody's);
or a name of two capitalised words that the simulator made up. Patterns are read as what is written between their marks. Short
sentences ("No luck.", "Happy to help.") are everybody's words as well.
"""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterable, Iterator

from agent_scorecard.answers.claims import FUNCTION_WORDS
from agent_scorecard.contract import project_dir
from agent_scorecard.simulation.words import read_words
from agent_scorecard.simulation.world import BASE_RATES

RUN, TELLING = 4, 2
NEGATIONS = {"not", "no", "never"}
PACKAGE = project_dir() / "python" / "agent_scorecard"
DETECTORS = ("answers", "experience", "text", "conversations", "improvement")
_MARKS = re.compile(r"\[[^\]]*\]|\\[a-zA-Z]|[()|?*+^$\\{}\n\"]")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+ [A-Z][a-z]+")


def spoken(text: str) -> list[str]:
    return re.findall(r"[a-z]+(?:['’][a-z]+)?", text.lower())


def runs(said: list[str]) -> set[tuple[str, ...]]:
    found = {tuple(said[at : at + RUN]) for at in range(len(said) - RUN + 1)}
    return {run for run in found if sum(word not in FUNCTION_WORDS | NEGATIONS for word in run) >= TELLING}


def copies(written: Iterable[str], sentences: Iterable[str]) -> set[str]:
    """What the texts of detectors and the sentences of the simulator have in common."""
    sentences, written = list(sentences), list(written)
    theirs = set().union(*(runs(spoken(sentence)) for sentence in sentences))
    ours = set().union(*(runs(spoken(part)) for text in written for part in _MARKS.split(text)))
    names = {name for sentence in sentences for name in _NAME.findall(sentence)}
    return {" ".join(run) for run in ours & theirs} | {name for name in names if any(name in text for text in written)}


def texts_of_detectors() -> Iterator[str]:
    for folder in DETECTORS:
        for path in sorted((PACKAGE / folder).glob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value
    with (project_dir() / "seeds" / "phrases.csv").open(encoding="utf-8") as lines:
        yield from (re.sub(r"[\[\]]", "|", row["phrase"]) for row in csv.DictReader(lines))


def every_sentence(node) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for part in node.values():
            yield from every_sentence(part)
    elif isinstance(node, (list, tuple)):
        for part in node:
            yield from every_sentence(part)


def sentences_of_the_simulator() -> list[str]:
    words = read_words(tuple(BASE_RATES))
    said = [
        *every_sentence(words.common),
        *(text for issue in words.issues for text in every_sentence(issue.sentences)),
    ]
    return [*said, *(issue.article_body for issue in words.issues)]


def test_no_sentence_of_the_simulator_is_in_a_detectors_list_and_none_of_a_detectors_in_the_simulator():
    sentences = sentences_of_the_simulator()
    assert len(sentences) > 300
    assert copies(texts_of_detectors(), sentences) == set()


def test_a_copied_sentence_and_a_copied_name_would_be_seen():
    sentences = ["I reloaded the payment history several times.", "Just turn on Smart Rollback under Advanced tools."]
    pattern = r"\b(?:i (?:can|did)|reloaded the payment history(?: twice)?|no luck)\b"
    assert copies([pattern], sentences) == {"reloaded the payment history"}
    assert copies(["The Smart Rollback button."], sentences) == {"Smart Rollback"}
    assert (
        copies([r"\bthat (?:it did not|will be)\b", "no luck with that"], ["No luck.", "Sorry that it did not help."])
        == set()
    )
