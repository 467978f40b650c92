"""Tables, figures and sentences as HTML, for lab and report alike: where article text is escaped, once."""

import base64
import os
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd
from markupsafe import Markup, escape

from helpers.figures import Chart
from helpers.tables import write_csv

TABLES_FOLDER = "tables"
_UNBROKEN = 12  # characters: a date or a short word is not broken over lines
_MAX_SENTENCES = 400  # shown per block; the CSV holds all
_LINES = ("solid", "dashed", "dotted", "double")  # a line per target, so that colour is not the only carrier
_SLUG = re.compile(r"[^a-z0-9]+")


class Html:
    """A piece of HTML that shows itself in a notebook, with the same as text for other places."""

    def __init__(self, markup: Markup, text: str) -> None:
        self.markup, self.text = markup, text

    def _repr_html_(self) -> str:
        return str(self.markup)

    def __repr__(self) -> str:
        """Return the text form."""
        return self.text


def show_answer(*sentences: str) -> Html:
    """Show the answer of a notebook: sentences computed from its tables."""
    text = " ".join(sentences)
    return Html(Markup('<p class="answer" style="font-size:1.15em">{}</p>').format(text), text)


def show_note(text: str) -> Html:
    """Show a remark, such as a limit of what the data can say."""
    return Html(Markup('<p class="note">{}</p>').format(text), text)


def show_chart(chart: Chart, name: str, out: str | Path) -> Html:
    """Show a figure with its alternative text, and write the table behind it.

    Args:
        chart: What to show.
        name: Name of the CSV, without ending.
        out: Folder of the report; the CSV goes into its folder ``tables``.
    """
    image = base64.b64encode(chart.to_svg()).decode("ascii")
    markup = Markup(
        '<figure><img src="data:image/svg+xml;base64,{image}" alt="{alt}" style="max-width:100%;height:auto">'
        "<figcaption>{link}</figcaption></figure>"
    ).format(image=image, alt=chart.alt, link=_link_csv(chart.data, name, out, "Data behind this figure"))
    return Html(markup, chart.alt)


