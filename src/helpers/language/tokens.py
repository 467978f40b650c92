"""The words of many texts as numbers: what counting, collocations and dispersion work on.

Texts are cut at blanks by Arrow, and each distinct stretch between blanks is taken apart and folded once. That is why
this is quick: a corpus of a million words has some fifty thousand of them.
"""

from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from helpers.errors import PresslensError
from helpers.language.lemmas import lemmatize_word
from helpers.language.scripts import CLAUSE
from helpers.language.words import HAS_LETTER, TOKEN, fold_word
from helpers.progress import tell

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

GAP, CUT = 0, 1  # no words: a number or sign, over which no phrase runs; a sentence end or removed span, nor a window
CUT_MARK = "\N{OBJECT REPLACEMENT CHARACTER}"  # stands in a text where something was removed
UNITS = ("word", "lemma")
_SHOUTED_WORDS = 3
_MAX_CHUNKS = 1_000_000  # distinct ones that are remembered: what memory a large corpus takes
_BATCH_CHARACTERS = 2_000_000


@dataclass(frozen=True)
class Tokens:
    """The words of some pieces of text, with a `CUT` after each.

    Attributes:
        ids: Position of each word in `Tokenizer.words`; `GAP` and `CUT` where there is none.
        bounds: Where each piece begins among these, and the end of the last.
        capital: Whether each is written with a capital.
        starts: First character of each in its piece.
        ends: One past its last.
    """

    ids: Integers
    bounds: Integers
    capital: Flags
    starts: Integers
    ends: Integers


