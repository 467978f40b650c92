"""What numbers lead to: the right sentences, each at its place in its article, and nothing of theirs as markup."""

import re
from html import unescape
from pathlib import Path

import pandas as pd
import pytest
from making_evidence import FIRST, make_evidence

from helpers.browse import Evidence, has_part, show_filter_table, show_honesty
from helpers.browse.marked import Layer, Layers, Span, mark_article, mark_target
from helpers.display import show_sentences, show_table
from helpers.stats import compare_by_confidence, compare_targets, tone_by_article, tone_by_source, tone_by_voice

LABELS = {"US": "United States", "Russia": "Russia"}
EVIL = '"><script>window.hit=1</script></main><h1>]]>\N{RIGHT-TO-LEFT OVERRIDE}' + "x" * 300


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def read_sentences(address):
    """Return the sentences of a sheet, without the labels that only those who hear it are told."""
    html = re.sub(r'<span class="hear">.*?</span>', "", Path(address).read_text(encoding="utf-8"))
    return [unescape(re.sub(r"<[^>]+>", "", found)) for found in re.findall(r'class="place"[^>]*>(.*?)</a>', html)]


def test_a_row_leads_to_its_sentences_the_strongest_first(here, targets):
    tables, evidence = make_evidence(here, targets)
    tone = tone_by_source(tables.mentions)
    addresses = dict(zip(zip(tone["target"], tone["scorer"], strict=True), evidence.of(tone), strict=True))
    assert ["America lost in Moscow.", "America helped."] == read_sentences(addresses["US", "stance"])
    expected = ["Russia won.", "America lost in Moscow.", '"Russia is a friend," John Smith said on Monday.']
    assert [*expected, "Russia stayed away."] == read_sentences(addresses["Russia", "stance"])


def test_rows_that_differ_by_scorer_share_a_sheet_which_shows_all_scorers(here, targets):
    tables, evidence = make_evidence(here, targets)
    tone = tone_by_source(tables.mentions)
    assert len(tone) == 2 * len(set(evidence.of(tone)))
    html = Path(evidence.of(tone)[0]).read_text(encoding="utf-8")
    assert "stance" in html
    assert "words" in html
    assert "80% sure" in html


def test_a_sheet_rests_on_as_many_mentions_as_its_row_says(here, targets):
    tables, evidence = make_evidence(here, targets)
    first, second = "US", "Russia"
    by_article = tone_by_article(tables.mentions)
    surer = compare_by_confidence(tables.mentions, first, second)
    for table, both in [
        (by_article, []),
        (tone_by_voice(tables.mentions), []),
        (compare_targets(by_article, first, second), [first, second]),
        (surer, [first, second]),
    ]:
        for n_mentions, address in zip(table["n_mentions"], evidence.of(table, both=both), strict=True):
            told = re.search(r"(\d+) mentions? in", Path(address).read_text(encoding="utf-8")) if address else None
            assert n_mentions == (int(told[1]) if told else 0)


def test_a_sentence_of_which_the_first_scorer_is_not_sure_is_shown_last_with_the_scores_that_count(here, targets):
    tables, _ = make_evidence(here, targets)
    unsure = tables.mentions["scorer"].eq("stance") & tables.mentions["sentence"].eq("Russia won.")
    evidence = Evidence(tables, tables.mentions[~unsure], here, page="02_tone")
    told = pd.DataFrame({"target": ["Russia"], "scorer": ["words"], "min_confidence": [0.0]})
    [kept], [every] = evidence.of(told), evidence.of(told, mentions=tables.mentions)
    assert "Russia won." == read_sentences(kept)[-1]
    assert sorted(read_sentences(kept)) == sorted(read_sentences(every))
    counts = [Path(one).read_text(encoding="utf-8").count("80% sure") for one in (kept, every)]
    assert counts[0] + 1 == counts[1]


def test_a_row_that_nothing_stands_behind_leads_nowhere(here, targets):
    _, evidence = make_evidence(here, targets)
    table = pd.DataFrame({"source": ["Daily Example", "Nobody", "all sources"], "scorer": "stance"})
    known, unknown, every = evidence.of(table, every=["all sources"])
    assert known == every
    assert unknown == ""
    assert [] == evidence.of(table.head(0))


def test_only_what_is_asked_for_is_written(here, targets):
    tables, evidence = make_evidence(here, targets)
    assert not (here / "evidence").exists()
    evidence.of(tone_by_article(tables.mentions), rows=1)
    assert 2 == len(list((here / "evidence").iterdir()))  # a sheet, and the article it is of


def test_a_long_sheet_says_what_it_leaves_out(here, targets):
    tables, evidence = make_evidence(here, targets, " ".join(["Russia won."] * 320))
    (address, _) = evidence.of(tone_by_source(tables.mentions))
    assert 300 == len(read_sentences(address))
    assert "320 mentions in 320 sentences of 1 article" in Path(address).read_text(encoding="utf-8")
    assert "Shown are 300" in Path(address).read_text(encoding="utf-8")


