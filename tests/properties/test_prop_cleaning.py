"""Cleaning loses nothing: what was removed and what was kept are the text, whatever the text is."""

import itertools
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from building import make_articles
from hypothesis import given
from hypothesis import strategies as st
from making_tables import articles
from making_texts import ALL_TEXTS, PRESS_TEXT, SOURCES, TEXTS, TITLES, examples

from helpers.corpus import (
    REASONS,
    SEPARATE,
    Span,
    add_wire_credits,
    blank_out,
    clean_articles,
    cleaned_text,
    explain_articles,
    explain_lines,
    find_emptied,
    find_stock,
    find_wire_credit,
    list_lines,
    list_reasons,
    list_segments,
    list_stock_held,
    mark_contamination,
    mark_structure,
    measure_contamination,
    set_apart,
    write_cleaned,
)
from helpers.corpus.clean import find_furniture
from helpers.corpus.furniture import FRONT_MATTER
from helpers.corpus.infer import (
    find_block,
    infer_metadata,
    parse_date,
    read_front_matter,
    read_head,
    skip_menus,
    split_article,
    split_lines,
)
from helpers.corpus.lines import find_best_sequence
from helpers.corpus.quality import measure_overlap, summarise_quality
from helpers.corpus.structure import find_parts

BREAKS = "\r\n\u2028\u2029\x85"
PARTS = st.sets(st.sampled_from(SEPARATE))


def check_spans(text: str, spans: list[Span]) -> None:
    position = 0
    for start, end, reason in spans:
        assert position <= start < end <= len(text)
        assert reason in REASONS
        position = end


@given(ALL_TEXTS, TITLES)
def test_furniture_lies_in_the_text_in_order_and_without_overlap(text: str, title: str) -> None:
    check_spans(text, find_furniture(text, title=title))


@examples(0.5)
@given(PRESS_TEXT, TEXTS, TITLES, st.booleans())
def test_furniture_beside_a_main_text_lies_in_the_text(text: str, main_text: str, title: str, keep: bool) -> None:
    check_spans(text, find_furniture(text, main_text, title=title, keep_repeats=keep))


@given(articles(ALL_TEXTS))
def test_what_was_removed_and_what_was_kept_are_the_text(made: pd.DataFrame) -> None:
    cleaned, removed = clean_articles(made)
    assert list(cleaned["raw_text"]) == list(made["raw_text"])
    for key, text, body in zip(cleaned["article_id"], cleaned["raw_text"], cleaned["body"], strict=True):
        own = removed[removed["article_id"] == key]
        restored = list(body)
        for start, end, taken in zip(own["start"], own["end"], own["text"], strict=True):
            assert text[start:end] == taken
            assert all(c == " " or c in BREAKS for c in body[start:end])
            restored[start:end] = taken
        assert "".join(restored) == text


@examples(0.5)
@given(articles(), st.randoms(use_true_random=False))
def test_articles_are_cleaned_alike_in_any_order(made: pd.DataFrame, random: object) -> None:
    order = list(made.index)
    random.shuffle(order)  # type: ignore[attr-defined]
    one, other = (clean_articles(table)[0].set_index("article_id")["body"] for table in (made, made.loc[order]))
    pd.testing.assert_series_equal(one, other.loc[one.index])


@examples(0.5)
@given(articles(), st.data())
def test_articles_are_cleaned_alike_alone_where_the_stock_is_known(made: pd.DataFrame, data: st.DataObject) -> None:
    stock = find_stock(list_lines(made))
    whole, removed = clean_articles(made, stock=stock)
    at = data.draw(st.integers(0, len(made)))
    parts = [clean_articles(part, stock=stock) for part in (made.iloc[:at], made.iloc[at:])]
    pd.testing.assert_frame_equal(pd.concat([part for part, _ in parts]), whole)
    pd.testing.assert_frame_equal(pd.concat([gone for _, gone in parts], ignore_index=True), removed)


@examples(0.3)
@given(st.lists(PRESS_TEXT, min_size=1, max_size=2), st.lists(PRESS_TEXT, max_size=2))
def test_lines_of_several_articles_are_stock_in_any_order(texts: list[str], others: list[str]) -> None:
    repeated = [f"{texts[0]}\n{text}" for text in [*texts, *others, "A last one.", "Quite another one."]]
    made = make_articles(*repeated)
    lines = list_lines(made)
    stock = find_stock(lines)
    pd.testing.assert_frame_equal(find_stock(lines.iloc[::-1]), stock)
    assert set(map(tuple, stock.to_numpy())) <= set(map(tuple, lines[["source", "line"]].to_numpy()))
    held = list_stock_held(lines, stock)
    assert set(held["article_id"]) <= set(made["article_id"])


