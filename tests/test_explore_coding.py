"""The coding sheet without a lab: keys are typed in code."""

import json
import re
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from helpers.coding import CODEBOOK, ITEMS, hash_codebook, list_coders, read_codings, write_items
from helpers.display import show_note
from helpers.errors import PresslensError
from helpers.explore import begin_coding, code_mentions, coding
from helpers.report.page import render_page
from helpers.report.run import run_notebooks
from helpers.schemas import CodingItems

EVIL = '<img src=x onerror="hit()"></p> & $x$'


@pytest.fixture
def folder(tmp_path):
    (tmp_path / CODEBOOK).write_text(f"# Rules\n\nBe fair. {EVIL}\n", encoding="utf-8")
    items = pd.DataFrame(
        {
            "item": [1, 2, 3],
            "article_id": [f"{n:016x}" for n in range(3)],
            "target": ["US", "Russia", EVIL],
            "mention_start": 4,
            "mention_end": 8,
            "before": ["Grain grew. The anti-", "Steel fell. In ", f"{EVIL} "],
            "mention": ["American", "Moscow", EVIL],
            "after": [" mood rose.", " tea arrived.", f" {EVIL}"],
            "stratum": ["US, scorers differ", "Russia, scorers agree", "all"],
            "probability": 0.125,
            "codebook": hash_codebook(tmp_path / CODEBOOK),
            "corpus": "d" * 64,
        }
    )
    write_items(CodingItems.validate(items), tmp_path / ITEMS)
    return tmp_path


@pytest.fixture(autouse=True)
def _patience(monkeypatch):
    monkeypatch.setattr(coding, "_LEAST_SECONDS", 0)


def press(sheet, *keys):
    """Type keys at the end of the field, as a coder does."""
    for key in keys:
        sheet.keys.value += key
    return sheet


def labels(folder, **options):
    codings = read_codings(folder, **options)[0]
    return dict(zip(codings["item"], codings["label"], strict=True))


def everything(sheet):
    """Return the HTML of all parts that the lab shows."""
    values = [part.value for part in (sheet._head, sheet._text, sheet._line, sheet._faults, sheet._question)]
    return "".join(values) + "".join(output["data"]["text/html"] for output in sheet._comparison.outputs)


def test_one_key_saves_an_answer_and_shows_the_next_mention(folder):
    sheet = code_mentions(folder / ITEMS, "Anna")
    assert (1, "Item 1 of 3. 0 coded by Anna.") == (sheet.item, re.sub("<.*?>", "", sheet._head.value))
    assert "How does the text portray US at the marked place?\nGrain grew. The anti-[American] mood rose." == (
        sheet.shown.text
    )
    assert re.search("anti-<mark[^>]*>American</mark> mood rose", sheet._text.value)
    press(sheet, "p")
    assert (2, 1, "Item 1: positive, saved.") == (sheet.item, sheet._bar.value, sheet.message)
    assert {1: "positive"} == labels(folder, locked_only=False)


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("n", "negative"),
        ("1", "negative"),
        ("0", "neutral"),
        ("2", "neutral"),
        ("p", "positive"),
        ("P", "positive"),
        ("3", "positive"),
        ("4", "unclear"),
    ],
)
def test_each_key_gives_its_label(folder, key, label):
    press(code_mentions(folder / ITEMS, "Anna"), key)
    assert {1: label} == labels(folder, locked_only=False)


def test_keys_and_labels_can_be_read_off_the_buttons(folder):
    sheet = code_mentions(folder / ITEMS, "Anna")
    shown = [button.description for button in (*sheet.buttons.values(), sheet.undo)]
    assert ["negative  [n or 1]", "neutral  [0 or 2]", "positive  [p or 3]", "unclear  [4]", "undo  [u]"] == shown
    for control in (*sheet.buttons.values(), sheet.undo, sheet.lock, sheet.confirm, sheet.cancel, sheet.keys):
        assert control.tooltip


def test_buttons_do_what_keys_do(folder):
    sheet = code_mentions(folder / ITEMS, "Anna")
    sheet.buttons["unclear"].click()
    sheet.buttons["negative"].click()
    sheet.undo.click()
    assert ({1: "unclear"}, 2) == (labels(folder, locked_only=False), sheet.item)


def test_undo_goes_back_as_often_as_one_likes(folder):
    sheet = press(code_mentions(folder / ITEMS, "Anna"), "p", "n", "u", "u")
    assert (1, {}, "Item 1: taken back.") == (sheet.item, labels(folder, locked_only=False), sheet.message)
    assert "There is nothing to take back." == press(sheet, "u").message
    assert {1: "neutral", 2: "neutral"} == (press(sheet, "0", "0"), labels(folder, locked_only=False))[1]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("x", "'x' is no key"),
        ("pn", "Several keys at once"),
        ("ppp", "Several keys at once"),
        (" ", ""),
        ("é", "no key"),
    ],
)
def test_what_is_no_key_saves_nothing(folder, typed, says):
    sheet = code_mentions(folder / ITEMS, "Anna")
    sheet.keys.value += typed
    assert ({}, 1) == (labels(folder, locked_only=False), sheet.item)
    assert says in sheet.message
    assert {1: "positive"} == (press(sheet, "p"), labels(folder, locked_only=False))[1]


