"""Findings in words, computed from tables: what notebooks say, so that no finding is ever typed."""

from collections.abc import Iterable, Mapping
from math import comb

import pandas as pd

from helpers.stats import JOURNALIST, UNKNOWN_SPEAKER
from helpers.tables import format_dates

_HOW = {"direct": "quoted", "indirect": "reported"}
_FEW_ARTICLES = 5  # from so many on a finding is said of an outlet, not of its texts alone
_FALSE_SHARE = 0.05  # of the differences that are called so
_MAX_SOURCES = 4  # that an answer names
_MAX_SHOWN = 12  # likewise, a remark
_MAX_BLOCS = 3  # that the answer on tone names
_NO_BLOCS = (UNKNOWN_SPEAKER, "unnamed", "other")  # not named in the answer: they speak for nobody in particular
_KINDS = {
    "original": ("is the original", "are the originals"),
    "retelling": ("is our own retelling of an original", "are our own retellings of originals, not the outlets' words"),
    "article": ("was given by the analyst", "were given by the analyst"),
}
_WITH_ARTICLE = ("United ", "Netherlands", "Philippines", "European ", "Czech Republic", "Soviet Union")


def describe_corpus(articles: pd.DataFrame) -> str:
    """Say how many articles and sources there are, and of what kind the texts are."""
    kinds = articles["text_kind"].value_counts()
    parts = [f"{kinds[kind]:,} {says[int(kinds[kind] != 1)]}" for kind, says in _KINDS.items() if kind in kinds]
    n_sources = articles["source"].nunique()
    size = f"{_count(len(articles), 'article')} of {_count(n_sources, 'source')}"
    return f"Corpus: {size}. Of the texts, {'; '.join(parts)}."


def describe_rows(counts: pd.DataFrame) -> str:
    """Say how many rows each table holds.

    Args:
        counts: With ``table`` and ``rows``.
    """
    names = counts["table"].str.replace("_", " ")
    return f"Loaded and checked, rows: {', '.join(f'{n} {r:,}' for n, r in zip(names, counts['rows'], strict=True))}."


def name_articles(articles: pd.DataFrame) -> pd.Series:
    """Return a short name for each ``article_id``: its source and date, or its file where others share these."""
    names = (articles["source"] + ", " + format_dates(articles)).str.removesuffix(", ")
    names = names.where(~names.duplicated(keep=False), articles["file"])
    return pd.Series(names.to_numpy(), index=articles["article_id"])


def _the(label: str) -> str:
    return f"the {label}" if label.startswith(_WITH_ARTICLE) else label


def answer_corpus(
    articles: pd.DataFrame, cleaned: pd.DataFrame, removed_words: pd.DataFrame, contamination: pd.DataFrame
) -> list[str]:
    """Say what a corpus holds, what was removed, and how many mentions of targets went with it.

    Args:
        articles: Those that are analysed, with the columns of `helpers.schemas.CleanArticles`.
        cleaned: All articles, copies among them, with ``n_words`` and ``n_words_removed``.
        removed_words: With ``reason`` and ``n_words``, most words first.
        contamination: As `helpers.corpus.measure_contamination` returns it.
    """
    kept, gone = int(articles["n_words"].sum()), int(cleaned["n_words_removed"].sum())
    dates = articles["date"].dropna()
    months = list(dict.fromkeys(f"{day:%B %Y}" for day in (dates.min(), dates.max()))) if len(dates) else []
    span = f", published {'from ' if len(months) > 1 else 'in '}{' to '.join(months)}" if months else ""
    hold = "holds" if len(articles) == 1 else "hold"
    first = (
        f"{_count(len(articles), 'article')} of {_count(articles['source'].nunique(), 'source')} {hold} "
        f"{_count(kept, 'word')} of text{span}."
    )
    says = [first]
    if n_copies := len(cleaned) - len(articles):
        says.append(
            f"{_count(n_copies, 'more article')} repeat{'s' if n_copies == 1 else ''} one of these and count once."
        )
    if not gone:
        return [*says, "No page furniture was found in them."]
    top = removed_words.iloc[0]
    share = gone / (int(cleaned["n_words"].sum()) + gone)
    says.append(
        f"{_count(gone, 'word')} ({share:.0%} of what was scraped) were page furniture or repeats and are left out, "
        f"most of them {top['reason']} ({_count(int(top['n_words']), 'word')})."
    )
    sums = {kind: int(contamination[f"n_{kind}"].sum()) for kind in ("mentions", "furniture", "repeat", "heading")}
    if sums["mentions"]:
        says.append(
            f"Of {_count(sums['mentions'], 'mention')} of the targets in the scraped texts, {sums['furniture']:,} "
            f"({sums['furniture'] / sums['mentions']:.0%}) stand in page furniture, {sums['repeat']:,} in copies and "
            f"repeats, and {sums['heading']:,} in headings, captions and datelines; none of these is counted."
        )
    return says


