"""Words with exact offsets, and the stop words."""

import re
from functools import cache
from itertools import groupby

import pandas as pd
from nltk.tokenize import RegexpTokenizer

from helpers.project import read_word_list

# A word: letters and digits, joined by apostrophe, hyphen or point ("don't", "high-level", "4.5"), or
# initials with their last point ("U.S.").
_WORD = r"(?:[A-Za-z]\.){2,}(?:-\w+)*|\w+(?:[-'’.,]\w+)*"
_tokenizer = RegexpTokenizer(_WORD)
_HAS_LETTER = re.compile(r"[^\W\d_]")
_SHOUTED_WORDS = 3
_POSSESSIVE = re.compile(r"['’]s?$")


def word_spans(text: str) -> list[tuple[int, int]]:
    """Return the offsets of the words of a text, numbers included."""
    return list(_tokenizer.span_tokenize(text))


@cache
def fold_word(word: str) -> str:
    """Return the form under which a word is counted.

    Lower case, curly apostrophes straight, without possessive ending; but initialisms of up to 5 letters
    stay as written ("US" is not "us"; "NATO-led"), and lose their points ("U.S." counts as "US").
    """
    plain = _POSSESSIVE.sub("", word).replace("’", "'")
    return "-".join(_fold_part(part) for part in plain.split("-"))


def _fold_part(part: str) -> str:
    letters = part.replace(".", "")
    is_dotted = "." in part and not part[0].isdigit() and all(len(letter) <= 1 for letter in part.split("."))
    if is_dotted or (1 < len(part) <= 5 and part.isupper()):
        return letters.upper()
    return part.lower()


def word_runs(text: str) -> list[list[str]]:
    """Return the folded words of a text that hold a letter, in runs that no number or sign interrupts.

    Three or more words in capitals in a row are someone shouting, not initialisms: they become lower case.
    """
    runs: list[list[str]] = [[]]
    last_end = 0
    for start, end in word_spans(text):
        word = text[start:end]
        has_letter = bool(_HAS_LETTER.search(word))
        if runs[-1] and (not has_letter or text[last_end:start].strip()):
            runs.append([])
        if has_letter:
            runs[-1].append(word)
        last_end = end
    return [_fold_run(run) for run in runs if run]


def _fold_run(run: list[str]) -> list[str]:
    folded = []
    for in_capitals, group in groupby(run, key=str.isupper):
        words = list(group)
        is_shout = in_capitals and len(words) >= _SHOUTED_WORDS
        folded += [fold_word(word.lower() if is_shout else word) for word in words]
    return folded


def locate_words(articles: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Return every word that has a letter with its place.

    Args:
        articles: With the columns ``article_id``, ``raw_text`` and ``body``.
        sentences: Of these articles, with the columns of `helpers.schemas.Sentences`.

    Returns:
        ``article_id``, ``word`` (folded), ``start``, ``end`` (offsets into the body) and ``stretch``: a number that
        words share which no sentence end and no removed span parts, in the order of the text.
    """
    rows = []
    stretch = 0
    spans = dict(iter(sentences.groupby("article_id", sort=False)))
    for article_id, raw, body in zip(articles["article_id"], articles["raw_text"], articles["body"], strict=True):
        own = spans.get(article_id)
        if own is None:
            continue
        for first, last in zip(own["sentence_start"], own["sentence_end"], strict=True):
            stretch += 1
            end_before = first
            for start, end in word_spans(body[first:last]):
                if raw[end_before : first + start] != body[end_before : first + start]:
                    stretch += 1
                end_before = first + end
                word = body[first + start : end_before]
                if _HAS_LETTER.search(word):
                    rows.append((article_id, fold_word(word), first + start, end_before, stretch))
    return pd.DataFrame(rows, columns=["article_id", "word", "start", "end", "stretch"])


def words_of(text: str) -> list[str]:
    """Return the folded words of a text that hold a letter, in order, stop words included."""
    return [word for run in word_runs(text) for word in run]


def count_article_words(articles: pd.DataFrame) -> pd.DataFrame:
    """Add ``n_words`` and ``n_words_removed``: words with a letter in the body, and those cleaning took out.

    Args:
        articles: With the columns ``raw_text`` and ``body``.
    """
    n_words = articles["body"].map(lambda body: len(words_of(body))).astype("int64")
    n_raw = articles["raw_text"].map(lambda text: len(words_of(text))).astype("int64")
    return articles.assign(n_words=n_words, n_words_removed=(n_raw - n_words).clip(lower=0))


def count_words_apart(articles: pd.DataFrame) -> pd.DataFrame:
    """Count the words of the body anew, and add ``n_words_apart``: those set apart since `count_article_words`.

    Args:
        articles: With the columns ``body`` and ``n_words``.
    """
    n_words = articles["body"].map(lambda body: len(words_of(body))).astype("int64")
    return articles.assign(n_words=n_words, n_words_apart=(articles["n_words"] - n_words).clip(lower=0))


STOP_WORDS = read_word_list(__package__, "stopwords.txt")
