"""What will change or go in a package that we call is an error where our code calls it, in a notebook too."""

import warnings

import numpy as np
import pandas as pd
import pytest

CATEGORIES = [
    DeprecationWarning,
    PendingDeprecationWarning,
    FutureWarning,
    pd.errors.Pandas4Warning,
    np.exceptions.VisibleDeprecationWarning,
]
OURS = ["helpers", "helpers.stats.tone", "benchmarks.scale", "training.note_hashes", "test_docs", "making_words"]


def plant(module, category):
    """Warn as a package does that a function of a module calls."""
    code = "def call():\n    warnings.warn('use the new one', category, stacklevel=1)\n"
    names = {"__name__": module, "warnings": warnings, "category": category}
    exec(compile(code, "planted.py", "exec"), names)  # noqa: S102 - our own lines
    names["call"]()


@pytest.mark.parametrize("category", CATEGORIES)
@pytest.mark.parametrize("module", OURS)
def test_a_planted_one_is_an_error(module, category):
    with pytest.raises(category, match="use the new one"):
        plant(module, category)


@pytest.mark.filterwarnings("ignore:use the new one")
@pytest.mark.parametrize("category", CATEGORIES)
def test_one_of_another_package_is_none(category):
    plant("nltk.sentiment", category)
