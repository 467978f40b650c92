"""Findings in words agree with the tables they are computed from."""

import pandas as pd
import pytest

from helpers.answers import (
    answer_claims,
    answer_contrast,
    answer_corpus,
    answer_drawn,
    answer_keyness,
    answer_keywords,
    answer_roles,
    answer_sources,
    answer_speaking,
    answer_tone,
    describe_corpus,
    describe_denominators,
    describe_left_out,
    describe_limits,
    describe_lines,
    describe_null,
    describe_test,
    describe_windows,
    format_dates,
    format_score,
    mark_one_article,
    name_articles,
    name_groups,
    name_speaker,
)

LABELS = {"US": "United States", "Russia": "Russia"}
ARTICLES = pd.DataFrame(
    {
        "article_id": ["a", "b", "c"],
        "file": ["a.txt", "b.txt", "c.txt"],
        "source": ["one", "one", "two"],
        "date": pd.to_datetime(["2012-10-04", "2019-07-01", None]),
        "date_precision": ["day", "month", ""],
        "text_kind": ["original", "retelling", "article"],
        "n_words": [60, 20, 0],
        "n_words_removed": [10, 10, 0],
    }
)


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (["original"] * 3, "Of the texts, 3 are the originals."),
        (["retelling"] * 3, "Of the texts, 3 are our own retellings of originals, not the outlets' words."),
        (["original", "retelling", "article"], "1 is the original; 1 is our own retelling of an original; 1 was given"),
    ],
)
def test_each_report_says_what_it_ran_on(kinds, expected):
    assert expected in describe_corpus(ARTICLES.assign(text_kind=kinds))


def test_corpus():
    removed = pd.DataFrame({"reason": ["comment form"], "n_words": [20]})
    found = pd.DataFrame({"n_mentions": [6, 4], "n_furniture": [1, 1], "n_repeat": [0, 1], "n_heading": [0, 0]})
    said = " ".join(answer_corpus(ARTICLES, ARTICLES, removed, found))
    assert "3 articles of 2 sources hold 80 words of text, published from October 2012 to July 2019." in said
    assert "20 words (20% of what was scraped) were page furniture" in said
    drawn = answer_corpus(ARTICLES, ARTICLES, removed, found, 1_000)[0]
    assert drawn.startswith("3 articles of 2 sources, drawn by source from 1,000, hold 80 words of text")
    assert "Of 10 mentions of the targets in the scraped texts, 2 (20%) stand in page furniture, 1 in copies" in said
    clean = ARTICLES.assign(n_words_removed=0)
    assert "No page furniture was found" in " ".join(answer_corpus(clean, clean, removed.head(0), found))
    assert "1 more article repeats one of these" in " ".join(answer_corpus(ARTICLES.head(2), ARTICLES, removed, found))
    assert "mentions" not in " ".join(answer_corpus(ARTICLES, ARTICLES, removed, found.head(0)))