def answer_sources(
    articles: pd.DataFrame, attention: pd.DataFrame, shared: pd.DataFrame, labels: dict[str, str]
) -> list[str]:
    """Say how sources differ in attention to the targets, and how many words they share.

    Args:
        articles: With the columns of `helpers.schemas.CleanArticles`.
        attention: As `helpers.stats.measure_attention` returns it.
        shared: As `helpers.keywords.find_shared_terms` returns it.
        labels: Label of each target.
    """
    n_sources = articles["source"].nunique()
    if n_sources < 2:
        return [f"There is one source, {articles['source'].iloc[0]}, so there is nothing to compare."]
    says = []
    for target, label in labels.items():
        own = attention[attention["target"] == target].sort_values("rate_per_1k")
        low, high = own.iloc[0], own.iloc[-1]
        if low["rate_per_1k"] == high["rate_per_1k"]:
            says.append(
                f"{_the(label)} is named alike by all sources ({_rate(low['rate_per_1k'])} times per 1,000 words)"
            )
            continue
        says.append(
            f"{_the(label)} is named most by {high['source']} ({_rate(high['rate_per_1k'])} times per 1,000 words) "
            f"and least by {low['source']} ({_rate(low['rate_per_1k'])})"
        )
    n_shared = int((shared["n_sources"] == n_sources).sum())
    stand = "stands" if n_shared == 1 else "stand"
    said = "; ".join(says)
    return [
        f"{said[0].upper()}{said[1:]}.",
        f"{_count(n_shared, 'word')} other than function words {stand} in all {n_sources} sources.",
    ]


def format_score(score: float) -> str:
    """Return a score, or an effect on one, with its sign and two decimals."""
    text = f"{score:+.2f}"
    return text.replace("-", "\N{MINUS SIGN}") if float(text) else "0.00"


def name_group(said_by: str) -> str:
    """Return what to call those who say something, by ``said_by`` of `helpers.schemas.ToneByVoice`."""
    if said_by == JOURNALIST:
        return "journalists"
    plain = {UNKNOWN_SPEAKER: "unknown speakers", "analyst": "analysts"}
    return f"quoted {plain.get(said_by, f'{said_by} speakers')}"


def name_groups(by_voice: pd.DataFrame) -> pd.Series:
    """Return what to call those who say something, with the number of their mentions.

    Args:
        by_voice: As `helpers.stats.tone_by_voice` returns it, of one scorer.
    """
    n_mentions = by_voice.groupby("said_by")["n_mentions"].transform("sum")
    names = [f"{name_group(group)} ({n:,})" for group, n in zip(by_voice["said_by"], n_mentions, strict=True)]
    return pd.Series(names, index=by_voice.index, dtype="str")


def name_speaker(voice: str, speaker: str, bloc: str) -> str:
    """Return in a few words who says something, from columns of `helpers.schemas.VoicedMentions`."""
    if voice not in _HOW:
        return voice
    who = speaker or ("unnamed speaker" if bloc else "unknown speaker")
    return f"{_HOW[voice]}: {who}" + (f" ({bloc})" if bloc and bloc != "unnamed" else "")


