"""What a source is like: its size, its style, its attention and its tone, one row per source."""

import pandas as pd

from helpers.schemas import SourceMeasures, SourceProfile
from helpers.tables import format_dates

# In the order in which they are shown; attention and tone are per target
MEASURES = (
    "articles",
    "words",
    "words_per_sentence",
    "flesch",
    "mattr",
    "share_quoted",
    "share_wire",
    "attention",
    "tone",
)
_COLUMNS = {"articles": "n_articles", "words": "n_words"}
_WORDS = 5  # that a profile names


def profile_sources(
    articles: pd.DataFrame,
    sources: pd.DataFrame,
    quotes: pd.DataFrame,
    readability: pd.DataFrame,
    vocabulary: pd.DataFrame,
) -> pd.DataFrame:
    """Describe each source in one row.

    Args:
        articles: With the columns ``article_id``, ``source``, ``date``, ``date_precision``, ``n_words`` and
            ``wire_credit``.
        sources: With the columns of `helpers.schemas.Sources`.
        quotes: Of these articles, with ``article_id`` and ``n_words``.
        readability: Of these articles, with the columns of `helpers.schemas.Readability`.
        vocabulary: With ``source`` and ``mattr``, as `helpers.keywords.measure_vocabulary` returns it.

    Returns:
        The columns of `helpers.schemas.SourceProfile`, in order of the source. Articles and words add up to the corpus.
    """
    if articles.empty:
        return SourceProfile.empty()
    owners = articles.set_index("article_id")["source"]
    told = articles.assign(undated=articles["date"].isna(), wire=articles["wire_credit"] != "")
    table = told.groupby("source").agg(
        n_articles=("article_id", "size"),
        n_words=("n_words", "sum"),
        first_date=("date", "min"),
        last_date=("date", "max"),
        n_undated=("undated", "sum"),
        n_wire=("wire", "sum"),
    )
    table["dates"] = _say_dates(articles).reindex(table.index, fill_value="")
    counts = readability.groupby(readability["article_id"].map(owners))[["n_sentences", "n_words", "n_syllables"]].sum()
    counts = counts.reindex(table.index, fill_value=0)
    quoted = quotes.groupby(quotes["article_id"].map(owners))["n_words"].sum()
    known = sources.drop_duplicates("source").set_index("source")[["country", "kind", "ownership"]]
    table = table.join(known)
    table[known.columns] = table[known.columns].fillna("")
    table["words_per_sentence"] = counts["n_words"] / counts["n_sentences"].where(counts["n_sentences"] > 0)
    table["flesch"] = _ease_reading(table["words_per_sentence"], counts)
    table["mattr"] = vocabulary.set_index("source")["mattr"].reindex(table.index)
    table["n_words_quoted"] = quoted.reindex(table.index, fill_value=0)
    table["share_quoted"] = table["n_words_quoted"] / table["n_words"].where(table["n_words"] > 0)
    table["share_wire"] = table["n_wire"] / table["n_articles"]
    return SourceProfile.validate(table.reset_index()[SourceProfile.column_names()])


def _say_dates(articles: pd.DataFrame) -> pd.Series:
    """Return the first and the last date of each source, as exact as they are known."""
    dated = articles[articles["date"].notna()].sort_values("date", kind="stable")
    ends = dated.assign(said=format_dates(dated)).groupby("source")["said"].agg(["first", "last"])
    return ends["first"].where(ends["first"] == ends["last"], ends["first"] + " to " + ends["last"])


def _ease_reading(words_per_sentence: pd.Series, counts: pd.DataFrame) -> pd.Series:
    """Return the reading ease of Flesch (1948)."""
    return 206.835 - 1.015 * words_per_sentence - 84.6 * counts["n_syllables"] / counts["n_words"]


def measure_sources(profile: pd.DataFrame, attention: pd.DataFrame, tone: pd.DataFrame) -> pd.DataFrame:
    """Put what is measured of each source into one long table.

    Args:
        profile: As `profile_sources` returns it.
        attention: As `helpers.stats.measure_attention` returns it.
        tone: As `helpers.stats.tone_by_source` returns it, of one scorer.

    Returns:
        The columns of `helpers.schemas.SourceMeasures`, in order of `MEASURES`, then source and target: of the source
        as a whole articles, words, words per sentence, reading ease, vocabulary, shares of quoted words and of wire
        articles; of each target attention (mentions per 1,000 words) and tone (score). Only tone has intervals.
    """
    sizes = profile.set_index("source")["n_articles"]
    parts = [
        profile[["source", "n_articles"]].assign(measure=name, target="", value=profile[_COLUMNS.get(name, name)])
        for name in MEASURES[:-2]
    ]
    named = attention.assign(n_articles=attention["source"].map(sizes), measure="attention")
    parts.append(named.rename(columns={"rate_per_1k": "value"}))
    parts.append(tone.rename(columns={"mean_score": "value"}).assign(measure="tone"))
    table = pd.concat([part for part in parts if len(part)] or [SourceMeasures.empty()])
    if table.empty:
        return SourceMeasures.empty()
    table = table.reindex(columns=SourceMeasures.column_names())
    rank = table["measure"].map({name: place for place, name in enumerate(MEASURES)})
    table = table.assign(_rank=rank).sort_values(["_rank", "source", "target"], kind="stable", ignore_index=True)
    return SourceMeasures.validate(table.drop(columns="_rank"))


def widen_profile(profile: pd.DataFrame, measures: pd.DataFrame, distinctive: pd.DataFrame) -> pd.DataFrame:
    """Put all that is known of a source into one row.

    Args:
        profile: As `profile_sources` returns it.
        measures: As `measure_sources` returns it.
        distinctive: Words that a source uses more than others, the best first: ``focus``, ``term``, ``log_ratio``.

    Returns:
        The profile with, for each target, ``TARGET_per_1k`` (mentions per 1,000 words), ``TARGET_tone``,
        ``TARGET_tone_low`` and ``TARGET_tone_high``; and ``distinctive_words``, the first five.
    """
    table = profile.set_index("source")
    for target in measures.loc[measures["target"] != "", "target"].unique():
        own = measures[measures["target"] == target].set_index("source")
        table[f"{target}_per_1k"] = own.loc[own["measure"] == "attention", "value"]
        tone = own[own["measure"] == "tone"]
        for column, end in (("value", ""), ("low", "_low"), ("high", "_high")):
            table[f"{target}_tone{end}"] = tone[column]
    words = distinctive[distinctive["log_ratio"] > 0].groupby("focus")["term"]
    table["distinctive_words"] = words.agg(lambda terms: ", ".join(terms.head(_WORDS))).reindex(
        table.index, fill_value=""
    )
    return table.reset_index()
