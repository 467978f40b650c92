"""What every table is made of: columns with meaning, unit and range, checked by pandera."""

from typing import Any, cast

import pandas as pd
import pandera.pandas as pa
from pandera.typing.pandas import DataFrame


def column(
    description: str,
    *,
    unit: str = "",
    ge: float | None = None,
    le: float | None = None,
    isin: tuple[str, ...] | None = None,
    nullable: bool = False,
    str_matches: str | None = None,
) -> Any:
    """Declare a column with its meaning, unit and range."""
    return pa.Field(
        description=description,
        metadata={"unit": unit},
        ge=ge,
        le=le,
        isin=isin,
        nullable=nullable,
        str_matches=str_matches,
    )


ID = r"^[0-9a-f]{16}$"
SHA256 = r"^[0-9a-f]{64}$"


class Table(pa.DataFrameModel):
    """Base of all tables: columns are coerced to their type, others are kept."""

    class Config:
        """Pandera settings."""

        coerce = True
        strict = False

    @classmethod
    def column_names(cls) -> list[str]:
        """Return the declared columns in order."""
        return list(cls.to_schema().columns)

    @classmethod
    def empty(cls, *_args: Any) -> DataFrame[Any]:
        """Return a table of no rows with the declared columns and types."""
        types = {name: col.dtype.type for name, col in cls.to_schema().columns.items()}
        empty = pd.DataFrame({name: pd.Series([], dtype=dtype) for name, dtype in types.items()})
        return cast("DataFrame[Any]", empty)
