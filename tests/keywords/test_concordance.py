import pandas as pd
import pytest
from building import make_articles

from helpers.errors import PresslensError
from helpers.keywords.concordance import concordance, filter_lines, find_lines, quote_terms, sort_lines
from helpers.language import locate_words, split_sentences
from helpers.schemas import ConcordanceLines


def find(text, query, **options):
    return concordance(make_articles(text), query, **options)["keyword"].tolist()


def lines_of(*texts, query="trade", sources=None, dates=None, width=60):
    articles = make_articles(*texts)
    if sources:
        articles["source"] = sources
    if dates:
        days, articles["date_precision"] = zip(*dates, strict=True)
        articles["date"] = pd.to_datetime(pd.Series(days))
    return concordance(articles, query, width=width)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("us", ["US", "us"]),
        ("US", ["US"]),
        ("told us", ["told us"]),  # over a line break
        ("  told   us ", ["told us"]),
        ("TOLD us", []),
        ("told", ["told"]),
        ("tol", []),
        ("us.", ["us."]),
        ("(", []),
    ],
)
def test_whole_words_are_found(query, expected):
    assert expected == find("The US told\nus. So.", query)


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("ban banned banning urban", "ban*", ["ban", "banned", "banning"]),
        ("ban banned banning urban", "*ban", ["ban", "urban"]),
        ("ban banned banning urban", "*ban*", ["ban", "banned", "banning", "urban"]),
        ("ban banned banning urban", "b*n*d", ["banned"]),
        ("ban bin bean bn", "b?n", ["ban", "bin"]),
        ("ban bin bean bn", "b??n", ["bean"]),
        ("ban bin bean bn", "b?*n", ["ban", "bin", "bean"]),
        ("ban bin bean bn", "b**n", ["ban", "bin", "bean", "bn"]),
        ("abcab abab", "ab*ab", ["abcab", "abab"]),  # parts must not share letters
        ("aba", "ab*ba", []),
        ("high-level, mid-level and level", "*-level", ["high-level", "mid-level"]),
        ("high-level, mid-level and level", "level", ["level", "level", "level"]),
        ("high-level, mid-level and level", "high*", ["high"]),  # a star stands for letters and digits alone
        ("The new talks, the high-level talks", "the * talks", ["The new talks", "the high-level talks"]),
        ("the U.S. talks and the talks", "the * talks", ["the U.S. talks"]),
        ("the big, talks", "the * talks", []),
        ("a b c d e", "b * * e", ["b c d e"]),
        ("old high-level talks", "* talks", ["high-level talks"]),
        ("talks in 2018.", "in *", ["in 2018"]),
        ("COVID-19 and G20", "g??", ["G20"]),
    ],
)
def test_wildcards(text, query, expected):
    assert expected == find(text, query)


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("talks (both) ended [sic]", "(both)", ["(both)"]),
        ("talks (both) ended [sic]", "[sic]", ["[sic]"]),
        ("talks (both) ended [sic]", "(both", ["(both"]),
        ("talks (both) ended", "(talks|both)", []),
        ("talks ended", "t.lks", []),
        ("talks ended", "[a-z]+", []),
        ("talks ended", r"\w+", []),
        ("talks ended", "^talks$", []),
        ("a+b a{2} a\\b", "a{2}", ["a{2}"]),
        ("a+b a{2} a\\b", "a\\b", ["a\\b"]),
        ("up 5% to $7", "5%", ["5%"]),
        ("up 5% to $7", "%", ["%"]),
        ("up 5% to $7", "$7", ["$7"]),
        ("“We said “no”", "“no”", ["“no”"]),
        ("the U.S. and U.S.-led men, U.S.A.", "U.S.", ["U.S.", "U.S."]),
        ("Pakistan’s plan, Pakistan's way", "pakistan's", ["Pakistan’s", "Pakistan's"]),
        ("Pakistan’s plan, Pakistan's way", "Pakistan’s", ["Pakistan’s", "Pakistan's"]),
        ("Pakistan’s plan, Pakistan's way", "pakistan", ["Pakistan", "Pakistan"]),
        ("snake_case", "snake", []),
    ],
)
def test_all_else_is_literal(text, query, expected):
    assert expected == find(text, query)


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("Новая политика и политики.", "политик*", ["политика", "политики"]),
        ("США и сша", "США", ["США"]),
        ("США и сша", "сша", ["США", "сша"]),
        ("قالت روسيا إن", "روسيا", ["روسيا"]),
        ("قالت وروسيا إن", "روسيا", []),  # a prefix is part of the word
        ("قالت وروسيا إن", "*روسيا", ["وروسيا"]),
        ("رُوسيا", "روسيا", []),  # so is a vowel sign
        ("हिन्दी में", "हिन्दी", ["हिन्दी"]),
        ("हिन्दी में", "हिन्द", []),  # cut before its vowel sign
        ("हिन्दी में", "हि*", ["हिन्दी"]),
        ("双方讨论中美关系。", "中美", ["中美"]),
        ("双方讨论中美关系,美方说", "美", ["美", "美"]),
        ("关于US的讨论", "US", ["US"]),
        ("关于USA的讨论", "US", []),
        ("日米の会談", "日?の", ["日米の"]),
        ("การค้าไทย", "ไทย", ["ไทย"]),
        ("การค้าไทย", "การค", []),  # its tone mark follows
    ],
)
def test_other_scripts(text, query, expected):
    assert expected == find(text, query)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", "there is nothing to search for"),
        (" \n ", "there is nothing to search for"),
        ("*", "matches any word"),
        ("?", "matches any word"),
        ("* ?? **", "matches any word"),
        ("a" * 201, "is too long"),
        ("a b c d e f g h i j k", "is too long"),
        ("\x1b[31m" * 50, "is too long"),
    ],
)
def test_queries_that_cannot_be_answered(query, message):
    with pytest.raises(PresslensError, match=message) as error:
        find("trade", query)
    assert str(error.value).isprintable()
    assert "; write" in str(error.value) or "; add" in str(error.value)


