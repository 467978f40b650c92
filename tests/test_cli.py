"""Commands: what they write, print and exit with."""

import hashlib
import json

import pandas as pd
import pytest
from building import ROOT, SAMPLE, write_files
from click.testing import CliRunner

from helpers.cli import main

GOOD = "A headline about the matter of the day\n\nRussia and the United States met on Monday to talk about trade.\n"


def messages(result):
    """Return what a command says of problems and failures; steps that take long are told there, too."""
    return [line for line in result.stderr.splitlines() if ": " in line]


def run(*arguments, **options):
    return CliRunner().invoke(main, [str(argument) for argument in arguments], **options)


def test_score_writes_tables_and_prints_figures(tmp_path):
    result = run("score", "--corpus", SAMPLE, "--out", tmp_path, "--json")
    assert 0 == result.exit_code
    printed = json.loads(result.stdout)
    assert 5 == printed["n_articles"]
    assert "NaN" not in result.stdout  # sources of one article have no interval
    assert printed["tone_by_source"][0]["low"] is None
    mentions = pd.read_csv(tmp_path / "mentions.csv")
    assert printed["n_mentions"] * mentions["scorer"].nunique() == len(mentions)


def test_score_with_one_scorer(tmp_path):
    assert 0 == run("score", "--corpus", SAMPLE, "--out", tmp_path, "--scorer", "vader_masked").exit_code
    assert ["vader_masked"] == pd.read_csv(tmp_path / "mentions.csv")["scorer"].unique().tolist()


def test_coding_draw_writes_items_and_the_codebook(tmp_path):
    arguments = ("coding", "draw", "--corpus", SAMPLE, "--out", tmp_path, "--scorer", "vader_masked", "--n", 20)
    printed = json.loads(run(*arguments, "--json").stdout)
    items = pd.read_csv(tmp_path / "items.csv")
    assert (20, {"Russia": 10, "US": 10}) == (len(items), printed["n_by_stratum"])
    book = (tmp_path / "codebook.md").read_bytes()
    assert {hashlib.sha256(book).hexdigest()} == set(items["codebook"])
    assert (ROOT / "data" / "coding" / "codebook.md").read_bytes() == book
    assert 0 == run(*arguments).exit_code
    other = run(*arguments, "--seed", 1)
    assert (1, True) == (other.exit_code, "codings of them would be lost" in other.stderr)
    pd.testing.assert_frame_equal(items, pd.read_csv(tmp_path / "items.csv"))


def test_clean_writes_one_text_per_file_and_what_was_removed(tmp_path):
    corpus = write_files(
        tmp_path / "in", {"a.txt": GOOD + "\nLeave a Reply\n", "b/c.md": GOOD + "More.", "d.html": f"<p>{GOOD}"}
    )
    assert 0 == run("clean", corpus, "--out", tmp_path / "out").exit_code
    written = sorted(path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("[!.]*.*"))
    tables = ["removed.csv", "removed.parquet", "structure.csv", "structure.parquet"]
    assert ["a.txt", "b/c.txt", "d.txt", *tables] == written
    headline, _, text = GOOD.partition("\n\n")
    assert text == (tmp_path / "out" / "a.txt").read_text(encoding="utf-8")
    assert headline in pd.read_csv(tmp_path / "out" / "structure.csv")["text"].tolist()
    assert "Leave a Reply" in pd.read_csv(tmp_path / "out" / "removed.csv")["text"].tolist()


def test_clean_takes_other_languages(tmp_path):
    corpus = write_files(tmp_path / "in", {"a.txt": "Министры встретились в понедельник и говорили о торговле. " * 5})
    assert 0 == run("clean", corpus, "--out", tmp_path / "out").exit_code


