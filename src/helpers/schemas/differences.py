"""Tables that set two reports side by side."""

from pandera.typing.pandas import Series

from helpers.schemas.base import Table, column

CAUSES = ("corpus", "parameter", "version", "input", "notebook")
CHANGES = ("moved", "got a value", "lost its value", "other text", "new row", "row gone", "new column", "column gone")


class Causes(Table):
    """One row per thing that was another when the second report was made."""

    cause: Series[str] = column("what kind of thing it is", isin=CAUSES)
    name: Series[str] = column("its name; of the corpus the file of the article, and what became of it")
    before: Series[str] = column("value in the first report; empty if it has none, first digits of a hash")
    after: Series[str] = column("value in the second report, likewise")


class AnswerDifferences(Table):
    """One row per sentence of an answer that reads differently."""

    page: Series[str] = column("the notebook")
    before: Series[str] = column("the sentence in the first report; empty if it is new")
    after: Series[str] = column("the sentence in the second report; empty if it is gone")


class TableDifferences(Table):
    """One row per table of figures that differs, those on which the answers rest first."""

    table: Series[str] = column("name of the CSV, without ending")
    n_rows_before: Series[int] = column("rows in the first report", unit="rows", ge=0)
    n_rows_after: Series[int] = column("rows in the second report", unit="rows", ge=0)
    n_rows_moved: Series[int] = column("rows of both in which a figure or a text differs", unit="rows", ge=0)
    n_rows_new: Series[int] = column("rows only in the second report", unit="rows", ge=0)
    n_rows_gone: Series[int] = column("rows only in the first report", unit="rows", ge=0)
    n_figures: Series[int] = column("figures that differ in the rows of both", unit="figures", ge=0)
    remark: Series[str] = column("whether the table stands in one report only; else empty")


class Differences(Table):
    """One row per figure that differs, heaviest first; of a large table the heaviest only."""

    table: Series[str] = column("name of the CSV, without ending")
    row: Series[str] = column("what tells the row from others: its sources, targets, terms and so on")
    figure: Series[str] = column("its column; empty for a row that stands in one report only")
    change: Series[str] = column("what became of it", isin=CHANGES)
    before: Series[str] = column("the figure in the first report, or the text")
    after: Series[str] = column("the figure in the second report, likewise")
    difference: Series[float] = column("after less before; empty unless both are numbers", nullable=True)
    relative: Series[float] = column(
        "difference / size of before; empty where before is 0", unit="share", nullable=True
    )
    intervals: Series[float] = column(
        "size of the difference / width of the 95% interval of before, where the row has one", ge=0, nullable=True
    )
    cause: Series[str] = column("what moved it, as far as that can be known; empty if nothing that is recorded differs")
