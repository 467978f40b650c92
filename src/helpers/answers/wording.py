"""What all findings in words share: how counts, rates, scores, articles and targets are called."""

import pandas as pd

from helpers.tables import format_dates

_WITH_ARTICLE = ("United ", "Netherlands", "Philippines", "European ", "Czech Republic", "Soviet Union")
_NAME = 60  # letters of a source that a sentence has room for


def name_source(source: object) -> str:
    """Return the name of a source as it stands in a sentence: a long one is cut."""
    name = " ".join(str(source).split())
    return name if len(name) <= _NAME else f"{name[:_NAME].rstrip()}…"


def name_target(label: str) -> str:
    """Return the label of a target as it stands in a sentence, with its article."""
    return f"the {label}" if label.startswith(_WITH_ARTICLE) else label


def format_score(score: float) -> str:
    """Return a score, or an effect on one, with its sign and two decimals."""
    text = f"{score:+.2f}"
    return text.replace("-", "\N{MINUS SIGN}") if float(text) else "0.00"


def name_articles(articles: pd.DataFrame) -> pd.Series:
    """Return a short name for each ``article_id``: its source and date, or source and file where others share these."""
    names = (articles["source"] + ", " + format_dates(articles)).str.removesuffix(", ")
    names = names.where(~names.duplicated(keep=False), articles["source"] + ", " + articles["file"])
    return pd.Series(names.to_numpy(), index=articles["article_id"])


def say_times(n: int) -> str:
    """Return how often something occurs."""
    return "once" if n == 1 else f"{n:,} times"


def say_rate(rate: float) -> str:
    """Return a rate with one decimal, from 10 on with none."""
    return f"{rate:.0f}" if rate >= 10 or rate == 0 else f"{rate:.1f}"


def say_count(n: int, noun: str) -> str:
    """Return a number with its noun, in the plural but for 1."""
    return f"{n:,} {noun}{'' if n == 1 else 's'}"
