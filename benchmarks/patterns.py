"""How long readers, cleaner, segmenter and finders take on hostile text: ``python -m benchmarks.patterns``.

Each is given a megabyte of one short piece over and over, such as an opening bracket that nothing closes: what a
regular expression that goes back and forth over a text would need minutes for. Those that look at each word get a
fifth of that. Times are CPU seconds; growth is the time of a megabyte over that of a quarter of it, so 4 is linear and
16 is quadratic.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pandas as pd

from helpers.claims.alignment import mark_differences
from helpers.corpus import find_wire_credit
from helpers.corpus.clean import find_furniture
from helpers.corpus.decode import UnusableError, decode, decode_page
from helpers.corpus.html import read_page
from helpers.corpus.infer import infer_metadata, split_article
from helpers.corpus.structure import find_parts
from helpers.language import Tokenizer, split_sentences, word_spans
from helpers.language.sentences import sentence_spans
from helpers.stance import find_mentions, read_targets
from helpers.stance.attribution import read_tokens, read_voice_model
from helpers.stance.framing import frame_mention
from helpers.stance.quotation import find_quoted
from helpers.stance.references import find_references
from helpers.stance.targets import Names

SIZE = 1_000_000  # characters
LONGEST = 1.0  # CPU seconds that an alias may take for so many
SLOW = 0.2  # the part of the text that readers are given which look at each word
GROWTH = 8.0  # for four times the text: half way between linear and quadratic, on a scale of powers
_WORTH = 0.1  # CPU seconds for a quarter of the text below which growth is noise

_MARKS = list("aA \n\t.,1-_\"'“’()<>[]/:@#*&=é\u00a0|")
PIECES = [
    *_MARKS,
    *("a ", "A ", "a. ", "A.", "a.\n", "a\n", " \n", "\n\n", "1 ", "1.", "1,", "Aa ", "Aa Aa, ", "A. B. ", "a-", " ."),
    *("U.S. ", "us ", "United ", "United States ", "-\n", "- ", "http://", "www.a", "a@a.", "<a ", "<link>", "&amp;"),
    *("[image: ", "(a) ", '"a ', "'a' ", "“a” ", "“a ", 'said, "a," ', "said ", "Mr. ", "of the ", "by A "),
    *("By Aa Aa\n", "Jan 1, ", "00:00 ", "1/1/", "<div>", "<p>a", "Share this ", "Share\n", "Related: ", "a:\n"),
    *("---\n", "a: b\n", "--- \n", " (Reuters) - ", "(AFP) ", "read more: ", "comments\n", "1 comment "),
]


def list_readers() -> dict[str, Callable[[str], object]]:
    """Return what is measured, by name."""
    targets = read_targets(Path("data/targets.toml"))
    return {
        "decode": lambda text: (decode(text.encode()), decode_page(text.encode(), "windows-1251")),
        "read_page": read_page,
        "infer_metadata": infer_metadata,
        "split_article": split_article,
        "find_furniture": find_furniture,
        "find_parts": lambda text: find_parts(text, text),
        "find_wire_credit": find_wire_credit,
        "sentence_spans": lambda text: list(sentence_spans(text)),
        "word_spans": word_spans,
        "Tokenizer.read": lambda text: Tokenizer().read([text], places=True),
        "find_quoted": lambda text: list(find_quoted(text, 0, len(text))),
        "names of targets": lambda text: list(targets.names.find(text)),
        "names to mask": lambda text: targets.masked_names.replace(text, "X"),
        **{f"alias {alias}": _finder(alias) for alias in sorted({a for t in targets for a in _aliases(t)})},
    }


def list_slow_readers() -> dict[str, Callable[[str], object]]:
    """Return what is measured on a shorter text, by name."""
    targets, voices = read_targets(Path("data/targets.toml")), read_voice_model()

    def find_in_one(text: str) -> pd.DataFrame:
        names = ("file", "source", "title", "main_text")
        articles = pd.DataFrame(
            {"article_id": ["0" * 16], **dict.fromkeys(names, ""), "raw_text": [text], "body": [text]}
        )
        sentences = split_sentences(articles)
        return find_references(find_mentions(articles, sentences, targets), articles, sentences, targets)

    return {
        "find_references": find_in_one,
        "voice model": lambda text: voices.tag(read_tokens([(text, [(0, len(text))])])),
        "frame_mention": lambda text: frame_mention(f"{text}Russia{text}", len(text), len(text) + 6),
        "mark_differences": lambda text: mark_differences(text, text[1:]),
    }


def measure(names: list[str], pieces: list[str], size: int) -> pd.DataFrame:
    """Measure readers on pieces.

    Returns:
        ``reader``, the number of ``characters``, the ``piece`` that took longest, ``seconds`` of CPU for so many of it,
        ``growth`` from a quarter of that, and ``total``, the seconds of all pieces.
    """
    quick, slow = list_readers(), list_slow_readers()
    return pd.DataFrame(
        _measure_reader(name, (quick | slow)[name], pieces, int(size * SLOW) if name in slow else size)
        for name in names or quick | slow
    )


def _measure_reader(name: str, read: Callable[[str], object], pieces: list[str], size: int) -> dict[str, object]:
    found = []
    _time(read, "Warm.")  # what is loaded once is not counted
    for piece in pieces:
        whole = _time(read, _repeat(piece, size))
        growth = whole / _WORTH
        if growth > GROWTH:  # else it is quick enough
            part = _time(read, _repeat(piece, size // 4))
            again = _time(read, _repeat(piece, size))  # as the part, which finds what the whole had remembered
            growth = min(whole, again) / max(part, _WORTH)
        found.append((whole, growth, piece))
    seconds, _, piece = max(found)
    worst = max(growth for _, growth, _ in found)
    total = sum(whole for whole, _, _ in found)
    return {
        "reader": name,
        "characters": size,
        "piece": repr(piece),
        "seconds": seconds,
        "growth": worst,
        "total": total,
    }


def _repeat(piece: str, size: int) -> str:
    return (piece * (size // len(piece) + 1))[:size]


def _time(read: Callable[[str], object], text: str) -> float:
    begin = time.process_time()
    with suppress(UnusableError):
        read(text)
    return time.process_time() - begin


def _aliases(target: object) -> Iterator[str]:
    for names in target.aliases.values():  # type: ignore[attr-defined]
        yield from names


def _finder(alias: str) -> Callable[[str], object]:
    names = Names([(alias, "t", "country", False)])
    return lambda text: list(names.find(text))


def main() -> None:
    """Print the table; with ``--check`` fail where growth or an alias is beyond its bound."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("readers", nargs="*", help="all by default")
    parser.add_argument("--size", type=int, default=SIZE, help="characters of a text")
    parser.add_argument("--check", action="store_true", help="fail if an alias is slow, or anything not linear")
    given = parser.parse_args()
    table = measure(given.readers, PIECES, given.size)
    print(table.round(3).to_string(index=False))
    is_alias = table["reader"].str.startswith(("alias ", "names "))
    slow = table[(table["growth"] > GROWTH) | (is_alias & (table["seconds"] > LONGEST * given.size / SIZE))]
    print(
        f"{len(table)} readers on {len(PIECES)} pieces of {given.size:,} characters: {table['total'].sum():.0f} CPU-s"
    )
    if given.check and len(slow):
        sys.exit(f"not linear, or too slow: {', '.join(slow['reader'])}")


if __name__ == "__main__":
    main()
