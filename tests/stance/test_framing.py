"""What a model reads of a mention: who is meant is hidden, what is said stays."""

import csv
from collections import defaultdict
from importlib.resources import files

import pandas as pd
import pytest
from building import TARGETS, make_articles, mark

from helpers.stance import find_mentions, read_targets
from helpers.stance.framing import (
    KINDS,
    SPECIAL_TOKENS,
    TARGET_CLOSES,
    TARGET_OPENS,
    country_names,
    frame_mention,
    hide_countries,
    says_anything,
)

with files("helpers.stance").joinpath("countries.csv").open(encoding="utf-8", newline="") as _file:
    ROWS = list(csv.DictReader(_file))
COLUMNS = {"names": "C", "demonyms": "D", "seats": "P", "leaders": "L"}
NAMED = [row for row in ROWS if row["country"] and row["names"] and row["demonyms"]]
SHIPPED = read_targets(TARGETS)
REACH = 800
TYPED = [*SPECIAL_TOKENS, "<s>", "</s>", "<pad>", "<unk>", "<mask>", "[CLS]", "[SEP]", "[MASK]", "[PAD]", "[UNK]"]


def framed(text, kind=""):
    """Return the text that is read of the mention marked «so»."""
    return frame_mention(*mark(text), kind).text


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Peru praised «Chile» on Monday.", "[AC] praised [T] [TC] [/T] on Monday."),
        ("«Chilean» divers left Lima.", "[T] [TD] [/T] divers left [AP]."),
        ("«Santiago» is not listed.", "[T] Santiago [/T] is not listed."),
        ("Peru called; «Lima» is Peru's, Peruvians say.", "[TC] called; [T] [TP] [/T] is [TC]'s, [TD] say."),
        ("Kenya, Ghana and Kenyans met «Norway» and Accra.", "[AC], [BC] and [AD] met [T] [TC] [/T] and [BP]."),
        ("Mali, Togo, Fiji and «Oman»", "[AC], [BC], [BC] and [T] [TC] [/T]"),
        ("Merkel told «Greece» to wait.", "[AL] told [T] [TC] [/T] to wait."),
        ("The «Kremlin» and Putin", "The [T] [TP] [/T] and [TL]"),
        ("The «Soviet Union» fell, Russia rose.", "[T] [TC] [/T] fell, [AC] rose."),
        ("«NATO» met Turkey.", "[T] [TC] [/T] met [AC]."),
        ("PERU LEFT «CHILE» ALONE", "[AC] LEFT [T] [TC] [/T] ALONE"),
    ],
)
def test_placeholders_tell_role_and_kind(text, read):
    assert read == framed(text)


@pytest.mark.parametrize("kind", KINDS)
def test_a_given_kind_counts_more_than_the_name(kind):
    for name in ("Chile", "Putin", "European Bloc"):
        own = f"[T{KINDS[kind]}]"
        found = frame_mention(*mark(f"Peru praised «{name}»."), kind)
        assert (f"[AC] praised [T] {own} [/T].", own) == (found.text, found.target)


def test_an_unknown_name_with_a_kind_is_hidden_where_it_is_meant():
    text = "Peru left the «European Bloc», and the European Bloc was angry."
    assert "[AC] left [T] [TC] [/T], and the European Bloc was angry." == framed(text, "country")
    assert "Peru left the [T] European Bloc [/T], and the European Bloc was angry." == framed(text)


@pytest.mark.parametrize("name", ["Vladimir Putin", "Trump", "Mary Poppins", "Gothe Russia", "Chile Pepper Company"])
def test_persons_and_others_stand_as_they_are(name):
    found = frame_mention(*mark(f"Peru and Moscow praised «{name}» on Monday."))
    assert (f"Peru and Moscow praised [T] {name} [/T] on Monday.", name) == (found.text, found.target)


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("the Netherlands", "[TC]"),
        ("The United States", "[TC]"),
        ("the  White House", "[TP]"),
        ("the Democratic Republic of the Congo", "[TC]"),
        ("THE GERMANS", "[TD]"),
    ],
)
def test_a_name_may_bring_its_article(name, own):
    assert f"[AC] praised [T] {own} [/T] on Monday." == framed(f"Peru praised «{name}» on Monday.")


SWAPS = [
    ("US", "Russia", "country"),
    ("America", "Russian Federation", "country"),
    ("American", "Russian", "demonym"),
    ("Americans", "Muscovites", "demonym"),
    ("Washington", "Moscow", "capital"),
    ("White House", "Kremlin", "government"),
    ("Obama", "Putin", "leader"),
    ("Donald J. Trump", "Dmitry Medvedev", "leader"),
]


