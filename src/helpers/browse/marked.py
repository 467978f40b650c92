"""An article as it was scraped: targets and voices marked, furniture struck out, each sentence with its own address."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from markupsafe import Markup, escape

_LONG = 240  # characters from which on what was removed is folded, so that a reader finds the article
_UNNAMED = ("lead", "quotation")  # parts of the running text that need no name of their own


@dataclass(frozen=True)
class Span:
    """A stretch of an article.

    Attributes:
        start: First character.
        end: One past the last.
        name: What it is: a target, a reason, a part, or who speaks.
        group: What it is a part of: the statement that a stretch of speech belongs to.
    """

    start: int
    end: int
    name: str = ""
    group: int = -1


class Layer:
    """Spans of one kind, none over another: of two that overlap the first counts, or the longer."""

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        self.spans: list[Span] = []
        for span in sorted(spans, key=lambda span: (span.start, -span.end)):
            if span.end > span.start >= (self.spans[-1].end if self.spans else 0):
                self.spans.append(span)
        self._starts = [span.start for span in self.spans]

    def find(self, position: int) -> Span | None:
        """Return the span that a character lies in, if any."""
        place = bisect_right(self._starts, position) - 1
        return self.spans[place] if place >= 0 and position < self.spans[place].end else None


@dataclass(frozen=True)
class Layers:
    """All that is marked in an article."""

    sentences: Layer
    mentions: Layer
    voices: Layer
    removed: Layer
    parts: Layer


def mark_target(text: str, names: str, labels: Mapping[str, str]) -> Markup:
    """Return words that name targets, marked by colour and line, and by label for those who hear the page.

    Args:
        text: The words.
        names: Key of the target; keys with a line break between them where the words name several.
        labels: Label of each target.
    """
    keys = names.split("\n")
    label = " and ".join(labels[key] for key in keys)
    heard = Markup("") if text == label else Markup('<span class="hear"> ({})</span>').format(label)
    kinds = " ".join(f"t{list(labels).index(key)}" for key in keys)
    return Markup('<mark class="{}" title="{}">{}{}</mark>').format(kinds, label, text, heard)


def mark_text(text: str, offset: int, mentions: Sequence[Span], labels: Mapping[str, str]) -> Markup:
    """Return a text that begins at an offset of its article, with the targets in it marked."""
    parts, position = [], 0
    for span in Layer(mentions).spans:
        start, end = span.start - offset, span.end - offset
        if position <= start and end <= len(text):
            parts += [escape(text[position:start]), mark_target(text[start:end], span.name, labels)]
            position = end
    return Markup("").join([*parts, escape(text[position:])])


def mark_article(text: str, layers: Layers, labels: Mapping[str, str]) -> Markup:
    """Return the text of an article with all that is known of it marked.

    Args:
        text: As it was scraped.
        layers: What to mark. Sentences get the anchor ``s`` and the offset of their first character.
        labels: Label of each target.
    """
    every = (layers.sentences, layers.mentions, layers.voices, layers.removed, layers.parts)
    ends = {end for layer in every for span in layer.spans for end in (span.start, span.end) if end < len(text)}
    cuts = sorted({0, len(text)} | ends)
    writer = _Writer(text, layers, labels)
    pieces = groupby(pairwise(cuts), key=lambda cut: _place(layers, text, cut))
    return Markup("").join(writer.write(kind, list(own)) for (kind, _), own in pieces)


def _place(layers: Layers, text: str, cut: tuple[int, int]) -> tuple[str, int]:
    """Return of what kind the block is that a piece stands in, and which one."""
    if sentence := layers.sentences.find(cut[0]):
        return "sentence", sentence.start
    if layers.removed.find(cut[0]):
        return "removed", 0
    return "other", 0


class _Writer:
    """Writes the pieces of an article one after the other, and remembers whose statement it is in."""

    def __init__(self, text: str, layers: Layers, labels: Mapping[str, str]) -> None:
        self._text, self._layers, self._labels = text, layers, labels
        self._part: Span | None = None
        self._last = {span.group: span.end for span in layers.voices.spans}
        self._begun: set[int] = set()

    def write(self, kind: str, cuts: list[tuple[int, int]]) -> Markup:
        """Return a sentence, a stretch that was removed, or what stands between them."""
        if kind == "removed":
            return self._strike(cuts)
        voiced = groupby(cuts, key=lambda cut: self._layers.voices.find(cut[0]))
        inner = Markup("").join(self._voice(span, list(own)) for span, own in voiced)
        if kind == "sentence":
            return Markup('<span class="s" id="s{}" tabindex="-1">{}</span>').format(
                self._layers.sentences.find(cuts[0][0]).start,  # type: ignore[union-attr]
                inner,
            )
        return inner

    def _voice(self, span: Span | None, cuts: list[tuple[int, int]]) -> Markup:
        """Return pieces that one voice says, with who it is where the statement begins."""
        inner = Markup("").join(self._piece(cut) for cut in cuts)
        if span is None:
            return inner
        is_first = span.group not in self._begun
        self._begun.add(span.group)
        who = Markup('<small class="who">{}: </small>').format(span.name) if is_first else Markup("")
        is_last = cuts[-1][1] >= self._last[span.group]
        close = Markup('<span class="hear"> (end of what is said)</span>') if is_last else Markup("")
        kinds = "said" + " first" * is_first + " last" * is_last
        return Markup('<span class="{}">{}{}{}</span>').format(kinds, who, inner, close)

    def _piece(self, cut: tuple[int, int]) -> Markup:
        text = self._text[slice(*cut)]
        if removed := self._layers.removed.find(cut[0]):
            return _strike(text, [removed.name])
        mention = self._layers.mentions.find(cut[0])
        marked = mark_target(text, mention.name, self._labels) if mention else escape(text)
        return self._name_part(cut[0]) + marked

    def _name_part(self, position: int) -> Markup:
        """Return the name of a headline, heading or the like where it begins."""
        part, before = self._layers.parts.find(position), self._part
        self._part = part
        if part is None or part == before or part.name in _UNNAMED:
            return Markup("")
        return Markup('<small class="part">{}: </small>').format(part.name)

    def _strike(self, cuts: list[tuple[int, int]]) -> Markup:
        text = self._text[cuts[0][0] : cuts[-1][1]]
        reasons = [span.name for start, _ in cuts if (span := self._layers.removed.find(start))]
        struck = _strike(text, list(dict.fromkeys(reasons)))
        if len(text) < _LONG:
            return struck
        return Markup('<details class="cut"><summary>Removed: {} words ({})</summary>{}</details>').format(
            f"{len(text.split()):,}", ", ".join(dict.fromkeys(reasons)), struck
        )


def _strike(text: str, reasons: list[str]) -> Markup:
    """Return a text struck out with the reason, as `helpers.display.show_removed` does."""
    if not text.strip():
        return escape(text)
    return Markup('<del>{}</del><small class="reason"> [{}] </small>').format(text, ", ".join(reasons))
