"""A box that says how far a comparison can be trusted."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from helpers.answers import say_p
from helpers.answers.findings import LEVEL, count_least
from helpers.browse.part import cut_text
from helpers.display import Html, link_csv, make_rows
from helpers.stats import FEW_ARTICLES

_NAME = 140  # characters of what is compared
_MOST = 200  # rows of the folded table
_MANY = 5  # tests from which on their number is told
_LARGE = 10  # from which on a number needs no second decimal
_SMALL, _NONE = 0.005, 0.0005  # below which it needs a third one, and below which it is none
_TERMS = {
    "95% interval": "an interval made so holds the true difference in 95 of 100 such corpora; one that holds 0 leaves "
    "open which of the two is higher",
    "p": "how often chance alone, acting on whole articles, would make a difference as large; up to .05 counts",
    "could show": "the minimal detectable difference: a true one of this size would be shown in 80 of 100 such "
    "corpora; of a smaller one, nothing shown does not mean that there is none",
    "ICC": "intraclass correlation: how alike the mentions of an article are, 0 if no more than those of different "
    "ones, 1 if all the same",
    "design effect": "by what factor the variance is larger than with as many independent mentions: since those of an "
    "article are alike, and since a long article may weigh no more than a short one",
    "effective n": "independent mentions that would tell as much: mentions divided by the design effect",
}


def show_honesty(
    table: pd.DataFrame,
    name: str,
    out: str | Path,
    *,
    rows: int = 6,
    caption: str = "",
    evidence: Sequence[str] = (),
) -> Html:
    """Show a box that says on what comparisons rest and what they could have shown, and write all of it as CSV.

    Args:
        table: With the columns of `helpers.schemas.Honesty`; columns before ``comparison`` name a row.
        name: Name of the CSV, without ending.
        out: Folder of the report; the CSV goes into its folder ``tables``.
        rows: Comparisons that are told in words: the first ones, those that rest on too few articles left out where
            there are several.
        caption: What is compared.
        evidence: For each row, the address of what it rests on; see `helpers.display.make_rows`.
    """
    every = table.to_dict("records")
    enough = every if len(every) == 1 else [row for row in every if count_least(row) >= FEW_ARTICLES]
    shown = enough[:rows]
    names, common = _name_rows(shown)
    items = [
        Markup("<li><strong>{}</strong>: {}</li>").format(row_name, _say_row(row))
        for row_name, row in zip(names, shown, strict=True)
    ]
    more = " ".join(_say_rest(len(shown), len(enough), len(every)))
    can_come_out = table["p"].notna() & ~(table["least_p"] > LEVEL)
    warnings = [*_collect_warnings(names, shown), *_say_many(int(can_come_out.sum()))]
    told = " ".join(filter(None, [caption, f"Compared: {common}." if common else ""]))
    head, lines = make_rows(_tidy(table.head(_MOST)), 3, evidence)
    markup = Markup(
        '<aside class="honesty" role="note" style="border-left:4px solid #8b949e;padding:.4em 1em">'
        '<p class="title"><strong>How far this can be trusted</strong></p>{caption}'
        '{items}{warnings}{rest}<details class="meanings"><summary>What these mean</summary><dl>{terms}</dl></details>'
        "<details><summary>All figures of these comparisons</summary>"
        '<div class="scroll" style="overflow-x:auto"><table><thead>{head}</thead><tbody>{lines}</tbody></table></div>'
        "</details><p>{link}</p></aside>"
    ).format(
        caption=Markup("<p>{}</p>").format(told) if told else "",
        items=Markup("<ul>{}</ul>").format(Markup("").join(items)) if items else "",
        warnings=Markup("").join(Markup('<p class="warning">{}</p>').format(text) for text in warnings),
        rest=Markup("<p>{}</p>").format(more) if more else "",
        terms=Markup("").join(Markup("<dt>{}</dt><dd>{}</dd>").format(*term) for term in _TERMS.items()),
        head=head,
        lines=Markup("").join(lines),
        link=link_csv(table, name, out, "All as CSV"),
    )
    said = [f"{row_name}: {_say_row(row)}" for row_name, row in zip(names, shown, strict=True)]
    return Html(markup, "\n".join(filter(None, ["How far this can be trusted", told, *said, *warnings, more])))


def _name_rows(rows: Sequence[Mapping[Hashable, Any]]) -> tuple[list[str], str]:
    """Return what tells each row from the others, and what is compared in all of them, if it is the same."""
    if not rows:
        return [], ""
    columns = list(rows[0])
    keys = [key for key in columns[: columns.index("comparison")] if len(rows) == 1 or len({r[key] for r in rows}) > 1]
    is_one = len(rows) > 1 and len({row["comparison"] for row in rows}) == 1 and bool(keys)
    names = []
    for row in rows:
        said = {key: _name_key(key, row[key]) for key in keys}
        others = ", ".join(text for text in said.values() if is_one or text not in row["comparison"])
        full = f"{row['comparison']} ({others})" if others else row["comparison"]
        names.append(cut_text(others if is_one else full, _NAME))
    return names, cut_text(rows[0]["comparison"], _NAME) if is_one else ""


def _name_key(key: Hashable, value: object) -> str:
    """Return what tells a row from others; a number with what it is."""
    return f"{str(key).replace('_', ' ')} {value:g}" if isinstance(value, int | float) else str(value)


def _collect_warnings(names: Sequence[str], rows: Sequence[Mapping[Hashable, Any]]) -> list[str]:
    """Return each warning once, with the rows that it is of."""
    owners: dict[str, list[str]] = {}
    for name, row in zip(names, rows, strict=True):
        if row["warning"]:
            owners.setdefault(str(row["warning"]), []).append(name)
    if len(rows) == 1:
        return list(owners)
    return [f"Of {'all' if len(own) == len(rows) else '; '.join(own)}: {warning}" for warning, own in owners.items()]


def _say_rest(n_shown: int, n_enough: int, n_all: int) -> Iterator[str]:
    """Say which comparisons are not told in words, and why."""
    if not n_all:
        yield "There is nothing to compare."
    if n_shown < n_enough:
        yield f"Told are the first {n_shown:,} of {n_enough:,} comparisons; the table below has all."
    if n_enough < n_all:
        many = f"{n_all - n_enough:,} of {n_all:,}" if n_enough else ("Both" if n_all == 2 else f"All {n_all:,}")
        few = f"fewer than {FEW_ARTICLES} articles on a side"
        yield f"{many} comparisons rest on {few}: no interval, no test, no finding."


def _say_many(n_tests: int) -> list[str]:
    """Say how many of many tests would come out if nothing differed; nothing of few tests."""
    if n_tests < _MANY:
        return []
    return [
        f"p is not corrected for the number of comparisons: if nothing differed, {n_tests * LEVEL:.1f} of these "
        f"{n_tests:,} would have a p up to .05 on average."
    ]


def _tidy(table: pd.DataFrame) -> pd.DataFrame:
    """Put the comparison and how it was made last: they are long."""
    long = [column for column in ("comparison", "method", "warning") if column in table]
    return table[[*table.columns.difference(long, sort=False), *long]]


def _say_row(row: Mapping[Hashable, Any]) -> str:
    parts = [_say_sizes(row)]
    if pd.isna(row["difference"]):
        return f"{parts[0]}; nothing to compare."
    parts.append(f"difference {_signed(row['difference'])}")
    if pd.isna(row["low"]):
        few = count_least(row) < FEW_ARTICLES
        why = "" if row["method"] == "none" else ", as articles do not differ"  # else the warning says why
        parts.append("too few articles for an interval" if few else f"no interval{why}")
    else:
        parts.append(f"95% interval {_signed(row['low'])} to {_signed(row['high'])}")
    if pd.notna(row["p"]) and (pd.notna(row["low"]) or row["p"] < 1):  # of one article p is 1 whatever it says
        parts.append(say_p(row["p"]))
    if pd.notna(row["detectable"]):
        parts.append(f"could show differences above {_signed(row['detectable']).lstrip('+')}")
    return "; ".join(parts) + "."


def _say_sizes(row: Mapping[Hashable, Any]) -> str:
    n, effective = int(row["n_articles"]), row["n_effective"]
    sides = f" ({row['n_articles_first']:,} against {row['n_articles_second']:,})" if "n_articles_first" in row else ""
    said = f"{n:,} article{'' if n == 1 else 's'}{sides}, n = {row['n_mentions']:,}"
    if pd.isna(effective):
        return said
    icc = "" if pd.isna(row["icc"]) else f" (ICC {_signed(row['icc']).lstrip('+')})"
    return f"{said}, effective n = {effective:,.0f}{icc}"


def _signed(value: float) -> str:
    decimals = 3 if _NONE <= abs(value) < _SMALL else 2
    text = f"{value:+,.1f}" if abs(value) >= _LARGE else f"{value:+.{decimals}f}"
    return text.replace("-", "\N{MINUS SIGN}") if text.strip("+-0.,") else "0.00"
