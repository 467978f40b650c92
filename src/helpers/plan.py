"""The analysis plan: which of many possible analyses counts, fixed before results are seen."""

import datetime
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from helpers.errors import PresslensError, printable
from helpers.files import MOST_SETTINGS, parse_toml, read_file
from helpers.schemas import CHOICES, OPTIONS

# What else a plan says; intervals and honesty boxes are made for this alpha and this power alone
_ONLY = {"alpha": 0.05, "power": 0.8}
_KEYS = ("fixed", "question", *_ONLY, "parts", "references", "primary", "choices")
_PARTS = ("headline", "heading", "caption", "dateline")
_SHOWN = 40  # characters of what stands in the file


@dataclass(frozen=True)
class Plan:
    """What was fixed before results were seen.

    Attributes:
        question: What is asked, in words.
        fixed: Since when the plan stands.
        alpha: Of two-sided tests.
        power: Of the smallest difference that could have been shown.
        parts: What is analysed besides the running text, as for `helpers.pipeline.build_tables`.
        references: Whether pronouns and joint phrases count as mentions.
        primary: The option of each of `helpers.schemas.CHOICES` that counts.
        choices: All options of each that the specification curve goes through, in the order of the file.
        fingerprint: SHA-256 of the file.
    """

    question: str
    fixed: datetime.date
    alpha: float
    power: float
    parts: tuple[str, ...]
    references: bool
    primary: dict[str, str]
    choices: dict[str, tuple[str, ...]]
    fingerprint: str


def read_plan(path: str | Path) -> Plan:
    """Read an analysis plan; its form is described in ``data/analysis_plan.toml``.

    A plan is used as it stands or not at all: of half a plan it could not be said what was fixed.

    Raises:
        PresslensError: If the file is missing, no TOML, or anything in it is unknown, missing or of the wrong kind.
    """
    path = Path(path)
    try:
        content = read_file(path, MOST_SETTINGS)
        given = parse_toml(content.decode("utf-8-sig"))
    except OSError as error:
        raise PresslensError(f"analysis plan {path} cannot be read ({error.strerror}); check the path") from None
    except ValueError as error:
        raise PresslensError(f"analysis plan {path.name} is no valid TOML: {error}; mend that place") from None
    return _Reader(path.name).read(given, hashlib.sha256(content).hexdigest())


class _Reader:
    """Checks what a plan says and stops at the first mistake."""

    def __init__(self, file: str) -> None:
        self.file = file

    def read(self, given: dict[str, Any], fingerprint: str) -> Plan:
        self.check_keys("the plan", given, _KEYS)
        choices = self.read_choices(given["choices"])
        for key, value in _ONLY.items():
            if given[key] != value:
                self.fail(f"{key} is {_show(given[key])}, and intervals are made for {value}", f"write {key} = {value}")
        if not isinstance(given["question"], str) or not given["question"].strip():
            self.fail("question is no text", "write what is asked")
        if type(given["fixed"]) is not datetime.date:
            self.fail("fixed is no date", "write it as fixed = 2026-11-23")
        if type(given["references"]) is not bool:
            self.fail("references is neither true nor false", "write one of them")
        return Plan(
            question=" ".join(given["question"].split()),
            fixed=given["fixed"],
            **_ONLY,
            parts=self.read_options("parts", given["parts"], _PARTS),
            references=given["references"],
            primary=self.read_primary(given["primary"], choices),
            choices=choices,
            fingerprint=fingerprint,
        )

    def read_choices(self, given: object) -> dict[str, tuple[str, ...]]:
        table = self.check_keys("[choices]", given, CHOICES)
        choices = {name: self.read_options(f"choices.{name}", table[name], OPTIONS.get(name)) for name in CHOICES}
        for name, options in choices.items():
            if not options:
                self.fail(f"choices.{name} is empty", "name at least the primary one")
        return choices

    def read_primary(self, given: object, choices: dict[str, tuple[str, ...]]) -> dict[str, str]:
        table = self.check_keys("[primary]", given, CHOICES)
        for name in CHOICES:
            if table[name] not in choices[name]:
                listed = ", ".join(choices[name])
                self.fail(f"primary.{name} is {_show(table[name])}, which choices.{name} lacks", f"listed are {listed}")
        return {name: table[name] for name in CHOICES}

    def read_options(self, where: str, given: object, known: tuple[str, ...] | None) -> tuple[str, ...]:
        if not isinstance(given, list) or not all(isinstance(option, str) for option in given):
            self.fail(f"{where} is no list of texts", f'write it as {where.rpartition(".")[2]} = ["...", "..."]')
        if len(set(given)) < len(given):
            self.fail(f"{where} names the same twice", "name each once")
        for option in given:
            if known is not None and option not in known:
                self.fail(f"{where}: unknown {_show(option)}", f"known are {', '.join(known)}")
        return tuple(given)

    def check_keys(self, where: str, given: object, known: tuple[str, ...]) -> dict[str, Any]:
        if not isinstance(given, dict):
            self.fail(f"{where} is no table", f"write {where} on a line of its own")
        for key in given:
            if key not in known:
                self.fail(f"{where}: unknown key {_show(key)}", f"known are {', '.join(known)}")
        for key in known:
            if key not in given:
                self.fail(f"{where}: '{key}' is missing", "the plan that comes with Presslens shows the form")
        return given

    def fail(self, reason: str, remedy: str) -> NoReturn:
        raise PresslensError(printable(f"{self.file}: {reason}; {remedy}"))


def _show(value: object) -> str:
    return repr(str(value)[:_SHOWN])
