"""Files of codings: what is whole counts, what is wrong is told in one line, nothing is ever lost."""

import os
import re
import resource

import pandas as pd
import pytest
from making_items import CORPUS, HEADER, line, make_items, write_lines

from helpers.coding import ITEMS, Steps, copy_codebook, list_coders, read_codings, read_items, write_items
from helpers.coding.journal import name_file
from helpers.errors import PresslensError
from helpers.schemas import CodingSteps


@pytest.fixture
def folder(tmp_path):
    write_items(make_items(), tmp_path / ITEMS)
    return tmp_path


def tell(problems):
    """Return file and line, severity and reason of each problem."""
    return [f"{os.path.basename(own.file)} {own.severity}: {own.reason}" for own in problems]  # noqa: PTH119


def labels(folder, **options):
    codings, problems = read_codings(folder, **options)
    return dict(zip(codings["item"], codings["label"], strict=True)), tell(problems)


def test_items_come_back_as_they_were(folder):
    items = make_items()
    items.loc[0, ["before", "mention", "after"]] = ['=1+1, "so" ', "-Name", "\N{NO-BREAK SPACE}é; # it"]
    items.loc[1, "target"] = "@odd; target"
    path = write_items(items, folder / "other" / ITEMS)
    back, problems = read_items(path)
    assert [] == problems
    pd.testing.assert_frame_equal(items, back)


def test_items_are_not_overwritten_by_others(folder):
    with pytest.raises(PresslensError, match="there is no mention to code"):
        write_items(make_items().head(0), folder / "none.csv")
    assert folder / ITEMS == write_items(make_items(), folder / ITEMS)  # the same may be drawn again
    before = (folder / ITEMS).read_bytes()
    for other in (make_items(4), make_items(corpus="e" * 64), make_items(first_article=7)):
        with pytest.raises(PresslensError, match="holds other items, and codings of them would be lost"):
            write_items(other, folder / ITEMS)
    (folder / ITEMS).write_text("nonsense")
    with pytest.raises(PresslensError, match="no column"):
        write_items(make_items(), folder / ITEMS)
    assert b"nonsense" == (folder / ITEMS).read_bytes() != before


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (lambda row: row.replace("2,", "two,", 1), "item 'two' is no number"),
        (lambda row: row.replace("2,", "0,", 1), "its number, place or probability is out of range"),
        (lambda row: row.replace("2,", "1,", 1), "item 1 stands there twice"),
        (lambda row: row.replace("0.25", "nan"), "its number, place or probability is out of range"),
        (lambda row: row.replace("0.25", "1.5"), "its number, place or probability is out of range"),
        (lambda row: row.replace("0.25", "0.5"), "its probability is not that of its stratum"),
        (lambda row: row.replace(",4,8,", f",4,{'9' * 30},"), "its number, place or probability is out of range"),
        (lambda row: row.replace(",4,8,", f",4,{'9' * 5000},"), f"mention_end '{'9' * 60}' is no number"),
        (lambda row: row.replace("0000000000000002", "2.0E+00"), "article_id '2.0E+00' was changed"),
        (lambda row: row.replace("d" * 64, "e" * 64), "it is of another corpus or codebook than most items"),
        (lambda row: row[:30], "has 4 cells, not 12"),
    ],
)
def test_a_line_of_items_that_was_edited_is_told_and_the_rest_counts(folder, edit, says):
    rows = (folder / ITEMS).read_text().splitlines()
    (folder / ITEMS).write_text("\n".join([*rows[:2], edit(rows[2]), *rows[3:]]))
    items, problems = read_items(folder / ITEMS)
    assert [1, 3, 4, 5] == items["item"].tolist()
    assert [f"items.csv#3 left out: {says}"] == tell(problems)


