"""Answers: how well the readings of answers agree with people, and with errors planted in real answers.

    SCORECARD_REFERENCE_DATA=<folder> python bench/answers.py        writes docs/figures/answers.md

Every error is planted by a fixed seed into an answer that people call attributable (BEGIN) or that a real agent gave
(tau-bench). What was planted is known from the edit, never from the detector.
"""

from __future__ import annotations

import csv
import json
import os
import random
import re
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from agent_scorecard.answers import denials, details, negation, numbers, support, thread_score
from agent_scorecard.answers.amounts import figures
from agent_scorecard.answers.answer_reading import UNSUPPORTED_BELOW, Overlap
from agent_scorecard.answers.answer_scorer import Episode, Message
from agent_scorecard.answers.claims import claims, content_words
from agent_scorecard.answers.coherence import Turn, read_thread
from agent_scorecard.answers.knowledge_read import Knowledge
from agent_scorecard.answers.retrieval import Article, Library
from agent_scorecard.answers.thread_score import signals

PAGE = Path(__file__).resolve().parents[1] / "docs" / "figures" / "answers.md"
BEGIN = {"wow": "wow/begin_dev_wow", "topical-chat": "topicalchat/begin_dev_tc", "cmu-dog": "cmu-dog/begin_dev_cmu"}
NUMBER_WORDS = [
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "twenty",
    "thirty",
    "fifty",
]
ASKS = (
    "Could you please provide your {detail}?",
    "What is your {detail}?",
    "Before we go on, may I have your {detail}?",
    "To help you with this, I'll need your {detail}.",
    "Can you share your {detail} so that I can look into it?",
    "Please tell me your {detail}.",
    "I still need your {detail} to proceed.",
)
FAILURES = (
    "That didn't work.",
    "I tried that, but nothing changed.",
    "It's still the same problem.",
    "No luck, unfortunately.",
    "I already did that and it still fails.",
    "Doesn't help, same result as before.",
    "That did not solve it.",
)
AGAIN = (
    "{step}",
    "Please try this: {step}",
    "I suggest the following. {step}",
    "{step} Let me know how it goes.",
    "I understand. {step}",
)


# ---- reading the sets


def begin(folder: Path, name: str) -> list[tuple[str, str, bool]]:
    """(knowledge, response, is attributable); generic responses, which claim nothing, are left out."""
    csv.field_size_limit(sys.maxsize)
    with (folder / "tuning/groundedness" / f"{BEGIN[name]}.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        (r["knowledge"], r["response"], r["begin_label"] == "Fully attributable")
        for r in rows
        if r["begin_label"] != "Generic"
    ]


def attribution(folder: Path) -> list[tuple[str, str, bool, str]]:
    lines = (folder / "tuning/groundedness/attributionbench_dev.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [
        ("\n".join(r["references"]), r["claim"], r["attribution_label"] == "attributable", r["src_dataset"])
        for r in rows
    ]


def tau(folder: Path) -> list[list[tuple[str, str]]]:
    """Each run as (role, text): system, user, assistant, tool."""
    runs = json.loads((folder / "tau_airline/gpt-4o-airline.json").read_text(encoding="utf-8"))
    return [
        [
            (m["role"], (m.get("content") or "").replace("###STOP###", "").strip())
            for m in run["traj"]
            if m.get("content")
        ]
        for run in runs
    ]


def tau_turns(run: list[tuple[str, str]]) -> list[Turn]:
    authors = {"user": "customer", "assistant": "ai"}
    return [Turn(authors[role], text) for role, text in run if role in authors]


def prose(text: str) -> Iterator[str]:
    yield from (line.strip() for line in text.strip().splitlines())
    yield ""


def auc(labels: np.ndarray, scores: np.ndarray) -> float:
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(labels, scores))


def balanced(labels: np.ndarray, said: np.ndarray) -> float:
    return float((said[labels].mean() + (~said[~labels]).mean()) / 2)


def share(part: int, whole: int) -> str:
    return f"{part / whole:.3f} ({part} of {whole})" if whole else "none"