def answer_tone(
    comparison: pd.DataFrame,
    agreement: pd.DataFrame,
    labels: dict[str, str],
    scorer: str,
    by_voice: pd.DataFrame | None = None,
) -> list[str]:
    """Say how the tone toward two targets compares within articles, who says it, and how far to trust it.

    Args:
        comparison: As `helpers.stats.summarise_comparison` returns it, for the first two targets.
        agreement: As `helpers.stats.measure_agreement` returns it; may be empty.
        labels: Label of each target, the two compared first.
        scorer: Name of the scorer to report.
        by_voice: As `helpers.stats.tone_by_voice` returns it; without it nothing is said of who says it.
    """
    first, second = map(_the, list(labels.values())[:2])
    own, others = comparison[comparison["scorer"] == scorer], comparison[comparison["scorer"] != scorer]
    if own.empty and len(others):
        return [f"The scorer {scorer} gave no scores to compare {first} and {second} by; the figures hold the others'."]
    if own.empty:
        return [f"No article names both {first} and {second}, so their tone cannot be compared within articles."]
    row = own.iloc[0]
    is_lower = row["n_second_higher"] >= row["n_first_higher"]
    way, count = ("lower", "n_second_higher") if is_lower else ("higher", "n_first_higher")
    says = (
        f"In {row[count]} of {_count(int(row['n_articles']), 'article')} that name both, the tone toward {first} is "
        f"{way} than toward {second} by the scorer {scorer}"
    )
    if len(others):
        span = f"{others[count].min()} to {others[count].max()}" if others[count].nunique() > 1 else others[count].min()
        says += f" ({span} by the other {len(others)})" if len(others) > 1 else f" ({span} by the other)"
    size = f"{abs(row['mean_difference']):.2f}"
    mean = f"{size} {'lower' if row['mean_difference'] < 0 else 'higher'}" if float(size) else "the same"
    voices = [] if by_voice is None else _say_who(by_voice[by_voice["scorer"] == scorer], labels)
    rest = f" The other {len(labels) - 2} targets are in the figures alone." if len(labels) > 2 else ""
    average = f"On average within an article it is {mean}, on a scale from \N{MINUS SIGN}1 to 1."
    return [f"{says}.", average, *voices, _trust(agreement, scorer) + rest]


def _say_who(by_voice: pd.DataFrame, labels: dict[str, str]) -> list[str]:
    """Put the journalists' tone toward the first two targets beside that of the blocs that are quoted most."""
    pair = list(labels)[:2]
    rows = by_voice[by_voice["target"].isin(pair)]
    if JOURNALIST not in set(rows["said_by"]):
        return []
    known = [group for group in rows["said_by"].unique() if group not in _NO_BLOCS]
    says: list[str] = []
    for group in known[: _MAX_BLOCS + 1]:
        own = rows[rows["said_by"] == group]
        means = own.set_index("target")["mean_score"].to_dict()
        tones = [f"{format_score(means[target])} toward {_the(labels[target])}" for target in pair if target in means]
        who = name_group(group) if says else "The journalists' own words score"
        says.append(f"{who} {' and '.join(tones)} ({_count(int(own['n_mentions'].sum()), 'mention')})")
    return [f"{'; '.join(says)}."]


def describe_left_out(before: pd.DataFrame, after: pd.DataFrame, minimum: float) -> str:
    """Say how many mentions are left out because a scorer is not sure enough of them.

    Args:
        before: All scores, with ``scorer`` and ``confidence``.
        after: What `helpers.stats.keep_confident` left of them.
        minimum: Least confidence.
    """
    kept = after["scorer"].value_counts()
    rated = before.loc[before["confidence"].notna(), "scorer"].value_counts().sort_index()
    if not minimum or rated.empty:
        return "No mention is left out for low confidence."
    gone = [f"{n - kept.get(scorer, 0):,} of {_count(n, 'mention')} by {scorer}" for scorer, n in rated.items()]
    return f"Left out for a confidence below {minimum:g}: {', '.join(gone)}."


