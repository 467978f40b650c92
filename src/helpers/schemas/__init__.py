"""The data dictionary: one class per table, every column with type, range, unit and meaning.

pandera holds these because it checks pandas and Dask frames with the same classes, keeps a description
and metadata beside each column, and is maintained. Columns that a class does not name are kept.

Offsets count Unicode characters (Python ``str`` positions) from 0 in an article's ``raw_text``; ends are
exclusive. ``body`` has the same length as ``raw_text``, so one offset serves both.
"""

from collections.abc import Iterator

import pandas as pd
import pandera.pandas as pa
from pandera.typing.pandas import Series

from helpers.schemas.base import ID, SHA256, column
from helpers.schemas.base import Table as Table
from helpers.schemas.comparison import AlignedSentences as AlignedSentences
from helpers.schemas.comparison import ClaimCoverage as ClaimCoverage
from helpers.schemas.comparison import Claims as Claims
from helpers.schemas.comparison import ClaimSummary as ClaimSummary
from helpers.schemas.comparison import CoverageDates as CoverageDates
from helpers.schemas.comparison import Events as Events
from helpers.schemas.comparison import Readability as Readability
from helpers.schemas.comparison import RoleCounts as RoleCounts
from helpers.schemas.comparison import Roles as Roles
from helpers.schemas.comparison import Similarity as Similarity
from helpers.schemas.comparison import SourceClaims as SourceClaims
from helpers.schemas.comparison import SourceMeasures as SourceMeasures
from helpers.schemas.comparison import SourceProfile as SourceProfile
from helpers.schemas.comparison import Speakers as Speakers
from helpers.schemas.comparison import Speaking as Speaking
from helpers.schemas.comparison import UnnamedSources as UnnamedSources
from helpers.schemas.differences import CAUSES as CAUSES
from helpers.schemas.differences import CHANGES as CHANGES
from helpers.schemas.differences import AnswerDifferences as AnswerDifferences
from helpers.schemas.differences import Causes as Causes
from helpers.schemas.differences import Differences as Differences
from helpers.schemas.differences import TableDifferences as TableDifferences
from helpers.schemas.keywords import CollocateContrast as CollocateContrast
from helpers.schemas.keywords import Collocates as Collocates
from helpers.schemas.keywords import ConcordanceLines as ConcordanceLines
from helpers.schemas.keywords import Cooccurrence as Cooccurrence
from helpers.schemas.keywords import Dispersion as Dispersion
from helpers.schemas.keywords import Keyness as Keyness
from helpers.schemas.keywords import NamedTerms as NamedTerms
from helpers.schemas.keywords import NullScores as NullScores
from helpers.schemas.keywords import TermCounts as TermCounts
from helpers.schemas.keywords import TermDates as TermDates
from helpers.schemas.keywords import TermRates as TermRates
from helpers.schemas.keywords import TermTotals as TermTotals
from helpers.schemas.validation import CHOICES as CHOICES
from helpers.schemas.validation import CODED as CODED
from helpers.schemas.validation import CODING_ACTIONS as CODING_ACTIONS
from helpers.schemas.validation import OPTIONS as OPTIONS
from helpers.schemas.validation import SIGNS as SIGNS
from helpers.schemas.validation import BenchmarkCalibration as BenchmarkCalibration
from helpers.schemas.validation import BenchmarkConfusion as BenchmarkConfusion
from helpers.schemas.validation import BenchmarkLabels as BenchmarkLabels
from helpers.schemas.validation import BenchmarkScorers as BenchmarkScorers
from helpers.schemas.validation import CodedErrors as CodedErrors
from helpers.schemas.validation import CodingItems as CodingItems
from helpers.schemas.validation import Codings as Codings
from helpers.schemas.validation import CodingSteps as CodingSteps
from helpers.schemas.validation import CorrectedShares as CorrectedShares
from helpers.schemas.validation import CorrectedTone as CorrectedTone
from helpers.schemas.validation import Disagreement as Disagreement
from helpers.schemas.validation import Honesty as Honesty
from helpers.schemas.validation import Invariance as Invariance
from helpers.schemas.validation import MeasuredCoverage as MeasuredCoverage
from helpers.schemas.validation import PublishedFigures as PublishedFigures
from helpers.schemas.validation import Reliability as Reliability
from helpers.schemas.validation import Specifications as Specifications