def test_each_sentence_has_its_place_in_its_article(here, targets):
    tables, evidence = make_evidence(here, targets)
    sentence = tables.sentences.iloc[1]
    page, _, anchor = evidence.place(sentence["article_id"], sentence["sentence_start"]).partition("#")
    html = Path(page).read_text(encoding="utf-8")
    assert 'id="s12" tabindex="-1"><mark class="t0"' in html
    assert anchor == "s12"
    for start in tables.sentences.query("article_id == @sentence.article_id")["sentence_start"]:
        assert 1 == html.count(f' id="s{start}"')


def test_an_article_shows_targets_voices_and_what_was_removed(here, targets):
    _, evidence = make_evidence(here, targets)
    html = Path(evidence.place("0" * 16, 0).partition("#")[0]).read_text(encoding="utf-8")
    assert '<mark class="t1" title="Russia">Moscow<span class="hear"> (Russia)</span></mark>' in html
    assert "quoted: John Smith" in html
    assert "(end of what is said)" in html
    assert re.search(r"<del>Share on Facebook</del><small class=\"reason\"> \[", html)
    text = re.sub(
        r'<span class="hear">.*?</span>|<small.*?</small>', "", html.partition('<div class="text" dir="auto">')[2]
    )
    assert FIRST in unescape(re.sub(r"<[^>]+>", "", text))  # all of it, in its order


def test_marks_that_overlap_lose_no_text():
    text = "Russia and the US, both countries."
    layers = Layers(
        sentences=Layer([Span(0, 34)]),
        mentions=Layer([Span(0, 6, "Russia"), Span(15, 17, "US"), Span(19, 33, "US\nRussia"), Span(24, 30, "US")]),
        voices=Layer([Span(4, 20, "quoted: A", 0), Span(25, 40, "quoted: B", 1)]),
        removed=Layer([Span(10, 14, "link mark"), Span(34, 90, "out of it")]),
        parts=Layer([Span(0, 34, "caption"), Span(0, 5, "headline")]),
    )
    html = mark_article(text, layers, LABELS)
    plain = re.sub(r'<span class="hear">.*?</span>|<small.*?</small>', "", html)
    assert text == re.sub(r"<[^>]+>", "", plain)
    assert 1 == html.count("caption:")
    assert html.count("<span") == html.count("</span>")


def test_words_that_name_both_are_marked_as_both():
    marked = mark_target("both countries", "US\nRussia", LABELS)
    assert marked.startswith('<mark class="t0 t1" title="United States and Russia">both countries')


def test_long_furniture_is_folded():
    text = "menu " * 80 + "Russia won."
    layers = Layers(Layer([Span(400, 411)]), Layer(), Layer(), Layer([Span(0, 400, "navigation")]), Layer())
    html = mark_article(text, layers, LABELS)
    assert html.startswith('<details class="cut"><summary>Removed: 80 words (navigation)</summary><del>menu')


def test_nothing_of_an_article_becomes_markup(here, targets):
    _, evidence = make_evidence(
        here, targets, f"Russia won {EVIL}. America said: {EVIL}.", title=EVIL, source=EVIL, file=EVIL, author=EVIL
    )
    evidence.of(pd.DataFrame({"source": [EVIL], "said_by": ["journalist"]}))
    pages = [path.read_text(encoding="utf-8") for path in (here / "evidence").iterdir()]
    assert 2 == len(pages)
    for html in pages:
        assert "<script" not in html
        assert 1 == html.count("</main>") == html.count("<h1")
        assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in html
        assert " style=" not in html
        assert " on" not in re.findall(r"<[a-z]+( on[a-z]+=)?", html)


def test_numbers_of_tables_and_sentences_are_links(here, targets):
    tables, evidence = make_evidence(here, targets)
    tone = tone_by_source(tables.mentions)
    shown = show_table(tone, "t", here, caption="Tone.", evidence=evidence.of(tone))
    assert has_part(shown.markup)
    assert 'href="evidence/02-' in shown.markup
    assert 'href="evidence/02-' in show_filter_table(tone, "f", here, caption="", evidence=evidence.of(tone)).markup
    look = {"labels": targets.labels, "colors": targets.colors, "by": "file", "scorers": ["stance"]}
    assert (
        f'href="evidence/article-{0:016x}.html#s12"'
        in show_sentences(tables.mentions, place=evidence.place, **look).markup
    )
    assert not has_part(show_sentences(tables.mentions, **look).markup)


def test_a_block_of_comparisons_leads_to_evidence(here):
    row = dict.fromkeys(
        ["icc", "design_effect", "n_effective", "low", "high", "p", "least_p", "detectable"], float("nan")
    )
    row |= {"comparison": "tone", "n_articles": 3, "n_mentions": 9, "difference": 0.5, "method": "none", "warning": ""}
    shown = show_honesty(pd.DataFrame([{"source": "A", **row}]), "h", here, evidence=["evidence/x.html"])
    assert '<a class="evidence" href="evidence/x.html">9</a>' in shown.markup


def test_most_sentences_are_bounded_over_all_blocks(here, targets):
    tables, _ = make_evidence(here, targets)
    look = {"labels": targets.labels, "colors": targets.colors, "by": "file", "scorers": ["stance"]}
    shown = show_sentences(tables.mentions, limit=2, **look)
    assert 2 == shown.markup.count('<td class="sentence"')
    assert "2 further sentences are not shown here" in shown.markup
