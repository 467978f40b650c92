"""Tables that set sources side by side: profiles, who speaks, who acts on whom, claims, likeness."""

import pandas as pd
from pandera.typing.pandas import Series

from helpers.schemas.base import ID, Table, column

ROLES = ("agent", "patient", "neither")
CONSTRUCTIONS = ("active", "passive", "")
UNITS = ("article", "source")


class Readability(Table):
    """One row per article: how long its sentences and words are."""

    article_id: Series[str] = column("the article", str_matches=ID)
    n_sentences: Series[int] = column("sentences that hold a word", unit="sentences", ge=0)
    n_words: Series[int] = column("words of these sentences", unit="words", ge=0)
    n_syllables: Series[int] = column("syllables of these words", unit="syllables", ge=0)


class SourceProfile(Table):
    """One row per source: what it is, how much of it there is, and how it writes."""

    source: Series[str] = column("the outlet")
    country: Series[str] = column("as in sources")
    kind: Series[str] = column("as in sources")
    ownership: Series[str] = column("as in sources")
    n_articles: Series[int] = column("articles that are analysed", unit="articles", ge=1)
    n_words: Series[int] = column("their words", unit="words", ge=0)
    first_date: Series[pd.Timestamp] = column("date of its first article", nullable=True)
    last_date: Series[pd.Timestamp] = column("date of its last article", nullable=True)
    dates: Series[str] = column("both, each as exact as it is known; one if they are the same, empty without")
    n_undated: Series[int] = column("articles without a date", unit="articles", ge=0)
    words_per_sentence: Series[float] = column("mean length of a sentence", unit="words", ge=0, nullable=True)
    flesch: Series[float] = column(
        "reading ease: 206.835 - 1.015 words per sentence - 84.6 syllables per word (Flesch 1948); 60 to 70 is plain "
        "English, below 30 very hard",
        nullable=True,
    )
    mattr: Series[float] = column(
        "moving-average type-token ratio: mean share of distinct words in each 50 running words (Covington and McFall "
        "2010); empty below 50 words",
        unit="share",
        ge=0,
        le=1,
        nullable=True,
    )
    n_words_quoted: Series[int] = column("words that are quoted or reported", unit="words", ge=0)
    share_quoted: Series[float] = column("n_words_quoted / n_words", unit="share", ge=0, le=1, nullable=True)
    n_wire: Series[int] = column("articles that credit a news agency", unit="articles", ge=0)
    share_wire: Series[float] = column("n_wire / n_articles", unit="share", ge=0, le=1)


class SourceMeasures(Table):
    """One row per source, measure and target, for figures: what a profile holds, attention and tone."""

    source: Series[str] = column("the outlet")
    measure: Series[str] = column("name of the measure")
    target: Series[str] = column("key of the target; empty for measures of the source as a whole")
    value: Series[float] = column("the value, in the unit of the measure; empty where there is none", nullable=True)
    low: Series[float] = column("lower end of its 95% interval; empty where none is given", nullable=True)
    high: Series[float] = column("upper end of it", nullable=True)
    n_articles: Series[int] = column("articles behind it", unit="articles", ge=0)


class Speaking(Table):
    """One row per source and who speaks; the rows of a source add up to its words."""

    source: Series[str] = column("the outlet")
    said_by: Series[str] = column(
        "journalist: the journalist's own text; else the bloc of who is quoted, as in quotes.bloc; unknown speaker "
        "where that is empty"
    )
    n_statements: Series[int] = column("statements; 0 for the journalist", unit="statements", ge=0)
    n_articles: Series[int] = column("articles in which it speaks", unit="articles", ge=0)
    n_words: Series[int] = column("words it is given", unit="words", ge=0)
    share: Series[float] = column("n_words / words of the source", unit="share", ge=0, le=1)


class Speakers(Table):
    """One row per speaker: who is quoted most, where, and on what."""

    speaker: Series[str] = column("name as in quotes.speaker")
    bloc: Series[str] = column("its commonest bloc")
    n_words: Series[int] = column("words given to the speaker", unit="words", ge=0)
    n_statements: Series[int] = column("statements", unit="statements", ge=1)
    n_articles: Series[int] = column("articles that quote the speaker", unit="articles", ge=1)
    n_sources: Series[int] = column("sources that do", unit="sources", ge=1)
    sources: Series[str] = column("these sources, most words first, a semicolon between")
    targets: Series[str] = column("targets named in the statements, most mentions first, with their counts")
    words: Series[str] = column("words that stand in these statements more than in the rest of the corpus")


