"""The identifier read a batch at a time says what the package says of each message alone."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pytest
from py3langid.langid import MODEL_FILE, LanguageIdentifier
from strange import floods, varied_texts

from agent_scorecard.text.language import BEGINNING, chances, languages, model

SAID = [
    "Meine Bestellung ist nicht angekommen",
    "ICH WARTE SEIT DREI WOCHEN AUF MEIN GELD",
    "Où est ma commande ? Merci de répondre vite.",
    "¿Dónde está mi pedido?",
    "Dove e\u0300 il mio ordine?",  # an accent of its own: composed before it is read
    "where is my order #4512? see https://example.org/order or write to @support",
    "私の注文はどこですか",
    "где мой заказ",
    "🙂 12345",
    "",
]


@pytest.fixture(scope="module")
def package() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def test_the_chances_are_those_of_the_package(package):
    # Python and Arrow make two small letters of this capital: the only one of its kind, and in shouting only
    texts = [
        text[:BEGINNING] for text in (*SAID, *varied_texts(1_500, seed=4), *floods(200).values()) if "İ" not in text
    ]
    ours = chances(pa.array(texts))
    for text, row in zip(texts, ours, strict=True):
        said = re.sub(r"https?://\S+|\S+@\S+|[@#]\w+", " ", text)
        theirs = dict(package.rank(said))
        assert theirs == pytest.approx({name: row[model().names.index(name)] for name in theirs}, abs=2e-4), text


def test_a_message_is_read_the_same_in_any_company():
    texts = [*SAID, *varied_texts(300, seed=5)]
    together = languages(pa.array(texts), pa.nulls(len(texts), pa.string()), "en").to_pylist()
    alone = [languages(pa.array([text]), pa.nulls(1, pa.string()), "en")[0].as_py() for text in texts]
    assert together == alone


def test_a_short_message_is_in_the_language_that_is_expected_and_a_long_one_in_its_own():
    expected = pa.array(["de", "pt-BR", "de", None])
    texts = pa.array(["ok", "ok", "The parcel has not arrived and nobody answers", "ok"])
    assert languages(texts, expected, "fr").to_pylist() == ["de", "pt", "en", "fr"]


def test_no_message_and_no_letter_have_no_language():
    nothing = pa.array([None, "", "42!", "x"], pa.string())
    assert languages(nothing, pa.nulls(4, pa.string()), "en").to_pylist() == [None] * 4
    assert len(languages(pa.array([], pa.string()), pa.array([], pa.string()), "en")) == 0
    assert chances(pa.array(["!"])).sum() == pytest.approx(1)
    assert np.ptp(chances(pa.array([""]))[0][:10]) == 0  # nothing found: any language
