"""Pages in, articles out: readers, metadata, cleaning.

`helpers.corpus.add` is not named here: it can reach the network, and no analysis may reach it.
"""

from helpers.corpus.clean import (
    CLEANING_MODEL,
    CLEANING_VERSION,
    REASONS,
    Span,
    blank_out,
    clean_articles,
    cleaned_text,
    write_cleaned,
)
from helpers.corpus.contamination import (
    find_emptied,
    list_reasons,
    list_segments,
    mark_contamination,
    measure_contamination,
)
from helpers.corpus.copies import (
    cluster_copies,
    count_copies,
    find_copies,
    keep_representatives,
    list_copies_left_out,
    sketch_copies,
)
from helpers.corpus.events import read_events
from helpers.corpus.holdings import Holding, list_holdings
from helpers.corpus.labels import read_labels
from helpers.corpus.lines import explain_articles, explain_lines
from helpers.corpus.load import TEXTS
from helpers.corpus.read import Corpus, list_problems, read_articles, read_corpus
from helpers.corpus.stock import find_stock, list_lines, list_stock_held
from helpers.corpus.structure import ANALYSED, SEPARATE, mark_structure, set_apart
from helpers.corpus.wire import add_wire_credits, find_wire_credit

__all__ = [
    "ANALYSED",
    "CLEANING_MODEL",
    "CLEANING_VERSION",
    "REASONS",
    "SEPARATE",
    "TEXTS",
    "Corpus",
    "Holding",
    "Span",
    "add_wire_credits",
    "blank_out",
    "clean_articles",
    "cleaned_text",
    "cluster_copies",
    "count_copies",
    "explain_articles",
    "explain_lines",
    "find_copies",
    "find_emptied",
    "find_stock",
    "find_wire_credit",
    "keep_representatives",
    "list_copies_left_out",
    "list_holdings",
    "list_lines",
    "list_problems",
    "list_reasons",
    "list_segments",
    "list_stock_held",
    "mark_contamination",
    "mark_structure",
    "measure_contamination",
    "read_articles",
    "read_corpus",
    "read_events",
    "read_labels",
    "set_apart",
    "sketch_copies",
    "write_cleaned",
]
