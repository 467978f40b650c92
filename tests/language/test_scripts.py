import re
import unicodedata

import pytest
from building import make_articles

from helpers.language.scripts import MARKS, UNSPACED, find_unsegmented
from helpers.schemas import Problems


def said_of(text):
    return find_unsegmented(make_articles(text))["reason"].tolist()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("双方讨论了中美关系。", "100% of its letters are Chinese or Japanese"),
        ("両国は会談した。カタカナ。", "64% of its letters are Chinese or Japanese"),  # the last word stands alone
        ("การค้าไทย" * 3, "100% of its letters are Thai"),
        ("ການຄ້າ" * 3, "100% of its letters are Lao"),
        ("བོད་སྐད", "100% of its letters are Tibetan"),
        ("ကုန်သွယ်ရေး" * 2, "100% of its letters are Burmese"),
        ("ពាណិជ្ជកម្ម" * 2, "100% of its letters are Khmer"),
        ("讨论中美关系 abcdefghijklmno", "29% of its letters are Chinese or Japanese"),
        ("讨论中美关" + " abcdefghi" * 5, "10% of its letters are Chinese or Japanese"),
    ],
)
def test_scripts_without_spaces_are_named(text, found):
    assert [f"{found}, which is written without spaces: these are not counted as words"] == said_of(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("قالت روسيا", "100% of its letters are Arabic"),
        ("רוסיה אמרה", "100% of its letters are Hebrew"),
        ("हिन्दी में", "100% of its letters are Devanagari"),
        ("বাংলা", "100% of its letters are Bengali"),
        ("தமிழ்", "100% of its letters are Tamil"),
        ("한국은", "100% of its letters are Korean"),
        ("abcde قالتر", "50% of its letters are Arabic"),
    ],
)
def test_scripts_that_are_split_at_blanks_alone_are_named(text, found):
    (reason,) = said_of(text)
    assert reason.startswith(f"{found}: its words are split at blanks")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The minister’s “plan” – in full.",
        "Министр сказал",
        "Ο υπουργός",
        "讨论中美关" + " abcdefghij" * 5,  # below a tenth
        "双方 讨论 了 中美 关系",  # blanks were put between the words
        "12 % ٣٤ ๓๔",  # digits alone
        "।॥ 。、・",  # signs alone
        "\u0301\u0e48",  # marks alone
    ],
)
def test_other_texts_are_left_alone(text):
    assert [] == said_of(text)


def test_problems_name_the_article_and_what_to_do():
    articles = make_articles("The ministers met.", "双方讨论了 قالت روسيا", "双方讨论了")
    problems = find_unsegmented(articles)
    assert ["1.txt", "1.txt", "2.txt"] == problems["file"].tolist()
    assert {"warning"} == set(problems["severity"])
    assert problems["remedy"].str.contains("blanks").all()
    assert Problems.column_names() == list(problems.columns)


def test_unspaced_holds_letters_and_marks_alone():
    unspaced = re.compile(f"[{UNSPACED}]")
    kinds = {unicodedata.category(chr(c)) for c in range(0x110000) if unspaced.match(chr(c))}
    assert {"Lo", "Lm", "Mn", "Mc", "Nl"} == kinds - {"Cn"}  # Cn: not given out yet


@pytest.mark.parametrize(("characters", "are_unspaced"), [("中々ー𠀀がｶกໃམကខ្", True), ("aя1عह한。・๓៛", False)])
def test_unspaced(characters, are_unspaced):
    assert {are_unspaced} == {bool(re.fullmatch(f"[{UNSPACED}]", c)) for c in characters}


def test_marks_are_what_w_does_not_match():
    marks = re.compile(f"[{MARKS}]")
    for c in range(0x10000):
        assert bool(marks.match(chr(c))) == unicodedata.category(chr(c)).startswith("M")


@pytest.mark.parametrize("word", ["हिन्दी", "رُوسِيَا", "தமிழ்", "שָׁלוֹם", "cafe\u0301"])
def test_a_word_with_marks_is_one(word):
    assert [word] == re.findall(rf"[\w{MARKS}]+", word)
    assert [word] != re.findall(r"\w+", word)
