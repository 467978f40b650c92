"""Voices: who says what an article says, the journalist or someone quoted or reported."""

import io
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

import pandas as pd

from helpers.language import count_words_within
from helpers.progress import tell
from helpers.project import project_path
from helpers.schemas import Quotes
from helpers.shipped import read_shipped
from helpers.stance.actors import Actors, read_actors
from helpers.stance.attribution import VoiceModel, read_voice_model
from helpers.stance.speakers import resolve_speakers
from helpers.stance.statements import find_statements

JOURNALIST, DIRECT, INDIRECT, MIXED = "journalist", "direct", "indirect", "mixed"
_BATCH = 400_000  # characters tagged side by side
_SPEAKERS = 100_000  # whose bloc is kept, for the next time that they speak
_ALL_QUOTED = 0.8  # share of the words of a stretch, from which on it is a direct quotation
_APART = ("headline", "caption")
_MAX_NESTED = 8  # stretches that lie within each other


def find_quotes(
    articles: pd.DataFrame,
    sentences: pd.DataFrame,
    *,
    actors: Actors | None = None,
    model: VoiceModel | None = None,
) -> pd.DataFrame:
    """Find what is quoted or reported, and who says it.

    Args:
        articles: With the columns ``article_id``, ``file`` and ``body``.
        sentences: As `helpers.language.split_sentences` returns them.
        actors: Who belongs to which bloc; by default ``data/actors.csv``.
        model: The tagger; by default the one that comes with Presslens.

    Returns:
        The columns of `helpers.schemas.Quotes`, in the order of articles and of their text. A statement that its cue
        interrupts has a row for each stretch; stretches never overlap.
    """
    model = model or read_voice_model()
    actors = actors or read_actors(project_path("data", "actors.csv"))
    spans = {
        article_id: list(zip(group["sentence_start"].tolist(), group["sentence_end"].tolist(), strict=True))
        for article_id, group in sentences.groupby("article_id", sort=False)
    }
    find_bloc = lru_cache(maxsize=_SPEAKERS)(actors.find_bloc)
    rows: list[tuple[object, ...]] = []
    n_read = 0
    for batch in _batches(articles[["article_id", "file", "body"]].itertuples(index=False, name=None)):
        found = find_statements([(body, spans.get(key, [])) for key, _, body in batch], model)
        for (article_id, file, body), statements in zip(batch, found, strict=True):
            statements.sort(key=lambda statement: statement.content[0].start)
            speakers = resolve_speakers(body, statements)
            for number, (statement, speaker) in enumerate(zip(statements, speakers, strict=True)):
                source, cue = statement.source, statement.cue
                bloc = find_bloc(speaker.name, speaker.description)
                rows += [
                    (
                        file,
                        stretch.start,
                        stretch.end,
                        DIRECT if share >= _ALL_QUOTED else MIXED if share > 0 else INDIRECT,
                        speaker.name,
                        source.start if source else -1,
                        source.end if source else -1,
                        bloc,
                        body[cue.start : cue.end] if cue else "",
                        number,
                        article_id,
                    )
                    for stretch, share in zip(statement.content, statement.quoted, strict=True)
                ]
        n_read += len(batch)
        tell("finding quotes", n_read, len(articles))
    if not rows:
        return Quotes.empty()
    table = pd.DataFrame(rows, columns=[name for name in Quotes.column_names() if name != "n_words"])
    table["n_words"] = count_words_within(articles, table)
    order = pd.Series(range(len(articles)), index=articles["article_id"].to_numpy())
    table = table.assign(_at=table["article_id"].map(order)).sort_values(["_at", "start"], kind="stable")
    return Quotes.validate(table.drop(columns="_at").reset_index(drop=True))


def _batches(articles: Iterator[tuple[str, str, str]]) -> Iterator[list[tuple[str, str, str]]]:
    batch: list[tuple[str, str, str]] = []
    size = 0
    for article in articles:
        batch.append(article)
        size += len(article[2])
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def add_voices(mentions: pd.DataFrame, quotes: pd.DataFrame, structure: pd.DataFrame) -> pd.DataFrame:
    """Add to mentions in whose voice they stand.

    Args:
        mentions: With the columns ``article_id``, ``mention_start`` and ``mention_end``.
        quotes: As `find_quotes` returns them.
        structure: As `helpers.corpus.mark_structure` returns it.

    Returns:
        The mentions with ``voice`` (journalist, direct, indirect, headline or caption), ``speaker`` and ``bloc``. What
        is quoted in a headline is the headline's voice, but has a speaker. In a statement quoted in part a mention
        within quotation marks is direct, any other indirect.
    """
    by = [quotes[name] for name in ("kind", "speaker", "bloc")]
    quoted = _Stretches(quotes["article_id"], quotes["start"], quotes["end"], *by)
    part = structure["part"]
    apart, marked = structure[part.isin(_APART)], structure[part == "quotation"]
    parts = _Stretches(apart["article_id"], apart["start"], apart["end"], apart["part"])
    marks = _Stretches(marked["article_id"], marked["start"], marked["end"])
    heard = []
    columns = ["article_id", "mention_start", "mention_end"]
    for article_id, start, end in mentions[columns].itertuples(index=False, name=None):
        kind, speaker, bloc = quoted.find(article_id, start, end) or (JOURNALIST, "", "")
        if kind == MIXED:
            kind = INDIRECT if marks.find(article_id, start, end) is None else DIRECT
        (voice,) = parts.find(article_id, start, end) or (kind,)
        heard.append((voice, speaker, bloc))
    table = pd.DataFrame(heard, columns=["voice", "speaker", "bloc"], index=mentions.index, dtype="str")
    return mentions.assign(voice=table["voice"], speaker=table["speaker"], bloc=table["bloc"])


def measured_voices() -> pd.DataFrame:
    """Return how well `find_quotes` does, beside a simple way of doing the same.

    Returns:
        A row per figure: ``what`` is measured, on which ``texts``, of how many (``n``: words, sentences or statements),
        its ``value`` with the 95% interval ``low`` to ``high`` (by article), and the simple ``baseline`` with
        ``baseline_value``; all from 0 to 1: F1 for words and sentences, else the share that is right. By
        ``python -m benchmarks.voices --write``; blocs by the labels of a language model.
    """
    return pd.read_csv(io.BytesIO(read_shipped("stance/voices_measured.csv")))


class _Stretches:
    """Stretches of articles with what is told of them, to look up the innermost around a place."""

    def __init__(self, articles: pd.Series, starts: pd.Series, ends: pd.Series, *told: pd.Series) -> None:
        self.rows: dict[str, list[tuple[int, int, tuple[str, ...]]]] = {}
        for article_id, start, end, *values in zip(articles, starts, ends, *told, strict=True):
            self.rows.setdefault(article_id, []).append((int(start), int(end), tuple(values)))
        for rows in self.rows.values():
            rows.sort(key=lambda row: row[:2])
        self.starts = {article_id: [row[0] for row in rows] for article_id, rows in self.rows.items()}

    def find(self, article_id: str, start: int, end: int) -> tuple[str, ...] | None:
        """Return what is told of the shortest stretch that holds a span; nothing if none does."""
        rows = self.rows.get(article_id, [])
        before = bisect_right(self.starts.get(article_id, []), start)
        around = [row for row in rows[max(before - _MAX_NESTED, 0) : before] if row[1] >= end]
        return min(around, key=lambda row: row[1] - row[0])[2] if around else None