def test_clean_prints_figures(tmp_path):
    printed = json.loads(run("clean", SAMPLE, "--out", tmp_path, "--json").stdout)
    assert 5 == printed["n_articles"]
    assert printed["n_spans_removed"] == sum(printed["reasons"].values())


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("score", "--corpus", "nowhere"), "nowhere does not exist"),
        (("score", "--corpus", "empty"), "no usable article in empty"),
        (("score", "--corpus", "nocol.csv"), "no column with the text"),
        (("score", "--corpus", "good.txt", "--targets", "none.toml"), "cannot be read"),
        (("score", "--corpus", "good.txt", "--targets", "bad.toml"), "no valid TOML"),
        (("score", "--corpus", "good.txt", "--targets", "pattern.toml"), "'Rus[sia' is no usable name"),
        (("score", "--corpus", "good.txt", "--scorer", "magic"), "there is no scorer 'magic'"),
        (("report", "--corpus", "nowhere"), "nowhere does not exist"),
        (("report", "--corpus", "good.txt", "--notebooks", "empty"), "holds no notebook"),
        (("report", "--corpus", "good.txt", "--events", "none.csv"), "cannot be read"),
        (("report", "--corpus", "good.txt", "--events", "nocol.csv"), "no column date"),
        (("report", "--corpus", "good.txt", "--plan", "none.toml"), "none.toml cannot be read"),
        (("report", "--corpus", "good.txt", "--coding", "empty"), "--coding empty holds no items.csv"),
        (("clean", "nowhere"), "nowhere does not exist"),
        (("coding", "draw", "--corpus", "nowhere"), "nowhere does not exist"),
        (("coding", "draw", "--corpus", "good.txt", "--codebook", "none.md"), "the codebook cannot be read"),
        (("corpus", "dehydrate", "nowhere"), "nowhere does not exist"),
        (("corpus", "dehydrate", "good.txt", "--targets", "none.toml"), "cannot be read"),
        (("corpus", "rehydrate", "empty", "--corpus", "good.txt"), "manifest.json cannot be read"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_exit_1(tmp_path, monkeypatch, arguments, says):
    files = {
        "good.txt": GOOD,
        "nocol.csv": "a,b\n1,2\n",
        "bad.toml": "[targets",
        "pattern.toml": '[targets.A.aliases]\ncountry=["Rus[sia"]\n[targets.B.aliases]\ncountry=["US"]\n',
    }
    write_files(tmp_path, files)
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    result = run(*arguments, "--out", "out")
    assert 1 == result.exit_code
    assert says in result.stderr
    assert 1 == len(messages(result))
    assert "Traceback" not in result.output


def test_bad_files_are_named_and_the_rest_goes_on(tmp_path):
    corpus = write_files(tmp_path / "in", {"a.txt": GOOD, "empty.txt": "", "png.txt": b"\x89PNG\r\n\x1a\n\x00\x00"})
    result = run("score", "--corpus", corpus, "--out", tmp_path / "out")
    assert 0 == result.exit_code
    lines = messages(result)
    assert ["left out: empty.txt: is empty", "left out: png.txt: is a PNG picture"] == [
        line[:n] for line, n in zip(lines, (29, 35), strict=True)
    ]
    assert 3 == run("score", "--corpus", corpus, "--out", tmp_path / "out", "--strict").exit_code
    assert ["empty.txt", "png.txt"] == pd.read_csv(tmp_path / "out" / "problems.csv")["file"].tolist()


def test_names_from_outside_cannot_steer_the_terminal(tmp_path):
    corpus = write_files(tmp_path / "in", {"a.txt": GOOD, "evil\x1b[2J\n.txt": ""})
    result = run("score", "--corpus", corpus, "--out", tmp_path / "out")
    assert "\x1b" not in result.stderr
    assert 1 == len(messages(result))


def test_output_never_goes_where_the_corpus_lies(tmp_path):
    corpus = write_files(tmp_path / "in", {"a.txt": GOOD, "index.html": f"<p>{GOOD} And more."})
    for command in (
        ("clean", corpus),
        ("clean", corpus / "a.txt"),
        ("score", "--corpus", corpus),
        ("report", "--corpus", corpus),
        ("corpus", "dehydrate", corpus),
    ):
        result = run(*command, "--out", corpus)
        assert (1, True) == (result.exit_code, "name another folder" in result.stderr)
    assert GOOD == (corpus / "a.txt").read_text(encoding="utf-8")


def test_our_own_output_is_not_read_as_articles(tmp_path):
    corpus = write_files(tmp_path / "in", {"a.txt": GOOD})
    for _ in range(2):
        result = run("clean", corpus, "--out", corpus / "cleaned", "--json")
        assert 1 == json.loads(result.stdout)["n_articles"]
    assert "cleaned: was written by presslens and is not read" in result.stderr
    assert 0 == run("clean", corpus / "cleaned", "--out", tmp_path / "again").exit_code  # named, it is read


@pytest.mark.parametrize("limit", ["nan", "inf", "-1", "0"])
def test_a_limit_is_a_number_above_0(tmp_path, limit):
    result = run("score", "--corpus", SAMPLE, "--out", tmp_path, "--max-mb", limit)
    assert result.exit_code in {1, 2}
    assert "Traceback" not in result.output


def test_an_empty_path_is_not_the_current_folder(tmp_path):
    assert 2 == run("score", "--corpus", "", "--out", tmp_path).exit_code


def test_no_output_folder_can_be_made(tmp_path):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    result = run("score", "--corpus", SAMPLE, "--out", tmp_path / "file" / "out")
    assert 1 == result.exit_code
    assert "is a file, not a folder" in result.stderr


@pytest.mark.parametrize("arguments", [(), ("nonsense",), ("score",), ("score", "--max-mb", "many")])
def test_wrong_use_is_exit_2(arguments):
    assert 2 == run(*arguments).exit_code


def test_add_copies_once_and_overwrites_nothing(tmp_path):
    source, raw = write_files(tmp_path / "in", {"a.txt": GOOD}), tmp_path / "raw"
    raw.mkdir()
    first, second = (run("add", source / "a.txt", "--to", raw) for _ in range(2))
    assert "added a.txt" in first.stdout
    assert "is already there" in second.stderr
    write_files(source, {"a.txt": GOOD + "And more of it."})
    assert 0 == run("add", source, "--to", raw).exit_code
    assert 2 == len(list(raw.glob("[!.]*")))
    assert GOOD == (raw / "a.txt").read_text(encoding="utf-8")


@pytest.mark.corpora
def test_an_added_original_takes_the_place_of_its_retelling(tmp_path, corpora):
    original = sorted((corpora / "articles").glob("*.txt"))[0]
    added = run("add", original, "--to", tmp_path / "raw", "--json")
    assert "original" == json.loads(added.stdout)["added"][0]["text_kind"]
    run("score", "--corpus", SAMPLE, "--corpus", tmp_path / "raw", "--out", tmp_path / "out")
    articles = pd.read_csv(tmp_path / "out" / "articles.csv")
    assert 5 == len(articles)
    assert {"original": 1, "retelling": 4} == articles["text_kind"].value_counts().to_dict()


def test_the_version_is_printed():
    assert (ROOT / "pyproject.toml").read_text(encoding="utf-8").split('version = "')[1].split('"')[0] in run(
        "--version"
    ).output


@pytest.fixture
def dehydrated(tmp_path):
    """A corpus of two articles in `corpus`, and what it is without their texts in `d`."""
    write_files(tmp_path / "corpus", {"a.txt": GOOD * 30, "b/c.txt": GOOD + "More."})
    assert 0 == run("corpus", "dehydrate", tmp_path / "corpus", "--out", tmp_path / "d").exit_code
    return tmp_path / "d"


def test_dehydrate_prints_the_hash_to_quote(dehydrated, tmp_path):
    result = run("corpus", "dehydrate", tmp_path / "corpus", "--out", tmp_path / "again")
    quoted = hashlib.sha256((tmp_path / "again" / "manifest.json").read_bytes()).hexdigest()
    assert result.stdout.startswith("2 articles without their texts in ")
    assert result.stdout.endswith(f"the SHA-256 of its manifest.json is {quoted}\n")
    printed = json.loads(run("corpus", "dehydrate", tmp_path / "corpus", "--out", dehydrated, "--json").stdout)
    assert (quoted, 2) == (printed["manifest_sha256"], printed["counts"]["n_articles"])


def test_dehydrate_takes_targets_limits_and_tells_problems(tmp_path):
    corpus = write_files(tmp_path / "corpus", {"a.txt": GOOD, "long.txt": GOOD * 30, "empty.txt": ""})
    toml = '[targets.Earth.aliases]\ncountry = ["Russia"]\n[targets.Sky.aliases]\ncountry = ["Nowhere"]\n'
    targets = write_files(tmp_path, {"t.toml": toml}) / "t.toml"
    arguments = ("--targets", targets, "--max-mb", "0.001", "--json", "--strict")
    result = run("corpus", "dehydrate", corpus, "--out", tmp_path / "d", *arguments)
    assert 3 == result.exit_code
    assert ["left out: empty.txt", "left out: long.txt"] == [
        line.rpartition(": ")[0] for line in result.stderr.splitlines()
    ]
    assert {"Earth": 1, "Sky": 0} == json.loads(result.stdout)["counts"]["n_mentions"]
    parameters = json.loads((tmp_path / "d" / "manifest.json").read_text(encoding="utf-8"))["parameters"]
    digest = hashlib.sha256(toml.encode()).hexdigest()
    given = {"max_mb": 0.001, "targets_sha256": digest, "copies": False, "parts": ["headline"], "references": True}
    assert given == parameters


def test_verify_says_that_all_is_the_same(dehydrated, tmp_path):
    result = run("corpus", "verify", dehydrated, "--corpus", tmp_path / "corpus")
    assert (0, "2 texts: 2 same\n") == (result.exit_code, result.stdout)
    printed = json.loads(run("corpus", "verify", dehydrated, "--corpus", tmp_path / "corpus", "--json").stdout)
    assert (True, {"same": 2}, []) == (printed["all_same"], printed["n_by_status"], printed["versions"])


def test_verify_names_each_text_that_differs(dehydrated, tmp_path):
    data = (tmp_path / "corpus" / "a.txt").read_bytes()
    write_files(tmp_path / "corpus", {"a.txt": data[:2500] + b"X" + data[2501:], "evil\x1b[2J\n.txt": GOOD + "Else."})
    (tmp_path / "corpus" / "b" / "c.txt").unlink()
    result = run("corpus", "verify", dehydrated, "--corpus", tmp_path / "corpus")
    assert 1 == result.exit_code
    assert [
        "changed: a.txt: differs between bytes 2,048 and 3,119",
        "missing: b/c.txt: no text at hand has its bytes or its name",
        "not used: evil\ufffd[2J\ufffd.txt: at hand, but no text of the analysis",
        "3 texts: 1 changed, 1 missing, 1 not used",
    ] == result.stdout.splitlines()
    printed = json.loads(run("corpus", "verify", dehydrated, "--corpus", tmp_path / "corpus", "--json").stdout)
    assert (False, 3) == (printed["all_same"], len(printed["texts"]))


def test_verify_names_versions_where_cleaning_differs(dehydrated, tmp_path, monkeypatch):
    write_files(tmp_path / "corpus", {"a.txt": GOOD + "\nAdvertisement\n"})
    run("corpus", "dehydrate", tmp_path / "corpus", "--out", dehydrated)
    monkeypatch.setattr("helpers.provenance.verify.__version__", "9.9")
    monkeypatch.setattr("helpers.corpus.clean.find_furniture", lambda text, main_text="", **_: [])
    result = run("corpus", "verify", dehydrated, "--corpus", tmp_path / "corpus")
    assert "cleaned differently: a.txt: the same text, but other parts are removed from it" in result.stdout
    assert "version: presslens 0.1.0 then, 9.9 now" in result.stdout


def test_a_tampered_table_is_one_line_and_exit_1(dehydrated, tmp_path):
    (dehydrated / "spans.csv").write_text("x", encoding="utf-8")
    for command in (("verify",), ("rehydrate", "--out", tmp_path / "out")):
        result = run("corpus", command[0], dehydrated, "--corpus", tmp_path / "corpus", *command[1:])
        assert (1, 1) == (result.exit_code, len(messages(result)))
        assert "spans.csv was changed" in result.stderr
    assert not (tmp_path / "out").exists()


def test_rehydrate_restores_what_is_there_and_names_the_rest(dehydrated, tmp_path):
    (tmp_path / "corpus" / "a.txt").rename(tmp_path / "corpus" / "z.txt")
    arguments = ("corpus", "rehydrate", dehydrated, "--corpus", tmp_path / "corpus", "--out")
    assert (0, "2 texts: 2 restored\n") == ((result := run(*arguments, tmp_path / "out")).exit_code, result.stdout)
    assert GOOD * 30 == (tmp_path / "out" / "raw" / "a.txt").read_text(encoding="utf-8")
    assert 0 == run("corpus", "verify", dehydrated, "--corpus", tmp_path / "out" / "raw").exit_code
    assert "remove it, or name another folder" in run(*arguments, tmp_path / "out").stderr
    (tmp_path / "corpus" / "z.txt").unlink()
    result = run(*arguments, tmp_path / "part", "--json")
    printed = json.loads(result.stdout)
    assert (1, False, {"missing": 1, "restored": 1}) == (
        result.exit_code,
        printed["all_restored"],
        printed["n_by_status"],
    )


def test_score_says_what_it_was_made_of(dehydrated, tmp_path):
    assert (
        0
        == run(
            "score", "--corpus", tmp_path / "corpus", "--out", tmp_path / "out", "--scorer", "vader_masked"
        ).exit_code
    )
    for path in dehydrated.glob("*.csv"):
        assert path.read_bytes() == (tmp_path / "out" / "provenance" / path.name).read_bytes()
    assert 0 == run("corpus", "verify", tmp_path / "out" / "provenance", "--corpus", tmp_path / "corpus").exit_code
    manifest = json.loads((tmp_path / "out" / "provenance" / "manifest.json").read_text(encoding="utf-8"))
    assert ["vader_masked"] == manifest["parameters"]["scorers"]


def test_a_report_says_what_it_was_made_of(dehydrated, tmp_path):
    cell = {"cell_type": "code", "execution_count": None, "id": "a", "metadata": {}, "outputs": [], "source": "1"}
    book = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    write_files(tmp_path / "books", {"a.ipynb": json.dumps(book)})
    run("report", "--corpus", tmp_path / "corpus", "--out", tmp_path / "out", "--notebooks", tmp_path / "books")
    for path in dehydrated.glob("[!.]*"):
        assert path.read_bytes() == (tmp_path / "out" / "provenance" / path.name).read_bytes()


def test_what_is_wrong_with_codings_is_told_before_a_report_is_made(tmp_path):
    files = {"a.txt": GOOD, "b.txt": f"{GOOD} Then Washington praised Moscow for the boats."}
    corpus = write_files(tmp_path / "in", files)
    coding = tmp_path / "coding"
    run("coding", "draw", "--corpus", corpus, "--out", coding, "--scorer", "vader_masked")
    (coding / "codings_anna.csv").write_text("nonsense\n")
    cell = {"cell_type": "code", "execution_count": None, "id": "a", "metadata": {}, "outputs": [], "source": "1"}
    write_files(tmp_path / "books", {"a.ipynb": json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4,
                                                            "nbformat_minor": 5})})  # fmt: skip
    arguments = ("--coding", coding, "--out", tmp_path / "out", "--notebooks", tmp_path / "books")
    told = run("report", "--corpus", corpus, *arguments).stderr
    assert "codings_anna.csv: no column" in told
    assert "another corpus" not in told
    assert "another corpus" in run("report", "--corpus", corpus / "a.txt", *arguments).stderr