# ---- planting


def change_number(text: str, rng: random.Random) -> tuple[str, str] | None:
    """Another digit, or another number word; the marks that count off a list are left alone. (text, new figure)"""
    marks = [
        m.span()
        for m in re.finditer(
            r"(?m)^\s*\W*\d{1,2}[.)]\s|\b(?:option|flight|step|leg|item)\s+\d{1,2}\b", text, re.IGNORECASE
        )
    ]
    places = [
        m
        for m in re.finditer(rf"\d[\d,.]*\d|\d|\b(?:{'|'.join(NUMBER_WORDS)})\b", text, re.IGNORECASE)
        if not any(start <= m.start() < end for start, end in marks)
    ]
    if not places:
        return None
    place = rng.choice(places)
    old = place.group()
    if old.lower() in NUMBER_WORDS:
        new = rng.choice([word for word in NUMBER_WORDS if word != old.lower()])
    else:
        at = rng.choice([i for i, letter in enumerate(old) if letter.isdigit()])
        new = (
            old[:at]
            + rng.choice([d for d in ("123456789" if at == 0 else "0123456789") if d != old[at]])
            + old[at + 1 :]
        )
    return text[: place.start()] + new + text[place.end() :], new


def negate(text: str, rng: random.Random) -> str | None:
    """A "not" after an auxiliary of a statement that has none."""
    questions = [m.span() for m in re.finditer(r"[^.!?\n]*\?", text)]
    places = [
        m
        for m in re.finditer(
            r"\b(?:is|are|was|were|can|could|will|would|should|must|has|have|had|may)\b(?!\s*(?:not|n['’]t|\d))",
            text,
            re.IGNORECASE,
        )
        if not any(start <= m.start() < end for start, end in questions)
    ]
    if not places:
        return None
    place = rng.choice(places)
    return f"{text[: place.end()]} not{text[place.end() :]}"


def affirm(text: str, rng: random.Random) -> str | None:
    """Take a "not" away."""
    places = [
        m
        for m in re.finditer(r"(?<=\w)n['’]t\b| not\b|(?<=can)not\b", text, re.IGNORECASE)
        if not text[m.end() :].startswith(" only")
    ]
    if not places:
        return None
    place = rng.choice(places)
    return text[: place.start()] + text[place.end() :]


# ---- the measurements, each a list of lines for the page


def supports(folder: Path) -> Iterator[str]:
    yield "## Support score\n"
    yield from prose(
        f"""
        AUC, attributable against not, as people labelled it (BEGIN dev sets without the generic responses,
        AttributionBench dev). One cut-off for all of them, {UNSUPPORTED_BELOW}; the last column fits it on the set.
        """
    )
    yield "| set | pairs | passage | words | weakest | **support score** | balanced accuracy | at its own cut-off |"
    yield "|---|---|---|---|---|---|---|---|"
    sets = {f"BEGIN {name}": begin(folder, name) for name in BEGIN}
    rows = attribution(folder)
    sets["AttributionBench"] = [row[:3] for row in rows]
    for source in sorted({row[3] for row in rows}):
        sets[f"AttributionBench, {source}"] = [row[:3] for row in rows if row[3] == source]
    for name, pairs in sets.items():
        found = [support.support(answer, [support.compile_source(text)]) for text, answer, _ in pairs]
        labels = np.array([label for _, _, label in pairs])
        parts = {
            part: np.array([getattr(f, part) if f else 0.0 for f in found])
            for part in ("passage", "words", "weakest", "score")
        }
        cutoff, own = support.best_cutoff(parts["score"], labels)
        columns = " | ".join(f"{auc(labels, values):.3f}" for values in parts.values())
        shared = balanced(labels, parts["score"] >= UNSUPPORTED_BELOW)
        yield f"| {name} | {len(pairs)} | {columns} | {shared:.3f} | {own:.3f} at {cutoff:.2f} |"
    yield ""


