"""What the strategies make is what they promise."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from making_tables import articles, tables
from making_texts import ALL_TEXTS, BYTES, JSON_LINES, MARKUP, examples, tables_of_rows

from helpers import schemas
from helpers.schemas import Table

SCHEMAS = [
    made for made in vars(schemas).values() if isinstance(made, type) and issubclass(made, Table) and made is not Table
]


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.__name__)
@examples(0.1)
@given(data=st.data())
def test_tables_satisfy_their_schema(schema: type[Table], data: st.DataObject) -> None:
    table = data.draw(tables(schema, min_size=1))
    assert list(schema.validate(table).columns) == schema.column_names()


DRAWN = {"texts": ALL_TEXTS, "pages": MARKUP, "JSON": JSON_LINES, "CSV": tables_of_rows()}


@pytest.mark.parametrize("strategy", DRAWN.values(), ids=DRAWN)
@examples(0.3)
@given(data=st.data())
def test_texts_are_such_as_bytes_give(strategy: SearchStrategy[str], data: st.DataObject) -> None:
    text = data.draw(strategy)
    assert text == text.encode("utf-8").decode("utf-8")


@examples(0.3)
@given(BYTES, articles())
def test_bytes_and_articles_can_be_drawn(data: bytes, made: pd.DataFrame) -> None:
    assert isinstance(data, bytes)
    assert list(made["raw_text"]) == list(made["body"])
