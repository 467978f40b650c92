"""Keywords: counts, keyness, collocations, dispersion and concordance."""

from helpers.keywords.concordance import ORDERS, concordance, filter_lines, sort_lines, spread_lines
from helpers.keywords.counts import count_terms, find_shared_terms, merge_counts, rank_terms
from helpers.keywords.halves import split_halves, summarise_null
from helpers.keywords.keyness import compare_sources, compare_with_list
from helpers.keywords.measures import (
    bound_log_ratio,
    chi_squared,
    log_dice,
    log_likelihood,
    log_ratio,
    mutual_information,
    odds_ratio,
    percent_difference,
    t_score,
    weigh_log_odds,
)
from helpers.keywords.names import find_names, fold_names, learn_names, read_names
from helpers.keywords.periods import count_by_period, count_undated
from helpers.keywords.permutation import adjust_bh, adjust_holm, permute_labels
from helpers.keywords.reference import read_reference
from helpers.keywords.vocabulary import measure_vocabulary

__all__ = [
    "ORDERS",
    "adjust_bh",
    "adjust_holm",
    "bound_log_ratio",
    "chi_squared",
    "compare_sources",
    "compare_with_list",
    "concordance",
    "count_by_period",
    "count_terms",
    "count_undated",
    "filter_lines",
    "find_names",
    "find_shared_terms",
    "fold_names",
    "learn_names",
    "log_dice",
    "log_likelihood",
    "log_ratio",
    "measure_vocabulary",
    "merge_counts",
    "mutual_information",
    "odds_ratio",
    "percent_difference",
    "permute_labels",
    "rank_terms",
    "read_names",
    "read_reference",
    "sort_lines",
    "split_halves",
    "spread_lines",
    "summarise_null",
    "t_score",
    "weigh_log_odds",
]