def test_items_from_a_spreadsheet_are_read(folder):
    text = (folder / ITEMS).read_text().replace('"', "").replace(",", ";").replace("0.25", "0,25")
    (folder / ITEMS).write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    items, problems = read_items(folder / ITEMS)
    assert [] == problems
    pd.testing.assert_frame_equal(make_items(), items)


def test_steps_are_lines_that_are_added(folder):
    steps = Steps(folder, make_items(), " Anna ")
    assert not steps.path.exists()
    steps.label(2, "positive")
    steps.label(1, "negative")
    assert 1 == steps.undo()
    assert 2 == steps.undo()
    assert 0 == steps.undo()
    steps.label(1, "unclear")
    steps.label(1, "neutral")
    rows = [row.rpartition(",")[0] for row in steps.path.read_text().splitlines()]
    expected = [line(1, 2, label="positive"), line(2, 1, label="negative"), line(3, 1, "undo"), line(4, 2, "undo")]
    expected += [line(5, 1, label="unclear"), line(6, 1)]
    assert [HEADER.rpartition(",")[0], *(row.rpartition(",")[0] for row in expected)] == rows
    assert ({1: "neutral"}, []) == (steps.labels, steps.problems)
    assert ({1: "neutral"}, []) == labels(folder, locked_only=False)
    steps.undo()
    assert {1: "unclear"} == steps.labels
    CodingSteps.validate(pd.read_csv(steps.path, keep_default_na=False))


def test_a_coder_goes_on_where_he_or_she_stopped(folder):
    Steps(folder, make_items(), "Anna").label(1, "positive")
    again = Steps(folder, make_items(), "Anna")
    assert {1: "positive"} == again.labels
    again.label(2, "neutral")
    assert ["1", "2"] == [row.partition(",")[0] for row in again.path.read_text().splitlines()[1:]]


def test_only_who_has_locked_is_read(folder):
    anna, ben = (Steps(folder, make_items(), name) for name in ("Anna", "Ben"))
    for item in range(1, 6):
        anna.label(item, "neutral")
    ben.label(1, "positive")
    anna.lock()
    codings, problems = read_codings(folder)
    assert (["Anna"] * 5, [0.25] * 5, []) == (codings["coder"].tolist(), codings["probability"].tolist(), problems)
    assert ["Anna", "Ben"] == read_codings(folder, locked_only=False)[0]["coder"].unique().tolist()
    assert [["Anna", 5, 5, True], ["Ben", 1, 5, False]] == list_coders(folder).to_numpy().tolist()
    before = anna.path.read_bytes()
    for act in (lambda: anna.label(1, "positive"), anna.undo, anna.lock):
        with pytest.raises(PresslensError, match="is locked; nothing can be changed"):
            act()
    assert before == anna.path.read_bytes()
    with pytest.raises(PresslensError, match="nothing is coded yet"):
        Steps(folder, make_items(), "Cem").lock()


def test_nobody_has_coded(tmp_path):
    assert (True, []) == ((found := read_codings(tmp_path))[0].empty, found[1])
    assert list_coders(tmp_path / "nowhere").empty
    write_items(make_items(), tmp_path / ITEMS)
    write_lines(tmp_path)
    assert ({}, []) == labels(tmp_path)


