"""Who says what, end to end with the model that ships. Every sentence is invented."""

import pandas as pd
import pytest
from building import make_articles

from helpers.corpus import mark_structure
from helpers.language import split_sentences
from helpers.schemas import Quotes
from helpers.stance import find_mentions
from helpers.stance.actors import Actors
from helpers.stance.voices import add_voices, find_quotes


def _quote(*texts, **options):
    articles = make_articles(*texts)
    return find_quotes(articles, split_sentences(articles), **options)


def _told(text):
    """Return kind, speaker, source words and bloc of each stretch, by what is said."""
    return {
        text[row.start : row.end].strip(" .,“”\"'’‘"): (
            row.kind,
            row.speaker,
            text[row.speaker_start : row.speaker_end] if row.speaker_start >= 0 else "",
            row.bloc,
        )
        for row in _quote(text).itertuples()
    }


@pytest.mark.parametrize(
    ("text", "said", "kind", "speaker", "bloc"),
    [
        (
            "“We want peace with all neighbours,” Russian Foreign Minister Ivan Petrov said on Monday.",
            "We want peace with all neighbours",
            "direct",
            "Ivan Petrov",
            "Russian",
        ),
        (
            'Russian Foreign Minister Ivan Petrov said: "We want peace with all neighbours."',
            "We want peace with all neighbours",
            "direct",
            "Ivan Petrov",
            "Russian",
        ),
        (
            "Pakistan wants peace with all its neighbours, Indian envoy Anil Kapoor said.",
            "Pakistan wants peace with all its neighbours",
            "indirect",
            "Anil Kapoor",
            "Indian",
        ),
        (
            "Analyst Omar Saleem says that Moscow has little to offer.",
            "that Moscow has little to offer",
            "indirect",
            "Omar Saleem",
            "analyst",
        ),
        (
            "Sweden would send no troops, according to Defence Minister Karin Lund.",
            "Sweden would send no troops",
            "indirect",
            "Karin Lund",
            "other",
        ),
        # A name that the tagger takes for the end of what is said
        (
            "Norway is ready to take part in the talks, which are due to take place in June in Oslo, "
            "if invited, Omar Petrov said in an interview.",
            "Norway is ready to take part in the talks, which are due to take place in June in Oslo, if invited",
            "indirect",
            "Omar Petrov",
            "other",
        ),
        (
            "Swedish minister Karin Lund told reporters that no troops would be sent.",
            "that no troops would be sent",
            "indirect",
            "Karin Lund",
            "Swedish",
        ),
        ("Officials said the deal was near.", "the deal was near", "indirect", "", "unnamed"),
        (
            '“We will sign it soon," said Turkish envoy Leyla Demir.',
            "We will sign it soon",
            "direct",
            "Leyla Demir",
            "Turkish",
        ),
    ],
)
def test_what_is_said_by_whom(text, said, kind, speaker, bloc):
    told = _told(text)
    assert said in told
    assert (kind, speaker, bloc) == (told[said][0], told[said][1], told[said][3])


def test_a_quotation_that_its_cue_parts_is_one_statement_in_two_stretches():
    text = "“We have agreed on trade,” said Ivan Petrov, the Russian envoy, “and we will sign in May.”"
    quotes = _quote(text)
    assert ["“We have agreed on trade,”", "“and we will sign in May.”"] == [
        text[a:b] for a, b in zip(quotes["start"], quotes["end"], strict=True)
    ]
    assert 1 == quotes["statement"].nunique()
    assert {"Ivan Petrov"} == set(quotes["speaker"])
    assert {"said"} == set(quotes["cue"])


def test_later_names_and_pronouns_mean_the_person_named_in_full():
    text = (
        "Russian Foreign Minister Ivan Petrov said on Monday that trade would grow.\n\n"
        "“We will build a pipeline,” he said.\n\nPetrov said that Pakistan had agreed.\n\n"
        "“Nobody will stop us,” the minister added."
    )
    quotes = _quote(text)
    assert 4 == len(quotes)
    assert {"Ivan Petrov"} == set(quotes["speaker"])
    assert {"Russian"} == set(quotes["bloc"])


def test_the_minister_is_nobody_where_there_are_two():
    text = (
        "Foreign Minister Ivan Petrov met his colleague Foreign Minister Karin Lund on Monday.\n\n"
        "“We agree,” the minister said later."
    )
    assert ("direct", "", "the minister") == _told(text)["We agree"][:3]


def test_a_quotation_runs_over_paragraphs_with_one_speaker():
    text = (
        "“We have waited for years,” Indian envoy Anil Kapoor said. “Now we act.\n\n"
        "“Nobody in this region can wait any longer for a road to the sea.”\n\nThe road is to be built next year."
    )
    quotes = _quote(text)
    last = quotes.iloc[-1]
    assert "“Nobody in this region can wait any longer for a road to the sea.”" == text[last["start"] : last["end"]]
    assert ("direct", "Anil Kapoor", "Indian", -1, -1) == tuple(
        last[["kind", "speaker", "bloc", "speaker_start", "speaker_end"]]
    )
    assert (quotes["end"] <= text.index("The road is")).all()


def test_a_closing_mark_that_is_missing_takes_no_other_paragraph():
    text = "Ivan Petrov said: “We will build the road next year.\n\nThe road is 300 km long and crosses two rivers."
    quotes = _quote(text)
    assert len(quotes) > 0
    assert (quotes["end"] < text.index("The road is")).all()


