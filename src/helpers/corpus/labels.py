"""Labels that a coder gave to mentions."""

from pathlib import Path

import pandas as pd

from helpers.project import project_path
from helpers.schemas import Labels


def read_labels(articles: pd.DataFrame, path: str | Path | None = None) -> pd.DataFrame:
    """Read the labels of mentions in these articles.

    Args:
        articles: With the columns ``file`` and ``text_kind``.
        path: A CSV with the columns of `helpers.schemas.Labels`; by default the labels of the sample, which
            hold for its retellings alone.

    Returns:
        The columns of `helpers.schemas.Labels`; no rows if none of the articles was labelled.
    """
    labels = Labels.validate(pd.read_csv(path or project_path("data", "sample", "labels.csv"), keep_default_na=False))
    labelled = articles if path else articles[articles["text_kind"] == "retelling"]
    return labels[labels["file"].isin(labelled["file"])].reset_index(drop=True)
