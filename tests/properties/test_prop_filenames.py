"""Whatever a file is called, its name is safe on every system, and no two names are one file."""

import re
import tempfile
import unicodedata
from itertools import chain
from pathlib import Path, PurePosixPath

import pandas as pd
import pytest
from building import write_files
from hypothesis import example, given
from hypothesis import strategies as st

from helpers.browse.evidence import _UNSAFE as NOT_IN_SHEETS
from helpers.coding.journal import name_file
from helpers.corpus import write_cleaned
from helpers.corpus.add import add_articles
from helpers.corpus.fetch import _name_file as name_page
from helpers.corpus.links import parse_link
from helpers.display import link_csv
from helpers.errors import PresslensError
from helpers.filenames import Names, fold_name, is_safe, propose_names, tame_name, tame_path

DEVICES = ["CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in "0123456789¹²³")]
PARTS = st.one_of(
    st.sampled_from(DEVICES).flatmap(lambda name: st.sampled_from([name, name.lower(), f"{name}.txt", f"{name} .a.b"])),
    st.sampled_from(
        ["", ".", "..", "~", "C:", "C:x", "a.", "a ", " a", ".a", "a:b", "x" * 300, "é" * 300, "a" + ".b" * 99]
    ),
    st.sampled_from(["Straße", "STRASSE", "é", "e\u0301", "É", "ſ", "S", "\u212a", "k", "ǰ", "ά\u0345"]),
    st.text(st.sampled_from('<>:"/\\|?*.\0\x1f\x7f ab\ud800\u202e'), max_size=8),
    st.text(st.characters(), max_size=30),
)
PATHS = st.lists(PARTS, min_size=1, max_size=4).map("/".join)
FILES = PATHS.filter(lambda path: path == path.encode("utf-8", "ignore").decode())  # as tables can hold


def holds_everywhere(name):
    """Tell, in other words than the code does, whether a name of a file is good on Windows, macOS and Linux."""
    base = name.partition(".")[0].rstrip(" ").upper()
    return (
        0 < len(name.encode()) <= 255
        and not re.search(r'[<>:"/\\|?*\x00-\x1f]', name)
        and not name.endswith((".", " "))
        and base not in DEVICES
    )


@given(PARTS)
def test_a_tamed_name_holds_on_every_system_and_is_tame_already(name: str) -> None:
    tame = tame_name(name)
    assert holds_everywhere(tame)
    assert tame_name(tame) == tame
    assert not tame.startswith(".")
    if is_safe(name):
        assert tame == name


@given(PATHS)
@example("a/" * 600 + "b")
def test_a_tamed_path_stays_below_its_folder(name: str) -> None:
    path = tame_path(name)
    assert is_safe(path)
    assert all(map(holds_everywhere, path.split("/")))
    assert not PurePosixPath(path).is_absolute()


@given(st.lists(PATHS, min_size=1, max_size=12))
def test_no_two_files_get_one_name_and_none_lies_below_another(asked: list[str]) -> None:
    names = Names()
    given_out = [names.take(propose_names(name)) for name in asked]
    folded = list(map(fold_name, given_out))
    assert len(set(folded)) == len(asked)
    above = {fold_name(str(parent)) for name in given_out for parent in PurePosixPath(name).parents}
    assert not above & set(folded)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_names_that_differ_in_case_or_composition_fold_to_one(name: str) -> None:
    variants = {name.upper().lower(), name.casefold(), *(unicodedata.normalize(form, name) for form in ("NFC", "NFD"))}
    assert {fold_name(name)} >= {fold_name(variant) for variant in variants if variant.casefold() == name.casefold()}
    assert fold_name(unicodedata.normalize("NFC", name)) == fold_name(unicodedata.normalize("NFD", name))


@pytest.mark.parametrize(("one", "other"), [("Straße", "STRASSE"), ("é", "E\u0301"), ("K", "\u212a"), ("ſ", "S")])
def test_these_are_one_file_somewhere(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


@given(st.text(st.characters(), max_size=60))
def test_a_coders_file_holds_on_every_system(coder: str) -> None:
    try:
        name = name_file(coder)
    except PresslensError:
        return
    assert is_safe(name)


@given(st.lists(FILES, min_size=1, max_size=6))
def test_cleaned_texts_hold_on_every_system_and_none_is_lost(files: list[str]) -> None:
    articles = pd.DataFrame({"file": files, "body": [f"Text {n}." for n in range(len(files))]})
    with tempfile.TemporaryDirectory() as folder:
        paths = write_cleaned(articles, Path(folder))
        assert [f"Text {n}.\n" for n in range(len(files))] == [path.read_text("utf-8") for path in paths]
        names = [path.relative_to(folder).as_posix() for path in paths]
    assert all(map(is_safe, names))
    assert len(set(map(fold_name, names))) == len(files)


@given(PARTS, PARTS)
def test_a_fetched_page_is_named_so_that_it_holds(host: str, page: str) -> None:
    label = re.sub(r"[^a-z0-9]", "", host.lower()) or "con"
    for address in (f"https://{label}.example/{page}", f"https://{label}:81/{page}"):
        try:
            link = parse_link(address)
        except (PresslensError, ValueError):
            continue
        assert is_safe(f"{name_page(link)}.html")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_a_table_is_named_so_that_it_holds(name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        link_csv(pd.DataFrame({"a": [1]}), name, folder, "as CSV")
        (path,) = Path(folder, "tables").iterdir()
        assert is_safe(path.name)
        assert path.name == path.name.lower()


@given(st.text(st.characters(), max_size=200))
def test_a_sheet_of_evidence_is_named_so_that_it_holds(article_id: str) -> None:
    assert is_safe(f"article-{NOT_IN_SHEETS.sub('-', article_id)[:64]}.html")


ADDED = [
    "a:b?.txt",
    "AUX.txt",
    "News.txt",
    "news.TXT",
    "Straße.txt",
    "STRASSE.txt",
    "é.txt",
    "e\u0301.txt",
    "x" * 240 + ".txt",
]


def test_what_is_added_holds_on_every_system_and_nothing_is_lost(tmp_path):
    files = {f"{n}/{name}": f"The ministers met for hour {n} in the port." for n, name in enumerate(ADDED)}
    given_files = write_files(tmp_path / "from", files)
    (tmp_path / "to").mkdir()
    added = add_articles([given_files], tmp_path / "to").added
    names = [path.name for path in (tmp_path / "to").iterdir() if not path.name.startswith(".")]
    assert sorted(names) == sorted(added["file"])
    assert all(map(is_safe, names))
    assert len(ADDED) == len(set(map(fold_name, names)))
    assert sorted(files.values()) == sorted((tmp_path / "to" / name).read_text("utf-8") for name in names)
    assert added.shape[0] == len(ADDED)
    assert add_articles([given_files], tmp_path / "to").added.empty


def test_two_proposals_are_tried_in_their_order():
    names = Names(["Index.html"])
    assert "index-2.html" == names.take(propose_names("index.html"))
    assert "b.txt" == names.take(chain(["index.html"], ["b.txt"]))
