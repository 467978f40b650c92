"""Words in context (keyword in context, KWIC)."""

import re

import pandas as pd


def concordance(articles: pd.DataFrame, phrase: str, *, width: int = 60) -> pd.DataFrame:
    """Return each occurrence of a word or phrase with its context (keyword in context).

    Args:
        articles: With the columns ``file``, ``source`` and ``body``.
        phrase: Matched as whole words in any case; in the case given if it holds a capital ("US").
        width: Characters of context on each side.

    Returns:
        ``source``, ``file``, ``left``, ``keyword``, ``right``, ``start``, ``end`` (offsets into the body), in
        the order of the text; line breaks and gaps in the context are shown as one space.
    """
    columns = ["source", "file", "left", "keyword", "right", "start", "end"]
    words = phrase.split()
    if not words:
        return pd.DataFrame(columns=columns)
    any_case = re.IGNORECASE if phrase.islower() else 0
    pattern = re.compile(r"(?<!\w)" + r"\s+".join(map(re.escape, words)) + r"(?!\w)", any_case)
    rows = []
    for source, file, body in zip(articles["source"], articles["file"], articles["body"], strict=True):
        for match in pattern.finditer(body):
            left = " ".join(body[max(0, match.start() - 2 * width) : match.start()].split())[-width:]
            right = " ".join(body[match.end() : match.end() + 2 * width].split())[:width]
            rows.append((source, file, left, " ".join(match.group().split()), right, match.start(), match.end()))
    return pd.DataFrame(rows, columns=columns)


def spread_lines(lines: pd.DataFrame, limit: int) -> pd.DataFrame:
    """Choose lines of a concordance from all sources: the first of each, then the second of each, and so on."""
    turn = lines.groupby("source").cumcount()
    return lines.loc[turn.sort_values(kind="stable").index[:limit]].sort_index()
