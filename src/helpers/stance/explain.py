"""Why a score: which words of the sentence moved it."""

import re
from collections.abc import Iterator
from typing import Any

import pandas as pd

from helpers.language import word_spans
from helpers.progress import within
from helpers.schemas import Mentions, WordEffects
from helpers.stance.scorers import get_scorer, prepare_mentions
from helpers.stance.targets import Targets

REACH = 60  # words on either side of a mention that are tried: farther ones the trained models hardly read
_CONTEXT = 4 * REACH  # words on either side that a scorer is shown: more than any sentence but a runaway one has
_POSSESSIVE = re.compile(r"['’]s?\b|['’]")
_JOINS = ("-", "‑", "–", "/")  # between parts of a word: the space before "anti-US" stays
_Span = tuple[int, int]


def explain_mentions(mentions: pd.DataFrame, targets: Targets, scorer: str = "stance") -> pd.DataFrame:
    """Measure what each word of a sentence does to the score of a mention, by occlusion.

    Each word is left out in turn and the mention scored again (Li, Monroe and Jurafsky 2016, "Understanding neural
    networks through representation erasure"). So effects need not add up to the score: two words that say the same
    hide each other.

    Args:
        mentions: With the columns of `helpers.schemas.Mentions`; each mention is explained once.
        targets: Whose names are masked for scorers that want them masked.
        scorer: Name of any scorer.

    Returns:
        The columns of `helpers.schemas.WordEffects`, in the order of mentions and of their text; only words within
        `REACH` words of the mention.

    Raises:
        PresslensError: If there is no scorer of that name, or it cannot run.
    """
    chosen = get_scorer(scorer)
    own = mentions.drop_duplicates(["article_id", "target", "mention_start", "mention_end"])
    tables = []
    for at, row in enumerate(own[Mentions.column_names()].to_dict("records")):
        mention = _cut_sentence({str(name): value for name, value in row.items()})
        words = list(_words_around(mention))
        variants = pd.DataFrame([mention, *(_leave_out(mention, word) for word in words)])
        distinct, which = _number_distinct(variants)
        with within("leaving out words", at, len(own)):
            scores = chosen.rate(prepare_mentions(distinct, targets))["score"].to_numpy(dtype="float64")[which]
        first = mention["sentence_start"]
        table = pd.DataFrame(words, columns=["start", "end"], dtype="int64")
        table["word"] = [mention["sentence"][start:end] for start, end in words]
        table[["start", "end"]] += first
        tables.append(table.assign(**{key: mention[key] for key in _KEYS}, effect=scores[0] - scores[1:]))
    if not tables:
        return WordEffects.empty()
    found = pd.concat(tables, ignore_index=True)[WordEffects.column_names()]
    return WordEffects.validate(found.astype({"word": "str"}))


_KEYS = ("article_id", "target", "mention_start")


def _cut_sentence(mention: dict[str, Any]) -> dict[str, Any]:
    """Return the mention with what stands around it, so that the work grows with the words that are tried alone."""
    text: str = mention["sentence"]
    start, end = (mention[name] - mention["sentence_start"] for name in ("mention_start", "mention_end"))
    before, after = word_spans(text[:start]), word_spans(text[end:])
    first = before[-_CONTEXT][0] if len(before) > _CONTEXT else 0
    last = end + after[_CONTEXT][0] if len(after) > _CONTEXT else len(text)
    whole = mention["sentence_start"]
    return {**mention, "sentence": text[first:last], "sentence_start": whole + first, "sentence_end": whole + last}


def _words_around(mention: dict[str, Any]) -> Iterator[_Span]:
    """Yield the words of the sentence on either side of the mention, as offsets into the sentence."""
    text: str = mention["sentence"]
    start, end = (mention[name] - mention["sentence_start"] for name in ("mention_start", "mention_end"))
    if ending := _POSSESSIVE.match(text, end):
        end = ending.end()
    yield from word_spans(text[:start])[-REACH:]
    for first, last in word_spans(text[end:])[:REACH]:
        yield first + end, last + end


def _leave_out(mention: dict[str, Any], word: _Span) -> dict[str, Any]:
    """Return the mention in its sentence without a word, and without the space that set it apart."""
    text: str = mention["sentence"]
    start, end = word
    is_apart = start == 0 or text[start - 1].isspace()
    if is_apart and end < len(text) and text[end].isspace():
        while end < len(text) and text[end].isspace():
            end += 1
    elif is_apart and not text[end:].startswith(_JOINS):
        while start and text[start - 1].isspace():
            start -= 1
    gone = end - start
    shift = gone if mention["sentence_start"] + end <= mention["mention_start"] else 0
    return {
        **mention,
        "sentence": text[:start] + text[end:],
        "sentence_end": mention["sentence_end"] - gone,
        "mention_start": mention["mention_start"] - shift,
        "mention_end": mention["mention_end"] - shift,
    }


def _number_distinct(variants: pd.DataFrame) -> tuple[pd.DataFrame, list[int]]:
    """Return the rows without repeats, and for each row the number of its like."""
    keys = list(zip(variants["sentence"], variants["mention_start"], strict=True))
    numbers = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    first = variants.drop_duplicates(["sentence", "mention_start"])
    return first.reset_index(drop=True), [numbers[key] for key in keys]
