"""Lists what the lock files install, and what lies in the package beside our code, with their licences.

    python -m benchmarks.licences            # writes docs/licences.md

Needs an environment of requirements-dev.lock: licences are read from what packages say of themselves.
"""

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, NamedTuple

from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "licences.md"
LOCKS = {"requirements.lock": "runs", "requirements-dev.lock": "tools"}
BUNDLED = Path(__file__).with_name("bundled.toml")
# All may stand beside MIT. MPL and LGPL bind their own files alone, which we use as they are; no GPL, no AGPL
ALLOWED = {
    *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CNRI-Python", "ISC"),
    *("MIT", "MIT-0", "MIT-CMU", "PSF-2.0", "Unlicense", "Zlib"),
    *("MPL-1.1", "MPL-2.0", "LGPL-2.1-or-later"),
}
# Where packages do not say it in a way that can be read, or are for other systems than ours: looked up by hand
BY_HAND = {
    "appnope": "BSD-2-Clause",
    "axe-playwright-python": "MIT AND MPL-2.0",  # the second is of axe-core, which lies in it
    "colorama": "BSD-3-Clause",
    "httpx2-jsfetch": "BSD-3-Clause",
    "matplotlib": "PSF-2.0",  # its own, made after that one
    "pyphen": "GPL-2.0-or-later OR LGPL-2.1-or-later OR MPL-1.1",
    "pywinpty": "MIT",
}
_SAID = {  # in words, of the field License and of classifiers
    "apache": "Apache-2.0",
    "mit": "MIT",
    "isc": "ISC",
    "mozilla public license 2.0": "MPL-2.0",
    "mpl-2.0": "MPL-2.0",
    "python software foundation": "PSF-2.0",
}
_HEAD = """# Licences

Made by `make licences` from the lock files and what the packages say of themselves; a test holds them together.

Presslens is under the MIT licence. What it needs may all stand beside that: permissive licences, and weak copyleft
(MPL, LGPL), which binds the files of those packages alone; we use these unchanged and ship none of them. A package
under GPL or AGPL alone is refused by the same test. NumPy's and SciPy's wheels hold GCC's run-time library, whose GPL
carries the exception that frees what is linked with it. Not all is code: simplemma's lists of words come in part from
sources under the Open Database Licence and CC BY, as its documentation says; they are read, not passed on.
Pages of a report carry DejaVu Sans, which comes with Matplotlib (Bitstream Vera licence), cut to the letters they show.
"""


class Package(NamedTuple):
    """A package of the lock files; `use` tells whether Presslens runs with it or only tools need it."""

    name: str
    version: str
    use: str
    licence: str


def read_locked() -> dict[str, tuple[list[str], str]]:
    """Return versions and use of each locked package by name; several versions are for several Pythons."""
    found: dict[str, tuple[list[str], str]] = {}
    for lock, use in LOCKS.items():
        text = (ROOT / lock).read_text(encoding="utf-8")
        for name, version in re.findall(r"^([A-Za-z0-9_.-]+)==([^ ;\\]+)", text, re.MULTILINE):
            versions, _ = found.setdefault(canonicalize_name(name), ([], use))
            versions += [version] if version not in versions else []
    return dict(sorted(found.items()))


def list_packages() -> list[Package]:
    """Return the locked packages with their licences; empty where nobody says."""
    locked = read_locked().items()
    return [Package(name, " or ".join(versions), use, find_licence(name)) for name, (versions, use) in locked]


def find_licence(name: str) -> str:
    """Return the SPDX expression of a package, empty if it says none."""
    if name in BY_HAND:
        return BY_HAND[name]
    try:
        package = distribution(name)
    except PackageNotFoundError:
        return ""
    about = package.metadata
    if expression := about.get("License-Expression"):
        return str(expression)
    classifiers = [line for line in about.get_all("Classifier", []) if line.startswith("License ::")]
    said = [text.strip() for text in (about.get("License"), *classifiers) if text]
    if any(re.search(r"\bA?GPL|General Public", text[:200]) for text in said):
        return ""  # a choice or a bond: somebody is to look
    return next((found for text in said if (found := _read_words(text, package))), "")


def is_allowed(licence: str) -> bool:
    """Tell whether an SPDX expression leaves a choice in which all licences are allowed."""
    return any(all(one.strip() in ALLOWED for one in choice.split(" AND ")) for choice in licence.split(" OR "))


def read_bundled() -> list[dict[str, Any]]:
    """Return what lies in the package beside our code."""
    parts: list[dict[str, Any]] = tomllib.loads(BUNDLED.read_text(encoding="utf-8"))["part"]
    return parts


def render() -> str:
    """Return the page."""
    return _HEAD + "".join(line + "\n" for line in _list_lines())


def _list_lines() -> Iterator[str]:
    yield from ("", "## In the package", "", "| what | licence | from |", "|---|---|---|")
    for part in read_bundled():
        yield f"| {part['name']} | {part['licence']} | {part['source']} |"
    for use, title in (("runs", "What Presslens runs with"), ("tools", "What its developers need on top")):
        yield from ("", f"## {title}", "", "| package | version | licence |", "|---|---|---|")
        yield from (f"| {p.name} | {p.version} | {p.licence or '?'} |" for p in list_packages() if p.use == use)


def _read_words(text: str, package: Distribution) -> str:
    """Return the SPDX expression that a package means by a text, empty if it is not known."""
    if is_allowed(text):
        return text
    if re.search(r"\bBSD\b|Redistribution and use in source", text):
        return _tell_bsd(package)
    found = (code for words, code in _SAID.items() if re.search(rf"\b{words}\b", text[:200], re.IGNORECASE))
    return next(found, "")


def _tell_bsd(package: Distribution) -> str:
    """Return which BSD licence a package is under: the third clause is the one on endorsement."""
    named = (file for file in package.files or [] if re.search("licen[cs]e|copying", file.name, re.IGNORECASE))
    files = [file for file in named if file.suffix not in {".py", ".pyc"}]  # pip lists what it compiled, too
    texts = [package.metadata.get("License", ""), *(Path(str(file.locate())).read_text("utf-8") for file in files)]
    return "BSD-3-Clause" if any(re.search("endorse|3-Clause", text) for text in texts) else "BSD-2-Clause"


if __name__ == "__main__":
    PAGE.write_text(render(), encoding="utf-8")
