"""What is written is read back as it was: tables, lines, codings."""

import csv
import io
import re
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from making_items import line, make_items, write_lines
from making_tables import tables
from making_texts import ALL_TEXTS, BYTES, CELLS, CHARACTERS, PRESS_TEXT, TITLES, examples, tables_of_rows

from helpers.coding import ITEMS, Steps, list_coders, read_codings, read_items, write_items
from helpers.coding.journal import name_file
from helpers.coding.steps import COLUMNS, parse_steps
from helpers.errors import PresslensError, printable
from helpers.schemas import CODED, Claims, CodingItems, Keyness, Mentions, TermCounts
from helpers.tables import (
    cut_context,
    drop_turns,
    format_line,
    read_csv,
    read_edited_csv,
    restore_cell,
    split_edited_csv,
    split_header,
    write_csv,
    write_parquet,
)

FORMULAS = "=+-@\t\r\n＝＋－＠"
INNER = re.compile(r"""[;\t|\r\n]["\0]*[-=+@＝＋－＠]""")  # a cell, where a spreadsheet parts them so
ROWS = st.integers(1, 4).flatmap(lambda n: st.lists(st.lists(CELLS, min_size=n, max_size=n), min_size=1, max_size=5))


def check_refusal(error: PresslensError) -> None:
    assert str(error).strip()


@given(ROWS, st.data())
def test_a_table_of_text_is_read_as_it_was_written(rows: list[list[str]], data: st.DataObject) -> None:
    names = data.draw(st.lists(TITLES.filter(bool), min_size=len(rows[0]), max_size=len(rows[0]), unique=True))
    table = pd.DataFrame(rows, columns=names, dtype="str")
    with TemporaryDirectory() as folder:
        path = write_csv(table, Path(folder, "a.csv"))
        with path.open(newline="", encoding="utf-8") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        read = read_csv(path)
        parquet = pd.read_parquet(write_parquet(table, Path(folder, "a.parquet")))
    assert not any(cell.startswith(tuple(FORMULAS)) or INNER.search(cell) for cell in cells)
    assert read.to_numpy().tolist() == rows
    assert list(read.columns) == names
    pd.testing.assert_frame_equal(parquet, table)


@pytest.mark.parametrize("schema", [Mentions, Keyness, TermCounts, Claims], ids=lambda schema: schema.__name__)
@examples(0.5)
@given(data=st.data())
def test_a_table_of_ours_is_read_as_it_was_written(schema: type, data: st.DataObject) -> None:
    table = data.draw(tables(schema, min_size=1))
    with TemporaryDirectory() as folder:
        read = read_csv(write_csv(table, Path(folder, "a.csv")))
        parquet = pd.read_parquet(write_parquet(table, Path(folder, "a.parquet")))
    pd.testing.assert_frame_equal(schema.validate(parquet), table, check_dtype=False)
    for name in table.columns:
        if pd.api.types.is_numeric_dtype(table[name].dtype) and not pd.api.types.is_bool_dtype(table[name].dtype):
            values = [float(cell or "nan") for cell in read[name]]
            np.testing.assert_array_equal(values, table[name].astype("float64"))
        elif pd.api.types.is_string_dtype(table[name].dtype):
            assert list(read[name]) == list(table[name])


@given(st.lists(CELLS | st.text(CHARACTERS), min_size=1, max_size=5), st.sampled_from(",;"))
def test_a_line_is_read_as_it_was_written(cells: list[str], delimiter: str) -> None:
    text = format_line(cells, delimiter)
    (read,) = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    assert list(map(restore_cell, read)) == cells
    assert not any(cell.startswith(tuple(FORMULAS)) or INNER.search(cell) for cell in read)


@given(
    st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1).map(str.lower).map(str.strip), min_size=2),
    st.sampled_from(",;"),
)
def test_a_header_is_split_as_it_was_written(cells: list[str], delimiter: str) -> None:
    assert split_header(format_line(cells, delimiter).rstrip("\n")) == ([c.strip().lower() for c in cells], delimiter)


@given(ALL_TEXTS)
def test_any_line_is_a_header_of_cells(text: str) -> None:
    cells, delimiter = split_header(text.split("\n", maxsplit=1)[0].split("\r", maxsplit=1)[0])
    assert delimiter in ",;"
    assert all(cell == cell.strip().lower() for cell in cells)


