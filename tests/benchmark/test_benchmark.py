"""Scorers on files of labelled mentions: which files, what is measured, and the page of it."""

import json
import re
import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from building import write_files
from click.testing import CliRunner

from benchmarks.stance import measure_newsmtsc
from helpers.benchmark import (
    ALWAYS_NEUTRAL,
    bound_macro_f1,
    measure_parts,
    read_parts,
    tabulate_benchmark,
    write_benchmark,
)
from helpers.benchmark import parts as parts_module
from helpers.benchmark.page import say_best
from helpers.cli import main
from helpers.errors import PresslensError
from helpers.stance import measured_benchmark, measured_errors, published_figures

# Invented; (sentence, polarity toward Chile)
SENTENCES = [
    ("Peru thanked Chile for the wonderful boats.", 1),
    ("Peru called Chile a horrible liar.", -1),
    ("Peru met Chile on Monday.", 0),
    ("Peru praised Chile for its superb bridges.", 1),
    ("Peru blamed Chile for the terrible fire.", -1),
    ("Peru wrote to Chile in March.", 0),
]


def lines(rows=SENTENCES):
    """Return lines of JSON, each of an article of its own."""
    return "".join(
        json.dumps(
            {
                "sentence": text,
                "from": text.index("Chile"),
                "to": text.index("Chile") + 5,
                "polarity": polarity,
                "id": f"invented_{number}_1_3_Chile_0_5",
            }
        )
        + "\n"
        for number, (text, polarity) in enumerate(rows)
    )


def names_of(parts):
    return [part.name for part in parts]


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_parts_are_files_in_the_order_given_and_those_of_folders_by_name(tmp_path):
    write_files(tmp_path, {"z.jsonl": lines(), "in/b.jsonl": lines(), "in/a.jsonl": lines(), "in/.a.jsonl": "no"})
    write_files(tmp_path, {"in/notes.txt": "no", "other/a.jsonl": lines()})
    found, problems = read_parts(
        [tmp_path / "z.jsonl", tmp_path / "in", tmp_path / "in" / "b.jsonl", tmp_path / "other"]
    )
    assert (["z", "a", "b", "a (2)"], []) == (names_of(found), problems)


def test_what_cannot_be_used_is_one_line_and_the_rest_goes_on(tmp_path):
    write_files(tmp_path, {"good.jsonl": lines(), "in/empty.jsonl": "", "in/no.jsonl": "no\nno\n", "none/a.csv": "a"})
    found, problems = read_parts([tmp_path / "none", tmp_path / "in", tmp_path / "gone.jsonl", tmp_path / "good.jsonl"])
    assert ["good"] == names_of(found)
    assert ["none", "empty.jsonl", "no.jsonl", "gone.jsonl"] == [problem.file for problem in problems]
    assert {"left out"} == {problem.severity for problem in problems}
    says = ["holds no .jsonl file", "(it is empty)", "(no.jsonl#1: it is no JSON)", "cannot be read (No such file"]
    for problem, text in zip(problems, says, strict=True):
        assert text in problem.reason
        assert problem.remedy
        assert 1 == len(str(problem).splitlines())


def test_nothing_usable_is_one_line(tmp_path):
    with pytest.raises(PresslensError, match=r"holds no \.jsonl file; name a file"):
        read_parts([tmp_path])


def test_a_part_without_some_label_and_one_that_was_trained_on_are_warned_of(tmp_path, monkeypatch):
    write_files(tmp_path, {"one.jsonl": lines(SENTENCES[:1])})
    _, [problem] = read_parts([tmp_path])
    assert "no mention is negative or neutral, which counts as an F1 of 0" == problem.reason
    [part], _ = read_parts([tmp_path])
    monkeypatch.setattr(parts_module, "TRAINED_ON", {part.data})
    _, [trained, _] = read_parts([tmp_path])
    assert ("one", "warning") == (trained.file, trained.severity)
    assert "trained on this very file" in trained.reason


@pytest.fixture
def measured(tmp_path, targets):
    """Return what two scorers reach on two parts, the second of one mention."""
    write_files(tmp_path, {"in/all.jsonl": lines(), "in/one.jsonl": lines(SENTENCES[:1])})
    parts, _ = read_parts([tmp_path / "in"])
    return measure_parts(parts, ["vader_masked", "textblob_masked"], targets)


def test_each_scorer_is_measured_on_each_part_beside_always_neutral(measured):
    table = tabulate_benchmark(measured)["benchmark"]
    names = ["vader_masked", "textblob_masked", ALWAYS_NEUTRAL]
    assert [(part, name) for part in ("all", "one") for name in names] == list(
        zip(table["part"], table["scorer"], strict=True)
    )
    assert [6, 6, 6, 1, 1, 1] == table["n_mentions"].tolist() == table["n_articles"].tolist()
    neutral = table[table["scorer"] == ALWAYS_NEUTRAL]
    assert [pytest.approx(1 / 6), 0] == neutral["macro_f1"].tolist()  # 2 * 2 / (2 + 6), a third of that
    assert neutral["per_second"].isna().all()
    assert table["low"].isna().tolist() == table["high"].isna().tolist() == [False] * 3 + [True] * 3


