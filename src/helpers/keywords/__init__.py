"""Keywords: counts, keyness, collocations, dispersion and concordance."""

from helpers.keywords.collocations import (
    MEASURES,
    contrast_collocates,
    count_contrast,
    find_collocates,
    nodes_of_mentions,
)
from helpers.keywords.concordance import ORDERS, concordance, filter_lines, find_lines, quote_terms, sort_lines
from helpers.keywords.cooccurrence import count_cooccurrence, order_terms
from helpers.keywords.counts import count_terms, find_shared_terms, rank_terms, sum_terms, write_term_totals
from helpers.keywords.dispersion import (
    deviation_of_proportions,
    juilland_d,
    kl_divergence,
    measure_dispersion,
    place_terms,
    rosengren_s,
)
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
from helpers.keywords.names import count_runs, describe_names, find_names, fold_names, learn_names, read_names
from helpers.keywords.periods import count_by_period, count_undated, name_periods
from helpers.keywords.permutation import adjust_bh, adjust_holm, permute_labels
from helpers.keywords.reference import read_reference
from helpers.keywords.speech import find_topics
from helpers.keywords.vocabulary import measure_vocabulary

__all__ = [
    "MEASURES",
    "ORDERS",
    "adjust_bh",
    "adjust_holm",
    "bound_log_ratio",
    "chi_squared",
    "compare_sources",
    "compare_with_list",
    "concordance",
    "contrast_collocates",
    "count_by_period",
    "count_contrast",
    "count_cooccurrence",
    "count_runs",
    "count_terms",
    "count_undated",
    "describe_names",
    "deviation_of_proportions",
    "filter_lines",
    "find_collocates",
    "find_lines",
    "find_names",
    "find_shared_terms",
    "find_topics",
    "fold_names",
    "juilland_d",
    "kl_divergence",
    "learn_names",
    "log_dice",
    "log_likelihood",
    "log_ratio",
    "measure_dispersion",
    "measure_vocabulary",
    "mutual_information",
    "name_periods",
    "nodes_of_mentions",
    "odds_ratio",
    "order_terms",
    "percent_difference",
    "permute_labels",
    "place_terms",
    "quote_terms",
    "rank_terms",
    "read_names",
    "read_reference",
    "rosengren_s",
    "sort_lines",
    "split_halves",
    "sum_terms",
    "summarise_null",
    "t_score",
    "weigh_log_odds",
    "write_term_totals",
]
