"""The box that says how far a comparison can be trusted."""

import pandas as pd
import pytest

from helpers.browse import show_honesty
from helpers.schemas import Honesty

NAN = float("nan")
ROW = {
    "scorer": "stance",
    "comparison": "tone toward US less tone toward Russia",
    "n_articles": 34,
    "n_mentions": 1200,
    "icc": 0.1,
    "design_effect": 2.0,
    "n_effective": 600.0,
    "difference": -0.31,
    "low": -0.5,
    "high": -0.12,
    "p": 0.004,
    "least_p": 0.0001,
    "detectable": 0.27,
    "method": "jackknife",
    "warning": "",
}
LINE = (
    "tone toward US less tone toward Russia (stance): 34 articles, n = 1,200, effective n = 600 (ICC 0.10); difference "
    "\N{MINUS SIGN}0.31; 95% interval \N{MINUS SIGN}0.50 to \N{MINUS SIGN}0.12; p = .004; could show differences above "
    "0.27."
)
EMPTY = dict.fromkeys(("icc", "design_effect", "n_effective", "low", "high", "p", "least_p", "detectable"), NAN)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, LINE),
        (
            EMPTY | {"n_articles": 1, "n_mentions": 3},
            "tone toward US less tone toward Russia (stance): 1 article, n = 3; difference \N{MINUS SIGN}0.31; too few "
            "articles for an interval.",
        ),
        (EMPTY | {"difference": NAN}, "(stance): 34 articles, n = 1,200; nothing to compare."),
        (EMPTY | {"p": 0.03}, "0.31; no interval, as articles do not differ; p = .030."),
        (EMPTY | {"p": 0.03, "method": "none", "warning": "Absent."}, "0.31; no interval; p = .030.\nAbsent."),
        (
            {"difference": -0.0034, "low": -0.0051, "high": -0.0004, "detectable": 0.0021},
            "0.003; 95% interval \N{MINUS SIGN}0.01 to 0.00; p = .004; could show differences above 0.002.",
        ),
        ({"n_articles_first": 6, "n_articles_second": 28}, "34 articles (6 against 28), n = 1,200"),
        ({"warning": "Take care."}, f"{LINE}\nTake care."),
    ],
)
def test_a_line_for_each_comparison(tmp_path, changes, expected):
    shown = show_honesty(pd.DataFrame([ROW | changes]), "x", tmp_path)
    assert expected in shown.text
    assert "nan" not in shown.text + str(shown.markup).replace("dominant", "")


def test_few_tests_say_nothing_of_their_number(tmp_path):
    for table in (
        pd.DataFrame([ROW | {"p": p} for p in (0.1, 0.2, 0.3, 0.4, NAN)]),
        pd.DataFrame([ROW | {"p": 0.125, "least_p": 0.0625}] * 9),  # none of which can give a p that counts
    ):
        assert "not corrected" not in show_honesty(table, "x", tmp_path).text


def test_what_is_shown_and_what_is_written(tmp_path):
    table = pd.DataFrame([ROW | {"scorer": f"s{n}", "warning": "Take care."} for n in range(9)])
    shown = show_honesty(table, "x", tmp_path, rows=2, caption="Tone.")
    lines = shown.text.split("\n")
    assert "How far this can be trusted" == lines[0]
    assert "Tone. Compared: tone toward US less tone toward Russia." == lines[1]
    assert lines[2].startswith("s0: 34 articles")
    many = "p is not corrected for the number of comparisons: if nothing differed, 0.5 of these 9 would have a p up to"
    assert [
        "Of all: Take care.",
        f"{many} .05 on average.",
        "Told are the first 2 of 9 comparisons; the table below has all.",
    ] == lines[-3:]
    assert 2 == str(shown.markup).count("<li>")
    assert "intraclass correlation" in shown.markup
    assert 9 == len(pd.read_csv(tmp_path / "tables" / "x.csv"))


def test_names_are_text_and_not_markup(tmp_path):
    evil = "<img src=x>\N{RIGHT-TO-LEFT OVERRIDE}" + "y" * 300
    shown = show_honesty(pd.DataFrame([ROW | {"scorer": evil, "comparison": evil}]), "x", tmp_path)
    assert "<img" not in shown.markup
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in shown.markup
    assert len(shown.text) < 400


def test_nothing_to_compare(tmp_path):
    assert "There is nothing to compare." in show_honesty(Honesty.empty(), "x", tmp_path).markup


def test_a_warning_is_said_once_with_the_rows_it_is_of(tmp_path):
    rows = [ROW | {"scorer": name, "warning": said} for name, said in (("a", "Few."), ("b", ""), ("c", "Few."))]
    assert "Of a; c: Few." == show_honesty(pd.DataFrame(rows), "x", tmp_path).text.split("\n")[-1]


def test_rows_are_named_by_what_tells_them_apart(tmp_path):
    rows = [ROW | {"comparison": f"tone toward {name}", "source": "Daily"} for name in ("US", "Russia")]
    table = pd.DataFrame(rows)[["source", *ROW]]
    assert ["tone toward US: 34", "tone toward Russia: 34"] == [
        line.split(" articles")[0] for line in show_honesty(table, "x", tmp_path).text.split("\n")[1:3]
    ]


def test_comparisons_of_few_articles_are_counted_and_not_told_one_by_one(tmp_path):
    few = [ROW | EMPTY | {"scorer": name, "n_articles": 4, "warning": "Few."} for name in "abc"]
    said = "comparisons rest on fewer than 5 articles on a side: no interval, no test, no finding."
    assert f"All 3 {said}" == show_honesty(pd.DataFrame(few), "x", tmp_path).text.split("\n")[-1]
    both = show_honesty(pd.DataFrame([*few, ROW]), "x", tmp_path)
    assert f"3 of 4 {said}" == both.text.split("\n")[-1]
    assert 1 == both.markup.count("<li>")
    assert 4 == len(pd.read_csv(tmp_path / "tables" / "x.csv"))


def test_a_number_is_named_by_its_column(tmp_path):
    table = pd.DataFrame([{"min_confidence": level} | ROW for level in (0.0, 0.55)])
    assert "min confidence 0.55: 34" in show_honesty(table, "x", tmp_path).text