def test_the_longest_query_is_answered():
    assert ["a b c d e f g h i j"] == find("a b c d e f g h i j k", "a b c d e f g h i j")
    assert [] == find("trade", "a" * 200)


def test_a_context_of_nothing_is_refused():
    with pytest.raises(PresslensError, match="width of 1"):
        find("trade", "trade", width=0)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("a" * 100_000, "a*a*a*a*a*b"),
        ("a" * 5_000_000, "a*a*a*a*a*b"),
        ("aa " * 100_000, "*a*a*a* * * * * * * * *b"),
        ("a-" * 100_000, "* b"),
        ("a-" * 100_000, "*-*-*-*-*b"),
        ("国" * 100_000, "国*国*国*b"),
        ("a" + " " * 5_000_000 + "a", "a a b"),
    ],
)
def test_no_query_takes_for_ever(text, query):
    assert [] == find(text, query)  # by backtracking, each of these would take hours


@pytest.mark.parametrize(
    ("raw", "body", "expected"),
    [
        ("trade talks", "trade talks", ["trade talks"]),
        ("trade AD talks", "trade    talks", []),
        ("trade  \t talks", "trade  \t talks", ["trade talks"]),
        ("trade\t\ttalks", "trade  talks", ["trade talks"]),  # nothing but blanks was removed
        ("trade\ntalks", "trade\ntalks", ["trade talks"]),
        ("trade\r\ntalks", "trade\r\ntalks", ["trade talks"]),
        ("trade\n \ntalks", "trade\n \ntalks", []),
        ("trade\r\n\r\ntalks", "trade\r\n\r\ntalks", []),
        ("trade\u2029\u2029talks", "trade\u2029\u2029talks", []),
        ("trade\nAD\ntalks", "trade\n  \ntalks", []),
    ],
)
def test_nothing_is_found_over_a_gap(raw, body, expected):
    articles = make_articles(raw).assign(body=[body])
    assert expected == concordance(articles, "trade talks")["keyword"].tolist()


def test_a_match_over_a_gap_hides_none_behind_it():
    articles = make_articles("no AD no no").assign(body=["no    no no"])
    lines = concordance(articles, "no no")
    assert [(6, 11)] == list(zip(lines["start"], lines["end"], strict=True))


def test_without_raw_text_only_blank_lines_part():
    articles = make_articles("trade    talks").drop(columns="raw_text")
    assert ["trade talks"] == concordance(articles, "trade talks")["keyword"].tolist()