def test_sources():
    attention = pd.DataFrame(
        {"source": ["one", "two"] * 2, "target": ["US", "US", "Russia", "Russia"], "rate_per_1k": [4.0, 9.0, 7.0, 2.0]}
    )
    shared = pd.DataFrame({"term": ["trade", "aid"], "n_sources": [2, 1]})
    told = {"low": 2.0, "high": 8.0, "p": 0.01}
    weighed = pd.DataFrame(
        [
            {"source": source, "target": target, **dict.fromkeys(told, float("nan"))}
            for source in ("one", "two")
            for target in LABELS
        ]
    )
    said = " ".join(answer_sources(ARTICLES, attention, shared, LABELS, weighed))
    assert said.startswith(
        "The United States is named most by two (9.0 times per 1,000 words) and least by one (4.0); Russia"
    )
    untold = "No source's rate can be told from that of all others"
    assert f"{untold}, for want of 5 articles on both sides: such differences may be chance." in said
    tested = weighed.assign(low=-2.0, high=8.0, p=0.3)
    assert f"{untold}: such" in " ".join(answer_sources(ARTICLES, attention, shared, LABELS, tested))
    tested.loc[2, list(told)] = list(told.values())
    some = " ".join(answer_sources(ARTICLES, attention, shared, LABELS, tested))
    assert "by two (9.0 times per 1,000 words, 95% interval 2.00 to 8.00 higher than all others) and" in some
    by_chance = "(by chance alone up to 0.2 would be on average)"
    assert f"Of 4 such rates 1 can be told from that of all others {by_chance}; the rest may be chance." in some
    every = answer_sources(ARTICLES, attention, shared, LABELS, tested.assign(**told))[0]
    assert "chance" not in every
    assert "1 word other than function words stands in all 2 sources." in said
    alike = " ".join(answer_sources(ARTICLES, attention.assign(rate_per_1k=2.0), shared, LABELS, weighed))
    assert "is named alike by all sources (2.0 times per 1,000 words)" in alike
    never = " ".join(answer_sources(ARTICLES, attention.assign(rate_per_1k=0.0), shared, LABELS, weighed))
    assert "is not named at all; " in never
    one = ARTICLES.assign(source="one")
    assert "nothing to compare" in " ".join(answer_sources(one, attention, shared, LABELS, weighed))


COMPARISON = pd.DataFrame(
    {
        "scorer": ["x", "y", "z"],
        "n_articles": 5,
        "n_first_higher": [1, 2, 2],
        "n_second_higher": [4, 2, 3],
        "difference": -0.25,
        "low": -0.6,
        "high": 0.1,
        "p": 0.25,
        "least_p": 0.0625,
        "detectable": 0.4,
    }
)
AGREEMENT = pd.DataFrame({"scorer": ["x"], "n_labelled": [10], "accuracy": [0.4], "always_neutral": [0.5]})


def test_tone():
    said = answer_tone(COMPARISON, AGREEMENT, LABELS, "x")
    assert said[0].startswith(
        "No difference between the tone toward the United States and toward Russia could be shown (0.25 lower, 95% "
        "interval 0.60 lower to 0.10 higher; p = .250)"
    )
    assert (
        "By x, on a scale from \N{MINUS SIGN}1 to 1, it is lower in 4 of 5 articles that name both (2 to 3 by the "
        "other 2 scorers)."
    ) == said[1]
    said, comparison = " ".join(said), COMPARISON
    assert "40% of 10 mentions" in said
    assert "not known here" in " ".join(answer_tone(comparison, AGREEMENT.head(0), LABELS, "x"))
    assert "No article names both" in " ".join(answer_tone(comparison.head(0), AGREEMENT, LABELS, "x"))


def test_tone_of_the_target_that_fares_better():
    comparison = COMPARISON.head(2).assign(n_first_higher=[4, 1], n_second_higher=[1, 4])
    said = answer_tone(comparison, AGREEMENT, LABELS, "x")[1]
    assert "it is higher in 4 of 5 articles that name both" in said
    assert "(1 by the other scorer)." in said
    assert "(" not in answer_tone(comparison.head(1), AGREEMENT, LABELS, "x")[1]


def test_a_scorer_that_could_not_run_is_named():
    assert "The scorer w gave no scores" in answer_tone(COMPARISON, AGREEMENT, LABELS, "w")[0]


BY_VOICE = pd.DataFrame(
    [
        ("journalist", "US", 12, 0.5),
        ("journalist", "Russia", 8, -0.25),
        ("unknown speaker", "US", 9, 0.0),
        ("other", "US", 8, 0.0),
        ("Turkish", "Russia", 3, -0.004),
        ("analyst", "US", 1, 0.5),
        ("analyst", "India", 2, 0.5),
        ("US", "Russia", 1, 0.5),
        ("Chinese", "Russia", 1, 0.5),
    ],
    columns=["said_by", "target", "n_mentions", "mean_score"],
).assign(scorer="x", low=float("nan"), high=float("nan"))


