"""What can go wrong with an analyst's input, said in one line: what, where, how to mend it."""

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["left out", "warning"]


class PresslensError(Exception):
    """The work cannot be done; the message is one line that says what, where and how to mend it."""


class NothingUsableError(PresslensError):
    """Nothing of a corpus can be used; `problems` says of each part why."""

    def __init__(self, message: str, problems: "Iterable[Problem]") -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class CorpusWarning(UserWarning):
    """Part of a corpus or of a settings file could not be used as it is; the rest goes on."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that was found wrong in the input.

    Attributes:
        file: The file, or ``FILE#ROW`` for a row of a table.
        severity: ``left out`` if it could not be used, ``warning`` if it was used all the same.
        reason: What is wrong.
        remedy: What the analyst can do about it.
    """

    file: str
    severity: Severity
    reason: str
    remedy: str

    def __str__(self) -> str:
        """Return the problem as one printable line, whatever the file name holds."""
        return printable(f"{self.severity}: {self.file}: {self.reason}; {self.remedy}")


def printable(text: str) -> str:
    """Return a text in which names from outside can neither steer a terminal nor begin a new line."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def warn_of(problems: list[Problem]) -> None:
    """Issue one `CorpusWarning` per problem."""
    for problem in problems:
        warnings.warn(str(problem), CorpusWarning, stacklevel=3)


def refuse_without_dask(what: str, error: ModuleNotFoundError) -> Exception:
    """Return the error to raise where Dask is asked for and a module is not there.

    Args:
        what: What needs Dask, for the message.
        error: What importing raised; where it is of no part of Dask, it is returned as it is.
    """
    if (error.name or "").partition(".")[0] not in ("dask", "distributed"):
        return error
    remedy = "in its folder, pip install -e '.[cluster]', or conda install -c conda-forge dask distributed bokeh"
    return PresslensError(f"{what} needs Dask, which is not installed; {remedy}")