def planted_in_begin(folder: Path) -> Iterator[str]:
    yield "## Numbers changed and negations planted\n"
    yield from prose(
        """
        In answers that people call attributable; a false positive is a flag on the untouched answer (of those with a
        figure; of all). `caught` counts every edit of an answer that was not flagged before, also one whose new figure
        stands elsewhere in the source.
        """
    )
    yield "| set | numbers caught | false positives | negations caught | denials removed caught | false positives |"
    yield "|---|---|---|---|---|---|"
    for name in BEGIN:
        rng, tally = random.Random(7), defaultdict(int)
        for text, answer, label in begin(folder, name):
            if label:
                _plant_number(answer, numbers.Figures().add(text), tally, rng, repeats=3)
                _plant_negation(answer, negation.Statements().add(text), tally, rng)
        yield _planted_row(f"BEGIN {name}", tally)
    yield from _planted_in_tau(folder)
    yield ""


def other_edits(folder: Path) -> Iterator[str]:
    """Edits of other kinds, planted in the sentences of a bank's articles and held against their own article."""
    rng, tally, untouched = random.Random(5), defaultdict(lambda: [0, 0]), [0, 0, 0]
    paths = sorted((folder / "knowledge_base/banking_knowledge/documents").glob("*.json"))[::3]
    for path in paths:
        text = json.loads(path.read_text(encoding="utf-8"))["content"]
        offered, statements = numbers.Figures().add(text), negation.Statements().add(text)
        for claim in claims(text)[:12]:
            wrong = bool(numbers.unsupported(claim, offered)), bool(negation.negation_mismatch(claim, statements))
            untouched = [count + more for count, more in zip(untouched, (1, *wrong), strict=True)]
            for (kind, name), (pattern, replace) in EDITS.items():
                places = list(re.finditer(pattern, claim, re.IGNORECASE))
                if wrong[kind] or not places:
                    continue
                place = rng.choice(places)
                edited = f"{claim[: place.start()]}{replace(place.group(), rng)}{claim[place.end() :]}"
                caught = (
                    negation.negation_mismatch(edited, statements) if kind else numbers.unsupported(edited, offered)
                )
                if edited != claim:
                    tally[name][0] += bool(caught)
                    tally[name][1] += 1
    yield "### Other edits\n"
    yield from prose(
        f"""
        In {untouched[0]} sentences of {len(paths)} articles of a bank, each held against its own article; untouched,
        {untouched[1]} are flagged for a number and {untouched[2]} for a negation. An article that denies the same words
        of something else hides a planted "not".
        """
    )
    yield "| edit | caught |"
    yield "|---|---|"
    for name, (caught, planted) in tally.items():
        yield f"| {name} | {share(caught, planted)} |"
    yield ""


def _one_of(*choices: str):
    return lambda old, rng: rng.choice([word for word in choices if word != old.lower()])


_AUXILIARY = r"\b(?:is|are|can|will|must|may|should|has|have)\b(?!\s*(?:not|n['’]t|never|no\b))"
_OPPOSITE = {
    "enabled": "disabled",
    "enable": "disable",
    "included": "excluded",
    "includes": "excludes",
    "include": "exclude",
    "allowed": "forbidden",
    "available": "unavailable",
    "required": "optional",
    "eligible": "ineligible",
    "approved": "rejected",
    "accepted": "declined",
    "increase": "decrease",
    "supported": "unsupported",
    "permitted": "prohibited",
    "active": "inactive",
    "open": "closed",
}
# (0 for a number, 1 for a negation; name) -> where, and what is put there
EDITS = {
    (0, "a number in words"): (rf"\b(?:{'|'.join(NUMBER_WORDS)})\b", _one_of(*NUMBER_WORDS)),
    (0, "a percentage"): (r"\d+(?=(?:\.\d+)?\s?%)", lambda old, rng: str(int(old) + rng.choice((1, 2, 3, 5)))),
    (0, "a sum"): (r"(?<=\$)\d+", lambda old, rng: str(int(old) + rng.choice((1, 2, 3, 5)))),
    (0, "the currency"): (r"\$(?=\d)", lambda old, rng: "€"),
    (0, "percent made dollars"): (r"\d+%", lambda old, rng: f"${old[:-1]}"),
    (0, "a unit of time"): (r"(?<=\d )(?:days|hours|weeks|months)\b", _one_of("days", "hours", "weeks", "months")),
    (1, "not"): (_AUXILIARY, lambda old, rng: f"{old} not"),
    (1, "never"): (_AUXILIARY, lambda old, rng: f"{old} never"),
    (1, "no longer"): (_AUXILIARY, lambda old, rng: f"{old} no longer"),
    (1, "can made cannot"): (r"\bcan\b(?! ?not)", lambda old, rng: "cannot"),
    (1, "can made unable to"): (r"\bcan\b(?! ?not)", lambda old, rng: "are unable to"),
    (1, "with made without"): (r"\bwith\b", lambda old, rng: "without"),
    (1, "without made with"): (r"\bwithout\b", lambda old, rng: "with"),
    (1, "a not removed"): (r"(?<=\w) not\b(?! only)", lambda old, rng: ""),
    (1, "the opposite (enabled, disabled; open, closed; 16 pairs)"): (
        rf"\b(?:{'|'.join(_OPPOSITE)})\b",
        lambda old, rng: _OPPOSITE[old.lower()],
    ),
}


