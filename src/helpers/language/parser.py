"""The grammar of sentences: spaCy's small English parser (Honnibal et al. 2020), whose files lie beside this module.

Where they come from: ``parser_model/parser_model.json``, and ``training/fetch_parser.py``, which makes the folder anew.
"""

import json
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers.errors import PresslensError
from helpers.shipped import REMEDY, read_card, read_checked

if TYPE_CHECKING:
    from spacy.tokens import Doc

FOLDER = Path(str(files("helpers.language").joinpath("parser_model")))
CARD = FOLDER / "parser_model.json"
MAX_CHARACTERS = 2_000  # of a sentence; the rest is not parsed
_AT_A_TIME = 128  # sentences


def parse_sentences(texts: Iterable[str]) -> Iterator["Doc"]:
    """Parse sentences: words with lemma, part of speech and head.

    Args:
        texts: One sentence each; no more than its first `MAX_CHARACTERS` are read.

    Yields:
        A spaCy ``Doc`` per text, in order. Each is taken for one sentence, also where the parser would cut it.

    Raises:
        PresslensError: If a file of the parser is missing or not the one that was measured.
    """
    parser = load_parser()
    yield from parser.pipe((_read(parser, text) for text in texts), batch_size=_AT_A_TIME)


def _read(parser: Any, text: str) -> "Doc":
    doc: Doc = parser.make_doc(text[:MAX_CHARACTERS])
    for token in doc[1:]:
        token.is_sent_start = False
    return doc


@cache
def load_parser() -> Any:
    """Return the parser, its files checked, loaded once.

    Raises:
        PresslensError: As `parse_sentences`.
    """
    check_files(FOLDER)
    try:
        import spacy  # noqa: PLC0415 - more than a second that whoever asks for no roles need not wait for

        return spacy.load(FOLDER, exclude=["ner", "senter"])
    except Exception as error:  # spaCy raises what it likes; the files are those that were measured
        reason = str(error).strip().partition("\n")[0][:200] or type(error).__name__
        raise PresslensError(
            f"the parser cannot be loaded ({reason}); run make again, which brings spaCy up to date"
        ) from None


def check_files(folder: Path) -> None:
    """Check that the files of the parser are those that were measured.

    Raises:
        PresslensError: If one is missing or differs.
    """
    noted = _read_hashes(folder / CARD.name)
    for name, sha256 in noted.items():
        read_checked(folder / name, sha256)


def _read_hashes(path: Path) -> dict[str, str]:
    try:
        noted = json.loads(read_card(path))["sha256"]
        return {str(name): str(sha256) for name, sha256 in noted.items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise PresslensError(f"the parser's file {path.name} is missing or damaged; {REMEDY}") from None
