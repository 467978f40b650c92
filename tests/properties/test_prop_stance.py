"""References, voices, roles and scores: places point at their text, scores lie in their range, on any text."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pytest
from building import TARGETS
from hypothesis import given
from hypothesis import strategies as st
from making_tables import articles, tables
from making_texts import ALL_TEXTS, ANY_STR, BYTES, NAMES, PRESS_SENTENCE, PRESS_TEXT, examples

from helpers.coding import draw_items
from helpers.corpus import clean_articles, mark_structure
from helpers.errors import PresslensError, printable
from helpers.language import split_sentences
from helpers.schemas import LABELS, CodingItems, Mentions, Quotes, Roles, ScoredMentions, VoicedMentions
from helpers.stance import (
    add_references,
    add_voices,
    all_scorers,
    explain_mentions,
    find_mentions,
    find_quotes,
    find_references,
    find_roles,
    get_scorer,
    key_mentions,
    mask_names,
    name_unnamed,
    read_labelled,
    read_targets,
    score_mentions,
)
from helpers.stance.framing import country_of, frame_mention, hide_countries, look_up, says_anything
from helpers.stance.pronouns import has_pronoun
from helpers.stance.quotation import find_quoted
from helpers.stance.speaker_words import find_singular

GIVEN = read_targets(TARGETS)


def find_all(made: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return sentences, voiced mentions with references, and quotes of articles."""
    cleaned, _ = clean_articles(made)
    sentences = split_sentences(cleaned)
    mentions = find_mentions(cleaned, sentences, GIVEN)
    every = add_references(mentions, find_references(mentions, cleaned, sentences, GIVEN))
    quotes = find_quotes(cleaned, sentences)
    return sentences, add_voices(every, quotes, mark_structure(cleaned)), quotes


@examples(0.5)
@given(articles(ALL_TEXTS, max_size=3))
def test_references_stand_in_their_sentence_beside_the_mentions(made: pd.DataFrame) -> None:
    sentences = split_sentences(made)
    mentions = find_mentions(made, sentences, GIVEN)
    references = find_references(mentions, made, sentences, GIVEN)
    Mentions.validate(references)
    bodies = dict(zip(made["article_id"], made["body"], strict=True))
    for row in references.itertuples(index=False):
        body = bodies[row.article_id]
        assert body[row.mention_start : row.mention_end] == row.mention
        assert body[row.sentence_start : row.sentence_end] == row.sentence
        assert row.sentence_start <= row.mention_start < row.mention_end <= row.sentence_end
        assert row.alias_kind in {"pronoun", "joint"}
        own = mentions[mentions["article_id"] == row.article_id]
        assert not ((own["mention_start"] < row.mention_end) & (own["mention_end"] > row.mention_start)).any()
    both = add_references(mentions, references)
    assert len(both) == len(mentions) + len(references)
    assert both.groupby("article_id")["mention_start"].apply(lambda starts: starts.is_monotonic_increasing).all()


@examples(0.5)
@given(articles(ALL_TEXTS, max_size=3))
def test_quotes_lie_in_the_text_and_never_overlap(made: pd.DataFrame) -> None:
    sentences = split_sentences(made)
    quotes = find_quotes(made, sentences)
    Quotes.validate(quotes)
    for key, body in zip(made["article_id"], made["body"], strict=True):
        own = quotes[quotes["article_id"] == key]
        position = 0
        for row in own.itertuples(index=False):
            assert position <= row.start < row.end <= len(body)
            assert row.cue in body
            assert -1 <= row.speaker_start <= row.speaker_end <= len(body)
            position = row.end
    alone = [find_quotes(made.iloc[[at]], sentences) for at in range(len(made))]
    pd.testing.assert_frame_equal(pd.concat(alone, ignore_index=True).astype(quotes.dtypes), quotes)
    called = name_unnamed(quotes, made)["called"]
    assert (called[quotes["speaker"] != ""] == "").all()


