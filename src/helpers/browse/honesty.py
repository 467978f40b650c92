"""A box that says how far a comparison can be trusted."""

from collections.abc import Hashable, Mapping
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
_TERMS = {
    "95% interval": "an interval made so holds the true difference in 95 of 100 such corpora; one that holds 0 leaves "
    "open which of the two is higher",
    "p": "how often chance alone, acting on whole articles, would make a difference as large; up to .05 counts",
    "could show": "the minimal detectable difference: a true one of this size would be shown in 80 of 100 such "
    "corpora; of a smaller one, nothing shown does not mean that there is none",
    "ICC": "intraclass correlation: how alike the mentions of an article are, 0 if no more than those of different "
    "ones, 1 if all the same",
    "design effect": "by what factor mentions that are alike make the variance of a mean of all mentions larger than "
    "independent ones would",
    "effective n": "independent mentions that would tell as much of such a mean, mentions by the design effect; "
    "interval and p rest on articles, not on it",
}


def show_honesty(table: pd.DataFrame, name: str, out: str | Path, *, rows: int = 6, caption: str = "") -> Html:
    """Show a box that says on what comparisons rest and what they could have shown, and write all of it as CSV.

    Args:
        table: With the columns of `helpers.schemas.Honesty`; columns before ``comparison`` name a row.
        name: Name of the CSV, without ending.
        out: Folder of the report; the CSV goes into its folder ``tables``.
        rows: Comparisons that are told in words: the first ones.
        caption: What is compared.
    """
    shown = table.head(rows).to_dict("records")
    warnings = {str(row["warning"]) for row in shown}
    common = warnings.pop() if len(shown) > 1 and len(warnings) == 1 else ""  # said once
    said = [(_name_row(row), _say_row(row), "" if common else str(row["warning"])) for row in shown]
    items = [
        Markup("<li><strong>{}</strong>: {}{}</li>").format(
            title, text, Markup(' <em class="warning">{}</em>').format(warning) if warning else ""
        )
        for title, text, warning in said
    ] or [Markup("<li>There is nothing to compare.</li>")]
    more = f"The first {rows:,} of {len(table):,} comparisons." if len(table) > rows else ""
    of_all = f"Of all: {common}" if common else ""
    of_all = f"{of_all} {_say_many(int((table['p'].notna() & ~(table['least_p'] > LEVEL)).sum()))}".strip()
    head, lines = make_rows(_tidy(table.head(_MOST)), 3)
    markup = Markup(
        '<aside class="honesty" style="border-left:4px solid #8b949e;padding:.4em 1em">'
        '<p class="title"><strong>How far this can be trusted</strong></p>{caption}'
        "<ul>{items}</ul>{of_all}{rest}<details><summary>What these mean</summary><dl>{terms}</dl></details>"
        "<details><summary>All figures of these comparisons</summary>"
        '<div class="scroll" style="overflow-x:auto"><table><thead>{head}</thead><tbody>{lines}</tbody></table></div>'
        "</details><p>{link}</p></aside>"
    ).format(
        caption=Markup("<p>{}</p>").format(caption) if caption else "",
        items=Markup("").join(items),
        of_all=Markup('<p class="warning">{}</p>').format(of_all) if of_all else "",
        rest=Markup("<p>{}</p>").format(more) if more else "",
        terms=Markup("").join(Markup("<dt>{}</dt><dd>{}</dd>").format(*term) for term in _TERMS.items()),
        head=head,
        lines=Markup("").join(lines),
        link=link_csv(table, name, out, "All as CSV"),
    )
    text = [f"{title}: {told} {warning}".strip() for title, told, warning in said]
    return Html(markup, "\n".join(filter(None, ["How far this can be trusted", caption, *text, of_all, more])))


def _say_many(n_tests: int) -> str:
    """Say how many of many tests would come out if nothing differed; nothing of few tests."""
    if n_tests < _MANY:
        return ""
    return (
        f"p is not corrected for the number of comparisons: if nothing differed, {n_tests * LEVEL:.1f} of these "
        f"{n_tests:,} would have a p up to .05 on average."
    )


def _tidy(table: pd.DataFrame) -> pd.DataFrame:
    """Put the comparison and how it was made last: they are long."""
    long = [column for column in ("comparison", "method", "warning") if column in table]
    return table[[*table.columns.difference(long, sort=False), *long]]


def _name_row(row: Mapping[Hashable, Any]) -> str:
    """Say what is compared, and what else tells the row from others."""
    columns = list(row)
    keys = [str(row[column]) for column in columns[: columns.index("comparison")]]
    others = ", ".join(key for key in keys if key not in row["comparison"])
    return cut_text(f"{row['comparison']} ({others})" if others else row["comparison"], _NAME)


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
    text = f"{value:+,.1f}" if abs(value) >= _LARGE else f"{value:+.2f}"
    return text.replace("-", "\N{MINUS SIGN}") if text.strip("+-0.,") else "0.00"