@pytest.mark.parametrize(
    ("query", "without", "within"),
    [
        ("ended. talks", ["ended. Talks"], []),
        ("talks", ["Talks", "Talks"], ["Talks", "Talks"]),
        ("talks began", ["Talks began"], ["Talks began"]),
        ("began.", ["began."], ["began."]),
    ],
)
def test_a_match_lies_within_one_sentence(query, without, within):
    articles = make_articles("Talks ended. Talks began.")
    assert without == concordance(articles, query)["keyword"].tolist()
    assert within == concordance(articles, query, sentences=split_sentences(articles))["keyword"].tolist()


def test_an_article_without_sentences_has_no_lines():
    articles = make_articles("Talks ended.", "Talks began.")
    sentences = split_sentences(articles.iloc[[1]])
    assert ["1.txt"] == concordance(articles, "talks", sentences=sentences)["file"].tolist()


def test_no_articles_and_no_match_give_an_empty_table():
    none = make_articles()
    for lines in (concordance(none, "trade"), lines_of("aid"), concordance(none, "a", sentences=split_sentences(none))):
        assert ConcordanceLines.column_names() == list(lines.columns)
        assert lines.empty
        assert sort_lines(lines, by="left").empty
        assert filter_lines(lines, sources=["A"], containing="x").columns.equals(lines.columns)


def test_what_stands_around_is_shown(sample):
    lines = concordance(sample, "islamabad", width=30)
    bodies = dict(zip(sample["file"], sample["body"], strict=True))
    assert len(lines)
    for line in lines.itertuples():
        assert "islamabad" == bodies[line.file][line.start : line.end].lower()
        assert max(len(line.left), len(line.right)) <= 30


@pytest.mark.parametrize(
    ("text", "width", "left", "right"),
    [
        ("one two trade three four", 60, "one two", "three four"),
        ("one two trade three four", 7, "one two", "three"),
        ("one two trade three four", 4, "two", "thre"),
        ("one two trade three four", 1, "o", "t"),
        ("trade", 60, "", ""),
        ("one\n\ntwo\ttrade\xa0three", 60, "one two", "three"),
        ("one " + " " * 999 + "trade" + " " * 999 + "two", 5, "one", "two"),  # a gap counts as one space
        ("dcba yx    trade    xy abcd", 4, "yx", "xy"),  # the first look ends within a word
        ("<b>one</b> trade, and", 60, "<b>one</b>", ", and"),
    ],
)
def test_context(text, width, left, right):
    line = lines_of(text, width=width).iloc[0]
    assert (left, right) == (line["left"], line["right"])


def test_dates_are_as_exact_as_known():
    dates = [("2018-03-07", "day"), ("2018-03-01", "month"), ("2018-01-01", "year"), (None, "")]
    lines = lines_of("trade", "trade", "trade", "trade", dates=dates)
    assert ["2018-03-07", "2018-03", "2018", ""] == lines["date"].tolist()
    assert [""] == lines_of("trade")["date"].tolist()


@pytest.mark.parametrize(
    ("by", "position", "files"),
    [
        ("text", 1, "012345"),
        ("left", 1, "302154"),
        ("left", 2, "023541"),
        ("right", 1, "310425"),
        ("keyword", 1, "012345"),
    ],
)
def test_lines_are_sorted(by, position, files):
    lines = lines_of(
        "fair trade ended",
        "the free trade “deal”",
        "Free trade is",
        "trade",  # nothing on either side
        "our long trade FAIR",
        "a long Trade talk",
    )
    found = sort_lines(lines, by=by, position=position)
    assert files == "".join(found["file"].str[0])
    assert lines.equals(sort_lines(found, by="text"))


def test_a_possessive_ending_is_no_word_to_the_right():
    lines = lines_of("Pakistan’s aid", "Pakistan came", "Pakistan 's zeal", query="pakistan")
    assert ["0.txt", "1.txt", "2.txt"] == sort_lines(lines, by="right")["file"].tolist()


def test_chinese_is_sorted_by_the_nearest_character():
    lines = lines_of("乙丙美", "丁甲美", query="美")
    assert ["乙丙", "丁甲"] == sort_lines(lines, by="left")["left"].tolist()
    assert ["丁甲", "乙丙"] == sort_lines(lines, by="left", position=2)["left"].tolist()


def test_ties_are_in_order_of_source_file_and_place():
    lines = lines_of("trade trade", "trade", "a trade", "trade", sources=["B", "A", "B", "A"])
    found = sort_lines(lines, by="keyword")
    assert [("A", "1.txt", 0), ("A", "3.txt", 0), ("B", "0.txt", 0), ("B", "0.txt", 6), ("B", "2.txt", 2)] == list(
        found[["source", "file", "start"]].itertuples(index=False, name=None)
    )