@given(tables_of_rows() | ALL_TEXTS | BYTES)
def test_any_edited_file_is_split_or_refused(content: str | bytes) -> None:
    data = content.encode() if isinstance(content, str) else content
    with TemporaryDirectory() as folder:
        path = Path(folder, "a.csv")
        path.write_bytes(data)
        try:
            rows, problems = read_edited_csv(path, ["source", "text"], what="rows")
        except PresslensError as error:
            check_refusal(error)
            return
    assert all(len(row) == 3 for row in rows)
    assert all(cell == " ".join(cell.split()) for _, *cells in rows for cell in cells)
    numbers = [int(place.rpartition("#")[2]) for place in [row[0] for row in rows] + [own.file for own in problems]]
    assert len(set(numbers)) == len(numbers)
    try:
        split, told = split_edited_csv(data.decode("utf-8-sig"), path, ["source", "text"], what="rows")
    except UnicodeDecodeError:
        return
    assert ([row[0] for row in split], told) == ([row[0] for row in rows], problems)


@given(ALL_TEXTS, st.integers(0, 300), st.booleans())
def test_a_context_is_the_edge_of_its_text(text: str, most: int, end: bool) -> None:
    shown = cut_context(text, most, end=end)
    assert len(shown) <= most
    assert text.endswith(shown) or text.rstrip().endswith(shown) or shown in text if end else text.startswith(shown)
    assert drop_turns(drop_turns(text)) == drop_turns(text)
    assert "\u202e" not in drop_turns(text)


@given(st.text(st.characters()))
def test_what_is_printed_is_one_line_of_the_same_length(text: str) -> None:
    shown = printable(text)
    assert len(shown) == len(text)
    assert shown.isprintable() or not shown


# Hand coding

CODERS = st.sampled_from(["Anna", "anna", "  Anna ", "Bob", "Müller", "名前", "A=1", "-x"])
SHOWN = PRESS_TEXT.map(lambda text: " ".join(text.split()))  # as items are drawn
ITEM_ROWS = {
    "item": st.integers(1, 99),
    "mention_start": st.integers(0, 50),
    "mention_end": st.integers(51, 99),
    "probability": st.just(0.25),  # one for each stratum
    "target": st.sampled_from(["US", "Russia", "_x-1"]),
    "stratum": st.sampled_from(["US", "all", "US, scorers differ"]),
    "mention": SHOWN,
    "before": SHOWN,
    "after": SHOWN,
    "codebook": st.just("c" * 64),
    "corpus": st.just("d" * 64),
}


@given(tables(CodingItems, min_size=1, values=ITEM_ROWS))
def test_items_are_read_as_they_were_written(items: pd.DataFrame) -> None:
    items = items.drop_duplicates("item").sort_values("item", ignore_index=True)
    with TemporaryDirectory() as folder:
        write_items(items, Path(folder, ITEMS))
        read, problems = read_items(Path(folder, ITEMS))
    assert not problems
    for name in ("item", "article_id", "mention_start", "mention_end", "probability"):
        assert list(read[name]) == list(items[name])
    for name in ("before", "mention", "after", "target", "stratum"):
        assert [cell.split() for cell in read[name]] == [cell.split() for cell in items[name]]


@given(TITLES | CODERS | st.text(st.characters(), max_size=60))
def test_a_coder_has_one_safe_file_or_is_refused(coder: str) -> None:
    try:
        name = name_file(coder)
    except PresslensError as error:
        check_refusal(error)
        return
    assert len(name.encode()) <= 255
    assert name == Path(name).name
    assert name.isprintable()
    assert not set(name) & set('<>:"/\\|?*\x00')


STEP_CELLS = st.one_of(
    st.sampled_from(["1", "0", "-1", "²", "label", "undo", "lock", "neutral", "Anna", "", "=1", "'", '"']), TITLES
)
LINES = st.one_of(
    st.builds(line, st.integers(0, 4), st.integers(0, 6), st.sampled_from(["label", "undo", "lock", "x"])),
    st.lists(STEP_CELLS, min_size=7, max_size=9).map(",".join),
    TITLES,
)


@given(st.lists(LINES, max_size=8), st.sampled_from(["\n", "", "\r\n"]), st.binary(max_size=4))
def test_any_file_of_codings_is_read_and_each_line_used_or_told(lines: list[str], end: str, rest: bytes) -> None:
    items = make_items()
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_items(items, folder / ITEMS)
        path = write_lines(folder, *lines, end=end)
        path.write_bytes(path.read_bytes() + rest)
        try:
            steps, problems = parse_steps(path.read_bytes(), path, items, "Anna")
        except PresslensError as error:
            check_refusal(error)
            return
        codings, told = read_codings(folder, locked_only=False)
        list_coders(folder)
    left_out = {problem.file for problem in problems if problem.severity == "left out"}
    text = ("\n".join([",".join(COLUMNS), *lines]) + end).encode() + rest
    written = text.decode("utf-8-sig", "replace").splitlines()[1:]
    written = [one for one in written if one.strip() and not one.lstrip().startswith("#")]
    assert len(steps) + len(left_out) == len(written)
    assert [step.step for step in steps] == sorted(step.step for step in steps)
    assert set(codings["label"]) <= set(CODED)
    assert told or codings.empty or len(codings) <= len(items)


