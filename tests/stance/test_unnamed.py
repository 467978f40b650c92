"""How speakers without a name are called. Every sentence is invented."""

import pandas as pd
import pytest
from building import make_articles

from helpers.schemas import Quotes
from helpers.stance import name_unnamed


# words that name the speaker, bloc -> how an unnamed one is called
@pytest.mark.parametrize(
    ("words", "bloc", "expected"),
    [
        ("Sources", "unnamed", "sources"),
        ("some critics", "unnamed", "some critics"),
        ("two senior US officials", "US", "two senior us officials"),
        ("a US official who asked not to be named", "US", "a us official who asked not to be named"),
        ("Analysts", "analyst", "analysts"),
        ("a foreign ministry spokesman", "other", "a foreign ministry spokesman"),
        ("the spokesmen of both sides", "other", "the spokesmen of both sides"),
        ("the Russian diplomat", "Russian", ""),  # one who was named before, it may be
        ("the Russian diplomats", "Russian", "the russian diplomats"),
        ("the White House", "US", ""),
        ("he", "other", ""),
        ("voters who met officials", "other", ""),
        ("a resource", "other", ""),
    ],
)
def test_unnamed(words, bloc, expected):
    assert [expected] == _name((words, "", 0, len(words), bloc))


def test_neither_the_named_nor_the_unknown_are_called_anything():
    assert ["", ""] == _name(("officials", "Ivan Petrov", 0, 9, "Russian"), ("officials", "", -1, -1, ""))


def test_no_quotes():
    assert name_unnamed(Quotes.empty(), make_articles())["called"].empty


def _name(*rows):
    articles = make_articles(*[words for words, *_ in rows])
    columns = ["speaker", "speaker_start", "speaker_end", "bloc"]
    quotes = pd.DataFrame([row[1:] for row in rows], columns=columns).assign(article_id=articles["article_id"])
    return name_unnamed(quotes, articles)["called"].tolist()