def test_lines_are_sorted_by_source_in_any_case():
    lines = lines_of("trade", "trade", "trade", sources=["beta", "Gamma", "Alpha"])
    assert ["Alpha", "beta", "Gamma"] == sort_lines(lines, by="source")["source"].tolist()


def test_lines_are_sorted_by_date_undated_last():
    dates = [(None, ""), ("2019-01-01", "day"), ("2018-03-07", "day"), ("2018-01-01", "year"), ("2018-03-01", "month")]
    lines = sort_lines(lines_of(*["trade"] * 5, dates=dates), by="date")
    assert ["2018", "2018-03", "2018-03-07", "2019-01-01", ""] == lines["date"].tolist()


@pytest.mark.parametrize("options", [{"by": "colour"}, {"by": "left", "position": 0}])
def test_unknown_orders_are_refused(options):
    with pytest.raises(PresslensError, match=r"; give one of|; count from 1"):
        sort_lines(lines_of("trade"), **options)


@pytest.mark.parametrize(
    ("options", "files"),
    [
        ({}, "012"),
        ({"sources": ["A"]}, "02"),
        ({"sources": "A"}, "02"),
        ({"sources": []}, ""),
        ({"sources": ["Z"]}, ""),
        ({"containing": "FREE"}, "01"),
        ({"containing": "free trade"}, "01"),
        ({"containing": " trade   deal "}, "02"),
        ({"containing": "fre*"}, ""),
        ({"containing": ".*"}, ""),
        ({"containing": "air"}, "2"),
        ({"sources": ["A"], "containing": "free"}, "0"),
    ],
)
def test_lines_are_filtered(options, files):
    lines = lines_of("the free trade deal", "Free trade talk", "fair trade deal", sources=["A", "B", "A"])
    assert files == "".join(filter_lines(lines, **options)["file"].str[0])


def test_lines_of_many_terms_come_from_all_articles():
    articles = make_articles("Gas, gas, gas. The U.S. left.", "Gas.", "The US and gas.")
    words = locate_words(articles, split_sentences(articles))
    lines = quote_terms(articles, words, ["US", "gas", "oil"], limit=3, width=8)
    shown = list(zip(lines["term"], lines["file"], lines["keyword"], strict=True))
    assert [
        ("US", "0.txt", "U.S."),
        ("US", "2.txt", "US"),
        ("gas", "0.txt", "Gas"),
        ("gas", "1.txt", "Gas"),
        ("gas", "2.txt", "gas"),
    ] == shown
    assert ("gas. The", "left.") == tuple(lines.loc[0, ["left", "right"]])


def test_lines_of_a_term_come_from_all_sources_by_turns():
    articles = make_articles("Gas gas.", "Gas.", "Gas gas.", "Gas.")
    articles["source"] = ["A", "A", "B", "C"]
    words = locate_words(articles, split_sentences(articles))
    shown = quote_terms(articles, words, ["gas"], limit=5)
    assert ["0.txt", "2.txt", "3.txt", "1.txt", "2.txt"] == shown["file"].tolist()
    assert ["A", "B", "A", "B", "A"] == quote_terms(articles.head(3), words, ["gas"], limit=9)["source"].tolist()


def test_lines_of_terms_have_the_date_of_their_article():
    articles = make_articles("Gas.", "Gas.").assign(
        date=pd.to_datetime(["2019-07-04", None]), date_precision=["month", ""]
    )
    words = locate_words(articles, split_sentences(articles))
    assert ["2019-07", ""] == quote_terms(articles, words, ["gas"])["date"].tolist()
    assert ["", ""] == quote_terms(articles.drop(columns="date"), words, ["gas"])["date"].tolist()


def test_lines_of_no_terms_are_none():
    articles = make_articles("Gas.")
    assert quote_terms(articles, locate_words(articles, split_sentences(articles)), []).empty


def test_a_query_that_cannot_be_searched_for_stops_no_other():
    lines, problems = find_lines(make_articles("Gas and (oil)."), ["gas", "***", "(oil", "gas", "tea"])
    assert [("gas", "Gas"), ("(oil", "(oil")] == list(zip(lines["query"], lines["keyword"], strict=True))
    assert ["***"] == list(problems)
    assert "***" in problems["***"]
    assert find_lines(make_articles("Gas."), [])[0].empty
