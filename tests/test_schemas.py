import inspect

import pandas as pd
import pandera.errors
import pytest

from helpers import schemas
from helpers.schemas import WRITTEN, Table, describe_tables

TABLES = [
    table
    for _, table in inspect.getmembers(schemas, inspect.isclass)
    if issubclass(table, Table) and table is not Table
]
SPAN = {"article_id": "0123456789abcdef", "sentence_index": 0, "sentence_start": 0, "sentence_end": 5}
SPANS = [(table, name) for table in TABLES for name in table.column_names() if name.endswith(("start", "end"))]


@pytest.mark.parametrize("table", TABLES)
def test_table_says_what_it_and_each_column_is(table):
    assert inspect.getdoc(table)
    columns = table.to_schema().columns
    assert [] == [name for name, column in columns.items() if not column.description]
    assert [] == [name for name, column in columns.items() if "unit" not in (column.metadata or {})]


@pytest.mark.parametrize("table", TABLES)
def test_empty_table_is_valid(table):
    empty = table.validate(table.empty())
    assert (0, table.column_names()) == (len(empty), list(empty.columns))


@pytest.mark.parametrize(("table", "name"), SPANS)
def test_offsets_are_counted_in_characters_from_0(table, name):
    column = table.to_schema().columns[name]
    first = -1 if name.startswith(("speaker_", "verb_")) else 0  # a quotation may name no speaker, a clause no verb
    expected = ("characters", [first])
    assert expected == (column.metadata["unit"], [check.statistics["min_value"] for check in column.checks])


def test_written_tables_are_described():
    described = {name: (purpose, list(columns["column"])) for name, purpose, columns in describe_tables()}
    assert {name: (" ".join(inspect.getdoc(t).split()), t.column_names()) for name, t in WRITTEN.items()} == described


def test_description_gives_type_unit_range_and_meaning():
    columns = {name: table.set_index("column") for name, _, table in describe_tables()}
    assert ["number", "score", ">= -1, <= 1"] == list(columns["mentions"].loc["score", ["type", "unit", "range"]])
    assert "negative / neutral / positive" == columns["mentions"].loc["label", "range"]
    assert "day / month / year / (empty)" == columns["articles"].loc["date_precision", "range"]


def test_mentions_have_the_columns_that_were_asked_for():
    asked = ["file", "article_id", "target", "mention", "sentence", "sentence_start", "sentence_end"]
    asked += ["mention_start", "mention_end", "scorer", "score", "label"]
    assert set(asked) <= set(WRITTEN["mentions"].column_names())
    asked = ["file", "start", "end", "kind", "speaker", "speaker_start", "speaker_end"]
    assert asked == WRITTEN["quotes"].column_names()[: len(asked)]


@pytest.mark.parametrize(
    "change",
    [
        {"article_id": "0123"},
        {"article_id": "0123456789ABCDEF"},
        {"sentence_index": -1},
        {"sentence_start": -1},
        {"sentence_end": "end"},
        {"sentence_end": None},
    ],
)
def test_wrong_values_are_refused(change):
    good = pd.DataFrame([SPAN])
    assert 1 == len(schemas.Sentences.validate(good))
    with pytest.raises((pandera.errors.SchemaError, pandera.errors.SchemaErrors)):
        schemas.Sentences.validate(good.astype(object).assign(**change))


@pytest.mark.parametrize("missing", list(SPAN))
def test_missing_columns_are_refused(missing):
    with pytest.raises(pandera.errors.SchemaError, match=missing):
        schemas.Sentences.validate(pd.DataFrame([SPAN]).drop(columns=missing))


def test_types_are_coerced_and_other_columns_kept():
    given = {**SPAN, "sentence_start": "3", "mine": "kept"}
    row = schemas.Sentences.validate(pd.DataFrame([given])).iloc[0]
    assert (3, "kept") == (row["sentence_start"], row["mine"])
