"""Reading messages with any scorer, and fitting one of one's own."""

from __future__ import annotations

import ast
import csv
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pytest

from agent_scorecard import cli
from agent_scorecard.contract import project_dir
from agent_scorecard.conversations.messages_scored import Vader, fingerprint, messages_scored, scorer_of
from agent_scorecard.text.hybrid import Hybrid
from agent_scorecard.text.phrases import Phrases


@pytest.fixture(scope="module")
def phrases() -> Phrases:
    return Phrases.of(pa.csv.read_csv(project_dir() / "seeds" / "phrases.csv"))


def read(phrases: Phrases, texts: list, languages: list | None = None, scorer=None) -> dict[str, list]:
    hints = pa.array(languages or [None] * len(texts), pa.string())
    batch = messages_scored(pa.array(texts, pa.string()), hints, scorer=scorer or Vader(), phrases=phrases)
    return batch.to_pydict()


def test_an_unsupported_language_has_no_sentiment_rather_than_a_neutral_one(phrases):
    rows = read(phrases, ["This is terrible, I am very angry", "Das ist schrecklich, ich bin sehr wütend", "no"])
    assert rows["language"] == ["en", "de", "en"]
    assert rows["sentiment"][0] < 0
    assert rows["sentiment"][1] is None


def test_a_short_message_is_in_the_language_of_its_ticket(phrases):
    rows = read(phrases, ["no", "ok", "super"], ["es", "fr-CA", "de"])
    assert rows["language"] == ["es", "fr", "de"]
    assert rows["sentiment"] == [None, None, None]


def test_nothing_to_score_is_null_and_an_emoticon_speaks_in_any_language(phrases):
    rows = read(phrases, ["12345", "???", "", None, ":(", "😢"])
    assert rows["language"] == [None] * 6
    assert rows["sentiment"][:4] == [None] * 4
    assert all(sentiment < 0 for sentiment in rows["sentiment"][4:])


def test_what_is_quoted_does_not_colour_the_message(phrases):
    quoted = "It still fails.\n\nOn Mon, 3 Mar 2025 at 10:12, Ann <a@b.c> wrote:\n> Great, wonderful, I love it!"
    alone = read(phrases, ["It still fails."])
    assert read(phrases, [quoted]) == alone
    assert read(phrases, ["It still fails.\n\nKind regards,\nJoy Best"]) == alone


def test_rows_depend_on_their_own_message_alone(phrases):
    texts = ["good", "bad but good", None, "thanks!", "Wo ist mein Paket?", "I hate this 😡", "> quoted"] * 3
    together = read(phrases, texts)
    alone = [read(phrases, [text]) for text in texts]
    assert together == {name: [row[name][0] for row in alone] for name in together}