LABELLED = [
    {
        "sentence": "Peru thanked Chile for the wonderful boats.",
        "from": 13,
        "to": 18,
        "mention": "Chile",
        "polarity": 1,
    },
    {"sentence": "Peru called Chile a horrible liar.", "from": 12, "to": 17, "mention": "Chile", "polarity": -1},
    {"sentence": "Peru met Chile on Monday.", "from": 9, "to": 14, "mention": "Chile", "polarity": 0},
    {"sentence": "Peru loves Chile.", "from": 11, "to": 16, "mention": "Chile", "polarity": -1},
]


@pytest.fixture
def labelled(tmp_path):
    """Return a file of labelled mentions."""
    lines = "".join(json.dumps(row) + "\n" for row in LABELLED)
    return write_files(tmp_path, {"labelled.jsonl": lines}) / "labelled.jsonl"


def test_benchmark_prints_figures_as_json(labelled):
    result = run("benchmark", "--data", labelled, "--scorer", "vader_masked", "--json")
    assert (0, "") == (result.exit_code, result.stderr)
    printed = json.loads(result.stdout)
    speed = printed.pop("sentences_per_second")
    means = printed.pop("mean_score")
    assert printed.pop("cores") >= 1
    assert hashlib.sha256(labelled.read_bytes()).hexdigest() == printed.pop("data")
    assert {
        "scorer": "vader_masked",
        "n": 4,
        "macro_f1": 0.7778,  # negative 2/3, neutral 1, positive 2/3
        "accuracy": 0.75,
        "f1": {"negative": 0.6667, "neutral": 1.0, "positive": 0.6667},
        "ece": None,
        "precision": {"negative": 1.0, "neutral": 1.0, "positive": 0.5},
        "recall": {"negative": 0.5, "neutral": 1.0, "positive": 1.0},
        "confusion": {
            "negative": {"negative": 1, "neutral": 0, "positive": 1},
            "neutral": {"negative": 0, "neutral": 1, "positive": 0},
            "positive": {"negative": 0, "neutral": 0, "positive": 1},
        },
        "calibration": [],
        "part": "labelled",
        "n_articles": 4,
        "macro_f1_low": None,
        "macro_f1_high": None,
        "always_neutral_macro_f1": 0.1333,  # neutral: 2 * 1 / (1 + 4), a third of that
        "problems": [],
    } == printed
    assert speed > 0
    assert means["negative"] < 0 == means["neutral"] < means["positive"]