def _plant_number(
    text: str, offered: numbers.Figures, tally: dict[str, int], rng: random.Random, repeats: int = 1
) -> None:
    flagged = bool(numbers.unsupported(text, offered))
    if figures(text):
        tally["number untouched"] += 1
        tally["number false"] += flagged
    for _ in range(0 if flagged else repeats):
        if edited := change_number(text, rng):
            tally["number planted"] += 1
            caught = bool(numbers.unsupported(edited[0], offered))
            tally["number caught"] += caught
            if numbers.unsupported(edited[1], offered):  # the new figure stands nowhere in the sources
                tally["fresh planted"] += 1
                tally["fresh caught"] += caught


def _plant_negation(text: str, statements: negation.Statements, tally: dict[str, int], rng: random.Random) -> None:
    flagged = bool(negation.negation_mismatch(text, statements))
    tally["not untouched"] += 1
    tally["not false"] += flagged
    for name, change in (("not", negate), ("affirm", affirm)):
        if not flagged and (edited := change(text, rng)):
            tally[f"{name} planted"] += 1
            tally[f"{name} caught"] += bool(negation.negation_mismatch(edited, statements))


def _planted_row(name: str, tally: dict[str, int]) -> str:
    cells = [
        share(tally["number caught"], tally["number planted"]),
        share(tally["number false"], tally["number untouched"]),
        share(tally["not caught"], tally["not planted"]),
        share(tally["affirm caught"], tally["affirm planted"]),
        share(tally["not false"], tally["not untouched"]),
    ]
    return f"| {name} | {' | '.join(cells)} |"


def _planted_in_tau(folder: Path) -> Iterator[str]:
    rng, tally, itself = random.Random(7), defaultdict(int), defaultdict(int)
    for run in tau(folder):
        offered, statements = numbers.Figures(), negation.Statements()
        for role, text in run:
            if role == "assistant":
                _plant_number(text, offered, tally, rng, repeats=3)
                _plant_number(text, numbers.Figures().add(text), itself, rng)
                _plant_negation(text, negation.Statements().add(text), itself, rng)
                for claim in claims(text):
                    if _restates(claim, statements):
                        _plant_negation(claim, statements, tally, rng)
            else:
                offered.add(text)
                if role != "user":
                    statements.add(text)
    yield _planted_row("tau: policy, tool results, customer", tally)
    yield _planted_row("tau: the answer before the edit", itself)
    fresh = share(tally["fresh caught"], tally["fresh planted"])
    yield ""
    yield from prose(
        f"""
        tau's first row judges numbers against all that the agent had seen (its JSON holds hundreds of figures), and
        negations in sentences that restate the policy or a tool's words (60 % of their content words in one sentence
        there). Its flags on untouched answers are mostly totals and dates that the agent worked out itself. Where the
        new figure stands nowhere in what it had seen, {fresh} are caught: the
        other misses swap one real flight, date or price for another.
        """
    )


