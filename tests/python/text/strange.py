"""Texts to try a scorer on: ordinary, shouted, negated, and made to break it. Seeded, so always the same."""

from __future__ import annotations

import random
from collections.abc import Iterator

from vaderSentiment import vaderSentiment as package

PLAIN = [
    "my",
    "order",
    "the",
    "is",
    "it",
    "was",
    "I",
    "you",
    "we",
    "and",
    "then",
    "in",
    "to",
    "for",
    "with",
    "a",
    "of",
    "this",
    "that",
    "app",
    "page",
    "login",
    "card",
    "refund",
    "today",
    "yesterday",
    "Monday",
    "agent",
    "support",
    "asked",
    "said",
    "did",
    "has",
    "have",
    "please",
    "can",
    "could",
    "would",
    "again",
    "still",
    "account",
    "number",
]
SPACES = (
    " ",
    " ",
    " ",
    " ",
    "  ",
    "\n",
    "\t",
    "\r\n",
    "\x0b",
    "\x1c",
    "\u00a0",
    "\u2003",
    "\u3000",
    "\u2028",
    "\u0085",
    "\u200b",
)
MARKS = (
    "!",
    "!!",
    "!!!",
    "!!!!!",
    "?",
    "??",
    "???",
    "????",
    "?!?",
    ".",
    "...",
    ",",
    ";",
    ":",
    "'",
    '"',
    ")",
    "(",
    "-",
    "…",
    "’",
    "*",
)
ODD = (
    "İyi",
    "ſo",
    "ﬁne",
    "ＧＯＯＤ",
    "naïve",
    "Straße",
    "ǅ",
    "ß",
    "é",
    "good\u0301",
    "\u200d",
    "\ufe0f",
    "𝐠𝐨𝐨𝐝",
    "K",
    "日本",
    "مرحبا",
    "नमस्ते",
    "a\x00b",
    "\ufeff",
)


def words() -> dict[str, list[str]]:
    """What the rules know, by the part it plays."""
    analyzer = package.SentimentIntensityAnalyzer()
    phrases = [phrase for phrase in (*package.SPECIAL_CASES, *package.BOOSTER_DICT) if " " in phrase]
    return {
        "lexical": sorted(analyzer.lexicon),
        "booster": sorted(package.BOOSTER_DICT),
        "negation": sorted(package.NEGATE),
        "phrase": sorted(phrases),
        "part": sorted({word for phrase in phrases for word in phrase.split()}),
        "hinge": [
            "no",
            "or",
            "nor",
            "never",
            "so",
            "this",
            "without",
            "doubt",
            "least",
            "at",
            "very",
            "kind",
            "of",
            "but",
            "But",
            "BUT",
            "n't",
            "don't",
            "isn't",
            "cannot",
        ],
        "emoji": sorted(analyzer.emojis),
        "plain": PLAIN,
        "odd": list(ODD),
        "mark": list(MARKS),
    }


WEIGHTS = {
    "ordinary": {"plain": 12, "lexical": 3, "booster": 1, "negation": 1, "hinge": 1},
    "dense": {"lexical": 6, "booster": 3, "negation": 3, "hinge": 5, "part": 1},
    "idioms": {"phrase": 5, "part": 5, "lexical": 2, "hinge": 3, "booster": 1},
    "buts": {"lexical": 4, "hinge": 2, "plain": 1},
    "few": {"plain": 1},
    "emojis": {"emoji": 5, "plain": 2, "lexical": 2, "mark": 1},
    "odd": {"odd": 4, "lexical": 3, "mark": 3, "hinge": 1, "emoji": 1, "plain": 1},
}


def varied_texts(count: int, seed: int = 1) -> Iterator[str]:
    """``count`` texts of up to about sixty words, of every kind in turn."""
    chance, known = random.Random(seed), words()
    # few different words: equal valences on both sides of "but", which is where the package changes the wrong ones
    few = ["good", "bad", "great", "but", "good", "not", "nice", "terrible", "happy", "sad", "very"]
    for number in range(count):
        kind = chance.choice(list(WEIGHTS))
        pools, weights = zip(*WEIGHTS[kind].items(), strict=True)
        size = chance.choice((0, 1, 1, 2, 3, 4, 5, 6, 8, 10, 15, 25, 60))
        shouting = chance.choice((0, 0, 0.1, 0.5, 1))
        text = []
        for _ in range(size):
            pool = known[chance.choices(pools, weights)[0]] if kind != "few" else few
            word = chance.choice(pool)
            if chance.random() < shouting:
                word = word.upper()
            elif chance.random() < 0.1:
                word = word.capitalize()
            if chance.random() < 0.2:
                word += chance.choice(MARKS)
            if chance.random() < 0.05:
                word = chance.choice(MARKS) + word
            text.append(word)
            text.append(
                ""
                if kind in ("emojis", "odd") and chance.random() < 0.3
                else chance.choice(SPACES if number % 3 == 0 else (" ",))
            )
        yield "".join(text)


def floods(characters: int) -> dict[str, str]:
    """One long text of each kind that makes a naive scorer slow."""

    def repeated(piece: str) -> str:
        return (piece * (characters // len(piece) + 1))[:characters]

    return {
        "emoji run": repeated("😂"),
        "emojis apart": repeated("😂 "),
        "but chain": repeated("good but bad but "),
        "equal values around but": repeated("good good nice ") + " but " + repeated("good nice good "),
        "halves meet": repeated("but good great superb happy "),
        "all capitals": repeated("GREAT SUPPORT NOT "),
        "exclamation marks": repeated("!"),
        "question marks": repeated("? "),
        "punctuation": repeated("!?.,;:-"),
        "words in punctuation": repeated("((((good)))) "),
        "negations": repeated("not never good don't "),
        "idioms": repeated("kiss of death to die for the bomb kind of good "),
        "one long word": repeated("a"),
        "one long hashtag": repeated("#"),
        "distinct words": " ".join(map(str, range(characters // 7)))[:characters],
        "spaces": repeated(" "),
        "wide spaces": repeated("\u3000"),
        "no chain": repeated("no good no or nor bad "),
        "least": repeated("least good at least bad "),
        "combining marks": repeated("e\u0301"),
        "nulls": repeated("\x00 good "),
    }
