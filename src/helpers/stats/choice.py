"""Which sources are shown where there are too many for a figure."""

from collections.abc import Collection

import pandas as pd


def choose_sources(table: pd.DataFrame, by: str, *, chosen: Collection[str] = (), limit: int = 12) -> list[str]:
    """Choose the sources of a figure: all if there are few, else the chosen ones, and the ends of a measure.

    Args:
        table: With the column ``source``, one row each, such as `helpers.schemas.SourceProfile`.
        by: Column of the measure by which the others are chosen; sources without a value are not.
        chosen: Sources that are shown in any case, up to the limit; those that are not in the table are left out.
        limit: Most sources.

    Returns:
        If all are shown, the highest value first, those without one last, equal ones by name. Else the chosen ones as
        given, then half of what is left from the top and half from the bottom, in the same order.
    """
    asked, top, bottom = _choose(table, by, chosen, limit)
    return [*asked, *top, *bottom]


def describe_choice(
    table: pd.DataFrame, by: str, *, chosen: Collection[str] = (), limit: int = 12, name: str | None = None
) -> str:
    """Say which sources `choose_sources` chose, with the same arguments; nothing if it chose all and knew each.

    Args:
        table: As for `choose_sources`.
        by: Likewise.
        chosen: Likewise.
        limit: Likewise.
        name: What the measure is called, such as "words per sentence"; by default as its column.
    """
    asked, top, bottom = _choose(table, by, chosen, limit)
    n_shown, n_all = len(asked) + len(top) + len(bottom), table["source"].nunique()
    unknown = ", ".join(str(source)[:60] for source in dict.fromkeys(chosen) if source not in set(table["source"]))
    missing = f"Not among the sources: {unknown}." if unknown else ""
    if n_shown == n_all:
        return missing
    parts = [(len(asked), "chosen"), (len(top), "highest"), (len(bottom), "lowest")]
    says = " and ".join(f"the {n} {what}" for n, what in parts if n)
    called = name or by.removeprefix("n_").replace("_", " ")
    by_measure = f" by {called}" if top else ""
    shown = f"{n_shown} of {n_all:,} sources are shown in most figures, {says}{by_measure}; the CSVs hold all."
    return f"{shown} {missing}".strip()


def _choose(
    table: pd.DataFrame, by: str, chosen: Collection[str], limit: int
) -> tuple[list[str], list[str], list[str]]:
    ordered = table.sort_values([by, "source"], ascending=[False, True], na_position="last")
    if len(ordered) <= limit:
        return [], ordered["source"].to_list(), []
    known = set(ordered["source"])
    asked = [source for source in dict.fromkeys(chosen) if source in known][:limit]
    others = ordered.loc[ordered[by].notna() & ~ordered["source"].isin(asked), "source"].to_list()
    room = min(limit - len(asked), len(others))
    n_bottom = room // 2
    return asked, others[: room - n_bottom], others[len(others) - n_bottom :]