def test_the_journalists_are_put_beside_whom_they_quote():
    others = BY_VOICE.assign(scorer="y", mean_score=1.0)
    said = answer_tone(COMPARISON, AGREEMENT, LABELS, "x", pd.concat([others, BY_VOICE]))
    assert (
        "The journalists' own words score +0.50 toward the United States and \N{MINUS SIGN}0.25 toward Russia "
        "(20 mentions); quoted Turkish speakers 0.00 toward Russia (3 mentions); quoted analysts +0.50 toward the "
        "United States (1 mention); quoted US speakers +0.50 toward Russia (1 mention)."
    ) == said[2]
    assert 3 == len(answer_tone(COMPARISON, AGREEMENT, LABELS, "x", BY_VOICE.tail(3)))
    sure = answer_tone(COMPARISON, AGREEMENT, LABELS, "x", BY_VOICE.assign(low=-0.125, high=0.75))[2]
    assert "score +0.50 (95% interval \N{MINUS SIGN}0.12 to +0.75) toward the United States" in sure


def test_those_who_speak_are_named_with_their_mentions():
    shown = ["journalists (20)", "quoted unknown speakers (9)", "quoted other speakers (8)"]
    names = name_groups(BY_VOICE).unique().tolist()
    assert shown == names[:3]
    assert "quoted analysts (3)" in names


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (("journalist", "", ""), "journalist"),
        (("headline", "Ann Lee", "Turkish"), "headline"),
        (("direct", "Ann Lee", "Turkish"), "quoted: Ann Lee (Turkish)"),
        (("indirect", "Ann Lee", ""), "reported: Ann Lee"),
        (("indirect", "", "Turkish"), "reported: unnamed speaker (Turkish)"),
        (("direct", "", "unnamed"), "quoted: unnamed speaker"),
        (("direct", "", ""), "quoted: unknown speaker"),
    ],
)
def test_who_speaks_in_a_few_words(said, expected):
    assert expected == name_speaker(*said)


def test_what_is_left_out_is_told():
    before = pd.DataFrame({"scorer": ["x", "x", "x", "y", "z"], "confidence": [0.5, 0.6, 0.9, 0.4, None]})
    after = before[~(before["confidence"] < 0.6)]
    said = describe_left_out(before, after, 0.6)
    assert "Left out for a confidence below 0.6: 1 of 3 mentions by x, 1 of 1 mention by y." == said
    assert "No mention is left out" in describe_left_out(before, before, 0.0)
    assert "No mention is left out" in describe_left_out(before.tail(1), before.tail(1), 0.6)


def test_scores_carry_their_sign():
    signed = [format_score(score) for score in (0.5, -0.5, 0.0, -0.001)]
    assert ["+0.50", "\N{MINUS SIGN}0.50", "0.00", "0.00"] == signed


def test_keywords():
    terms = pd.DataFrame({"term": ["trade"], "count": [3], "rate_per_10k": [30.4]})
    assert "trade (3 times, 30 per 10,000 words)" in " ".join(answer_keywords(terms, terms))
    assert "none" in answer_keywords(terms.head(0), terms)[0]


def test_limits_name_small_sources_and_zero_scores():
    mentions = pd.DataFrame({"scorer": ["x", "x"], "score": [0.0, 0.5]})
    said = describe_limits(ARTICLES, mentions)
    assert "2 of 2 sources have fewer than 5 articles" in said
    assert "x 50%" in said


def test_dates_are_as_exact_as_they_are():
    assert ["2012-10-04", "2019-07", ""] == format_dates(ARTICLES).tolist()


