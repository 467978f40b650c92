"""Words near nodes, counted by hand."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from building import make_articles

from helpers.errors import PresslensError
from helpers.keywords import collocations
from helpers.keywords.collocations import contrast_collocates, count_contrast, find_collocates, nodes_of_mentions
from helpers.language import STOP_WORDS, locate_words, split_sentences
from helpers.schemas import CollocateContrast, Collocates
from helpers.stance import find_mentions

FREE = {"stop_words": (), "min_count": 1, "min_articles": 1}


def lay_out(*articles):
    """Return the words of articles, whose sentences end at "|", and the places of the nodes A and B (AB is both)."""
    words, nodes, stretch = [], [], 0
    for n, article in enumerate(articles):
        article_id, at = f"{n:016x}", 0
        for part in article.split("|"):
            stretch += 1
            for word in part.split():
                place = (article_id, at, at + len(word))
                words.append((article_id, word.replace("_", " "), *place[1:], stretch))
                nodes += [(name, *place) for name in "AB" if name in word]
                at += len(word) + 1
    return (
        pd.DataFrame(words, columns=["article_id", "word", "start", "end", "stretch"]),
        pd.DataFrame(nodes, columns=["node", "article_id", "start", "end"]),
    )


def near(*articles, node="A", span=2):
    """Return how often each word is near the node."""
    table = find_collocates(*lay_out(*articles), span=span, **FREE)
    table = table[table["node"] == node]
    return dict(sorted(zip(table["term"], table["count"], strict=True)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("p q r A s t u", {"q": 1, "r": 1, "s": 1, "t": 1}),
        ("A s t u", {"s": 1, "t": 1}),  # node at the beginning
        ("p q r A", {"q": 1, "r": 1}),  # and at the end
        ("p q | r A | s t", {"r": 1}),  # not over a sentence end
        ("p q | A | s t", {}),
        ("A", {}),
        ("A A A", {}),  # a node is no collocate of itself
        ("p A q A r", {"p": 1, "q": 1, "r": 1}),  # q counts once, though two windows hold it
        ("p q A A r s", {"p": 1, "q": 1, "r": 1, "s": 1}),  # each A has a window of its own
        ("q q A q q q", {"q": 4}),
        ("p A_C q r s", {"p": 1, "q": 1, "r": 1}),  # a name of several words is one position
        ("p q", {}),
    ],
)
def test_words_near_a_node(text, expected):
    assert expected == near(text)


def test_words_of_another_article_are_not_near():
    assert {"p": 1, "s": 1} == near("p A", "q r", "A s")


def test_a_span_past_the_text_takes_all_of_it():
    assert {"p": 1, "q": 1, "r": 1, "s": 1} == near("p q A r s | t", span=10**12)


def test_cells_add_up():
    words, nodes = lay_out("q A p q | p p the A the", "A q | q p p | q")
    table = find_collocates(words, nodes, span=1, **FREE).set_index("term")
    # Near: q p the the q, of 16 words of which 3 are nodes
    assert {"p": 1, "q": 2, "the": 2} == table["count"].to_dict()
    assert {"p": 5, "q": 5, "the": 2} == table["count_total"].to_dict()
    assert {"p": 1, "q": 2, "the": 1} == table["n_articles"].to_dict()
    assert {"p": False, "q": False, "the": True} == table["one_article"].to_dict()
    assert [(3, 5, 12)] * 3 == list(table[["n_node", "n_window", "n_words"]].itertuples(index=False, name=None))
    row = table.loc["p"]
    assert 5 * 5 / 12 == pytest.approx(row["expected"])
    assert 14 + np.log2(2 * 1 / (3 + 5)) == pytest.approx(row["log_dice"])
    assert (1 - 25 / 12) / 1 == pytest.approx(row["t_score"])
    assert np.log2(12 / 25) == pytest.approx(row["mi"])
    observed, expected = np.array([1, 4, 4, 3]), np.array([25, 35, 35, 49]) / 12
    assert -2 * (observed * np.log(observed / expected)).sum() == pytest.approx(row["g2"])  # below expected: negative


def test_stop_words_and_rare_words_keep_their_place():
    words, nodes = lay_out("p the A the p q r", "the A p q")
    table = find_collocates(words, nodes, span=2, min_count=2, min_articles=2, stop_words={"the"})
    assert [("p", 3, 7)] == list(table[["term", "count", "n_window"]].itertuples(index=False, name=None))


def test_ranking_breaks_ties_by_count_then_term():
    words, nodes = lay_out("s A r | q A p", "p A q | B z | s r")
    assert [("A", "p"), ("A", "q"), ("A", "r"), ("A", "s"), ("B", "z")] == list(
        find_collocates(words, nodes, **FREE)[["node", "term"]].itertuples(index=False, name=None)
    )


@pytest.mark.parametrize("measure", ["log_dice", "g2", "t_score", "mi"])
def test_each_measure_ranks(measure):
    words, nodes = lay_out("p A q q | r r r r p p", "s A p q | r p A r s s s", "A q")
    table = find_collocates(words, nodes, span=1, measure=measure, **FREE)
    assert sorted(table[measure], reverse=True) == table[measure].tolist()
    assert 1 < table[measure].nunique()


def test_a_word_covered_by_the_node_is_left_out_there_and_stays_elsewhere():
    words, nodes = lay_out("p A house q")
    nodes["end"] += len(" house")
    assert {"p": 1, "q": 1} == dict(find_collocates(words, nodes, **FREE)[["term", "count"]].to_numpy().tolist())


def test_a_word_beside_the_node_in_one_article_is_marked_though_the_node_covers_it_in_another():
    words, nodes = lay_out("A house p", "house A")
    nodes.loc[0, "end"] += len(" house")
    table = find_collocates(words, nodes, **FREE).set_index("term")
    assert {"house": True, "p": True} == table["one_article"].to_dict()


@pytest.mark.parametrize(("first_stretch", "second_stretch", "expected"), [(1, 1, ["p", "q"]), (1, 2, [])])
def test_a_node_without_a_word_has_neighbours_if_these_belong_together(first_stretch, second_stretch, expected):
    # "p 1979 q": a number is no word
    words = pd.DataFrame({"article_id": f"{0:016x}", "word": ["p", "q"], "start": [0, 7], "end": [1, 8]}).assign(
        stretch=[first_stretch, second_stretch]
    )
    nodes = pd.DataFrame({"node": ["1979"], "article_id": f"{0:016x}", "start": [2], "end": [6]})
    assert expected == find_collocates(words, nodes, **FREE)["term"].tolist()


def test_nodes_given_twice_and_nodes_elsewhere_do_not_count():
    words, nodes = lay_out("p A q")
    elsewhere = nodes.assign(article_id="f" * 16)
    table = find_collocates(words, pd.concat([nodes, nodes, elsewhere]), **FREE)
    assert [("p", 1, 1), ("q", 1, 1)] == list(table[["term", "count", "n_node"]].itertuples(index=False, name=None))


@pytest.mark.parametrize("texts", [(), ("",), ("A",), ("B",), ("p q",), ("the A of",)])
def test_nothing_found_is_an_empty_table(texts):
    words, nodes = lay_out(*texts)
    table = find_collocates(words, nodes)
    assert (0, Collocates.column_names()) == (len(table), list(table.columns))
    contrast = contrast_collocates(words, nodes, "A", "B")
    assert (0, CollocateContrast.column_names()) == (len(contrast), list(contrast.columns))


@pytest.mark.parametrize(
    ("options", "message"),
    [({"span": 0}, "a span of 0 words"), ({"measure": "dice"}, "named dice; choose one of log_dice, g2")],
)
def test_wrong_parameters_of_collocates(options, message):
    with pytest.raises(PresslensError, match=message):
        find_collocates(*lay_out("p A q"), **options)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"span": -1}, "a span of -1 words"),
        ({"n_permutations": 0}, "0 permutations"),
        ({"second": "A"}, "A is compared with itself"),
    ],
)
def test_wrong_parameters_of_the_contrast(options, message):
    with pytest.raises(PresslensError, match=message):
        contrast_collocates(*lay_out("p A q B r"), **{"first": "A", "second": "B"} | options)


def test_words_stay_apart_by_sentence_end_and_removed_span():
    articles = make_articles("War hit Ruritania [advertisement] hard. Peace came.")
    articles["body"] = ["War hit Ruritania                 hard. Peace came."]
    words = locate_words(articles, split_sentences(articles))
    nodes = pd.DataFrame({"node": ["R"], "article_id": f"{0:016x}", "start": [8], "end": [17]})
    assert ["hit", "war"] == find_collocates(words, nodes, **FREE)["term"].tolist()


def test_mentions_as_nodes(targets):
    articles = make_articles("The White House praised Russia's vote. It said both countries won.")
    mentions = find_mentions(articles, split_sentences(articles), targets)
    scored = pd.concat([mentions.assign(scorer=name) for name in ("one", "two")])
    extra = mentions.tail(1).assign(alias_kind="pronoun", mention_start=39, mention_end=41)
    nodes = nodes_of_mentions(pd.concat([scored, extra]), {"US": "United States", "Russia": "Russia"})
    assert [("United States", 4, 15), ("Russia", 24, 30)] == list(
        nodes[["node", "start", "end"]].itertuples(index=False, name=None)
    )
    assert ["Russia"] == nodes_of_mentions(mentions, {"Russia": "Russia"})["node"].tolist()
    words = locate_words(articles, split_sentences(articles))
    found = find_collocates(words, nodes, span=1, **FREE)
    assert [("Russia", "praised"), ("Russia", "vote"), ("United States", "praised"), ("United States", "the")] == list(
        found[["node", "term"]].itertuples(index=False, name=None)
    )


def sides(*articles, span=2):
    table = contrast_collocates(*lay_out(*articles), "A", "B", span=span, **FREE).sort_values("term")
    return {row.term: (row.count_first, row.count_second) for row in table.itertuples()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("p A q r B s", {"p": (1, 0), "q": (1, 0), "r": (0, 1), "s": (0, 1)}),  # to the nearer node
        ("p A q B s", {"p": (1, 0), "q": (1, 1), "s": (0, 1)}),  # at equal distance to both
        ("p AB s", {"p": (1, 1), "s": (1, 1)}),  # one word that names both
        ("p A | q B", {"p": (1, 0), "q": (0, 1)}),
        ("q A A q B", {"q": (2, 1)}),
    ],
)
def test_words_go_to_the_nearer_node(text, expected):
    assert expected == sides(text)


def test_articles_that_hold_a_word_elsewhere_do_not_count_for_the_contrast():
    words, nodes = lay_out("p A q q", "A x x x p", "p x x x B", "q B")
    options = {"span": 2, "stop_words": (), "min_count": 1, "min_articles": 2}
    assert ["q", "x"] == sorted(contrast_collocates(words, nodes, "A", "B", **options)["term"])


def test_the_words_of_both_nodes_are_left_out():
    words, nodes = lay_out("p A B q")
    table = contrast_collocates(words, nodes, "A", "B", **FREE)
    assert [("p", 1, 1), ("q", 1, 1)] == sorted(
        table[["term", "n_window_first", "n_window_second"]].itertuples(index=False, name=None)
    )


def test_contrast_by_hand():
    words, nodes = lay_out("p p A | q B", "p A | p q B", "the A | q B q")
    table = contrast_collocates(words, nodes, "A", "B", min_count=1, min_articles=1)
    assert ["p", "q"] == table["term"].tolist()
    first = table.iloc[0]
    assert (4, 2, False, 3, 1) == tuple(first[["count", "n_articles", "one_article", "count_first", "count_second"]])
    assert (4, 5, 7500, 2000) == tuple(
        first[["n_window_first", "n_window_second", "rate_first_per_10k", "rate_second_per_10k"]]
    )
    assert np.log2(0.75 / 0.2) == pytest.approx(first["log_ratio"])
    assert 0 == first["lrc"]  # so few occurrences tell nothing
    # p differs by .75 - .2 as given and by its mirror; any other of the 8 exchanges brings the rates nearer
    assert (8, 0.25) == (first["n_permutations"], first["p"])
    assert 0.25 == table["p"][1]  # q: 0 of 4 against 4 of 5


def test_every_exchange_of_few_articles_is_tried(monkeypatch):
    texts = ("p A p | q B", "p A | p q B r", "the A p | q B q", "A p p r", "q B")
    words, nodes = lay_out(*texts)
    table = contrast_collocates(words, nodes, "A", "B", **FREE).set_index("term")
    # (p, words) near A and near B in each article, counted in the texts above
    counts = [((2, 2), (0, 1)), ((1, 1), (1, 3)), ((1, 2), (0, 2)), ((2, 3), (0, 0)), ((0, 0), (0, 1))]
    differences = []
    for exchange in product([False, True], repeat=len(counts)):
        pairs = [pair[::-1] if exchanged else pair for pair, exchanged in zip(counts, exchange, strict=True)]
        (a, size_a), (b, size_b) = (np.sum([pair[side] for pair in pairs], axis=0) for side in (0, 1))
        differences.append(abs(a / max(size_a, 1) - b / max(size_b, 1)))
    assert np.mean(np.array(differences) >= differences[0] - 1e-12) == pytest.approx(table.loc["p", "p"])
    assert {32} == set(table["n_permutations"])
    monkeypatch.setattr(collocations, "_CELLS", 5 * 12)  # twelve exchanges at a time
    pd.testing.assert_frame_equal(table, contrast_collocates(words, nodes, "A", "B", **FREE).set_index("term"))


def test_words_of_the_first_node_are_on_top():
    table = contrast_collocates(*lay_out("q B | p A"), "A", "B", **FREE)
    assert [(0, "p"), (1, "q")] == list(table["term"].items())


def test_contrast_is_antisymmetric():
    words, nodes = lay_out("p p A the q | q B", "p A | p q B", "the A r | q B q", "r B p", "A q p")
    there = contrast_collocates(words, nodes, "A", "B", **FREE).set_index("term").sort_index()
    back = contrast_collocates(words, nodes, "B", "A", **FREE).set_index("term").sort_index()
    assert there["p"].tolist() == back["p"].tolist()
    assert there["count_first"].tolist() == back["count_second"].tolist()
    assert there["log_ratio"].tolist() == pytest.approx((-back["log_ratio"]).tolist())


def draw_articles(n, mark_a="", mark_b=""):
    """Return articles with random words near A and near B."""
    drawn = np.random.default_rng(4).choice(list("pqrstuvw"), size=(n, 2, 4))
    return [f"{' '.join(a)} {mark_a} A | {' '.join(b)} {mark_b} B" for a, b in drawn]


def test_random_exchanges_find_what_holds_in_every_article_and_nothing_else():
    options = {"n_permutations": 199, **FREE}
    table = contrast_collocates(*lay_out(*draw_articles(24, "mine", "other")), "A", "B", **options).set_index("term")
    assert {199} == set(table["n_permutations"])
    assert {"mine", "other"} == set(table.index[table["p_holm"] < 0.06])
    assert [1 / 200, 1 / 200] == table.loc[["mine", "other"], "p"].tolist()
    assert (table["p"] <= table["p_bh"]).all()
    assert (table["p_bh"] <= table["p_holm"]).all()
    assert ["mine", "other"] == [table.index[0], table.index[-1]]  # the first's on top, the second's at the end
    assert (table.loc[["mine", "other"], "lrc"] * [1, -1] > 0).all()


def test_the_seed_alone_decides(monkeypatch):
    words, nodes = lay_out(*draw_articles(12))
    options = {"n_permutations": 50, **FREE}
    table = contrast_collocates(words, nodes, "A", "B", seed=7, **options)
    monkeypatch.setattr("helpers.keywords.collocations._CELLS", 30)  # two exchanges at a time
    pd.testing.assert_frame_equal(table, contrast_collocates(words, nodes, "A", "B", seed=7, **options))
    other = contrast_collocates(words, nodes, "A", "B", seed=8, **options)
    assert table["p"].tolist() != other["p"].tolist()


def list_distances(words, name, span):
    """Return each word's distance from the nearest word with the name in its stretch, 99 if further than the span."""
    rows = list(zip(words["word"], words["stretch"], strict=True))
    places = [(n, stretch) for n, (word, stretch) in enumerate(rows) if name in word]
    return [
        min([abs(n - place) for place, own in places if own == stretch and abs(n - place) <= span], default=99)
        for n, (_, stretch) in enumerate(rows)
    ]


