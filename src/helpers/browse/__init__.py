"""Parts of a report page that a reader can search, filter and click: data in the page, one small script."""

from helpers.browse.claims import show_claims
from helpers.browse.concordance import show_concordance
from helpers.browse.evidence import Evidence
from helpers.browse.honesty import show_honesty
from helpers.browse.pairs import show_pairs
from helpers.browse.part import has_part, read_script, read_style
from helpers.browse.scatter import show_scatter
from helpers.browse.table import show_filter_table

__all__ = [
    "Evidence",
    "has_part",
    "read_script",
    "read_style",
    "show_claims",
    "show_concordance",
    "show_filter_table",
    "show_honesty",
    "show_pairs",
    "show_scatter",
]
