"""Steps of a coder keep their order by their numbers, whatever the clock says."""

import time
from datetime import UTC, datetime

import pytest
from making_items import make_items

from helpers.coding import ITEMS, Steps, journal, read_codings, write_items

TIMES = [
    datetime(2026, 1, 31, 12, tzinfo=UTC),
    datetime(1970, 1, 1, tzinfo=UTC),  # a clock that has lost all
    datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC),
    datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC),
    datetime(2026, 1, 31, 11, tzinfo=UTC),  # set back
]


@pytest.fixture
def turned(monkeypatch):
    """Let each look at the clock show another time."""
    times = iter(TIMES)

    class Turned(datetime):
        @classmethod
        def now(cls, tz=None):
            return next(times).astimezone(tz)

    monkeypatch.setattr(journal, "datetime", Turned)


@pytest.fixture
def zone(monkeypatch):
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")  # 14 hours ahead of UTC
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("turned", "zone")
def test_a_clock_that_is_turned_changes_no_order(tmp_path):
    write_items(make_items(), tmp_path / ITEMS)
    steps = Steps(tmp_path, make_items(), "Anna")
    for item, label in ((1, "positive"), (2, "negative"), (1, "neutral"), (3, "unclear")):
        steps.label(item, label)
    steps.lock()
    codings, problems = read_codings(tmp_path)
    assert ({1: "neutral", 2: "negative", 3: "unclear"}, []) == (
        dict(zip(codings["item"], codings["label"], strict=True)),
        problems,
    )
    told = [row.rpartition(",")[2] for row in steps.path.read_text().splitlines()[1:]]
    assert [f"{at:%Y-%m-%dT%H:%M:%SZ}" for at in TIMES] == told
