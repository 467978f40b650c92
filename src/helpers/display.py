"""Tables, figures and sentences as HTML, for lab and report alike: where article text is escaped, once."""

import math
import os
import re
import textwrap
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice, zip_longest
from numbers import Integral
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup, escape

from helpers.answers import format_score, name_speaker
from helpers.figures import Chart
from helpers.filenames import tame_name
from helpers.tables import drop_turns, write_csv

TABLES_FOLDER = "tables"
_UNBROKEN = 12  # characters: a date or a short word is not broken over lines
_SHORTEST, _WIDEST, _MOST = 8, 24, 34  # em: least room of the shortest and of the longest text, and the most room
_HEAD, _LONGEST_HEAD = 40, 60  # characters: a longer head is broken anywhere, and cut
_DATA_ROWS = 50  # of the table behind a figure that a page shows
_MAX_SENTENCES = 400  # shown per block; the CSV holds all
_LINES = ("solid", "dashed", "dotted", "double")  # a line per target, so that colour is not the only carrier
# Purple and green of ColorBrewer's PRGn: told apart by colour-blind readers, and no colours of targets
_BETTER, _WORSE = "#1b7837", "#762a83"
_DARKEST = 110  # of 255: how far the ground of the word that moved a score most covers the page
_LEAST_EFFECT = 0.02  # on a score below which a word is not shaded
_LEAST_SHARE = 0.25  # likewise, of the largest effect in the sentence: what is left is noise
_STRONGEST = 4  # words named below a sentence
_MARGIN = 40  # characters at the ends of a sentence that are shown though no word of them was tried
_SLUG = re.compile(r"[^a-z0-9]+")
_GAPS = re.compile(r"[\W_]+")  # between words of any script


class Html:
    """A piece of HTML that shows itself in a notebook, with the same as text for other places.

    No text in it can turn the direction of what stands after it.
    """

    def __init__(self, markup: Markup, text: str) -> None:
        self.markup = Markup(drop_turns(markup))  # noqa: S704 - it was markup before
        self.text = drop_turns(text)

    def _repr_html_(self) -> str:
        return str(self.markup)

    def __repr__(self) -> str:
        """Return the text form."""
        return self.text


def show_answer(*sentences: str) -> Html:
    """Show the answer of a notebook: sentences computed from its tables, a line each as text."""
    text = " ".join(sentences)
    return Html(Markup('<p class="answer" style="font-size:1.15em">{}</p>').format(text), "\n".join(sentences))


def show_note(text: str) -> Html:
    """Show a remark, such as a limit of what the data can say."""
    return Html(Markup('<p class="note">{}</p>').format(text), text)


def show_chart(
    chart: Chart, name: str, out: str | Path, *, caption: str = "", evidence: Sequence[str] = (), digits: int = 2
) -> Html:
    """Show a figure with its title, its alternative text and the table behind it, and write that table.

    Args:
        chart: What to show.
        name: Name of the CSV, without ending.
        out: Folder of the report; the CSV goes into its folder ``tables``.
        caption: On what it rests: articles, sources, dates, mentions.
        evidence: For each row of the table, the address of what it rests on; see `make_rows`.
        digits: Decimals of numbers that are not whole.
    """
    head, lines = make_rows(chart.data.head(_DATA_ROWS), digits, evidence)
    more = f" First {_DATA_ROWS} of {len(chart.data):,} rows." if len(chart.data) > _DATA_ROWS else ""
    prefix = _SLUG.sub("-", name.lower())
    markup = Markup(
        '<figure class="chart" id="fig-{prefix}" style="margin-left:0;margin-right:0">'
        '<figcaption><strong class="title">{title}</strong></figcaption>'
        "{wide}{narrow}"
        '<p class="note base">{caption} {link}</p><details class="data"><summary>Data table of this figure</summary>'
        '<div class="scroll" style="overflow-x:auto"><table><caption style="text-align:left">{title}.{more}</caption>'
        "<thead>{head}</thead><tbody>{lines}</tbody></table></div></details></figure>"
    ).format(
        prefix=prefix,
        title=chart.title,
        wide=_draw(chart, f"{prefix}-w", "wide"),
        narrow=_draw(chart, f"{prefix}-n", "narrow") if chart.narrow else "",
        caption=caption,
        link=link_csv(chart.data, name, out, "Data behind this figure"),
        more=more,
        head=head,
        lines=Markup("").join(lines),
    )
    return Html(markup, chart.alt)