def _restates(claim: str, statements: negation.Statements) -> bool:
    stems = denials.read_sentence(claim).stems
    return len(stems) > 3 and any(len(stems & sentence.stems) >= 0.6 * len(stems) for sentence in statements.sentences)


def lost_context(folder: Path) -> Iterator[str]:
    yield "## Lost context\n"
    yield "### Planted in 200 real runs of tau-bench\n"
    yield from prose(
        """
        A re-ask replaces a later answer of the agent by a request for what the customer has given (seen by the shape of
        tau's ids); a repeat puts "that didn't work" and the agent's own earlier sentence behind its answer. Every other
        flag in the run counts as false, though some of the untouched runs do lose the thread.
        """
    )
    yield "| planted | recall | precision |"
    yield "|---|---|---|"
    rng = random.Random(3)
    runs = [tau_turns(run) for run in tau(folder)]
    for name, plant, flag in (
        ("asks again", plant_reask, "asks_again"),
        ("repeats a failed step", plant_repeat, "repeats"),
    ):
        hits = planted = false = 0
        for turns in runs:
            edited = plant(turns, rng)
            if edited:
                threads, place = read_thread(edited[0]), edited[1]
                planted += 1
                hits += bool(getattr(threads[place], flag))
                false += sum(bool(t and getattr(t, flag)) for i, t in enumerate(threads) if i != place)
        yield f"| {name} | {share(hits, planted)} | {share(hits, hits + false)} |"
    flagged = [t for turns in runs for t in read_thread(turns) if t]
    opportunities = sum(t.is_opportunity for t in flagged)
    lost = share(sum(bool(t.is_lost) for t in flagged), opportunities)
    yield f"\nUntouched: {lost} of the turns with an opportunity, {len(flagged)} turns in all.\n"
    yield from votes(folder)


def plant_reask(turns: list[Turn], rng: random.Random) -> tuple[list[Turn], int] | None:
    given = []
    for index, turn in enumerate(turns):
        if turn.author == "customer":
            if re.search(r"\b[a-z]+_[a-z]+_\d{4}\b(?!@)", turn.text):
                given.append((index, "user ID"))
            if re.search(r"\b(?=[A-Z0-9]*\d)(?=[A-Z0-9]*[A-Z])(?!HAT)[A-Z0-9]{6}\b", turn.text):
                given.append((index, "reservation number"))
    if not given:
        return None
    index, detail = rng.choice(given)
    later = [i for i in range(index + 1, len(turns)) if turns[i].author == "ai"]
    if not later:
        return None
    place = rng.choice(later)
    return [*turns[:place], Turn("ai", rng.choice(ASKS).format(detail=detail)), *turns[place + 1 :]], place


def plant_repeat(turns: list[Turn], rng: random.Random) -> tuple[list[Turn], int] | None:
    steps = [
        (index, sentence)
        for index, turn in enumerate(turns[:-1])
        if turn.author == "ai"
        for sentence in claims(turn.text)
        if len(set(content_words(sentence))) >= 4 and sentence[0] not in "-*" and not sentence.endswith(":")
    ]
    if not steps:
        return None
    index, step = rng.choice(steps)
    planted = [Turn("customer", rng.choice(FAILURES)), Turn("ai", rng.choice(AGAIN).format(step=step))]
    return [*turns[: index + 1], *planted, *turns[index + 1 :]], index + 2