def test_benchmark_prints_a_table(labelled):
    result = run("benchmark", "--data", labelled, "--scorer", "vader_masked", "--scorer", "textblob_masked")
    assert (0, "") == (result.exit_code, result.stderr)
    head, *rows = result.stdout.splitlines()
    assert ["scorer", "n", "macro-F1", "accuracy", "ECE", "per", "second"] == head.split()
    assert [["vader_masked", "4", "0.778", "0.750", "-"], ["textblob_masked", "4"]] == [
        rows[0].split()[:5],
        rows[1].split()[:2],
    ]


def test_benchmark_of_several_scorers_as_json(labelled):
    names = ["textblob_masked", "vader_baseline", "vader_masked"]
    result = run("benchmark", "--data", labelled, "--json", *(part for name in names for part in ("--scorer", name)))
    printed = json.loads(result.stdout)
    assert ["scorers", "problems"] == list(printed)
    assert names == [figures["scorer"] for figures in printed["scorers"]]


def test_benchmark_of_the_trained_scorer(labelled):
    printed = json.loads(run("benchmark", "--data", labelled, "--scorer", "stance", "--json").stdout)
    assert ("stance", 4, []) == (printed["scorer"], printed["n"], printed["problems"])
    assert printed["accuracy"] >= 0.5
    assert 0 <= printed["ece"] <= 1