@pytest.mark.parametrize("span", [1, 3, 8])
def test_random_text_counted_word_by_word(span):
    drawn = np.random.default_rng(span).choice([*"pqrstuvwxyz" * 2, "A", "A", "B", "AB", "|", "|"], size=(6, 150))
    words, nodes = lay_out(*(" ".join(article) for article in drawn))
    distances = pd.DataFrame({name: list_distances(words, name, span) for name in "AB"}).join(words["word"])
    is_near = distances["A"].between(1, span)
    found = find_collocates(words, nodes[nodes["node"] == "A"], span=span, **FREE).set_index("term")
    assert distances[is_near]["word"].value_counts().to_dict() == found["count"].to_dict()
    outside = distances[(distances["A"] > 0) & (distances["B"] > 0)]
    contrast = contrast_collocates(words, nodes, "A", "B", span=span, **FREE).set_index("term")
    for own, other, column in (("A", "B", "count_first"), ("B", "A", "count_second")):
        chosen = outside[(outside[own] <= span) & (outside[own] <= outside[other])]
        counts = chosen["word"].value_counts()
        assert counts.to_dict() == contrast.loc[contrast[column] > 0, column].to_dict()


def test_articles_that_name_one_of_the_two_take_part():
    table = contrast_collocates(*lay_out("p A p", "q B q"), "A", "B", **FREE)
    assert {4} == set(table["n_permutations"])
    assert [("p", 0.5), ("q", 0.5)] == list(table[["term", "p"]].itertuples(index=False, name=None))