@examples(0.5)
@given(articles(PRESS_TEXT, max_size=3))
def test_each_mention_has_a_voice_and_only_others_than_the_journalist_speak(made: pd.DataFrame) -> None:
    _, mentions, quotes = find_all(made)
    if len(mentions):
        VoicedMentions.validate(mentions)
    assert (mentions.loc[mentions["voice"] == "journalist", "speaker"] == "").all()
    assert set(mentions["speaker"]) <= {"", *quotes["speaker"]}


@given(ALL_TEXTS, st.booleans())
def test_what_is_quoted_lies_in_its_paragraph_in_order(text: str, goes_on: bool) -> None:
    position = 0
    for quoted in find_quoted(text, 0, len(text), goes_on=goes_on):
        assert position <= quoted.start < quoted.end <= len(text)
        position = quoted.end


@examples(0.2)
@given(articles(PRESS_TEXT, max_size=2))
def test_a_role_points_at_its_verb(made: pd.DataFrame) -> None:
    _, mentions, _ = find_all(made)
    roles = find_roles(mentions)
    Roles.validate(roles)
    assert len(roles) == len(mentions.drop_duplicates(["article_id", "target", "mention_start"]))
    for row in roles.itertuples(index=False):
        assert (row.role == "neither") == (row.verb_start < 0)
        if row.verb_start >= 0:
            assert row.sentence_start <= row.verb_start < row.verb_end <= row.sentence_end


@examples(0.1)
@given(articles(PRESS_TEXT | ALL_TEXTS, max_size=2))
def test_every_scorer_gives_a_score_in_range_and_the_same_again(made: pd.DataFrame) -> None:
    _, mentions, _ = find_all(made)
    scorers = [scorer.name for scorer in all_scorers()]
    mentions = mentions.head(4)
    scored = score_mentions(mentions, GIVEN, scorers)
    if scored.empty:
        return
    ScoredMentions.validate(scored)
    assert scored["score"].between(-1, 1).all()
    assert scored["label"].isin(LABELS).all()
    assert scored["confidence"].dropna().between(0, 1).all()
    assert len(scored) == len(mentions) * len(scorers)
    reverse = score_mentions(mentions.iloc[::-1], GIVEN, scorers)
    keys = ["scorer", "article_id", "target", "mention_start"]
    one, other = (table.sort_values(keys, ignore_index=True) for table in (scored, reverse))
    pd.testing.assert_frame_equal(one, other)
    for name in scorers:
        assert key_mentions(mentions, GIVEN, name).str.fullmatch("[0-9a-f]{32}").all()


MENTIONED = st.tuples(PRESS_SENTENCE | ANY_STR, st.sampled_from(NAMES) | ANY_STR.filter(bool), PRESS_SENTENCE | ANY_STR)


@examples(0.3)
@given(st.lists(MENTIONED, min_size=1, max_size=3), st.sampled_from([scorer.name for scorer in all_scorers()]))
def test_scorers_take_any_sentence_around_any_mention(parts: list[tuple[str, str, str]], name: str) -> None:
    rows = [
        {"article_id": f"{at:016x}", "target": "US", "alias_kind": "country", "mention": mention,
         "mention_start": len(before), "mention_end": len(before) + len(mention),
         "sentence": before + mention + after, "sentence_start": 0, "sentence_end": len(before + mention + after)}
        for at, (before, mention, after) in enumerate(parts)
    ]  # fmt: skip
    fixed = {"file": "x", "source": "x", "sentence_index": 0, "voice": "journalist", "speaker": "", "bloc": ""}
    mentions = pd.DataFrame(rows).assign(**fixed)
    scored = score_mentions(mentions, GIVEN, [name])
    assert scored["score"].between(-1, 1).all()
    assert scored["confidence"].dropna().between(0, 1).all()


