"""What a corpus holds, in words."""

import pandas as pd

from helpers.answers.wording import name_source, say_count
from helpers.stats import FEW_ARTICLES

_MAX_GONE = 5  # sources of which only copies were there, that a remark names
_SELECTED = ", drawn by chance from each source's share of {n_all:,}; figures and intervals are of the articles drawn"
_KINDS = {
    "original": ("is the original", "are the originals"),
    "retelling": ("is our own retelling of an original", "are our own retellings of originals, not the outlets' words"),
    "article": ("was given by the analyst", "were given by the analyst"),
}


def describe_corpus(articles: pd.DataFrame, cleaned: pd.DataFrame | None = None, n_all: int | None = None) -> str:
    """Say how many articles and sources there are, of what kind the texts are, and how many are left out as copies.

    Args:
        articles: Those that are analysed.
        cleaned: All, copies among them; without it nothing is said of copies.
        n_all: How many articles they were drawn from, if they are not all.
    """
    kinds = articles["text_kind"].value_counts()
    parts = [f"{kinds[kind]:,} {says[int(kinds[kind] != 1)]}" for kind, says in _KINDS.items() if kind in kinds]
    n_sources = articles["source"].nunique()
    size = f"{say_count(len(articles), 'article')} of {say_count(n_sources, 'source')}"
    left_out = "" if cleaned is None else _tell_copies(articles, cleaned)
    drawn = "" if n_all is None else _SELECTED.format(n_all=n_all)
    return f"Corpus: {size}{drawn}. Of the texts, {'; '.join(parts)}.{left_out}"


def _tell_copies(articles: pd.DataFrame, cleaned: pd.DataFrame) -> str:
    """Say how many articles are left out as copies of others, and of which sources that leaves none."""
    n_copies = len(cleaned) - len(articles)
    if not n_copies:
        return ""
    gone = sorted(set(cleaned["source"]) - set(articles["source"]))
    more = f" and {len(gone) - _MAX_GONE:,} more" if len(gone) > _MAX_GONE else ""
    none = f", which leaves none of {', '.join(map(name_source, gone[:_MAX_GONE]))}{more}" if gone else ""
    left_out = f"{say_count(n_copies, 'more article')} {'is' if n_copies == 1 else 'are'} left out as copies of these"
    return f" {left_out}{none}; COPIES = True counts them."


def describe_base(articles: pd.DataFrame, mentions: pd.DataFrame | None = None, n_all: int | None = None) -> str:
    """Say on what a figure rests, for its caption: articles, sources, years and mentions.

    Args:
        articles: Those that are analysed, with ``source`` and ``date``.
        mentions: Those of them that are counted, once or by several scorers; without it nothing is said of them.
        n_all: How many articles they were drawn from, if they are not all.
    """
    size = f"{say_count(len(articles), 'article')} of {say_count(articles['source'].nunique(), 'source')}"
    years = sorted(set(articles["date"].dropna().dt.year))
    when = "" if not years else f", {years[0]}" + (f"–{years[-1]}" if years[-1] != years[0] else "")
    keys = ["article_id", "target", "mention_start"]
    counted = "" if mentions is None else f"; n = {len(mentions.drop_duplicates(keys)):,} mentions"
    drawn = "" if n_all is None else f", drawn by source from {n_all:,}"
    return f"Based on {size}{drawn}{when}{counted}."


def answer_drawn(articles: pd.DataFrame, n_all: int | None) -> list[str]:
    """Say that an answer is of some articles of an archive, where it is.

    Args:
        articles: Those that are analysed.
        n_all: How many articles they were drawn from, if they are not all.
    """
    if n_all is None:
        return []
    return [f"This is said of {say_count(len(articles), 'article')} drawn by source from {n_all:,}, not of all."]


def describe_rows(counts: pd.DataFrame) -> str:
    """Say how many rows each table holds.

    Args:
        counts: With ``table`` and ``rows``.
    """
    names = counts["table"].str.replace("_", " ")
    return f"Loaded and checked, rows: {', '.join(f'{n} {r:,}' for n, r in zip(names, counts['rows'], strict=True))}."


def answer_corpus(
    articles: pd.DataFrame,
    cleaned: pd.DataFrame,
    removed_words: pd.DataFrame,
    contamination: pd.DataFrame,
    n_all: int | None = None,
) -> list[str]:
    """Say what a corpus holds, what was removed, and how many mentions of targets went with it.

    Args:
        articles: Those that are analysed, with the columns of `helpers.schemas.CleanArticles`.
        cleaned: All articles, copies among them, with ``n_words`` and ``n_words_removed``.
        removed_words: With ``reason`` and ``n_words``, most words first.
        contamination: As `helpers.corpus.measure_contamination` returns it.
        n_all: How many articles they were drawn from, if they are not all.
    """
    kept, gone = int(articles["n_words"].sum()), int(cleaned["n_words_removed"].sum())
    dates = articles["date"].dropna()
    months = list(dict.fromkeys(f"{day:%B %Y}" for day in (dates.min(), dates.max()))) if len(dates) else []
    span = f", published {'from ' if len(months) > 1 else 'in '}{' to '.join(months)}" if months else ""
    hold = "holds" if len(articles) == 1 else "hold"
    drawn = "" if n_all is None else f", drawn by source from {n_all:,},"
    first = (
        f"{say_count(len(articles), 'article')} of {say_count(articles['source'].nunique(), 'source')}{drawn} {hold} "
        f"{say_count(kept, 'word')} of text{span}."
    )
    says = [first]
    if n_copies := len(cleaned) - len(articles):
        says.append(
            f"{say_count(n_copies, 'more article')} {'repeats' if n_copies == 1 else 'repeat'} one of these and "
            f"{'is' if n_copies == 1 else 'are'} not counted."
        )
    if not gone:
        return [*says, "No page furniture was found in them."]
    top = removed_words.iloc[0]
    share = gone / (int(cleaned["n_words"].sum()) + gone)
    says.append(
        f"{say_count(gone, 'word')} ({share:.0%} of what was scraped) were page furniture or repeats and are left out, "
        f"most of them {top['reason']} ({say_count(int(top['n_words']), 'word')})."
    )
    sums = {kind: int(contamination[f"n_{kind}"].sum()) for kind in ("mentions", "furniture", "repeat", "heading")}
    if sums["mentions"]:
        says.append(
            f"Of {say_count(sums['mentions'], 'mention')} of the targets in the scraped texts, {sums['furniture']:,} "
            f"({sums['furniture'] / sums['mentions']:.0%}) stand in page furniture, {sums['repeat']:,} in copies and "
            f"repeats, and {sums['heading']:,} in headings, captions and datelines; none of these is counted."
        )
    return says


def describe_limits(articles: pd.DataFrame, mentions: pd.DataFrame) -> str:
    """Say how many articles stand behind each source, and how many mentions score exactly 0."""
    counts = articles["source"].value_counts()
    few = int((counts < FEW_ARTICLES).sum())
    have = "has" if few == 1 else "have"
    says = (
        f"{few:,} of {say_count(len(counts), 'source')} {have} fewer than {FEW_ARTICLES} articles: figures for them "
        f"describe these texts, not the outlet."
        if few
        else f"Each source has {FEW_ARTICLES} articles or more."
    )
    if len(mentions):
        zeros = (mentions["score"] == 0).groupby(mentions["scorer"]).mean()
        shares = ", ".join(f"{scorer} {share:.0%}" for scorer, share in zeros.items())
        says += f" Share of mentions that score exactly 0: {shares}."
    return says
