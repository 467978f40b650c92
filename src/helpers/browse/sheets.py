"""Small pages of their own beside a report: sheets of sentences, and articles with their marks."""

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from markupsafe import Markup

from helpers.answers import format_score
from helpers.browse.marked import Layers, Span, mark_article, mark_text
from helpers.browse.part import cut_text
from helpers.tables import drop_turns

_TITLE, _WHO = 160, 80  # characters that are shown
_LONGEST = 1_500  # characters of a sentence that are shown
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_ALONE = (
    "body { margin: 0; background: #fff; font: 17px/1.55 Georgia, 'Times New Roman', serif; }\n"
    "html { -webkit-text-size-adjust: 100%; }\n"
    "main, nav { max-width: 46rem; margin: 0 auto; padding: .6rem 1.1rem; }\n"
    "@media (prefers-color-scheme: dark) { body { background: #12161b; color-scheme: dark; } }\n"
)


@dataclass(frozen=True)
class Told:
    """A sentence of a sheet.

    Attributes:
        address: Where it stands in its article.
        where: Source and date; empty where all sentences are of one article.
        title: Title of the article.
        text: The sentence.
        start: Its first character.
        mentions: Targets in it.
        lines: For each target: its key, who says it, and what each scorer gives it.
    """

    address: str
    where: str
    title: str
    text: str
    start: int
    mentions: Sequence[Span]
    lines: Sequence[tuple[str, str, Mapping[str, tuple[float, float]]]]


def read_sheet_style(colors: Sequence[str]) -> str:
    """Return the style sheet of sheets and articles, with the colours of the targets in their order."""
    own = (files("helpers.browse") / "evidence.css").read_text(encoding="utf-8")
    safe = [color if _COLOR.fullmatch(color) else "#59636e" for color in colors]
    return own + "".join(f".ev .t{number} {{ --c: {color}; }}\n" for number, color in enumerate(safe))


def frame_sheet(title: str, body: Markup, *, back: str, colors: Sequence[str]) -> str:
    """Return a whole page that loads nothing and runs nothing.

    Args:
        title: Its title.
        body: What stands below it.
        back: Where it leads back to.
        colors: Of the targets.
    """
    style = _ALONE + read_sheet_style(colors)
    allowed = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    page = Markup(
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{allowed}'; "
        "base-uri 'none'; form-action 'none'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<title>{title}</title>\n<style>{style}</style>\n</head>\n'
        '<body class="ev">\n<main>\n<h1 dir="auto">{title}</h1>\n{body}\n</main>\n'
        '<nav aria-label="Report"><a href="{back}" target="_top">Back to the report</a></nav>\n</body>\n</html>\n'
    ).format(
        allowed=allowed,
        title=title,
        style=Markup(style),  # noqa: S704 - our own file
        back=back,
        body=body,
    )
    return drop_turns(page)


def write_sheet(
    told: Sequence[Told], means: Sequence[tuple[str, str, float, int, int]], *, facts: str, labels: Mapping[str, str]
) -> Markup:
    """Return sentences, each leading to its place in its article, with what scorers say of it.

    Args:
        told: The sentences, in the order in which to show them.
        means: Target, scorer, mean score, mentions and articles of each row of the table above them.
        facts: What they are, and in which order.
        labels: Label of each target.
    """
    key = Markup(", ").join(_mark_label(target, labels) for target in labels)
    items = Markup("").join(_write_sentence(sentence, labels) for sentence in told)
    return Markup(
        '<p class="facts">{}</p>{}<p class="legend">Marked: {}. A sentence leads to its place in the article.</p>'
        '<ol class="rows">{}</ol>'
    ).format(facts, _write_means(means, labels), key, items)


def _write_means(means: Sequence[tuple[str, str, float, int, int]], labels: Mapping[str, str]) -> Markup:
    rows = Markup("").join(
        Markup(
            '<tr><td>{}</td><td>{}</td><td class="number">{}</td><td class="number">{:,}</td>'
            '<td class="number">{:,}</td></tr>'
        ).format(_mark_label(target, labels), scorer.replace("_", " "), format_score(mean), n_mentions, n_articles)
        for target, scorer, mean, n_mentions, n_articles in means
    )
    return Markup(
        '<div class="wide" tabindex="0" role="region" aria-label="Means"><table class="means"><thead><tr>'
        '<th scope="col">toward</th><th scope="col">scorer</th><th scope="col" class="number">mean, articles alike</th>'
        '<th scope="col" class="number">mentions</th><th scope="col" class="number">articles</th></tr></thead>'
        "<tbody>{}</tbody></table></div>"
    ).format(rows)


def _mark_label(target: str, labels: Mapping[str, str]) -> Markup:
    return Markup('<mark class="t{}">{}</mark>').format(list(labels).index(target), labels[target])


def _write_sentence(told: Told, labels: Mapping[str, str]) -> Markup:
    lines = Markup("").join(
        Markup('<p class="scores"><span>toward {}, <bdi>{}</bdi></span>{}</p>').format(
            _mark_label(target, labels),
            cut_text(who, _WHO),
            Markup("").join(_write_score(name, *score) for name, score in scores.items()),
        )
        for target, who, scores in told.lines
    )
    where = Markup('<p class="where"><bdi>{}</bdi> · <bdi>{}</bdi></p>').format(
        told.where, cut_text(told.title, _TITLE)
    )
    return Markup('<li>{}<a class="place" href="{}" dir="auto">{}</a>{}</li>').format(
        where if told.where else "",
        told.address,
        mark_text(cut_text(told.text, _LONGEST), told.start, told.mentions, labels),
        lines,
    )


def _write_score(scorer: str, score: float, confidence: float) -> Markup:
    """Return a score with a sign for those who see no minus at a glance, and how sure the scorer is, if it says so."""
    sign = "▲" if score > 0 else "▼" if score < 0 else "●"
    sure = f" ({confidence:.0%} sure)" if confidence == confidence else ""  # noqa: PLR0124 - not a number
    return Markup('<span>{} <b><span aria-hidden="true">{}</span> {}</b>{}</span>').format(
        scorer.replace("_", " "), sign, format_score(score), sure
    )


def write_article(text: str, layers: Layers, *, facts: str, labels: Mapping[str, str]) -> Markup:
    """Return an article as it was scraped, with its marks and what they mean.

    Args:
        text: As it was scraped.
        layers: What is marked.
        facts: Source, date and the like.
        labels: Label of each target.
    """
    key = Markup(", ").join(_mark_label(target, labels) for target in labels)
    legend = Markup(
        '<p class="legend">As it was scraped. Marked: {}; <span class="said first last">what someone is quoted or '
        "reported to say</span>, with who says it, the rest being the journalist's words; <del>what cleaning removed"
        "</del>, with the reason.</p>"
    ).format(key)
    return Markup('<p class="facts"><bdi>{}</bdi></p>{}<div class="text" dir="auto">{}</div>').format(
        facts, legend, mark_article(text, layers, labels)
    )