class Tokenizer:
    """Turns pieces of text into numbers of words, and knows which word a number is.

    Args:
        names: Names of several words, folded ("united states"), that become one word wherever their first and last
            words have a capital.
        unit: "word", or "lemma" for the forms of a word under one.

    Attributes:
        words: The word of each number; a name with one blank between its words.
    """

    def __init__(self, *, names: Collection[str] = (), unit: str = "word") -> None:
        self.words = ["", ""]
        self._unit = unit
        self._ids: dict[str, int] = {}
        self._lemmas = array("q", [GAP, CUT])
        self._sizes_of_names: dict[int, int] = {}
        self._forget()
        self._names: dict[tuple[int, int], list[tuple[int, ...]]] = {}
        for name in sorted(names, key=lambda name: -len(name.split())):
            parts = tuple(self._number(word) for word in name.split())
            if len(parts) > 1:
                self._names.setdefault((parts[0], parts[1]), []).append(parts)

    def count_words(self) -> Integers:
        """Return how many words each of `words` is: 1, but for names."""
        counts = np.ones(len(self.words), dtype=np.int64)
        counts[list(self._sizes_of_names)] = list(self._sizes_of_names.values())
        return counts

    def read(self, pieces: Sequence[str], *, places: bool = False) -> Tokens:
        """Return the words of pieces of text.

        Three or more words in capitals in a row are someone shouting, not initialisms: they become lower case.

        Args:
            pieces: Sentences, or whole texts.
            places: Whether `starts` and `ends` are wanted; else they are empty.
        """
        marked = [f"{piece} {CUT_MARK}" for piece in pieces] or [CUT_MARK]
        lists = pc.ascii_split_whitespace(pa.array(marked, pa.large_string()))
        distinct = lists.flatten().dictionary_encode()
        chunks = self._number_chunks(distinct.dictionary.to_pylist())[distinct.indices.to_numpy()]
        # Each chunk gives way to its tokens
        sizes = self._sizes[chunks]
        ends = np.cumsum(sizes)
        flat = np.repeat(self._first[chunks] - ends + sizes, sizes)
        flat += np.arange(len(flat))
        tokens = self._tokens[flat]
        ids = _view(self._plain)[tokens]
        shouted = _find_runs(_view(self._is_caps)[tokens], _SHOUTED_WORDS)
        if len(shouted):
            ids[shouted] = _view(self._shouted)[tokens[shouted]]
        bounds = np.concatenate([[0], ends])[lists.offsets.to_numpy()]
        starts = stops = np.zeros(0, dtype=np.int64)
        if places:
            starts = np.repeat(_place_chunks(marked, lists), sizes) + self._starts[flat]
            stops = starts + _view(self._lengths)[tokens]
        read = Tokens(ids, bounds, _view(self._is_capital)[tokens], starts, stops)
        if len(self._chunks) > _MAX_CHUNKS:
            self._forget()
        read = self._join_names(read) if self._names else read
        return replace(read, ids=self._number_lemmas()[read.ids]) if self._unit == "lemma" else read

    def _forget(self) -> None:
        """Begin to remember chunks and tokens anew; words keep their numbers."""
        none = np.zeros(0, dtype=np.int64)
        self._chunks: dict[str, int] = {}
        self._first, self._sizes = none, none  # of each chunk: where its tokens begin, and how many
        self._tokens, self._starts = none, none  # of the tokens of all chunks: which they are, and where in the chunk
        self._token_numbers: dict[str, int] = {}
        # Of each token: the number of its word, that of its lower case form, its length, and how it is written
        self._plain, self._shouted, self._lengths = array("q"), array("q"), array("q")
        self._is_caps, self._is_capital = array("b"), array("b")

    def _number_chunks(self, chunks: list[str]) -> Integers:
        """Return the numbers of stretches between blanks; the new ones are taken apart, all at once."""
        known = self._chunks
        numbers = np.array([known.get(chunk, -1) for chunk in chunks], dtype=np.int64)
        fresh = np.flatnonzero(numbers < 0)
        if len(fresh):
            numbers[fresh] = range(len(known), len(known) + len(fresh))
            unknown = [chunks[place] for place in fresh.tolist()]
            known.update(zip(unknown, numbers[fresh].tolist(), strict=True))
            self._take_apart(unknown)
        return numbers

    def _take_apart(self, chunks: list[str]) -> None:
        found = TOKEN.findall("\n".join([*chunks, ""]))  # a chunk holds no line break: the last token of each is one
        numbers = self._token_numbers
        fresh = [token for token in dict.fromkeys(found) if token not in numbers]
        numbers.update(zip(fresh, range(len(numbers), len(numbers) + len(fresh)), strict=True))
        self._lengths.extend(map(len, fresh))
        plain = [self._number_token(token) for token in fresh]
        in_capitals = [token.isupper() for token in fresh]
        self._plain.extend(plain)
        self._is_caps.extend(in_capitals)
        self._is_capital.extend([token[0].isupper() for token in fresh])
        # Of a word in capitals that which it is when someone shouts
        self._shouted.extend(
            self._number_token(token.lower()) if shouts else number
            for token, number, shouts in zip(fresh, plain, in_capitals, strict=True)
        )
        tokens = np.fromiter(map(numbers.__getitem__, found), dtype=np.int64, count=len(found))
        lengths = _view(self._lengths)[tokens]
        stops = np.cumsum(lengths)
        is_end = tokens == numbers["\n"]
        ends = np.flatnonzero(is_end)
        before = np.concatenate([[0], stops[ends][:-1]])
        starts = stops - lengths - np.repeat(before, np.diff(ends, prepend=-1))
        is_token = _view(self._plain)[tokens] >= 0  # neither the break nor another blank
        sizes = np.diff(np.cumsum(is_token)[ends], prepend=0)
        self._first = np.concatenate([self._first, len(self._tokens) + np.cumsum(sizes) - sizes])
        self._sizes = np.concatenate([self._sizes, sizes])
        self._tokens = np.concatenate([self._tokens, tokens[is_token]])
        self._starts = np.concatenate([self._starts, starts[is_token]])

    def _number_token(self, token: str) -> int:
        """Return the number of a word, or `GAP` or `CUT`; -1 of a blank, which is no token."""
        if token.isascii():
            if token.isalpha() or HAS_LETTER.search(token):
                return self._number(fold_word(token))
        elif HAS_LETTER.search(token) and not CLAUSE.search(token):
            return self._number(fold_word(token))
        return CUT if CUT_MARK in token else -1 if token.isspace() else GAP

    def _number(self, word: str) -> int:
        number = self._ids.get(word)
        if number is None:
            number = self._ids[word] = len(self.words)
            self.words.append(word)
        return number

    def _number_lemmas(self) -> Any:
        """Return the number of the lemma of each word."""
        while (number := len(self._lemmas)) < len(self.words):  # a lemma may be a new word, at the end of the list
            self._lemmas.append(self._number(lemmatize_word(self.words[number])))
        return _view(self._lemmas)

    def _join_names(self, tokens: Tokens) -> Tokens:
        """Put one number in the place of each name, the longest name that begins at a place first."""
        ids = tokens.ids
        pairs = np.array(list(self._names), dtype=np.int64)
        keys = pairs[:, 0] * len(self.words) + pairs[:, 1]
        first = np.zeros(len(self.words), dtype=bool)
        first[pairs[:, 0]] = True
        at = np.flatnonzero(first[ids] & tokens.capital)
        at = at[at + 1 < len(ids)]
        at = at[np.isin(ids[at] * len(self.words) + ids[at + 1], keys)]
        joined, kept, ends = ids.copy(), np.ones(len(ids), dtype=bool), tokens.ends.copy()
        position = 0
        for start in at.tolist():
            own = tuple(ids[start : start + 9].tolist())
            size = next((len(n) for n in self._names[own[0], own[1]] if n == own[: len(n)]), 0)
            if start < position or not size or not tokens.capital[start + size - 1]:
                continue
            position = start + size
            joined[start] = self._number(" ".join(self.words[part] for part in own[:size]))
            self._sizes_of_names[int(joined[start])] = size
            kept[start + 1 : position] = False
            if len(ends):
                ends[start] = ends[position - 1]
        bounds = np.concatenate([[0], np.cumsum(kept)])[tokens.bounds]
        places = (tokens.starts[kept], ends[kept]) if len(ends) else (tokens.starts, ends)
        return Tokens(joined[kept], bounds, tokens.capital[kept], *places)


