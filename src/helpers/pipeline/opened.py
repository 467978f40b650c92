"""Results of a run, opened as the tables of the articles that pages show in full: nothing is computed anew."""

from collections.abc import Collection, Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any

import pandas as pd

from helpers.archive import RECORD, Archive, is_archive, open_archive
from helpers.corpus import list_problems
from helpers.errors import PresslensError, Problem
from helpers.pipeline.found import Found, Tables
from helpers.pipeline.selection import SELECTED
from helpers.pipeline.stages import score_part
from helpers.project import project_path
from helpers.schemas import WRITTEN, Articles, ScoredMentions, VoicedMentions
from helpers.stance import parse_targets, read_actors, read_targets_text, usable_scorers
from helpers.stats import tone_by_article, tone_by_source, tone_by_voice

_MOST_PROBLEMS = 1_000  # of all articles, that pages list
_SCHEMAS = WRITTEN | {"cleaned": Articles}
_MENTION = ["article_id", "target", "mention_start"]


def find_archive(corpus: Iterable[Path]) -> Archive | None:
    """Open the archive that a corpus is; None if it holds articles.

    Raises:
        PresslensError: If the archive cannot be read, or there is more than that.
    """
    paths = list(corpus)
    found = [path for path in paths if is_archive(path)]
    if found and len(paths) > 1:
        raise PresslensError(f"{found[0]} holds results of presslens run; name it alone, or the articles themselves")
    return open_archive(found[0]) if found else None


def open_found(archive: Archive, targets: str | Path | None = None, **asked: Any) -> Found:
    """Open what was found in the articles that pages show in full, before scoring; arguments as for `open_tables`."""
    found = _open_tables(archive, targets, asked)
    mentions = found["mentions"].drop_duplicates(_MENTION)
    return Found(**{**found, "mentions": VoicedMentions.validate(mentions[VoicedMentions.column_names()])})


def open_tables(
    archive: Archive,
    targets: str | Path | None = None,
    *,
    scorers: Iterable[str] | None = None,
    **asked: Any,
) -> Tables:
    """Open the tables of the articles that pages show in full.

    Args:
        archive: Of a run.
        targets: A targets file; by default ``data/targets.toml``.
        scorers: As for `helpers.pipeline.build_tables`; what the run did not use scores the mentions of these articles
            now.
        asked: Other choices, as for `helpers.pipeline.build_tables`. Those of the run hold: where these differ, or the
            targets, that is said among the problems.

    Raises:
        PresslensError: If files are missing or damaged.
    """
    found = _open_tables(archive, targets, asked)
    mentions, told = _choose_scores(found["mentions"], found["targets"], scorers, archive)
    articles, problems = found["articles"], found["problems"]
    return Tables(
        **found
        | {
            "mentions": mentions,
            "problems": pd.concat([problems, list_problems(told)], ignore_index=True) if told else problems,
        },
        terms=_read(archive, "terms"),
        tone_by_article=tone_by_article(mentions),
        tone_by_source=tone_by_source(mentions),
        tone_by_voice=tone_by_voice(mentions),
        archive=archive if len(articles) < archive.n_rows["articles"] else None,
    )


def _open_tables(archive: Archive, targets: str | Path | None, asked: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of `Found`, with mentions as they are scored."""
    names = {field.name for field in fields(Found)} & set(_SCHEMAS) - {"problems"}
    text = archive.record.get("targets")
    if not isinstance(text, str):
        raise PresslensError(
            f"{archive.folder / RECORD} is damaged; run presslens run again with --out {archive.folder}"
        )
    return {name: _read(archive, name) for name in names} | {
        "problems": _list_problems(archive, targets, asked),
        "targets": parse_targets(text, f"{archive.folder.name}/{RECORD}"),
        "actors": read_actors(project_path("data", "actors.csv")),
        "references": bool(archive.parameters["references"]),
    }


def _read(archive: Archive, name: str) -> pd.DataFrame:
    table = archive.read(f"{SELECTED}{name}")
    if missing := [column for column in _SCHEMAS[name].column_names() if column not in table]:
        raise PresslensError(
            f"{archive.folder}: table '{name}' has no column '{missing[0]}'; it is of another version: "
            f"run presslens run again with --out {archive.folder}"
        )
    return _SCHEMAS[name].validate(table)


def _list_problems(archive: Archive, targets: str | Path | None, asked: dict[str, Any]) -> pd.DataFrame:
    """Return the problems of all articles, the first ones of very many, and what was asked for otherwise than is."""
    place = f"{archive.folder.name}/{RECORD}"
    told = []
    if (n_more := archive.n_rows["problems"] - _MOST_PROBLEMS) > 0:
        told.append(Problem(place, "warning", f"{n_more:,} more problems", "read them in problems.csv beside it"))
    held = archive.parameters
    chosen = {name: value if not isinstance(value, Collection) else sorted(value) for name, value in asked.items()}
    odd = [f"{name} ({_say(held[name])}, not {_say(value)})" for name, value in chosen.items() if held[name] != value]
    if read_targets_text(Path(targets or project_path("data", "targets.toml"))) != archive.record["targets"]:
        odd.append("targets")
    if odd:
        reason = f"the run was told otherwise than this page: {', '.join(odd)}; what the run was told holds"
        told.append(Problem(place, "warning", reason, "run presslens run again to change it"))
    problems = archive.read("problems", limit=_MOST_PROBLEMS)
    return pd.concat([problems, list_problems(told)], ignore_index=True) if told else problems


def _say(value: object) -> str:
    return (", ".join(value) or "none") if isinstance(value, list) else str(value)


def _choose_scores(
    mentions: pd.DataFrame, targets: Any, scorers: Iterable[str] | None, archive: Archive
) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the mentions with the scores that are asked for, in that order, and what to say of them."""
    held = list(archive.parameters["scorers"])
    asked = held if scorers is None else list(dict.fromkeys(scorers))
    missing = [name for name in asked if name not in held]
    told: list[Problem] = []
    if missing:
        missing, told = usable_scorers(missing)
        found = mentions.drop_duplicates(_MENTION)[VoicedMentions.column_names()]
        scored = score_part(found, targets, missing)["mentions"]
        mentions = pd.concat([mentions, scored], ignore_index=True)
    order = {name: place for place, name in enumerate(asked)}
    kept = mentions[mentions["scorer"].isin(asked)]
    kept = kept.sort_values("scorer", key=lambda names: names.map(order), kind="stable", ignore_index=True)
    return ScoredMentions.validate(kept), told