def test_articles_that_share_source_and_date_go_by_source_and_file():
    assert ["one, 2012-10-04", "one, 2019-07", "two"] == name_articles(ARTICLES).tolist()
    same = ARTICLES.assign(source="one", date=pd.Timestamp("2012-10-04"), date_precision="day")
    assert ["one, a.txt", "one, b.txt", "one, c.txt"] == name_articles(same).tolist()


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("gas", True), ("oil", False)], ["gas (1 article)", "oil"]),
        ([("gas", False)], ["gas"]),
        ([], []),
    ],
)
def test_terms_of_one_article_are_marked(rows, expected):
    assert expected == list(mark_one_article(pd.DataFrame(rows, columns=["term", "one_article"])))


def keyness_rows(*rows):
    """Return rows of keyness: focus, term, count, log ratio, p, p_bh, p_holm, permutations."""
    names = ["focus", "term", "count", "log_ratio", "p", "p_bh", "p_holm", "n_permutations"]
    return pd.DataFrame(rows, columns=names).assign(against="all others")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "not compared"),
        ([("A", "gas", 9, 2.0, None, None, None, 0)], "not compared"),
        ([("A", "gas", 9, 2.0, 0.2, 0.4, 1.0, 6)], "so few articles give no p below 0.17"),
        ([("A", "gas", 9, 2.0, 0.3, 0.4, 1.0, 999)], "none is told from chance by the test of whole articles."),
        ([("A", "gas", 9, 2.0, 0.001, 0.01, 0.2, 999)], "A: gas (9 times)"),
        ([("A", "gas", 9, -2.0, 0.001, 0.01, 0.2, 999)], "none is told from chance"),  # less, not more
        ([(s, "gas", 1, 2.0, 0.001, 0.008, 0.2, 999) for s in "ABCDEF"], "D: gas (once); and 2 other sources"),
        ([(s, "gas", 1, 2.0, 0.001, 0.01, 0.2, 999) for s in "ABCDEF"], "none is told from chance"),  # .05 over six
    ],
)
def test_answer_on_keyness(rows, said):
    (answer,) = answer_keyness(keyness_rows(*rows), pd.DataFrame({"source": list("ABCDEF"), "n_words": 9}))
    assert said in answer


def test_words_come_with_the_interval_of_their_log_ratio():
    rows = keyness_rows(*[(s, "gas", 9, 2.0, 0.001, 0.01, 0.2, 999) for s in "AB"])
    weighed = pd.DataFrame({"focus": ["A", "B"], "term": "gas", "difference": 2.0, "low": [-0.25, None], "high": 4.0})
    (answer,) = answer_keyness(rows, pd.DataFrame({"source": list("AB"), "n_words": 9}), weighed)
    assert "A: gas (9 times, log ratio 2.0, 95% interval \N{MINUS SIGN}0.2 to 4.0); B: gas (9 times)." in answer


def test_sources_of_few_articles_are_not_spoken_of_beside_others():
    rows = keyness_rows(("A", "gas", 9, 2.0, 0.001, 0.01, 0.2, 999), ("B", "oil", 9, 2.0, 0.001, 0.01, 0.2, 999))
    (answer,) = answer_keyness(rows, pd.DataFrame({"source": ["A", *["B"] * 5], "n_words": 9}))
    assert "B: oil" in answer
    assert "gas" not in answer


def test_the_test_by_article_is_described():
    rows = [("A", "gas", 9, 2.0, 0.001, 0.01, 0.03, 999), ("A", "oil", 9, 2.0, 0.02, 0.04, 0.2, 999)]
    articles = pd.DataFrame({"source": ["A", "B"] * 9, "n_words": 9})
    said = describe_test(keyness_rows(*rows), articles)
    assert "2 comparisons" in said
    assert "out is 0.001" in said
    assert "2 pass by Benjamini" in said
    assert "1 by Holm" in said
    assert "Nothing was tested" in describe_test(keyness_rows(), articles)