PRECISIONS = ("day", "month", "year", "")
ORIGINS = ("manifest", "table", "page", "inferred", "folder", "file name", "missing")
TEXT_KINDS = ("original", "retelling", "article")
LABELS = ("negative", "neutral", "positive")
STRUCTURE_PARTS = ("headline", "byline", "dateline", "lead", "heading", "caption", "quotation")
COPY_KINDS = ("representative", "exact", "near", "wire")
SPAN_KINDS = ("removed", "structure", "mention")
TEXT_STATUSES = (
    "same",
    "moved",
    "cleaned differently",
    "read differently",
    "changed",
    "missing",
    "not used",
    "restored",
    "restored in part",
)
VOICES = ("journalist", "direct", "indirect", "headline", "caption")
QUOTE_KINDS = ("direct", "indirect", "mixed")
ALIAS_KINDS = ("country", "demonym", "capital", "government", "leader", "historical")
MENTION_KINDS = (*ALIAS_KINDS, "pronoun", "joint")  # the last two name nobody: see helpers.stance.references


class ArticleFacts(Table):
    """One row per article: what is known about it, without its text."""

    article_id: Series[str] = column(
        "first 16 hex digits of the SHA-256 of raw_text in UTF-8; of further articles with the same text (by source, "
        "then file) that of '1', a line break and raw_text, then '2' and so on",
        str_matches=ID,
    )
    file: Series[str] = column("path below the folder that was read, with /; FILE#ROW for a row of a table")
    source: Series[str] = column("name of the outlet that published it")
    source_from: Series[str] = column("where the source was learnt", isin=ORIGINS)
    title: Series[str] = column("headline, or the file name where none was found")
    title_from: Series[str] = column("where the title was learnt", isin=ORIGINS)
    date: Series[pd.Timestamp] = column(
        "publication date; first day of the month or year if that is all we know", nullable=True
    )
    date_precision: Series[str] = column("how exact the date is; empty without a date", isin=PRECISIONS)
    date_from: Series[str] = column("where the date was learnt", isin=ORIGINS)
    author: Series[str] = column("as printed; empty if unknown")
    author_from: Series[str] = column("where the author was learnt", isin=ORIGINS)
    text_kind: Series[str] = column(
        "original (known by its SHA-256), retelling (ours, of an original) or article (any other)",
        isin=TEXT_KINDS,
    )
    encoding: Series[str] = column(
        "encoding of the file; raw_text.encode(encoding) gives its bytes back, less a byte order mark"
    )
    has_bom: Series[bool] = column("whether the file began with a byte order mark")
    sha256: Series[str] = column(
        "SHA-256 of the file's bytes (of raw_text in UTF-8 for a row of a table)",
        str_matches=SHA256,
    )


class Articles(ArticleFacts):
    """One row per article: what it is and its text."""

    raw_text: Series[str] = column("the text as it came, nothing changed; for HTML the visible text, a block a line")
    main_text: Series[str] = column("what trafilatura takes for the article in an HTML page; empty for other files")


class CleanArticles(Articles):
    """Articles with their body."""

    body: Series[str] = column(
        "raw_text in which each character that is not analysed is a space, removed or set apart; line breaks stay"
    )
    n_words: Series[int] = column("words of the body", unit="words", ge=0)
    n_words_removed: Series[int] = column("words of raw_text that cleaning took out", unit="words", ge=0)
    n_words_apart: Series[int] = column(
        "words of headings, captions and datelines, which are not analysed unless asked for", unit="words", ge=0
    )
    wire_credit: Series[str] = column(
        "news agency that the article credits with its text, in dateline, byline, closing line or author; empty if none"
    )


class Sources(Table):
    """One row per outlet of the corpus."""

    source: Series[str] = column("name, as in articles.source")
    country: Series[str] = column("country of the outlet, as the manifest says; empty if it does not")
    kind: Series[str] = column("kind of outlet, likewise")
    ownership: Series[str] = column("who owns or funds it, likewise")
    n_articles: Series[int] = column("articles in the corpus", unit="articles", ge=0)


class Problems(Table):
    """One row per thing found wrong in the input."""

    file: Series[str] = column("the file, or FILE#ROW")
    severity: Series[str] = column("left out: not used; warning: used all the same", isin=("left out", "warning"))
    reason: Series[str] = column("what is wrong")
    remedy: Series[str] = column("what to do about it")


