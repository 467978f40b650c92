"""Two reports: which figures moved, by how much and why; invented tables of a few rows."""

import hashlib
import json
import math
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from building import write_files
from click.testing import CliRunner

from helpers.cli import main
from helpers.differences import compare_reports, say_differences
from helpers.differences.figures import MOST_FIGURES, compare_table
from helpers.differences.page import write_differences
from helpers.errors import PresslensError
from helpers.provenance import dehydrate, write_provenance
from helpers.report.record import NotebookRecord, Record
from helpers.schemas import AnswerDifferences, Causes, Differences, TableDifferences
from helpers.tables import write_csv

TONE = pd.DataFrame(
    {
        "source": ["Delta Post", "Delta Post", "Hill News"],
        "target": ["US", "Russia", "US"],
        "n_mentions": [4, 2, 3],
        "mean_score": [0.2, -0.4, 0.1],
        "low": [0.1, -0.6, math.nan],
        "high": [0.3, -0.2, math.nan],
    }
)
TEXTS = {
    "corpus/a.txt": "Russia sold grain to the port of Delta last week.\n",
    "corpus/b.txt": "The United States opened a new bridge over the river.\n",
}


def make_report(out: Path, tables=None, *, answer=("Tone is even.",), texts=None, **facts) -> Path:
    """Write what a report of one notebook leaves behind, as far as two reports are compared by it."""
    for name, table in (tables if tables is not None else {"02_tone": TONE}).items():
        write_csv(table, out / "tables" / f"{name}.csv")
    if texts is not None:
        write_files(out.parent / f"{out.name}_corpus", texts)
        provenance, _ = dehydrate(out.parent / f"{out.name}_corpus" / "corpus")
        write_provenance(provenance, out / "provenance")
    files = {f"tables/{path.name}": hashlib.sha256(path.read_bytes()).hexdigest() for path in out.glob("tables/*.csv")}
    keys = {"key": "0" * 64, "page": "02.html", "title": "Tone", "question": "How?", "error": ""}
    notebook = NotebookRecord(**keys, answer=tuple(answer), tables=tuple(files), evidence=())
    record = Record(
        version="0.1.0",
        date="",
        corpus_hash="0" * 64,
        inputs={"CORPUS": "1" * 64, "TARGETS": "2" * 64},
        parameters={"CORPUS": [f"…/{out.name}"], "TARGETS": "…/targets.toml", "COPIES": False, "OUT": "."},
        versions={"presslens": "0.1.0", "numpy": "2.1"},
        problems=(),
        notebooks={"02": notebook},
        files=files,
    )
    (out / "report.json").write_text(replace(record, **facts).to_json(), encoding="utf-8")
    return out


def compare(before: pd.DataFrame, after: pd.DataFrame, tolerance=1e-9) -> pd.DataFrame:
    """Compare two tables as their CSVs would be read."""
    change = compare_table("t", *(table.astype("str").fillna("") for table in (before, after)), tolerance=tolerance)
    return change.figures


def test_the_same_report_twice_says_so_in_one_line(tmp_path):
    found = compare_reports(make_report(tmp_path / "a", texts=TEXTS), make_report(tmp_path / "b", texts=TEXTS))
    assert not found.moved
    assert say_differences(found) == ["Nothing moved: the answers and all figures are the same."]
    assert [] == found.problems


def test_a_figure_that_moved_tells_by_how_much():
    after = TONE.assign(mean_score=[0.25, -0.4, 0.1])
    figures = compare(TONE, after)
    row = figures.iloc[0]
    assert len(figures) == 1
    assert (row["row"], row["figure"], row["before"], row["after"]) == ("Delta Post · US", "mean_score", "0.2", "0.25")
    assert row["difference"] == pytest.approx(0.05)
    assert row["relative"] == pytest.approx(0.25)
    assert row["intervals"] == pytest.approx(0.25)  # of an interval from 0.1 to 0.3


def test_the_heaviest_stands_first():
    after = TONE.assign(n_mentions=[5, 2, 3], mean_score=[0.25, -0.2, math.nan])
    figures = compare(TONE, after)
    expected = [
        ("Hill News · US", "mean_score", "lost its value"),
        ("Delta Post · Russia", "mean_score", "moved"),  # half of its interval
        ("Delta Post · US", "mean_score", "moved"),  # a quarter
        ("Delta Post · US", "n_mentions", "moved"),  # no interval
    ]
    assert expected == [*figures[["row", "figure", "change"]].itertuples(index=False, name=None)]


