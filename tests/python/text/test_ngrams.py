"""Counted word by word, n-grams and their weights are those of scikit-learn, which cuts every text anew."""

import numpy as np
import pytest

from agent_scorecard.text.ngrams import at_grams, count_grams, count_words, scaled, unit, weighted

TEXTS = [
    "My card has not arrived, my CARD!",
    "",
    "a  an\tthe\n\nit",
    "Où est ma carte ? Größe straße",
    "where is my card",
    "我的卡在哪里 kart",
    "refund refund refund the payment",
    "where is my card",
]


@pytest.mark.parametrize(("least", "most"), [(1, 1.0), (2, 0.5), (1, 0.3)])
def test_the_same_as_scikit_learn(least, most):
    from sklearn.feature_extraction.text import TfidfVectorizer

    theirs = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=least, max_df=most if most < 1 else 1.0
    )
    expected = theirs.fit_transform(TEXTS).toarray()
    ours = weighted(count_grams(TEXTS), least, most)
    assert list(ours.grams) == list(theirs.get_feature_names_out())
    np.testing.assert_allclose(ours.vectors.toarray(), expected, atol=1e-12)
    np.testing.assert_allclose(ours.rarity, theirs.idf_, atol=1e-12)


def test_words_weigh_the_same_as_in_scikit_learn_in_new_texts_too():
    from sklearn.feature_extraction.text import TfidfVectorizer

    theirs = TfidfVectorizer(sublinear_tf=True, min_df=2)
    expected = theirs.fit_transform(TEXTS).toarray()
    vectors, words, rarity = weighted(count_words(TEXTS), least=2)
    assert list(words) == list(theirs.get_feature_names_out())
    np.testing.assert_allclose(vectors.toarray(), expected, atol=1e-12)
    new = ["Where was my CARD, my card", "nothing known", "the_payment the payment"]
    found = unit(scaled(at_grams(count_words(new), words), rarity))
    np.testing.assert_allclose(found.toarray(), theirs.transform(new).toarray(), atol=1e-12)


def test_counts_at_chosen_grams():
    from sklearn.feature_extraction.text import CountVectorizer

    chosen = [" ca", "car", "nowhere", "zzz", " my"]
    expected = CountVectorizer(analyzer="char_wb", ngram_range=(3, 5), vocabulary=sorted(chosen)).transform(TEXTS)
    found = at_grams(count_grams(TEXTS), np.array(sorted(chosen), dtype=object))
    assert (found.toarray() == expected.toarray()).all()
    assert at_grams(count_grams(TEXTS), np.array([], dtype=object)).shape == (len(TEXTS), 0)
    assert count_grams([]).counts.shape == (0, 0)


def test_the_order_of_texts_changes_nothing():
    forward, backward = count_grams(TEXTS), count_grams(TEXTS[::-1])
    assert (forward.grams == backward.grams).all()
    assert (forward.counts.toarray() == backward.counts.toarray()[::-1]).all()