class Removed(Table):
    """One row per span that cleaning took out of an article."""

    article_id: Series[str] = column("the article", str_matches=ID)
    file: Series[str] = column("its file")
    start: Series[int] = column("first character", unit="characters", ge=0)
    end: Series[int] = column("one past the last character", unit="characters", ge=0)
    reason: Series[str] = column("why it was removed: a key of helpers.corpus.REASONS")
    text: Series[str] = column("what was removed")


class Structure(Table):
    """One row per span of a body that plays a part of its own; quotations and the lead lie within the running text."""

    article_id: Series[str] = column("the article", str_matches=ID)
    file: Series[str] = column("its file")
    start: Series[int] = column("first character", unit="characters", ge=0)
    end: Series[int] = column("one past the last character", unit="characters", ge=0)
    part: Series[str] = column("what it is", isin=STRUCTURE_PARTS)
    text: Series[str] = column("what stands there")


class Copies(Table):
    """One row per article that tells the same story in the same words as another: clusters of two and more."""

    cluster_id: Series[str] = column("article_id of the cluster's representative", str_matches=ID)
    article_id: Series[str] = column("the article", str_matches=ID)
    file: Series[str] = column("its file")
    source: Series[str] = column("its outlet")
    title: Series[str] = column("its headline")
    wire_credit: Series[str] = column("news agency that it credits; empty if none")
    kind: Series[str] = column(
        "representative: the one that stands for all; exact: the same words; near: most of the words, at the "
        "same outlet; wire: exact or near, at another outlet than the representative or credited to an agency",
        isin=COPY_KINDS,
    )
    similarity: Series[float] = column(
        "share of the 4-word runs of the shorter text that stand in the other, against the representative",
        unit="share",
        ge=0,
        le=1,
    )


class Sentences(Table):
    """One row per sentence of a body."""

    article_id: Series[str] = column("the article", str_matches=ID)
    sentence_index: Series[int] = column("position in the article, from 0", ge=0)
    sentence_start: Series[int] = column("first character", unit="characters", ge=0)
    sentence_end: Series[int] = column("one past the last character", unit="characters", ge=0)


class Mentions(Table):
    """One row per place where an article names a target."""

    file: Series[str] = column("the article's file")
    article_id: Series[str] = column("the article", str_matches=ID)
    source: Series[str] = column("the article's outlet")
    target: Series[str] = column("key of the target in targets.toml")
    alias_kind: Series[str] = column("what kind of name it is, or of reference", isin=MENTION_KINDS)
    mention: Series[str] = column("the name as it stands in the text")
    mention_start: Series[int] = column("first character", unit="characters", ge=0)
    mention_end: Series[int] = column("one past the last character", unit="characters", ge=0)
    sentence: Series[str] = column("text of the sentence around it, as in body")
    sentence_index: Series[int] = column("position of the sentence in the article, from 0", ge=0)
    sentence_start: Series[int] = column("first character of the sentence", unit="characters", ge=0)
    sentence_end: Series[int] = column("one past its last character", unit="characters", ge=0)


class VoicedMentions(Mentions):
    """Mentions with who says them."""

    voice: Series[str] = column(
        "in whose voice it stands: the journalist's, a direct or indirect quotation, the headline or a caption",
        isin=VOICES,
    )
    speaker: Series[str] = column("who is quoted, as in quotes.speaker; empty in the journalist's voice, or if unknown")
    bloc: Series[str] = column("to whom that speaker belongs, as in quotes.bloc")


class ScoredMentions(VoicedMentions):
    """One row per mention and scorer; written as ``mentions``."""

    scorer: Series[str] = column("name of the scorer")
    score: Series[float] = column("tone toward the target, -1 hostile to 1 friendly", unit="score", ge=-1, le=1)
    label: Series[str] = column("the score in words, by the scorer's own thresholds", isin=LABELS)
    confidence: Series[float] = column(
        "probability that the label is right, as the scorer estimates it; empty for scorers that do not",
        unit="probability",
        ge=0,
        le=1,
        nullable=True,
    )


