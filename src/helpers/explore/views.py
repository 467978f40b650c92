"""What the workbench shows: figures of the report, of the part of a corpus that an analyst chose."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
from markupsafe import Markup

from helpers.answers import describe_base, mark_one_article, name_groups, name_measure
from helpers.browse import show_honesty
from helpers.display import Html, show_chart
from helpers.errors import PresslensError
from helpers.explore.controls import stack
from helpers.explore.parts import Part
from helpers.figures import Chart, color_groups, plot_coverage, plot_dots, plot_keyness
from helpers.keywords import compare_sources
from helpers.language import STOP_WORDS
from helpers.stats import (
    choose_period,
    compare_targets,
    count_coverage,
    count_inexact,
    name_voices,
    order_by_evidence,
    tone_by_article,
    tone_by_source,
    tone_by_voice,
    weigh_sources,
    weigh_targets,
    weigh_words,
)

_SPAN = {"low": "low", "high": "high"}
# The lab has no style sheet of ours: of the two drawings of a figure, the narrow one is seen where there is little room
_FITTED = Markup(
    "<style>@container (max-width:34em){.lab-figure .wide{display:none}"
    ".lab-figure .narrow{display:block !important}}</style>"
)


@dataclass(frozen=True)
class View:
    """A figure with what it rests on.

    Attributes:
        name: Of the figure, without blanks.
        chart: The figure.
        caption: On what it rests, and what was chosen.
        weighed: Comparisons for the box beside it, by what is compared.
    """

    name: str
    chart: Chart
    caption: str
    weighed: dict[str, pd.DataFrame]

    def show(self, out: str | Path, *, beside: bool = False) -> Html:
        """Show the figure, below or beside it how far it can be trusted, and write the tables behind both."""
        figure = show_chart(self.chart, f"lab_{self.name}", out, caption=self.caption)
        boxes = [
            show_honesty(table, f"lab_{self.name}_honesty_{number}", out, caption=caption, rows=4)
            for number, (caption, table) in enumerate(self.weighed.items(), start=1)
        ]
        if not beside:
            return stack(figure, *boxes)
        markup = Markup(
            '{}<div style="display:flex;flex-wrap:wrap;gap:0 2em"><div class="lab-figure" style="flex:3 1 40em;'
            'min-width:0;container-type:inline-size">{}</div><div style="flex:2 1 20em;min-width:0">{}</div></div>'
        ).format(_FITTED, figure.markup, Markup("").join(box.markup for box in boxes))
        return Html(markup, "\n".join([figure.text, *(box.text for box in boxes)]))


def draw_view(name: str, part: Part) -> View:
    """Draw a figure.

    Args:
        name: Of `FIGURES`.
        part: What to draw.

    Raises:
        PresslensError: If there is nothing to draw.
    """
    draw, needs_mentions = FIGURES[name][1:]
    if needs_mentions and part.mentions.empty:
        raise PresslensError("no mention of these targets is left; choose other voices, sources, dates or targets")
    base = describe_base(part.articles, part.mentions if needs_mentions else None, part.n_all)
    view = draw(part)
    return replace(view, name=name, caption=f"{base}{part.said}")


def _draw_by_article(part: Part) -> View:
    shown = order_by_evidence(tone_by_article(part.mentions))
    shown["article"] = shown["article_id"].map(part.names)
    title = "Mean score toward each target, by article and scorer"
    return _draw_tone(part, shown, "article", title, weigh_targets(part.first, *part.labels), span={})


def _draw_by_source(part: Part) -> View:
    title = "Mean score toward each target, by source and scorer"
    within = weigh_targets(part.first, *part.labels, by=["source"])
    view = _draw_tone(part, tone_by_source(part.mentions), "source", title, within, span=_SPAN)
    against = f"Each source against all others, by {part.scorers[0]}."
    return replace(view, weighed={**view.weighed, against: weigh_sources(part.first)})


def _draw_by_voice(part: Part) -> View:
    voices = tone_by_voice(part.first)
    title = f"Mean score toward each target, by who says it ({part.scorers[0]})"
    named = part.first.assign(said_by=name_voices(part.first))
    weighed = weigh_targets(named, *part.labels, by=["said_by"])
    weighed = weighed.sort_values("n_mentions", ascending=False, kind="stable")
    only = replace(part, scorers=part.scorers[:1])
    return _draw_tone(only, voices.assign(who=name_groups(voices)), "who", title, weighed, span=_SPAN)


def _draw_tone(
    part: Part, shown: pd.DataFrame, label: str, title: str, weighed: pd.DataFrame, *, span: dict[str, str]
) -> View:
    """Draw dots of tone; a panel per scorer where there are several."""
    panels = {"panel": "scorer", "panels": part.panels} if len(part.scorers) > 1 else {}
    chart = plot_dots(shown, label=label, title=title, **panels, **span, **part.look)  # type: ignore[arg-type]
    return View("", chart, "", {f"The first target less the second, by {part.scorers[0]}.": weighed})


def _draw_differences(part: Part) -> View:
    first, second = part.labels
    shown = compare_targets(tone_by_article(part.mentions), first, second)
    if shown.empty:
        raise PresslensError("no article that is left names both targets; choose other sources, dates or targets")
    shown["article"] = shown["article_id"].map(part.names)
    chart = plot_dots(
        shown,
        label="article",
        value="difference",
        group="scorer",
        groups=part.panels,
        colors=color_groups(part.panels),
        title="Difference within each article, by scorer",
        axis=f"mean toward {part.labels[first]} less mean toward {part.labels[second]}",
    )
    weighed = weigh_targets(part.first, first, second)
    return View("", chart, "", {f"The first target less the second, by {part.scorers[0]}.": weighed})


def _draw_coverage(part: Part) -> View:
    period = choose_period(part.articles)
    n_undated = int(part.articles["date"].isna().sum())
    chart = plot_coverage(
        count_coverage(part.articles, by=period),
        part.events,
        title="Articles of each source over time",
        by=period,
        n_undated=n_undated,
        n_inexact=count_inexact(part.articles, by=period),
    )
    return View("", chart, "", {})


def _draw_keyness(part: Part) -> View:
    if part.articles["source"].nunique() < 2:
        raise PresslensError("there are not two sources, so no words can be compared; choose more sources")
    keyness = compare_sources(
        part.words, part.articles, stop_words=STOP_WORDS, min_count=3, min_articles=3, n_permutations=0
    )
    measure = "lrc" if keyness["lrc"].any() else "log_ratio"
    low, high = ("log_ratio_low", "log_ratio_high") if measure == "log_ratio" else (None, None)
    chart = plot_keyness(
        keyness.assign(label=mark_one_article(keyness)),
        label="label",
        value=measure,
        low=low,
        high=high,
        panel="focus",
        nulls=None,
        title="Words that set a source apart from all others",
        axis=name_measure(measure),
    )
    weighed = weigh_words(part.words, part.articles, keyness[keyness["log_ratio"] > 0], top=3)
    return View("", chart, "", {"The first words of each source; differences are log ratios.": weighed})


# What a figure is called, what draws it, and whether it needs mentions
FIGURES: dict[str, tuple[str, Callable[[Part], View], bool]] = {
    "tone_by_source": ("tone by source", _draw_by_source, True),
    "tone_by_article": ("tone by article", _draw_by_article, True),
    "differences": ("difference within articles", _draw_differences, True),
    "tone_by_voice": ("tone by who says it", _draw_by_voice, True),
    "keyness": ("words of each source", _draw_keyness, False),
    "coverage": ("coverage over time", _draw_coverage, False),
}
