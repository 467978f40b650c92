"""A corpus without its texts gives them back, and a changed manifest is refused."""

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from building import SAMPLE, TARGETS
from hypothesis import given
from hypothesis import strategies as st
from making_texts import BYTES, JSON_VALUES, examples, spoiled_bytes

from helpers.archive import is_archive, open_archive
from helpers.errors import PresslensError
from helpers.pipeline import build_tables
from helpers.provenance import MANIFEST, dehydrate, read_provenance, rehydrate, verify_texts, write_provenance
from helpers.provenance.blocks import Block, describe_change, digest, hash_blocks
from helpers.provenance.names import is_safe


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Return the sample without its texts."""
    with TemporaryDirectory() as name:
        tables = build_tables(SAMPLE, TARGETS, scorers=["vader_masked"])
        write_provenance(dehydrate(tables, SAMPLE), Path(name))
        yield Path(name)


@examples(0.5)
@given(BYTES | spoiled_bytes() | st.none(), st.data())
def test_a_changed_manifest_is_read_or_refused(folder: Path, content: bytes | None, data: st.DataObject) -> None:
    path = folder / MANIFEST
    whole = path.read_bytes()
    if content is None:
        manifest = json.loads(whole)
        key = data.draw(st.sampled_from(sorted(manifest)))
        manifest[key] = data.draw(JSON_VALUES)
        content = json.dumps(manifest).encode()
    try:
        path.write_bytes(content)
        with pytest.raises(PresslensError) if content != whole and not _is_sound(content) else TemporaryDirectory():
            read_provenance(folder)
    finally:
        path.write_bytes(whole)


def _is_sound(content: bytes) -> bool:
    """Tell whether a manifest may still be one, having other values of the right kind."""
    try:
        found = json.loads(content)
    except ValueError:
        return False
    return isinstance(found, dict) and found.get("format_version") in (1, True, 1.0)


@given(st.binary(max_size=400), st.data())
def test_blocks_tell_whether_bytes_changed(data: bytes, draw: st.DataObject) -> None:
    blocks = hash_blocks(data)
    assert all(isinstance(block, Block) for block in blocks)
    other = draw.draw(st.binary(max_size=400))
    said = describe_change(other, blocks)
    assert isinstance(said, str)
    assert (digest(data) == digest(other)) == (data == other)


@given(
    st.text(st.characters(), max_size=30) | st.sampled_from(["../a", "/a", "a/../b", "con.txt", "a.txt", "a\\b", "."])
)
def test_a_safe_name_stays_in_its_folder(name: str) -> None:
    if is_safe(name):
        assert not Path(name).is_absolute()
        assert ".." not in Path(name).parts
        assert "\x00" not in name
        assert name.encode("utf-8")


def test_the_sample_is_restored_whole(folder: Path, tmp_path: Path) -> None:
    provenance = read_provenance(folder)
    assert set(verify_texts(provenance, SAMPLE)["status"]) == {"same"}
    rehydrate(provenance, SAMPLE, tmp_path / "out")
    restored = {digest(path.read_bytes()) for path in (tmp_path / "out").rglob("*.txt")}
    assert {digest(path.read_bytes()) for path in SAMPLE.glob("*.txt")} <= restored


@given(BYTES | JSON_VALUES.map(json.dumps).map(str.encode))
def test_what_is_no_result_of_a_run_is_refused(data: bytes) -> None:
    with TemporaryDirectory() as name:
        for file in ("run.json", ".presslens-output", "articles.csv"):
            Path(name, file).write_bytes(data)
        assert is_archive(name) in {True, False}
        with pytest.raises(PresslensError):
            open_archive(name)
