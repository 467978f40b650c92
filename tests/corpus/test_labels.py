"""Labels of mentions, from a file that a coder keeps."""

import pandas as pd
import pytest

from helpers.corpus import read_labels
from helpers.errors import PresslensError

ARTICLES = pd.DataFrame({"file": ["a.txt"], "text_kind": ["article"]})
HEADER = "file,start,end,mention,target,label\n"


def test_labels_of_other_articles_are_left_out(tmp_path):
    path = tmp_path / "labels.csv"
    path.write_text(f"{HEADER}a.txt,0,2,US,US,neutral\nb.txt,4,8,Oslo,Norway,positive\n")
    assert [("a.txt", "neutral")] == list(read_labels(ARTICLES, path)[["file", "label"]].itertuples(index=False))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x80",
        b"file,start\n\xfe,1\n",
        b"file,start\na.txt,0\n",
        f"{HEADER}a.txt,x,2,US,US,neutral\n".encode(),
        f"{HEADER}a.txt,0,2,US,US,glad\n".encode(),
        f'{HEADER}"a.txt,0,2,US'.encode(),
    ],
)
def test_what_is_no_table_of_labels_is_refused_in_one_line(tmp_path, content):
    path = tmp_path / "labels.csv"
    path.write_bytes(content)
    with pytest.raises(PresslensError, match="is no table of labels") as raised:
        read_labels(ARTICLES, path)
    assert "\n" not in str(raised.value)


def test_a_missing_file_of_labels_is_told(tmp_path):
    with pytest.raises(PresslensError, match="cannot be read"):
        read_labels(ARTICLES, tmp_path / "labels.csv")