def test_benchmark_measures_all_scorers_that_can_run(labelled, tmp_path, monkeypatch):
    from helpers.stance import trained  # noqa: PLC0415

    monkeypatch.setattr(trained, "load_model", lambda name: trained.TrainedModel(name, tmp_path / "none"))
    result = run("benchmark", "--data", labelled, "--json")
    assert 0 == result.exit_code
    printed = json.loads(result.stdout)
    lexicons = ["textblob_masked", "vader_masked", "textblob_baseline", "vader_baseline"]
    assert lexicons == [figures["scorer"] for figures in printed["scorers"]]
    assert printed["problems"] == result.stderr.splitlines()
    assert ["scorer stance", "scorer stance_fast"] == [line.split(": ")[1] for line in printed["problems"]]
    assert (
        3
        == run("benchmark", "--data", labelled, "--scorer", "stance", "--scorer", "vader_masked", "--strict").exit_code
    )
    result = run("benchmark", "--data", labelled, "--scorer", "stance")
    assert (1, 1) == (result.exit_code, len(messages(result)))
    assert "the file stance.json cannot be read" in result.stderr


def test_benchmark_names_bad_lines_and_goes_on(labelled):
    with labelled.open("a", encoding="utf-8") as file:
        file.write("evil\x1b[2J\n" + json.dumps(LABELLED[0] | {"polarity": 2}) + "\n")
    command = ("benchmark", "--data", labelled, "--scorer", "vader_masked", "--json")
    result = run(*command)
    printed = json.loads(result.stdout)
    assert (0, 4) == (result.exit_code, printed["n"])
    assert result.stderr.splitlines() == printed["problems"]
    assert ["left out: labelled.jsonl#5: it is no JSON", "left out: labelled.jsonl#6: polarity '2' is none"] == [
        line[:n] for line, n in zip(printed["problems"], (41, 48), strict=True)
    ]
    assert 3 == run(*command, "--strict").exit_code


