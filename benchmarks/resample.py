"""Corpora of any size, of polnear's paragraphs with edits, so that no articles and hardly any sentences are alike.

    python -m benchmarks.resample N OUT [--start N] [--seed N]
    python -m benchmarks.resample check [--seed N]

Article i is the same whatever the size of the corpus, so corpora are nested: what is added to N articles is those
from N on. It is made like this, all by chance that hangs on the seed and i alone:

1. An article of polnear is drawn; the new one has its source, and is about as long. Its day is moved by up to a year.
2. Its body is of paragraphs drawn from all 120 articles of that source, none twice; its title and its author are those
   of two other articles of the source.
3. Every number becomes another of the same length and form.
4. Every run of capitalised words becomes another of as many words, drawn as often as it stands in polnear. Names of
   targets, actors and masked institutions stay, so that there are as many mentions as in polnear, and so do titles
   ("Mr").
5. A third of the other words that stand in polnear 3 to 300 times become another with the same ending (and
   as frequent within a factor of four). More frequent words stay: they carry the sentence and its verbs of speech. But
   in each sentence one word in small letters, whatever it is, becomes one of those that stand there 3 to 300 times.
6. A word that stands in polnear once or twice becomes an invented one, and so does the last of a name that does: each
   of endlessly many, the one of rank r drawn with a chance proportional to 1/(r + q)^2. So the number of different
   words grows with the square root of the length of all texts (Heaps' law; polnear's own exponent is 0.51 between an
   eighth of its articles and all), as it would in a larger archive, and does not stop at polnear's 29,000.
7. Three to six lines of page furniture, of twelve that we invented per source, stand above and below the text, as they
   do on scraped pages: polnear has hardly any, and cleaning would have nothing to do.

What is lost is sense: sentences are of the right length and made of the right kinds of words, and say nothing. What is
not there is copies: polnear has hardly any, and none are added, so nothing is saved by scoring them once.
``check`` measures all this on 2,000 articles. No text of polnear is printed, or written but to OUT.
"""

import argparse
import bisect
import csv
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from helpers.keywords import count_terms
from helpers.pipeline import find_tables
from helpers.project import project_path
from helpers.stance import read_actors, read_targets
from training.train_line_model import corpora

PART = 1_000  # articles in a file
RARE, FREQUENT = 2, 300  # as often as this, at most and at least, in polnear
SWAPPED = 1 / 3  # of the words between
SCALE = 10_000  # q of invented words
_WORD = r"[^\W\d_][\w'’-]*"
_PIECE = re.compile(rf"{_WORD}|\d+(?:[.,]\d+)*")
_POSSESSIVE = re.compile(r"['’]s?$")
_SENTENCE = re.compile(r".+?(?:[.!?][”\"’')]*\s+|$)", re.DOTALL)
_ENDINGS = ("ing", "ed", "ly", "ion", "s", "")
_ANY = -1  # any frequency
_STAY = "I Mr Mrs Ms Dr Sen Rep Gov Gen President Senator Secretary Governor"
_ONSETS = (*"bdfghklmnprstvz", "br", "dr", "gr", "kr", "pl", "st", "tr")
_VOWELS = (*"aeiou", "ai", "ou")
_SYLLABLES = [onset + vowel for onset in _ONSETS for vowel in _VOWELS]
_FURNITURE = (
    "Share this story on social media",
    "Sign up for our morning newsletter",
    "Read more stories like this one in our {} section",
    "Follow us for updates from {}",
    "Most read on {} today",
    "Copyright {}. All rights reserved.",
    "Subscribe to {} for full access",
    "Terms of service and privacy policy of {}",
    "Comments are closed on this story",
    "Related stories from {}",
    "Send a tip to the {} news desk",
    "Advertisement",
)


class Piece(NamedTuple):
    """A stretch of text, what it is ("" for what stays), and what it may become: ending and frequency of words."""

    text: str
    kind: str = ""
    pool: tuple[str, int] = ("", 0)


class Passage(NamedTuple):
    """A paragraph or title: the pieces of each sentence, and where its words in small letters stand among them."""

    sentences: list[tuple[list[Piece], list[int]]]
    length: int


class Original(NamedTuple):
    """What is taken from an article of polnear."""

    source: str
    title: Passage
    author: str
    day: date
    paragraphs: list[Passage]
    length: int


