"""Items and files of codings for the tests. Every text is invented."""

import pandas as pd

from helpers.schemas import CodingItems

CODEBOOK, CORPUS = "c" * 64, "d" * 64
HEADER = "step,item,place,action,label,coder,codebook,at"


def make_items(n=5, *, corpus=CORPUS, first_article=0):
    rows = [
        {
            "item": number,
            "article_id": f"{first_article + number:016x}",
            "target": "US" if number % 2 else "Russia",
            "mention_start": 4,
            "mention_end": 8,
            "before": "The ",
            "mention": "Name",
            "after": f" of text {number}.",
            "stratum": "all",
            "probability": 0.25,
            "codebook": CODEBOOK,
            "corpus": corpus,
        }
        for number in range(1, n + 1)
    ]
    return CodingItems.validate(pd.DataFrame(rows))


def line(step, item, action="label", label="neutral", *, coder="Anna", codebook=CODEBOOK, at="2026-01-31T12:00:00Z"):
    """Return a line as the sheet writes it."""
    place = f"{item:016x} {'US' if item % 2 else 'Russia'} 4" if item else ""
    return f"{step},{item},{place},{action},{label if action == 'label' else ''},{coder},{codebook},{at}"


def write_lines(folder, *lines, coder="anna", end="\n"):
    path = folder / f"codings_{coder}.csv"
    path.write_bytes(("\n".join([HEADER, *lines]) + end).encode())
    return path
