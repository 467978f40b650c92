"""Fixtures that the tests of faults share."""

from collections.abc import Iterator

import pytest
from making_faults import Nursery, open_nursery


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """Return what forks children that are killed."""
    with open_nursery() as found:
        yield found
