import shutil
import subprocess
import sys

import pytest

from helpers.errors import PresslensError
from helpers.language import parse_sentences
from helpers.language.parser import CARD, FOLDER, MAX_CHARACTERS, check_files


def heads(text):
    """Return each word of a text with its relation to its head."""
    (doc,) = parse_sentences([text])
    return [(token.text, token.lemma_, token.dep_, token.head.text) for token in doc]


def test_words_have_lemma_relation_and_head():
    assert heads("The senate rejected it.") == [
        ("The", "the", "det", "senate"),
        ("senate", "senate", "nsubj", "rejected"),
        ("rejected", "reject", "ROOT", "rejected"),
        ("it", "it", "dobj", "rejected"),
        (".", ".", "punct", "rejected"),
    ]


def test_a_text_is_one_sentence():
    (doc,) = parse_sentences(["He left. She stayed."])
    assert len(list(doc.sents)) == 1


def test_texts_come_back_in_order_and_do_not_depend_on_one_another():
    texts = [f"The {word} met on Monday." for word in ("court", "board", "party")] * 100
    docs = list(parse_sentences(texts))
    assert [doc.text for doc in docs] == texts
    assert [t.dep_ for t in docs[0]] == [t.dep_ for t in next(parse_sentences(texts[:1]))]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "…", "(((", "🙂", "\u200f"])
def test_texts_without_words(text):
    (doc,) = parse_sentences([text])
    assert doc.text == text


@pytest.mark.parametrize("text", ["a" * 1_000_000, "we went " * 125_000, "(" * 1_000_000])
def test_a_sentence_of_a_megabyte_is_cut(text):
    (doc,) = parse_sentences([text])
    assert len(doc.text) == MAX_CHARACTERS


def test_the_files_are_those_noted():
    check_files(FOLDER)
    on_disk = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file()}
    assert {"LICENSE", "LICENSES_SOURCES", "meta.json"} < on_disk


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (lambda folder: (folder / "parser" / "model").write_bytes(b"x"), "parser/model is damaged"),
        (lambda folder: (folder / "tagger" / "model").unlink(), "tagger/model cannot be read"),
        (lambda folder: (folder / CARD.name).write_text("[]"), "parser_model.json is missing or damaged"),
        (lambda folder: (folder / CARD.name).unlink(), "parser_model.json cannot be read"),
    ],
)
def test_a_damaged_file_is_told(tmp_path, spoil, expected):
    folder = tmp_path / "model"
    shutil.copytree(FOLDER, folder)
    spoil(folder)
    with pytest.raises(PresslensError, match=expected):
        check_files(folder)


def test_importing_does_not_load_spacy():
    code = "import sys, helpers.language, helpers.stance; assert 'spacy' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