class Pool:
    """What is drawn from, each as often as it stands in polnear."""

    def __init__(self, counts: Counter[str]) -> None:
        self.words = sorted(counts)
        self._ends = list(accumulate(counts[word] for word in self.words))

    def draw(self, chance: random.Random) -> str:
        """Return one of the words."""
        return self.words[bisect.bisect(self._ends, chance.random() * self._ends[-1])]


class Resampler:
    """Makes articles out of those of polnear.

    Args:
        facts: Source, title, date, author and body of each.
        kept: Words that stay in names, for they name targets.
        seed: Of all chance.
    """

    def __init__(self, facts: Sequence[dict[str, str]], *, kept: frozenset[str], seed: int = 0) -> None:
        self._seed, self._kept = seed, kept
        texts = [paragraph for fact in facts for paragraph in fact["body"].split("\n\n")]
        self._counts, self._capital = _count_words(texts)
        self._words: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
        self._originals = [self._take(fact) for fact in facts]
        self._pools = {key: Pool(counts) for key, counts in sorted(self._words.items())}
        self._by_source: dict[str, list[Original]] = defaultdict(list)
        for one in self._originals:
            self._by_source[one.source].append(one)
        self._paragraphs = {
            source: [paragraph for one in own for paragraph in one.paragraphs]
            for source, own in self._by_source.items()
        }

    def make(self, number: int) -> dict[str, str]:
        """Return one article: source, title, date, author and text."""
        chance = random.Random(f"{self._seed}/{number}")  # noqa: S311 - no secrets; the same whatever the version
        like = chance.choice(self._originals)
        others = self._by_source[like.source]
        paragraphs = [self._edit(one, chance) for one in self._draw_paragraphs(like, chance)]
        lines = [line.format(like.source) for line in chance.sample(_FURNITURE, chance.randint(3, 6))]
        above = chance.randint(0, len(lines))
        return {
            "source": like.source,
            "title": self._edit(chance.choice(others).title, chance),
            "date": (like.day + timedelta(days=chance.randint(-365, 365))).isoformat(),
            "author": chance.choice(others).author,
            "text": "\n\n".join([*lines[:above], *paragraphs, *lines[above:]]),
        }

    def _take(self, fact: dict[str, str]) -> Original:
        paragraphs = [self._cut(paragraph) for paragraph in fact["body"].split("\n\n") if paragraph.strip()]
        day = date.fromisoformat(fact["date"])
        return Original(fact["source"], self._cut(fact["title"]), fact["author"], day, paragraphs, len(fact["body"]))

    def _cut(self, text: str) -> Passage:
        sentences = []
        for found in _SENTENCE.finditer(text):
            pieces = self._cut_sentence(found[0])
            sentences.append((pieces, [at for at, piece in enumerate(pieces) if piece.kind in ("word", "frequent")]))
        return Passage(sentences, len(text))

    def _cut_sentence(self, text: str) -> list[Piece]:
        """Cut a sentence into what stays and what may change, and note what others may change to."""
        pieces, at = [], 0
        for kind, start, end in self._find_changeable(text):
            if start > at:
                pieces.append(Piece(text[at:start]))
            cut, pool = text[start:end], ("", 0)
            if kind == "name":
                pool = ("name", cut.count(" "))
                self._words[pool][cut] += 1
            elif kind == "frequent":
                pool = (_find_ending(cut), _ANY)
            elif kind == "word":
                folded = cut.casefold()
                pool = (_find_ending(folded), self._counts[folded].bit_length() // 2)
                self._words[pool][folded] += 1
                if self._counts[folded] > RARE:
                    self._words[pool[0], _ANY][folded] += 1
            pieces.append(Piece(cut, kind, pool))
            at = end
        return [*pieces, Piece(text[at:])]

    def _find_changeable(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Yield kind, start and end of numbers, names and words that may change."""
        name: tuple[int, int] | None = None
        for found in _PIECE.finditer(text):
            word, start, end = found[0], found.start(), found.end()
            is_name = word[0].isupper() and self._is_name(word)
            if name and not (is_name and text[name[1] : start] == " "):
                yield "name", *name
                name = None
            if is_name:
                name = (name[0] if name else start, end)
            elif word[0].isdigit():
                yield "number", start, end
            elif self._counts[word.casefold()] < FREQUENT and not self._is_kept(word):
                yield "word", start, end
            elif word.islower():
                yield "frequent", start, end
        if name:
            yield "name", *name

    def _is_kept(self, word: str) -> bool:
        return word[0].isupper() and _POSSESSIVE.sub("", word.casefold()) in self._kept

    def _is_name(self, word: str) -> bool:
        folded = word.casefold()
        return not self._is_kept(word) and 2 * self._capital[folded] > self._counts[folded]

    def _draw_paragraphs(self, like: Original, chance: random.Random) -> Iterator[Passage]:
        """Yield paragraphs of a source, none twice, until they are about as long as an article."""
        every = self._paragraphs[like.source]
        length, drawn = 0, set()
        while len(drawn) < len(every):
            at = chance.randrange(len(every))
            if at in drawn:
                continue
            if drawn and length + every[at].length / 2 > like.length:
                return
            drawn.add(at)
            length += every[at].length + 2
            yield every[at]

    def _edit(self, passage: Passage, chance: random.Random) -> str:
        done = []
        for pieces, words in passage.sentences:
            odd = chance.choice(words) if words else -1
            for at, piece in enumerate(pieces):
                done.append(self._change(piece, chance, is_odd=at == odd) if piece.kind else piece.text)
        return "".join(done)

    def _change(self, piece: Piece, chance: random.Random, *, is_odd: bool) -> str:
        if piece.kind == "number":
            return _draw_number(piece.text, chance)
        if piece.kind != "name":
            return self._change_word(piece, chance, is_odd=is_odd)
        name = self._pools[piece.pool].draw(chance)
        before, blank, last = name.rpartition(" ")
        if self._counts[last.casefold()] > RARE:
            return name
        return before + blank + invent_word(_draw_rank(chance)).capitalize()

    def _change_word(self, piece: Piece, chance: random.Random, *, is_odd: bool) -> str:
        ending = piece.pool[0]
        if is_odd and (ending, _ANY) in self._pools:
            word = self._pools[ending, _ANY].draw(chance)
        elif piece.kind == "frequent":
            return piece.text
        elif self._counts[piece.text.casefold()] <= RARE:
            word = invent_word(_draw_rank(chance)) + ending
        elif chance.random() < SWAPPED:
            word = self._pools[piece.pool].draw(chance)
        else:
            return piece.text
        return word.capitalize() if piece.text[0].isupper() else word


def _count_words(texts: Sequence[str]) -> tuple[Counter[str], Counter[str]]:
    """Count folded words, all of them and those that begin with a capital letter."""
    every: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for text in texts:
        words = re.findall(_WORD, text)
        every.update(word.casefold() for word in words)
        capital.update(word.casefold() for word in words if word[0].isupper())
    return every, capital


def _find_ending(word: str) -> str:
    return next(ending for ending in _ENDINGS if word.endswith(ending))


def _draw_number(text: str, chance: random.Random) -> str:
    """Return digits for digits; the first of several stays what it is if it is a 0, and else is none."""
    first = "0" if text[0] == "0" else str(chance.randint(1, 9))
    return first + "".join(str(chance.randint(0, 9)) if sign.isdigit() else sign for sign in text[1:])


def _draw_rank(chance: random.Random) -> int:
    return int(SCALE * (1 / (1 - chance.random()) - 1))


def invent_word(rank: int) -> str:
    """Return the invented word of a rank; each rank has another."""
    syllables = []
    rank += len(_SYLLABLES) ** 2  # so that there are three syllables at least
    while rank:
        rank, at = divmod(rank, len(_SYLLABLES))
        syllables.append(_SYLLABLES[at])
    return "".join(syllables)


def read_polnear() -> list[dict[str, str]]:
    """Read source, title, date, author and body of the 840 articles."""
    home = corpora() / "polnear"
    if not home.is_dir():
        raise SystemExit(f"no articles in {home}; name the folder that holds polnear in PRESSLENS_CORPORA")
    with (home / "metadata.tsv").open(encoding="utf-8", newline="") as table:
        return [
            {
                "source": fact["publisher"],
                "title": fact["title"],
                "date": fact["publication_date"],
                "author": "" if fact["author"] == "None" else fact["author"],
                "body": (home / "text" / f"{fact['filename']}.txt").read_text(encoding="utf-8"),
            }
            for fact in csv.DictReader(table, delimiter="\t")
        ]


def list_kept_words() -> frozenset[str]:
    """Return the folded words of all names of targets, actors and masked institutions, and titles."""
    targets = read_targets(project_path("data", "targets.toml"))
    actors = read_actors(project_path("data", "actors.csv"))
    names = [name for target in targets.targets.values() for own in target.aliases.values() for name in own]
    names += [*targets.masked, *(pattern for kind, pattern, _ in actors.rows if kind == "name")]
    return frozenset(word.casefold() for name in [*names, _STAY] for word in re.findall(_WORD, name))


def make_resampler(seed: int = 0) -> Resampler:
    """Return what makes articles out of those of polnear."""
    return Resampler(read_polnear(), kept=list_kept_words(), seed=seed)


def write_corpus(folder: Path, n: int, *, resampler: Resampler, start: int = 0) -> Path:
    """Write articles ``start`` to ``start + n`` as Parquet files of 1,000, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for first in range(start, start + n, PART):
        rows = [resampler.make(number) for number in range(first, min(first + PART, start + n))]
        pq.write_table(pa.Table.from_pylist(rows), folder / f"articles-{first:09}.parquet")
    return folder


def check(n: int = 2_000, *, seed: int = 0) -> pd.DataFrame:
    """Measure how like polnear's the articles are, and how unlike one another.

    Args:
        n: How many are made.
        seed: Of all chance.

    Returns:
        What is measured, one line each, with columns ``polnear``, ``made``, and ``made_840``: as many as polnear has.
    """
    facts = read_polnear()
    resampler = Resampler(facts, kept=list_kept_words(), seed=seed)
    made = [resampler.make(number) for number in range(n)]
    own = [{"text": fact["body"], **fact} for fact in facts]
    described = {"polnear": own, "made": made, f"made_{len(own)}": made[: len(own)]}
    with TemporaryDirectory() as folder:
        return pd.DataFrame(
            {name: _describe(rows, Path(folder) / f"{name}.parquet") for name, rows in described.items()}
        )


def _describe(rows: list[dict[str, str]], path: Path) -> dict[str, float]:
    """Measure articles after the chain has read them."""
    columns = ("source", "title", "date", "author", "text")
    pq.write_table(pa.Table.from_pylist([{name: row[name] for name in columns} for row in rows]), path)
    found = find_tables(path)
    bodies = found.articles.set_index("article_id")["body"]
    starts, ends = found.sentences["sentence_start"], found.sentences["sentence_end"]
    of_article = found.sentences["article_id"].map(bodies)
    sentences = [body[start:end] for body, start, end in zip(of_article, starts, ends, strict=True)]
    every = Counter(sentences)
    long = Counter(sentence for sentence in sentences if sentence.count(" ") >= 4)
    words, _ = _count_words([row["text"] for row in rows])
    n = len(rows)
    return {
        "articles": n,
        "titles, different": len({row["title"] for row in rows}) / n,
        "characters per article": sum(len(row["text"]) for row in rows) / n,
        "words per article": sum(words.values()) / n,
        "words, different": len(words),
        "sentences per article": len(sentences) / n,
        "sentences that stand once": sum(times == 1 for times in every.values()) / len(sentences),
        "of five words or more": sum(times == 1 for times in long.values()) / sum(long.values()),
        "copies": int((found.copies["kind"] != "representative").sum()),
        "lines removed per article": len(found.removed) / n,
        "quotes per article": len(found.quotes) / n,
        "mentions per article": len(found.mentions) / n,
        "names learnt": len(found.named_terms),
        "terms per article": len(count_terms(found.articles, found.sentences, n=(1, 2))) / n,
    }


def count_different_words(sizes: Sequence[int], *, seed: int = 0) -> pd.DataFrame:
    """Return how many words the first articles hold, and how many different ones."""
    resampler = make_resampler(seed)
    rows, seen, n_words = [], set(), 0
    for number in range(max(sizes)):
        words = [word.casefold() for word in re.findall(_WORD, resampler.make(number)["text"])]
        n_words += len(words)
        seen.update(words)
        if number + 1 in sizes:
            rows.append((number + 1, n_words, len(seen)))
    return pd.DataFrame(rows, columns=["articles", "words", "different"])


def main() -> None:
    """Write a corpus, or measure one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("n", help="how many articles, or `check`")
    parser.add_argument("out", nargs="?", type=Path)
    parser.add_argument("--start", type=int, default=0, help="the first article")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if options.n == "check":
        print(check(seed=options.seed).round(3).to_string())
        print(count_different_words([100, 1_000, 10_000], seed=options.seed).to_string(index=False))
    elif options.out is None:
        parser.error("name a folder for the articles")
    else:
        write_corpus(options.out, int(options.n), start=options.start, resampler=make_resampler(options.seed))


if __name__ == "__main__":
    main()
