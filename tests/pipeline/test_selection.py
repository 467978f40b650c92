"""Articles drawn from a large corpus."""

import pandas as pd
import pytest

from helpers.pipeline import draw_articles


def make_corpus(sizes):
    sources = [source for source, size in sizes.items() for _ in range(size)]
    ids = [f"{(n * 2_654_435_761) % 2**32:016x}" for n in range(len(sources))]
    return pd.DataFrame({"article_id": ids, "source": sources})


@pytest.mark.parametrize(
    ("sizes", "most", "least", "expected"),
    [
        ({"A": 3, "B": 2}, 5, 2, {"A": 3, "B": 2}),  # all there are
        ({"A": 80, "B": 20}, 10, 0, {"A": 8, "B": 2}),  # in proportion
        ({"A": 900, "B": 4, "C": 96}, 50, 5, {"A": 38, "B": 4, "C": 8}),  # but a few of each, or all
        ({"A": 5, "B": 5, "C": 5}, 2, 3, {"A": 1, "B": 1}),  # more sources than there is room for
        ({"A": 1, "B": 9, "C": 9}, 2, 3, {"B": 1, "C": 1}),
        ({"A": 7}, 3, 20, {"A": 3}),
        ({"<b>A</b>'; DROP": 6, "": 6}, 4, 1, {"<b>A</b>'; DROP": 2, "": 2}),
    ],
)
def test_each_source_has_its_share(sizes, most, least, expected):
    corpus = make_corpus(sizes)
    drawn = draw_articles(corpus, most, least=least)
    assert expected == corpus[corpus["article_id"].isin(drawn)]["source"].value_counts().to_dict()
    assert len(drawn) == len(set(drawn)) == sum(expected.values())


def test_the_draw_hangs_on_the_articles_alone():
    corpus = make_corpus({"A": 300, "B": 40})
    drawn = draw_articles(corpus, 50)
    assert drawn == draw_articles(corpus.sample(frac=1, random_state=1), 50)
    own = corpus.loc[corpus["source"] == "A", "article_id"]
    n_own = sum(own.isin(drawn))
    assert set(own.sort_values().head(n_own)) == set(own[own.isin(drawn)])  # ids are hashes: their order is chance


def test_articles_in_several_files_are_drawn_alike(tmp_path):
    corpus = make_corpus({"A": 30, "B": 40})
    paths = [tmp_path / "0.parquet", tmp_path / "1.parquet"]
    for path, part in zip(paths, (corpus[:33], corpus[33:]), strict=True):
        part.to_parquet(path)
    assert draw_articles(corpus, 20) == draw_articles(paths, 20)
