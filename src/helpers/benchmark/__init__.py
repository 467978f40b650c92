"""Scorers on files of labelled mentions: figures, tables, and a page of them."""

from helpers.benchmark.measured import ALWAYS_NEUTRAL, Measured, bound_macro_f1, measure_parts, tabulate_benchmark
from helpers.benchmark.page import write_benchmark
from helpers.benchmark.parts import Part, read_parts

__all__ = [
    "ALWAYS_NEUTRAL",
    "Measured",
    "Part",
    "bound_macro_f1",
    "measure_parts",
    "read_parts",
    "tabulate_benchmark",
    "write_benchmark",
]
