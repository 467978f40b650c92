"""The whole report as one file that can be mailed: every page, every figure, and the tables as far as they fit."""

import base64
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from markupsafe import Markup, escape

from helpers.report.frame import Page, frame_page
from helpers.report.glossary import add_glossary
from helpers.report.markup import map_tags, prefix_tag, split_tags

SINGLE = "presslens.html"
_MOST_BYTES = 10_000_000  # of all tables as they stand in the file
_LINK = re.compile(r'(\shref=")([^"#:]+)(?:#([^"]*))?"')
_CSV = re.compile(r'\shref="tables/([^"/]+\.csv)"')
_DOWNLOAD = re.compile(r"\sdownload(?:=\"[^\"]*\")?(?=[\s>])")


def render_single(
    bodies: Sequence[tuple[Page, Markup]],
    tables: Sequence[Path],
    *,
    inline: Callable[[Markup], tuple[Markup, str]] = lambda body: (body, ""),
    most_bytes: int = _MOST_BYTES,
) -> str:
    """Return one page that holds a whole report and needs no other file.

    Args:
        bodies: Each page and its body, without glossary, in order; the front page is the first.
        tables: The CSVs.
        inline: Takes evidence that lies beside the report into the body, and tells its style.
        most_bytes: Most bytes of all tables together; the largest are left out, and the file says so.
    """
    files = _TableLinks(*_choose_tables(tables, most_bytes))
    # Pages come before the front page, so that data is where its figure is and the front page leads there
    order = [*range(1, len(bodies)), 0]
    names = {page.name: page.name.removesuffix(".html") for page, _ in bodies}
    parts = {number: _fit_in(bodies[number][0], bodies[number][1], names, files) for number in order}
    body = Markup("").join([parts[number] for number in sorted(parts)]) + _say_left_out(files.left_out)
    menu = [replace(page, name=f"#{names[page.name]}") for page, _ in bodies[1:]]
    home = f"#{names[bodies[0][0].name]}"
    whole, style = inline(body)
    title = "Presslens report"
    return frame_page(add_glossary(whole), title=title, current="", pages=menu, home=home, more_style=style)


@dataclass
class _TableLinks:
    """Puts the data of a table behind the first link to it; further links lead to that one.

    Attributes:
        kept: Content of each table that the file holds.
        left_out: Bytes of each that it does not.
        seen: Tables whose data stands in the file already.
    """

    kept: Mapping[str, bytes]
    left_out: Mapping[str, int]
    seen: set[str] = field(default_factory=set)

    def replace(self, html: str) -> str:
        """Return HTML whose links to tables need no other file."""
        pieces, note = [], ""
        for piece in split_tags(html):
            found = _CSV.search(piece.raw) if piece.kind == "start" and piece.name == "a" else None
            if found:
                tag = _DOWNLOAD.sub("", piece.raw)
                place = _CSV.search(tag) or found
                target, note = self._lead(found[1])
                pieces.append(tag[: place.start()] + target + tag[place.end() :])
            elif note and piece.name == "a":
                pieces.append(f"{piece.raw}{note}")
                note = ""
            else:
                pieces.append(piece.raw)
        return "".join(pieces)

    def _lead(self, name: str) -> tuple[str, str]:
        """Return the attributes of a link, and what is said behind it."""
        if name in self.seen:
            return f' href="#csv-{escape(name)}"', ""
        if name not in self.kept:
            size = f"{_say_size(self.left_out[name])}, " if name in self.left_out else ""
            return "", f" ({size}not in this file)"
        self.seen.add(name)
        data = base64.b64encode(self.kept[name]).decode("ascii")
        link = f' id="csv-{escape(name)}" href="data:text/csv;charset=utf-8;base64,{data}" download="{escape(name)}"'
        return link, f" ({_say_size(len(self.kept[name]))})"


def _choose_tables(tables: Sequence[Path], most_bytes: int) -> tuple[dict[str, bytes], dict[str, int]]:
    """Return the content of the smallest tables that fit, and the size of the others."""
    kept: dict[str, bytes] = {}
    left_out: dict[str, int] = {}
    room = most_bytes
    for path in sorted(tables, key=lambda path: (path.stat().st_size, path.name)):
        size = path.stat().st_size
        room -= -(-size // 3) * 4  # as base64
        if room < 0:
            left_out[path.name] = size
        else:
            kept[path.name] = path.read_bytes()
    return kept, left_out


def _fit_in(page: Page, body: Markup, names: Mapping[str, str], files: _TableLinks) -> Markup:
    """Return a body as a part of the file: ids are its own, links lead to parts, and tables are in it."""
    stem = names[page.name]

    def lead(found: re.Match[str]) -> str:
        if found[2] not in names:
            return found[0]
        anchor = f"{names[found[2]]}--{found[3]}" if found[3] else names[found[2]]
        return f'{found[1]}#{anchor}"'

    own = map_tags(body, lambda tag: _LINK.sub(lead, prefix_tag(tag, f"{stem}--")))
    html = files.replace(own)
    return Markup('<article class="whole" id="{}">{}</article>').format(stem, Markup(html))  # noqa: S704 - it was markup


def _say_left_out(left_out: Mapping[str, int]) -> Markup:
    if not left_out:
        return Markup("")
    told = ", ".join(f"{name} ({_say_size(size)})" for name, size in sorted(left_out.items()))
    return Markup(
        '<p class="note">Not in this file, as they are large: {}. They lie in the folder <code>tables</code> of the '
        "report.</p>"
    ).format(told)


def _say_size(n_bytes: int) -> str:
    return f"{n_bytes / 1e6:.1f} MB" if n_bytes >= 1e6 else f"{max(1, round(n_bytes / 1e3))} KB"
