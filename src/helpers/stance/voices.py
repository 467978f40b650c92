"""Voices: who says what an article says, the journalist or someone quoted or reported."""

from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from helpers.project import project_path
from helpers.schemas import Quotes
from helpers.stance.actors import Actors, read_actors
from helpers.stance.attribution import VoiceModel, read_voice_model
from helpers.stance.speakers import resolve_speakers
from helpers.stance.statements import find_statements

JOURNALIST, DIRECT, INDIRECT, MIXED = "journalist", "direct", "indirect", "mixed"
_BATCH = 400_000  # characters tagged side by side
_ALL_QUOTED = 0.8  # share of the words of a stretch, from which on it is a direct quotation
_APART = ("headline", "caption")


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
    rows: list[tuple[object, ...]] = []
    for batch in _batches(articles[["article_id", "file", "body"]].itertuples(index=False, name=None)):
        found = find_statements([(body, spans.get(key, [])) for key, _, body in batch], model)
        for (article_id, file, body), statements in zip(batch, found, strict=True):
            statements.sort(key=lambda statement: statement.content[0].start)
            speakers = resolve_speakers(body, statements)
            for number, (statement, speaker) in enumerate(zip(statements, speakers, strict=True)):
                source, cue = statement.source, statement.cue
                bloc = actors.find_bloc(speaker.name, speaker.description)
                rows += [
                    (
                        article_id,
                        file,
                        number,
                        stretch.start,
                        stretch.end,
                        DIRECT if share >= _ALL_QUOTED else MIXED if share > 0 else INDIRECT,
                        body[cue.start : cue.end] if cue else "",
                        speaker.name,
                        source.start if source else -1,
                        source.end if source else -1,
                        bloc,
                    )
                    for stretch, share in zip(statement.content, statement.quoted, strict=True)
                ]
    if not rows:
        return Quotes.empty()
    table = pd.DataFrame(rows, columns=Quotes.column_names())
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


class _Heard(NamedTuple):
    voice: str
    speaker: str
    bloc: str


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
    quoted = _Stretches(quotes[["article_id", "start", "end", "kind", "speaker", "bloc"]])
    parts = _Stretches(structure.loc[structure["part"].isin(_APART), ["article_id", "start", "end", "part"]])
    marks = _Stretches(structure.loc[structure["part"] == "quotation", ["article_id", "start", "end"]])
    heard = []
    columns = ["article_id", "mention_start", "mention_end"]
    for article_id, start, end in mentions[columns].itertuples(index=False, name=None):
        kind, speaker, bloc = quoted.find(article_id, start, end) or (JOURNALIST, "", "")
        if kind == MIXED:
            kind = DIRECT if marks.find(article_id, start, end) is not None else INDIRECT
        (part,) = parts.find(article_id, start, end) or (kind,)
        heard.append(_Heard(str(part), str(speaker), str(bloc)))
    table = pd.DataFrame(heard, columns=list(_Heard._fields), index=mentions.index).astype("str")
    return mentions.assign(**{name: table[name] for name in table})


class _Stretches:
    """Stretches of articles, to look up the innermost around a place."""

    def __init__(self, table: pd.DataFrame) -> None:
        self.by_article: dict[str, list[tuple[object, ...]]] = {}
        for article_id, *row in table.itertuples(index=False, name=None):
            self.by_article.setdefault(article_id, []).append(tuple(row))
        for rows in self.by_article.values():
            rows.sort(key=lambda row: (row[0], row[1]))
        self.starts = {key: [row[0] for row in rows] for key, rows in self.by_article.items()}

    def find(self, article_id: str, start: int, end: int) -> tuple[object, ...] | None:
        """Return what is told of the shortest stretch that holds a span; nothing if none does."""
        rows = self.by_article.get(article_id)
        if not rows:
            return None
        at = bisect_right(self.starts[article_id], start)
        around = [row for row in rows[max(at - 8, 0) : at] if row[1] >= end]
        return min(around, key=lambda row: row[1] - row[0])[2:] if around else None
