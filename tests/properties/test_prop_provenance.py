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
from helpers.filenames import is_safe
from helpers.provenance import (
    MANIFEST,
    dehydrate,
    list_version_changes,
    read_provenance,
    rehydrate,
    verify_texts,
    write_provenance,
)
from helpers.provenance.blocks import BLOCK, Block, describe_change, digest, hash_blocks


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Return the sample without its texts."""
    with TemporaryDirectory() as name:
        write_provenance(dehydrate(SAMPLE, TARGETS)[0], Path(name))
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
        try:
            provenance = read_provenance(folder)
        except PresslensError as error:
            said = str(error)
            assert said.strip()
            return
        assert all(isinstance(line, str) for line in list_version_changes(provenance))
    finally:
        path.write_bytes(whole)


@given(st.binary(max_size=400), st.data())
def test_blocks_tell_whether_bytes_changed(data: bytes, draw: st.DataObject) -> None:
    large = data * 40 + b"x" * 3 * BLOCK
    blocks = hash_blocks(large)
    assert [block.first_byte for block in blocks][1:] == [block.first_byte + block.n_bytes for block in blocks][:-1]
    assert sum(block.n_bytes for block in blocks) == len(large)
    assert all(isinstance(block, Block) for block in blocks)
    at = draw.draw(st.integers(0, len(large)))
    other = large[:at] + draw.draw(st.binary(max_size=40)) + large[at + draw.draw(st.integers(0, 3 * BLOCK)) :]
    assert describe_change(other, blocks).strip()
    assert (digest(large) == digest(other)) == (large == other)


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