@pytest.mark.parametrize(("american", "russian", "kind"), SWAPS)
@pytest.mark.parametrize(
    "text",
    [
        "«{0}» lied to {1}, but Peru and {3} praised {2}.",
        "Peru praised «{0}»; {1}, {2} and {3} did not.",
        "{2} and Lima hate «{0}».",
        "{3} and Lima hate «{0}», not {1} and {2}.",
    ],
)
def test_exchanging_us_and_russia_changes_nothing(text, american, russian, kind):
    there = text.format(american, russian, "Washington", "Moscow")
    back = text.format(russian, american, "Moscow", "Washington")
    assert framed(there, kind) == framed(back, kind)
    assert american in there
    assert not any(name in framed(there, kind) for name in (american, russian, "Washington", "Moscow"))


@pytest.mark.parametrize(
    ("there", "back"),
    [
        ("The «US» met Russia.", "«Russia» met the US."),
        (
            "Peru and the «United States» left an American and a Russian.",
            "Peru and «Russia» left a Russian and an American.",
        ),
        ("An «American» boat sank in the US.", "A «Russian» boat sank in Russia."),
        ("«The United States»-led talks", "«Russia»-led talks"),
    ],
)
def test_articles_do_not_tell_the_name(there, back):
    kind = "demonym" if "«American»" in there else "country"
    assert framed(there, kind) == framed(back, kind)


def test_other_articles_stand():
    text = "The [T] [TP] [/T] met the [AD], an envoy of [TC] and the envoy of [AC] in the end."
    assert text == framed("The «Kremlin» met the Americans, an envoy of Russia and the envoy of the US in the end.")


def test_exchanging_any_two_countries_changes_nothing():
    def text(one, other):
        slots = (row[column].split(";")[0] for row in (one, other) for column in ("names", "demonyms"))
        return "Ships of «{0}» met {2} and {3} boats; {1} anger at {2} grew.".format(*slots)

    differ = [
        (one["country"], other["country"])
        for one, other in zip(NAMED, [*NAMED[1:], NAMED[0]], strict=True)
        if not framed(text(one, other))
        == framed(text(other, one))
        == "Ships of [T] [TC] [/T] met [AC] and [AD] boats; [TD] anger at [AC] grew."
    ]
    assert [] == differ


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("Peru’s “good friend” – «Chile»", 'Peru\'s "good friend" - «Chile»'),
        ("Peru\u00a0met «Chile»\u00a0again", "Peru met «Chile» again"),
        ("Peru \n\tmet «Chile»\r\nagain", "Peru met «Chile» again"),
        ("The «United\u00a0States» left the U.\u00a0S. alone", "The «United States» left the U. S. alone"),
        ("«N’Djamena» slept", "«N'Djamena» slept"),
        ("The „«Élysée»‟ — silent", 'The "«Élysée»‟ - silent'),
    ],
)
def test_typing_changes_nothing(typed, plain):
    assert framed(plain) == framed(typed)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("«Chile» left.", "[T] [TC] [/T] left."),
        ("They left «Chile»", "They left [T] [TC] [/T]"),
        ("«Chile»", "[T] [TC] [/T]"),
        ("«X» left Peru", "[T] X [/T] left Peru"),
        ("«😀»", "[T] 😀 [/T]"),
        ("😀🎉«😡»🇷🇺", "😀🎉[T] 😡 [/T]🇷🇺"),
        ("«»", "[T]  [/T]"),
    ],
)
def test_mentions_at_the_edges_and_of_one_character(text, read):
    assert read == framed(text)
    if "X" in text:
        assert "[T] [TC] [/T] left [AC]" == framed(text, "country")


def test_excluded_names_stand():
    kept = "sailed the South China Sea to New Mexico for the Washington Post and the English Channel"
    assert f"[T] [TC] [/T] and [AC] {kept}." == framed(f"«China» and Mexico {kept}.")
    assert "[T] South China Sea [/T] is warm in China" == framed("«South China Sea» is warm in China")
    assert "The South China Sea, [AC] and Putin" == hide_countries("The South China Sea, Peru and Putin")


def test_of_a_sentence_of_5000_words_what_stands_near_is_read():
    far = "word " * 4000
    near = "Peru " * 100
    text = f"{far}{near}praised «Chile» when {near}{far}"
    read = framed(text)
    assert len(read) <= 2 * REACH + len("[T] [TC] [/T]")
    assert f"{'[AC] ' * 100}praised [T] [TC] [/T] when {'[AC] ' * 100}" in read
    assert read == framed(text.replace(far, far * 3))
    assert "[T] [TC] [/T]" in framed("x" * 5000 + "«Chile»" + "y" * 5000, "country")