def test_what_is_deleted_or_written_over_is_no_key(folder):
    sheet = press(code_mentions(folder / ITEMS, "Anna"), "p")
    for value in ("", "p", "0", "p0"):
        sheet.keys.value = value
    assert {1: "positive", 2: "positive"} == labels(folder, locked_only=False)  # the second p stands alone in the field


def test_a_key_held_down_codes_one_mention(folder, monkeypatch):
    sheet = code_mentions(folder / ITEMS, "Anna")
    press(sheet, "p")
    monkeypatch.setattr(coding, "_LEAST_SECONDS", 60)
    press(sheet, "p", "p", "p")
    assert {1: "positive"} == labels(folder, locked_only=False)
    assert "Too fast" in sheet.message
    assert {} == (press(sheet, "u"), labels(folder, locked_only=False))[1]


def test_a_sheet_resumes_at_the_first_mention_without_a_label(folder):
    press(code_mentions(folder / ITEMS, "Anna"), "p", "4")
    sheet = code_mentions(folder / ITEMS, "Anna")
    assert (3, "Resumed.", 2) == (sheet.item, sheet.message, sheet._bar.value)
    assert 1 == code_mentions(folder / ITEMS, "Ben").item


def test_only_a_lock_confirmed_shows_the_comparison(folder):
    shown = []

    def compare():
        shown.append(labels(folder))
        return show_note("alpha is .80")

    sheet = code_mentions(folder / ITEMS, "Anna", on_lock=compare)
    sheet.lock.click()
    assert ("none", "Nothing is coded yet: there is nothing to lock.") == (sheet._asking.layout.display, sheet.message)
    press(sheet, "p")
    sheet.lock.click()
    assert ("", False) == (sheet._asking.layout.display, sheet.is_locked)
    assert "2 of 3 are not coded, and will never be." in sheet._question.value
    sheet.cancel.click()
    assert ("none", []) == (sheet._asking.layout.display, shown)
    press(sheet, "p", "n")
    assert "All items are coded." in sheet._text.value
    assert "All items are coded" in press(sheet, "n").message
    sheet.lock.click()
    assert "All 3 are coded." in sheet._question.value
    press(sheet, "u", "n")
    assert "none" == sheet._asking.layout.display  # who goes on coding has not confirmed
    assert "alpha" not in everything(sheet) + repr(sheet)
    sheet.lock.click()
    sheet.confirm.click()
    assert (True, [{1: "positive", 2: "positive", 3: "negative"}]) == (sheet.is_locked, shown)
    assert "alpha is .80" in everything(sheet)
    assert all(control.disabled for control in (sheet.keys, sheet.undo, sheet.lock, *sheet.buttons.values()))
    press(sheet, "u")
    assert 3 == len(labels(folder))
    again = code_mentions(folder / ITEMS, "Anna", on_lock=compare)
    assert (True, 0, True) == (again.is_locked, again.item, "alpha is .80" in repr(again))


def test_a_comparison_that_fails_leaves_the_lock(folder):
    def fail():
        raise ValueError(f"two\nlines {EVIL}")

    sheet = press(code_mentions(folder / ITEMS, "Anna", on_lock=fail), "p")
    sheet.lock.click()
    sheet.confirm.click()
    assert sheet.is_locked
    assert "ValueError: two lines &lt;img" in everything(sheet)


def test_two_windows_do_not_answer_for_each_other(folder):
    one, two = (code_mentions(folder / ITEMS, "Anna") for _ in range(2))
    press(one, "p")
    press(two, "n")
    assert {1: "positive"} == labels(folder, locked_only=False)
    assert ("The file has changed", 2) == (two.message[:20], two.item)
    press(two, "n")
    assert {1: "positive", 2: "negative"} == labels(folder, locked_only=False)


def test_a_lock_in_one_window_holds_in_the_other(folder):
    one, two = (code_mentions(folder / ITEMS, "Anna", on_lock=lambda: show_note("alpha is .80")) for _ in range(2))
    press(one, "p").lock.click()
    one.confirm.click()
    press(two, "n")
    assert (True, True, {1: "positive"}) == (two.is_locked, two.keys.disabled, labels(folder))
    assert "alpha is .80" in everything(two)


def test_what_is_not_saved_is_not_shown_as_saved(folder):
    sheet = press(code_mentions(folder / ITEMS, "Anna"), "p")
    path = sheet.steps.path
    kept = path.read_bytes()
    path.unlink()
    path.mkdir()
    press(sheet, "n")
    assert "cannot be read" in sheet.message
    assert not sheet.message.endswith("saved.")
    assert 2 == sheet.item
    path.rmdir()
    path.write_bytes(kept)
    press(sheet, "n")
    assert {1: "positive", 2: "negative"} == labels(folder, locked_only=False)


