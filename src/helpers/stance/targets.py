"""Targets and their names, as described in ``targets.toml``."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

from helpers.errors import PresslensError, Problem
from helpers.files import MOST_SETTINGS, parse_toml, read_text
from helpers.schemas import ALIAS_KINDS

_DEFAULT_INCLUDE = ("country", "demonym", "capital", "government", "leader")
# Okabe and Ito 2008, without black and yellow: told apart by colour-blind readers, readable on white.
_COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00")
_TARGET_KEYS = ("label", "color", "include", "ignore_case", "exclude", "aliases")
_NAME = re.compile(r"\w[\w .,'’&/$-]{0,99}\*?")
_KEY = re.compile(r"\w[\w-]{0,39}")
_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")
_GAP = r"(?:[^\S\r\n]+|[^\S\r\n]*(?:\r\n|\r|\n)[^\S\r\n]*)"  # within a name: white space, at most one line break
_SPACES = re.compile(r"\s+")
_TURKISH = str.maketrans("İı", "ii")
_MAX_INITIALISM = 3  # letters of a name in capitals that never counts in lower case: "US", "UK", "USA"


@dataclass(frozen=True)
class Target:
    """What is portrayed: a country, as a rule.

    Attributes:
        key: Stands in the column ``target`` of the tables.
        label: Shown to readers.
        color: ``#RRGGBB``.
        aliases: Names by kind (`helpers.schemas.ALIAS_KINDS`).
        include: Kinds that count as mentions.
        exclude: Names that contain an alias and are something else.
        ignore_case: Whether names count in any case.
    """

    key: str
    label: str
    color: str
    aliases: dict[str, list[str]]
    include: tuple[str, ...] = _DEFAULT_INCLUDE
    exclude: list[str] = field(default_factory=list)
    ignore_case: bool = False


class FoundName(NamedTuple):
    """A name in a text; `target` and `kind` are empty for names that are excluded, masked or switched off."""

    start: int
    end: int
    target: str
    kind: str


class Names:
    """Finds names in a text in one pass: the longest that begins at a place wins, and none overlap.

    Args:
        names: Name, key of the target, kind, and whether case is ignored. Of equal names the first counts.
    """

    def __init__(self, names: list[tuple[str, str, str, bool]]) -> None:
        self._exact: dict[str, tuple[str, str]] = {}
        self._any_case: dict[str, tuple[str, str]] = {}
        self._stems: list[tuple[str, str, str]] = []
        patterns: dict[str, str] = {}
        for name, target, kind, ignore_case in names:
            plain = _plain(name)
            meaning = (target, kind)
            loose = ignore_case and not (plain.isupper() and sum(map(str.isalpha, plain)) <= _MAX_INITIALISM)
            if plain.endswith("*"):
                self._stems.append((_fold(plain[:-1]), target, kind))
            else:
                table = self._any_case if loose else self._exact
                for form in {_fold(plain)} if loose else {plain, plain.upper()}:
                    table.setdefault(form, meaning)
            for form in {plain} if loose else {plain, plain.upper()}:
                patterns[form] = f"{_ANY_CASE}{_pattern(form)})" if loose else _pattern(form)
        self._regex = re.compile(_alternation(patterns)) if patterns else None

    def find(self, text: str) -> Iterator[FoundName]:
        """Yield the names in a text, in order."""
        if self._regex is None:
            return
        for match in self._regex.finditer(text):
            target, kind = self._meaning(_plain(match.group()))
            yield FoundName(match.start(), match.end(), target, kind)

    def replace(self, text: str, word: str) -> str:
        """Return the text with each name replaced by a word."""
        return self._regex.sub(word, text) if self._regex else text

    def _meaning(self, found: str) -> tuple[str, str]:
        if meaning := self._exact.get(found) or self._any_case.get(_fold(found)):
            return meaning
        folded = _fold(found)
        return next(((target, kind) for stem, target, kind in self._stems if folded.startswith(stem)), ("", ""))


@dataclass(frozen=True)
class Targets:
    """The targets of an analysis.

    Attributes:
        targets: By key, in the order of the file.
        masked: Names that masked scorers shall not see, besides all aliases.
        problems: What was wrong in the file and was left out.
    """

    targets: dict[str, Target]
    masked: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def __iter__(self) -> Iterator[Target]:
        """Iterate over the targets."""
        return iter(self.targets.values())

    @property
    def labels(self) -> dict[str, str]:
        """Label of each target by key."""
        return {target.key: target.label for target in self}

    @property
    def colors(self) -> dict[str, str]:
        """Colour of each target by key."""
        return {target.key: target.color for target in self}

    @property
    def bloc_colors(self) -> dict[str, str]:
        """Colour of each target by key, label and demonyms, as which blocs of speakers are called."""
        return {
            name: target.color
            for target in self
            for name in (target.key, target.label, *target.aliases.get("demonym", []))
        }

    @cached_property
    def names(self) -> Names:
        """Finds mentions: aliases that count have a target; excluded and switched-off names have none."""
        return Names([*self._excluded(), *self._aliases()])

    @cached_property
    def masked_names(self) -> Names:
        """Finds all that a masked scorer shall not see: aliases, excluded names and institutions."""
        institutions = [(name, "", "", True) for name in self.masked]
        return Names([*self._excluded(), *self._aliases(), *institutions])

    def _aliases(self) -> Iterator[tuple[str, str, str, bool]]:
        for target in self:
            for kind, names in target.aliases.items():
                counts = kind in target.include
                for name in names:
                    yield name, target.key if counts else "", kind if counts else "", target.ignore_case

    def _excluded(self) -> Iterator[tuple[str, str, str, bool]]:
        return ((name, "", "", False) for target in self for name in target.exclude)


def read_targets(path: str | Path) -> Targets:
    """Read a targets file; its form is described at the top of ``data/targets.toml``.

    A key, kind or name that cannot be used is left out and listed in `Targets.problems`.

    Raises:
        PresslensError: If the file is missing or no TOML, or leaves fewer than two targets with a name.
    """
    path = Path(path)
    return parse_targets(read_targets_text(path), path.name)


def read_targets_text(path: Path) -> str:
    """Return the text of a targets file.

    Raises:
        PresslensError: If it is missing or no text.
    """
    try:
        return read_text(path, MOST_SETTINGS)
    except OSError as error:
        raise PresslensError(f"targets file {path} cannot be read ({error.strerror}); check the path") from None
    except UnicodeDecodeError as error:
        raise PresslensError(f"targets file {path.name} is no valid TOML: {error}; mend that place") from None


def parse_targets(text: str, file: str) -> Targets:
    """Read the text of a targets file, as for `read_targets`.

    Args:
        text: Its text.
        file: Its name, for messages.
    """
    try:
        settings = parse_toml(text)
    except ValueError as error:
        raise PresslensError(f"targets file {file} is no valid TOML: {error}; mend that place") from None
    return _Reader(file).read(settings)


class _Reader:
    """Checks settings and keeps what can be used."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def warn(self, reason: str, remedy: str) -> None:
        self.problems.append(Problem(self.file, "left out", reason, remedy))

    def read(self, settings: dict[str, Any]) -> Targets:
        self.check_keys("the file", settings, ("targets", "mask"))
        targets: dict[str, Target] = {}
        for key, given in self.table("targets", settings.get("targets")).items():
            if not _KEY.fullmatch(key):
                self.warn(f"target key '{key[:40]}' is not usable", "use up to 40 letters, digits, - and _")
                continue
            target = self.read_target(key, self.table(f"targets.{key}", given), len(targets))
            if any(names for kind, names in target.aliases.items() if kind in target.include):
                targets[key] = target
            else:
                self.warn(f"target '{key}' has no usable alias", f"add names under [targets.{key}.aliases]")
        if len(targets) < 2:
            found = "; ".join(problem.reason for problem in self.problems)
            raise PresslensError(
                f"{self.file}: a comparison needs two targets with aliases, {len(targets)} found"
                + (f" ({found})" if found else "")
                + "; data/targets.toml shows the form"
            )
        mask = self.table("mask", settings.get("mask", {}))
        self.check_keys("[mask]", mask, ("names",))
        self.check_shared(targets)
        return Targets(targets, self.names("mask.names", mask.get("names", [])), self.problems)

    def read_target(self, key: str, given: dict[str, Any], position: int) -> Target:
        where = f"[targets.{key}]"
        self.check_keys(where, given, _TARGET_KEYS)
        aliases = self.table(f"targets.{key}.aliases", given.get("aliases", {}))
        self.check_keys(f"[targets.{key}.aliases]", aliases, ALIAS_KINDS)
        include = given.get("include", _DEFAULT_INCLUDE)
        if not isinstance(include, list | tuple):
            include = [include]
        for kind in include:
            if kind not in ALIAS_KINDS:
                self.warn(f"{where} include: '{kind}' is no kind of alias", f"use {', '.join(ALIAS_KINDS)}")
        color = str(given.get("color", _COLORS[position % len(_COLORS)]))
        if not _COLOR.fullmatch(color):
            self.warn(f"{where} color '{color[:20]}' is not usable", "write it as #RRGGBB")
            color = _COLORS[position % len(_COLORS)]
        label = " ".join(str(given.get("label", key)).split())[:60] or key
        return Target(
            key=key,
            label=label,
            color=color,
            aliases={k: self.names(f"targets.{key}.aliases.{k}", v) for k, v in aliases.items() if k in ALIAS_KINDS},
            include=tuple(kind for kind in include if kind in ALIAS_KINDS),
            exclude=self.names(f"targets.{key}.exclude", given.get("exclude", [])),
            ignore_case=given.get("ignore_case", False) is True,
        )

    def table(self, where: str, given: object) -> dict[str, Any]:
        if isinstance(given, dict):
            return given
        self.warn(f"{where} is no table", f"write it as [{where}]")
        return {}

    def check_keys(self, where: str, given: dict[str, Any], known: tuple[str, ...]) -> None:
        for key in given.keys() - set(known):
            near = difflib.get_close_matches(key, known, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"known are {', '.join(known)}"
            self.warn(f"{where}: unknown key '{key[:40]}'", hint)

    def names(self, where: str, given: object) -> list[str]:
        if not isinstance(given, list):
            self.warn(f"{where} is no list", f'write it as {where} = ["name", "name"]')
            return []
        usable = []
        for name in given:
            if isinstance(name, str) and _NAME.fullmatch(name.strip()):
                usable.append(name.strip())
            else:
                shown = "".join(c for c in str(name)[:40] if c.isprintable())
                self.warn(
                    f"{where}: '{shown}' is no usable name",
                    "begin with a letter; use letters, digits, spaces and . , ' & / $ -, and * only at the end",
                )
        return usable

    def check_shared(self, targets: dict[str, Target]) -> None:
        owner: dict[str, str] = {}
        for target in targets.values():
            for name in (name for names in target.aliases.values() for name in names):
                first = owner.setdefault(name, target.key)
                if first != target.key:
                    self.warn(f"'{name}' names both {first} and {target.key}", f"it counts for {first}; remove one")


def _plain(name: str) -> str:
    return _SPACES.sub(" ", name).replace("’", "'")


def _fold(name: str) -> str:
    """Return a name in no case; to a pattern that ignores case, the Turkish letters are an i as well."""
    return name.translate(_TURKISH).casefold()


def _pattern(name: str) -> str:
    """Return a pattern that matches a name as a whole word, over any white space and either apostrophe."""
    stem = name.removesuffix("*")
    body = re.escape(stem).replace(r"\ ", _GAP).replace("'", "['’]")
    if name.endswith("*"):
        return body + r"\w*"
    return body + (r"(?!\w|\.\w\.)" if stem[-1].isalnum() else r"(?!\w\.)")


def _alternation(patterns: dict[str, str]) -> str:
    """Join the patterns of names, longest name first, grouped by first character so that few are tried at a place.

    What may not stand before a name is looked for once its first character is found, so that the search skips to these;
    with names in any case there is nothing to skip.
    """
    ordered = sorted(patterns, key=lambda name: (-len(name), name))
    loose: dict[str, list[str]] = {}
    exact: dict[str, list[str]] = {}
    for name in ordered:
        first, pattern = re.escape(name[0]), patterns[name]
        if pattern.startswith(_ANY_CASE):
            rest = _ANY_CASE + pattern.removeprefix(_ANY_CASE).removeprefix(first)
            loose.setdefault(_any_case(name[0]), []).append(rest)
        else:
            exact.setdefault(first, []).append(pattern.removeprefix(first))
    if loose:
        tries = [f"{first}(?:{'|'.join(group)})" for first, group in [*loose.items(), *exact.items()]]
        return f"{_not_before()}(?:{'|'.join(tries)})"
    return "|".join(f"{first}{_not_before(first)}(?:{'|'.join(group)})" for first, group in exact.items())


_ANY_CASE = "(?i:"


@cache
def _any_case(character: str) -> str:
    """Return a class of all that a pattern takes for a character in any case: sooner ruled out than "(?i:s)"."""
    forms = re.findall(_ANY_CASE + re.escape(character) + ")", _with_cases() + character)
    return f"[{''.join(map(re.escape, sorted(set(forms))))}]"


@cache
def _with_cases() -> str:
    return "".join(c for c in map(chr, range(0x10000)) if c.lower() != c or c.upper() != c)


def _not_before(first: str = "") -> str:
    """Return a pattern of what may not stand before a name of which the first character is read already."""
    return rf"(?<![\w@]{first})(?<!www\.{first})(?<!://{first})"