def test_words_that_are_mocked_are_no_speech():
    text = "The so-called “pivot” cost more than planned. The “new era” began with a storm."
    assert 0 == len(_quote(text))


def test_stretches_point_at_the_text_and_never_overlap():
    text = (
        "\u00a0\tMOSCOW — “We\u00a0agree,” Ivan\u00a0Petrov\tsaid.\r\n\r\n"
        'He added that “all is well”, but officials denied it: "Not so."\n'
    )
    quotes = _quote(text)
    assert len(quotes) > 2
    assert (quotes["end"].to_numpy()[:-1] <= quotes["start"].to_numpy()[1:]).all()
    for row in quotes.itertuples():
        assert text[row.start : row.end].strip() == text[row.start : row.end] != ""
        assert row.cue in text
        if row.speaker_start >= 0:
            assert text[row.speaker_start : row.speaker_end].strip()


def test_the_table_is_as_declared_and_in_the_order_of_the_articles():
    said = "“We want peace,” Ivan Petrov said."
    quotes = _quote("Nothing is said here.", said, "", said)
    assert Quotes.column_names() == list(quotes.columns)
    assert ["1.txt", "3.txt"] == quotes["file"].tolist()
    pd.testing.assert_frame_equal(quotes, _quote("Nothing is said here.", said, "", said))


def test_what_is_said_has_its_words():
    quotes = _quote("Rain fell in May.", "“We want peace with 2 neighbours,” Ivan Petrov said.")
    assert [5] == quotes["n_words"].tolist()


def test_no_article_no_quotes():
    empty = make_articles()
    sentences = split_sentences(make_articles("x."))
    assert Quotes.column_names() == list(find_quotes(empty, sentences.iloc[:0]).columns)
    assert 0 == len(_quote("", "..."))


def test_the_analysts_own_actors_count():
    own = Actors((("name", "Ivan Petrov", "our side"),))
    assert ["our side"] == _quote("“We want peace,” Ivan Petrov said.", actors=own)["bloc"].tolist()


# Mentions


def _voices(text, targets, title=""):
    articles = make_articles(text).assign(title=title)
    sentences = split_sentences(articles)
    mentions = add_voices(
        find_mentions(articles, sentences, targets), find_quotes(articles, sentences), mark_structure(articles)
    )
    return list(zip(mentions["mention"], mentions["voice"], mentions["speaker"], mentions["bloc"], strict=True))


def test_the_source_is_the_journalists_and_what_is_said_the_speakers(targets):
    text = (
        "“The US has failed us,” Russian envoy Ivan Petrov said. He added that Washington would regret it. "
        "Russia sells more gas than ever."
    )
    assert [
        ("US", "direct", "Ivan Petrov", "Russian"),
        ("Russian", "journalist", "", ""),
        ("Washington", "indirect", "Ivan Petrov", "Russian"),
        ("Russia", "journalist", "", ""),
    ] == _voices(text, targets)


def test_part_of_a_statement_in_quotation_marks_is_direct_and_the_rest_indirect(targets):
    text = "Ivan Petrov said that Russia wanted “no quarrel with the US” this year."
    assert ["indirect", "direct"] == [voice for _, voice, _, _ in _voices(text, targets)]


def test_a_headline_and_a_caption_have_a_voice_of_their_own(targets):
    body = (
        "The two ministers met in Geneva on Monday and spoke about trade for an hour, as Russia had asked.\n\n"
        "The US envoy, left, and his guests. (AP Photo/Jane Roe)\n\n"
        "They agreed to meet again before the summer, and a date is to be set by the two sides later this month."
    )
    title = "Russia and its neighbours talk trade"
    voices = _voices(f"{title}\n\n{body}", targets, title)
    assert ["headline", "journalist", "caption"] == [voice for _, voice, _, _ in voices]


def test_mentions_without_quotes_are_the_journalists(targets):
    articles = make_articles("Russia sells gas.")
    sentences = split_sentences(articles)
    mentions = find_mentions(articles, sentences, targets)
    voiced = add_voices(mentions, Quotes.empty(), mark_structure(articles))
    assert [("journalist", "", "")] == list(voiced[["voice", "speaker", "bloc"]].itertuples(index=False, name=None))
    none = add_voices(mentions.iloc[:0], Quotes.empty(), mark_structure(articles))
    assert {"voice", "speaker", "bloc"} <= set(none.columns)


# Bad input


@pytest.mark.parametrize(
    "text",
    [
        "“" * 20_000,
        '" he said ' * 10_000,
        "he said that " * 8_000,
        "Ab Smith said Ac Smith. " * 4_000,
        "\x00\ufffd“\u202e" * 10_000,
        "“a” said B, " * 8_000,
        "😀 " * 20_000,
        ("Prime Minister " * 10 + "x. ") * 600,
        "(" * 50_000 + "said",
        "a" * 100_000,
    ],
    ids=["marks", "said", "that", "namesakes", "controls", "lists", "emoji", "titles", "brackets", "word"],
)
def test_hostile_texts_are_read_in_time(text):
    for row in _quote(text).itertuples():
        assert 0 <= row.start < row.end <= len(text)


def test_a_sentence_of_5000_words():
    text = "Ivan Petrov said that " + "the road was long and " * 1_000 + "ended."
    quotes = _quote(text)
    assert 0 < len(quotes) < 50