class Quotes(Table):
    """One row per stretch of what someone is quoted or reported to say; a cue may part a statement into several."""

    file: Series[str] = column("the article's file")
    start: Series[int] = column("first character of what is said", unit="characters", ge=0)
    end: Series[int] = column("one past the last character", unit="characters", ge=0)
    kind: Series[str] = column(
        "direct: in quotation marks; indirect: without; mixed: some words in them", isin=QUOTE_KINDS
    )
    speaker: Series[str] = column(
        "who says it, by the fullest form of the name in the article; empty if unknown or unnamed"
    )
    speaker_start: Series[int] = column(
        "first character of the words that name the speaker at this place; -1 if none do", unit="characters", ge=-1
    )
    speaker_end: Series[int] = column("one past their last character; -1 if none do", unit="characters", ge=-1)
    bloc: Series[str] = column(
        "to whom the speaker belongs, by data/actors.csv and the names of countries: Russian, US, analyst, unnamed, "
        "other and so on; empty if nothing is said of a speaker"
    )
    cue: Series[str] = column("the words that tell of speech, as they stand in the text; empty if only marks do")
    statement: Series[int] = column("number of the statement in the article, from 0; its stretches share it", ge=0)
    article_id: Series[str] = column("the article", str_matches=ID)
    n_words: Series[int] = column("words that begin in it, as counted in articles.n_words", unit="words", ge=0)


class Labels(Table):
    """One row per mention that a coder labelled, as in ``data/sample/labels.csv``."""

    file: Series[str] = column("the article's file")
    start: Series[int] = column("first character of the mention", unit="characters", ge=0)
    end: Series[int] = column("one past the last character", unit="characters", ge=0)
    mention: Series[str] = column("the name as it stands in the text")
    target: Series[str] = column("key of the target")
    label: Series[str] = column("how the text portrays the target there", isin=LABELS)


class Tone(Table):
    """One row per group, target and scorer."""

    target: Series[str] = column("key of the target")
    scorer: Series[str] = column("name of the scorer")
    n_mentions: Series[int] = column("mentions behind the mean", unit="mentions", ge=0)
    n_articles: Series[int] = column("articles behind the mean", unit="articles", ge=0)
    mean_score: Series[float] = column(
        "mean score; by source and by voice the mean of its articles' means", unit="score", ge=-1, le=1
    )
    share_zero: Series[float] = column("share of mentions that score exactly 0", unit="share", ge=0, le=1)


class ToneByArticle(Tone):
    """One row per article, target and scorer."""

    source: Series[str] = column("the outlet")
    article_id: Series[str] = column("the article", str_matches=ID)
    file: Series[str] = column("its file")


class MeanTone(Tone):
    """A mean over articles, with its interval."""

    low: Series[float] = column(
        "lower end of the 95% interval of mean_score, from its articles; empty below 5",
        unit="score",
        ge=-1,
        le=1,
        nullable=True,
    )
    high: Series[float] = column("upper end of it", unit="score", ge=-1, le=1, nullable=True)


class ToneBySource(MeanTone):
    """One row per source, target and scorer."""

    source: Series[str] = column("the outlet")


class ToneByVoice(MeanTone):
    """One row per who says it, target and scorer."""

    said_by: Series[str] = column(
        "journalist: the journalist's own text, headlines and captions; else the bloc of who is quoted, as in "
        "quotes.bloc; unknown speaker where that is empty"
    )


class WordEffects(Table):
    """One row per word that was left out of the sentence of a mention, to see what it does to the score."""

    article_id: Series[str] = column("the article", str_matches=ID)
    target: Series[str] = column("key of the target")
    mention_start: Series[int] = column("first character of the mention", unit="characters", ge=0)
    start: Series[int] = column("first character of the word", unit="characters", ge=0)
    end: Series[int] = column("one past its last character", unit="characters", ge=0)
    word: Series[str] = column("the word, as in body")
    effect: Series[float] = column(
        "score with the word less score without it; above 0 the word made the target look better",
        unit="score",
        ge=-2,
        le=2,
    )


