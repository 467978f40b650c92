"""Only what changed is run again, and the same inputs give the same bytes wherever and however they are run."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from building import MONDAY, ROOT, TARGETS, write_files
from making_notebooks import write_notebook

from helpers.errors import PresslensError
from helpers.report import CorpusFacts, NotebookRun, build_report, list_notebooks, read_record
from helpers.report import build as build_module
from helpers.report import cache as cache_module
from helpers.report import keys as keys_module
from helpers.report import publish as publish_module
from helpers.report.cache import lock_report
from helpers.report.keys import SHIPPED, Hashes, hide_paths, list_versions, read_epoch

COMMAND = (sys.executable, "-c", "from helpers.cli import main; main()", "report")


class Desk:
    """Two notebooks, an input, and a report of them; kernels are played, and noted.

    Attributes:
        ran: The notebooks that ran, and "corpus" where the corpus was read.
        broken: Those during which the run breaks off.
    """

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.out = folder, folder / "out"
        self.input, self.other = folder / "input", folder / "other.toml"
        write_files(folder, {"input/a.txt": "Grain.", "other.toml": "x = 1"})
        self.parameters: dict[str, object] = {"CORPUS": [self.input], "OTHER": self.other, "N": 1, "OUT": "."}
        write_notebook(folder / "books", "a.ipynb", ("CORPUS = []\nN = 0", ["parameters"]), "1 + 1")
        write_notebook(folder / "books", "b.ipynb", ("OTHER = ''", ["parameters"]), "2 + 2", head="# B\n\nWho?")
        self.ran: list[str] = []
        self.broken: set[str] = set()
        monkeypatch.setattr(build_module, "run_notebooks", self._run)
        monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)

    def _run(
        self,
        paths: list[Path],
        parameters: object,
        folder: Path,
        *,
        on_end: Callable[[NotebookRun], object],
        **_: object,
    ) -> None:
        """Play kernels: the output of a cell is its source, and there is a table of what it reads."""
        for path in paths:
            if path.stem in self.broken:
                raise KeyboardInterrupt
            self.ran.append(path.stem)
            notebook = nbformat.read(path, as_version=4)
            for cell in notebook.cells[1:]:
                cell.outputs = [nbformat.v4.new_output("stream", text=cell.source)]
            seen = {"a": self.input / "a.txt"}.get(path.stem, self.other).read_bytes()
            write_files(folder / path.stem, {f"tables/{path.stem}.csv": seen, "evidence/shared.html": "<p>Both."})
            on_end(NotebookRun(path, notebook))

    def _examine(self, folder: Path) -> CorpusFacts:
        self.ran.append("corpus")
        write_files(folder, {"provenance/manifest.json": "{}"})
        return CorpusFacts("2016-05-04", "c" * 64, ("warning: a.txt: is short; write more",))

    def report(self, **options: object) -> list[str]:
        """Make the report and return what ran for it."""
        self.ran = []
        books = list_notebooks(self.folder / "books")
        build_report(books, self.parameters, self.out, examine=self._examine, **options)
        return sorted(self.ran)

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def read(self) -> dict[str, bytes]:
        return read_all(self.out)


def read_all(out: Path) -> dict[str, bytes]:
    """Return the files of a report by their path, without what it keeps for itself."""
    paths = [path for path in out.rglob("*") if path.is_file()]
    named = {path.relative_to(out).as_posix(): path for path in paths}
    return {name: path.read_bytes() for name, path in sorted(named.items()) if not name.startswith(".cache")}


@pytest.fixture
def desk(tmp_path, monkeypatch):
    made = Desk(tmp_path, monkeypatch)
    assert ["a", "b", "corpus"] == made.report()
    return made


def outdate(notebook: Path) -> None:
    """Save a notebook as it is after it was run by hand."""
    found = nbformat.read(notebook, as_version=4)
    found.cells[1].execution_count = 7
    found.cells[1].outputs = [nbformat.v4.new_output("stream", text="by hand")]
    found.metadata["kernelspec"] = {"name": "other", "display_name": "Other"}
    nbformat.write(found, notebook)


# What is done to a report or its inputs, and what runs then
CHANGES = {
    "nothing": (lambda desk: None, []),
    "a cell": (lambda desk: desk.edit("books/a.ipynb", "1 + 1", "1 + 2"), ["a"]),
    "text": (lambda desk: desk.edit("books/b.ipynb", "Who?", "Whom?"), ["b"]),
    "a tag": (lambda desk: desk.edit("books/b.ipynb", '"tags": []', '"tags": ["answer"]'), ["b"]),
    "outputs": (lambda desk: outdate(desk.folder / "books" / "a.ipynb"), []),
    "a parameter": (lambda desk: desk.parameters.update(N=2), ["a", "corpus"]),
    "an input": (lambda desk: desk.edit("other.toml", "1", "2"), ["b", "corpus"]),
    "an input of the same name elsewhere": (
        lambda desk: desk.parameters.update(
            OTHER=write_files(desk.folder / "x", {"other.toml": "x = 1"}) / "other.toml"
        ),
        [],
    ),
    "a text": (lambda desk: desk.edit("input/a.txt", "Grain", "Steel"), ["a", "corpus"]),
    "a new text": (lambda desk: write_files(desk.input, {"deep/b.txt": "Tea."}), ["a", "corpus"]),
    "a text of another name": (
        lambda desk: desk.input.joinpath("a.txt").rename(desk.input / "b.txt").with_name("a.txt").symlink_to("b.txt"),
        ["a", "corpus"],
    ),
    "a hidden file": (lambda desk: write_files(desk.input, {".b.txt": "Tea."}), []),
    "a table is lost": (lambda desk: (desk.out / "tables" / "a.csv").unlink(), ["a"]),
    "a table is edited": (lambda desk: desk.edit("out/tables/a.csv", "Grain", "Corn"), ["a"]),
    "evidence is edited": (lambda desk: desk.edit("out/evidence/shared.html", "Both", "Bots"), ["a", "b"]),
    "a page is lost": (lambda desk: (desk.out / "b.html").unlink(), []),
    "a page is edited": (lambda desk: desk.edit("out/a.html", "A title", "My title"), []),
    "the front page is edited": (lambda desk: desk.edit("out/index.html", "A title", "My title"), []),
    "provenance is edited": (lambda desk: desk.edit("out/provenance/manifest.json", "{", "["), ["corpus"]),
    "the record is edited": (lambda desk: desk.edit("out/report.json", "is short", "is long"), ["corpus"]),
    "the record is lost": (lambda desk: (desk.out / "report.json").unlink(), ["corpus"]),
    "an outcome is edited": (lambda desk: desk.edit("out/.cache/a.json", "1 + 1", "1 + 3"), ["a"]),
    "an outcome is cut": (lambda desk: (desk.out / ".cache" / "b.json").write_bytes(b"\xff"), ["b"]),
    "hashes are damaged": (lambda desk: (desk.out / ".cache" / "hashes").write_text("[["), []),
    "all outcomes are lost": (lambda desk: [path.unlink() for path in desk.out.glob(".cache/*.json")], ["a", "b"]),
}


@pytest.mark.parametrize("name", CHANGES)
def test_only_what_changed_is_run_and_the_report_is_as_if_all_had_been(desk, name):
    change, ran = CHANGES[name]
    change(desk)
    assert ran == desk.report()
    found = desk.read()
    assert [] == desk.report()
    assert found == desk.read()
    assert ["a", "b", "corpus"] == desk.report(is_fresh=True)
    assert found == desk.read()


@pytest.mark.parametrize(
    ("what", "to", "ran"),
    [
        ("list_versions", {"pandas": "99"}, ["a", "b", "corpus"]),
        ("hash_code", {"notebooks": "changed", "pages": ""}, ["a", "b", "corpus"]),
        ("read_epoch", "2001-09-09", ["a", "b", "corpus"]),
    ],
)
def test_other_code_other_versions_and_another_date_run_all(desk, monkeypatch, what, to, ran):
    monkeypatch.setattr(cache_module, what, lambda *_: to)
    assert ran == desk.report()


def test_another_layout_runs_nothing_and_makes_the_pages_anew(desk, monkeypatch):
    code = cache_module.hash_code
    monkeypatch.setattr(cache_module, "hash_code", lambda hashes: {**code(hashes), "pages": "changed"})
    before = desk.read()["a.html"]
    frame = publish_module.frame_body
    monkeypatch.setattr(publish_module, "frame_body", lambda *given, **more: frame(*given, **more) + "<!-- new -->")
    assert [] == desk.report()
    assert before + b"<!-- new -->" == desk.read()["a.html"]


def test_a_new_notebook_runs_alone_and_is_in_every_menu(desk):
    write_notebook(desk.folder / "books", "c.ipynb", "3", head="# Third\n\nWhy?")
    assert ["c"] == desk.report()
    assert all(b">Third</a>" in desk.read()[name] for name in ("a.html", "b.html", "c.html", "index.html"))
    (desk.folder / "books" / "c.ipynb").unlink()
    assert [] == desk.report()
    assert not {name for name in desk.read() if "c.html" in name or "c.csv" in name}
    assert not (desk.out / ".cache" / "c.json").exists()


def test_the_record_says_what_was_made(desk):
    record = read_record(desk.out)
    files = {name for name in desk.read() if name != "report.json"}
    assert files == record.files.keys()
    assert ("2016-05-04", "c" * 64) == (record.date, record.corpus_hash)
    assert {"CORPUS": ["…/input"], "OTHER": "…/other.toml", "N": 1, "OUT": "."} == record.parameters
    assert ("warning: a.txt: is short; write more",) == record.problems
    assert ("tables/a.csv",) == record.notebooks["a"].tables
    assert ("evidence/shared.html",) == record.notebooks["b"].evidence
    assert ("b.html", "B", "Who?") == tuple(
        getattr(record.notebooks["b"], name) for name in ("page", "title", "question")
    )
    assert str(desk.folder) not in record.to_json()


def test_an_interrupted_run_leaves_the_last_report_as_it_was(desk, monkeypatch):
    before = desk.read()
    desk.edit("input/a.txt", "Grain", "Steel")

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(build_module, "run_notebooks", stop)
    with pytest.raises(KeyboardInterrupt):
        desk.report()
    assert before == desk.read()


@pytest.mark.parametrize(
    ("change", "ran"),
    [
        (lambda desk: None, ["b", "corpus"]),
        (lambda desk: desk.edit("books/a.ipynb", "1 + 1", "1 + 2"), ["a", "b", "corpus"]),
        (lambda desk: desk.edit("out/.work/a/tables/a.csv", "Steel", "Gold"), ["a", "b", "corpus"]),
        (lambda desk: desk.edit("out/.work/a/.outcome", "1 + 1", "1 + 3"), ["a", "b", "corpus"]),
    ],
)
def test_what_an_interrupted_run_finished_is_not_run_again_unless_it_changed(desk, change, ran):
    desk.edit("input/a.txt", "Grain", "Steel")
    desk.edit("other.toml", "1", "2")
    desk.broken = {"b"}
    with pytest.raises(KeyboardInterrupt):
        desk.report()
    change(desk)
    desk.broken = set()
    assert ran == desk.report()
    made = desk.read()
    desk.report(is_fresh=True)
    assert made == desk.read()
    assert not (desk.out / ".work").exists()


def test_nothing_is_left_of_a_run_that_was_killed_when_all_was_there(desk):
    write_files(desk.out / ".work" / "a", {".outcome": "{}"})
    assert [] == desk.report()
    assert not (desk.out / ".work").exists()


def test_files_of_others_are_left_alone(desk):
    mine = {"notes.txt": "mine", "tables/mine.csv": "mine", "evidence/mine.html": "mine", "mine.html": "mine"}
    write_files(desk.out, mine)
    desk.edit("input/a.txt", "Grain", "Steel")
    desk.report()
    assert set(mine) <= desk.read().keys()


def test_two_runs_do_not_write_to_one_folder(desk):
    with lock_report(desk.out), pytest.raises(PresslensError, match="another presslens report is being written to"):
        desk.report()
    code = f"from helpers.report.cache import *; import os; x = lock_report(Path({str(desk.out)!r})); x.__enter__(); "
    subprocess.run([sys.executable, "-c", f"{code}os._exit(9)"], check=False)  # as if it had been killed
    assert [] == desk.report()


def test_of_notebooks_that_write_the_same_file_the_later_is_at_fault(tmp_path):
    books = tmp_path / "books"
    write = "from pathlib import Path\nPath({!r}).write_text({!r})"
    one = write_notebook(books, "a.ipynb", write.format("tables/t.csv", "x"), write.format("notes.txt", "x"))
    two = write_notebook(books, "b.ipynb", write.format("tables/t.csv", "y"))
    three = write_notebook(books, "c.ipynb", write.format("index.html", "y"), "Path('.hidden').write_text('x')")
    record = build_report([one, two, three], {}, tmp_path / "out")
    assert [
        "b.ipynb: writes tables/t.csv, which another notebook writes too; give the file another name",
        "c.ipynb: writes index.html, which the report itself writes too; give the file another name",
    ] == record.errors
    files = read_all(tmp_path / "out")
    assert (b"x", b"x") == (files["tables/t.csv"], files["notes.txt"])
    assert ("notes.txt",) == record.notebooks["a"].others
    assert b"A title" in files["index.html"]
    assert ".hidden" not in files


def test_a_notebook_that_failed_is_run_again(tmp_path):
    flag = tmp_path / "flag"
    book = write_notebook(tmp_path / "books", "a.ipynb", f"open({str(flag)!r}).read()")
    assert build_report([book], {}, tmp_path / "out").errors
    flag.write_text("here", encoding="utf-8")
    assert [] == build_report([book], {}, tmp_path / "out").errors


def test_a_page_of_a_notebook_that_failed_tells_of_no_machine(tmp_path):
    odd = (
        "import pathlib, sys, warnings\nwarnings.warn('odd')\nprint(sys.executable, 1 / 2, '1/2 https://a.example/b/c')"
    )
    source = f"{odd}\npathlib.Path('../../none/x').read_text()"
    book = write_notebook(tmp_path / "books", "a.ipynb", source)
    record = build_report([book], {}, tmp_path / "out")
    page = read_all(tmp_path / "out")["a.html"].decode()
    assert "FileNotFoundError" in page
    assert "0.5 1/2 https://a.example/b/c" in page
    assert record.errors[0].endswith("No such file or directory: '…/x'")
    assert not re.search(r"ipykernel_|/lib/python|/tmp/|" + re.escape(str(Path(sys.executable).parent)), page)


def test_paths_are_seen_from_where_a_notebook_runs(tmp_path):
    text = write_files(tmp_path, {"in/a.txt": "Grain."}) / "in" / "a.txt"
    source = "from pathlib import Path\nprint(Path(FILE).read_text(), FILE)"
    book = write_notebook(tmp_path / "books", "a.ipynb", ("FILE = ''", ["parameters"]), source)
    build_report([book], {"FILE": text}, tmp_path / "out")
    page = read_all(tmp_path / "out")["a.html"].decode()
    assert "Grain. …/a.txt" in page


@pytest.mark.parametrize(("said", "date"), [("0", "1970-01-01"), ("1000000000", "2001-09-09"), ("", "")])
def test_the_date_of_a_build_can_be_set(monkeypatch, said, date):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", said)
    assert date == read_epoch()


@pytest.mark.parametrize("said", ["today", "-1", "1.5", "1e9", " 1", "٣", "9" * 15, "9" * 400])
def test_a_date_that_is_none_is_told_in_one_line(monkeypatch, said):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", said)
    with pytest.raises(PresslensError, match=r"^SOURCE_DATE_EPOCH is .* which is no date; set it to seconds") as told:
        read_epoch()
    assert len(str(told.value)) < 150


def test_a_large_file_is_hashed_anew_when_it_changed(tmp_path, monkeypatch):
    monkeypatch.setattr("helpers.report.keys._SETTLED", -1)
    large, memory = tmp_path / "model.onnx", tmp_path / "hashes"
    found = []
    for content in (b"x" * 2_000_000, b"x" * 2_000_000, b"y" * 2_000_000):
        if not large.exists() or large.read_bytes() != content:
            state = large.stat() if large.exists() else None
            large.write_bytes(content)
            if state:
                os.utime(large, ns=(state.st_atime_ns, state.st_mtime_ns))  # as if nothing had been done to it
        hashes = Hashes(memory)
        found.append(hashes.of_file(large))
        hashes.save()
    assert found[0] == found[1] != found[2]
    assert "model" not in memory.read_text()


@pytest.mark.parametrize(("seconds", "is_kept"), [(-3600, False), (0, False), (2.9, False), (3.1, True)])
def test_a_hash_is_kept_once_the_times_of_its_file_would_tell_of_a_change(seconds, is_kept, tmp_path, monkeypatch):
    """Before that a change may leave them as they are; a file from the future is of a clock that was set back."""
    large, memory = tmp_path / "model.onnx", tmp_path / "hashes"
    large.write_bytes(b"x" * 2_000_000)
    now = large.stat().st_ctime_ns + int(seconds * 1e9)
    monkeypatch.setattr(keys_module, "time", SimpleNamespace(time_ns=lambda: now))
    hashes = Hashes(memory)
    hashes.of_file(large)
    hashes.save()
    assert is_kept == memory.exists()


def test_every_shipped_file_that_code_reads_counts():
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src" / "helpers").rglob("*.py"))
    read = set(re.findall(r'project_path\("data", "([^"]+)"', code))
    by_parameter = {"events.csv", "analysis_plan.toml", "coding"}
    assert read <= {name.split("/")[0] for name in SHIPPED} | by_parameter


def test_versions_are_those_of_what_we_ask_for():
    versions = list_versions()
    assert {"presslens", "python", "pandas", "vaderSentiment", "nbconvert"} <= versions.keys()
    assert all(re.match(r"\d", version) for version in versions.values())


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Path("/home/anna/texts"), "…/texts"),
        ([Path("a.csv"), Path("b/c.csv")], ["…/a.csv", "…/c.csv"]),
        ("/home/anna/texts", "…/texts"),
        ("word", "word"),
        (5, 5),
    ],
)
def test_of_a_path_the_name_is_shown(value, shown):
    assert shown == hide_paths(value)


def run_report(cwd: Path, *arguments: object, seed: int) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, from another folder and with another order of sets."""
    env = {**os.environ, "PYTHONHASHSEED": str(seed)}
    return subprocess.run(
        [*COMMAND, *map(str, arguments)], cwd=cwd, env=env, capture_output=True, text=True, check=False
    )


