"""Tables that say how far the other figures can be believed: honesty, invariance, coding, correction, choices."""

from pandera.typing.pandas import Series

from helpers.schemas.base import ID, SHA256, Table, column

SIGNS = ("below 0", "0", "above 0")
CODED = ("negative", "neutral", "positive", "unclear")
CODING_ACTIONS = ("label", "undo", "lock")
# The choices of an analysis besides the scorer, each with its options
OPTIONS = {
    "cleaning": ("cleaned", "as scraped"),
    "voice": ("all voices", "journalist", "quoted"),
    "weighting": ("articles alike", "mentions alike"),
    "copies": ("one of each story", "all reprints"),
}
CHOICES = ("scorer", *OPTIONS)


class Honesty(Table):
    """One row per comparison of two: how much it rests on, and what it could have shown."""

    comparison: Series[str] = column("what is compared, in words")
    n_articles: Series[int] = column("articles that it rests on", unit="articles", ge=0)
    n_mentions: Series[int] = column("mentions, words or whatever is counted in them", ge=0)
    icc: Series[float] = column(
        "intraclass correlation: share of the variance that lies between articles (one-way ANOVA; Donner 1986); empty "
        "where no article holds two",
        ge=-1,
        le=1,
        nullable=True,
    )
    design_effect: Series[float] = column(
        "by what the variance is larger than with independent mentions that weigh alike: of a rate 1 + (m - 1) ICC, m "
        "the mean number per article weighted by itself (Kish 1965); where articles weigh alike, mentions per article "
        "times the mean of ICC + (1 - ICC) / m",
        ge=0,
        nullable=True,
    )
    n_effective: Series[float] = column("independent mentions that would tell as much", ge=0, nullable=True)
    difference: Series[float] = column("the first less the second, in the unit of the comparison", nullable=True)
    low: Series[float] = column("lower end of its 95% interval; empty below 5 articles", nullable=True)
    high: Series[float] = column("upper end of it", nullable=True)
    p: Series[float] = column("two-sided, by article-level sign flips or exchanges", ge=0, le=1, nullable=True)
    least_p: Series[float] = column("the smallest p that so few articles could give", ge=0, le=1, nullable=True)
    detectable: Series[float] = column(
        "minimal detectable difference: a true one of this size would be shown in 80 of 100 such corpora",
        ge=0,
        nullable=True,
    )
    method: Series[str] = column("how interval and test were made")
    warning: Series[str] = column("what a reader must know before leaning on it; empty if nothing")


class MeasuredCoverage(Table):
    """One row per method of intervals and simulated situation: how often the 95% interval held the true value."""

    method: Series[str] = column("name of the method")
    design: Series[str] = column("how the simulated articles were made")
    n_articles: Series[int] = column("articles of a simulated corpus", unit="articles", ge=1)
    icc: Series[float] = column("intraclass correlation of the mentions", ge=0, le=1)
    n_runs: Series[int] = column("simulated corpora", ge=1)
    coverage: Series[float] = column("share of them whose interval holds the truth; nominal .95", ge=0, le=1)
    width: Series[float] = column("mean width of the interval", unit="score", ge=0)


class Invariance(Table):
    """One row per scorer and change that must not move a score."""

    scorer: Series[str] = column("name of the scorer")
    change: Series[str] = column("what was changed")
    n_texts: Series[int] = column("mentions scored with and without", unit="mentions", ge=0)
    mean_drift: Series[float] = column("mean absolute change of the score", unit="score", ge=0, le=2, nullable=True)
    largest_drift: Series[float] = column("largest absolute change", unit="score", ge=0, le=2, nullable=True)
    share_flipped: Series[float] = column("share whose label changed", unit="share", ge=0, le=1, nullable=True)
    allowed: Series[float] = column("what is passed: largest mean_drift, or largest_drift where it is 0", ge=0, le=2)
    passed: Series[bool] = column("whether the scorer keeps to it")


