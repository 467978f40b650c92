"""Hostile strings in CSV files that LibreOffice opens: no cell is a formula, and each text is seen."""

import csv
import os
import shutil
import subprocess

import pandas as pd
import pytest
from lxml import etree
from making_strings import STRINGS

from helpers.tables import format_line, read_csv, write_csv

# Comma, quote, UTF-8, no column is given a type, numbers only as plain ones, formulas are run: what a user can choose
FILTER = "CSV:{separators},34,76,1,,0,false,false,false,false,false,0,true"
SEPARATORS = {
    "comma": "44",
    "as LibreOffice asks": "44/59/9",
    "semicolon": "59",
    "tab": "9",
    "bar": "124",
    "all": "44/59/9/124",
}
SPACES = {"t": "urn:oasis:names:tc:opendocument:xmlns:table:1.0", "x": "urn:oasis:names:tc:opendocument:xmlns:text:1.0"}
# Every sign of the basic plane that could be passed over before a formula; quotes part cells in our file as well
SIGNS = [chr(n) for n in range(0x10000) if not 0xD800 <= n < 0xE000 and not chr(n).isalnum()]


@pytest.fixture(scope="module")
def office():
    """Return LibreOffice; `PRESSLENS_NO_SKIP` makes its absence a failure."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        reason = "needs LibreOffice Calc (Debian: apt-get install libreoffice-calc-nogui)"
        if os.environ.get("PRESSLENS_NO_SKIP"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Write the files that are opened; return their folder."""
    folder = tmp_path_factory.mktemp("csv")
    texts = list(STRINGS.values())
    table = pd.DataFrame({"n": range(len(texts)), "text": texts})
    write_csv(table, folder / "strings.csv")
    write_csv(pd.DataFrame([range(len(texts))], columns=texts), folder / "heads.csv")
    write_csv(pd.DataFrame({"text": [f"{sign}=1+1" for sign in SIGNS]}), folder / "signs.csv")
    (folder / "lines.csv").write_text("".join(format_line([text, text]) for text in texts), "utf-8", newline="")
    # How the test can fail: files in which formulas are
    (folder / "control.csv").write_text('"=1+1","x"\n"\0=1+1","x"\n', "utf-8")
    inner = [f'"a{sign}=1+1{sign}"\n' for sign in ";\t|"]
    (folder / "inner.csv").write_text("".join(inner), "utf-8")
    return folder


@pytest.fixture(scope="module", params=SEPARATORS)
def opened(request, office, written, tmp_path_factory):
    """Open all of them at once; return the rows of each."""
    out = tmp_path_factory.mktemp("opened")
    command = [office, f"-env:UserInstallation={(out / 'profile').as_uri()}", "--headless", "--convert-to", "fods"]
    command += [f"--infilter={FILTER.format(separators=SEPARATORS[request.param])}", "--outdir", str(out)]
    command += [str(path) for path in sorted(written.glob("*.csv"))]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return {path.stem: etree.parse(path) for path in out.glob("*.fods")}


def list_formulas(document):
    return document.xpath("//@t:formula", namespaces=SPACES)


def list_rows(document):
    rows = document.xpath("//t:table-row", namespaces=SPACES)
    return [
        ["\n".join("".join(p.itertext()) for p in cell.xpath("x:p", namespaces=SPACES)) for cell in row] for row in rows
    ]


@pytest.mark.parametrize("name", ["strings", "heads", "signs", "lines"])
def test_no_cell_is_a_formula(opened, name):
    assert [] == list_formulas(opened[name])
    assert list_formulas(opened["control"]) or list_formulas(opened["inner"])


def normalise(text):
    return "".join(c for c in text if c.isprintable() and not c.isspace())


@pytest.mark.parametrize("opened", ["comma"], indirect=True)
def test_a_text_is_seen_as_it_was_written(opened, written):
    with (written / "strings.csv").open(newline="", encoding="utf-8") as file:
        _, *cells = csv.reader(file)
    shown = {row[0]: row[1:] for row in list_rows(opened["strings"]) if row}
    for (number, cell), name in zip(cells, STRINGS, strict=True):
        assert normalise(cell) == normalise(shown[number][0]), name


def test_what_was_written_comes_back(written):
    assert list(STRINGS.values()) == list(read_csv(written / "strings.csv")["text"])
    assert list(STRINGS.values()) == list(read_csv(written / "heads.csv").columns)
