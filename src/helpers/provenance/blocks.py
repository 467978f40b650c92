"""Hashes of blocks: where a text differs from one that nobody may show."""

import hashlib
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

BLOCK = 1024  # bytes; long enough that nobody guesses the text from its hash
_MAX_RANGES = 5  # named in one line


class Block(NamedTuple):
    """A stretch of bytes, of which nothing but the hash is known."""

    first_byte: int
    n_bytes: int
    sha256: str


def digest(data: bytes | str) -> str:
    """Return the SHA-256 of bytes, or of a text in UTF-8."""
    return hashlib.sha256(data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data).hexdigest()


def hash_blocks(data: bytes) -> list[Block]:
    """Cut bytes into blocks of `BLOCK`, the last with the rest, so that none is short.

    Bytes that would be a single block have none: the hash of the whole says the same.
    """
    starts = range(0, len(data) - BLOCK + 1, BLOCK)
    edges = [*starts, len(data)]
    return [Block(a, b - a, digest(data[a:b])) for a, b in pairwise(edges)] if len(starts) > 1 else []


def describe_change(data: bytes, blocks: list[Block]) -> str:
    """Say where bytes differ from those that were hashed.

    Bytes that were put in or taken out move all that follows, so a block counts as found where it was or where
    the change of length would move it to.

    Args:
        data: The bytes at hand.
        blocks: Those of the text that was analysed, in order: at least one.
    """
    n_bytes = blocks[-1].first_byte + blocks[-1].n_bytes
    longer = len(data) - n_bytes
    lost = [block for block in blocks if not any(_is_at(data, block, shift) for shift in {0, longer})]
    ranges = _join(lost)
    if not ranges:  # nothing was lost, so something was put in between two blocks
        moved = next((block.first_byte for block in blocks if not _is_at(data, block, 0)), n_bytes)
        return f"{_count(abs(longer))} {'more' if longer > 0 else 'fewer'} at byte {moved:,}"
    said = [f"between bytes {first:,} and {last:,}" for first, last in ranges[:_MAX_RANGES]]
    more = f" and in {len(ranges) - _MAX_RANGES} more places" if len(ranges) > _MAX_RANGES else ""
    length = f"; {_count(abs(longer))} {'longer' if longer > 0 else 'shorter'}" if longer else ""
    return f"differs {', '.join(said)}{more}{length}"


def _is_at(data: bytes, block: Block, shift: int) -> bool:
    start = block.first_byte + shift
    return start >= 0 and digest(data[start : start + block.n_bytes]) == block.sha256


def _join(blocks: Iterable[Block]) -> list[tuple[int, int]]:
    """Return first and last byte of each run of neighbouring blocks."""
    ranges: list[tuple[int, int]] = []
    for block in blocks:
        last = block.first_byte + block.n_bytes - 1
        if ranges and ranges[-1][1] + 1 == block.first_byte:
            ranges[-1] = (ranges[-1][0], last)
        else:
            ranges.append((block.first_byte, last))
    return ranges


def _count(n: int) -> str:
    return f"{n:,} byte{'' if n == 1 else 's'}"
