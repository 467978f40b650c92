"""Sentences of two sources or two articles side by side, with what differs marked."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup, escape

from helpers.browse.part import cut_text
from helpers.display import Html, link_csv
from helpers.tables import format_dates

_NAME, _TITLE = 60, 100  # characters that are shown
_LONGEST = 1_200  # characters of a sentence that are shown
_FEW = 3  # pairs; of more, each is a line that opens it
_LEAST_SHARED = 1 / 3  # of the words of two sentences; of fewer, nearly all would be marked
# By a line, not by colour alone; said here, as JupyterLab has no style sheet of ours
_MARK = Markup('<mark style="background:#fff3bf;color:inherit;text-decoration:underline">{}</mark>')

_Names = Mapping[str, tuple[str, str]]
Differences = Callable[[str, str], Iterable[tuple[str, str, str]]]


def show_pairs(
    aligned: pd.DataFrame,
    name: str,
    out: str | Path,
    *,
    caption: str,
    differences: Differences,
    articles: pd.DataFrame | None = None,
    limit: int = 100,
) -> Html:
    """Show aligned sentences side by side, the words that differ marked, and write all of them as CSV.

    Each pair of sources, or of articles, is a table that can be opened; in a report a reader can search them. Where two
    sentences share less than a third of their words, that is said, and no word is marked.

    Args:
        aligned: With the columns of `helpers.schemas.AlignedSentences`.
        name: Name of the CSV, without ending.
        out: Folder of the report; the CSV goes into its folder ``tables``.
        caption: What is compared.
        differences: Tells how two sentences differ, as `helpers.claims.mark_differences` does.
        articles: With ``article_id``, ``source`` and ``title``, and ``date`` and ``date_precision`` if they are known:
            articles are named by them.
        limit: Most pairs of sources or articles to show: the first ones.
    """
    names = {} if articles is None else _name_articles(articles)
    keys = ["first", "second"]
    groups = [(str(a), str(b), own) for (a, b), own in aligned.groupby(keys, sort=False)]
    blocks = [
        _block(first, second, own, differences, names, is_open=len(groups) <= _FEW or position == 0)
        for position, (first, second, own) in enumerate(groups[:limit])
    ]
    more = f" First {limit:,} of {len(groups):,} pairs." if len(groups) > limit else ""
    markup = Markup('<div class="browse"{}><p class="note">{}{} {}</p>{}</div>').format(
        Markup(' data-browse="pairs"') if len(blocks) > _FEW else "",
        caption,
        more,
        link_csv(aligned, name, out, "All as CSV"),
        Markup("").join(blocks) or Markup("<p>No sentences are that much alike.</p>"),
    )
    told = [f"{_name_side(a, names)} and {_name_side(b, names)}: {_count(own)}" for a, b, own in groups[:limit]]
    return Html(markup, "\n".join([caption, *(told or ["No sentences are that much alike."])]))


def _name_articles(articles: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Return what to call each article: its source, and its date and title."""
    has_dates = {"date", "date_precision"} <= set(articles.columns)
    dates = format_dates(articles) if has_dates else pd.Series("", index=articles.index)
    told = zip(articles["article_id"], articles["source"], dates, articles["title"], strict=True)
    return {
        key: (cut_text(source, _NAME), " · ".join(filter(None, [date, cut_text(title, _TITLE)])))
        for key, source, date, title in told
    }


def _name_side(side: str, names: _Names) -> str:
    """Return what to call a source or an article."""
    return " · ".join(filter(None, names[side])) if side in names else cut_text(side, _NAME)


def _count(own: pd.DataFrame) -> str:
    row = own.iloc[0]
    shown = "" if len(own) == row["n_aligned"] else f"; the {len(own):,} most alike are shown"
    return f"{row['n_aligned']:,} aligned, of {row['n_first']:,} and {row['n_second']:,} sentences{shown}"


def _block(
    first: str, second: str, own: pd.DataFrame, differences: Differences, names: _Names, *, is_open: bool
) -> Markup:
    """Return a pair of sources or articles as a table that can be opened."""
    sides = [_name_side(side, names) for side in (first, second)]
    rows = Markup("").join(_row(row, sides, differences, names) for row in own.to_dict("records"))
    head = Markup("").join(Markup('<th scope="col" style="text-align:left;width:46%">{}</th>').format(s) for s in sides)
    return Markup(
        "<details{}><summary><bdi>{}</bdi> and <bdi>{}</bdi> <small>({})</small></summary>"
        '<div class="scroll" style="overflow-x:auto"><table class="pairs"><thead><tr>{}'
        '<th scope="col" style="text-align:right">likeness</th></tr></thead><tbody>{}</tbody></table></div></details>'
    ).format(Markup(" open") if is_open else "", *sides, _count(own), head, rows)


def _row(row: Mapping[Any, Any], sides: list[str], differences: Differences, names: _Names) -> Markup:
    pieces = list(differences(row["sentence_first"], row["sentence_second"]))
    shared = _share(pieces)
    cells = [
        Markup('<td class="sentence" data-side="{}" style="text-align:left">{}{}</td>').format(
            side,
            _sentence([(op == "equal" or shared < _LEAST_SHARED, texts[n]) for op, *texts in pieces if texts[n]]),
            _origin(row, key, names),
        )
        for n, (key, side) in enumerate(zip(("first", "second"), sides, strict=True))
    ]
    note = "same words" if shared == 1 else "mostly other words" if shared < _LEAST_SHARED else ""
    told = Markup("<br><small>{}</small>").format(note) if note else ""
    likeness = Markup('<td class="number" style="text-align:right">{}{}</td>').format(f"{row['similarity']:.2f}", told)
    return Markup("<tr>{}</tr>").format(Markup("").join([*cells, likeness]))


def _share(pieces: list[tuple[str, str, str]]) -> float:
    """Return the share of the words of two sentences that they have in common, in the same order."""
    sizes = [(op, len(first.split()) + len(second.split())) for op, first, second in pieces]
    return sum(size for op, size in sizes if op == "equal") / max(1, sum(size for _, size in sizes))


def _sentence(pieces: list[tuple[bool, str]]) -> Markup:
    """Return a sentence with the pieces marked that are not plain, cut if it runs away."""
    parts, left = [], _LONGEST
    for is_plain, text in pieces:
        if left <= 0:
            parts.append(escape("…"))
            break
        shown = cut_text(text, left)
        parts.append(escape(shown) if is_plain else _MARK.format(shown))
        left -= len(text)
    return Markup("<bdi>{}</bdi>").format(Markup(" ").join(parts))


def _origin(row: Mapping[Any, Any], side: str, names: _Names) -> Markup:
    """Name the article that a sentence is from, unless the column is all of it."""
    article = row[f"article_{side}"]
    _, told = names.get(article, ("", ""))
    return Markup("<br><small><bdi>{}</bdi></small>").format(told) if told and article != row[side] else Markup("")
