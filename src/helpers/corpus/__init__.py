"""Pages in, articles out: readers, metadata, cleaning.

`helpers.corpus.add` is not named here: it can reach the network, and no analysis may reach it.
"""

from helpers.corpus.census import FACT_COLUMNS, drop_retellings, list_same_titles, list_sources, number_same_texts
from helpers.corpus.chunks import TEXTS, InputChunk
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
from helpers.corpus.inputs import Inputs, list_inputs, refuse_empty
from helpers.corpus.labels import read_labels
from helpers.corpus.lines import explain_articles, explain_lines
from helpers.corpus.read import Corpus, hash_chunk, list_problems, read_articles, read_chunk, read_corpus
from helpers.corpus.stock import find_stock, list_lines, list_stock_held
from helpers.corpus.structure import ANALYSED, SEPARATE, mark_structure, set_apart
from helpers.corpus.wire import add_wire_credits, find_wire_credit

__all__ = [
    "ANALYSED",
    "CLEANING_MODEL",
    "CLEANING_VERSION",
    "FACT_COLUMNS",
    "REASONS",
    "SEPARATE",
    "TEXTS",
    "Corpus",
    "Holding",
    "InputChunk",
    "Inputs",
    "Span",
    "add_wire_credits",
    "blank_out",
    "clean_articles",
    "cleaned_text",
    "cluster_copies",
    "count_copies",
    "drop_retellings",
    "explain_articles",
    "explain_lines",
    "find_copies",
    "find_emptied",
    "find_stock",
    "find_wire_credit",
    "hash_chunk",
    "keep_representatives",
    "list_copies_left_out",
    "list_holdings",
    "list_inputs",
    "list_lines",
    "list_problems",
    "list_reasons",
    "list_same_titles",
    "list_segments",
    "list_sources",
    "list_stock_held",
    "mark_contamination",
    "mark_structure",
    "measure_contamination",
    "number_same_texts",
    "read_articles",
    "read_chunk",
    "read_corpus",
    "read_events",
    "read_labels",
    "refuse_empty",
    "set_apart",
    "sketch_copies",
    "write_cleaned",
]