class UnnamedSources(Table):
    """One row per source: how much of what is quoted comes from nobody with a name."""

    source: Series[str] = column("the outlet")
    n_articles: Series[int] = column("articles", unit="articles", ge=0)
    n_words: Series[int] = column("words of these articles", unit="words", ge=0)
    n_statements: Series[int] = column("statements of all speakers", unit="statements", ge=0)
    n_named: Series[int] = column("statements of a named speaker", unit="statements", ge=0)
    n_unnamed: Series[int] = column(
        "statements of a speaker without name: officials, sources, analysts", unit="statements", ge=0
    )
    n_described: Series[int] = column(
        "statements of all others: a body (the White House), a group (voters), a pronoun that was not resolved",
        unit="statements",
        ge=0,
    )
    n_unknown: Series[int] = column("statements of which nothing tells the speaker", unit="statements", ge=0)
    share_unnamed: Series[float] = column("n_unnamed / n_statements", unit="share", ge=0, le=1, nullable=True)
    rate_unnamed_per_1k: Series[float] = column("n_unnamed per 1,000 words", unit="statements per 1,000 words", ge=0)


class Roles(Table):
    """One row per mention of a target: what it does in its clause, or what is done to it."""

    article_id: Series[str] = column("the article", str_matches=ID)
    file: Series[str] = column("its file")
    source: Series[str] = column("its outlet")
    target: Series[str] = column("key of the target")
    mention: Series[str] = column("the name as it stands in the text")
    mention_start: Series[int] = column("first character of the mention", unit="characters", ge=0)
    mention_end: Series[int] = column("one past the last character", unit="characters", ge=0)
    sentence_start: Series[int] = column("first character of the sentence", unit="characters", ge=0)
    sentence_end: Series[int] = column("one past its last character", unit="characters", ge=0)
    voice: Series[str] = column("in whose voice it stands, as in mentions")
    role: Series[str] = column(
        "agent: it, or what it stands for, does what the verb says; patient: it is done to it; neither: all others",
        isin=ROLES,
    )
    through: Series[str] = column(
        "who or what acts or is acted on in its name (Russian *forces*, Washington's *envoy*); empty if it is the "
        "target itself"
    )
    verb: Series[str] = column("lemma of the verb, with its particle (carry out); empty if neither")
    verb_start: Series[int] = column("first character of the verb; -1 if neither", unit="characters", ge=-1)
    verb_end: Series[int] = column("one past its last character; -1 if neither", unit="characters", ge=-1)
    construction: Series[str] = column("active or passive; empty if neither", isin=CONSTRUCTIONS)
    negated: Series[bool] = column("whether the verb is negated")
    other: Series[str] = column(
        "head of the other side: of an agent what the verb is done to, of a patient who does it; empty if none"
    )
    other_target: Series[str] = column("key of the target that the other side is; empty if none")


class RoleCounts(Table):
    """One row per source and target: how often it acts, is acted on, and neither."""

    source: Series[str] = column("the outlet")
    target: Series[str] = column("key of the target")
    n_mentions: Series[int] = column("mentions of the target", unit="mentions", ge=0)
    n_agent: Series[int] = column("mentions as agent", unit="mentions", ge=0)
    n_patient: Series[int] = column("mentions as patient", unit="mentions", ge=0)
    n_neither: Series[int] = column("all others", unit="mentions", ge=0)
    share_agent: Series[float] = column("n_agent / (n_agent + n_patient)", unit="share", ge=0, le=1, nullable=True)
    low: Series[float] = column(
        "lower end of its 95% interval (by leaving out each article in turn); empty below 5 articles",
        unit="share",
        ge=0,
        le=1,
        nullable=True,
    )
    high: Series[float] = column("upper end of it", unit="share", ge=0, le=1, nullable=True)
    share_passive: Series[float] = column(
        "share of these mentions whose clause is passive", unit="share", ge=0, le=1, nullable=True
    )
    n_articles: Series[int] = column("articles in which it is agent or patient", unit="articles", ge=0)


class Claims(Table):
    """One row per sentence that was compared: to which claim it belongs; most are claims of one sentence."""

    claim_id: Series[str] = column("article_id of the representative, a hyphen, and its sentence_index")
    article_id: Series[str] = column("the article", str_matches=ID)
    source: Series[str] = column("its outlet")
    sentence_index: Series[int] = column("position in the article, from 0", ge=0)
    sentence_start: Series[int] = column("first character", unit="characters", ge=0)
    sentence_end: Series[int] = column("one past the last character", unit="characters", ge=0)
    is_representative: Series[bool] = column("whether it stands for the claim: the sentence most like all others")
    similarity: Series[float] = column("likeness to the representative, in the measure of the threshold", ge=-1, le=1)
    nearest: Series[float] = column(
        "largest likeness to a sentence of another source; empty with one source", ge=-1, le=1, nullable=True
    )