def test_rows_are_found_wherever_they_stand():
    assert compare(TONE, TONE.iloc[::-1]).empty


def test_rows_of_one_report_only():
    figures = compare(TONE, pd.concat([TONE.iloc[1:], TONE.iloc[:1].assign(source="Isle Times")]))
    expected = [("Isle Times · US", "new row"), ("Delta Post · US", "row gone")]
    assert expected == [*figures[["row", "change"]].itertuples(index=False, name=None)]


def test_rows_that_nothing_tells_apart_are_matched_where_they_are_alike():
    before = pd.DataFrame({"term": ["grain"] * 3, "position": [0.1, 0.5, 0.9]})
    figures = compare(before, pd.DataFrame({"term": ["grain"] * 2, "position": [0.5, 0.9]}))
    assert [("grain", "row gone")] == [*figures[["row", "change"]].itertuples(index=False, name=None)]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"term": ["1991", "2014"], "count": [3, 4]}, "2014"),  # a term is text, whatever it looks like
        ({"mention_start": [5, 90], "count": [3, 4]}, "90"),  # where something stands tells what it is
        ({"source": ["A", "A"], "scorer": ["x", "y"], "warning": ["one", "two"], "count": [3, 4]}, "A · y"),
        ({"scorer": ["x", "x"], "at_least": [0.5, 0.9], "count": [3, 4]}, "x · 0.9"),  # what was asked
    ],
)
def test_what_tells_rows_apart(columns, expected):
    before = pd.DataFrame(columns)
    figures = compare(before, before.assign(count=[3, 5]))
    assert [(expected, "count")] == [*figures[["row", "figure"]].itertuples(index=False, name=None)]


def test_a_text_that_is_no_key_may_differ():
    before = pd.DataFrame({"scorer": ["x", "y"], "label": ["positive", "neutral"]})
    figures = compare(before, before.assign(label=["negative", "neutral"]))
    assert ["x", "label", "other text", "positive", "negative"] == figures.iloc[0][
        ["row", "figure", "change", "before", "after"]
    ].tolist()


@pytest.mark.parametrize(("tolerance", "n_moved"), [(0, 2), (1e-9, 1), (0.5, 0)])
def test_tolerance(tolerance, n_moved):
    before = pd.DataFrame({"term": ["grain", "port"], "rate": [1.0, 2.0]})
    assert n_moved == len(compare(before, before.assign(rate=[1.0 + 1e-12, 2.5]), tolerance))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (pd.DataFrame(), TONE, {"new row", "new column"}),
        (TONE.iloc[:0], TONE, {"new row"}),
        (TONE.drop(columns="low"), TONE, {"new column"}),
        (TONE, TONE.drop(columns=["source", "target"]), {"column gone"}),
        (TONE, TONE.assign(mean_score=["0.2", "high", "0.1"]), {"other text"}),  # edited by hand
        (TONE.assign(mean_score=[0, 1, 2]), TONE.assign(mean_score=[1, 1, 2]), {"moved"}),  # from 0: no relative change
    ],
)
def test_odd_tables(before, after, expected):
    assert expected == set(compare(before, after)["change"])


def test_of_a_large_table_the_heaviest_are_listed_and_all_counted():
    before = pd.DataFrame({"term": [f"t{n}" for n in range(3000)], "rate": 1.0})
    after = before.assign(rate=[1.0 + n for n in range(3000)])
    change = compare_table("t", before.astype(str), after.astype(str), tolerance=0)
    assert (2999, 2999) == (change.counts["n_figures"], change.counts["n_rows_moved"])
    assert MOST_FIGURES == len(change.figures)
    assert "t2999" == change.figures["row"].iloc[0]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"versions": {"presslens": "0.1.0", "numpy": "2.4"}}, ("version", "numpy", "2.1", "2.4")),
        ({"inputs": {"CORPUS": "1" * 64, "TARGETS": "3" * 64}}, ("input", "TARGETS", "2" * 12, "3" * 12)),
        ({"inputs": {"CORPUS": "9" * 64, "TARGETS": "2" * 64}}, ("input", "CORPUS", "1" * 12, "9" * 12)),
        ({"parameters": {"COPIES": True, "OUT": "x"}}, ("parameter", "COPIES", "false", "true")),
    ],
)
def test_why(tmp_path, facts, expected):
    found = compare_reports(make_report(tmp_path / "a"), make_report(tmp_path / "b", **facts))
    assert expected == tuple(found.causes.iloc[0])
    assert 1 == len(found.causes)


