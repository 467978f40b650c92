"""Writing systems in which words cannot be told apart by blanks, or only roughly."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import groupby

import pandas as pd

from helpers.corpus import list_problems
from helpers.errors import Problem

# Ranges to stand in a character class of a regular expression: letters and marks, no digits and no signs.
_UNSPACED = {
    "Chinese or Japanese": (
        "\u3005-\u3007\u3021-\u302f\u3031-\u3035\u3038-\u303c"  # marks of repetition, numerals
        "\u3041-\u3096\u3099\u309a\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f"  # kana
        "\u3105-\u312f\u31a0-\u31bf"  # Bopomofo
        "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"  # Han
    ),
    "Thai": "\u0e01-\u0e3a\u0e40-\u0e4e",
    "Lao": "\u0e81-\u0ecf\u0edc-\u0edf",
    "Tibetan": "\u0f00\u0f18\u0f19\u0f35\u0f37\u0f39\u0f3e-\u0f84\u0f86-\u0fbc\u0fc6",
    "Burmese": "\u1000-\u103f\u1050-\u108f\u109a-\u109d\ua9e0-\ua9ef\ua9fa-\ua9fe\uaa60-\uaa76\uaa7a-\uaa7f",
    "Khmer": "\u1780-\u17d3\u17d7\u17dc\u17dd",
}
_ROUGH = {
    "Arabic": "\u0600-\u06ff\u0750-\u077f\u0870-\u08ff\ufb50-\ufdff\ufe70-\ufefe",
    "Hebrew": "\u0590-\u05ff\ufb1d-\ufb4f",
    "Devanagari": "\u0900-\u097f\ua8e0-\ua8ff",
    "Bengali": "\u0980-\u09ff",
    "Gurmukhi": "\u0a00-\u0a7f",
    "Gujarati": "\u0a80-\u0aff",
    "Odia": "\u0b00-\u0b7f",
    "Tamil": "\u0b80-\u0bff",
    "Telugu": "\u0c00-\u0c7f",
    "Kannada": "\u0c80-\u0cff",
    "Malayalam": "\u0d00-\u0d7f",
    "Sinhala": "\u0d80-\u0dff",
    "Korean": "\u1100-\u11ff\u3130-\u318f\uac00-\ud7ff",
}
_MIN_SHARE = 0.1  # of the letters; below it, names and quotations in an article of another script

UNSPACED = "".join(_UNSPACED.values())
# So many letters in a row are no word but a clause; texts in which blanks were put between the words have fewer
_WORD_LENGTH = {"Chinese or Japanese": 4, "Tibetan": 0}  # its syllables are parted, by a sign, its words are not
_OTHER_LENGTH = 15
_RUNS = {name: f"[{ranges}]{{{_WORD_LENGTH.get(name, _OTHER_LENGTH) + 1},}}" for name, ranges in _UNSPACED.items()}
CLAUSE = re.compile("|".join(_RUNS.values()))


def _list_marks() -> str:
    """Return the ranges of the combining marks (category M) of the Basic Multilingual Plane."""
    marks = [c for c in range(0x10000) if unicodedata.category(chr(c)).startswith("M")]
    runs = [[c for _, c in run] for _, run in groupby(enumerate(marks), key=lambda pair: pair[1] - pair[0])]
    return "".join(f"{chr(run[0])}-{chr(run[-1])}" for run in runs)


MARKS = _list_marks()

_CLASSES = {name: re.compile(f"[{ranges}]") for name, ranges in (_UNSPACED | _ROUGH).items()}
_ANY = re.compile(f"[{UNSPACED}{''.join(_ROUGH.values())}]")


def find_unsegmented(articles: pd.DataFrame) -> pd.DataFrame:
    """Find the articles whose words cannot be told apart, or only roughly, because of their script.

    Args:
        articles: With ``file`` and ``body``.

    Returns:
        One warning per article and script that has a tenth of its letters or more, with the columns of
        `helpers.schemas.Problems`.
    """
    return list_problems(
        _describe(file, script, share)
        for file, body in zip(articles["file"], articles["body"], strict=True)
        for script, share in _shares(body)
    )


def _shares(text: str) -> Iterator[tuple[str, float]]:
    """Yield the scripts that have at least `_MIN_SHARE` of the letters of a text, and their share."""
    if text.isascii() or not _ANY.search(text):
        return
    letters = {c: n for c, n in Counter(text).items() if c.isalpha()}
    n_letters = sum(letters.values())
    for script, one in _CLASSES.items():
        n = sum(n for c, n in letters.items() if one.match(c))
        if n and script in _RUNS:
            n = sum(sum(map(str.isalpha, run)) for run in re.findall(_RUNS[script], text))
        if n and n >= _MIN_SHARE * n_letters:
            yield script, n / n_letters


def _describe(file: str, script: str, share: float) -> Problem:
    found = f"{share:.0%} of its letters are {script}"
    if script in _UNSPACED:
        reason = f"{found}, which is written without spaces: these are not counted as words"
        remedy = "put blanks between the words first, with a segmenter for the language"
        return Problem(file, "warning", reason, remedy)
    reason = (
        f"{found}: its words are split at blanks, with the vowel signs and whatever is written together with them "
        "(prefixes, particles, endings), and there are no lemmas and no stop words for it"
    )
    remedy = "read its counts as counts of written forms, or separate prefixes and endings by blanks first"
    return Problem(file, "warning", reason, remedy)
