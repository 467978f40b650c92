"""What the workbench shows: figures of the report, of the part of a corpus that an analyst chose."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Protocol

import pandas as pd
from markupsafe import Markup

from helpers.answers import describe_base, mark_one_article, name_articles, name_group, name_groups, name_measure
from helpers.browse import show_honesty
from helpers.display import Html, show_chart
from helpers.errors import PresslensError
from helpers.explore.controls import cut
from helpers.figures import Chart, color_groups, plot_coverage, plot_dots, plot_keyness
from helpers.keywords import compare_sources
from helpers.language import STOP_WORDS
from helpers.stance import Targets
from helpers.stats import (
    JOURNALIST,
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

ALL, QUOTED, BLOC = "all", "quoted", "bloc:"  # voices: everyone, all who are quoted, and those of one bloc
_SPAN = {"low": "low", "high": "high"}
_MOST_NAMED = 3  # sources that a caption names


class Tables(Protocol):
    """What is needed of `helpers.pipeline.Tables`."""

    @property
    def articles(self) -> pd.DataFrame:
        """Those that are analysed."""

    @property
    def mentions(self) -> pd.DataFrame:
        """Of them, scored."""

    @property
    def terms(self) -> pd.DataFrame:
        """Counts of their words."""

    @property
    def targets(self) -> Targets:
        """What is portrayed."""


@dataclass(frozen=True)
class Part:
    """The part of a corpus that is looked at.

    Attributes:
        articles: Of the chosen sources and time.
        mentions: Of two targets in them, by the chosen voices and scorers.
        words: Counts of single words in them.
        names: Names of articles by their id.
        scorers: Names of the chosen scorers.
        labels: Of the two targets, by key.
        colors: Of the two targets, by key.
        events: Dated ones.
        said: What was chosen, in words.
    """

    articles: pd.DataFrame
    mentions: pd.DataFrame
    words: pd.DataFrame
    names: pd.Series
    scorers: list[str]
    labels: dict[str, str]
    colors: dict[str, str]
    events: pd.DataFrame
    said: str

    @property
    def first(self) -> pd.DataFrame:
        """Mentions by the first scorer."""
        return self.mentions[self.mentions["scorer"] == self.scorers[0]]

    @property
    def look(self) -> dict[str, object]:
        """How figures of tone look."""
        return {
            "group": "target",
            "groups": self.labels,
            "colors": self.colors,
            "value": "mean_score",
            "limits": (-1, 1),
            "axis": "mean score, -1 hostile to 1 friendly",
        }

    @property
    def panels(self) -> dict[str, str]:
        """What to call the scorers."""
        return {name: name.replace("_", " ") for name in self.scorers}


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

    def show(self, out: str | Path) -> Html:
        """Show the figure, beside it how far it can be trusted, and write the tables behind both."""
        figure = show_chart(self.chart, f"lab_{self.name}", out, caption=self.caption)
        boxes = [
            show_honesty(table, f"lab_{self.name}_honesty_{number}", out, caption=caption, rows=4)
            for number, (caption, table) in enumerate(self.weighed.items(), start=1)
        ]
        if not boxes:
            return figure
        markup = Markup(
            '<div style="display:flex;flex-wrap:wrap;gap:0 2em"><div style="flex:3 1 26em;min-width:0">{}</div>'
            '<div style="flex:2 1 20em;min-width:0">{}</div></div>'
        ).format(figure.markup, Markup("").join(box.markup for box in boxes))
        return Html(markup, "\n".join([figure.text, *(box.text for box in boxes)]))


def choose_part(
    tables: Tables,
    events: pd.DataFrame,
    *,
    targets: tuple[str, str],
    scorers: Collection[str],
    sources: Collection[str] = (),
    since: date | None = None,
    until: date | None = None,
    voice: str = ALL,
) -> Part:
    """Choose the part of a corpus to look at.

    Args:
        tables: Of the corpus.
        events: As `helpers.corpus.read_events` returns them.
        targets: Keys of two targets, which are compared.
        scorers: Names of scorers; the first is the one that boxes report.
        sources: Their names; all where there is none.
        since: First day; an article whose date is not known is left out where there is a first or a last day.
        until: Last day.
        voice: `ALL`, `JOURNALIST`, `QUOTED`, or `BLOC` with the name of a bloc.

    Raises:
        PresslensError: If no article is left, or the targets are the same.
    """
    if targets[0] == targets[1]:
        raise PresslensError("first and second target are the same; choose two")
    articles = tables.articles
    if sources:
        articles = articles[articles["source"].isin(list(sources))]
    if since:
        articles = articles[articles["date"] >= pd.Timestamp(since)]
    if until:
        articles = articles[articles["date"] < pd.Timestamp(until) + pd.Timedelta(days=1)]
    if articles.empty:
        raise PresslensError("no article is left; choose more sources or a longer time")
    kept = tables.mentions["article_id"].isin(articles["article_id"])
    mentions = tables.mentions[kept & tables.mentions["target"].isin(targets)]
    mentions = _keep_voice(mentions[mentions["scorer"].isin(list(scorers))], voice)
    words = tables.terms[tables.terms["n_tokens"] == 1]
    return Part(
        articles=articles,
        mentions=mentions.reset_index(drop=True),
        words=words[words["article_id"].isin(articles["article_id"])],
        names=name_articles(tables.articles),
        scorers=list(scorers),
        labels={key: tables.targets.labels[key] for key in targets},
        colors={key: tables.targets.colors[key] for key in targets},
        events=events,
        said=_say_choice(sources, since, until, voice),
    )


def _keep_voice(mentions: pd.DataFrame, voice: str) -> pd.DataFrame:
    said_by = name_voices(mentions)
    if voice == QUOTED:
        return mentions[said_by != JOURNALIST]
    return mentions if voice == ALL else mentions[said_by == voice.removeprefix(BLOC)]


def name_voice(voice: str) -> str:
    """Return what to call a choice of voices."""
    plain = {ALL: "all", QUOTED: "all who are quoted"}
    return plain.get(voice) or name_group(voice.removeprefix(BLOC))


def _say_choice(sources: Collection[str], since: date | None, until: date | None, voice: str) -> str:
    named = ", ".join(cut(source, 40) for source in sorted(sources)[:_MOST_NAMED])
    more = f" and {len(sources) - _MOST_NAMED} more" if len(sources) > _MOST_NAMED else ""
    parts = [f"sources {named}{more}" if sources else ""]
    parts += [f"since {since}" if since else "", f"until {until}" if until else ""]
    parts += ["" if voice == ALL else f"voices: {name_voice(voice)}"]
    chosen = "; ".join(filter(None, parts))
    return f" Chosen: {chosen}." if chosen else ""


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
    base = describe_base(part.articles, part.mentions if needs_mentions else None)
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