class ClaimSummary(Table):
    """One row per claim: the sentence that stands for it, and how many say it."""

    claim_id: Series[str] = column("as in claims")
    article_id: Series[str] = column("article of the representative", str_matches=ID)
    sentence_start: Series[int] = column("first character of the representative", unit="characters", ge=0)
    sentence_end: Series[int] = column("one past the last character", unit="characters", ge=0)
    sentence: Series[str] = column("the representative, breaks and gaps as one space")
    n_sentences: Series[int] = column("sentences that say it", unit="sentences", ge=1)
    n_articles: Series[int] = column("articles that hold one of them", unit="articles", ge=1)
    n_sources: Series[int] = column("sources that do", unit="sources", ge=1)
    sources: Series[str] = column("these sources, most sentences first, a semicolon between")


class ClaimCoverage(Table):
    """One row per claim and source that makes it."""

    claim_id: Series[str] = column("as in claims")
    source: Series[str] = column("the outlet")
    n_sentences: Series[int] = column("sentences of the source that say it", unit="sentences", ge=1)
    n_articles: Series[int] = column("its articles that hold one", unit="articles", ge=1)


class SourceClaims(Table):
    """One row per source: how much of what it says others say, too. An absent claim is not a suppressed claim."""

    source: Series[str] = column("the outlet")
    n_sentences: Series[int] = column("sentences that were compared", unit="sentences", ge=0)
    n_shared: Series[int] = column("of these in claims that another source makes, too", unit="sentences", ge=0)
    n_single: Series[int] = column("of these in claims that no other source makes", unit="sentences", ge=0)
    share_shared: Series[float] = column("n_shared / n_sentences", unit="share", ge=0, le=1, nullable=True)
    n_claims_absent: Series[int] = column(
        "claims of at least two other sources that were not found here", unit="claims", ge=0
    )


class Similarity(Table):
    """One row per pair of articles or of sources."""

    first: Series[str] = column("article_id or name of the one")
    second: Series[str] = column("of the other")
    unit: Series[str] = column("what is compared", isin=UNITS)
    tfidf: Series[float] = column(
        "cosine of their words' TF-IDF weights; empty if one has no words", ge=0, le=1, nullable=True
    )
    embedding: Series[float] = column(
        "cosine of the means of their sentences' embeddings; empty if one has none", ge=-1, le=1, nullable=True
    )


class Events(Table):
    """One row per dated event that coverage is shown against, as in ``data/events.csv``."""

    date: Series[pd.Timestamp] = column("day of the event")
    event: Series[str] = column("what happened, in a few words")
    reference: Series[str] = column("where that can be checked; may be empty")


class CoverageDates(Table):
    """One row per source and period with articles: how much it published, for a timeline."""

    source: Series[str] = column("the outlet")
    period: Series[pd.Timestamp] = column("first day of the period")
    n_articles: Series[int] = column("articles", unit="articles", ge=1)
    n_words: Series[int] = column("their words", unit="words", ge=0)


class AlignedSentences(Table):
    """One row per pair of sentences of two articles or two sources that are each other's nearest."""

    first: Series[str] = column("article_id or source of the one side")
    second: Series[str] = column("of the other")
    n_first: Series[int] = column("sentences of the one side that were compared", unit="sentences", ge=1)
    n_second: Series[int] = column("of the other", unit="sentences", ge=1)
    n_aligned: Series[int] = column("pairs of sentences that were aligned, left out or not", unit="pairs", ge=1)
    similarity: Series[float] = column("cosine of their embeddings; claims have a likeness of their own", ge=-1, le=1)
    article_first: Series[str] = column("article of the first sentence", str_matches=ID)
    start_first: Series[int] = column("its first character", unit="characters", ge=0)
    end_first: Series[int] = column("one past its last", unit="characters", ge=0)
    sentence_first: Series[str] = column("its text, as in body, breaks and gaps as one space")
    article_second: Series[str] = column("article of the second sentence", str_matches=ID)
    start_second: Series[int] = column("its first character", unit="characters", ge=0)
    end_second: Series[int] = column("one past its last", unit="characters", ge=0)
    sentence_second: Series[str] = column("its text, likewise")