def _trust(agreement: pd.DataFrame, scorer: str) -> str:
    own = agreement[agreement["scorer"] == scorer]
    if own.empty:
        return "No labels are at hand for this corpus, so how far to trust this is not known here."
    row = own.iloc[0]
    return (
        f"This scorer gives the label of our coder for {row['accuracy']:.0%} of {row['n_labelled']:.0f} mentions; "
        f"saying neutral each time would for {row['always_neutral']:.0%}."
    )


MEASURES = {
    "lrc": "conservative log ratio (LRC)",
    "log_ratio": "log ratio",
    "g2": "log-likelihood (G2)",
    "log_odds_z": "log-odds with a prior (z)",
    "percent_difference": "difference in percent (%DIFF)",
    "odds_ratio": "odds ratio",
    "chi2": "chi-squared",
}


def name_measure(measure: str) -> str:
    """Return what to call a measure, a column of `helpers.schemas.Keyness`."""
    return MEASURES.get(measure, measure)


def mark_one_article(table: pd.DataFrame) -> pd.Series:
    """Return each term, with "(1 article)" behind it where all its occurrences are in a single one.

    Args:
        table: With ``term`` and ``one_article``, as `helpers.schemas.Measured` describes them.
    """
    alone = table["one_article"].astype(bool)
    return table["term"].astype("str").where(~alone, table["term"].astype("str") + " (1 article)")


def answer_keywords(words: pd.DataFrame, phrases: pd.DataFrame) -> list[str]:
    """Name the most frequent words and phrases.

    Args:
        words: As `helpers.keywords.rank_terms` returns it for single words.
        phrases: The same for phrases of two words or more.
    """
    return [f"The most frequent words are {_list(words)}.", f"The most frequent phrases are {_list(phrases, 3)}."]


def answer_keyness(keyness: pd.DataFrame, articles: pd.DataFrame) -> list[str]:
    """Say which terms sources use more than others do, and whether the test by article tells them from chance.

    Sources of fewer than 5 articles are not spoken of where there are others: that a text differs from most texts
    says little of its outlet.

    Args:
        keyness: With the columns of `helpers.schemas.Keyness`.
        articles: With the columns ``source`` and ``n_words``.
    """
    sizes = articles.loc[articles["n_words"] > 0, "source"].value_counts()
    enough = keyness["focus"].map(sizes) >= _FEW_ARTICLES
    tested = keyness[keyness["p"].notna() & (enough if enough.any() else True)]
    if tested.empty:
        return ["Sources are not compared: that takes articles of two sources, and words that stand in enough of them."]
    # p is corrected within a source: a share for each keeps that of all sources together
    passed = tested[(tested["p_bh"] <= _FALSE_SHARE / tested["focus"].nunique()) & (tested["log_ratio"] > 0)]
    if passed.empty:
        words = _count(tested["term"].nunique(), "word")
        least = _least_p(tested, articles)
        why = f", and none could be: so few articles give no p below {least:.2g}" if least > _FALSE_SHARE else ""
        return [f"Of {words} compared between sources none is told from chance by the test of whole articles{why}."]
    says = []
    for focus, own in list(passed.groupby("focus", sort=False))[:_MAX_SOURCES]:
        top = ", ".join(f"{row['term']} ({_times(row['count'])})" for row in own.head(3).to_dict("records"))
        says.append(f"{focus}: {top}")
    more = passed["focus"].nunique() - len(says)
    rest = f"; and {_count(more, 'other source')}" if more > 0 else ""
    return [f"Beyond chance, by article, sources use more than the others: {'; '.join(says)}{rest}."]


