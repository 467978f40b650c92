"""The labels of whose words they are, and what notebooks tell of voices: whole, allowed, and the same everywhere."""

import csv
import hashlib
import re

import pandas as pd
import pytest
from building import ROOT

from benchmarks.voices import measure_originals, summarise
from helpers.stance import measured_voices

FOLDER = ROOT / "data" / "voices"
with (FOLDER / "originals.csv").open(encoding="utf-8", newline="") as _file:
    LABELS = list(csv.DictReader(_file))


def test_each_row_has_allowed_values():
    assert {"file,start,end,bloc,speaker_start,speaker_end"} == {",".join(row) for row in LABELS}
    assert {"", "Pakistani", "Russian", "US", "Indian", "Uzbek", "analyst", "unnamed", "other"} == {
        row["bloc"] for row in LABELS
    }
    assert 73 == len({(row["file"], row["start"]) for row in LABELS}) == len(LABELS)
    assert [] == [row for row in LABELS if (row["bloc"] == "") != (row["speaker_start"] == row["speaker_end"] == "-1")]


@pytest.mark.corpora
def test_offsets_hold_whole_words_of_the_texts_they_were_made_on(corpora):
    texts = {path.name: path.read_bytes() for path in sorted((corpora / "articles").glob("*.txt"))}
    found = hashlib.sha256(b"".join(texts.values())).hexdigest()
    assert f"`{found}`" in (FOLDER / "README.md").read_text(encoding="utf-8")
    for row in LABELS:
        text = texts[row["file"]].decode("utf-8")
        if row["bloc"]:
            name = text[int(row["speaker_start"]) : int(row["speaker_end"])]
            assert re.fullmatch(r"\w[^\n]*\w", name), row
        assert text[int(row["start"]) : int(row["end"])].strip(), row


@pytest.mark.corpora
def test_blocs_of_the_originals_are_as_right_as_told(corpora):
    figures = summarise(measure_originals())
    shown = measured_voices().set_index("what")
    for what in ("statements", "words"):
        again = figures[f"bloc: {what}"]["of all"]
        assert list(again.values()) == pytest.approx(list(shown.loc[f"bloc of {what}", list(again)]), abs=0.002)
        assert again["value"] > figures[f"bloc: {what}"]["nearest name"]["value"] + 0.3


def test_what_is_told_of_voices_is_what_the_docs_tell():
    shown = measured_voices()
    columns = ["what", "texts", "n", "value", "low", "high", "baseline", "baseline_value"]
    assert columns == shown.columns.tolist()
    names = ["words of what is said", "sentences of what is said", "speaker of direct speech"]
    names += ["speaker of indirect speech", "speaker of what is reported", "bloc of statements", "bloc of words"]
    assert names == shown["what"].tolist()
    assert pd.Series(True, index=shown.index).equals(
        (shown["low"] <= shown["value"]) & (shown["value"] <= shown["high"])
    )
    docs = re.sub(r"[*,]", "", (ROOT / "docs" / "voices.md").read_text(encoding="utf-8"))
    for row in shown.itertuples():
        told = [f"{number:.3f}".removeprefix("0") for number in (row.value, row.low, row.high, row.baseline_value)]
        assert f"{told[0]} [{told[1]} {told[2]}]" in docs, row.what
        assert told[3] in docs, row.what