def test_stop_words_fill_the_window_of_the_contrast_and_are_not_listed():
    assert "the" in STOP_WORDS
    table = contrast_collocates(*lay_out("the p A | the q B"), "A", "B", min_count=1, min_articles=1)
    assert [("p", 2), ("q", 2)] == list(table[["term", "n_window_first"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(("first", "second"), [("A", "C"), ("C", "A"), ("C", "D")])
def test_a_node_that_does_not_occur_cannot_be_compared(first, second):
    assert contrast_collocates(*lay_out("p A q B"), first, second, **FREE).empty


def test_a_contrast_is_counted_in_each_article():
    words, nodes = lay_out("p A q | p B", "p A B q p", "p p", "B r")
    contrast = contrast_collocates(words, nodes, "A", "B", span=1, **FREE)
    table = count_contrast(words, nodes, contrast[contrast["term"].isin(["p", "r"])], span=1)
    assert [
        ("0" * 15 + "0", "p", 1, 1, 2, 1),
        ("0" * 15 + "1", "p", 1, 0, 1, 1),
        ("0" * 15 + "3", "p", 0, 0, 0, 1),
        ("0" * 15 + "0", "r", 0, 0, 2, 1),
        ("0" * 15 + "1", "r", 0, 0, 1, 1),
        ("0" * 15 + "3", "r", 0, 1, 0, 1),
    ] == list(table.itertuples(index=False, name=None))


@pytest.mark.parametrize("seed", range(5))
def test_counts_by_article_add_up_to_the_contrast(seed):
    words, nodes = lay_out(*draw_articles(12, "mine", "other"))
    contrast = contrast_collocates(words, nodes, "A", "B", span=1 + seed, **FREE).set_index("term").sort_index()
    sums = count_contrast(words, nodes, contrast.reset_index(), span=1 + seed).groupby("term").sum(numeric_only=True)
    expected = contrast[["count_first", "count_second", "n_window_first", "n_window_second"]]
    assert len(expected)
    np.testing.assert_array_equal(expected, sums)


def test_a_contrast_of_nothing_has_no_counts():
    words, nodes = lay_out("p A q B r")
    contrast = contrast_collocates(words, nodes, "A", "B", **FREE)
    for given in ((words, nodes, contrast.head(0)), (words.head(0), nodes, contrast), (words, nodes.head(0), contrast)):
        assert count_contrast(*given).empty
        columns = ["article_id", "term", "count_first", "count_second", "n_first", "n_second"]
        assert columns == list(count_contrast(words, nodes, contrast)) == list(count_contrast(*given))
    assert count_contrast(words, nodes, contrast.assign(term="unknown")).empty
    with pytest.raises(PresslensError, match="a span of 0 words"):
        count_contrast(words, nodes, contrast, span=0)
