"""Many ways of doing one analysis: what each finds, and how far the finding depends on which was chosen."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.schemas import CHOICES, OPTIONS, Specifications
from helpers.stats.intervals import FEW_ARTICLES, estimate_interval
from helpers.stats.signs import flip_signs

Floats = NDArray[np.float64]
_VARIANT = ["scorer", "cleaning", "voice", "copies"]
_SCALE = (-2.0, 2.0)  # of a difference of two scores
_ALIKE = OPTIONS["weighting"][0]
_ALL_SIGNS = 12  # stories up to which all signs are tried on the whole curve
_N_DRAWS = 5_000
_EQUAL = 1e-9  # up to which two differences count as equal: they are added in another order
_CELLS = 2_000_000  # signs held at once


@dataclass(frozen=True)
class SpecificationSummary:
    """How a specification curve runs.

    Attributes:
        n_specifications: Ways of doing the analysis.
        n_found: Of these, those in which some article names both targets; the figures below are of them.
        primary: The difference by the primary one; nan where it is not among them.
        primary_low: Lower end of its 95% interval.
        primary_high: Upper end of it.
        sign: Of the primary one, -1, 0 or 1; of the median where there is no primary one.
        n_same_sign: Differences with that sign.
        n_clear: Intervals that leave 0 out.
        n_clear_against: Of these, those with the other sign.
        n_intervals: Differences that have an interval.
        least: Smallest difference.
        median: Median difference.
        most: Largest difference.
        p_median: Of a median as far from 0, two-sided, by exchanging the two targets in whole articles, in all
            reprints of one and in all specifications at once (Simonsohn, Simmons and Nelson 2020); nan below 5 of
            them, or without the articles.
        least_p: The smallest p that so many of them could give.
        influence: ``choice``, ``n_pairs`` and ``mean_change``: by how much the difference moves, on average and
            regardless of direction, when that choice alone is changed; the choice that matters most comes first.
    """

    n_specifications: int
    n_found: int
    primary: float
    primary_low: float
    primary_high: float
    sign: int
    n_same_sign: int
    n_clear: int
    n_clear_against: int
    n_intervals: int
    least: float
    median: float
    most: float
    p_median: float
    least_p: float
    influence: pd.DataFrame

    @property
    def share_same_sign(self) -> float:
        """Share of the differences with the sign of the primary one."""
        return self.n_same_sign / self.n_found if self.n_found else float("nan")

    @property
    def share_clear(self) -> float:
        """Share of the differences whose interval leaves 0 out."""
        return self.n_clear / self.n_found if self.n_found else float("nan")


class _Weighed(NamedTuple):
    """A difference, what its interval is made of, and what each article adds to it.

    Attributes:
        parts: Above the line, as `estimate_interval` takes them.
        wholes: Below it.
        shares: Whose mean is the difference, and which turn their sign where an article's targets are exchanged.
    """

    difference: float
    parts: Floats
    wholes: Floats
    shares: Floats


def pair_targets(tone: pd.DataFrame, first: str, second: str) -> pd.DataFrame:
    """Return the articles that name two targets, with what each of the two got.

    Args:
        tone: As `helpers.stats.tone_by_article` returns it, with ``cleaning``, ``voice`` and ``copies``.
        first: Key of a target.
        second: Key of another.

    Returns:
        ``scorer``, ``cleaning``, ``voice``, ``copies``, ``article_id``, ``file``, ``source``, and of either target its
        mean score and mentions: ``first``, ``n_first``, ``second``, ``n_second``; in order of files.
    """
    keys = [*_VARIANT, "article_id", "file", "source"]
    one, other = (
        tone.loc[tone["target"] == target, [*keys, "mean_score", "n_mentions"]].rename(
            columns={"mean_score": name, "n_mentions": f"n_{name}"}
        )
        for target, name in ((first, "first"), (second, "second"))
    )
    return one.merge(other, on=keys).sort_values([*_VARIANT, "file", "article_id"], ignore_index=True)


def measure_specifications(
    pairs: pd.DataFrame, choices: Mapping[str, Sequence[str]], primary: Mapping[str, str]
) -> pd.DataFrame:
    """Compare two targets in all ways that choices allow.

    With *articles alike* the difference is the mean of the differences within articles. With *mentions alike* it is
    the mean of all mentions of the first target in these articles less that of the second; its interval is that of
    the linearised difference (Wolter 2007, 6), and what an article adds to its test is what mentions of the first
    target got above the mean of both targets' mentions, less the same of the second.

    Args:
        pairs: As `pair_targets` returns them.
        choices: Options of each of `helpers.schemas.CHOICES`.
        primary: The option of each that counts.

    Returns:
        The columns of `helpers.schemas.Specifications`, in the order of the choices; an analysis in which no article
        names both targets has no difference.
    """
    variants = dict(list(pairs.groupby(_VARIANT)))
    rows = []
    for options in product(*(choices[name] for name in CHOICES)):
        taken = dict(zip(CHOICES, options, strict=True))
        own = variants.get(tuple(taken[name] for name in _VARIANT), pairs.head(0))
        n_mentions = int(own[["n_first", "n_second"]].to_numpy().sum())
        is_primary = all(primary.get(name) == option for name, option in taken.items())
        rows.append((*options, is_primary, len(own), n_mentions, *_measure(own, taken["weighting"])))
    if not rows:
        return Specifications.empty()
    return Specifications.validate(pd.DataFrame(rows, columns=Specifications.column_names()))


def _measure(own: pd.DataFrame, weighting: str) -> tuple[float, float, float, float]:
    """Return the difference, both ends of its interval, and its p."""
    if own.empty:
        return (float("nan"),) * 4
    weighed = _weigh(own, weighting)
    interval = estimate_interval(weighed.parts, weighed.wholes, sources=own["source"].to_numpy(), limits=_SCALE)
    return weighed.difference, interval.low, interval.high, flip_signs(weighed.shares).p


def _weigh(own: pd.DataFrame, weighting: str) -> _Weighed:
    one, other, n_one, n_other = (own[name].to_numpy("float64") for name in ("first", "second", "n_first", "n_second"))
    if weighting == _ALIKE:
        within = one - other
        return _Weighed(float(within.mean()), within, np.ones(len(own)), within)
    all_one, all_other, n = n_one.sum(), n_other.sum(), len(own)
    mean_one, mean_other = (one * n_one).sum() / all_one, (other * n_other).sum() / all_other
    difference, wholes = mean_one - mean_other, n_one + n_other
    rest = (one - mean_one) * n_one / all_one - (other - mean_other) * n_other / all_other
    parts = difference * wholes + rest * wholes.sum()
    middle = ((one * n_one).sum() + (other * n_other).sum()) / wholes.sum()
    above = (one - middle) * n_one - (other - middle) * n_other
    shares = above * n * wholes.sum() / (2 * all_one * all_other)
    return _Weighed(float(np.clip(difference, *_SCALE)), parts, wholes, shares)


def summarise_specifications(table: pd.DataFrame, pairs: pd.DataFrame | None = None) -> SpecificationSummary:
    """Say in figures how a specification curve runs.

    Args:
        table: As `measure_specifications` returns it.
        pairs: The articles behind it, for the test of the whole curve; with ``story`` too, articles that share it are
            one story, and no further evidence.
    """
    found = table[table["difference"].notna()]
    difference = found["difference"].to_numpy("float64")
    primary = found[found["is_primary"]]
    own = primary[["difference", "low", "high"]].to_numpy("float64")[0] if len(primary) else np.full(3, np.nan)
    middle = float(np.median(difference)) if len(found) else float("nan")
    sign = _sign(np.array([own[0] if len(primary) else middle]))[0] if len(found) else 0
    signs, clear = _sign(difference), ((found["low"] > _EQUAL) | (found["high"] < -_EQUAL)).to_numpy()
    p, least_p = (float("nan"),) * 2 if pairs is None else _flip_curve(found, pairs)
    return SpecificationSummary(
        n_specifications=len(table),
        n_found=len(found),
        primary=float(own[0]),
        primary_low=float(own[1]),
        primary_high=float(own[2]),
        sign=int(sign),
        n_same_sign=int((signs == sign).sum()),
        n_clear=int(clear.sum()),
        n_clear_against=int((clear & (signs == -sign)).sum()),
        n_intervals=int(found["low"].notna().sum()),
        least=float(difference.min()) if len(found) else float("nan"),
        median=middle,
        most=float(difference.max()) if len(found) else float("nan"),
        p_median=p,
        least_p=least_p,
        influence=_measure_influence(found),
    )


def _sign(differences: Floats) -> NDArray[np.int64]:
    return np.where(np.abs(differences) <= _EQUAL, 0, np.sign(differences)).astype(np.int64)


def _measure_influence(found: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for choice in CHOICES:
        others = [name for name in CHOICES if name != choice]
        wide = found.pivot_table(index=others, columns=choice, values="difference").to_numpy("float64")
        changes = [np.abs(wide[:, one] - wide[:, other]) for one, other in combinations(range(wide.shape[1]), 2)]
        moved = np.concatenate([np.empty(0), *changes])
        moved = moved[~np.isnan(moved)]
        rows.append((choice, len(moved), float(moved.mean()) if len(moved) else float("nan")))
    table = pd.DataFrame(rows, columns=["choice", "n_pairs", "mean_change"])
    return table.sort_values("mean_change", ascending=False, kind="stable", na_position="last", ignore_index=True)


def _flip_curve(found: pd.DataFrame, pairs: pd.DataFrame) -> tuple[float, float]:
    """Return the p of the median of all differences, and the smallest p that so many stories could give."""
    units = pairs if "story" in pairs else pairs.assign(story=pairs["article_id"])
    stories = pd.Index(units["story"].unique())
    if len(stories) < FEW_ARTICLES or found.empty:
        return float("nan"), float("nan")
    shares = _share_out(found, units, stories)
    observed = abs(float(np.median(shares.sum(axis=0))))
    shares = shares[(np.abs(shares) > _EQUAL).any(axis=1)]  # an article that adds nothing has no sign to turn
    n = len(shares)
    if not n:
        return 1.0, 1.0
    as_far = n_signs = 0
    for signs in [_all_signs(n)] if n <= _ALL_SIGNS else _draw_signs(n):
        as_far += int((np.abs(np.median(signs @ shares, axis=1)) >= observed - _EQUAL).sum())
        n_signs += len(signs)
    if n <= _ALL_SIGNS:
        return as_far / n_signs, 1 / n_signs
    return (as_far + 1) / (n_signs + 1), 1 / (n_signs + 1)


def _draw_signs(n: int) -> Iterator[Floats]:
    """Yield signs of so many articles by chance, block by block: those of 100,000 articles fill any memory."""
    rng, step = np.random.default_rng(0), max(1, _CELLS // n)
    for done in range(0, _N_DRAWS, step):
        yield rng.choice([-1.0, 1.0], (min(step, _N_DRAWS - done), n))


def _share_out(found: pd.DataFrame, units: pd.DataFrame, stories: pd.Index) -> Floats:
    """Return what each story adds to each difference, (stories, specifications)."""
    variants = dict(list(units.groupby(_VARIANT)))
    shares = np.zeros((len(stories), len(found)))
    for column, (*variant, weighting) in enumerate(found[[*_VARIANT, "weighting"]].itertuples(index=False, name=None)):
        own = variants[tuple(variant)]
        places = stories.get_indexer(pd.Index(own["story"]))
        np.add.at(shares[:, column], places, _weigh(own, weighting).shares / len(own))
    return shares


def _all_signs(n: int) -> Floats:
    """Return all signs of so many stories, the first one always kept: turning all of them changes no size."""
    bits = (np.arange(2 ** (n - 1))[:, None] >> np.arange(n - 1)) & 1
    return np.column_stack([np.ones(len(bits)), 1.0 - 2.0 * bits])