def test_benchmark_is_strict_only_where_something_is_wrong(labelled):
    assert 0 == run("benchmark", "--data", labelled, "--scorer", "vader_masked", "--strict").exit_code


def test_benchmark_masks_the_names_of_given_targets(labelled, tmp_path):
    toml = '[targets.A.aliases]\ncountry=["thanked", "wonderful"]\n[targets.B.aliases]\ncountry=["liar"]\n'
    write_files(tmp_path, {"a.toml": toml, "b.toml": toml + '[mask]\nnames=["loves", "*"]\n'})
    command = ("benchmark", "--data", labelled, "--scorer", "vader_masked", "--json", "--targets")
    assert 1 > json.loads(run(*command, tmp_path / "a.toml").stdout)["f1"]["neutral"]
    assert 1 == len(json.loads(run(*command, tmp_path / "b.toml").stdout)["problems"])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--data", "none.jsonl"), "none.jsonl cannot be read (No such file or directory); check the path"),
        (("--data", "folder"), "folder holds no .jsonl file; name a file, or the folder that holds such files"),
        (("--data", "labelled.jsonl", "--out", "."), "--out . is where labelled.jsonl is read from"),
        (("--data", "empty.jsonl"), "empty.jsonl has no usable line (it is empty)"),
        (("--data", "bad.jsonl"), "bad.jsonl has no usable line (bad.jsonl#1: it is no JSON)"),
        (("--data", "labelled.jsonl", "--scorer", "magic"), "there is no scorer 'magic'; known are stance"),
        (("--data", "labelled.jsonl", "--targets", "none.toml"), "none.toml cannot be read"),
    ],
)
def test_benchmark_that_cannot_be_done_is_one_line_and_exit_1(labelled, tmp_path, monkeypatch, arguments, says):
    write_files(tmp_path, {"empty.jsonl": "", "bad.jsonl": "no", "folder/mine.csv": "a"})
    monkeypatch.chdir(tmp_path)
    given = arguments if "magic" in arguments else (*arguments, "--scorer", "vader_masked")
    result = run("benchmark", *given)
    assert (1, "") == (result.exit_code, result.stdout)
    assert says in result.stderr
    assert 1 == len(messages(result))


def test_benchmark_needs_data():
    assert 2 == run("benchmark").exit_code
    assert 2 == run("benchmark", "--data", "").exit_code