class TextFreeArticles(ArticleFacts):
    """One row per article; title, source and author are cut after 300 characters."""

    raw_sha256: Series[str] = column(
        "SHA-256 of raw_text in UTF-8: of an HTML page, what was visible", str_matches=SHA256
    )
    body_sha256: Series[str] = column("SHA-256 of body in UTF-8", str_matches=SHA256)
    n_bytes: Series[int] = column("length of what sha256 is of", unit="bytes", ge=0)
    n_characters: Series[int] = column("length of raw_text, and of body", unit="characters", ge=0)
    n_words: Series[int] = column("words of the body", unit="words", ge=0)
    n_words_removed: Series[int] = column("words of raw_text that are not in the body", unit="words", ge=0)
    n_sentences: Series[int] = column("sentences of the body", unit="sentences", ge=0)


class TextFreeSpans(Table):
    """One row per span that was removed, plays a part of its own, or names a target."""

    article_id: Series[str] = column("the article", str_matches=ID)
    start: Series[int] = column("first character", unit="characters", ge=0)
    end: Series[int] = column("one past the last character", unit="characters", ge=0)
    kind: Series[str] = column("what kind of span it is", isin=SPAN_KINDS)
    value: Series[str] = column("of what was removed the reason, of structure the part, of a mention the target")


class TextFreeBlocks(Table):
    """One row per block of 1,024 bytes, the last with the rest; none for texts under 2,048 bytes."""

    article_id: Series[str] = column("the article", str_matches=ID)
    block: Series[int] = column("position, from 0", ge=0)
    first_byte: Series[int] = column("first byte, from 0", unit="bytes", ge=0)
    n_bytes: Series[int] = column("length", unit="bytes", ge=1)
    sha256: Series[str] = column("SHA-256 of these bytes", str_matches=SHA256)


class TextFreeCopies(Table):
    """One row per article that tells the same story in the same words as another."""

    cluster_id: Series[str] = column("article_id of the cluster's representative", str_matches=ID)
    article_id: Series[str] = column("the article", str_matches=ID)
    kind: Series[str] = column("as in the table copies", isin=COPY_KINDS)
    similarity: Series[float] = column("as in the table copies", unit="share", ge=0, le=1)


class TextChecks(Table):
    """One row per text that was compared with a text-free corpus."""

    file: Series[str] = column("name of the text in the analysis; of a text that was not used, its name here")
    status: Series[str] = column("what was found", isin=TEXT_STATUSES)
    detail: Series[str] = column("where it differs, or lies; empty if it is the same")


# The tables of a text-free corpus, by file name.
TEXT_FREE: dict[str, type[Table]] = {
    "articles": TextFreeArticles,
    "sources": Sources,
    "spans": TextFreeSpans,
    "blocks": TextFreeBlocks,
    "copies": TextFreeCopies,
}

# The tables that `presslens score` writes, by file name.
WRITTEN: dict[str, type[Table]] = {
    "articles": CleanArticles,
    "sources": Sources,
    "problems": Problems,
    "removed": Removed,
    "structure": Structure,
    "copies": Copies,
    "sentences": Sentences,
    "mentions": ScoredMentions,
    "quotes": Quotes,
    "named_terms": NamedTerms,
    "terms": TermCounts,
    "tone_by_article": ToneByArticle,
    "tone_by_source": ToneBySource,
    "tone_by_voice": ToneByVoice,
}

# What `helpers.keywords` measures of the counts, shown in the notebook on keywords.
MEASURED: dict[str, type[Table]] = {
    "term_rates": TermRates,
    "keyness": Keyness,
    "null_scores": NullScores,
    "collocates": Collocates,
    "collocate_contrast": CollocateContrast,
    "dispersion": Dispersion,
    "concordance": ConcordanceLines,
    "cooccurrence": Cooccurrence,
    "term_dates": TermDates,
}

# What sets sources side by side, shown in the notebook that compares them.
COMPARED: dict[str, type[Table]] = {
    "readability": Readability,
    "source_profile": SourceProfile,
    "source_measures": SourceMeasures,
    "speaking": Speaking,
    "speakers": Speakers,
    "unnamed_sources": UnnamedSources,
    "roles": Roles,
    "role_counts": RoleCounts,
    "claims": Claims,
    "claim_summary": ClaimSummary,
    "claim_coverage": ClaimCoverage,
    "source_claims": SourceClaims,
    "similarity": Similarity,
    "events": Events,
    "coverage_dates": CoverageDates,
    "aligned_sentences": AlignedSentences,
}