def test_a_teams_own_scorer_is_named_by_its_path(phrases, monkeypatch, tmp_path):
    (tmp_path / "our_scorer.py").write_text(
        "import numpy\n"
        "class Ours:\n"
        "    version, languages = 'ours-1', frozenset({'de'})\n"
        "    def score(self, texts):\n"
        "        return numpy.array([-0.5 if 'nicht' in text else numpy.nan for text in texts.to_pylist()])\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    scorer = scorer_of("our_scorer:Ours")
    rows = read(
        phrases, ["Das geht nicht mehr weiter so", "Das ist mein neues Paket hier", "This is bad"], scorer=scorer
    )
    assert [None if value is None else float(value) for value in rows["sentiment"]] == [-0.5, None, None]
    assert scorer.version == "ours-1"


@pytest.mark.parametrize("name", ["nowhere:thing", "vaders", "json:dumps", "math:pi", "missing.npz"])
def test_what_names_no_scorer_is_refused(name: str):
    with pytest.raises((ValueError, TypeError)):
        scorer_of(name)


def test_a_changed_phrase_or_default_language_means_reading_again(phrases):
    assert fingerprint(phrases, "en") != fingerprint(phrases, "de")
    assert fingerprint(phrases, "en") != fingerprint(Phrases(phrases.templates[1:]), "en")
    assert fingerprint(phrases, "en") == fingerprint(Phrases(tuple(reversed(phrases.templates))), "en")


def test_the_scorers_know_nothing_of_the_simulator():
    # a detector that has seen the simulator's words finds what the simulator planted and nothing else
    package = project_dir() / "python" / "agent_scorecard"
    for path in sorted((package / "text").glob("*.py")):
        imported = {
            name
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            for name in (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
        }
        assert not any("simulation" in name for name in imported), path.name
    seed = (project_dir() / "seeds" / "phrases.csv").read_text(encoding="utf-8")
    for path in sorted((package / "simulation").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        assert "phrases.csv" not in text, f"{path.name} reads the recogniser's phrases"
        assert "agent_scorecard.text" not in text, f"{path.name} imports the recogniser"
    assert "simulat" not in seed


# --- fitting --------------------------------------------------------------------------------------------------------


def labelled(path: Path, count: int, *, domain: bool, seed: int = 7) -> Path:
    """Labels that words of the trade decide (``domain``) or that VADER's own words decide, each a little noisy."""
    rng = np.random.default_rng(seed)
    trade = ["stuck at the gate", "rebooked without asking", "bag went to Oslo", "on hold since noon"]
    calm = ["seat by the window", "booking for two", "boarding at ten", "question on miles"]
    moods = {True: ["terrible", "awful", "angry"], False: ["great", "happy", "nice"]}
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["text", "label", "customer_id"])
        for number in range(count):
            unhappy = bool(rng.random() < 0.4)
            told = unhappy if rng.random() > 0.1 else not unhappy
            words = rng.choice(trade if told else calm) if domain else f"it is {rng.choice(moods[told])}"
            filler = " ".join(rng.choice(["please", "flight", "ticket", "today", "again", "my"], 3))
            rows.writerow([f"{filler} {words} for me", "negative" if unhappy else "neutral", f"c{number // 2}"])
    return path


def test_labels_of_ones_own_trade_beat_vader_and_the_model_is_used(tmp_path, capsys, phrases):
    labels = labelled(tmp_path / "labels.csv", 300, domain=True)
    assert cli.main(["fit", "sentiment", "--labels", str(labels), "--output", str(tmp_path)]) == 0
    assert "AUC, VADER" in capsys.readouterr().out
    (stored,) = tmp_path.glob("sentiment-*.npz")
    scorer = scorer_of(str(stored))
    rows = read(phrases, ["they put me on hold since noon again", "the seat by the window is mine"], scorer=scorer)
    assert rows["sentiment"][0] < -0.05 < rows["sentiment"][1]
    assert scorer.version in stored.name

    # the same labels give the same model, to the last digit of its name
    again = tmp_path / "again"
    assert cli.main(["fit", "sentiment", "--labels", str(labels), "--output", str(again)]) == 0
    assert [path.name for path in again.glob("*")] == [stored.name]


def test_labels_that_vader_already_knows_store_nothing(tmp_path, capsys):
    labels = labelled(tmp_path / "labels.csv", 200, domain=False)
    assert cli.main(["fit", "sentiment", "--labels", str(labels), "--output", str(tmp_path / "models")]) == 1
    assert "not stored" in capsys.readouterr().out
    assert not (tmp_path / "models").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("text,verdict\nhello,negative\n", "no column label"),
        ("text,label\nhello there,negative\nhi you,terrible\n", "row 3, column label"),
        ("text,label\n" + "hello there,negative\n" * 5, "at least 20"),
    ],
)
def test_labels_that_cannot_be_used_are_named(tmp_path, capsys, content: str, said: str):
    (tmp_path / "labels.csv").write_text(content)
    assert cli.main(["fit", "sentiment", "--labels", str(tmp_path / "labels.csv")]) == 2
    assert said in capsys.readouterr().err


def test_a_model_file_that_was_tampered_with_is_refused(tmp_path):
    model = Hybrid("hybrid-1-0000000000", frozenset({"en"}), np.ones(8), np.arange(8.0), 0.5, {})
    with pytest.raises(ValueError, match="not those of version"):
        Hybrid.load(model.save(tmp_path))
    (tmp_path / "junk.npz").write_bytes(b"junk")
    with pytest.raises(ValueError, match="not a stored sentiment model"):
        Hybrid.load(tmp_path / "junk.npz")