@examples(0.2)
@given(articles(PRESS_TEXT, max_size=1), st.sampled_from(["vader_masked", "textblob_baseline"]))
def test_each_word_that_moves_a_score_stands_in_the_text(made: pd.DataFrame, scorer: str) -> None:
    _, mentions, _ = find_all(made)
    effects = explain_mentions(mentions.head(2), GIVEN, scorer)
    body = clean_articles(made)[0]["body"].iloc[0]
    assert [body[a:b] for a, b in zip(effects["start"], effects["end"], strict=True)] == list(effects["word"])
    assert effects["effect"].between(-2, 2).all()


@given(MENTIONED, st.sampled_from(["", "country", "demonym", "capital", "leader", "pronoun", "joint"]))
def test_a_mention_is_framed_once(parts: tuple[str, str, str], kind: str) -> None:
    before, mention, after = parts
    framed = frame_mention(before + mention + after, len(before), len(before) + len(mention), kind)
    assert framed.text.count("[TGT]") <= 1 or "[TGT]" in before + mention + after
    assert says_anything(framed) in {True, False}
    assert not any("\ud800" <= c <= "\udfff" for c in framed.text + framed.target)


@given(ALL_TEXTS)
def test_names_that_are_masked_or_hidden_are_gone(text: str) -> None:
    masked = mask_names(text, GIVEN)
    assert not any(GIVEN.masked_names.find(masked)) or mask_names(masked, GIVEN) != masked
    assert hide_countries(text) == hide_countries(text)
    assert has_pronoun(text) in {True, False}
    found = look_up(text)
    assert country_of(text) == (found.target if found else "")


@given(st.text(st.characters(categories=["Ll"]), max_size=12))
def test_a_singular_is_a_word(word: str) -> None:
    assert isinstance(find_singular(word), str)


LABELLED: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "sentence": PRESS_SENTENCE | ANY_STR | st.integers(),
        "from": st.integers(-2, 9) | st.floats() | st.booleans(),
        "to": st.integers(-2, 30) | st.none(),
        "polarity": st.sampled_from([-1, 0, 1, 2, True, "1"]),
    },
    optional={"mention": PRESS_SENTENCE, "id": st.text(max_size=9) | st.integers()},
)


@given(st.lists(LABELLED.map(json.dumps) | PRESS_SENTENCE, max_size=4).map("\n".join).map(str.encode) | BYTES)
def test_any_labelled_file_is_read_or_refused(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "labelled.jsonl")
        path.write_bytes(data)
        try:
            mentions, problems = read_labelled(path)
        except PresslensError as error:
            said = str(error)
            assert said == printable(said) or "\n" not in printable(said)
            return
    assert all(problem.reason for problem in problems)
    for row in mentions.itertuples(index=False):
        assert row.sentence[row.mention_start : row.mention_end] == row.mention
        assert row.label in LABELS


@examples(0.3)
@given(articles(PRESS_TEXT, max_size=3), st.integers(1, 9), st.integers(0, 99))
def test_items_are_drawn_of_the_mentions_and_alike_by_the_same_seed(made: pd.DataFrame, n: int, seed: int) -> None:
    _, mentions, _ = find_all(made)
    cleaned, _ = clean_articles(made)
    items = draw_items(mentions, cleaned, n=n, seed=seed)
    CodingItems.validate(items)
    places = mentions.drop_duplicates(["article_id", "target", "mention_start", "mention_end"])
    assert len(items) == min(n, len(places))
    assert items["probability"].between(0, 1, inclusive="right").all()
    pd.testing.assert_frame_equal(items, draw_items(mentions.sample(frac=1, random_state=1), cleaned, n=n, seed=seed))
    assert all(" ".join(text.split()) == text.strip() for text in items["before"] + "|" + items["after"])


@given(tables(ScoredMentions, max_size=0), st.text(max_size=8))
def test_an_unknown_scorer_is_refused(scored: pd.DataFrame, name: str) -> None:
    with pytest.raises(PresslensError):
        get_scorer(f"x{name}")
    assert scored.empty