class Disagreement(Table):
    """One row per two scorers and the signs that they give a mention; each pair of scorers adds up to all mentions."""

    scorer: Series[str] = column("one scorer")
    other: Series[str] = column("the other")
    sign: Series[str] = column("sign of the score by the one, by its own thresholds: a neutral label is 0", isin=SIGNS)
    other_sign: Series[str] = column("likewise by the other", isin=SIGNS)
    n_mentions: Series[int] = column("mentions", unit="mentions", ge=0)
    share: Series[float] = column("share of all mentions", unit="share", ge=0, le=1)


class CodingItems(Table):
    """One row per mention that was drawn for coders, in the order in which they see it: a file for all coders."""

    item: Series[int] = column("its number, from 1", ge=1)
    article_id: Series[str] = column("the article", str_matches=ID)
    target: Series[str] = column("key of the target")
    mention_start: Series[int] = column("first character in the body", unit="characters", ge=0)
    mention_end: Series[int] = column("one past the last character", unit="characters", ge=0)
    before: Series[str] = column("what stands before the mention: the sentence, and the one before it")
    mention: Series[str] = column("the name as it stands in the text")
    after: Series[str] = column("what stands after it in the sentence, and the next one")
    stratum: Series[str] = column("from what it was drawn: target, and whether scorers agree")
    probability: Series[float] = column("probability with which this mention was drawn", ge=0, le=1)
    codebook: Series[str] = column("SHA-256 of the codebook by which it is to be coded", str_matches=SHA256)
    corpus: Series[str] = column("SHA-256 of the article ids and mentions that it was drawn from", str_matches=SHA256)


class CodingSteps(Table):
    """One row per step of a coder, as it was taken: a file for each coder, to which rows are only ever added."""

    step: Series[int] = column("number of the step, from 1", ge=1)
    item: Series[int] = column("the item; 0 for a lock", ge=0)
    place: Series[str] = column(
        "article, target and first character of the mention that was shown, so that codings of another corpus or "
        "another draw are not taken for those of these items; empty for a lock"
    )
    action: Series[str] = column("what was done", isin=CODING_ACTIONS)
    label: Series[str] = column("the label given; empty for undo and lock", isin=(*CODED, ""))
    coder: Series[str] = column("who")
    codebook: Series[str] = column("SHA-256 of the codebook that was shown", str_matches=SHA256)
    at: Series[str] = column("when, in UTC")


class Codings(Table):
    """One row per item and coder: the label that stands in the end."""

    item: Series[int] = column("its number", ge=1)
    article_id: Series[str] = column("the article", str_matches=ID)
    target: Series[str] = column("key of the target")
    mention_start: Series[int] = column("first character in the body", unit="characters", ge=0)
    mention_end: Series[int] = column("one past the last character", unit="characters", ge=0)
    coder: Series[str] = column("who")
    label: Series[str] = column("the label", isin=CODED)
    probability: Series[float] = column("probability with which this mention was drawn", ge=0, le=1)


class Reliability(Table):
    """One row per level of measurement: how far coders agree beyond chance."""

    level: Series[str] = column("level of measurement", isin=("nominal", "ordinal", "interval", "ratio"))
    n_items: Series[int] = column("items that two coders or more labelled", unit="items", ge=0)
    n_coders: Series[int] = column("coders", unit="coders", ge=0)
    alpha: Series[float] = column("Krippendorff's alpha, 1 for perfect agreement, 0 for chance", le=1, nullable=True)
    low: Series[float] = column("lower end of its 95% interval (jackknife over articles)", nullable=True)
    high: Series[float] = column("upper end of it", le=1, nullable=True)
    verdict: Series[str] = column(
        "reliable from .80 on, tentative from .667 on (Krippendorff 2004), else unreliable; uncertain where the "
        "interval reaches lower, or there is none"
    )


class CodedErrors(Table):
    """One row per scorer and group of coded mentions: how far the scorer is from the coders there."""

    scorer: Series[str] = column("name of the scorer")
    by: Series[str] = column("by what mentions are grouped: all, target or voice", isin=("all", "target", "voice"))
    group: Series[str] = column("the group")
    n_mentions: Series[int] = column("coded mentions", unit="mentions", ge=0)
    n_articles: Series[int] = column("their articles", unit="articles", ge=0)
    accuracy: Series[float] = column("share of equal labels", unit="share", ge=0, le=1, nullable=True)
    macro_f1: Series[float] = column("mean F1 of the labels that occur", ge=0, le=1, nullable=True)
    bias: Series[float] = column(
        "mean of score less coded label (-1, 0, 1): above 0 the scorer is too friendly", ge=-2, le=2, nullable=True
    )
    bias_low: Series[float] = column(
        "lower end of its 95% interval, over articles within sources", ge=-2, le=2, nullable=True
    )
    bias_high: Series[float] = column("upper end of it", ge=-2, le=2, nullable=True)