def answer_contrast(contrast: pd.DataFrame) -> list[str]:
    """Say which words are at least twice as frequent near one target as near the other, and what the test makes of it.

    Args:
        contrast: With the columns of `helpers.schemas.CollocateContrast`.
    """
    if contrast.empty:
        return []
    first, second = contrast["first"].iloc[0], contrast["second"].iloc[0]
    ends = [(first, contrast[contrast["log_ratio"] >= 1]), (second, contrast[contrast["log_ratio"] <= -1].iloc[::-1])]
    says = []
    for name, words in ends:
        pairs = [
            f"{row['term']} ({row['rate_first_per_10k']:.0f} to {row['rate_second_per_10k']:.0f})"
            for row in words.head(3).to_dict("records")
        ]
        if pairs:
            says.append(f"around {_the(name)} {', '.join(pairs)}")
    told = _tell_passed(contrast)
    if not says:
        return [f"No word is twice as frequent around {_the(first)} as around {_the(second)}, or the reverse; {told}."]
    rates = f"per 10,000 words around {_the(first)} and around {_the(second)}"
    return [f"More frequent ({rates}) are {'; '.join(says)}; {told}."]


def _tell_passed(contrast: pd.DataFrame) -> str:
    """Say how many words pass the test that exchanges targets in whole articles, or that none can."""
    n_passed = int((contrast["p_bh"] <= _FALSE_SHARE).sum())
    tried = int(contrast["n_permutations"].max())
    # All exchanges are tried if their number is a power of two; exchanging in every article changes no difference
    least = 2 / tried if tried & (tried - 1) == 0 else 1 / (tried + 1)
    why = f", and none could: so few articles give no p below {least:.2g}" if least > _FALSE_SHARE else ""
    differ = "differs" if n_passed == 1 else "differ"
    return f"{n_passed or 'none'} of {_count(len(contrast), 'word')} {differ} beyond chance by article{why}"


def describe_test(keyness: pd.DataFrame, articles: pd.DataFrame) -> str:
    """Say how many terms were tested, how finely, and how many pass each correction.

    Args:
        keyness: With the columns of `helpers.schemas.Keyness`.
        articles: With the columns ``source`` and ``n_words``.
    """
    tested = keyness[keyness["p"].notna()]
    if tested.empty:
        return "Nothing was tested: a test by article needs articles on both sides."
    n_holm, n_bh = (int((tested[name] <= _FALSE_SHARE).sum()) for name in ("p_holm", "p_bh"))
    return (
        f"{_count(len(tested), 'comparison')} of a word by permutation of whole articles; the smallest p that could "
        f"come out is {_least_p(tested, articles):.2g}. At {_FALSE_SHARE:.0%}, {n_bh:,} pass by Benjamini and "
        f"Hochberg's correction and {n_holm:,} by Holm's, each made within a source."
    )


def _least_p(tested: pd.DataFrame, articles: pd.DataFrame) -> float:
    """Return the smallest p that the test can give, over the foci.

    Where all ways to choose the focus's articles are tried, the observed one is among them; if both sides have as many
    articles, so is its mirror image, with the same difference.
    """
    sizes = articles.loc[articles["n_words"] > 0, "source"].value_counts().to_dict()
    least = 1.0
    for (focus, against), own in tested.groupby(["focus", "against"]):
        tried, n = int(own["n_permutations"].max()), sizes[focus]
        others = sizes.get(against, sum(sizes.values()) - n)
        every = comb(n + others, n)
        alike = 2 if n == others else 1
        least = min(least, alike / every if tried == every else 1 / (tried + 1))
    return least


def describe_null(levels: pd.DataFrame, articles: pd.DataFrame, *, measure: str = "lrc") -> str:
    """Say what scores come out where nothing differs, and for which sources that cannot be known.

    Args:
        levels: As `helpers.keywords.summarise_null` returns it.
        articles: With the column ``source``.
        measure: The measure to speak of.
    """
    own = levels[levels["measure"] == measure]
    missing = articles["source"].nunique() - len(own)
    says = []
    if len(own):
        says.append(
            f"In {int(own['n_splits'].max()):,} random halvings of a source's own articles, where nothing but chance "
            f"differs, the largest score stays in 95% at or below {_range(own['score'])}; smaller scores say nothing."
        )
    if missing:
        says.append(
            f"{_count(missing, 'source')} of {articles['source'].nunique():,} cannot be halved, for want of articles "
            "or words: what chance alone gives is not known there, and any score may be noise."
        )
    return " ".join(says)