def test_any_failure_is_one_line(folder, monkeypatch):
    sheet = code_mentions(folder / ITEMS, "Anna")
    monkeypatch.setattr(sheet.steps, "label", lambda *_: 1 / 0)
    press(sheet, "p")
    assert ("Not saved: ZeroDivisionError: division by zero", 1) == (sheet.message, sheet.item)


def test_problems_of_the_files_are_shown(folder):
    sheet = press(code_mentions(folder / ITEMS, "Anna"), "p")
    with sheet.steps.path.open("a") as file:
        file.write("nonsense <b>\n" * 5)
    sheet = code_mentions(folder / ITEMS, "Anna")
    assert (5, 2) == (len(sheet.problems), sheet.item)
    assert (3, "and 2 more") == (
        sheet._faults.value.count("left out: "),
        re.sub("<.*?>", "", sheet._faults.value)[-10:],
    )


def test_texts_are_never_markup_and_nothing_tells_where_they_are_from(folder):
    sheet = press(code_mentions(folder / ITEMS, "Anna & <b>Co</b>"), "p", "p")
    html = everything(sheet) + sheet.widget.children[-2].value + sheet._repr_mimebundle_()["text/html"]
    assert "&lt;img src=x" in html
    assert not re.search(r"<img|<b>|onerror=\"hit", html)
    assert not re.search("scorers|0\\.125|0000000000000002", html)
    assert "Be fair." in html


def test_another_codebook_is_refused(folder):
    (folder / CODEBOOK).write_text("# Rules\n\nBe kind.\n")
    with pytest.raises(PresslensError, match="is not the codebook that the items name"):
        code_mentions(folder / ITEMS, "Anna")
    (folder / CODEBOOK).unlink()
    with pytest.raises(PresslensError, match="the codebook cannot be read"):
        code_mentions(folder / ITEMS, "Anna")
    with pytest.raises(PresslensError, match=r"nowhere\.csv: cannot be read"):
        code_mentions(folder / "nowhere.csv", "Anna")


def test_two_coders_see_the_same_mentions_in_the_same_order(folder):
    anna, ben = (code_mentions(folder / ITEMS, name) for name in ("Anna", "Ben"))
    assert anna.shown.text == ben.shown.text
    press(anna, "p")
    press(ben, "n", "n")
    assert [["Anna", 1, 3, False], ["Ben", 2, 3, False]] == list_coders(folder).to_numpy().tolist()


def test_a_report_says_how_far_the_coder_has_come(folder, tmp_path_factory):
    press(code_mentions(folder / ITEMS, "Anna"), "p")
    source = f"from helpers.explore import code_mentions\ncode_mentions({str(folder / ITEMS)!r}, 'Anna')"
    cells = [nbformat.v4.new_markdown_cell("# Coding\n\nWho?"), nbformat.v4.new_code_cell(source)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "coding.ipynb")
    before = sorted(path.name for path in Path(folder).iterdir())
    [run] = run_notebooks([folder / "coding.ipynb"], {}, tmp_path_factory.mktemp("work"))
    assert "" == run.error
    assert "widget-view" not in json.dumps(run.notebook)  # nor what is kept of a run: ids are random
    page = render_page(run, [])
    assert "Anna has coded 1 of 3 mentions." in re.sub("<[^>]*>", "", page)  # a term may be explained there
    assert not re.search(r"Steel fell|widget-view|widget-state|https?://", page)
    assert before == sorted(path.name for path in Path(folder).iterdir())


@pytest.fixture
def corpus():
    places = {"article_id": "a" * 16, "target": ["US", "Russia"], "mention_start": [0, 12], "mention_end": [2, 14]}
    articles = pd.DataFrame({"article_id": ["a" * 16], "body": ["It grew. So It fell."]})
    return pd.DataFrame(places), articles


def test_the_first_coder_draws_and_goes_on_later(tmp_path, corpus):
    press(begin_coding(tmp_path / "new" / "mine", "Anna", *corpus), "p")
    sheet = begin_coding(tmp_path / "new" / "mine", "Anna", *corpus)
    assert [1, 2] == [len(sheet.steps.labels), sheet.item]
    mentions, articles = corpus
    assert "another corpus" in begin_coding(tmp_path / "new" / "mine", "Anna", mentions.head(1), articles).text
    assert "Nobody codes on this page" in begin_coding(tmp_path / "no", " ", *corpus).text
    assert "nothing to code" in begin_coding(tmp_path / "no", "Anna", mentions.head(0), articles).text
    assert not (tmp_path / "no").exists()


def test_where_no_sheet_can_be_opened_one_line_says_why_and_the_page_goes_on(tmp_path, corpus, monkeypatch):
    assert "coder: a name has a letter or digit" in begin_coding(tmp_path, "\N{GRINNING FACE}", *corpus).text
    (tmp_path / ITEMS).write_text("nonsense\n")
    assert "items.csv: no column" in begin_coding(tmp_path, "Anna", *corpus).text
    (tmp_path / "file").write_text("")
    assert "file: cannot be used (File exists)" in begin_coding(tmp_path / "file", "Anna", *corpus).text

    def refuse(*_args, **_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    assert "cannot be used (Permission denied)" in begin_coding(tmp_path / "locked", "Anna", *corpus).text