@given(ALL_TEXTS)
def test_lines_are_the_text_less_its_breaks(text: str) -> None:
    position = 0
    for line in split_lines(text):
        assert position <= line.start < line.end
        assert line.text == text[line.start : line.end]
        assert not set(line.text) & set(BREAKS)
        assert line.n_words >= 0
        assert not text[position : line.start].strip(f"{BREAKS}\ufeff \t\xa0")
        position = line.end
    assert not text[position:].strip(f"{BREAKS}\ufeff \t\xa0")


@given(PRESS_TEXT | st.builds("---\n{}\n---\n{}".format, PRESS_TEXT, PRESS_TEXT))
def test_an_article_is_the_lines_below_its_front_matter(text: str) -> None:
    front = FRONT_MATTER.match(text)
    lines = split_article(text)
    assert lines == [line for line in split_lines(text) if line.start >= (front.end() if front else 0)]
    assert all(key == key.lower() and value for key, value in read_front_matter(text).items())
    left = skip_menus(lines)
    assert left == lines[len(lines) - len(left) :]
    head = read_head(lines)
    assert all(line in lines for line in (head.title, head.byline, *head.navigation) if line)


@given(ALL_TEXTS, TITLES)
def test_parts_lie_in_the_text_and_the_separate_ones_apart(text: str, title: str) -> None:
    made = make_articles(text).assign(title=title)
    cleaned, _ = clean_articles(made)
    structure = mark_structure(cleaned)
    for start, end, told in zip(structure["start"], structure["end"], structure["text"], strict=True):
        assert 0 <= start < end <= len(text)
        assert text[start:end] == told
    assert list(structure["start"]) == sorted(structure["start"])
    apart = structure[structure["part"].isin([*SEPARATE, "byline"])]
    assert (apart["end"].to_numpy()[:-1] <= apart["start"].to_numpy()[1:]).all()
    quotations = structure[structure["part"] == "quotation"]
    assert (quotations["end"].to_numpy()[:-1] <= quotations["start"].to_numpy()[1:]).all()
    assert all(not set(told) & set(BREAKS) for told in structure["text"])
    body = cleaned["body"].iloc[0]
    assert sorted(find_parts(text, body, title)) == [
        tuple(row) for row in structure[["start", "end", "part"]].itertuples(index=False)
    ]


@given(PRESS_TEXT, PARTS)
def test_what_is_set_apart_goes_and_nothing_else(text: str, parts: set[str]) -> None:
    cleaned, _ = clean_articles(make_articles(text))
    structure = mark_structure(cleaned)
    body, left = cleaned["body"].iloc[0], set_apart(cleaned, structure, parts)["body"].iloc[0]
    gone = structure[structure["part"].isin(set(SEPARATE) - parts)]
    blanked = {at for start, end in zip(gone["start"], gone["end"], strict=True) for at in range(start, end)}
    assert len(left) == len(body)
    for at, (before, after) in enumerate(zip(body, left, strict=True)):
        assert after == (before if at not in blanked or before in BREAKS else " ")


@given(PARTS)
def test_a_part_that_is_none_is_refused(parts: set[str]) -> None:
    cleaned = make_articles("A text.")
    with pytest.raises(ValueError, match="no such part"):
        set_apart(cleaned, mark_structure(cleaned), {*parts, "lead"})