def _view(values: "array[int]") -> Any:
    """Return the numbers of an array without copying them; of bytes, whether each is 1."""
    return np.frombuffer(values, dtype=np.bool_ if values.typecode == "b" else np.int64)


def _find_runs(flags: Flags, size: int) -> Integers:
    """Return the positions of the flags that stand in a run of so many or more."""
    n = len(flags) - size + 1
    if n < 1:
        return np.zeros(0, dtype=np.int64)
    starts = np.flatnonzero(np.logical_and.reduce([flags[k : k + n] for k in range(size)]))
    return np.unique(np.add.outer(starts, np.arange(size)))


def _place_chunks(pieces: list[str], lists: pa.LargeListArray) -> Integers:
    """Return where in its piece each chunk begins; chunks are parted by blanks of ASCII."""
    codes = np.frombuffer("".join(pieces).encode("utf-32-le"), dtype="<u4")
    lengths = np.array([len(piece) for piece in pieces], dtype=np.int64)
    offsets = np.cumsum(lengths) - lengths
    blank = (codes == 32) | ((codes >= 9) & (codes <= 13))
    begins = ~blank
    begins[1:] &= blank[:-1]
    begins[offsets[~blank[offsets]]] = True
    # A piece that begins with a blank has an empty chunk in front
    counts = np.diff(lists.offsets.to_numpy())
    is_empty = np.asarray(pc.equal(pc.binary_length(lists.flatten()), 0))
    places = np.zeros(len(is_empty), dtype=np.int64)
    places[~is_empty] = np.flatnonzero(begins)
    return np.where(is_empty, 0, places - np.repeat(offsets, counts))


@dataclass(frozen=True)
class Batch:
    """Some sentences of a corpus.

    Attributes:
        pieces: Their texts, with `CUT_MARK` where something was removed.
        articles: Position of the article of each.
        starts: First character of each in the body.
    """

    pieces: list[str]
    articles: list[int]
    starts: list[int]


_STEP = "reading words"


def read_batches(articles: pd.DataFrame, sentences: pd.DataFrame) -> Iterator[Batch]:
    """Yield the sentences of a corpus, some at a time, so that their words are never all in memory.

    Args:
        articles: With the columns ``article_id`` and ``body``; where ``raw_text`` is there, it tells what was removed.
        sentences: Of these articles, with the columns of `helpers.schemas.Sentences`.
    """
    starts, ends, bounds = _group_spans(articles, sentences)
    texts = zip(articles["body"], articles.get("raw_text", articles["body"]), strict=True)
    batch, size = Batch([], [], []), 0
    for position, (body, raw) in enumerate(texts):
        own = slice(bounds[position], bounds[position + 1])
        text = body if raw == body else _mark_removed(body, raw)
        for start, end in zip(starts[own], ends[own], strict=True):
            batch.pieces.append(text[start:end])
            batch.articles.append(position)
            batch.starts.append(start)
            size += end - start
            if size > _BATCH_CHARACTERS:
                yield batch
                tell(_STEP, position, len(articles))
                batch, size = Batch([], [], []), 0
    if batch.pieces:
        yield batch
    tell(_STEP, len(articles), len(articles))


def _group_spans(articles: pd.DataFrame, sentences: pd.DataFrame) -> tuple[list[int], list[int], list[int]]:
    """Return the spans of the sentences, article after article, and where those of each article begin.

    Two with nothing between them are one, so that no word is cut.
    """
    ids = pd.Index(articles["article_id"])
    if ids.has_duplicates:
        raise PresslensError(f"the article {ids[ids.duplicated()][0]} is in the table twice; keep one row of each")
    owners = ids.get_indexer(sentences["article_id"])
    order = np.lexsort((sentences["sentence_start"].to_numpy(), owners))
    order = order[owners[order] >= 0]
    owners, starts, ends = (
        owners[order],
        *(sentences[f"sentence_{name}"].to_numpy()[order] for name in ("start", "end")),
    )
    goes_on = (owners[1:] == owners[:-1]) & (starts[1:] == ends[:-1])
    first, last = np.concatenate([[True], ~goes_on])[: len(owners)], np.concatenate([~goes_on, [True]])[: len(owners)]
    bounds = np.searchsorted(owners[first], np.arange(len(articles) + 1))
    return starts[first].tolist(), ends[last].tolist(), bounds.tolist()


