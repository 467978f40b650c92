"""Keywords: counts, keyness, collocations, dispersion and concordance."""

from helpers.keywords.concordance import ORDERS, concordance, filter_lines, sort_lines, spread_lines
from helpers.keywords.counts import count_terms, find_shared_terms, merge_counts, rank_terms
from helpers.keywords.keyness import find_distinctive_terms
from helpers.keywords.measures import log_likelihood, log_ratio
from helpers.keywords.names import find_names, fold_names, learn_names, read_names
from helpers.keywords.periods import count_by_period, count_undated
from helpers.keywords.vocabulary import measure_vocabulary

__all__ = [
    "ORDERS",
    "concordance",
    "count_by_period",
    "count_terms",
    "count_undated",
    "filter_lines",
    "find_distinctive_terms",
    "find_names",
    "find_shared_terms",
    "fold_names",
    "learn_names",
    "log_likelihood",
    "log_ratio",
    "measure_vocabulary",
    "merge_counts",
    "rank_terms",
    "read_names",
    "sort_lines",
    "spread_lines",
]