@given(ALL_TEXTS, st.data())
def test_blanking_out_keeps_length_and_breaks(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    spans = [Span(a, b, "") for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    blank = blank_out(text, spans)
    assert len(blank) == len(text)
    assert blank_out(blank, spans) == blank
    for start, end, _ in spans:
        assert all(
            after == (c if c in BREAKS else " ") for c, after in zip(text[start:end], blank[start:end], strict=True)
        )


@given(ALL_TEXTS)
def test_a_cleaned_text_is_clean_already(text: str) -> None:
    once = cleaned_text(text)
    assert cleaned_text(once) == once
    assert "\n\n\n" not in once
    assert once.split() == text.split()


@given(TEXTS)
def test_cleaned_texts_are_written_whole(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        made = make_articles(text, text).assign(file=["a.html", "a.txt"])
        paths = write_cleaned(made, Path(folder))
        assert [path.name for path in paths] == ["a.txt", "a.txt.txt"]
        assert all(path.read_bytes().decode("utf-8") == cleaned_text(text) for path in paths)


@given(articles(PRESS_TEXT))
def test_segments_fill_the_text_and_hold_each_mention(made: pd.DataFrame) -> None:
    cleaned, removed = clean_articles(made)
    structure = mark_structure(cleaned)
    segments = list_segments(cleaned, removed, structure, analysed=cleaned["article_id"])
    for key, text in zip(cleaned["article_id"], cleaned["raw_text"], strict=True):
        own = segments[segments["article_id"] == key]
        assert "".join(text[a:b] for a, b in zip(own["start"], own["end"], strict=True)) == text
    places = [
        {"article_id": key, "source": "x", "target": "US", "mention_start": at}
        for key, text in zip(cleaned["article_id"], cleaned["raw_text"], strict=True)
        for at in range(0, len(text), 7)
    ]
    mentions = pd.DataFrame(places, columns=["article_id", "source", "target", "mention_start"])
    marked = mark_contamination(mentions, segments)
    assert len(marked) == len(mentions)
    table = measure_contamination(mentions, segments)
    kinds = [name for name in table.columns if name.startswith("n_") and name != "n_mentions"]
    assert (table[kinds].sum(axis=1) == table["n_mentions"]).all()
    assert table["share_not_text"].between(0, 1).all()


@given(articles())
def test_reasons_of_what_was_removed_add_up(made: pd.DataFrame) -> None:
    cleaned, removed = clean_articles(made)
    words = removed["text"].map(lambda text: len(text.split())).astype("int64")
    counted = cleaned.assign(
        n_words=cleaned["body"].map(lambda body: len(body.split())),
        n_words_removed=cleaned["article_id"].map(words.groupby(removed["article_id"]).sum()).fillna(0).astype(int),
    )
    table = list_reasons(counted, removed, words)
    assert table["n_spans"].sum() == len(removed)
    assert table["n_words"].sum() == words.sum()
    assert table["share"].between(0, 1).all()
    assert set(find_emptied(cleaned)["file"]) <= set(cleaned["file"])


@given(ALL_TEXTS, SOURCES)
def test_credits_are_an_agency_or_none(text: str, author: str) -> None:
    assert find_wire_credit(text, author) == find_wire_credit(text, author)
    made = make_articles(text).assign(author=author)
    cleaned, removed = clean_articles(made)
    (credit,) = add_wire_credits(cleaned, removed)["wire_credit"]
    assert isinstance(credit, str)


@given(ALL_TEXTS)
def test_metadata_of_any_text_are_printable_lines(text: str) -> None:
    for value in infer_metadata(text):
        assert not set(value) & set(BREAKS)
        assert value == value.strip(" \t")


@given(TEXTS | st.text("0123456789-/ Octobernvyfg,.", max_size=30))
def test_a_date_is_read_or_refused(text: str) -> None:
    try:
        parsed = parse_date(text)
    except ValueError:
        return
    if parsed:
        again = parse_date(parsed.iso)
        assert again == parsed


@examples(0.5)
@given(articles())
def test_every_line_is_explained(made: pd.DataFrame) -> None:
    explained = explain_articles(made)
    assert explained["log_odds"].notna().all()
    for file, text in zip(made["file"], made["raw_text"], strict=True):
        own = explained[explained["file"] == file]
        assert list(own["text"]) == [text[a:b] for a, b in zip(own["start"], own["end"], strict=True)]
        assert len(explain_lines(text)) == len(split_lines(text))


@given(st.lists(st.floats(-20, 20), max_size=9), st.floats(0, 5))
def test_the_best_sequence_is_the_best_of_all(odds: list[float], cost: float) -> None:
    def worth(keep: tuple[bool, ...]) -> float:
        changes = sum(a != b for a, b in itertools.pairwise(keep))
        return sum(x for x, k in zip(odds, keep, strict=True) if k) - cost * changes

    best = tuple(bool(k) for k in find_best_sequence(np.array(odds), cost))
    every = itertools.product([False, True], repeat=len(odds))
    assert worth(best) == pytest.approx(max(map(worth, every)), abs=1e-9)


@given(st.lists(st.integers(-9, 9), max_size=12))
def test_the_best_block_is_the_best_of_all(scores: list[int]) -> None:
    start, end = find_block(scores)
    blocks = [sum(scores[a:b]) for a in range(len(scores) + 1) for b in range(a, len(scores) + 1)]
    assert sum(scores[start:end]) == max(blocks)


@given(TEXTS, TEXTS)
def test_overlap_is_a_share_and_turns_with_its_texts(one: str, other: str) -> None:
    there, back = measure_overlap(one, other), measure_overlap(other, one)
    assert 0 <= there.precision <= 1
    assert (there.precision, there.recall) == (back.recall, back.precision)
    assert measure_overlap(one, one) == (1, 1)
    assert 0 <= summarise_quality([there, back]).f1 <= 1
