"""The table of events is the analyst's: what can be used is, and what cannot is told."""

import pandas as pd
import pytest
from building import ROOT

from helpers.corpus import read_events
from helpers.errors import PresslensError
from helpers.schemas import Events
from helpers.tables import write_csv

HEAD = "# mine\ndate,event,reference\n"


def read_text(tmp_path, text):
    path = tmp_path / "events.csv"
    path.write_text(text, encoding="utf-8")
    return read_events(path)


def test_the_events_that_come_with_presslens_can_all_be_used():
    events, problems = read_events(ROOT / "data" / "events.csv")
    assert [] == problems
    assert 10 <= len(events) <= 14
    assert events["date"].is_monotonic_increasing
    assert {2011, 2019} == {events["date"].min().year, events["date"].max().year}
    assert (events["reference"] != "").all()


def test_rows_come_in_order_of_time_with_their_cells_as_text(tmp_path):
    rows = '2019-07-22,"Later, much",\n2011-05-02,<b>$\\frac$</b>  two,=1+1\n'
    events, problems = read_text(tmp_path, HEAD + rows)
    assert [] == problems
    assert ["<b>$\\frac$</b> two", "Later, much"] == list(events["event"])
    assert ["=1+1", ""] == list(events["reference"])
    assert [pd.Timestamp("2011-05-02"), pd.Timestamp("2019-07-22")] == list(events["date"])


LONG = "x" * 161


@pytest.mark.parametrize(
    ("line", "reason", "remedy"),
    [
        ("2019-07,A,", "'2019-07' is no day", "2019-07-22"),
        ("2019-02-30,A,", "'2019-02-30' is no day", "2019-07-22"),
        ("22.07.2019,A,", "'22.07.2019' is no day", "2019-07-22"),
        ("0001-01-01,A,", "'0001-01-01' is no day", "2019-07-22"),
        ("9999-01-01,A,", "'9999-01-01' is no day", "2019-07-22"),
        (",A,", "'' is no day", "2019-07-22"),
        ("2019-07-22,,", "names no event", "column event"),
        (f"2019-07-22,{LONG},", f"'{LONG[:40]}' cannot be shown", "at most 160 characters"),
        (f"2019-07-22,A,{LONG * 2}", f"'{LONG[:40]}' cannot be shown", "at most 300 characters"),
        ("2019-07-22,A\x07,", "'A\x07' cannot be shown", "can be printed"),
        ("2011-05-02,one EVENT,", "'one EVENT' stands twice", "remove one"),
        ("2019-07-22,A", "has 2 cells, not 3", "quotation marks"),
        pytest.param("2019-07-22," + "x" * 200_000, "has 0 cells, not 3", "quotation marks", id="long"),
        ("2019-07-22,A, B,", "has 4 cells, not 3", "quotation marks"),
    ],
)
def test_a_bad_line_is_told_and_the_rest_is_used(tmp_path, line, reason, remedy):
    events, (problem,) = read_text(tmp_path, f"{HEAD}2011-05-02,One event,\n{line}\n2012-07-03,Other,there\n")
    assert ["One event", "Other"] == list(events["event"])
    assert (f"{tmp_path / 'events.csv'}#4", "left out", reason) == (problem.file, problem.severity, problem.reason)
    assert remedy in problem.remedy
    assert "\n" not in str(problem)


def test_the_same_day_or_the_same_words_may_stand_twice(tmp_path):
    events, problems = read_text(tmp_path, HEAD + "2011-05-02,A,\n2011-05-02,B,\n2012-05-02,A,\n")
    assert (3, []) == (len(events), problems)


def test_a_file_without_events_is_an_empty_table(tmp_path):
    events, problems = read_text(tmp_path, HEAD)
    assert (0, []) == (len(events), problems)
    assert Events.column_names() == list(events.columns)


def test_what_was_written_safely_is_read_as_it_was(tmp_path):
    path = tmp_path / "events.csv"
    table = pd.DataFrame({"date": ["2011-05-02"], "event": ["=1+1"], "reference": ["'@here"]})
    events, _ = read_events(write_csv(table, path))
    assert ["=1+1", "'@here"] == [events["event"][0], events["reference"][0]]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot be read .*; name a CSV file of events"),
        (b"", "is empty; write a line 'date,event,reference'"),
        (b"date,what\n2011-05-02,A\n", "no column event, reference"),
        (b"date,event,reference\n2011-05-02,Jos\xe9,\n", "is not UTF-8"),
    ],
)
def test_a_file_that_is_no_table_of_events_is_an_error_in_one_line(tmp_path, content, message):
    path = tmp_path / "events.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(PresslensError, match=message) as error:
        read_events(path)
    assert "\n" not in str(error.value)