@pytest.mark.parametrize(
    ("sizes", "n_permutations", "least"),
    [((1, 4), 5, "0.2"), ((3, 3), 20, "0.1"), ((1, 1), 2, "1"), ((9, 9), 999, "0.001")],
)
def test_the_smallest_p_is_told(sizes, n_permutations, least):
    articles = pd.DataFrame({"source": ["A"] * sizes[0] + ["B"] * sizes[1], "n_words": 9})
    rows = keyness_rows(("A", "gas", 9, 2.0, 1.0, 1.0, 1.0, n_permutations))
    assert f"out is {least}. At" in describe_test(rows, articles)
    assert (float(least) > 0.05) == ("none could be" in answer_keyness(rows, articles)[0])


def contrast_rows(*rows, n_permutations=999):
    names = ["term", "rate_first_per_10k", "rate_second_per_10k", "log_ratio", "p_bh"]
    table = pd.DataFrame(rows, columns=names).assign(first="United States", second="Russia")
    return table.assign(n_permutations=n_permutations)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            [("gas", 4, 1, 2.0, 0.5), ("oil", 1, 4, -2.0, 0.5)],
            "around the United States gas (4 to 1); around Russia oil (1 to 4); none of 2 words differ beyond chance",
        ),
        ([("gas", 4, 1, 2.0, 0.01)], "gas (4 to 1); 1 of 1 word differs beyond chance by article."),
        ([("gas", 4, 3, 0.4, 0.5)], "No word is twice as frequent"),
    ],
)
def test_answer_on_words_around_the_targets(rows, said):
    (answer,) = answer_contrast(contrast_rows(*rows))
    assert said in answer


def test_few_articles_that_cannot_pass_are_told():
    (answer,) = answer_contrast(contrast_rows(("gas", 4, 1, 2.0, 0.5), n_permutations=32))
    assert "and none could: so few articles give no p below 0.062" in answer


def test_no_words_around_the_targets_give_no_answer():
    assert [] == answer_contrast(contrast_rows())


def test_what_cannot_be_halved_is_told():
    articles = pd.DataFrame({"source": ["A", "A", "B"], "n_words": [1_000, 20, 3]})
    levels = pd.DataFrame({"focus": ["A"], "measure": ["lrc"], "score": [1.25], "n_splits": [100], "n_articles": [8]})
    assert "2 sources of 2 cannot be halved" in describe_null(levels.head(0), articles)
    said = describe_null(levels, articles)
    assert "In 100 random halvings" in said
    assert "below 1.2;" in said
    assert "1 source of 2 cannot be halved" in said
    assert "Rates are per 10,000 of 1,023 words: A 1,020, B 3." == describe_denominators(articles)


def test_queries_are_told_with_their_lines():
    lines = pd.DataFrame({"query": ["gas", "gas", "oil"]})
    said = describe_lines(lines, ["gas", "tea", "*", "oil", "gas"], {"*": "the query '*' matches any word"})
    assert "Lines found: gas 2, oil 1. Not found: tea. Left out: the query '*' matches any word." == said
    assert "Lines found: none." == describe_lines(lines.head(0), [], {})


def test_windows_are_told():
    table = pd.DataFrame({"n_window_first": [1_200], "n_window_second": [30]})
    assert "of 1,200 and of 30 words" in describe_windows(table)
    assert "there are none." == describe_windows(table.head(0))


def speaking_rows(*rows):
    return pd.DataFrame(rows, columns=["source", "said_by", "n_statements", "n_words", "share"])


def unnamed_rows(*rows):
    return pd.DataFrame(rows, columns=["source", "n_statements", "n_unnamed", "n_unknown"])


def test_answer_on_who_speaks():
    speaking = speaking_rows(
        ("Herald", "journalist", 0, 60, 0.6),
        ("Herald", "Russian", 3, 40, 0.4),
        ("Post", "journalist", 0, 90, 0.9),
        ("Post", "US", 1, 10, 0.1),
    )
    unnamed = unnamed_rows(("Herald", 3, 1, 0), ("Post", 1, 0, 1))
    assert [
        "Quoted or reported are 10% (Post) to 40% (Herald) of the words; the largest shares of these are by Russian "
        "speakers (80%) and US speakers (20%).",
        "1 of 4 statements (25%) comes from speakers without a name, and for 1 nothing tells who speaks.",
    ] == answer_speaking(speaking, unnamed)