def _range(values: pd.Series) -> str:
    low, high = f"{values.min():.1f}", f"{values.max():.1f}"
    return low if low == high else f"{low} to {high}, by source"


def describe_denominators(articles: pd.DataFrame, column: str = "source") -> str:
    """Say out of how many words rates are, exactly.

    Args:
        articles: With the columns ``n_words`` and the one to group by.
        column: That column.
    """
    sizes = articles.groupby(column)["n_words"].sum()
    shown = [f"{name} {size:,}" for name, size in sizes.head(_MAX_SHOWN).items()]
    rest = f" and {len(sizes) - len(shown):,} more" if len(sizes) > len(shown) else ""
    return f"Rates are per 10,000 of {sizes.sum():,} words: {', '.join(shown)}{rest}."


def describe_windows(contrast: pd.DataFrame) -> str:
    """Say out of how many words the rates around each target are.

    Args:
        contrast: With the columns of `helpers.schemas.CollocateContrast`.
    """
    if contrast.empty:
        return "there are none."
    row = contrast.iloc[0]
    return f"rates are per 10,000 of {row['n_window_first']:,} and of {row['n_window_second']:,} words near them."


def describe_lines(lines: pd.DataFrame, queries: Iterable[str], refused: Mapping[str, str]) -> str:
    """Say how many lines each query found, and which could not be searched for.

    Args:
        lines: With the column ``query``.
        queries: All that were asked for.
        refused: What is wrong with those that could not be searched for.
    """
    counts = lines["query"].value_counts()
    asked = [query for query in dict.fromkeys(queries) if query not in refused]
    found = ", ".join(f"{query} {counts[query]:,}" for query in asked if query in counts)
    missing = ", ".join(query for query in asked if query not in counts)
    says = [f"Lines found: {found or 'none'}.", f"Not found: {missing}." if missing else ""]
    return " ".join(filter(None, [*says, *(f"Left out: {said}." for said in refused.values())]))


def describe_limits(articles: pd.DataFrame, mentions: pd.DataFrame) -> str:
    """Say how many articles stand behind each source, and how many mentions score exactly 0."""
    counts = articles["source"].value_counts()
    few = int((counts < _FEW_ARTICLES).sum())
    have = "has" if few == 1 else "have"
    says = (
        f"{few:,} of {_count(len(counts), 'source')} {have} fewer than {_FEW_ARTICLES} articles: figures for them "
        f"describe these texts, not the outlet."
    )
    if len(mentions):
        zeros = (mentions["score"] == 0).groupby(mentions["scorer"]).mean()
        shares = ", ".join(f"{scorer} {share:.0%}" for scorer, share in zeros.items())
        says += f" Share of mentions that score exactly 0: {shares}."
    return says


def _list(terms: pd.DataFrame, top: int = 4) -> str:
    """Name terms with their count and rate, of the first with their units."""
    rows = terms.head(top).to_dict("records")
    if not rows:
        return "none: the corpus holds none"
    first = f"{rows[0]['term']} ({_times(rows[0]['count'])}, {rows[0]['rate_per_10k']:.0f} per 10,000 words)"
    return ", ".join([first, *(f"{row['term']} ({row['count']:,}; {row['rate_per_10k']:.0f})" for row in rows[1:])])


def _times(n: int) -> str:
    return "once" if n == 1 else f"{n:,} times"


def _rate(rate: float) -> str:
    return f"{rate:.0f}" if rate >= 10 or rate == 0 else f"{rate:.1f}"


def _count(n: int, noun: str) -> str:
    return f"{n:,} {noun}{'' if n == 1 else 's'}"