def test_tables_add_up(measured):
    tables = tabulate_benchmark(measured)
    keys = ["part", "scorer"]
    n = tables["benchmark"].groupby(keys)["n_mentions"].sum()
    confusion, labels = tables["benchmark_confusion"], tables["benchmark_labels"]
    assert (confusion.groupby(keys)["n_mentions"].sum() == n).all()
    assert (labels.groupby(keys)["n_true"].sum() == n).all()
    assert (labels.groupby(keys)["n_given"].sum() == n).all()
    assert {0.0, 1.0} == set(confusion.groupby([*keys, "coded_label"])["share"].sum().round(9))
    assert labels.groupby(keys)["f1"].mean().to_numpy() == pytest.approx(
        tables["benchmark"].set_index(keys)["macro_f1"].sort_index().to_numpy()
    )
    assert tables["benchmark_calibration"].empty  # word lists give no confidence


def test_the_interval_is_of_articles_not_of_mentions():
    rng = np.random.default_rng(1)
    counts = np.zeros((60, 3, 3))
    counts[np.arange(60), rng.integers(0, 3, 60), rng.integers(0, 3, 60)] = 1
    low, high = bound_macro_f1(counts)
    assert 0 <= low < high <= 1
    assert (low, high) == bound_macro_f1(counts)
    assert (low, high) == pytest.approx(bound_macro_f1(9 * counts))  # the same said nine times tells no more
    assert np.isnan(bound_macro_f1(counts[:4])).all()


def test_the_interval_of_what_is_always_right_is_a_point():
    counts = np.tile(np.eye(3), (8, 1, 1))
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        assert (1, 1) == bound_macro_f1(counts)


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """Return the folder and the text of a page."""
    folder = tmp_path_factory.mktemp("benchmark")
    write_files(
        folder, {"in/all.jsonl": lines(), "in/<b>one \u202e$x$.jsonl": lines(SENTENCES[:1]), "in/empty.jsonl": ""}
    )
    names = [part for name in ("vader_masked", "stance_fast") for part in ("--scorer", name)]
    result = run("benchmark", "--data", folder / "in", "--out", folder / "out", *names)
    assert 0 == result.exit_code, result.output
    assert f"open {folder / 'out' / 'benchmark.html'}" in result.stdout
    assert 2 == len(result.stderr.splitlines())
    return folder / "out", (folder / "out" / "benchmark.html").read_text(encoding="utf-8")


def test_the_page_stands_alone(page):
    out, html = page
    assert "default-src &#39;none&#39;" in html
    assert not re.search(r"<(script|link|iframe|object|embed|base)\b", html)
    assert [] == [url for url in re.findall(r"""src=["']([^"']*)""", html) if not url.startswith("data:image/")]
    ids = set(re.findall(r'\bid="([^"]+)"', html))
    hrefs = re.findall(r'href="([^"]+)"', html)
    assert [] == [href for href in hrefs if not (href[1:] in ids if href[0] == "#" else (out / href).is_file())]
    assert {f"tables/{path.name}" for path in (out / "tables").glob("*.csv")} <= set(hrefs)
    assert str(out.parent) not in html


def test_the_page_says_what_was_found_and_what_others_published(page):
    _, html = page
    assert 1 == html.count("<h1>")
    assert "has the highest macro-F1" in re.sub(r"<[^>]*>", "", re.search(r'<p class="answer">(.*?)</p>', html)[1])
    assert "10.18653/v1/2021.eacl-main.142" in html
    assert "not measured by us" in html
    assert "empty.jsonl has no usable line (it is empty)" in html
    assert ">nan<" not in html
    assert "<b>one" not in html
    assert "\u202e" not in html
    assert '<details class="code"' not in html  # no code was run to show


def test_every_figure_has_alternative_text_and_its_data(page):
    _, html = page
    figures = re.findall(r"<figure .*?</figure>", html, re.DOTALL)
    assert figures
    for figure in figures:
        assert len(re.search(r'role="img" aria-label="([^"]*)"', figure)[1]) > 30
        assert "Data behind this figure" in figure


def test_the_tables_are_those_of_the_page(page):
    out, _ = page
    written = {path.stem: pd.read_csv(path) for path in (out / "tables").glob("*.csv")}
    assert sorted(written) == [
        "benchmark",
        "benchmark_labels",
        "calibration_1_b_one_x",
        "calibration_2_all",
        "confusion_1_b_one_x",
        "confusion_2_all",
        "published_figures",
    ]
    assert {"vader_masked", "stance_fast", ALWAYS_NEUTRAL} == set(written["benchmark"]["scorer"])
    assert {"stance_fast"} == set(written["calibration_2_all"]["scorer"])
    assert 6 == written["calibration_2_all"]["n_mentions"].sum()


