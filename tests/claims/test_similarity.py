"""Articles and sources are as alike as their words, or their sentences' embeddings."""

import numpy as np
import pandas as pd
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from helpers.claims import measure_similarity, order_by_likeness, similarity
from helpers.errors import PresslensError
from helpers.keywords import count_terms
from helpers.language.vectors import SentenceVectors
from helpers.schemas import Similarity

TEXTS = [
    "The ministers signed a pipeline deal in Lahore",
    "The pipeline deal was signed and the deal was hailed",
    "A cricket match in Lahore was lost",
    "Rain fell",
]
SOURCES = ["North", "North", "East", "South"]


def id_of(n):
    return f"{n:016x}"


def make_articles(texts=TEXTS, sources=SOURCES):
    ids = [id_of(n) for n in range(len(texts))]
    return pd.DataFrame({"article_id": ids, "source": sources, "body": texts})


def count_words(articles):
    ends = articles["body"].str.len()
    sentences = articles[["article_id"]].assign(sentence_index=0, sentence_start=0, sentence_end=ends)
    return count_terms(articles, sentences, n=(1, 2))


def make_vectors(articles, rows):
    """Return one sentence of each article, or none where its row is none."""
    places = [n for n, row in enumerate(rows) if row is not None]
    sentences = articles.iloc[places][["article_id", "source"]].assign(sentence_index=0, text="")
    matrix = np.array([rows[n] for n in places], dtype=np.float32).reshape(len(places), -1 if places else 2)
    return SentenceVectors(sentences, matrix)


ROWS = [[1, 0], [0, 1], [0, 1], [0, -1]]


def measure(articles=None, rows=ROWS, **options):
    articles = make_articles() if articles is None else articles
    table = measure_similarity(count_words(articles), articles, make_vectors(articles, rows), **options)
    return table.set_index(["first", "second"])


def test_likeness_of_words_is_that_of_scikit_learn():
    articles = make_articles()
    vectorizer = TfidfVectorizer(
        sublinear_tf=True, tokenizer=str.split, token_pattern=None, stop_words=["the", "a", "in", "was", "and"]
    )
    weights = vectorizer.fit_transform(text.lower() for text in articles["body"])
    expected = (weights @ weights.T).toarray()
    found = measure(unit="article")["tfidf"]
    assert 6 == len(found)
    for (first, second), value in found.items():
        assert expected[int(first, 16), int(second, 16)] == pytest.approx(value)
    assert 0.4 < found[id_of(0), id_of(1)] < 1
    assert 0 == found[id_of(0), id_of(3)]


def test_sources_are_compared_with_the_words_of_all_their_articles():
    found = measure()["tfidf"]
    assert [("East", "North"), ("East", "South"), ("North", "South")] == list(found.index)
    rare, common = 1 + np.log(5 / 2), 1 + np.log(5 / 3)  # in one and in two of four articles
    east = {"cricket": rare, "match": rare, "lost": rare, "Lahore": common}
    north = {"ministers": rare, "hailed": rare, "Lahore": common}
    north |= {
        "signed": (1 + np.log(2)) * common,
        "pipeline": (1 + np.log(2)) * common,
        "deal": (1 + np.log(3)) * common,
    }
    lengths = [np.sqrt(sum(value**2 for value in words.values())) for words in (east, north)]
    assert common**2 / (lengths[0] * lengths[1]) == pytest.approx(found["East", "North"])


@pytest.mark.parametrize(
    ("pair", "expected"), [(("East", "North"), 0.5**0.5), (("East", "South"), -1), (("North", "South"), -(0.5**0.5))]
)
def test_likeness_of_meaning_is_the_cosine_of_mean_embeddings(pair, expected):
    assert expected == pytest.approx(measure()["embedding"][pair])


def test_equal_texts_are_wholly_alike():
    found = measure(make_articles([TEXTS[0]] * 3, ["a", "b", "c"]), [[0.6, 0.8]] * 3)
    assert np.allclose(found[["tfidf", "embedding"]], 1)