def test_a_long_name_of_a_source_is_cut():
    speaking = speaking_rows(
        ("x" * 300, "journalist", 0, 60, 0.6), ("x" * 300, "Russian", 3, 40, 0.4), ("b", "US", 1, 9, 1)
    )
    (first, _) = answer_speaking(speaking, unnamed_rows(("b", 3, 0, 0)))
    assert "x" * 60 + "…" in first
    assert "x" * 61 not in first


def test_answer_where_nobody_is_quoted():
    speaking = speaking_rows(("Herald", "journalist", 0, 60, 1.0))
    assert ["Nobody is quoted or reported."] == answer_speaking(speaking, unnamed_rows(("Herald", 0, 0, 0)))


def test_answer_on_who_acts():
    counts = pd.DataFrame(
        [("Herald", "US", 5, 2, 1), ("Post", "US", 1, 1, 0), ("Herald", "Russia", 2, 0, 0)],
        columns=["source", "target", "n_mentions", "n_agent", "n_patient"],
    )
    actions = pd.DataFrame(
        [("US", "agent", "warn", 2, 1), ("US", "agent", "urge", 1, 0), ("US", "patient", "ask", 1, 0)],
        columns=["target", "role", "verb", "n_clauses", "n_negated"],
    )
    labels = {"US": "United States", "Russia": "Russia"}
    expected = (
        "Of 8 mentions, the United States acts in 3, most often “warn” (2 clauses, 1 negated), and is acted on in 1."
    )
    assert [expected] == answer_roles(counts, actions, labels)
    none = "No target acts or is acted on in a clause that could be read."
    assert [none] == answer_roles(counts.tail(1), actions, labels)


def test_answer_on_claims():
    per_source = pd.DataFrame({"source": ["Herald", "Post"], "n_sentences": [30, 10], "n_shared": [1, 1]})
    summary = pd.DataFrame({"n_sources": [2, 1, 1]})
    expected = (
        "Of 40 sentences compared, 2 (5.0%) were found to say what another source says, in 1 claim; the claim found at "
        "most sources stands at 2."
    )
    assert [expected] == answer_claims(per_source, summary)
    none = "Of 40 sentences compared, none was found to say what another source says."
    assert [none] == answer_claims(per_source.assign(n_shared=0), summary.tail(2))
    assert ["There are no sentences to compare."] == answer_claims(per_source.head(0), summary)
    alone = "30 sentences were read; with one source no claim can be shared."
    assert [alone] == answer_claims(per_source.head(1), summary)


@pytest.mark.parametrize(
    ("sources", "kept", "said"),
    [
        (["one", "two"], [0, 1], "given by the analyst."),
        (["one", "two"], [0], "1 more article is left out as copies of these, which leaves none of two; COPIES = True"),
        (["one", "one", "one"], [0], "2 more articles are left out as copies of these; COPIES = True counts them."),
        ([f"s{n}" for n in range(9)], [0], "none of s1, s2, s3, s4, s5 and 3 more; COPIES"),
    ],
)
def test_copies_that_are_left_out_are_told(sources, kept, said):
    cleaned = pd.DataFrame({"source": sources, "text_kind": "article"})
    assert said in describe_corpus(cleaned.iloc[kept], cleaned)


def test_an_answer_of_drawn_articles_says_so():
    articles = pd.DataFrame({"source": ["Daily", "Weekly"]})
    assert [] == answer_drawn(articles, None)
    assert ["This is said of 2 articles drawn by source from 1,000, not of all."] == answer_drawn(articles, 1000)
