"""How many words stand in stretches. Every sentence is invented."""

import pandas as pd
from building import make_articles

from helpers.language import count_words_within

TEXT = "The U.S. envoy met 12 well-known guests."


def _count(articles, *rows):
    spans = pd.DataFrame(rows, columns=["article", "start", "end"])
    return count_words_within(articles, spans.assign(article_id=articles["article_id"].to_numpy()[spans["article"]]))


def test_words_are_counted_where_they_begin():
    articles = make_articles("Guests.", TEXT, "")
    middle = TEXT.index("well") + 3
    found = _count(articles, (1, 0, len(TEXT)), (0, 0, 7), (1, 0, middle), (1, middle, len(TEXT)), (1, 3, 3), (2, 0, 0))
    assert [6, 1, 5, 1, 0, 0] == found.tolist()


def test_articles_beyond_the_first_batch_are_counted_too():
    articles = make_articles(*["One two three"] * 450)
    assert [3, 2, 1] == _count(articles, (0, 0, 13), (205, 0, 7), (449, 8, 13)).tolist()


def test_no_stretches():
    assert _count(make_articles("Guests.")).empty
    assert count_words_within(make_articles(), pd.DataFrame(columns=["article_id", "start", "end"])).empty