class CorrectedTone(Table):
    """One row per group, target and scorer: the mean as scored, and as corrected by what coders said."""

    source: Series[str] = column("the outlet; 'all sources' for the corpus")
    target: Series[str] = column("key of the target; 'difference' for the first less the second")
    scorer: Series[str] = column("name of the scorer")
    n_articles: Series[int] = column("articles that name the target", unit="articles", ge=0)
    n_mentions: Series[int] = column("mentions behind the mean", unit="mentions", ge=0)
    n_coded: Series[int] = column("of them coded", unit="mentions", ge=0)
    n_articles_coded: Series[int] = column("articles with a coded mention", unit="articles", ge=0)
    raw: Series[float] = column("mean score as scored", unit="score", ge=-2, le=2, nullable=True)
    raw_low: Series[float] = column("lower end of its 95% interval", unit="score", nullable=True)
    raw_high: Series[float] = column("upper end of it", unit="score", nullable=True)
    corrected: Series[float] = column(
        "mean that the coders would have given, by prediction-powered inference (Angelopoulos 2023)", nullable=True
    )
    low: Series[float] = column("lower end of its 95% interval, the correction inside the draws", nullable=True)
    high: Series[float] = column("upper end of it", unit="score", nullable=True)
    trust: Series[float] = column(
        "how far the scores are leaned on, 0 to 1, tuned on the codings (Angelopoulos, Duchi and Zrnic 2023)",
        ge=0,
        le=1,
        nullable=True,
    )


class CorrectedShares(Table):
    """One row per scorer and target: the share of mentions with a label as scored, and as corrected by coders."""

    scorer: Series[str] = column("name of the scorer")
    target: Series[str] = column("key of the target")
    label: Series[str] = column("the label", isin=CODED[:3])
    n_articles: Series[int] = column("articles that name the target", unit="articles", ge=0)
    n_mentions: Series[int] = column("their mentions of it", unit="mentions", ge=0)
    n_coded: Series[int] = column("of them coded, and neither unclear nor tied", unit="mentions", ge=0)
    n_coded_with: Series[int] = column("of those, how many have the label", unit="mentions", ge=0)
    n_articles_coded: Series[int] = column("articles with a coded mention", unit="articles", ge=0)
    observed: Series[float] = column("share of mentions that the scorer gives the label", unit="share", ge=0, le=1)
    sensitivity: Series[float] = column(
        "share given the label of the coded mentions that have it", unit="share", ge=0, le=1, nullable=True
    )
    specificity: Series[float] = column(
        "share not given it of the coded mentions that lack it", unit="share", ge=0, le=1, nullable=True
    )
    corrected: Series[float] = column(
        "share to which the coders would have given the label (Rogan and Gladen 1978)",
        unit="share",
        ge=0,
        le=1,
        nullable=True,
    )
    low: Series[float] = column(
        "lower end of its 95% interval, all inside the draws of articles", unit="share", ge=0, le=1, nullable=True
    )
    high: Series[float] = column("upper end of it", unit="share", ge=0, le=1, nullable=True)


class Specifications(Table):
    """One row per way of doing the analysis: what the comparison of two targets would then be."""

    scorer: Series[str] = column("name of the scorer")
    cleaning: Series[str] = column("whether page furniture was removed", isin=OPTIONS["cleaning"])
    voice: Series[str] = column("whose words count", isin=OPTIONS["voice"])
    weighting: Series[str] = column("what weighs alike", isin=OPTIONS["weighting"])
    copies: Series[str] = column("what becomes of reprints", isin=OPTIONS["copies"])
    is_primary: Series[bool] = column("whether data/analysis_plan.toml names it as the one that counts")
    n_articles: Series[int] = column("articles that name both targets", unit="articles", ge=0)
    n_mentions: Series[int] = column("their mentions of the two", unit="mentions", ge=0)
    difference: Series[float] = column("mean tone, first less second target", unit="score", ge=-2, le=2, nullable=True)
    low: Series[float] = column("lower end of its 95% interval; empty below 5 articles", nullable=True)
    high: Series[float] = column("upper end of it", nullable=True)
    p: Series[float] = column("two-sided, by article-level sign flips", ge=0, le=1, nullable=True)