def votes(folder: Path) -> Iterator[str]:
    """The context-loss score against 30 votes a turn, and what was tried."""
    from scipy.stats import spearmanr
    from sklearn.linear_model import Ridge
    from sklearn.model_selection import GroupKFold, cross_val_predict

    found, breakdown, possible, dialogue, system = [], [], [], [], []
    lines = (folder / "tuning/coherence/dbdc3_dev_en_revised.jsonl").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        record = json.loads(line)
        customer: list[str] = []
        own: list[frozenset[str]] = []
        turns = record["turns"]
        for index, turn in enumerate(turns):
            given = [vote["breakdown"] for vote in turn["annotations"]]
            if turn["speaker"] == "S" and given:
                following = turns[index + 1] if index + 1 < len(turns) else None
                reply = following["utterance"] if following and following["speaker"] == "U" else ""
                found.append(signals(turn["utterance"], customer, own, reply))
                breakdown.append(given.count("X") / len(given))
                possible.append(given.count("T") / len(given))
                dialogue.append(number)
                system.append(re.split(r"[_\d]", record["dialogue-id"])[0])
            if turn["speaker"] == "U":
                customer.append(turn["utterance"])
            else:
                own.append(thread_score.vocabulary(turn["utterance"]))
    x, t, groups, systems = np.array(breakdown), np.array(possible), np.array(dialogue), np.array(system)
    names = list(found[0])
    matrix = np.array([[signal[name] for name in names] for signal in found])
    target = x + t / 2
    shipped = np.array(
        [thread_score.WEIGHTS["base"] + sum(thread_score.WEIGHTS[n] * s[n] for n in names) for s in found]
    )
    crossed = cross_val_predict(Ridge(5), matrix, target, cv=GroupKFold(5), groups=groups)
    unseen = np.zeros(len(x))
    for name in set(system):
        unseen[systems == name] = (
            Ridge(5).fit(matrix[systems != name], target[systems != name]).predict(matrix[systems == name])
        )
    labels = {
        "most say breakdown": x > 0.5,
        "most say breakdown or possible": x + t > 0.5,
        "30 % say breakdown": x >= 0.3,
    }
    yield "### Against 30 votes a turn (dbdc3 dev, 415 dialogues of four chit-chat systems)\n"
    yield f"| score | {' | '.join(labels)} | Spearman with the vote share |"
    yield "|---|---|---|---|---|"
    for name, score in (
        ("shipped weights (fitted here)", shipped),
        ("cross-validated by dialogue", crossed),
        ("fitted on the other systems", unseen),
        ("only: repeats itself", matrix[:, names.index("repeats_itself")]),
        ("only: no tie to the last turn", -matrix[:, names.index("tie")]),
        ("only: customer is confused next", matrix[:, names.index("reply_confused")]),
    ):
        cells = " | ".join(f"{auc(label, score):.3f}" for label in labels.values())
        yield f"| {name} | {cells} | {spearmanr(score, target)[0]:.3f} |"
    yield ""
    yield from prose(
        """
        Also tried there, by cross-validation: gradient boosting on the same signals (.03 to .06 more, most of it the
        position in the dialogue and the length, which tell the four systems apart) and the words of the turn themselves
        (as much alone, again the systems' own sentences). Neither would hold on another system, so neither is shipped.
        The score is a hint for picking what to read.
        """
    )


