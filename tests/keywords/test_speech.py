"""What speakers are quoted on. Every sentence is invented."""

import pandas as pd
from building import make_articles

from helpers.keywords import find_topics
from helpers.language import split_sentences
from helpers.schemas import Quotes

RAIN = "Rain fell on the town and on the fields. "
GAS = "Gas is cheap and gas is plenty, and rain is not."


def _find(texts, *spans, **options):
    articles = make_articles(*texts)
    quotes = pd.DataFrame(spans, columns=["article", "start", "end", "speaker"])
    quotes["article_id"] = articles["article_id"].to_numpy()[quotes["article"]]
    found = find_topics(quotes, articles, split_sentences(articles), **options)
    return dict(found.itertuples(index=False, name=None))


def test_words_that_stand_in_the_statements_more_than_elsewhere():
    text = RAIN + GAS
    assert {"Ivan Petrov": "gas, cheap, plenty"} == _find([text], (0, len(RAIN), len(text), "Ivan Petrov"))
    assert {"Ivan Petrov": "gas"} == _find([text], (0, len(RAIN), len(text), "Ivan Petrov"), top=1)


def test_words_are_ranked_by_how_far_they_part_the_statement_from_the_rest():
    said = "Tea, tea, and gas, gas, gas, and oil, oil, oil, oil."
    text = "No oil. No oil. No oil. No oil. Rain fell on all the fields. " + said
    spans = (0, len(text) - len(said), len(text), "Jane Roe")
    assert {"Jane Roe": "gas, tea, oil"} == _find([text], spans)


def test_of_words_said_once_the_frequent_come_first():
    said = "Harvest needs rain and gold."
    text = RAIN + "Rain came. " + said
    assert {"Jane Roe": "rain, gold, harvest, needs"} == _find(
        [text], (0, len(text) - len(said), len(text), "Jane Roe")
    )


def test_a_speaker_is_the_same_in_all_articles_and_the_own_name_tells_nothing():
    texts = ["Petrov has gas.", "Nobody has any gas.", RAIN * 3]
    spans = [(0, 0, 15, "Ivan Petrov"), (1, 0, 19, "Ivan Petrov"), (2, 0, 4, "")]
    assert {"Ivan Petrov": "gas"} == _find(texts, *spans, top=1)
    assert "petrov" not in _find(texts, *spans)["Ivan Petrov"]


def test_names_of_several_words_are_kept_whole():
    text = RAIN + "The United States pays the United States."
    found = _find([text], (0, len(RAIN), len(text), "Jane Roe"), names=["united states"])
    assert "united states" == found["Jane Roe"].split(", ")[0]


def test_nobody_is_quoted():
    assert {} == _find([RAIN])
    articles = make_articles()
    assert find_topics(Quotes.empty(), articles, split_sentences(make_articles("x."))).empty
