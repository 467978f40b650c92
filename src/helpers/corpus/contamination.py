"""What of the scraped texts is the article, and how much of what would be counted is not."""

from bisect import bisect_right
from collections.abc import Collection, Iterator

import pandas as pd

from helpers.corpus.read import list_problems
from helpers.corpus.structure import ANALYSED, SEPARATE
from helpers.errors import Problem

# What a stretch of a page can be, in the order of a legend.
TEXT, HEADING, REPEAT, FURNITURE = KINDS = ("text", "heading", "repeat", "furniture")
_REPEATS = {"repeated text", "repeated title"}


def list_segments(
    cleaned: pd.DataFrame,
    removed: pd.DataFrame,
    structure: pd.DataFrame,
    *,
    analysed: Collection[str],
    parts: Collection[str] = ANALYSED,
) -> pd.DataFrame:
    """Cut each article, as it was scraped, into what is analysed and what is not.

    Args:
        cleaned: All articles, with ``article_id`` and ``raw_text``.
        removed: With the columns of `helpers.schemas.Removed`.
        structure: With the columns of `helpers.schemas.Structure`.
        analysed: Ids of the articles that are analysed; the others are copies.
        parts: As for `helpers.corpus.set_apart`.

    Returns:
        ``article_id``, ``start`` and ``end`` (characters of ``raw_text``; ends exclusive) and ``kind``: ``text`` (what
        is analysed), ``heading`` (headings, captions and datelines set apart), ``repeat`` (said before in the article,
        or in one that it is a copy of) and ``furniture``. Segments of an article follow each other without a gap.
    """
    marked: dict[str, list[tuple[int, int, str]]] = {}
    for article_id, start, end, reason in _rows(removed, "reason"):
        marked.setdefault(article_id, []).append((start, end, REPEAT if reason in _REPEATS else FURNITURE))
    apart = structure[structure["part"].isin(set(SEPARATE) - set(parts))]
    for article_id, start, end, _ in _rows(apart, "part"):
        marked.setdefault(article_id, []).append((start, end, HEADING))
    ids = set(analysed)
    rows = [
        (article_id, *segment)
        for article_id, text in zip(cleaned["article_id"], cleaned["raw_text"], strict=True)
        for segment in _fill(sorted(marked.get(article_id, [])), len(text), TEXT if article_id in ids else REPEAT)
    ]
    return pd.DataFrame(rows, columns=["article_id", "start", "end", "kind"])


def _rows(table: pd.DataFrame, column: str) -> Iterator[tuple[str, int, int, str]]:
    return zip(table["article_id"], table["start"], table["end"], table[column], strict=True)


def _fill(marked: list[tuple[int, int, str]], length: int, between: str) -> Iterator[tuple[int, int, str]]:
    """Yield the marked segments and what lies between them; where two overlap, the first holds."""
    position = 0
    for start, end, kind in [*marked, (length, length, between)]:
        if start > position:
            yield position, start, between
        if end > max(start, position):
            yield max(start, position), end, kind
        position = max(position, end)


def measure_contamination(mentions: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """Count where the mentions of targets lie that stand in the texts as scraped.

    Args:
        mentions: Those found in the raw texts, with ``article_id``, ``source``, ``target`` and ``mention_start``.
        segments: As `list_segments` returns them.

    Returns:
        One row per source and target: ``source``, ``target``, ``n_mentions``, ``n_KIND`` for each kind of segment,
        and ``share_not_text``, the share of mentions that would be counted and are not the article's, 0 to 1.
    """
    counts = mark_contamination(mentions, segments).groupby(["source", "target", "kind"]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=list(KINDS), fill_value=0)
    table = counts.rename(columns=lambda name: f"n_{name}").reset_index()
    table.columns.name = None
    table.insert(2, "n_mentions", counts.sum(axis=1).to_numpy())
    return table.assign(share_not_text=1 - table["n_text"] / table["n_mentions"])


def mark_contamination(mentions: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """Mark which mentions of targets, of the texts as scraped, lie outside what is analysed.

    Args:
        mentions: As for `measure_contamination`.
        segments: As `list_segments` returns them.

    Returns:
        The mentions, each once however many scorers there are, with ``kind`` (of the segment) and ``outside``.
    """
    once = mentions.drop_duplicates(["article_id", "target", "mention_start"])
    kind = pd.Series(_locate(once, segments), index=once.index, dtype="str")
    return once.assign(kind=kind, outside=kind != TEXT)


def _locate(mentions: pd.DataFrame, segments: pd.DataFrame) -> Iterator[str]:
    """Yield the kind of the segment in which each mention begins."""
    own = {key: (list(group["start"]), list(group["kind"])) for key, group in segments.groupby("article_id")}
    for article_id, start in zip(mentions["article_id"], mentions["mention_start"], strict=True):
        starts, kinds = own[article_id]
        yield kinds[bisect_right(starts, start) - 1]


def find_emptied(cleaned: pd.DataFrame) -> pd.DataFrame:
    """Find the articles of which cleaning leaves nothing: pages of furniture alone, or ones it misjudged.

    Args:
        cleaned: With ``file`` and ``body``.

    Returns:
        One warning per article, with the columns of `helpers.schemas.Problems`.
    """
    empty = cleaned.loc[~cleaned["body"].str.contains(r"\w"), "file"]
    reason, remedy = "is page furniture from end to end", "see removed.csv; leave it out, or save the article alone"
    return list_problems(Problem(file, "warning", reason, remedy) for file in empty)


def list_reasons(cleaned: pd.DataFrame, removed: pd.DataFrame, n_words: pd.Series) -> pd.DataFrame:
    """List what was removed at each source and why.

    Args:
        cleaned: All articles, with ``article_id``, ``source``, ``n_words`` and ``n_words_removed``.
        removed: With ``article_id`` and ``reason``.
        n_words: Words of each removed span.

    Returns:
        ``source``, ``reason``, ``n_spans``, ``n_words`` and ``share`` (of all words scraped from the source, 0 to 1),
        by source, most words first.
    """
    sources = cleaned.set_index("article_id")["source"]
    scraped = (cleaned["n_words"] + cleaned["n_words_removed"]).groupby(cleaned["source"]).sum()
    spans = removed.assign(source=removed["article_id"].map(sources), n_words=n_words)
    table = spans.groupby(["source", "reason"])["n_words"].agg(n_spans="size", n_words="sum").reset_index()
    table = table.assign(share=table["n_words"] / table["source"].map(scraped).astype(float).clip(lower=1))
    return table.sort_values(["source", "n_words", "reason"], ascending=[True, False, True], ignore_index=True)