def test_why_of_articles(tmp_path):
    after = {"corpus/a.txt": TEXTS["corpus/a.txt"] + "It sold more.\n", "corpus/c.txt": "Rain fell on Delta all day.\n"}
    table = pd.DataFrame({"file": ["a.txt", "b.txt"], "n_words": [10, 9]})
    total = pd.DataFrame({"number": ["words"], "value": [19]})
    found = compare_reports(
        make_report(tmp_path / "a", {"00_words": table, "00_total": total}, texts=TEXTS),
        make_report(
            tmp_path / "b",
            {"00_words": table.assign(file=["a.txt", "c.txt"], n_words=[13, 6]), "00_total": total.assign(value=19.5)},
            texts=after,
        ),
    )
    names = ["a.txt (changed)", "b.txt (removed)", "c.txt (added)"]
    assert names == found.causes.loc[found.causes["cause"] == "corpus", "name"].tolist()
    assert not found.causes["name"].eq("CORPUS").any()
    assert {
        ("00_total", "words", "corpus a.txt (changed); corpus b.txt (removed); corpus c.txt (added)"),
        ("00_words", "a.txt", "a.txt (changed)"),
        ("00_words", "b.txt", "b.txt (removed)"),
        ("00_words", "c.txt", "c.txt (added)"),
    } == {*found.figures[["table", "row", "cause"]].itertuples(index=False, name=None)}


def test_what_is_no_article_may_have_moved_the_row_of_an_article_too(tmp_path):
    table = pd.DataFrame({"file": ["a.txt"], "n_words": [10]})
    after = TEXTS | {"corpus/a.txt": TEXTS["corpus/a.txt"] + "It sold more.\n"}
    found = compare_reports(
        make_report(tmp_path / "a", {"00_words": table}, texts=TEXTS),
        make_report(
            tmp_path / "b", {"00_words": table.assign(n_words=13)}, texts=after, parameters={"COPIES": True, "OUT": "x"}
        ),
    )
    assert ["a.txt (changed); parameter COPIES"] == found.figures["cause"].tolist()


def test_an_article_under_another_name_is_the_same(tmp_path):
    moved = {"corpus/z.txt": TEXTS["corpus/a.txt"], "corpus/b.txt": TEXTS["corpus/b.txt"]}
    a, b = make_report(tmp_path / "a", texts=TEXTS), make_report(tmp_path / "b", texts=moved)
    assert compare_reports(a, b).causes.empty


def test_answers_are_paired_by_place(tmp_path):
    found = compare_reports(
        make_report(tmp_path / "a", answer=["Tone is even.", "It rains."]),
        make_report(tmp_path / "b", answer=["Tone is harsh.", "It rains.", "It pours."]),
    )
    assert [("02", "Tone is even.", "Tone is harsh."), ("02", "", "It pours.")] == [
        *found.answers.itertuples(index=False, name=None)
    ]
    assert "answer: 02: Tone is even." in say_differences(found)


def test_figures_that_differ_for_no_known_reason_say_so(tmp_path):
    found = compare_reports(
        make_report(tmp_path / "a"), make_report(tmp_path / "b", {"02_tone": TONE.assign(mean_score=[0.3, -0.4, 0.1])})
    )
    assert "nothing that is recorded does" in say_differences(found)[0]