def test_several_parts_are_told_apart(tmp_path):
    write_files(tmp_path, {"a.jsonl": lines(), "b.jsonl": lines(SENTENCES[:3])})
    command = ("benchmark", "--data", tmp_path / "b.jsonl", "--data", tmp_path / "a.jsonl", "--scorer", "vader_masked")
    printed = json.loads(run(*command, "--json").stdout)
    assert [("b", 3), ("a", 6)] == [(row["part"], row["n"]) for row in printed["scorers"]]
    shown = run(*command).stdout.splitlines()
    assert ["b", "a"] == [shown[0], shown[4]]
    assert ["always", "neutral", "3"] == shown[3].split()[:3]


def test_word_lists_alone_have_a_page_without_calibration(tmp_path, monkeypatch):
    write_files(tmp_path, {"all.jsonl": lines()})
    monkeypatch.chdir(tmp_path)
    result = run("benchmark", "--data", "all.jsonl", "--out", "deep/out", "--scorer", "vader_masked", "--json")
    html = (tmp_path / json.loads(result.stdout)["page"]).read_text(encoding="utf-8")
    assert "No scorer that was measured gives a confidence." in html
    assert (tmp_path / "deep/out/tables/benchmark.csv").is_file()


def test_a_scorer_within_the_interval_is_not_called_worse(measured):
    best, other, neutral, *one = measured
    assert say_best([replace(best, low=0.8, high=1.0), replace(other, high=0.9), neutral, *one]) == (
        "On all (6 mentions) vader_masked has the highest macro-F1, 1.00 (95% interval 0.80 to 1.00). "
        "Always neutral has 0.17. On one (1 mention) no scorer can be called better than another: they are of fewer "
        "than 5 articles."
    )
    wide = [replace(best, low=0.8, high=1.0), replace(other, high=1.0), neutral]
    assert "1.00); textblob_masked (1.00) may do as well. Always" in say_best(wide)


def test_the_same_figures_give_the_same_page(measured, tmp_path):
    pages = [write_benchmark(measured, ["a line"], tmp_path / name).read_bytes() for name in ("one", "two")]
    assert pages[0] == pages[1]


def test_of_many_parts_the_first_are_told_and_drawn(measured, tmp_path):
    many = [
        replace(one, part=replace(one.part, name=f"part {number} {'x' * 300}"))
        for number in range(9)
        for one in measured[:3]
    ]
    html = write_benchmark(many, [], tmp_path).read_text(encoding="utf-8")
    assert "The table holds 3 further parts." in html
    assert 6 == html.count("<figure ")


def test_published_figures_have_a_reference_and_say_what_they_are_of():
    table = published_figures()
    assert [0.831, 0.825, 0.817, 0.812] == table["macro_f1"].tolist()
    assert table["reference"].str.contains("doi").all()
    assert table["texts"].str.contains("test part").all()
    assert table["note"].str.contains("from the abstract").all()


MEASURED = ["benchmark", "benchmark_labels", "benchmark_confusion", "benchmark_calibration"]


@pytest.mark.parametrize("name", MEASURED)
def test_what_was_measured_ships(name):
    table = measured_benchmark(name)
    assert ["rw-dev", "mt-dev"] == list(table["part"].unique())
    assert {"stance", "stance_fast"} <= set(table["scorer"])
    benchmark = measured_benchmark().set_index(["part", "scorer"])
    if name in {"benchmark_confusion", "benchmark_calibration"}:
        counts = table.groupby(["part", "scorer"])["n_mentions"].sum()
        assert counts.to_dict() == benchmark.loc[counts.index, "n_mentions"].to_dict()


def test_what_ships_is_what_the_cards_of_the_models_say():
    table = measured_benchmark().set_index(["scorer", "part"])
    named = {"NewsMTSC, persons in US news": "rw-dev", "NewsMTSC, sentences that name two and more": "mt-dev"}
    for scorer in ("stance", "stance_fast"):
        cards = measured_errors(scorer).set_index("texts").rename(index=named)
        for part in named.values():
            card, shipped = cards.loc[part], table.loc[(scorer, part)]
            figures = ("n_mentions", "macro_f1", "accuracy")
            assert [card[name] for name in figures] == [shipped[name] for name in figures]
            assert card["calibration_error"] == shipped["ece"]


@pytest.mark.corpora
@pytest.mark.usefixtures("corpora")
def test_a_run_of_a_scorer_gives_what_ships():
    again = measure_newsmtsc(["vader_masked"])
    for name in MEASURED[:3]:
        shipped = measured_benchmark(name)
        shipped = shipped[shipped["scorer"].isin(["vader_masked", ALWAYS_NEUTRAL])].reset_index(drop=True)
        shown = [column for column in shipped if column != "cores"]
        pd.testing.assert_frame_equal(shipped[shown], again[name][shown], check_dtype=False)
