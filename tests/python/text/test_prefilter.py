"""A column is asked what patterns may find: more often yes than they, and never no where they find something."""

import random
import re

import pyarrow as pa
import pytest

from agent_scorecard.business.business_signals import may_signal, signals
from agent_scorecard.business.wishes import may_wish, wishes
from agent_scorecard.text.prefilter import linear, may_match

SAID = [
    "I wish there was a dark mode", "sería genial si hubiera un modo oscuro", "¿Podrían añadir facturas en PDF?",
    "Es wäre schöner toll, wenn es einen Kalender gäbe", "j’aimerais avoir un export", "Seria ótimo ter um filtro",
    "Könntet ihr bitte mal einen Filter einbauen?", "ojalá tuvieran un calendario", "we'd love to see a map view",
    "too expensive for us", "what would a team of forty people cost", "Wir kündigen unser Konto", "switching to Acme",
    "quiero cancelar mi suscripción", "une intégration avec Slack", "trop cher", "mehr Lizenzen", "the invoice is wrong",
]  # fmt: skip


@pytest.mark.parametrize(("may", "find"), [(may_wish, wishes), (may_signal, signals)])
def test_no_text_is_passed_over_in_which_something_is_found(may, find):
    rng = random.Random(7)
    around = ["", " ", "é", "—", "\u00a0", "1", "_", "\n", "ß", "“"]
    texts = [
        rng.choice(around) + rng.choice((text, text.upper(), text.replace("'", "’"))) + rng.choice(around)
        for text in SAID
        for _ in range(30)
    ]
    told = may(pa.chunked_array([texts])).to_pylist()
    found = [bool(find(text)) for text in texts]
    assert sum(found) > 100
    assert not all(told)
    assert not [text for text, may_be, is_found in zip(texts, told, found, strict=True) if is_found and not may_be]


def test_what_cannot_be_widened_is_refused():
    assert linear(r"(?<!\w)a(?=b)[\w-]{2,30}") == r"a[\pL\pN_-]*"
    assert may_match(pa.array(["Äpfel", None, "Birne"]), [re.compile(r"\bäpf")]).to_pylist() == [True, False, False]
    with pytest.raises(ValueError, match="no wider form"):
        linear(r"\W+")