FIRST, SECOND, LOCK = line(1, 1, label="positive"), line(2, 2, label="negative"), line(3, 0, "lock")
BAD = {
    "half a line": (line(2, 2)[:20], "has 3 cells, not 8: half a line, or edited"),
    "half of its end": (line(2, 2)[:-3], "'2026-01-31T12:00:' is no time: half a line, or edited"),
    "nonsense": ("?!", "has 1 cells, not 8: half a line, or edited"),
    "zeros": ("\0" * 90, "has 1 cells, not 8: half a line, or edited"),
    "no number": (line("two", 2), "step 'two' or item '2' is no number"),
    "no step": (line(0, 2), "step '0' or item '2' is no number"),
    "unknown item": (line(2, 6), "there is no item 6 in the file of items"),
    "no label": (
        line(2, 2, label="good"),
        "'good' is no label of a step 'label' (negative, neutral, positive, unclear)",
    ),
    "empty label": (line(2, 2, label=""), "'' is no label of a step 'label' (negative, neutral, positive, unclear)"),
    "no action": (line(2, 2, "skip"), "'skip' is no action (label, undo, lock)"),
    "other codebook": (line(2, 2, codebook="e" * 64), "it was coded by another codebook"),
    "other coder": (line(2, 2, coder="Ben"), "it is a step of 'Ben' in the file of 'Anna'"),
    "other corpus": (
        line(2, 2).replace("0002 R", "0009 R"),
        "item 2 is another mention there: of another corpus or another draw",
    ),
    "twice": (FIRST, "the line stands twice"),
    "undo of another": (line(2, 2, "undo"), "it undoes item 2, which is not the last that was labelled before it"),
    "formula": ('"=cmd()",2,,label,neutral,Anna,x,y', "step '=cmd()' or item '2' is no number"),
}


@pytest.mark.parametrize(("bad", "says"), BAD.values(), ids=BAD)
@pytest.mark.parametrize("position", [1, 2], ids=["in the middle", "before the end"])
def test_a_bad_line_is_told_and_the_rest_counts(folder, bad, says, position):
    rows = [FIRST, line(3, 3), line(4, 0, "lock")]
    path = write_lines(folder, *rows[:position], bad, *rows[position:])
    content = path.read_bytes()
    found, told = labels(folder)
    assert {1: "positive", 3: "neutral"} == found
    assert 1 == len(told)
    assert says in told[0]
    assert told[0].startswith(f"codings_anna.csv#{position + 2} left out: ")
    assert content == path.read_bytes()


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([FIRST, LOCK, line(4, 0, "lock")], "codings_anna.csv#4 left out: it is a second lock"),
        ([FIRST, LOCK, line(4, 2)], "codings_anna.csv#4 left out: it comes after the lock"),
        ([FIRST, LOCK, line(4, 1, "undo")], "codings_anna.csv#4 left out: it comes after the lock"),
        ([line(1, 0, "lock"), line(2, 1, label="positive")], "codings_anna.csv#2 left out: it locks nothing"),
    ],
    ids=["two locks", "label after", "undo after", "lock of nothing"],
)
def test_nothing_comes_after_a_lock(folder, rows, says):
    write_lines(folder, *rows)
    found, told = labels(folder, locked_only=False)
    assert {1: "positive"} == found
    assert 1 == len(told)
    assert told[0].startswith(says)


def test_steps_out_of_order_are_used_by_their_number(folder):
    write_lines(
        folder, line(3, 1, label="positive"), line(2, 1, "undo"), line(1, 1, label="negative"), line(4, 0, "lock")
    )
    found, told = labels(folder)
    assert {1: "positive"} == found
    assert [
        f"codings_anna.csv#{row} warning: step {step} comes after a step of the same or a higher number"
        for row, step in ((3, 2), (4, 1))
    ] == told


@pytest.mark.parametrize("end", [b"", b"3,3,0000", "3,3,x,label,neutral,Mü".encode()[:-1]])
def test_half_a_line_stays_and_nothing_is_glued_to_it(folder, end):
    path = write_lines(folder, FIRST, SECOND)
    path.write_bytes(path.read_bytes() + end)
    before = path.read_bytes()
    steps = Steps(folder, make_items(), "Anna")
    assert {1: "positive", 2: "negative"} == steps.labels
    steps.label(3, "unclear")
    assert path.read_bytes().startswith(before + (b"\n" if end else b""))
    assert {1: "positive", 2: "negative", 3: "unclear"} == Steps(folder, make_items(), "Anna").labels
    assert bool(end) == (1 == len(steps.problems))


