"""Controls for the lab: an analyst picks, figures and tables follow; a report shows them as they are at first."""

from helpers.explore.coding import CodingSheet, code_mentions
from helpers.explore.concordance import explore_concordance
from helpers.explore.controls import Explorer
from helpers.explore.keyness import explore_keyness
from helpers.explore.pairs import explore_pairs
from helpers.explore.sheets import begin_coding
from helpers.explore.sorting import explore_table
from helpers.explore.terms import explore_terms
from helpers.explore.workbench import Workbench, open_workbench

__all__ = [
    "CodingSheet",
    "Explorer",
    "Workbench",
    "begin_coding",
    "code_mentions",
    "explore_concordance",
    "explore_keyness",
    "explore_pairs",
    "explore_table",
    "explore_terms",
    "open_workbench",
]