def _draw(chart: Chart, prefix: str, width: str) -> Markup:
    """Return a figure that is read out as its alternative text; where there is no style sheet, the wide one is seen."""
    svg = Markup(chart.to_svg(prefix, narrow=width == "narrow"))  # noqa: S704 - XML that was parsed
    hidden = ";display:none" if width == "narrow" else ""
    return Markup(
        '<div class="{width}" role="img" aria-label="{alt}" style="max-width:60em{hidden}">{svg}</div>'
    ).format(width=width, alt=chart.alt, hidden=hidden, svg=svg)


def show_table(
    table: pd.DataFrame,
    name: str,
    out: str | Path,
    *,
    caption: str,
    columns: Sequence[str] | None = None,
    rows: int = 25,
    digits: int = 2,
    evidence: Sequence[str] = (),
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
        evidence: For each row, the address of what it rests on; see `make_rows`.
    """
    shown = table[list(columns)].head(rows) if columns else table.head(rows)
    head, lines = make_rows(shown, digits, evidence)
    body = Markup("").join(lines) or Markup('<tr><td colspan="{}">none</td></tr>').format(shown.shape[1])
    more = f" First {rows} of {len(table):,} rows." if len(table) > rows else ""
    if columns and len(shown.columns) < table.shape[1]:
        more += f" {len(shown.columns)} of {table.shape[1]} columns."
    markup = Markup(
        '<div class="scroll" style="overflow-x:auto"><table><caption style="text-align:left">{caption}{more} {link}'
        "</caption><thead>{head}</thead><tbody>{body}</tbody></table></div>"
    ).format(caption=caption, more=more, link=link_csv(table, name, out, "All as CSV"), head=head, body=body)
    return Html(markup, f"{caption}\n{shown.to_string(index=False)}")


def show_sentences(
    mentions: pd.DataFrame,
    *,
    by: str,
    labels: Mapping[str, str],
    colors: Mapping[str, str],
    scorers: Iterable[str],
    limit: int = _MAX_SENTENCES,
    place: Callable[[str, int], str] = lambda article_id, start: "",
) -> Html:
    """Show every sentence that names a target, the names highlighted, and beside it who says it and the scores.

    Args:
        mentions: With the columns of `helpers.schemas.ScoredMentions`.
        by: Column by which to fold the sentences into blocks.
        labels: Label of each target.
        colors: Colour of each target.
        scorers: Scorers whose scores are shown, toward each target of the sentence; where it is named more than
            once there, their mean. The confidence of a scorer that gives one stands beside its score.
        limit: Most sentences to show in a block, and in all of them; of further blocks only the number is told.
        place: Gives for an article and the first character of a sentence the address to which the sentence leads.
    """
    known = set(mentions.loc[mentions["confidence"].notna(), "scorer"])
    columns = [(s, what) for s in scorers for what in ("score", "confidence") if what == "score" or s in known]
    heads = [scorer if what == "score" else what for scorer, what in columns]
    head = Markup("").join(_head(name, right=True) for name in heads)
    keys = ["article_id", "sentence_start", "sentence_end"]
    blocks, left, n_left_out = [], limit, 0
    for name, block in mentions.groupby(by, sort=False):
        count = block[keys].drop_duplicates().shape[0]
        if left <= 0:
            n_left_out += count
            continue
        groups = islice(block.groupby(keys, sort=False), limit)
        rows = [_sentence_rows(group, labels, colors, columns, place) for _, group in groups]
        left -= len(rows)
        more = f"; the first {limit} are shown, mentions.csv holds all" if count > limit else ""
        blocks.append(
            Markup(
                "<details><summary>{name} <small>({count}{more})</small></summary>"
                '<div class="scroll" style="overflow-x:auto"><table class="sentences"><thead><tr>'
                "{left}{head}</tr></thead><tbody>{rows}</tbody></table></div></details>"
            ).format(
                name=_short(name),
                count=f"{count} sentence{'' if count == 1 else 's'}",
                more=more,
                left=Markup("").join(_head(name, right=False) for name in ("sentence", "toward", "said by")),
                head=head,
                rows=Markup("").join(rows),
            )
        )
    key = Markup(" ").join(_mark(label, colors[t], i) for i, (t, label) in enumerate(labels.items()))
    more = f"{n_left_out:,} further sentences are not shown here; mentions.csv holds all." if n_left_out else ""
    markup = Markup('<div class="evidence"><p>Highlighted: {}</p>{}<p>{}</p></div>').format(
        key, Markup("").join(blocks), more
    )
    return Html(markup, f"{mentions[keys].drop_duplicates().shape[0]} sentences")


def show_explanations(
    mentions: pd.DataFrame,
    effects: pd.DataFrame,
    *,
    by: str,
    labels: Mapping[str, str],
    colors: Mapping[str, str],
    place: Callable[[str, int], str] = lambda article_id, start: "",
) -> Html:
    """Show mentions in their sentence, each word shaded by what it did to the score.

    Args:
        mentions: With the columns of `helpers.schemas.ScoredMentions`, of one scorer.
        effects: Of their words, with the columns of `helpers.schemas.WordEffects`.
        by: Column that says where a mention is from.
        labels: Label of each target.
        colors: Colour of each target.
        place: Gives for an article and the first character of a sentence the address to which a score leads.
    """
    keys = ["article_id", "target", "mention_start"]
    words = dict(list(effects.groupby(keys, sort=False)))
    items, says = [], []
    for mention in mentions.to_dict("records"):
        own = words.get(tuple(mention[key] for key in keys), effects.head(0))
        moved, target = _name_strongest(own), mention["target"]
        about = [_short(mention[by]), name_speaker(mention["voice"], mention["speaker"], mention["bloc"])]
        about += [f"confidence {mention['confidence']:.0%}"] if pd.notna(mention["confidence"]) else []
        items.append(
            Markup(
                '<div class="why" style="margin:1.4em 0"><p style="margin:0"><strong>{score}</strong> toward {target} '
                '<small>{about}</small></p><blockquote style="margin:.4em 0 .4em 1em;max-width:44em">{sentence}'
                '</blockquote><p style="margin:0"><small>Moved it most: {moved}.</small></p></div>'
            ).format(
                score=_lead(format_score(mention["score"]), place(mention["article_id"], mention["sentence_start"])),
                target=_mark(labels[target], colors[target], list(labels).index(target)),
                about=" · ".join(about),
                sentence=_shaded_sentence(mention, own, colors[target]),
                moved=moved,
            )
        )
        says.append(f"{format_score(mention['score'])} toward {labels[target]} ({about[0]}): {moved}")
    key = Markup("Words that made the target look {} or {}; the darker, the more, within a sentence.").format(
        _shade("better", 1.0, 1.0), _shade("worse", -1.0, 1.0)
    )
    markup = Markup('<div class="evidence"><p class="note">{}</p>{}</div>').format(
        key if items else "No mention to explain.", Markup("").join(items)
    )
    return Html(markup, "\n".join(says) or "No mention to explain.")


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


def _sentence_rows(
    group: pd.DataFrame,
    labels: Mapping[str, str],
    colors: Mapping[str, str],
    columns: list[tuple[str, str]],
    place: Callable[[str, int], str],
) -> Markup:
    """Return a row per target that a sentence names; the sentence itself spans them."""
    first = group.iloc[0]
    targets = list(colors)
    parts, position = [], 0
    for mention in group.drop_duplicates("mention_start").sort_values("mention_start").to_dict("records"):
        start = mention["mention_start"] - first.sentence_start
        end = mention["mention_end"] - first.sentence_start
        color, number = colors[mention["target"]], targets.index(mention["target"])
        parts.append(escape(_folded(first.sentence[position:start])))
        parts.append(_mark(first.sentence[start:end], color, number))
        position = end
    parts.append(escape(_folded(first.sentence[position:])))
    rows = []
    for target in group["target"].unique():
        own = group[group["target"] == target]
        means = own.groupby("scorer")[["score", "confidence"]].mean()
        cells = [_score_cell(means[what].get(scorer), what) for scorer, what in columns]
        heard = own[["voice", "speaker", "bloc"]].drop_duplicates().itertuples(index=False, name=None)
        who = "; ".join(dict.fromkeys(name_speaker(*said) for said in heard))
        name = _mark(labels[target], colors[target], targets.index(target))
        rows.append(
            Markup('<td style="text-align:left;white-space:nowrap">{}</td>').format(name)
            + Markup('<td class="voice" style="text-align:left">{}</td>').format(_short(who, 80))
            + Markup("").join(cells)
        )
    span = Markup(' rowspan="{}"').format(len(rows)) if len(rows) > 1 else Markup("")
    text = Markup("").join(parts)
    if to := place(str(first["article_id"]), int(first["sentence_start"])):
        link = Markup('<a class="evidence" href="{}" style="color:inherit;text-decoration:none">{}</a>')
        text = link.format(to, text)
    sentence = Markup('<td class="sentence" style="text-align:left"{}>{}</td>').format(span, text)
    lines = [sentence + rows[0], *rows[1:]]
    return Markup("").join(Markup("<tr>{}</tr>").format(line) for line in lines)


def _name_strongest(words: pd.DataFrame) -> str:
    """Name the words with the largest effects, as readers of paper and of small screens see no tool tips."""
    order = words["effect"].abs().sort_values(ascending=False, kind="stable")
    strongest = words.loc[order[order >= _LEAST_EFFECT].index[:_STRONGEST]]
    pairs = zip(strongest["word"], strongest["effect"], strict=True)
    return ", ".join(f"{word} {format_score(effect)}" for word, effect in pairs) or "no single word"


def _score_cell(value: float | None, what: str) -> Markup:
    if value is None or pd.isna(value):
        return _cell(None, 2)
    if what == "confidence":
        return Markup('<td class="number" style="text-align:right">{}</td>').format(f"{value:.0%}")
    return _cell(float(value), 2, signed=True)


def _shaded_sentence(mention: dict[Any, Any], words: pd.DataFrame, color: str) -> Markup:
    """Return a sentence with its words shaded, cut to what lies around the words that were tried."""
    text, first = mention["sentence"], mention["sentence_start"]
    start, end = mention["mention_start"] - first, mention["mention_end"] - first
    pieces = [
        (begin - first, last - first, effect)
        for begin, last, effect in zip(words["start"], words["end"], words["effect"], strict=True)
    ]
    begins, ends = min([start, *(p[0] for p in pieces)]), max([end, *(p[1] for p in pieces)])
    position = begins if begins > _MARGIN else 0
    close = ends if len(text) - ends > _MARGIN else len(text)
    most = max([_LEAST_EFFECT, *(abs(effect) for _, _, effect in pieces)])
    parts = [escape("… " if position else "")]
    for begin, last, effect in sorted([*pieces, (start, end, None)], key=lambda piece: piece[0]):
        parts.append(escape(_folded(text[position:begin])))
        if effect is None:
            parts.append(
                Markup('<strong style="outline:2px solid {}">{}</strong>').format(color, _folded(text[begin:last]))
            )
        else:
            parts.append(_shade(text[begin:last], effect, most))
        position = last
    parts += [escape(_folded(text[position:close])), escape("" if close == len(text) else " …")]
    return Markup("").join(parts)


def _shade(text: str, effect: float, most: float) -> Markup:
    """Return a word on a ground that tells its effect; the line below it tells the sign without colour."""
    if abs(effect) < max(_LEAST_EFFECT, _LEAST_SHARE * most):
        return Markup('<span title="{}">{}</span>').format(format_score(effect), text)
    color, line = (_BETTER, "solid") if effect > 0 else (_WORSE, "wavy")
    alpha = round(_DARKEST * abs(effect) / most)
    return Markup('<span title="{}" style="background:{}{:02x};text-decoration:underline {} {} 2px">{}</span>').format(
        format_score(effect), color, alpha, line, color, text
    )


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


def make_rows(table: pd.DataFrame, digits: int = 2, evidence: Sequence[str] = ()) -> tuple[Markup, list[Markup]]:
    """Return the row of heads of a table, and a row for each of its own; numbers stand to the right.

    Args:
        table: What to show; column names are shown with spaces.
        digits: Decimals of numbers that are not whole.
        evidence: For each row, the address of the page with what its numbers rest on, to which they then lead; empty
            for a row without one.
    """
    numeric = [_is_numeric(table.iloc[:, position]) for position in range(table.shape[1])]
    head = Markup("").join(_head(str(c), right=n) for c, n in zip(table.columns, numeric, strict=True))
    rows = zip_longest(table.itertuples(index=False, name=None), evidence[: len(table)], fillvalue="")
    lines = (
        Markup("").join(_cell(value, digits, right=right, to=to) for value, right in zip(row, numeric, strict=True))
        for row, to in rows
    )
    return Markup("<tr>{}</tr>").format(head), [Markup("<tr>{}</tr>").format(line) for line in lines]


def _head(name: str, *, right: bool) -> Markup:
    side = "right" if right else "left"  # said outright: JupyterLab puts everything to the right
    fit = f";min-width:{_SHORTEST}em;max-width:14em;overflow-wrap:anywhere" * (len(name) > _HEAD)
    text = _short(name.replace("_", " "), _LONGEST_HEAD)
    return Markup('<th scope="col"{} style="text-align:{}{}">{}</th>').format(
        Markup(' class="number"') if right else "", side, fit, text
    )


def _is_numeric(column: pd.Series) -> bool:
    """Tell a column of numbers, whole ones and others side by side too."""
    if pd.api.types.is_numeric_dtype(column.dtype):
        return not pd.api.types.is_bool_dtype(column.dtype)
    return bool(len(column)) and all(isinstance(v, int | float) and not isinstance(v, bool) for v in column)


def _cell(value: object, digits: int, *, signed: bool = False, right: bool = False, to: str = "") -> Markup:
    if isinstance(value, bool):
        return Markup('<td style="text-align:left">{}</td>').format("yes" if value else "no")
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and pd.isna(value)):
        return Markup('<td style="text-align:{}">–</td>').format("right" if right else "left")
    if isinstance(value, float):
        text = f"{value:{'+' if signed and value else ''}.{digits}f}".replace("-", "\N{MINUS SIGN}")
        text = text if text.strip("+0.\N{MINUS SIGN}") else f"{0:.{digits}f}"
        return Markup('<td class="number" style="text-align:right">{}</td>').format(_lead(text, to))
    if isinstance(value, Integral):
        text = f"{int(value):,}".replace("-", "\N{MINUS SIGN}")
        return Markup('<td class="number" style="text-align:right">{}</td>').format(_lead(text, to))
    shown = value.date().isoformat() if isinstance(value, pd.Timestamp) else value
    text = _short(shown, 300)
    return Markup('<td style="text-align:left;{}">{}</td>').format(_fit(text), _break_names(text))


def _lead(text: str, to: str) -> str | Markup:
    """Return a number that leads to what it rests on, if there is such a page."""
    return Markup('<a class="evidence" href="{}">{}</a>').format(to, text) if to else text


def _fit(text: str) -> str:
    """Return the style of a text: some two lines, so that rows stay low where tables scroll."""
    if len(text) <= _UNBROKEN:
        return "white-space:nowrap"
    least = min(_WIDEST, max(_SHORTEST, math.ceil(0.3 * len(text))))  # em; half a letter's width is spare
    return f"min-width:{least}em;max-width:{_MOST}em;overflow-wrap:anywhere"


def _break_names(text: str) -> Markup:
    """Return text in which names such as those of scorers break after a part, not within a word."""
    return escape(text).replace("_", Markup("_<wbr>"))


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _short(value: object, width: int = 120) -> str:
    text = str(value)
    if len(text) <= width:
        return text
    shown = textwrap.shorten(text, width, placeholder=" …")
    return shown if len(shown) > width // 2 else f"{text[:width]} …"  # of one long word nothing would be left


def link_csv(table: pd.DataFrame, name: str, out: str | Path, text: str) -> Markup:
    """Write a table and return a link to it that holds from the folder the notebook runs in.

    Many links of a page have the same text; in a list of them, as screen readers give, each tells its table.
    """
    stem = _GAPS.sub("_", unicodedata.normalize("NFC", name).lower()).strip("_") or "table"
    path = write_csv(table, Path(out) / TABLES_FOLDER / tame_name(f"{stem}.csv"))
    address = Path(os.path.relpath(path)).as_posix()
    return Markup('<a href="{}" download aria-label="{}: {}">{}</a>').format(address, text, path.name, text)
