"""What numbers rest on: for each row of a table of scores a page with its sentences, and a page for each article."""

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from statistics import fmean
from typing import Any, Protocol

import pandas as pd
from markupsafe import Markup

from helpers.answers import name_articles, name_speaker
from helpers.answers.wording import say_count
from helpers.browse.marked import Layer, Layers, Span
from helpers.browse.part import cut_text
from helpers.browse.sheets import Told, frame_sheet, write_article, write_sheet
from helpers.stats import name_voices
from helpers.tables import format_dates, write_atomically

FOLDER = "evidence"
_KEYS = ("article_id", "file", "article", "source", "target", "said_by", "voice", "speaker", "bloc", "scorer")
_SENTENCE = ["article_id", "sentence_start"]
_MENTION = ["article_id", "target", "mention_start"]
_SPANS = {
    "sentences": ("sentence_start", "sentence_end"),
    "mentions": ("mention_start", "mention_end", "target"),
    "quotes": ("start", "end", "kind", "speaker", "bloc", "statement"),
    "removed": ("start", "end", "reason"),
    "structure": ("start", "end", "part"),
}
_ROWS = 50  # of a table that get a sheet each, as many as `helpers.display.show_chart` shows
_SENTENCES = 300  # of a sheet
_NAME, _TITLE, _FACTS = 60, 200, 400  # characters of a source, a title, and all that is known of an article
_UNSAFE = re.compile(r"[^A-Za-z0-9]+")


class Texts(Protocol):
    """What `helpers.pipeline.build_tables` returns, as far as it is needed here."""

    cleaned: pd.DataFrame
    sentences: pd.DataFrame
    quotes: pd.DataFrame
    mentions: pd.DataFrame
    removed: pd.DataFrame
    structure: pd.DataFrame
    targets: Any


