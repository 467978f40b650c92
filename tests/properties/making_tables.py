"""Tables that property tests draw: articles, and any table that satisfies a class of `helpers.schemas`."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from building import make_articles
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from making_texts import CHARACTERS, TEXTS

from helpers.schemas import Table


@st.composite
def articles(draw: st.DrawFn, texts: SearchStrategy[str] = TEXTS, max_size: int = 4) -> pd.DataFrame:
    """Draw articles of a few sources, their whole text their body."""
    drawn = draw(st.lists(texts, min_size=1, max_size=max_size))
    made = make_articles(*drawn)
    sources = draw(
        st.lists(st.sampled_from(["Daily Example", "Example Post"]), min_size=len(drawn), max_size=len(drawn))
    )
    return made.assign(source=sources)


# Few values, so that rows share them as rows of real tables do.
_IDS = [f"{n:016x}" for n in range(4)]
_SHAS = [f"{n:064x}" for n in range(2)]
_WORDS = st.sampled_from(["", "x", "US", "Russia", "Daily Example"]) | st.text(CHARACTERS, max_size=8)
_DAYS = st.dates(pd.Timestamp("1980-01-01").date(), pd.Timestamp("2030-01-01").date()).map(pd.Timestamp)


def _match(pattern: str) -> SearchStrategy[str]:
    if not pattern:
        return _WORDS
    if "[0-9a-f]" in pattern:
        return st.sampled_from(_SHAS if "64" in pattern else _IDS)
    return st.from_regex(pattern, fullmatch=True)


def _cells_of(column: Any) -> SearchStrategy[Any]:
    """Return what a column of a schema may hold."""
    bounds: dict[str, Any] = {}
    for check in column.checks:
        bounds |= check.statistics or {}
    if "allowed_values" in bounds:
        return st.sampled_from(list(bounds["allowed_values"]))
    kind = str(column.dtype).lower()
    low, high = bounds.get("min_value"), bounds.get("max_value")
    if kind.startswith("int"):
        cells: SearchStrategy[Any] = st.integers(-20 if low is None else int(low), 200 if high is None else int(high))
    elif kind.startswith("float"):
        least, most = -1e6 if low is None else low, 1e6 if high is None else high
        cells = st.floats(least, most, allow_subnormal=False)
    elif kind.startswith("bool"):
        cells = st.booleans()
    elif kind.startswith("datetime"):
        cells = _DAYS
    else:
        cells = _match(str(bounds.get("pattern", "")))
    return cells | st.just(_MISSING.get(kind[:3], np.nan)) if column.nullable else cells


_MISSING = {"int": pd.NA, "dat": pd.NaT, "boo": pd.NA}


@st.composite
def tables(
    draw: st.DrawFn,
    schema: type[Table],
    *,
    min_size: int = 0,
    max_size: int = 6,
    values: Mapping[str, SearchStrategy[Any]] | None = None,
) -> pd.DataFrame:
    """Draw a table that satisfies a class of `helpers.schemas`.

    Args:
        draw: Given by Hypothesis.
        schema: The class.
        min_size: Fewest rows.
        max_size: Most rows.
        values: What columns are to hold, by name, where the schema says too little.
    """
    columns = schema.to_schema().columns
    cells = {name: _cells_of(column) for name, column in columns.items()} | dict(values or {})
    rows = draw(st.lists(st.fixed_dictionaries(cells), min_size=min_size, max_size=max_size))
    return schema.validate(pd.DataFrame(rows, columns=list(cells))) if rows else schema.empty()