def test_the_order_of_the_input_does_not_matter():
    articles = make_articles(sources=["North", "North", "North", "South"])
    rows = np.random.default_rng(0).normal(size=(4, 50))
    terms, vectors = count_words(articles), make_vectors(articles, list(rows))
    straight = measure_similarity(terms, articles, vectors)
    mixed = SentenceVectors(vectors.sentences.iloc[::-1], vectors.matrix[::-1])
    turned = measure_similarity(terms.sample(frac=1, random_state=0), articles.iloc[[2, 0, 3, 1]], mixed)
    pd.testing.assert_frame_equal(straight, turned, check_exact=True)


def test_what_has_neither_words_nor_sentences_has_no_likeness():
    found = measure(make_articles(["Rain fell", "Rain fell", "the and of"], ["a", "b", "c"]), [[1, 0], None, [0, 1]])
    assert [1, None, None] == [None if np.isnan(value) else round(value, 9) for value in found["tfidf"]]
    assert [None, 0, None] == [None if np.isnan(value) else value for value in found["embedding"]]


@pytest.mark.parametrize("unit", ["source", "article"])
@pytest.mark.parametrize("texts", [[], ["Rain fell"]], ids=["none", "one"])
def test_without_two_there_are_no_pairs(texts, unit):
    articles = make_articles(pd.Series(texts, dtype="str"), ["a"] * len(texts))
    table = measure_similarity(
        count_words(articles), articles, make_vectors(articles, [[1, 0]] * len(texts)), unit=unit
    )
    assert table.empty
    assert Similarity.column_names() == list(table.columns)


def test_a_unit_that_is_none_is_an_error():
    with pytest.raises(PresslensError, match="unit is 'bloc'; give one of article, source"):
        measure(unit="bloc")


def test_too_many_are_an_error_that_says_what_to_do(monkeypatch):
    monkeypatch.setattr(similarity, "MAX_COMPARED", 3)
    with pytest.raises(PresslensError, match=r"4 articles cannot be compared pair by pair, only 3; .*compare sources"):
        measure(unit="article")
    assert 3 == len(measure())


def make_pairs(pairs):
    rows = [(*name, "source", value, value) for name, value in pairs.items()]
    return pd.DataFrame(rows, columns=["first", "second", "unit", "tfidf", "embedding"])


#  a and c are alike, b and d are, and c is more like d than anything else of the other two
PAIRS = make_pairs({"ab": 0.1, "ac": 0.9, "ad": 0.1, "bc": 0.1, "bd": 0.8, "cd": 0.4})


def test_those_alike_stand_side_by_side_in_the_best_order_that_the_tree_allows():
    ordered = order_by_likeness(PAIRS)
    assert ordered.order in (list("acdb"), list("bdca"))
    assert [0.1, 0.2, pytest.approx(1 - 0.7 / 4)] == pytest.approx(list(ordered.linkage[:, 2]))
    assert [2, 2, 4] == list(ordered.linkage[:, 3])


def test_the_tree_names_its_leaves_by_their_place_in_the_order():
    ordered = order_by_likeness(PAIRS)
    joined = [{ordered.order[int(place)] for place in row} for row in ordered.linkage[:2, :2]]
    assert [set("ac"), set("bd")] == joined
    assert {4, 5} == set(ordered.linkage[2, :2])


def test_a_pair_without_a_value_is_not_alike():
    ordered = order_by_likeness(make_pairs({"ab": np.nan, "ac": 0.5, "bc": np.nan}))
    assert [0.5, 1] == list(ordered.linkage[:, 2])


def test_some_can_be_ordered_without_the_others():
    ordered = order_by_likeness(PAIRS, by="embedding", names=["d", "b", "a"])
    assert {"a", "b", "d"} == set(ordered.order)
    assert [0.2, 0.9] == pytest.approx(list(ordered.linkage[:, 2]))


@pytest.mark.parametrize(
    ("pairs", "names", "expected"), [({}, None, []), ({}, ["a"], ["a"]), ({"ab": 0.3}, None, ["a", "b"])]
)
def test_none_one_and_two_have_an_order(pairs, names, expected):
    ordered = order_by_likeness(make_pairs(pairs), names=names)
    assert expected == sorted(ordered.order)
    assert (max(0, len(expected) - 1), 4) == ordered.linkage.shape


def test_some_are_compared_with_the_weights_of_all():
    every, some = measure(unit="article"), measure(unit="article", among=[id_of(0), id_of(3), "unknown"])
    pd.testing.assert_frame_equal(every.loc[[(id_of(0), id_of(3))]], some)