def show_table(
    table: pd.DataFrame,
    name: str,
    out: str | Path,
    *,
    caption: str,
    columns: Sequence[str] | None = None,
    rows: int = 25,
    digits: int = 2,
) -> Html:
    """Show the first rows of a table with a caption, and write all of it as CSV.

    Args:
        table: What to write; column names are shown with spaces.
        name: Name of the CSV, without ending.
        out: Folder of the report.
        caption: What the table holds.
        columns: Columns to show; all by default.
        rows: Most rows to show.
        digits: Decimals of numbers that are not whole.
    """
    shown = table[list(columns)].head(rows) if columns else table.head(rows)
    numeric = [_is_numeric(shown.iloc[:, position]) for position in range(shown.shape[1])]
    head = Markup("").join(_head(str(c), right=n) for c, n in zip(shown.columns, numeric, strict=True))
    body = Markup("").join(
        Markup("<tr>{}</tr>").format(Markup("").join(_cell(value, digits) for value in row))
        for row in shown.itertuples(index=False, name=None)
    )
    body = body or Markup('<tr><td colspan="{}">none</td></tr>').format(shown.shape[1])
    more = f" First {rows} of {len(table):,} rows." if len(table) > rows else ""
    if columns and len(shown.columns) < table.shape[1]:
        more += f" {len(shown.columns)} of {table.shape[1]} columns."
    markup = Markup(
        '<div class="scroll" style="overflow-x:auto"><table><caption style="text-align:left">{caption}{more} {link}'
        "</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    ).format(caption=caption, more=more, link=_link_csv(table, name, out, "All as CSV"), head=head, body=body)
    return Html(markup, f"{caption}\n{shown.to_string(index=False)}")


def show_sentences(
    mentions: pd.DataFrame,
    *,
    by: str,
    labels: Mapping[str, str],
    colors: Mapping[str, str],
    scorers: Iterable[str],
    limit: int = _MAX_SENTENCES,
) -> Html:
    """Show every sentence that names a target, the names highlighted and the scores beside it.

    Args:
        mentions: With the columns of `helpers.schemas.ScoredMentions`.
        by: Column by which to fold the sentences into blocks.
        labels: Label of each target.
        colors: Colour of each target.
        scorers: Scorers whose scores are shown; they give all mentions of a sentence their score.
        limit: Most sentences to show in a block.
    """
    scorers = list(scorers)
    keys = ["article_id", "sentence_start", "sentence_end"]
    blocks = []
    for name, block in mentions.groupby(by, sort=False):
        rows = [_sentence_row(group, colors, scorers) for _, group in list(block.groupby(keys, sort=False))[:limit]]
        count = block[keys].drop_duplicates().shape[0]
        more = f"; the first {limit} are shown, mentions.csv holds all" if count > limit else ""
        head = Markup("").join(_head(scorer, right=True) for scorer in scorers)
        blocks.append(
            Markup(
                "<details><summary>{name} <small>({count} sentences{more})</small></summary>"
                '<div class="scroll" style="overflow-x:auto"><table class="sentences"><thead><tr>'
                '<th scope="col">sentence</th>{head}</tr></thead><tbody>{rows}</tbody></table></div></details>'
            ).format(name=_short(name), count=count, more=more, head=head, rows=Markup("").join(rows))
        )
    key = Markup(" ").join(_mark(label, colors[t], i) for i, (t, label) in enumerate(labels.items()))
    markup = Markup('<div class="evidence"><p>Highlighted: {}</p>{}</div>').format(key, Markup("").join(blocks))
    return Html(markup, f"{mentions[keys].drop_duplicates().shape[0]} sentences")


def show_removed(
    articles: pd.DataFrame, removed: pd.DataFrame, structure: pd.DataFrame | None = None, *, limit: int = 50
) -> Html:
    """Show each article's raw text with what cleaning removed struck out, the reason as tool tip and beside it.

    Args:
        articles: With ``article_id``, ``title``, ``source`` and ``raw_text``.
        removed: With the columns of `helpers.schemas.Removed`.
        structure: Headlines, headings, captions and the like, named where they stand, with the columns of
            `helpers.schemas.Structure`.
        limit: Most articles to show.
    """
    blocks = []
    cut = _spans_by_article(removed, "reason")
    named = {} if structure is None else _spans_by_article(structure[structure["part"] != "lead"], "part")
    for article in articles.head(limit).to_dict("records"):
        text, own = article["raw_text"], cut.get(article["article_id"], [])
        pieces = [(*span, True) for span in own]
        pieces += [(*span, False) for span in _without(named.get(article["article_id"], []), own)]
        parts, position = [], 0
        for start, end, name, is_removed in sorted(pieces):
            if start >= position:
                mark = _strike if is_removed else _name_part
                parts += [escape(text[position:start]), mark(text[start:end], name)]
                position = end
        parts.append(escape(text[position:]))
        blocks.append(
            Markup(
                "<details><summary>{title} <small>({source}; {n} removed)</small></summary>"
                '<div class="raw" style="white-space:pre-wrap;max-width:70ch">{text}</div></details>'
            ).format(
                title=_short(article["title"]),
                source=_short(article["source"], 60),
                n=f"{len(own)} part{'' if len(own) == 1 else 's'}",
                text=Markup("").join(parts),
            )
        )
    more = f"The first {limit} of {len(articles):,} articles." if len(articles) > limit else ""
    return Html(
        Markup('<div class="evidence">{}{}</div>').format(Markup("").join(blocks), more), f"{len(removed)} spans"
    )


def show_lines(lines: pd.DataFrame) -> Html:
    """Show a concordance: the keyword in the middle, its context on both sides."""
    rows = Markup("").join(
        Markup(
            '<tr><td class="source">{}</td><td style="text-align:right">{}</td><td><strong>{}</strong></td>'
            '<td style="text-align:left">{}</td></tr>'
        ).format(_short(line.source, 40), line.left, line.keyword, line.right)
        for line in lines.itertuples()
    )
    markup = Markup(
        '<div class="scroll" style="overflow-x:auto"><table class="kwic"><thead><tr><th scope="col">source</th>'
        '<th scope="col">left</th><th scope="col">keyword</th><th scope="col">right</th></tr></thead>'
        "<tbody>{}</tbody></table></div>"
    ).format(rows)
    return Html(markup, lines.to_string(index=False))


def _sentence_row(group: pd.DataFrame, colors: Mapping[str, str], scorers: list[str]) -> Markup:
    first = group.iloc[0]
    targets = list(colors)
    parts, position = [], 0
    for mention in group.drop_duplicates("mention_start").to_dict("records"):
        start = mention["mention_start"] - first.sentence_start
        end = mention["mention_end"] - first.sentence_start
        color, number = colors[mention["target"]], targets.index(mention["target"])
        parts.append(escape(_folded(first.sentence[position:start])))
        parts.append(_mark(first.sentence[start:end], color, number))
        position = end
    parts.append(escape(_folded(first.sentence[position:])))
    scores = group.drop_duplicates("scorer").set_index("scorer")["score"]
    cells = Markup("").join(_cell(float(scores.get(s, float("nan"))), 2, signed=True) for s in scorers)
    return Markup('<tr><td style="text-align:left">{}</td>{}</tr>').format(Markup("").join(parts), cells)


def _mark(text: str, color: str, position: int) -> Markup:
    return Markup(
        '<mark style="background:{color}26;color:inherit;border-bottom:2px {line} {color}">{text}</mark>'
    ).format(color=color, line=_LINES[position % len(_LINES)], text=text)


def _strike(text: str, reason: str) -> Markup:
    return Markup('<del title="{reason}">{text}</del><small class="reason"> [{reason}] </small>').format(
        reason=reason, text=text
    )


_Span = tuple[int, int, str]


def _spans_by_article(table: pd.DataFrame, column: str) -> dict[str, list[_Span]]:
    spans: dict[str, list[_Span]] = {}
    for article_id, *span in zip(*(table[name] for name in ("article_id", "start", "end", column)), strict=True):
        spans.setdefault(article_id, []).append((span[0], span[1], span[2]))
    return spans


def _without(spans: list[_Span], removed: list[_Span]) -> Iterator[_Span]:
    """Yield the pieces of spans that lie outside the removed ones, such as a link mark in a quotation."""
    for start, end, name in spans:
        position = start
        for cut_start, cut_end, _ in removed:
            if cut_start < end and cut_end > position:
                if cut_start > position:
                    yield position, cut_start, name
                position = cut_end
        if position < end:
            yield position, end, name


def _name_part(text: str, part: str) -> Markup:
    label = Markup("") if part == "quotation" else Markup('<small class="reason"> [{}] </small>').format(part)
    return Markup('<span title="{part}" style="border-bottom:1px dotted">{text}</span>{label}').format(
        part=part, text=text, label=label
    )


def _head(name: str, *, right: bool) -> Markup:
    side = "right" if right else "left"  # said outright: JupyterLab puts everything to the right
    return Markup('<th scope="col" style="text-align:{}">{}</th>').format(side, name.replace("_", " "))


def _is_numeric(column: pd.Series) -> bool:
    """Tell a column of numbers, whole ones and others side by side too."""
    if pd.api.types.is_numeric_dtype(column.dtype):
        return True
    return bool(len(column)) and all(isinstance(value, int | float) for value in column)


def _cell(value: object, digits: int, *, signed: bool = False) -> Markup:
    if isinstance(value, bool):
        return Markup("<td>{}</td>").format("yes" if value else "no")
    if value is None or value is pd.NaT or (isinstance(value, float) and pd.isna(value)):
        return Markup("<td>–</td>")
    if isinstance(value, float):
        text = f"{value:{'+' if signed and value else ''}.{digits}f}".replace("-", "\N{MINUS SIGN}")
        return Markup('<td class="number" style="text-align:right">{}</td>').format(text)
    if isinstance(value, int):
        return Markup('<td class="number" style="text-align:right">{}</td>').format(f"{value:,}")
    shown = value.date().isoformat() if isinstance(value, pd.Timestamp) else value
    keep = Markup(";white-space:nowrap") if len(str(shown)) <= _UNBROKEN else ""
    return Markup('<td style="text-align:left{}">{}</td>').format(keep, _short(shown, 300))


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _short(value: object, width: int = 120) -> str:
    return textwrap.shorten(str(value), width, placeholder=" …") if len(str(value)) > width else str(value)


def _link_csv(table: pd.DataFrame, name: str, out: str | Path, text: str) -> Markup:
    """Write a table and return a link to it that holds from the folder the notebook runs in."""
    path = write_csv(table, Path(out) / TABLES_FOLDER / f"{_SLUG.sub('_', name.lower()).strip('_')}.csv")
    return Markup('<a href="{}" download>{}</a>').format(Path(os.path.relpath(path)).as_posix(), text)