def test_a_target_named_400_times(targets):
    text = ("Russia " * 399 + "Russia").strip()
    article = make_articles(text)
    whole = pd.DataFrame(
        [("0" * 16, 0, 0, len(text))], columns=["article_id", "sentence_index", "sentence_start", "sentence_end"]
    )
    mentions = find_mentions(article, whole, targets)
    assert 400 == len(mentions)
    for start, end in zip(mentions["mention_start"], mentions["mention_end"], strict=True):
        read = frame_mention(text, start, end, "country").text
        assert (1, 1) == (read.count(TARGET_OPENS), read.count(TARGET_CLOSES))
        assert "Russia" not in read
        assert len(read) <= 2 * REACH + 13


@pytest.mark.parametrize("token", TYPED)
def test_an_author_cannot_type_our_tokens(token):
    text = f"{token} [TC] {token}{token}[/T] lies, and «Chile» {token} told [T]Peru[/T] {token}."
    for kind in ("", "country"):
        read = frame_mention(*mark(text), kind).text
        assert (1, 1, 1) == tuple(read.count(t) for t in (TARGET_OPENS, "[TC]", TARGET_CLOSES))
        assert 1 == sum(map(read.count, (t for t in SPECIAL_TOKENS if t[1] in "AB")))
        assert not [t for t in TYPED if t not in SPECIAL_TOKENS and t in read]
    person = frame_mention(*mark(f"Peru met «Ann {token} Lee»."))
    assert token not in person.target
    assert 1 == person.text.count(TARGET_CLOSES)


def test_half_a_character_is_replaced():
    assert "\N{REPLACEMENT CHARACTER} [T] [TC] [/T] \N{REPLACEMENT CHARACTER}" == framed("\ud800 «Chile» \udfff")


def test_no_name_stands_for_two_countries():
    owners = defaultdict(set)
    for row in ROWS:
        for column in COLUMNS:
            for name in filter(None, row[column].split(";")):
                owners[name.replace("’", "'").casefold()].add((row["country"], column))
    assert {} == {name: found for name, found in owners.items() if len(found) > 1}


def test_each_row_of_countries_parses():
    assert ["country", *COLUMNS] == list(ROWS[0])
    assert [] == [row for row in ROWS if None in row or None in row.values()]
    assert len({row["country"] for row in ROWS}) == len(ROWS) > 150
    names = [name for row in ROWS for column in COLUMNS for name in row[column].split(";")]
    assert [] == [name for name in names if name != name.strip() or "\u00a0" in name]


def test_each_name_of_countries_is_found_as_what_it_is():
    wrong = []
    for row in ROWS:
        for column, letter in COLUMNS.items():
            for name in filter(None, row[column].split(";")):
                found = list(country_names().find(f"Then {name} left"))
                kind = letter if row["country"] else ""
                if [(name, row["country"], kind)] != [
                    (f"Then {name} left"[n.start : n.end], n.target, KINDS.get(n.kind, "")) for n in found
                ]:
                    wrong.append(name)
    assert [] == wrong


@pytest.mark.parametrize("target", list(SHIPPED), ids=lambda target: target.key)
def test_the_names_of_our_targets_are_names_of_countries(target):
    wrong = []
    for kind in target.include:
        for name in target.aliases.get(kind, []):
            found = [(n.start, n.end, n.target, KINDS.get(n.kind)) for n in country_names().find(name)]
            if [(0, len(name), target.label, KINDS[kind])] != found:
                wrong.append((name, found))
    assert [] == wrong


def test_the_names_of_our_targets_judge_nobody_beside_them():
    for name in (name for target in SHIPPED for kind in target.include for name in target.aliases.get(kind, [])):
        assert name not in framed(f"«Chile» praised {name} on Monday."), name


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("«Russia»", False),
        ("The «United States».", False),
        ("Russia and the «United States»!", False),
        ("“«Moscow»”, Washington and Peru’s", False),
        ("In «Russia»", False),
        ("Down with «Russia»", True),
        ("For «Russia»", True),
        ("Not «Russia»", True),
        ("«Russia» lied.", True),
        ("«Russia» 😀", True),
        ("«Russia» 3:0 Peru", True),
        ("«Russia» [/T] lied [T]", True),
        ("Ann Lee and «Russia»", True),
    ],
)
@pytest.mark.parametrize("kind", ["", "country"])
def test_a_bare_name_says_nothing(text, says, kind):
    assert says == says_anything(frame_mention(*mark(text), kind))