def test_headlines_come_first_and_tables_of_one_report_are_told(tmp_path):
    moved = TONE.assign(n_mentions=[5, 2, 3])
    found = compare_reports(
        make_report(tmp_path / "a", {"01_length": TONE, "02_comparison": TONE, "00_old": TONE}),
        make_report(tmp_path / "b", {"01_length": moved, "02_comparison": moved}),
    )
    assert ["02_comparison", "00_old", "01_length"] == found.tables["table"].tolist()
    assert ["", "only in the first report", ""] == found.tables["remark"].tolist()


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda out: (out / "report.json").unlink(), "report.json cannot be read"),
        (lambda out: (out / "report.json").write_text("{"), "report.json is damaged"),
        (lambda out: (out / "report.json").write_text(json.dumps({"version": "0"})), "report.json is of format 1"),
        (lambda out: (out / "tables/02_tone.csv").write_bytes(b'"a"\n"\xff"\n'), "is no CSV in UTF-8"),
        (lambda out: (out / "tables/02_tone.csv").write_bytes(b""), "is no CSV in UTF-8"),
        (lambda out: (out / "tables/02_tone.csv").write_text("a,b\n1,2\n"), "was changed since the report was made"),
        (lambda out: (out / "tables/02_tone.csv").unlink(), "cannot be read"),
    ],
)
def test_what_is_damaged_is_told_and_the_rest_compared(tmp_path, damage, said):
    more = {"02_tone": TONE, "03_more": TONE}
    a = make_report(tmp_path / "a", more, texts=TEXTS)
    b = make_report(tmp_path / "b", {**more, "03_more": TONE.assign(n_mentions=[5, 2, 3])}, texts=TEXTS)
    damage(b)
    found = compare_reports(a, b)
    assert any(said in str(problem) for problem in found.problems), found.problems
    assert "03_more" in set(found.tables["table"])


def test_that_nothing_moved_is_said_only_of_what_could_be_read(tmp_path):
    a, b = (make_report(tmp_path / name, {"02_tone": TONE, "03_more": TONE}) for name in "ab")
    (b / "tables/03_more.csv").write_bytes(b"")
    said = say_differences(compare_reports(a, b))[0]
    assert said == "Nothing moved: of what could be compared, the answers and all figures are the same."


def test_a_folder_without_a_report(tmp_path):
    with pytest.raises(PresslensError, match="name the folder of a report"):
        compare_reports(make_report(tmp_path / "a"), tmp_path)


def test_tables_hold_to_their_schemas_and_a_page_shows_them(tmp_path):
    hostile = TONE.assign(source=["<script>alert(1)</script>", "=1+1", "\u202eecila"])
    found = compare_reports(
        make_report(tmp_path / "a", {"02_tone": hostile}),
        make_report(tmp_path / "b", {"02_tone": hostile.assign(n_mentions=[5, 3, 4])}, answer=["<b>Tone</b>"]),
    )
    schemas = {"causes": Causes, "answers": AnswerDifferences, "tables": TableDifferences, "differences": Differences}
    for name, table in found.tabulate().items():
        schemas[name].validate(table)
    page = write_differences(found, tmp_path / "out").read_text(encoding="utf-8")
    assert "<script>alert(1)" not in page
    assert "\u202e" not in page
    assert "<b>Tone" not in page
    assert {"answers.csv", "causes.csv", "differences.csv", "tables.csv"} == {
        path.name for path in (tmp_path / "out" / "tables").iterdir()
    }


def test_the_command(tmp_path):
    a = make_report(tmp_path / "a", texts=TEXTS)
    b = make_report(tmp_path / "b", {"02_tone": TONE.assign(n_mentions=[5, 2, 3])}, texts=TEXTS)
    plain = CliRunner().invoke(main, ["diff", str(a), str(b), "--out", str(tmp_path / "out")])
    assert (0, "open") == (plain.exit_code, plain.stdout.split()[-2])
    assert 3 == CliRunner().invoke(main, ["diff", str(a), str(b), "--strict"]).exit_code
    assert 0 == CliRunner().invoke(main, ["diff", str(a), str(a), "--strict"]).exit_code
    shown = json.loads(CliRunner().invoke(main, ["diff", str(a), str(b), "--json"]).stdout)
    assert shown["moved"] is True
    assert 1 == shown["differences"][0]["difference"]
    assert 1 == CliRunner().invoke(main, ["diff", str(a), str(tmp_path)]).exit_code
    own = CliRunner().invoke(main, ["diff", str(a), str(b), "--out", str(a)])
    assert (1, True) == (own.exit_code, (a / "tables" / "02_tone.csv").exists())
