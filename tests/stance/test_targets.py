import pytest
from building import TARGETS

from helpers.errors import PresslensError
from helpers.schemas import ALIAS_KINDS
from helpers.stance import Targets, read_targets

TWO = """
[targets.India.aliases]
country = ["India"]
[targets.China.aliases]
country = ["China"]
"""


@pytest.fixture
def read(tmp_path):
    """Read targets from TOML text."""

    def read_text(text: str | bytes) -> Targets:
        path = tmp_path / "mine.toml"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return read_targets(path)

    return read_text


def _lines(targets):
    return [str(problem) for problem in targets.problems]


def test_targets_that_come_with_presslens(targets):
    assert {"US": "United States", "Russia": "Russia"} == targets.labels
    assert {"US": "#0072B2", "Russia": "#D55E00"} == targets.colors
    assert [] == targets.problems
    assert {False} == {"historical" in target.include for target in targets}


def test_defaults(read):
    targets = read(TWO)
    india, china = targets
    assert ("India", "China") == (india.label, china.label)
    assert india.color != china.color
    assert tuple(kind for kind in ALIAS_KINDS if kind != "historical") == india.include
    assert ([], False, [], []) == (india.exclude, india.ignore_case, targets.masked, targets.problems)


@pytest.mark.parametrize("encode", [lambda text: text.encode(), lambda text: b"\xef\xbb\xbf" + text.encode()])
def test_byte_order_mark_does_no_harm(encode, read):
    assert ["India", "China"] == [target.key for target in read(encode(TWO))]


def test_more_than_two_targets(read):
    targets = read(TWO + '[targets.Norway.aliases]\ncountry = ["Norway"]\n')
    assert 3 == len({target.color for target in targets})


def test_what_is_given_is_kept(read):
    targets = read("""
        [targets.India]
        label = "Republic of India"
        color = "#123abc"
        include = ["country", "historical"]
        ignore_case = true
        exclude = ["India ink"]
        [targets.India.aliases]
        country = ["India"]
        historical = ["Bharat*"]
        [targets.China.aliases]
        country = ["China"]
        [mask]
        names = ["Peace Corps"]
    """)
    india = targets.targets["India"]
    assert ("Republic of India", "#123abc", True) == (india.label, india.color, india.ignore_case)
    assert (("country", "historical"), ["India ink"]) == (india.include, india.exclude)
    assert ({"country": ["India"], "historical": ["Bharat*"]}, ["Peace Corps"]) == (india.aliases, targets.masked)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[target]\nx = 1", ["the file", "unknown key 'target'", "did you mean 'targets'?"]),
        ("[targets.India]\nlabl = 'x'", ["[targets.India]", "unknown key 'labl'", "did you mean 'label'?"]),
        ("[targets.India]\nzzz = 'x'", ["unknown key 'zzz'", "known are label, color, include"]),
        ("[targets.India]\nlabel = 'x'\n[mask]\nname = []", ["[mask]", "unknown key 'name'", "did you mean 'names'?"]),
        ("[targets.India]\ncolor = 'blue'", ["color 'blue' is not usable", "write it as #RRGGBB"]),
        ("[targets.India]\nexclude = 'India ink'", ["targets.India.exclude is no list"]),
        ("[targets.India]\ninclude = ['contry', 'country']", ["'contry' is no kind of alias"]),
        ("[targets.India]\nexclude = ['Russ[ia']", ["'Russ[ia' is no usable name", "begin with a letter"]),
        ("[targets.India]\nexclude = ['(?:a+)+', 5, '', '*', 'In*dia', '.']", ["is no usable name"]),
        ("[mask]\nnames = 'x'", ["mask.names is no list"]),
        ("[targets.Norway]\nlabel = 'x'", ["target 'Norway' has no usable alias", "[targets.Norway.aliases]"]),
        ("[targets.Norway.aliases]\ncountry = []", ["target 'Norway' has no usable alias"]),
        ("[targets.Norway.aliases]\nhistorical = ['Norge']", ["target 'Norway' has no usable alias"]),
        ("[targets.Norway.aliases]\ncountries = ['Norway']", ["unknown key 'countries'", "did you mean 'country'?"]),
        ("[targets]\nNorway = 'x'", ["targets.Norway is no table"]),
        ("[targets.'a b'.aliases]\ncountry = ['Norway']", ["target key 'a b' is not usable"]),
        ("[targets.Bharat.aliases]\ncountry = ['India']", ["'India' names both Bharat and India", "counts for Bharat"]),
        ('[targets.India]\nexclude = ["a\\u001b[31m\\nb"]', ["is no usable name"]),
    ],
)
def test_what_cannot_be_used_is_told_and_left_out(text, words, read):
    targets = read(text + TWO)
    lines = _lines(targets)
    assert lines != []
    assert [True] * len(lines) == [line.startswith("left out: mine.toml: ") and line.isprintable() for line in lines]
    assert [] == [word for word in words if word not in "; ".join(lines)]
    assert {"India": ["India"], "China": ["China"]} == {
        t.key: t.aliases["country"] for t in targets if t.key in {"India", "China"}
    }


def test_broken_alias_is_left_out_and_the_others_count(read):
    targets = read(TWO.replace('["India"]', '["Russ[ia", "India", "Bh(arat"]'))
    assert ["India"] == targets.targets["India"].aliases["country"]
    assert 2 == len(targets.problems)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ["needs two targets", "0 found"]),
        ("[mask]\nnames = []", ["needs two targets", "0 found"]),
        ("[targets.India.aliases]\ncountry = ['India']", ["needs two targets", "1 found"]),
        ("[targets.India.aliases]\ncountry = ['India']\n[targets.China]", ["1 found", "'China' has no usable alias"]),
        (
            "[targets.India.aliases]\ncountry = ['Ind[ia']\n" + "[targets.China]",
            ["0 found", "'Ind[ia' is no usable name"],
        ),
        ("targets = 5", ["targets is no table", "0 found"]),
        ("[targets.India\nlabel = 5", ["mine.toml is no valid TOML", "line 1"]),
        ("label = 'a'\nlabel = 'b'", ["is no valid TOML"]),
        (b"\xff\xfe[\x00", ["is no valid TOML"]),
        ("<html>", ["is no valid TOML"]),
        (f"n = {'9' * 5_000}", ["is no valid TOML", "5000 digits"]),
    ],
)
def test_file_without_two_targets_is_an_error_of_one_line(text, words, read):
    with pytest.raises(PresslensError) as caught:
        read(text)
    message = str(caught.value)
    assert [] == [word for word in words if word not in message]
    assert message.isprintable()


@pytest.mark.parametrize("path", ["gone.toml", "."])
def test_file_that_cannot_be_read_is_an_error(path, tmp_path):
    with pytest.raises(PresslensError, match=r"cannot be read .*; check the path"):
        read_targets(tmp_path / path)


def test_every_alias_names_one_target_only(targets):
    names = [name for target in targets for names in target.aliases.values() for name in names]
    assert len(names) == len(set(names))


def test_shipped_file_says_what_can_be_set():
    head = TARGETS.read_text(encoding="utf-8").split("[targets.US]")[0]
    assert [] == [key for key in ("label", "color", "include", "ignore_case", "exclude", "aliases") if key not in head]
