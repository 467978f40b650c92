"""A run over the parts of a real corpus, beside the same in one process."""

import pandas as pd
import pytest
from making_parts import assert_built, run

from benchmarks.notebooks import write_polnear
from helpers.pipeline import build_tables

pytestmark = pytest.mark.corpora


def test_polnear_in_parts_is_polnear(tmp_path, corpora):
    table = pd.read_csv(write_polnear(tmp_path), dtype=str)
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    table.to_parquet(corpus / "polnear.parquet", row_group_size=300)
    archive = run(corpus, tmp_path / "out")
    assert len(archive.files["articles"]) > 2
    assert_built(archive, build_tables(corpus, scorers=["vader_masked"]))
