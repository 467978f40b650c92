"""Words with exact offsets, and the stop words."""

import re

from helpers.language.scripts import MARKS
from helpers.project import read_word_list

_LETTERS = rf"\w[\w{MARKS}]*"  # marks are vowels of Hindi and vowelled Arabic, and accents
# A word: letters and digits, joined by apostrophe, hyphen or point ("don't", "high-level", "4.5"), or
# initials with their last point ("U.S.").
_WORD = rf"(?:[A-Za-z]\.){{2,}}(?:-{_LETTERS})*|{_LETTERS}(?:[-'’.,]{_LETTERS})*"
_WORDS = re.compile(_WORD)
TOKEN = re.compile(rf"(?:{_WORD})|[^\w\s]+|\s")  # a word, signs, or a blank: every character is in one
HAS_LETTER = re.compile(r"[^\W\d_]")
_INITIALISM = 5  # letters at most
_POSSESSIVE = re.compile(r"['’]s?$")


def word_spans(text: str) -> list[tuple[int, int]]:
    """Return the offsets of the words of a text, numbers included."""
    return [match.span() for match in _WORDS.finditer(text)]


def fold_word(word: str) -> str:
    """Return the form under which a word is counted.

    Lower case, curly apostrophes straight, without possessive ending; but initialisms of up to 5 letters
    stay as written ("US" is not "us"; "NATO-led"), and lose their points ("U.S." counts as "US").
    """
    if word.isalpha():
        return word if 1 < len(word) <= _INITIALISM and word.isupper() else word.lower()
    plain = _POSSESSIVE.sub("", word).replace("’", "'")
    return "-".join(_fold_part(part) for part in plain.split("-"))


def _fold_part(part: str) -> str:
    letters = part.replace(".", "")
    is_dotted = "." in part and not part[0].isdigit() and all(len(letter) <= 1 for letter in part.split("."))
    if is_dotted or (1 < len(part) <= _INITIALISM and part.isupper()):
        return letters.upper()
    return part.lower()


STOP_WORDS = read_word_list(__package__, "stopwords.txt")