@given(BYTES | tables_of_rows().map(str.encode))
def test_any_folder_of_codings_is_read_with_what_is_wrong_told(data: bytes) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_items(make_items(), folder / ITEMS)
        (folder / "codings_anna.csv").write_bytes(data)
        codings, problems = read_codings(folder, locked_only=False)
        assert codings.empty
        (folder / ITEMS).write_bytes(data)
        codings, problems = read_codings(folder, locked_only=False)
    assert codings.empty
    assert problems


@examples(0.3)
@given(st.lists(st.tuples(st.integers(1, 5), st.sampled_from(CODED)), min_size=1, max_size=5), st.data())
def test_a_file_that_is_cut_anywhere_keeps_its_whole_steps(
    given_labels: list[tuple[int, str]], data: st.DataObject
) -> None:
    items = make_items()
    with TemporaryDirectory() as folder:
        steps = Steps(folder, items, "Anna")
        ends, after = [0], [{}]
        for item, label in given_labels:
            steps.label(item, label)
            ends.append(steps.path.stat().st_size)
            after.append(dict(steps.labels))
        whole = steps.path.read_bytes()
        cut = data.draw(st.integers(0, len(whole)))
        steps.path.write_bytes(whole[:cut])
        again = Steps(folder, items, "Anna")
        n_whole = sum(end <= cut + 1 for end in ends[1:])  # without its line break, a line is still whole
        assert again.labels == after[n_whole]
        again.label(1, "negative")
        assert again.labels == {**after[n_whole], 1: "negative"}
        assert Steps(folder, items, "Anna").labels == again.labels


class Coding(RuleBasedStateMachine):
    """A coder who labels, undoes, locks, opens the sheet twice, and whose machine crashes while a line is written."""

    @initialize()
    def open(self) -> None:
        self.folder = TemporaryDirectory()
        self.items = make_items()
        self.sheets = [Steps(self.folder.name, self.items, "Anna") for _ in range(2)]
        self.given: list[tuple[int, str]] = []
        self.is_locked = False

    def teardown(self) -> None:
        self.folder.cleanup()

    def expected(self) -> dict[int, str]:
        return dict(self.given)

    @rule(sheet=st.integers(0, 1), item=st.integers(1, 5), label=st.sampled_from(CODED))
    def label(self, sheet: int, item: int, label: str) -> None:
        if self.is_locked:
            with pytest.raises(PresslensError, match="is locked"):
                self.sheets[sheet].label(item, label)
            return
        self.sheets[sheet].label(item, label)
        self.given.append((item, label))

    @rule(sheet=st.integers(0, 1), item=st.integers(-1, 9), label=st.sampled_from(["", "=1", "neutral "]))
    def label_wrongly(self, sheet: int, item: int, label: str) -> None:
        with pytest.raises(PresslensError):
            self.sheets[sheet].label(item, label)

    @rule(sheet=st.integers(0, 1))
    def undo(self, sheet: int) -> None:
        if self.is_locked and self.given:
            with pytest.raises(PresslensError, match="is locked"):
                self.sheets[sheet].undo()
            return
        undone = self.sheets[sheet].undo()
        assert undone == (self.given.pop()[0] if self.given else 0)

    @precondition(lambda self: len(self.given) > 3)
    @rule(sheet=st.integers(0, 1))
    def lock(self, sheet: int) -> None:
        if self.is_locked:
            with pytest.raises(PresslensError, match="is locked"):
                self.sheets[sheet].lock()
            return
        self.sheets[sheet].lock()
        self.is_locked = True

    @rule(rest=st.sampled_from(["9", "9,1", "9,1,0000000000000001 US 4,label,neut", '9,"', "'", "\ufeff", "="]))
    def crash(self, rest: str) -> None:
        path = self.sheets[0].path
        if path.exists():
            with path.open("a", encoding="utf-8") as file:
                file.write(rest)

    @rule(sheet=st.integers(0, 1))
    def open_again(self, sheet: int) -> None:
        self.sheets[sheet] = Steps(self.folder.name, self.items, "Anna")

    @invariant()
    def nothing_is_lost(self) -> None:
        read = Steps(self.folder.name, self.items, "Anna")
        assert read.labels == self.expected()
        assert read.is_locked == self.is_locked


TestCoding = Coding.TestCase
TestCoding.settings = examples(0.5)
