import pytest

from helpers.corpus.infer import infer_metadata, parse_date

LEAD = "The two ministers met on Monday in the capital and spoke for three hours about trade."


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2012-10-04", "2012-10-04"),
        ("2012-1-5", "2012-01-05"),
        ("2012-10-04T11:30:00Z", "2012-10-04"),
        ("2012-10-04 00:00:00", "2012-10-04"),
        ("2019-07", "2019-07"),
        ("2019", "2019"),
        ("October 4, 2012", "2012-10-04"),
        ("OCTOBER 4, 2012", "2012-10-04"),
        ("Oct. 4, 2012", "2012-10-04"),
        ("Sept 5th, 2001", "2001-09-05"),
        ("4 Oct. 2012", "2012-10-04"),
        ("4th October 2012", "2012-10-04"),
        ("Thursday, 4 October 2012, 11:30", "2012-10-04"),
        ("July 2019", "2019-07"),
        ("Published: March 3, 2020 | Updated: March 4, 2020", "2020-03-03"),
        ("29 February 2012", "2012-02-29"),
        pytest.param("Dismay 12, 2016", None),
        ("", None),
        ("last Monday", None),
        ("4/10/2012", None),
        ("in 2012 or so", None),
        ("The march of the 4 men", None),
    ],
)
def test_dates_of_every_form_become_iso(text, iso):
    parsed = parse_date(text)
    assert iso == (parsed and parsed.iso)


@pytest.mark.parametrize(
    "text",
    ["20133-01-01", "January 1, 20133", "1 January 20133", "1500", "31 February 2012", "2019-13-01", "Feb. 29, 2013"],
)
def test_dates_that_cannot_be_raise(text):
    with pytest.raises(ValueError, match=r"year|month|day"):
        parse_date(text)


@pytest.mark.parametrize(
    ("lines", "author"),
    [
        (["A headline of five words", "By Jane Doe", LEAD], "Jane Doe"),
        (["A headline of five words", "by: Jane Doe", LEAD], "Jane Doe"),
        (["A headline of five words", "Written by Jane Doe and John Roe", LEAD], "Jane Doe and John Roe"),
        (["A headline of five words", "Posted by J. R. O’Neill-Doe", LEAD], "J. R. O’Neill-Doe"),
        (["A headline of five words", "Jane Doe", LEAD], "Jane Doe"),
        (["A headline of five words", "Jane Q. Doe", LEAD], "Jane Q. Doe"),
        (["A headline of five words", LEAD], ""),
        (["A headline of five words", LEAD, "By Monday the ministers of both countries had gone home again."], ""),
        (["A headline of five words", "Eurasia News", "A second headline of six words", LEAD], ""),
    ],
)
def test_author_is_the_byline(lines, author):
    assert author == infer_metadata("\n\n".join(lines)).author


def test_front_matter_says_what_the_article_is():
    block = '---\ntitle: "Talks at last"\nDate: 2019-07-03\nauthor: Jane Doe\ntags: [a, b]\n---\n'
    text = f"{block}\n# Another line of words\n\n{LEAD}"
    assert ("Talks at last", "2019-07-03", "Jane Doe", "") == infer_metadata(text)


def test_the_mark_of_a_markdown_heading_is_no_part_of_the_title():
    assert "Ministers meet in Tashkent" == infer_metadata(f"# Ministers meet in Tashkent\n\n{LEAD}").title


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (["Ministers meet in Tashkent", LEAD], "Ministers meet in Tashkent"),
        (["News / Asia", "Ministers meet in Tashkent", LEAD], "Ministers meet in Tashkent"),
        (["0 1,817", "Ministers meet in Tashkent", "By Jane Doe", LEAD], "Ministers meet in Tashkent"),
        (["By Jane Doe", "Ministers meet in Tashkent", LEAD], "Ministers meet in Tashkent"),
        (["  Ministers meet in Tashkent\t", LEAD], "Ministers meet in Tashkent"),
        ([LEAD], ""),
        (["Peace talks", LEAD], "Peace talks"),
        (["word " * 70, LEAD], ""),
        ([], ""),
    ],
)
def test_title_is_the_first_line_above_the_prose(lines, title):
    assert title == infer_metadata("\n\n".join(lines)).title


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("© 2019 Daily Example. All rights reserved.", "Daily Example"),
        ("Copyright 2019 by Daily Example", "Daily Example"),
        ("(c) Daily Example | Terms", "Daily Example"),
        ("Source: Daily Example", "Daily Example"),
        ("First appeared in The Weekly Example", "The Weekly Example"),
        ("Views here are not necessarily the position of the Daily Example Desk.", "Daily Example Desk"),
        ("A source in the ministry said so.", ""),
        ("The position of the ministry is known.", ""),
    ],
)
def test_source_is_in_the_last_lines(line, source):
    assert source == infer_metadata(f"Ministers meet in Tashkent\n\n{LEAD}\n\n{line}").source


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        ("October 4, 2012", "2012-10-04"),
        ("Published on 4 October 2012, 11:30", "2012-10-04"),
        ("The ministers shake hands in the capital after their talks, October 4, 2012.", "2012-10-04"),
        ("July 2019", ""),
        ("January 1, 20133", "January 1, 20133"),  # as it stands, for the reader to refuse it aloud
        ("20133-01-01", ""),
        ("In 2012 the ministers of the two countries had met for the first time in years.", ""),
        pytest.param("The ministers shake hands as they arrive, 24 October 2012, at a ministry.", "2012-10-24"),
    ],
)
def test_date_is_a_line_of_its_own_or_ends_a_caption(line, iso):
    assert iso == infer_metadata(f"Ministers meet in Tashkent\n\n{line}\n\n{LEAD}").date
