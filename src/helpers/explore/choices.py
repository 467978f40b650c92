"""The controls of the workbench, by what a corpus holds; and their values in a file."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import ipywidgets as widgets  # type: ignore[import-untyped]  # it ships no types
import pandas as pd
from traitlets import TraitError

from helpers.errors import PresslensError
from helpers.explore.controls import Options, choose, cut, name_options, pick, pick_date
from helpers.explore.parts import ALL, BLOC, QUOTED, Tables, name_voice
from helpers.explore.views import FIGURES
from helpers.files import MOST_SETTINGS, read_text
from helpers.stats import JOURNALIST, name_voices

EVERY = ""  # stands for all scorers; none is called so


def make_controls(tables: Tables) -> dict[str, Any]:
    """Return the controls for what a corpus holds."""
    labels = [(cut(label), key) for key, label in tables.targets.labels.items()]
    scorers = [(name.replace("_", " "), name) for name in list_scorers(tables)]
    controls = {
        "figure": choose("figure", [(says, name) for name, (says, *_) in FIGURES.items()], "what is drawn"),
        "first": choose("target", labels, "what is compared"),
        "second": choose("against", labels, "the target that it is compared with", value=labels[1][1]),
        "voice": choose("voice", _list_voices(tables.mentions), "whose words count: figures of tone"),
        "since": pick_date("from", "first day; articles without a date are left out then"),
        "until": pick_date("to", "last day; articles without a date are left out then"),
        "scorer": choose("scorer", [*scorers, ("all of them", EVERY)], "what scores the mentions"),
        "sources": pick(
            "sources", name_options(sorted(set(tables.articles["source"]))), "none chosen: all; Ctrl for several"
        ),
    }
    controls["sources"].layout.width = "40em"
    return controls


def list_scorers(tables: Tables) -> list[str]:
    """Return the scorers that scored, in their order; one that stands for none where there is no mention."""
    return list(tables.mentions["scorer"].unique()) or ["stance"]


def _list_voices(mentions: pd.DataFrame) -> Options:
    blocs = sorted(set(name_voices(mentions)) - {JOURNALIST})
    voices = [ALL, JOURNALIST, QUOTED, *(f"{BLOC}{bloc}" for bloc in blocs)]
    return [(cut(name_voice(voice)), voice) for voice in voices]


def set_controls(controls: Mapping[str, Any], wanted: Mapping[str, object]) -> list[str]:
    """Set what can be set and return the names of what cannot."""
    left = []
    for name, value in wanted.items():
        control = controls.get(name)
        try:
            if isinstance(control, widgets.DatePicker):
                control.value = None if value is None else date.fromisoformat(str(value))
            elif isinstance(control, widgets.SelectMultiple):
                control.value = tuple(value)  # type: ignore[arg-type]  # what is no list is refused
            elif control is not None:
                control.value = value
            else:
                left.append(name)
        except (ValueError, TypeError, TraitError):
            left.append(name)
    return [cut(str(name)) for name in left]


def keep_apart(control: Any, taken: object) -> None:
    """Choose another target where both are the same."""
    if control.value == taken:
        control.value = next(value for _, value in control.options if value != taken)


def tell_value(value: object) -> object:
    """Return the value of a control as JSON holds it."""
    return list(value) if isinstance(value, tuple) else value.isoformat() if isinstance(value, date) else value


def read_settings(path: str | Path) -> dict[str, Any]:
    """Read the choices that an export wrote.

    Raises:
        PresslensError: If the file is missing or holds something else.
    """
    try:
        given = json.loads(read_text(path, MOST_SETTINGS))
        corpus, targets, controls = given["corpus"], given["targets"], given["controls"]
        are_plain = isinstance(controls, dict) and isinstance(corpus, list) and isinstance(targets, str)
        options = given.get("options", {})
        if not are_plain or not isinstance(options, dict) or not all(isinstance(path, str) for path in corpus):
            raise TypeError
    except OSError as error:
        raise PresslensError(f"{path}: cannot be read ({error.strerror}); name a settings.json of an export") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise PresslensError(f"{path}: holds no settings; name a settings.json of an export") from None
    return {"corpus": corpus, "targets": targets, "controls": controls, "options": options}
