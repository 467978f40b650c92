"""Each notebook runs from a clean kernel where it lies, as "restart and run all" does in the lab."""

import nbformat
import pytest
from building import ROOT, TARGETS, write_files
from nbclient import NotebookClient

from helpers.report import build_report

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs_in_its_own_folder(path, tmp_path):
    notebook = nbformat.read(path, as_version=4)
    parameters = next(c for c in notebook.cells if "parameters" in c.metadata.get("tags", []))
    assert 'OUT = "../reports"' in parameters.source
    parameters.source = parameters.source.replace('"../reports"', repr(str(tmp_path)))  # leave the clone alone
    NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}).execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert [] == [output for output in outputs if output.output_type in {"error", "stream"}]  # no warnings either
    assert list(tmp_path.joinpath("tables").glob(f"{path.stem[:2]}_*.csv"))


# What a corpus may be made of, and what the page on keywords then says.
ODD = {
    "only stop words": (
        {"a/1.txt": "And so it was to be. They are and we were.\n", "b/1.txt": "It is what it is.\n"},
        "none",
    ),
    "no words": ({"a/1.txt": "1 2 3. 4 5 6.\n", "b/1.txt": "7 8 9.\n"}, "none"),
    "a source without content words": (
        {"a/1.txt": "Grain prices rose in the port again.\n", "b/1.txt": "And so it was to be.\n"},
        "grain",
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_keywords_of_an_odd_corpus(name, tmp_path):
    files, said = ODD[name]
    corpus = write_files(tmp_path / "corpus", files)
    path = ROOT / "notebooks" / "03_keyword_frequency.ipynb"
    places = {"CORPUS": [str(corpus)], "TARGETS": str(TARGETS), "OUT": "."}
    report = build_report([path], places, tmp_path / "out")
    assert [] == report.errors
    assert said in report.pages[0].answer
