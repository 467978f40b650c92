"""Claims beside the sources that make them, each with all its sentences to judge by."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from helpers.browse.part import cut_text
from helpers.display import Html, link_csv

_MOST_COLUMNS = 8  # sources that stand side by side; with more, each claim lists those that make it
_NAME, _NAMES = 40, 300  # characters of a source, and of a list of them, that are shown
_SENTENCE = 400  # characters of a sentence that are shown
_MOST_SENTENCES = 40  # unfolded under a claim; the CSV holds all
_KEYS = ["article_id", "sentence_start"]


def show_claims(
    summary: pd.DataFrame,
    claims: pd.DataFrame,
    sentences: pd.DataFrame,
    name: str,
    out: str | Path,
    *,
    sources: Sequence[str],
    caption: str,
    limit: int = 40,
) -> Html:
    """Show claims beside the sources in which they were found, and write every sentence of them as CSV.

    Under each claim its sentences are folded, with their sources, so that a reader can judge whether they say the same.
    A source without a mark may say it in other words.

    Args:
        summary: Claims with the columns of `helpers.schemas.ClaimSummary`, in the order in which to show them.
        claims: Their sentences, with the columns of `helpers.schemas.Claims`; those of other claims are left out.
        sentences: With ``article_id``, ``sentence_start`` and ``text``, as `helpers.language.SentenceVectors` has them.
        name: Name of the CSV, without ending.
        out: Folder of the report; the CSV goes into its folder ``tables``.
        sources: Sources with a column each; if there are more than 8, one column lists those that make the claim.
        caption: What the claims are.
        limit: Most claims to show.
    """
    shown = summary.head(limit)
    own = claims[claims["claim_id"].isin(summary["claim_id"])]
    own = own.merge(sentences[[*_KEYS, "text"]], on=_KEYS)
    columns = list(sources) if len(sources) <= _MOST_COLUMNS else []
    groups = dict(iter(own[own["claim_id"].isin(shown["claim_id"])].groupby("claim_id", sort=False)))
    rows = Markup("").join(_claim(claim, groups[claim["claim_id"]], columns) for claim in shown.to_dict("records"))
    heads = ["claim", *columns] if columns else ["claim", "sources", "found in"]
    head = Markup("").join(
        Markup('<th scope="col" style="text-align:left">{}</th>').format(cut_text(str(text), _NAME)) for text in heads
    )
    nothing = Markup('<tr><td colspan="{}">none</td></tr>').format(len(heads))
    more = f" The first {limit} of {len(summary):,}." if len(summary) > limit else ""
    markup = Markup(
        '<div class="scroll" style="overflow-x:auto"><table class="claims"><caption style="text-align:left">{caption}'
        "{more} {link}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    ).format(
        caption=caption,
        more=more,
        link=link_csv(own, name, out, "All sentences as CSV"),
        head=head,
        rows=rows or nothing,
    )
    found = zip(shown["sources"].astype("str"), shown["sentence"], strict=True)
    told = [f"found at {cut_text(names, _NAMES)}: {sentence}" for names, sentence in found]
    return Html(markup, "\n".join([caption, *told]))


def _claim(claim: dict[Any, Any], own: pd.DataFrame, columns: Sequence[str]) -> Markup:
    """Return the row of a claim: its sentence with the others folded, and where it was found."""
    cell = Markup('<td style="text-align:left;min-width:16em">{}{}</td>').format(
        cut_text(str(claim["sentence"]), _SENTENCE), _fold(own)
    )
    counts = own["source"].value_counts()
    if columns:
        return Markup("<tr>{}{}</tr>").format(cell, Markup("").join(_mark(int(counts.get(s, 0))) for s in columns))
    return Markup(
        '<tr>{}<td class="number" style="text-align:right">{}</td>'
        '<td style="text-align:left;min-width:14em">{}</td></tr>'
    ).format(cell, len(counts), cut_text(str(claim["sources"]), _NAMES))


def _mark(count: int) -> Markup:
    """Return whether and how often a claim was found in a source: a mark to see, words to hear."""
    if not count:
        return Markup('<td style="text-align:left"><span role="img" aria-label="not found here">–</span></td>')
    label = f"{count} sentence{'' if count == 1 else 's'}"
    return Markup(
        '<td style="text-align:left;white-space:nowrap"><span role="img" aria-label="{}">● {}</span></td>'
    ).format(label, count)


def _fold(own: pd.DataFrame) -> Markup:
    """Return the sentences of a claim, folded, those most like the one that stands for it first."""
    ordered = own.sort_values(["is_representative", "similarity"], ascending=False, kind="stable")
    items = [
        Markup("<li>{} <small>({})</small></li>").format(cut_text(text, _SENTENCE), cut_text(str(source), _NAME))
        for text, source in ordered[["text", "source"]].head(_MOST_SENTENCES).itertuples(index=False, name=None)
    ]
    more = f", {_MOST_SENTENCES} of them shown" if len(own) > _MOST_SENTENCES else ""
    return Markup("<details><summary>{}</summary><ul>{}</ul></details>").format(
        f"{len(own)} sentence{'' if len(own) == 1 else 's'}{more}", Markup("").join(items)
    )