class Evidence:
    """Writes sheets of sentences and marked articles beside a report, and gives their addresses.

    Each is written when its address is first asked for, so that only what a page leads to is written.
    """

    def __init__(self, tables: Texts, mentions: pd.DataFrame, out: str | Path, *, page: str) -> None:
        """Note where sentences and articles are to be found.

        Args:
            tables: All tables of a run.
            mentions: Those behind the figures, with the columns of `helpers.schemas.ScoredMentions`; the first of
                their scorers gives sentences their order.
            out: Folder of the report; pages go into its folder ``evidence``.
            page: Name of the notebook, to which sheets lead back.
        """
        self._tables, self._out, self._page = tables, Path(out), page
        self._labels: Mapping[str, str] = tables.targets.labels
        self._colors = list(tables.targets.colors.values())
        self._mentions = self._prepare(mentions)
        self._written: dict[str, str] = {}

    def _prepare(self, mentions: pd.DataFrame) -> pd.DataFrame:
        own = mentions[mentions["target"].isin(list(self._labels))].reset_index(drop=True)
        names = name_articles(self._tables.cleaned)
        return own.assign(said_by=name_voices(own), article=own["article_id"].map(names))

    def of(
        self,
        table: pd.DataFrame,
        *,
        rows: int = _ROWS,
        mentions: pd.DataFrame | None = None,
        both: Sequence[str] = (),
        every: Sequence[str] = (),
    ) -> list[str]:
        """Return for each of the first rows of a table the address of the sentences it rests on.

        The mentions of a row are those that have its values in the columns that both tables have, such as source,
        target or who says it; and ``min_confidence``, if the row has that. Rows with the same mentions, such as those
        that tell one score each, share a sheet.

        Args:
            table: The table.
            rows: Rows that get an address.
            mentions: Those to choose from; by default all.
            both: Two targets that the rows compare within articles: only what is said of them in articles that name
                both counts.
            every: Values that stand for all, such as 'all sources'.

        Returns:
            Addresses, empty for a row without mentions.
        """
        own = self._mentions if mentions is None else self._prepare(mentions)
        own = own[own["target"].isin(list(both))] if both else own
        keys = [key for key in _KEYS if key in table and key in own]
        groups: dict[tuple[str, ...], Any] = {}
        addresses = []
        for row in table.head(rows).to_dict("records"):
            asked = [key for key in keys if row[key] not in every]
            at = tuple(asked)
            if at not in groups:
                groups[at] = own.groupby(asked, sort=False).indices if asked else {}
            wanted = tuple(row[key] for key in asked)
            found = groups[at].get(wanted if len(asked) > 1 else wanted[0], []) if asked else slice(None)
            picked = own.iloc[found]
            least = float(row.get("min_confidence", 0))
            picked = picked[~(picked["confidence"] < least)]
            if both:
                n_named = picked.groupby("article_id")["target"].transform("nunique")
                picked = picked[n_named == len(both)]
            addresses.append(self._write_sheet(picked, own, self._say_row(row, asked, least)) if len(picked) else "")
        return addresses

    def place(self, article_id: str, start: int) -> str:
        """Return the address of the sentence of an article that begins at a character."""
        return self._point(f"{self._write_article(article_id)}#s{start}")

    def _point(self, name: str) -> str:
        """Return an address that holds from the folder that the notebook runs in."""
        return f"{Path(os.path.relpath(self._out / FOLDER)).as_posix()}/{name}"

    def _say_row(self, row: Mapping[Any, Any], keys: Sequence[str], least: float) -> str:
        """Return what a row is of, in words."""
        by_id = row.get("article") or (self._names.get(row["article_id"]) if "article_id" in keys else None)
        said = [f"toward {self._labels.get(row['target'], row['target'])}"] if "target" in keys else []
        said += [str(row[key]) for key in ("said_by", "voice", "speaker", "bloc") if key in keys and row[key]]
        if by_id:
            said.append(str(by_id))
        elif "source" in keys:
            said.append(str(row["source"]))
        if least:
            said.append(f"{row.get('scorer', '')} at least {least:.0%} sure")
        text = " · ".join(cut_text(part, 120) for part in said)
        return f"Sentences: {text}" if text else "All sentences"

    @cached_property
    def _names(self) -> dict[str, str]:
        return dict(name_articles(self._tables.cleaned))

    @cached_property
    def _articles(self) -> dict[str, dict[Any, Any]]:
        told = self._tables.cleaned.assign(day=format_dates(self._tables.cleaned))
        columns = ["article_id", "source", "title", "day", "author", "file"]
        return {row["article_id"]: row for row in told[columns].to_dict("records")}

    @cached_property
    def _spans(self) -> dict[str, tuple[list[Any], Mapping[Any, Any]]]:
        """Return the columns of each table of spans, and where in them the rows of an article stand."""
        found = {}
        for name, columns in _SPANS.items():
            table = getattr(self._tables, name)
            own = [table[column].to_numpy(dtype=object) for column in columns]  # quick to take a few rows from
            found[name] = own, table.groupby("article_id", sort=False).indices
        return found

    def _rows(self, name: str, article: str) -> Iterator[tuple[Any, ...]]:
        columns, places = self._spans[name]
        at = places.get(article, [])
        return zip(*(column[at] for column in columns), strict=True) if len(at) else iter(())

    def _write(self, name: str, title: str, body: Markup, back: str) -> None:
        text = frame_sheet(title, body, back=back, colors=self._colors)
        write_atomically(self._out / FOLDER / name, lambda part: part.write_text(text, encoding="utf-8", newline="\n"))

    def _write_sheet(self, picked: pd.DataFrame, own: pd.DataFrame, title: str) -> str:
        """Write a sheet of mentions, unless it was written, and return its address."""
        scored = own.merge(picked[_MENTION].drop_duplicates(), on=_MENTION)  # by every scorer, whichever the row was of
        rows = scored[[*_MENTION, "scorer"]].itertuples(index=False, name=None)
        said = sorted(f"{article} {start} {target} {scorer}" for article, target, start, scorer in rows)
        mark = hashlib.sha256("\n".join(said).encode("utf-8")).hexdigest()[:12]
        name = f"{_UNSAFE.sub('-', self._page.split('_')[0])}-{mark}.html"
        if name not in self._written:
            self._write(name, title, self._tell(scored), f"../{self._page}.html")
            self._written[name] = title
        return self._point(name)

    def _tell(self, scored: pd.DataFrame) -> Markup:
        """Return the sentences of mentions, those first that move the mean most."""
        first = scored["scorer"].iloc[0]
        by_first = scored.assign(score=scored["score"].where(scored["scorer"] == first))
        strength = by_first.groupby(_SENTENCE)["score"].mean().abs()  # none where it was too unsure: last
        order = strength.sort_values(ascending=False, kind="stable").index
        chosen = {place: number for number, place in enumerate(order[:_SENTENCES])}
        groups: list[list[dict[Any, Any]]] = [[] for _ in chosen]
        for row in scored[scored[_SENTENCE[0]].isin({place[0] for place in chosen})].to_dict("records"):
            number = chosen.get((row[_SENTENCE[0]], row[_SENTENCE[1]]))
            if number is not None:
                groups[number].append(row)
        facts = (
            f"{say_count(len(scored.drop_duplicates(_MENTION)), 'mention')} in {say_count(len(order), 'sentence')} of "
            f"{say_count(scored['article_id'].nunique(), 'article')}, the strongest by {first.replace('_', ' ')} first."
        )
        if len(order) > _SENTENCES:
            facts += f" Shown are {_SENTENCES}; the CSV of mentions holds all."
        is_one = scored["article_id"].nunique() == 1
        told = [self._tell_sentence(rows, is_one=is_one) for rows in groups]
        return write_sheet(told, _average(scored), facts=facts, labels=self._labels)

    def _tell_sentence(self, rows: list[dict[Any, Any]], *, is_one: bool) -> Told:
        """Return a sentence with who says it and the mean score of its mentions, target by target."""
        first, lines = rows[0], []
        article = self._articles[first["article_id"]]
        for target in dict.fromkeys(row["target"] for row in rows):
            own = [row for row in rows if row["target"] == target]
            who = dict.fromkeys(name_speaker(row["voice"], row["speaker"], row["bloc"]) for row in own)
            by: dict[str, list[dict[Any, Any]]] = {}
            for row in own:
                by.setdefault(row["scorer"], []).append(row)
            scores = {
                scorer: (fmean(row["score"] for row in given), fmean(row["confidence"] for row in given))
                for scorer, given in by.items()
            }
            lines.append((target, "; ".join(who), scores))
        return Told(
            address=f"{self._write_article(first['article_id'])}#s{first['sentence_start']}",
            where="" if is_one else ", ".join(filter(None, [cut_text(article["source"], _NAME), article["day"]])),
            title=article["title"],
            text=first["sentence"],
            start=first["sentence_start"],
            mentions=_join_mentions((row["mention_start"], row["mention_end"], row["target"]) for row in rows),
            lines=lines,
        )

    def _write_article(self, article_id: str) -> str:
        """Write an article, unless it was written, and return the name of its page."""
        name = f"article-{_UNSAFE.sub('-', article_id)[:64]}.html"
        if name not in self._written:
            article = self._articles[article_id]
            text = self._texts[article_id]
            facts = " · ".join(filter(None, [article["source"], article["day"], article["author"], article["file"]]))
            body = write_article(text, self._layers(article_id), facts=cut_text(facts, _FACTS), labels=self._labels)
            self._write(name, cut_text(article["title"], _TITLE), body, "../index.html")
            self._written[name] = article["title"]
        return name

    @cached_property
    def _texts(self) -> dict[str, str]:
        return dict(zip(self._tables.cleaned["article_id"], self._tables.cleaned["raw_text"], strict=True))

    def _layers(self, article_id: str) -> Layers:
        said = self._rows("quotes", article_id)
        return Layers(
            sentences=Layer(Span(*row) for row in self._rows("sentences", article_id)),
            mentions=Layer(_join_mentions(self._rows("mentions", article_id))),
            voices=Layer(
                Span(start, end, name_speaker("direct" if kind == "direct" else "indirect", speaker, bloc), statement)
                for start, end, kind, speaker, bloc, statement in said
            ),
            removed=Layer(Span(*row) for row in self._rows("removed", article_id)),
            parts=Layer(Span(*row) for row in self._rows("structure", article_id)),
        )


def _average(scored: pd.DataFrame) -> list[tuple[str, str, float, int, int]]:
    """Return the mean toward each target by each scorer, articles alike, with the mentions and articles behind it."""
    keys = ["target", "scorer"]
    means = scored.groupby([*keys, "article_id"])["score"].mean().groupby(level=keys).mean()
    counts = scored.groupby(keys, sort=False).agg(n=("score", "size"), n_articles=("article_id", "nunique"))
    return [(*key, float(means[key]), n, m) for key, n, m in counts.itertuples(name=None)]


def _join_mentions(mentions: Iterable[tuple[int, int, str]]) -> list[Span]:
    """Return where targets are named; words that name several, such as "both countries", once."""
    names: dict[tuple[int, int], dict[str, None]] = {}
    for start, end, target in mentions:
        names.setdefault((start, end), {})[target] = None
    return [Span(*place, "\n".join(sorted(keys))) for place, keys in sorted(names.items())]