def retrieval(folder: Path) -> Iterator[str]:
    base = folder / "knowledge_base/banking_knowledge"
    documents = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((base / "documents").glob("*.json"))]
    tasks = [
        task for task in json.loads((base / "tasks.json").read_text(encoding="utf-8")) if task["required_documents"]
    ]
    library = Library([Article(d["id"], "1", d["title"], d["content"], 0.0) for d in documents])
    ids = [article.article_id for article in library.articles]
    queries = [str(task["user_scenario"]["instructions"]) for task in tasks]
    ranked = [[ids[index] for index in best] for best in library.search(queries, top=len(ids))]
    found = [set(best[:5]) for best in ranked]
    wanted = [set(task["required_documents"]) for task in tasks]
    ten = np.mean([len(set(best[:10]) & w) / len(w) for best, w in zip(ranked, wanted, strict=True)])
    first = np.mean(
        [
            max((1 / (1 + best.index(i)) for i in w if i in best), default=0.0)
            for best, w in zip(ranked, wanted, strict=True)
        ]
    )
    recall = np.mean([len(f & w) / len(w) for f, w in zip(found, wanted, strict=True)])
    most = [min(5, len(w)) for w in wanted]
    reachable = np.mean([len(f & w) / m for f, w, m in zip(found, wanted, most, strict=True)])
    any_of = np.mean([bool(f & w) for f, w in zip(found, wanted, strict=True)])
    yield "## Retrieval\n"
    each = np.mean([len(w) for w in wanted])
    yield f"{len(documents)} articles of a bank, {len(tasks)} questions with {each:.1f} right articles each.\n"
    yield "| | |"
    yield "|---|---|"
    yield f"| recall@5 | {recall:.3f} |"
    yield f"| recall@5 of what five places can hold | {reachable:.3f} |"
    yield f"| at least one right article among five | {any_of:.3f} |"
    yield f"| recall@10 | {ten:.3f} |"
    yield f"| mean reciprocal rank of the first right one | {first:.3f} |"
    yield ""
    yield from prose(
        """
        The questions are whole scripts of a customer (583 words on average) about several matters at once, and many of
        their right articles are inner procedures that the customer does not speak of. Tried on the same words, recall@5:
        Okapi BM25 .194 to .275 over four settings and two weights of the question's words; rarer words counting more
        .244 to .269; the title counted 1 to 8 times .259 to .268; feedback from the best 3 to 10 articles .259 to .271;
        latent semantic analysis .187 and .221, with the cosine .262; character n-grams .115, with the cosine .233; sentence
        by sentence .110 to .258; the best passage of 80 words .280, with the cosine .288 (+.016, standard error .006) for
        twice the work. None of them is worth its price.
        """
    )


def long_library(folder: Path) -> Iterator[str]:
    """What answers cost where the library changes every day: nothing may grow with the number of its changes."""
    base = folder / "knowledge_base/banking_knowledge"
    documents = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((base / "documents").glob("*.json"))]
    texts = [turn.text[:600] for run in tau(folder)[:100] for turn in tau_turns(run) if turn.author == "ai"]
    yield "### A library that changes\n"
    yield f"{len(documents)} articles, {len(texts)} answers that cite none, spread over all of the time.\n"
    yield "| changes of the library | CPU ms an answer |"
    yield "|---|---|"
    for changes in (0, 30, 300):
        articles = [
            Article(d["id"], "1", d["title"], d["content"], 0.0 if i >= changes else 1.0 + i)
            for i, d in enumerate(documents)
        ]
        knowledge = Knowledge(Library(articles), [("Online banking", 0.0, None)])
        episodes = [
            Episode(str(i), [Message(f"{i}.a", "ai", text, 400.0 * (i + 1) / len(texts), is_answer=True)])
            for i, text in enumerate(texts)
        ]
        started = time.process_time()
        list(Overlap(knowledge).read(episodes))
        yield f"| {changes} | {(time.process_time() - started) / len(texts) * 1e3:.2f} |"
    yield ""


PIECES = {
    "digits": "1",
    "at signs": "@",
    "one letter": "a",
    "one word": "refund ",
    "hyphens": "a-",
    "digits and hyphens": "1-",
    "sums": "$1 ",
    "nested quotes": "> ",
    "spaces": " ",
    "empty lines": " \n",
    "a list": "1. a\n",
    "abbreviations": "Dr. ",
    "bold marks": "** a ",
    "nested JSON": "[1,",
    "denials": "it cannot be changed. ",
    "asking": "what is my order number ",
}


def floods(folder: Path) -> Iterator[str]:
    """One message of each kind that makes a naive reader slow, said by the customer, by the AI and by the article."""
    yield "## No message is slower than linear\n"
    yield from prose(
        """
        One answer, its question and its article, each one piece over and over. Texts are read up to 20,000 characters.
        """
    )
    yield "| piece | 5,000, ms | 20,000, ms | times | 100,000, ms |"
    yield "|---|---|---|---|---|"
    for name, piece in PIECES.items():
        times = []
        for size in (5_000, 20_000, 100_000):
            # another first word each time, so that nothing is remembered
            asked, said, known = (f"{name}{size}{who} {piece * size}"[:size] for who in "abc")
            messages = [Message("q", "customer", asked, 1.0), Message("a", "ai", said, 2.0, is_answer=True, cited="A")]
            knowledge = Knowledge(Library([Article("A", "1", "", known, 0.0)]), [("Export", 0.0, None)])
            started = time.process_time()
            list(Overlap(knowledge).read([Episode("e", messages)]))
            times.append((time.process_time() - started) * 1e3)
        yield f"| {name} | {times[0]:.0f} | {times[1]:.0f} | {times[1] / times[0]:.1f} | {times[2]:.0f} |"
    yield ""