@pytest.mark.parametrize("size", [0, 9, len(HEADER)])
def test_half_a_first_line_is_completed(folder, size):
    (folder / "codings_anna.csv").write_text(HEADER[:size])
    steps = Steps(folder, make_items(), "Anna")
    steps.label(1, "neutral")
    assert ({1: "neutral"}, []) == (Steps(folder, make_items(), "Anna").labels, steps.problems)
    assert HEADER == steps.path.read_text().splitlines()[0]


def test_a_file_that_a_spreadsheet_saved_is_read_and_added_to(folder):
    path = write_lines(folder, FIRST, SECOND)
    names = HEADER.split(",")
    rows = [dict(zip(names, row.split(","), strict=True)) for row in path.read_text().splitlines()]
    moved = [*names[::-1], "note"]
    text = "\r\n".join(";".join(row.get(name, "") for name in moved) for row in rows) + "\r\n"
    path.write_bytes(text.encode("utf-8-sig"))
    steps = Steps(folder, make_items(), "Anna")
    assert ({1: "positive", 2: "negative"}, []) == (steps.labels, steps.problems)
    steps.label(3, "neutral")
    assert ({1: "positive", 2: "negative", 3: "neutral"}, []) == (steps.labels, steps.problems)
    assert path.read_bytes().startswith(text.encode("utf-8-sig"))


def test_a_file_without_its_first_line_is_told_and_the_others_count(folder):
    (folder / "codings_anna.csv").write_text(f"{FIRST}\n")
    Steps(folder, make_items(), "Ben").label(1, "neutral")
    codings, problems = read_codings(folder, locked_only=False)
    assert ["Ben"] == codings["coder"].tolist()
    assert 1 == len(problems)
    assert problems[0].reason.startswith("no column step, item")
    with pytest.raises(PresslensError, match="let its first line be 'step,item"):
        Steps(folder, make_items(), "Anna")


def test_a_file_of_another_corpus_is_told_line_by_line(folder):
    write_lines(folder, FIRST, SECOND, LOCK)
    (folder / ITEMS).unlink()
    write_items(make_items(first_article=70, corpus="e" * 64), folder / ITEMS)
    found, told = labels(folder, locked_only=False)
    assert {} == found
    assert ["of another corpus or another draw"] * 2 + ["no label before it counts"] == [
        row.rpartition(": ")[2] for row in told
    ]
    assert [["Anna", 0, 5, False]] == list_coders(folder).to_numpy().tolist()


def test_items_of_another_corpus_than_the_one_at_hand_are_told(folder):
    write_lines(folder, FIRST, LOCK)
    assert ({1: "positive"}, []) == labels(folder, corpus=CORPUS)
    found, [told] = labels(folder, corpus="e" * 64)
    assert {1: "positive"} == found
    assert told.startswith("items.csv warning: was drawn from another corpus")
    assert ({}, []) == labels(folder / "none", corpus="e" * 64)


def test_without_items_codings_are_told_not_lost(folder):
    path = write_lines(folder, FIRST, LOCK)
    (folder / ITEMS).unlink()
    found, told = labels(folder)
    assert ({}, 1) == (found, len(told))
    assert "items.csv left out: cannot be read" in told[0]
    assert path.exists()


def test_a_copy_of_a_file_does_not_count_twice(folder):
    path = write_lines(folder, FIRST, LOCK)
    (folder / "codings_anna (1).csv").write_bytes(path.read_bytes())
    codings, problems = read_codings(folder)
    assert 1 == len(codings)
    assert ["codings_anna (1).csv left out: holds the codings of 'Anna', who has another file: a copy?"] == tell(
        problems
    )