def _mark_removed(body: str, raw: str) -> str:
    """Return the body with `CUT_MARK` for each character that was taken out."""
    if len(body) != len(raw):
        return body
    codes = np.frombuffer(body.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    before = np.frombuffer(raw.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    marked = np.where(codes == before, codes, np.uint32(ord(CUT_MARK)))
    return marked.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")


def locate_words(
    articles: pd.DataFrame, sentences: pd.DataFrame, *, names: Collection[str] = (), unit: str = "word"
) -> pd.DataFrame:
    """Return every word that has a letter with its place.

    Args:
        articles: As for `read_batches`.
        sentences: Likewise.
        names: As for `Tokenizer`.
        unit: Likewise.

    Returns:
        ``article_id``, ``word`` (folded), ``start``, ``end`` (offsets into the body) and ``stretch``: a number that
        words share which no sentence end and no removed span parts, in the order of the text.
    """
    tokenizer = Tokenizer(names=names, unit=unit)
    parts: list[list[Integers]] = []
    cuts = 0
    for batch in read_batches(articles, sentences):
        tokens = tokenizer.read(batch.pieces, places=True)
        sizes = np.diff(tokens.bounds)
        shift = np.repeat(np.array(batch.starts), sizes)
        stretch = np.cumsum(tokens.ids == CUT) + cuts
        cuts = int(stretch[-1])
        is_word = tokens.ids > CUT
        columns = (np.repeat(batch.articles, sizes), tokens.ids, shift + tokens.starts, shift + tokens.ends, stretch)
        parts.append([column[is_word] for column in columns])
    names_of = ["article", "word", "start", "end", "stretch"]
    joined = [np.concatenate([part[k] for part in parts]) if parts else np.zeros(0, np.int64) for k in range(5)]
    table = pd.DataFrame(dict(zip(names_of, joined, strict=True)))
    words = take_text(tokenizer.words, table.pop("word").to_numpy())
    ids = take_text(articles["article_id"].to_list(), table.pop("article").to_numpy())
    table.insert(0, "article_id", ids)
    table.insert(1, "word", words)
    return table


def take_text(values: Sequence[str], positions: Integers) -> Any:
    """Return an array of text for a column, made of values by their position."""
    taken = pa.array(values, pa.large_string()).take(pa.array(positions))
    return pd.array(taken, dtype=pd.StringDtype("pyarrow", na_value=np.nan))


def words_of(text: str) -> list[str]:
    """Return the folded words of a text that hold a letter, in order, stop words included."""
    tokenizer = Tokenizer()
    return [tokenizer.words[number] for number in tokenizer.read([text]).ids.tolist() if number > CUT]


def fold_terms(terms: Iterable[str], *, unit: str = "word") -> list[str]:
    """Return words and phrases as terms are written ("Said" is "said", "U.S. troops" is "US troops").

    Args:
        terms: As an analyst writes them.
        unit: As for `Tokenizer`.
    """
    folded = (words_of(term) for term in terms)
    lemmas = [[lemmatize_word(word) if unit == "lemma" else word for word in words] for words in folded]
    return list(dict.fromkeys(" ".join(words) for words in lemmas if words))


def count_words(texts: pd.Series) -> pd.Series:
    """Return how many words with a letter each text has."""
    tokenizer, counts, values = Tokenizer(), [], texts.to_list()
    step = 200  # texts at a time
    for first in range(0, len(values), step):
        tokens = tokenizer.read(values[first : first + step])
        counts += np.diff(np.concatenate([[0], np.cumsum(tokens.ids > CUT)])[tokens.bounds]).tolist()
    return pd.Series(counts, index=texts.index, dtype="int64")


def count_article_words(articles: pd.DataFrame) -> pd.DataFrame:
    """Add ``n_words`` and ``n_words_removed``: words with a letter in the body, and those cleaning took out.

    Args:
        articles: With the columns ``raw_text`` and ``body``.
    """
    n_words, n_raw = count_words(articles["body"]), count_words(articles["raw_text"])
    return articles.assign(n_words=n_words, n_words_removed=(n_raw - n_words).clip(lower=0))


def count_words_apart(articles: pd.DataFrame) -> pd.DataFrame:
    """Count the words of the body anew, and add ``n_words_apart``: those set apart since `count_article_words`.

    Args:
        articles: With the columns ``body`` and ``n_words``.
    """
    n_words = count_words(articles["body"])
    return articles.assign(n_words=n_words, n_words_apart=(articles["n_words"] - n_words).clip(lower=0))