# What says how far the other figures can be believed, shown in the notebook on validation.
BELIEVED: dict[str, type[Table]] = {
    "honesty": Honesty,
    "measured_coverage": MeasuredCoverage,
    "invariance": Invariance,
    "disagreement": Disagreement,
    "coding_items": CodingItems,
    "coding_steps": CodingSteps,
    "codings": Codings,
    "reliability": Reliability,
    "coded_errors": CodedErrors,
    "corrected_tone": CorrectedTone,
    "corrected_shares": CorrectedShares,
    "specifications": Specifications,
    "benchmark": BenchmarkScorers,
    "benchmark_labels": BenchmarkLabels,
    "benchmark_confusion": BenchmarkConfusion,
    "benchmark_calibration": BenchmarkCalibration,
    "published_figures": PublishedFigures,
}

# What `presslens diff` says of two reports.
DIFFERING: dict[str, type[Table]] = {
    "causes": Causes,
    "answers": AnswerDifferences,
    "tables": TableDifferences,
    "differences": Differences,
}


_TYPES = {"string[pyarrow]": "text", "str": "text", "datetime64[ns]": "date", "int64": "integer", "float64": "number"}


def describe_tables(tables: dict[str, type[Table]] = WRITTEN) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Yield name, purpose and columns (column, type, unit, range, meaning) of each table."""
    for name, table in tables.items():
        schema = table.to_schema()
        rows = []
        for column_name, col in schema.columns.items():
            allowed = [_allowed(check) for check in col.checks]
            rows.append(
                {
                    "column": column_name,
                    "type": _TYPES.get(str(col.dtype), str(col.dtype)),
                    "unit": (col.metadata or {}).get("unit", ""),
                    "range": ", ".join(filter(None, allowed)),
                    "meaning": col.description or "",
                }
            )
        yield name, " ".join((table.__doc__ or "").split()), pd.DataFrame(rows)


def _allowed(check: pa.Check) -> str:
    """Say in a few characters what a check allows."""
    given = check.statistics or {}
    if "min_value" in given:
        return f">= {given['min_value']:g}"
    if "max_value" in given:
        return f"<= {given['max_value']:g}"
    if "allowed_values" in given:
        return " / ".join(v or "(empty)" for v in given["allowed_values"])
    return str(given.get("pattern", ""))


def render_tables() -> str:
    """Return the data dictionary as Markdown; `make docs` writes it to ``docs/tables.md``."""
    parts = [
        "# Tables\n",
        "Made by `make docs` from `src/helpers/schemas.py`.",
        "`presslens score` writes each table as NAME.csv and NAME.parquet.",
        "",
        " ".join((__doc__ or "").split("\n\n")[-1].split()),
    ]
    measured = "\n# Measured of the terms\n\nReturned by `helpers.keywords`, and shown in the notebook on keywords.\n"
    compared = "\n# Sources side by side\n\nShown in the notebook that compares sources.\n"
    believed = "\n# How far figures can be believed\n\nShown in the notebook on validation, and beside comparisons.\n"
    differing = "\n# Two reports\n\nWritten by `presslens diff`; docs/diff.md describes it.\n"
    sections = [render_columns(WRITTEN), measured, render_columns(MEASURED), compared, render_columns(COMPARED)]
    sections += [believed, render_columns(BELIEVED), differing, render_columns(DIFFERING)]
    return "\n".join(parts) + "\n" + "".join(sections)


def render_columns(tables: dict[str, type[Table]]) -> str:
    """Return a section of Markdown for each table: its purpose and its columns."""
    parts = []
    for name, purpose, columns in describe_tables(tables):
        rows = [" | ".join(str(cell).replace("|", "\\|") for cell in row) for row in columns.itertuples(index=False)]
        head = " | ".join(columns.columns)
        parts += [f"\n## {name}\n", purpose, "", f"| {head} |", f"|{'---|' * columns.shape[1]}"]
        parts += [f"| {row} |" for row in rows]
    return "\n".join(parts) + "\n"


# Below this line a page holds columns that `make docs` wrote.
COLUMNS_MARK = "<!-- columns: made by `make docs` from src/helpers/schemas.py -->"


def fill_in_columns(page: str) -> str:
    """Return ``docs/provenance.md`` with the columns of a text-free corpus below `COLUMNS_MARK`."""
    return page.partition(COLUMNS_MARK)[0] + COLUMNS_MARK + "\n" + render_columns(TEXT_FREE)