class BenchmarkScorers(Table):
    """One row per part of a benchmark and scorer: how well it does there."""

    part: Series[str] = column("name of the file of labelled mentions")
    data: Series[str] = column("SHA-256 of that file", str_matches=SHA256)
    scorer: Series[str] = column("name of the scorer; 'always neutral' for a label that is always the same")
    n_mentions: Series[int] = column("labelled mentions", unit="mentions", ge=1)
    n_articles: Series[int] = column("articles, or sentences where a file does not tell them", ge=1)
    macro_f1: Series[float] = column("mean F1 of the three labels", ge=0, le=1)
    low: Series[float] = column(
        "lower end of its 95% interval, by drawing articles; empty below 5", ge=0, le=1, nullable=True
    )
    high: Series[float] = column("upper end of it", ge=0, le=1, nullable=True)
    accuracy: Series[float] = column("share of equal labels", unit="share", ge=0, le=1)
    ece: Series[float] = column(
        "expected calibration error, ten bins (Naeini et al. 2015); empty without confidence", ge=0, le=1, nullable=True
    )
    per_second: Series[float] = column("mentions scored a second, loading not counted", ge=0, nullable=True)
    cores: Series[int] = column("cores that the run could use", ge=1)


class BenchmarkLabels(Table):
    """One row per part of a benchmark, scorer and label."""

    part: Series[str] = column("name of the file of labelled mentions")
    scorer: Series[str] = column("name of the scorer")
    label: Series[str] = column("the label", isin=CODED[:3])
    n_true: Series[int] = column("mentions that have it", unit="mentions", ge=0)
    n_given: Series[int] = column("mentions to which the scorer gave it", unit="mentions", ge=0)
    precision: Series[float] = column("share of the latter that have it", unit="share", ge=0, le=1, nullable=True)
    recall: Series[float] = column("share of the former that were given it", unit="share", ge=0, le=1, nullable=True)
    f1: Series[float] = column("their harmonic mean; 0 where the label is neither true nor given", ge=0, le=1)


class BenchmarkConfusion(Table):
    """One row per part of a benchmark, scorer, true label and label given."""

    part: Series[str] = column("name of the file of labelled mentions")
    scorer: Series[str] = column("name of the scorer")
    coded_label: Series[str] = column("the true label", isin=CODED[:3])
    scored_label: Series[str] = column("the label that the scorer gave", isin=CODED[:3])
    n_mentions: Series[int] = column("mentions", unit="mentions", ge=0)
    share: Series[float] = column("share of the mentions with that true label", ge=0, le=1, nullable=True)


class BenchmarkCalibration(Table):
    """One row per part of a benchmark, scorer and bin of confidence that holds a mention."""

    part: Series[str] = column("name of the file of labelled mentions")
    scorer: Series[str] = column("name of the scorer")
    confidence_from: Series[float] = column("lower end of the bin", ge=0, le=1)
    confidence_to: Series[float] = column("upper end of it", ge=0, le=1)
    n_mentions: Series[int] = column("mentions", unit="mentions", ge=1)
    mean_confidence: Series[float] = column("mean confidence", unit="share", ge=0, le=1)
    share_right: Series[float] = column("share of right labels", unit="share", ge=0, le=1)


class PublishedFigures(Table):
    """One row per figure that others published on the benchmark."""

    system: Series[str] = column("name of the system")
    texts: Series[str] = column("part of the benchmark")
    macro_f1: Series[float] = column("mean of the three F1", ge=0, le=1)
    reference: Series[str] = column("where it was published")
    note: Series[str] = column("how far it can be compared")
