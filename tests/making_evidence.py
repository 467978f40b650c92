"""What evidence is made of, for tests: invented articles with all that is found in them, scored as a test says."""

from types import SimpleNamespace

import pandas as pd
from building import make_articles

from helpers.browse import Evidence
from helpers.corpus import clean_articles, mark_structure
from helpers.language import split_sentences
from helpers.stance import add_voices, find_mentions, find_quotes

FIRST = 'Russia won. America lost in Moscow. "Russia is a friend," John Smith said on Monday.\n\nShare on Facebook'
SECOND = "America helped. Russia stayed away. Nobody came."


def find_all(articles, targets, scorers=("stance", "words")):
    """Return what `helpers.pipeline.build_tables` does, as far as evidence needs it, with scores of our own."""
    cleaned, removed = clean_articles(articles)
    structure, sentences = mark_structure(cleaned), split_sentences(cleaned)
    quotes = find_quotes(cleaned, sentences)
    mentions = add_voices(find_mentions(cleaned, sentences, targets), quotes, structure)
    steps = [(-1) ** n * (90 - n) / 100 for n in range(len(mentions))]
    scored = [
        mentions.assign(scorer=name, score=steps, label="neutral", confidence=0.8 if name == "stance" else float("nan"))
        for name in scorers
    ]
    return SimpleNamespace(
        cleaned=cleaned,
        sentences=sentences,
        quotes=quotes,
        mentions=pd.concat(scored, ignore_index=True),
        removed=removed,
        structure=structure,
        targets=targets,
    )


def make_evidence(out, targets, *texts, **changes):
    """Return tables and the evidence of texts, by default of two invented ones, in the folder of a report."""
    facts = {"date": pd.Timestamp("2019-02-03"), "date_precision": "month", "author": "", "title": "A title"}
    tables = find_all(make_articles(*(texts or (FIRST, SECOND))).assign(**facts | changes), targets)
    return tables, Evidence(tables, tables.mentions, out, page="02_tone")


def list_places(folder):
    """Return where each page of evidence in a folder lies, by its path below it."""
    return {path.relative_to(folder).as_posix(): path for path in folder.glob("evidence/*.html")}