def test_a_real_notebook_gives_the_same_bytes_wherever_it_runs_and_nothing_is_imported_to_say_so(tmp_path):
    said = f"{MONDAY} Russia praised the plan. Washington called it a bad one, and China was silent."
    corpus = write_files(tmp_path / "in", {"one/a.txt": said, "two/b.txt": f"{said} Moscow lied.", "bad.txt": ""})
    books = tmp_path / "books"
    write_files(books, {"02.ipynb": (ROOT / "notebooks" / "02_sentiment_us_russia.ipynb").read_bytes()})
    write_notebook(books, "99.ipynb", "sorted({'a', 'b'})", "print('x')")
    common = ("--targets", TARGETS, "--notebooks", books)
    one = run_report(tmp_path, "--corpus", corpus, "--out", tmp_path / "one", *common, "--jobs", 1, seed=1)
    two = run_report(corpus, "--corpus", ".", "--out", tmp_path / "deep" / "er" / "two", *common, "--jobs", 2, seed=2)
    assert (0, 0) == (one.returncode, two.returncode), one.stderr + two.stderr
    assert read_all(tmp_path / "one") == read_all(tmp_path / "deep" / "er" / "two")
    code = "import sys; from helpers.cli import main; sys.argv[1:] = {!r}\n"
    code += "try: main()\nfinally: print(sorted({!r} & set(sys.modules)))"
    heavy = {"pandas", "numpy", "nbconvert", "nbclient", "jinja2", "rich"}
    warm = ["report", "--corpus", str(corpus), "--out", str(tmp_path / "one"), *map(str, common), "--strict"]
    done = subprocess.run([sys.executable, "-c", code.format(warm, heavy)], capture_output=True, text=True, check=False)
    assert 3 == done.returncode, done.stderr
    assert one.stdout + "[]\n" == done.stdout
    assert [line for line in one.stderr.splitlines() if "bad.txt" in line] == done.stderr.splitlines()
    assert json.loads((tmp_path / "one" / "report.json").read_text(encoding="utf-8"))["notebooks"]["02"]["answer"]
