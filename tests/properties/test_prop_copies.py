"""Copies: clusters hold each article once, and articles are representatives and copies, in whatever order they come."""

import pandas as pd
from building import make_articles
from hypothesis import given
from hypothesis import strategies as st
from making_texts import PRESS_TEXT, SOURCES, examples

from helpers.corpus import (
    cluster_copies,
    count_copies,
    find_copies,
    keep_representatives,
    list_copies_left_out,
    sketch_copies,
)
from helpers.schemas import Copies

DATES = st.sampled_from([pd.NaT, pd.Timestamp("2012-10-04"), pd.Timestamp("2012-10-05")])


@st.composite
def reprints(draw: st.DrawFn) -> pd.DataFrame:
    """Draw articles of which some are others, whole, cut or with a text before them."""
    stories = draw(st.lists(PRESS_TEXT, min_size=1, max_size=3))
    chosen = draw(st.lists(st.sampled_from(stories), min_size=1, max_size=6))
    edges = draw(st.lists(st.sampled_from(["", "A new first line.\n"]), min_size=len(chosen), max_size=len(chosen)))
    texts = [
        edge + story[: draw(st.sampled_from([len(story), len(story) // 2]))]
        for edge, story in zip(edges, chosen, strict=True)
    ]
    size = {"min_size": len(texts), "max_size": len(texts)}
    return make_articles(*texts).assign(
        source=pd.Series(draw(st.lists(SOURCES, **size)), dtype="str"),
        date=pd.Series(draw(st.lists(DATES, **size)), dtype="datetime64[us]"),
        date_precision="day",
        wire_credit=pd.Series(draw(st.lists(st.sampled_from(["", "Reuters"]), **size)), dtype="str"),
    )


@examples(0.3)
@given(reprints(), st.integers(0, 99))
def test_articles_are_representatives_and_copies_in_any_order(made: pd.DataFrame, seed: int) -> None:
    copies = find_copies(made)
    Copies.validate(copies)
    assert copies["article_id"].is_unique
    assert (copies.groupby("cluster_id").size() > 1).all()
    first = copies[copies["kind"] == "representative"]
    assert (first["article_id"] == first["cluster_id"]).all()
    assert set(first["cluster_id"]) == set(copies["cluster_id"])
    kept = keep_representatives(made, copies)
    left_out = list_copies_left_out(copies)
    assert sorted([*kept["article_id"], *left_out]) == sorted(made["article_id"])
    counts = count_copies(made, copies)
    assert counts["n_articles"].sum() == len(made)
    assert counts["n_copies"].sum() == len(left_out)
    shuffled = made.sample(frac=1, random_state=seed)
    pd.testing.assert_frame_equal(find_copies(shuffled), copies)
    parts = [sketch_copies(made.iloc[[at]]) for at in range(len(made))]
    pd.testing.assert_frame_equal(cluster_copies(pd.concat(parts)), copies)
    # Texts of the same words are copies of each other
    words = made["body"].str.casefold().str.findall(r"\w+").map(tuple)
    cluster = dict(zip(copies["article_id"], copies["cluster_id"], strict=True))
    for _, keys in made[words.map(bool)].groupby(words)["article_id"]:
        assert len(keys) == 1 or len({cluster[key] for key in keys}) == 1
