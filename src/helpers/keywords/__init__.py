"""Keywords: counts, keyness, collocations, dispersion and concordance."""

from helpers.keywords.concordance import concordance, spread_lines
from helpers.keywords.counts import count_terms, find_shared_terms, rank_terms
from helpers.keywords.keyness import find_distinctive_terms
from helpers.keywords.measures import log_likelihood, log_ratio
from helpers.keywords.vocabulary import measure_vocabulary

__all__ = [
    "concordance",
    "count_terms",
    "find_distinctive_terms",
    "find_shared_terms",
    "log_likelihood",
    "log_ratio",
    "measure_vocabulary",
    "rank_terms",
    "spread_lines",
]
