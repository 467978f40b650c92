"""Who gets to speak: the words that a source gives to its journalists and to those it quotes."""

import pandas as pd

from helpers.schemas import Speakers, Speaking, UnnamedSources
from helpers.stats.tone import JOURNALIST, UNKNOWN_SPEAKER

OTHER_BLOCS = "other blocs"
VAGUE = ("other", "unnamed", UNKNOWN_SPEAKER)  # who they are is not known, or they speak for nobody in particular
_STATEMENT = ["article_id", "statement"]


def measure_speaking(quotes: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Measure how many words each source gives to whom.

    Args:
        quotes: With the columns of `helpers.schemas.Quotes`.
        articles: Of these quotes, with ``article_id``, ``source`` and ``n_words``.

    Returns:
        The columns of `helpers.schemas.Speaking`, by source, the journalist first, then who is given most words. The
        words of a source add up to those of its articles. A bloc that is itself called journalist has "(quoted)" added.
    """
    if articles.empty:
        return Speaking.empty()
    said_by = quotes["bloc"].where(quotes["bloc"] != "", UNKNOWN_SPEAKER).replace(JOURNALIST, f"{JOURNALIST} (quoted)")
    given = _join(quotes.assign(said_by=said_by), articles)
    table = given.groupby(["source", "said_by"]).agg(n_articles=("article_id", "nunique"), n_words=("n_words", "sum"))
    table["n_statements"] = given.drop_duplicates(_STATEMENT).groupby(["source", "said_by"]).size()
    quoted = given.groupby("article_id")["n_words"].sum().reindex(articles["article_id"], fill_value=0)
    n_quoted = quoted.astype("int64").to_numpy()
    own = articles.assign(n_words=articles["n_words"] - n_quoted, speaks=articles["n_words"] > n_quoted)
    own = own.groupby("source").agg(n_articles=("speaks", "sum"), n_words=("n_words", "sum")).reset_index()
    own = own.assign(said_by=JOURNALIST, n_statements=0)
    table = pd.concat([own, table.reset_index()]) if len(table) else own
    words = articles.groupby("source")["n_words"].sum()
    table["share"] = table["n_words"] / table["source"].map(words).clip(lower=1)
    order = table.assign(quoted=table["said_by"] != JOURNALIST, least=-table["n_words"])
    order = order.sort_values(["source", "quoted", "least", "said_by"], ignore_index=True)
    return Speaking.validate(order[Speaking.column_names()])


def spread_speaking(speaking: pd.DataFrame, *, limit: int = 10) -> pd.DataFrame:
    """Put the shares of who speaks side by side, for a figure of stacked bars.

    Args:
        speaking: As `measure_speaking` returns it.
        limit: Most columns of shares; the blocs of the fewest words are put together as `OTHER_BLOCS`.

    Returns:
        A row per source in order of the table: ``source``, then a column per who speaks, in percent of the source's
        words: the journalist, the blocs by their words in all sources, the most first, the other blocs together, and
        those of whom no bloc is known (`VAGUE`).
    """
    words = speaking.groupby("said_by")["n_words"].sum().drop(JOURNALIST, errors="ignore").rename("n").reset_index()
    order = words.sort_values(["n", "said_by"], ascending=[False, True])["said_by"].to_list()
    blocs, vague = [b for b in order if b not in VAGUE], [b for b in VAGUE if b in order]
    room = limit - 1 - len(vague)
    rest = len(blocs) > room
    kept = [JOURNALIST, *blocs[: max(0, room - rest)], *([OTHER_BLOCS] if rest else []), *vague]
    said_by = speaking["said_by"].where(speaking["said_by"].isin(kept), OTHER_BLOCS)
    wide = speaking.groupby(["source", said_by], sort=False)["share"].sum().unstack(fill_value=0) * 100
    wide = wide.reindex(columns=kept, fill_value=0.0).rename(columns={"source": "source (bloc)"})
    return wide.rename_axis(columns=None).reset_index()


def _join(quotes: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Return the quotes of these articles with their source."""
    return quotes.merge(articles[["article_id", "source"]], on="article_id")


def count_unnamed(quotes: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Count the statements of speakers without a name at each source.

    Args:
        quotes: As `helpers.stance.name_unnamed` returns them.
        articles: Of these quotes, with ``article_id``, ``source`` and ``n_words``.

    Returns:
        The columns of `helpers.schemas.UnnamedSources`, in order of the source. A statement counts once.
    """
    said = _join(quotes, articles).drop_duplicates(_STATEMENT)
    is_named, is_unnamed = said["speaker"] != "", said["called"] != ""
    is_unknown = ~is_named & ~is_unnamed & (said["bloc"] == "")
    said = said.assign(
        n_statements=1,
        n_named=is_named,
        n_unnamed=is_unnamed,
        n_unknown=is_unknown,
        n_described=~(is_named | is_unnamed | is_unknown),
    )
    columns = ["n_statements", "n_named", "n_unnamed", "n_described", "n_unknown"]
    table = articles.groupby("source").agg(n_articles=("article_id", "size"), n_words=("n_words", "sum"))
    table = table.join(said.groupby("source")[columns].sum()).fillna(0)
    table["share_unnamed"] = table["n_unnamed"] / table["n_statements"].where(table["n_statements"] > 0)
    table["rate_unnamed_per_1k"] = table["n_unnamed"] / table["n_words"].clip(lower=1) * 1000
    return UnnamedSources.validate(table.reset_index()[UnnamedSources.column_names()])


def list_unnamed(quotes: pd.DataFrame, articles: pd.DataFrame, limit: int | None = None) -> pd.DataFrame:
    """List how each source calls its unnamed speakers.

    Args:
        quotes: As `helpers.stance.name_unnamed` returns them.
        articles: Of these quotes, with ``article_id`` and ``source``.
        limit: Most rows per source; all by default.

    Returns:
        ``source``, ``called``, ``n_statements`` and ``n_articles``, by source, most statements first.
    """
    said = _join(quotes[quotes["called"] != ""], articles).drop_duplicates(_STATEMENT)
    grouped = said.groupby(["source", "called"])
    table = grouped.agg(n_statements=("statement", "size"), n_articles=("article_id", "nunique")).reset_index()
    table = table.sort_values(["source", "n_statements", "called"], ascending=[True, False, True])
    return (table if limit is None else table.groupby("source").head(limit)).reset_index(drop=True)


def list_speakers(
    quotes: pd.DataFrame, mentions: pd.DataFrame, articles: pd.DataFrame, *, topics: pd.DataFrame | None = None
) -> pd.DataFrame:
    """List who is quoted by name, where, and on what.

    Args:
        quotes: With the columns of `helpers.schemas.Quotes`; the same name in two articles is one speaker.
        mentions: With the columns of `helpers.schemas.VoicedMentions`; a mention counts once.
        articles: Of these quotes, with ``article_id`` and ``source``.
        topics: ``speaker`` and ``words``, as `helpers.keywords.find_topics` returns them.

    Returns:
        The columns of `helpers.schemas.Speakers`, most words first, then most statements and by name.
    """
    said = _join(quotes[quotes["speaker"] != ""], articles)
    if said.empty:
        return Speakers.empty()
    once = said.drop_duplicates(_STATEMENT)
    table = said.groupby("speaker").agg(
        n_words=("n_words", "sum"), n_articles=("article_id", "nunique"), n_sources=("source", "nunique")
    )
    table["n_statements"] = once.groupby("speaker").size()
    blocs = _rank(once.groupby(["speaker", "bloc"]).size())
    table["bloc"] = blocs.groupby("speaker")["bloc"].first()
    table["sources"] = (
        _rank(said.groupby(["speaker", "source"])["n_words"].sum()).groupby("speaker")["source"].agg("; ".join)
    )
    table["targets"] = _list_targets(mentions).reindex(table.index, fill_value="")
    words = pd.Series(dtype="str") if topics is None else topics.set_index("speaker")["words"]
    table["words"] = words.reindex(table.index).fillna("").astype("str")
    table = table.reset_index().sort_values(
        ["n_words", "n_statements", "speaker"], ascending=[False, False, True], ignore_index=True
    )
    return Speakers.validate(table[Speakers.column_names()])


def _rank(counts: pd.Series) -> pd.DataFrame:
    """Return counts per speaker and another key as rows, the highest count first, equal ones by name."""
    rows = counts.rename("n").reset_index()
    first, second = rows.columns[:2]
    return rows.sort_values(["n", first, second], ascending=[False, True, True])


def _list_targets(mentions: pd.DataFrame) -> pd.Series:
    """Return which targets each speaker names, and how often."""
    said = mentions[mentions["speaker"] != ""].drop_duplicates(["article_id", "target", "mention_start"])
    ranked = _rank(said.groupby(["speaker", "target"]).size())
    ranked["told"] = ranked["target"] + " " + ranked["n"].astype("str")
    return ranked.groupby("speaker")["told"].agg(", ".join)
