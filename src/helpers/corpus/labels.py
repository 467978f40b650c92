"""Labels that a coder gave to mentions."""

from pathlib import Path

import pandas as pd
from pandera.errors import SchemaError, SchemaErrors

from helpers.errors import PresslensError
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

    Raises:
        PresslensError: If the file cannot be read, or is no such table.
    """
    file = Path(path or project_path("data", "sample", "labels.csv"))
    try:
        labels = Labels.validate(pd.read_csv(file, keep_default_na=False))
    except OSError as error:
        raise PresslensError(f"{file}: cannot be read ({error.strerror}); name a CSV file of labels") from None
    except (ValueError, SchemaError, SchemaErrors) as error:
        reason = " ".join(str(error).split())[:200]
        columns = ",".join(Labels.column_names())
        raise PresslensError(
            f"{file}: is no table of labels ({reason}); save it as CSV UTF-8 with the columns {columns}"
        ) from None
    labelled = articles if path else articles[articles["text_kind"] == "retelling"]
    return labels[labels["file"].isin(labelled["file"])].reset_index(drop=True)