@pytest.mark.parametrize(
    ("coder", "file"),
    [
        ("Anna", "codings_anna.csv"),
        ("../../etc/passwd", "codings_etc_passwd.csv"),
        ("C:\\x", "codings_c_x.csv"),
        ("con", "codings_con.csv"),
        ("=cmd()", "codings_cmd.csv"),
        ("Zoë Ō. \u200dX"[:6], "codings_zoë_ō.csv"),
        ("\N{FULLWIDTH LATIN CAPITAL LETTER A}b", "codings_ab.csv"),
        ("安娜", "codings_安娜.csv"),
        ("*" * 10, None),
        ("", None),
        ("x" * 41, None),
        ("a\nb", None),
        ("a\u202eb", None),
    ],
)
def test_names_of_coders_make_safe_names_of_files(folder, coder, file):
    if file is None:
        with pytest.raises(PresslensError, match="coder: a name has"):
            name_file(coder)
    else:
        steps = Steps(folder, make_items(), coder)
        steps.label(1, "neutral")
        assert folder / file == steps.path
        assert [coder] == read_codings(folder, locked_only=False)[0]["coder"].tolist()
        assert not re.search("^[=+@-]|,[=+@-]", steps.path.read_text(), re.MULTILINE)


def test_two_names_that_give_one_file_are_refused(folder):
    Steps(folder, make_items(), "Anna").label(1, "neutral")
    for other in ("anna", "ANNA!", "-anna"):
        with pytest.raises(PresslensError, match="holds the codings of 'Anna', not of"):
            Steps(folder, make_items(), other)


@pytest.mark.parametrize("room", [0, 40])
def test_on_a_full_disk_an_answer_does_not_count(folder, room):
    steps = Steps(folder, make_items(), "Anna")
    steps.label(1, "positive")
    before = steps.path.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + room, limits[1]))  # as when the disk has no more room
    try:
        with pytest.raises(PresslensError, match=r"codings_anna\.csv: not saved \(File too large\)"):
            steps.label(2, "neutral")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert len(before) + room == steps.path.stat().st_size
    assert {1: "positive"} == Steps(folder, make_items(), "Anna").labels
    steps.label(2, "unclear")
    assert ({1: "positive", 2: "unclear"}, bool(room)) == (steps.labels, bool(steps.problems))
    assert steps.path.read_bytes().startswith(before)


def test_where_nothing_can_be_written_it_is_said(folder):
    steps = Steps(folder / "gone", make_items(), "Anna")
    with pytest.raises(PresslensError, match="not saved"):
        steps.label(1, "neutral")
    assert {} == steps.labels
    (folder / "codings_ben.csv").mkdir()
    with pytest.raises(PresslensError, match="cannot be read"):
        Steps(folder, make_items(), "Ben")
    assert "cannot be read" in labels(folder)[1][0] or "Is a directory" in labels(folder)[1][0]


def test_an_edited_number_does_not_hide_later_answers(folder):
    write_lines(folder, line(999_999_999, 1))
    steps = Steps(folder, make_items(), "Anna")
    with pytest.raises(PresslensError, match="the answer does not count"):
        steps.label(2, "positive")
    assert {1: "neutral"} == steps.labels


def test_two_kernels_write_one_file(folder):
    one, two = (Steps(folder, make_items(), "Anna") for _ in range(2))
    one.label(1, "positive")
    two.label(2, "negative")
    one.label(3, "unclear")
    assert 3 == two.undo()
    two.label(4, "neutral")
    one.refresh()
    assert ({1: "positive", 2: "negative", 4: "neutral"}, []) == (one.labels, one.problems)
    assert ["1", "2", "3", "4", "5"] == [row.partition(",")[0] for row in one.path.read_text().splitlines()[1:]]
    two.lock()
    with pytest.raises(PresslensError, match="is locked"):
        one.label(5, "neutral")


def test_the_codebook_lies_beside_the_items(folder):
    book = folder / "rules.md"
    book.write_bytes(b"# Rules\r\n")
    assert b"# Rules\r\n" == copy_codebook(folder / "new", book).read_bytes()
    copy_codebook(folder / "new", book)
    book.write_bytes(b"# Rules\n")
    with pytest.raises(PresslensError, match="is another codebook"):
        copy_codebook(folder / "new", book)
