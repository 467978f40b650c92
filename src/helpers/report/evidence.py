"""Evidence in the page: what its numbers lead to is put into it where that is small, else it stays beside it."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

MOST_BYTES = 1_500_000  # of a page with its evidence
_FOLDER = "evidence"
# All of it is written by helpers.browse.evidence, where article text is escaped: no text can look like any of these
_LINK = re.compile(r'href="(?:evidence/)?([A-Za-z0-9-]+)\.html(?:#(s\d+))?"')
_PARTS = re.compile(r"<style>.*?(^\.ev \{.*?)</style>.*?<h1[^>]*>(.*?)</h1>\n(.*)\n</main>", re.DOTALL | re.MULTILINE)
_ANCHOR = re.compile(r'(?<= id=")(?=s\d+")')


@dataclass(frozen=True)
class _Item:
    """A sheet or an article."""

    style: str
    title: str
    text: str


def inline_evidence(
    body: Markup, places: Mapping[str, Path], *, most_bytes: int | None = MOST_BYTES
) -> tuple[Markup, str]:
    """Put the sheets and articles that a page leads to into it, if they are small enough.

    Args:
        body: What stands in the frame of the page.
        places: Where each file of the report lies, by its path below it, such as ``evidence/a.html``.
        most_bytes: Most bytes of all of them; None if any size will do.

    Returns:
        The body with a folded part for each sheet and article, once each, and links that lead there, and the style
        of these; or the body as it was.
    """
    items = dict(sorted(_collect(body, places)))
    size = sum(len(item.text.encode("utf-8")) for item in items.values())
    if not items or (most_bytes is not None and size > most_bytes):
        return body, ""
    folded = "\n".join(_fold(name, item, items) for name, item in items.items())
    section = (
        '<section class="evidence-sheets ev"><h2>Sentences and articles behind the numbers</h2>\n'
        f"{folded}\n</section>\n"
    )
    shown = Markup(f"{_rewrite(body, items)}\n{section}")  # noqa: S704 - helpers.browse.evidence escaped it
    return shown, next(iter(items.values())).style


def _collect(html: str, places: Mapping[str, Path]) -> Iterator[tuple[str, _Item]]:
    """Yield each page that a page leads to, or one of these does, by its name."""
    seen: set[str] = set()
    wanted = [name for name, _ in _LINK.findall(html)]
    while wanted:
        name = wanted.pop()
        path = places.get(f"{_FOLDER}/{name}.html")
        if name not in seen and path and (found := _PARTS.search(path.read_text(encoding="utf-8"))):
            yield name, _Item(*found.groups())
            wanted += [other for other, _ in _LINK.findall(found[3])]
        seen.add(name)


def _fold(name: str, item: _Item, names: Collection[str]) -> str:
    """Return a part that browsers unfold when a link leads into it; of a link to the part itself they would not."""
    text = _ANCHOR.sub(f"{name}-", _rewrite(item.text, names))
    summary = f"<summary>{item.title}</summary>"
    return f'<details class="evidence-item">{summary}<div id="evidence-{name}">\n{text}\n</div></details>'


def _rewrite(html: str, names: Collection[str]) -> str:
    """Return HTML whose links to pages lead to the places where these now stand."""

    def lead(link: re.Match[str]) -> str:
        name, anchor = link.groups()
        if name not in names:
            return link[0]
        return f'href="#{name}-{anchor}"' if anchor else f'href="#evidence-{name}"'

    return _LINK.sub(lead, html)
