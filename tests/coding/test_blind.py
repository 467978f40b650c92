"""A page beside the sheet shows no score of a mention that a coder is still asked about."""

import pandas as pd
import pytest
from making_items import make_items

from helpers.coding import ITEMS, Steps, drop_open_items, write_items


@pytest.fixture
def mentions():
    """Return the mentions of the five items and one more, two scorers each."""
    places = make_items(6)[["article_id", "target", "mention_start", "mention_end"]]
    return pd.concat([places.assign(scorer=scorer, score=0.5) for scorer in ("one", "two")], ignore_index=True)


def code(folder, coder, *, lock):
    steps = Steps(folder, make_items(), coder)
    steps.label(1, "neutral")
    if lock:
        steps.lock()


def test_where_nothing_is_drawn_all_is_shown_to_readers_and_nothing_to_a_coder(tmp_path, mentions):
    assert 12 == len(drop_open_items(mentions, tmp_path))
    assert 12 == len(drop_open_items(mentions, tmp_path, "  "))
    assert drop_open_items(mentions, tmp_path, "Anna").empty


def test_items_are_hidden_from_the_draw_to_the_last_lock(tmp_path, mentions):
    write_items(make_items(), tmp_path / ITEMS)
    last = [f"{6:016x}"] * 2
    assert last == drop_open_items(mentions, tmp_path)["article_id"].tolist()  # the coder may look before the first key
    code(tmp_path, "Anna", lock=False)
    assert last == drop_open_items(mentions, tmp_path, "Anna")["article_id"].tolist()
    Steps(tmp_path, make_items(), "Anna").lock()
    assert 12 == len(drop_open_items(mentions, tmp_path)) == len(drop_open_items(mentions, tmp_path, " Anna "))
    assert last == drop_open_items(mentions, tmp_path, "Ben")["article_id"].tolist()  # Ben has all before him
    code(tmp_path, "Ben", lock=False)
    assert last == drop_open_items(mentions, tmp_path, "Anna")["article_id"].tolist()


def test_other_mentions_of_the_same_sentence_are_hidden_too(tmp_path):
    write_items(make_items(1), tmp_path / ITEMS)
    places = {"article_id": f"{1:016x}", "target": "Russia", "mention_start": [20, 60], "mention_end": [26, 66]}
    mentions = pd.concat([make_items(1), pd.DataFrame(places)]).assign(sentence_start=[0, 0, 50])
    assert [60] == drop_open_items(mentions, tmp_path)["mention_start"].tolist()


def test_items_that_cannot_be_read_hide_all_from_a_coder(tmp_path, mentions):
    (tmp_path / ITEMS).write_text("nonsense\n")
    assert [12, 0] == [len(drop_open_items(mentions, tmp_path, coder)) for coder in ("", "Anna")]


def test_codings_of_others_can_be_hidden_too(tmp_path):
    items = make_items().assign(coder="Anna", label="neutral")
    write_items(make_items(), tmp_path / ITEMS)
    code(tmp_path, "Anna", lock=True)
    assert [5, 0] == [len(drop_open_items(items, tmp_path, coder)) for coder in ("Anna", "Ben")]