def speed(folder: Path) -> Iterator[str]:
    """CPU seconds per million messages, on tau's conversations with distinct texts, half of them answers of the AI."""
    base = folder / "knowledge_base/banking_knowledge"
    documents = [
        json.loads(path.read_text(encoding="utf-8")) for path in sorted((base / "documents").glob("*.json"))[:300]
    ]
    library = Library([Article(d["id"], "1", d["title"], d["content"], 0.0) for d in documents])
    episodes = []
    for number, run in enumerate(tau(folder)):
        turns = tau_turns(run)
        messages = [
            Message(
                f"{number}.{i}",
                turn.author,
                turn.text[:600],
                float(i),
                True,
                turn.author == "ai",
                ids_cited(library, i),
                None,
            )
            for i, turn in enumerate(turns)
        ]
        episodes.append(Episode(str(number), messages))
    count = sum(len(episode.messages) for episode in episodes)
    started = time.process_time()
    list(Overlap(Knowledge(library)).read(episodes))
    whole = time.process_time() - started
    texts = [m.text for e in episodes for m in e.messages if m.is_answer]
    compiled = [support.compile_source(d["content"]) for d in documents[:50]]
    offered, statements = (
        numbers.Figures().add(documents[0]["content"]),
        negation.Statements().add(documents[0]["content"]),
    )
    yield "## Speed\n"
    mean = np.mean([len(text) for text in texts])
    yield f"CPU seconds for a million messages, half of them answers (mean {mean:.0f} characters), on one core.\n"
    started = time.process_time()
    sum(range(30_000_000))
    yardstick = time.process_time() - started
    yield f"A yardstick for the core it ran on: `sum(range(30_000_000))` took {yardstick:.2f} s of CPU meanwhile"
    yield "(about 0.25 on an idle desktop core; other work on the same core makes all of these longer).\n"
    yield "| | seconds per million |"
    yield "|---|---|"
    for name, run in (
        ("support, one article", lambda: [support.support(text, [compiled[i % 50]]) for i, text in enumerate(texts)]),
        ("numbers, one article", lambda: [numbers.unsupported(text, offered) for text in texts]),
        ("negation, one article", lambda: [negation.negation_mismatch(text, statements) for text in texts]),
        ("details asked for", lambda: [details.asked(text) for text in texts]),
        ("the thread", lambda: [read_thread([Turn(m.author, m.text) for m in e.messages]) for e in episodes]),
        ("retrieval, half of the answers", lambda: library.search(texts[::2], top=3)),
    ):
        started = time.process_time()
        run()
        yield f"| {name} | {(time.process_time() - started) / count * 1e6:.0f} |"
    yield f"| **everything, end to end** | **{whole / count * 1e6:.0f}** |"
    yield ""


def ids_cited(library: Library, index: int) -> str | None:
    return library.articles[index * 7 % len(library.articles)].article_id if index % 4 else None


def main() -> int:
    if not (given := os.environ.get("SCORECARD_REFERENCE_DATA")):
        print("skipped: SCORECARD_REFERENCE_DATA does not name the folder of the reference data")
        return 0
    folder = Path(given)
    lines = ["# Figures: reading answers\n", "`SCORECARD_REFERENCE_DATA=<folder> python bench/answers.py`\n"]
    for part in (supports, planted_in_begin, other_edits, lost_context, retrieval, long_library, floods, speed):
        for line in part(folder):
            print(line, flush=True)
            lines.append(line)
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
