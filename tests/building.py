"""Builders that the tests share. Every text in the tests is invented."""

from pathlib import Path

import pandas as pd

from helpers.corpus import Corpus

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "data" / "sample"
TARGETS = ROOT / "data" / "targets.toml"

PROSE = "The two ministers met on {day} and spoke about trade. They agreed to meet again before the summer."
MONDAY, TUESDAY, FRIDAY = (PROSE.format(day=day) for day in ("Monday", "Tuesday", "Friday"))


def write_files(folder: Path, files: dict[str, str | bytes]) -> Path:
    """Write files by their path below a folder, text as UTF-8 with its line ends as given; return the folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return folder


def make_articles(*texts: str, main_text: str = "") -> pd.DataFrame:
    """Return articles whose body is their whole text."""
    numbers = range(len(texts))
    return pd.DataFrame(
        {
            "article_id": [f"{n:016x}" for n in numbers],
            "file": [f"{n}.txt" for n in numbers],
            "source": "Daily Example",
            "title": "",
            "raw_text": pd.Series(texts, dtype="str"),
            "main_text": main_text,
            "body": pd.Series(texts, dtype="str"),
        }
    )


def list_problems(corpus: Corpus) -> list[tuple[str, str]]:
    """Return file and reason of each problem."""
    return list(zip(corpus.problems["file"], corpus.problems["reason"], strict=True))


def one_article(corpus: Corpus) -> pd.Series:
    """Return the only article of a corpus."""
    assert len(corpus.articles) == 1
    return corpus.articles.iloc[0]


def mark(text: str) -> tuple[str, int, int]:
    """Return a sentence, and where the mention stands that is marked in it «so»."""
    before, _, rest = text.partition("«")
    mention, _, after = rest.partition("»")
    return before + mention + after, len(before), len(before) + len(mention)


def make_mentions(*texts: str, kind: str = "country") -> pd.DataFrame:
    """Return the mentions marked «so», each in a sentence of its own that is read alone."""
    rows = [
        {
            "file": f"{n}.txt",
            "article_id": f"{n:016x}",
            "source": "Daily Example",
            "target": "US",
            "alias_kind": kind,
            "mention": sentence[start:end],
            "mention_start": start,
            "mention_end": end,
            "sentence": sentence,
            "sentence_index": 0,
            "sentence_start": 0,
            "sentence_end": len(sentence),
            "voice": "journalist",
            "speaker": "",
            "bloc": "",
        }
        for n, (sentence, start, end) in enumerate(map(mark, texts))
    ]
    return pd.DataFrame(rows)
