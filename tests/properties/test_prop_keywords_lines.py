"""Lines in context point at what was searched for, whatever the text; topics are words of their speaker."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from making_corpora import NAMES, WORDS, corpora
from making_texts import ANY_STR, examples

from helpers.errors import PresslensError
from helpers.keywords import (
    ORDERS,
    concordance,
    filter_lines,
    find_lines,
    find_topics,
    log_likelihood,
    place_terms,
    quote_terms,
    sort_lines,
)
from helpers.language import locate_words, words_of
from helpers.schemas import (
    ConcordanceLines,
)

QUERIES = st.sampled_from(
    ["gas", "Gas", "US", "talk*", "*alks", "t?lk", "the * of", "gas oil", "*", "", "3", "—", "北京", "?"]
)


@given(corpora(), QUERIES | ANY_STR.map(lambda text: text[:12]), st.integers(1, 30), st.booleans())
@examples(0.6)
def test_offsets_point_at_what_was_searched_for(made, sought, width, in_sentences):
    sentences = made.sentences if in_sentences else None
    try:
        lines = concordance(made.articles, sought, width=width, sentences=sentences)
    except PresslensError:
        return
    pd.testing.assert_frame_equal(lines, ConcordanceLines.validate(lines))
    texts = made.articles.set_index("article_id")[["body", "raw_text", "source", "file"]]
    for row in lines.itertuples():
        body, _, source, file = texts.loc[row.article_id]
        assert row.start < row.end <= len(body)
        assert row.keyword == " ".join(body[row.start : row.end].split())
        assert (row.source, row.file) == (source, file)
        assert max(len(row.left), len(row.right)) <= width
        assert " ".join(body[: row.start].split()).endswith(row.left)
        assert " ".join(body[row.end :].split()).startswith(row.right)
    for article_id, own in lines.groupby("article_id", sort=False):
        assert (own["end"].to_numpy()[:-1] <= own["start"].to_numpy()[1:]).all()
        spans = made.sentences[made.sentences["article_id"] == article_id]
        inside = [
            ((spans["sentence_start"] <= row.start) & (row.end <= spans["sentence_end"])).any()
            for row in own.itertuples()
        ]
        assert all(inside) or not in_sentences
    if in_sentences:
        everywhere = concordance(made.articles, sought, width=width)
        assert len(lines) <= len(everywhere)


@given(corpora(), st.sampled_from([word for word in WORDS if word.isascii() and word.isalpha()]))
@examples(0.4)
def test_words_are_found_where_they_are_counted(made, word):
    lines = concordance(made.articles, word, sentences=made.sentences)
    counted = locate_words(*made)
    places = zip(counted["article_id"], counted["start"], counted["end"], strict=True)
    bodies = made.articles.set_index("article_id")["body"]
    any_case = word.islower()
    expected = {
        (article_id, start)
        for article_id, start, end in places
        if bodies[article_id][start:end] == word or (any_case and bodies[article_id][start:end].lower() == word)
    }
    found = set(zip(lines["article_id"], lines["start"], strict=True))
    assert expected <= found
    # What is found besides is part of a word with a hyphen or apostrophe, as a reader expects of a search
    for article_id, start in found - expected:
        around = counted[(counted["article_id"] == article_id) & (counted["start"] <= start) & (start < counted["end"])]
        assert len(around) <= 1


@given(corpora(), st.lists(QUERIES, max_size=3), st.sampled_from(ORDERS), st.integers(1, 3), st.sampled_from(WORDS))
@examples(0.4)
def test_lines_are_sorted_and_chosen_but_never_changed(made, queries, order, position, containing):
    lines, problems = find_lines(made.articles, queries)
    assert set(problems) <= {query for query in queries if not query.strip("*?")}
    assert set(lines["query"]) | set(problems) <= set(queries)
    lines = sort_lines(lines, by=order, position=position)
    assert sorted(lines.index) == list(range(len(lines)))
    pd.testing.assert_frame_equal(lines, sort_lines(sort_lines(lines, by="text"), by=order, position=position))
    kept = filter_lines(lines, sources=["One"], containing=containing)
    sought = " ".join(containing.casefold().split())
    texts = (lines["left"] + " " + lines["keyword"] + " " + lines["right"]).str.casefold()
    assert [
        index
        for index, text, source in zip(lines.index, texts, lines["source"], strict=True)
        if sought in text and source == "One"
    ] == kept.index.tolist()
    placed = place_terms(lines, made.articles, made.articles.set_index("article_id")["file"])
    assert len(placed) == len(lines)
    assert placed["position"].between(0, 1).all()
    lengths = lines["article_id"].map(made.articles.set_index("article_id")["body"].str.len())
    assert np.allclose(placed["position"] * lengths.to_numpy(), lines["start"])


@given(corpora(), st.lists(st.sampled_from(["gas", "US", "talks", "port authority"]), max_size=3), st.integers(1, 4))
@examples(0.3)
def test_quotes_of_terms_hold_them(made, terms, limit):
    words = locate_words(*made, names=NAMES)
    lines = quote_terms(made.articles, words, terms, limit=limit)
    bodies = made.articles.set_index("article_id")["body"]
    places = set(words[["article_id", "word", "start", "end"]].itertuples(index=False, name=None))
    assert set(lines[["article_id", "term", "start", "end"]].itertuples(index=False, name=None)) <= places
    assert not lines.duplicated(["article_id", "start"]).any()
    for term in dict.fromkeys(terms):
        own = lines[lines["term"] == term]
        assert len(own) == min(limit, (words["word"] == term).sum())
        held = words[words["word"] == term]["article_id"].unique()
        sources = made.articles[made.articles["article_id"].isin(held)]["source"].nunique()
        assert own["source"].nunique() == min(limit, sources)
    for row in lines.itertuples():
        assert row.keyword == " ".join(bodies[row.article_id][row.start : row.end].split())


@given(corpora(), st.data())
@examples(0.4)
def test_topics_are_words_that_the_speaker_says(made, data):
    rows = []
    for article_id, body in zip(made.articles["article_id"], made.articles["body"], strict=True):
        start = 0
        while start < len(body) and len(rows) < 6:
            start = data.draw(st.integers(start, len(body)))
            end = data.draw(st.integers(start, len(body)))
            rows.append((article_id, start, end, data.draw(st.sampled_from(["Jane Gas", "Ivan Roe", ""]))))
            start = end + 1
    quotes = pd.DataFrame(rows, columns=["article_id", "start", "end", "speaker"])
    quotes = quotes.astype({"start": "int64", "end": "int64"})
    top = data.draw(st.integers(1, 4))
    table = find_topics(quotes, made.articles, made.sentences, top=top, stop_words=["the"])
    words = locate_words(*made)
    said = {}
    for row in quotes.itertuples():
        own = words[
            (words["article_id"] == row.article_id) & (words["start"] >= row.start) & (words["start"] < row.end)
        ]
        said.setdefault(row.speaker, []).extend(own["word"])
    assert table["speaker"].is_unique
    assert sorted(table["speaker"]) == table["speaker"].tolist()
    for row in table.itertuples():
        told = row.words.split(", ")
        assert row.speaker
        assert len(told) <= top
        assert set(told) <= set(said[row.speaker]) - {"the", *words_of(row.speaker)}
        ranks = []
        for word in told:  # more often than in the rest
            own, n_own = said[row.speaker].count(word), len(said[row.speaker])
            everywhere = (words["word"] == word).sum()
            assert own * (len(words) - n_own) > (everywhere - own) * n_own
            g2 = log_likelihood(np.array([own]), np.array([everywhere - own]), n_own, len(words) - n_own)[0]
            ranks.append((own < 2, -round(everywhere if own < 2 else g2, 9)))
        assert sorted(ranks) == ranks
