"""Commands that write a corpus without its texts, or restore it: killed or without room, and done again."""

import shutil
from dataclasses import replace

import pytest
from building import write_files
from making_faults import Deed, hash_folder
from making_run_faults import STORIES

from helpers.tables import list_left


def list_written(folder):
    """Return the hashes of what was written, but of what was only begun."""
    begun = {
        path.relative_to(folder).as_posix() for place in (folder, *folder.rglob("*/")) for path in list_left(place)
    }
    return {name: told for name, told in hash_folder(folder).items() if name not in begun}


@pytest.fixture(scope="module")
def made(nursery, tmp_path_factory):
    """Return a folder with a corpus, its text-free form, and what is restored from both."""
    folder = tmp_path_factory.mktemp("made")
    write_files(folder / "corpus", STORIES)
    dehydrated = nursery.run(Deed(["corpus", "dehydrate", folder / "corpus", "--out", folder / "bare"]))
    assert 0 == dehydrated.status, dehydrated.said
    told = ["corpus", "rehydrate", folder / "bare", "--corpus", folder / "corpus", "--out", folder / "restored"]
    restored = nursery.run(Deed(told))
    assert 0 == restored.status, restored.said
    return folder, restored.n_changes


@pytest.mark.parametrize(("fault", "share"), [("kill", 0.6), ("full", 0.3), ("full", 0.95)])
def test_what_is_restored_is_whole_and_the_way_on_is_told(fault, share, nursery, made, tmp_path):
    folder, n_changes = made
    told = ["corpus", "rehydrate", folder / "bare", "--corpus", folder / "corpus", "--out", tmp_path / "restored"]
    outcome = nursery.run(Deed(told, fault=fault, n=max(int(n_changes * share), 1)))
    assert outcome.status == (-9 if fault == "kill" else 1), outcome.said
    expected = list_written(folder / "restored")
    found = list_written(tmp_path / "restored")
    assert found.items() <= expected.items() | {(name, found[name]) for name in found if name.endswith(".csv")}
    if fault == "full":
        assert "No space left on device" in outcome.said
        assert "Traceback" not in outcome.said
    again = nursery.run(Deed(told))
    if again.status:  # never over what lies there
        assert "is there already; remove it, or name another folder with --out" in again.said
        shutil.rmtree(tmp_path / "restored")
        again = nursery.run(Deed(told))
    assert 0 == again.status, again.said
    assert expected == list_written(tmp_path / "restored")


def test_a_text_free_corpus_stays_as_it_was_on_a_full_disk(nursery, made, tmp_path):
    folder, _ = made
    shutil.copytree(folder / "bare", tmp_path / "bare")
    deed = Deed(["corpus", "dehydrate", folder / "corpus", "--out", tmp_path / "bare"])
    outcome = nursery.run(replace(deed, fault="full", n=12))
    assert (1, True) == (outcome.status, "No space left on device" in outcome.said), outcome.said
    assert list_written(folder / "bare") == list_written(tmp_path / "bare")
