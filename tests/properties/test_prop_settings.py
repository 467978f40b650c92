"""Files that analysts edit: any text is read as far as it can be, or refused in one line."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
from building import ROOT, TARGETS, make_articles
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from making_texts import ALL_TEXTS, BYTES, CHARACTERS, NAMES, PRESS_TEXT, TEXTS, TITLES, examples, tables_of_rows

from helpers.errors import PresslensError, printable
from helpers.language import split_sentences
from helpers.plan import Plan, read_plan
from helpers.schemas import ALIAS_KINDS, Mentions
from helpers.stance import find_mentions, mask_names, parse_targets, read_actors, read_targets, read_targets_text
from helpers.stance.targets import Names

PLAN = (ROOT / "data" / "analysis_plan.toml").read_text(encoding="utf-8")
TARGETS_TEXT = TARGETS.read_text(encoding="utf-8")
ACTORS_TEXT = (ROOT / "data" / "actors.csv").read_text(encoding="utf-8")

VALUES = st.sampled_from(
    ["1", "-0.0", "inf", "nan", "true", '""', '"US"', "[]", "{}", "[[]]", "['a', 1]", "2026-11-23",
    "2026-11-23T10:00:00Z",
     "2026-99-99", "10:00:00", "9" * 5000, "1e999", "0x" + "f" * 5000, '"\\u0000"', '"\\uD800"',
     "'" + "a" * 200 + "'", "[" * 50,
     '["U*", "*", "U**", " US ", "U\\u0301"]', "{a = 1}", '["İstanbul", "ſ", "ß", "ŉ"]',
     "1979-05-27T00:32:00.999999999-07:00"]
)  # fmt: skip
KEYS = st.sampled_from(["label", "color", "include", "ignore_case", "exclude", "aliases", "country", "names", "fixed",
                        "alpha", "question", "parts", "references", "primary", "choices", "'a b'", '""', "x.y",
                        "é"])  # fmt: skip
TOML_LINES = st.lists(
    st.builds("{} = {}".format, KEYS, VALUES)
    | st.sampled_from(["[targets]", "[targets.US]", "[targets.US.aliases]", "[targets.Russia.aliases]", "[mask]",
    "[[targets]]",
                       "[targets.'a b']", "[primary]", "[choices]", "[", "# x"])
    | TITLES,
    max_size=10,
).map("\n".join)  # fmt: skip


@st.composite
def changed(draw: st.DrawFn, text: str) -> str:
    """Draw a sound file with a few places changed: a value, a line, a piece that is cut out or put in."""
    for _ in range(draw(st.integers(1, 3))):
        lines = text.split("\n")
        at = draw(st.integers(0, len(lines) - 1))
        how = draw(st.sampled_from(["value", "drop", "double", "insert", "character"]))
        if how == "value":
            lines[at] = re.sub(r"=.*", f"= {draw(VALUES)}".replace("\\", r"\\"), lines[at])
        elif how == "drop":
            del lines[at]
        elif how == "double":
            lines.insert(at, lines[at])
        elif how == "insert":
            lines.insert(at, draw(TOML_LINES))
        else:
            place = draw(st.integers(0, len(lines[at])))
            lines[at] = lines[at][:place] + draw(st.text(CHARACTERS, max_size=2)) + lines[at][place + 1 :]
        text = "\n".join(lines)
    return text


def check_refusal(error: PresslensError) -> None:
    assert str(error).strip()
    assert len(str(error)) < 5_000


@given(changed(TARGETS_TEXT) | TOML_LINES | TEXTS, PRESS_TEXT)
def test_any_targets_file_gives_targets_that_find_or_one_line(toml: str, text: str) -> None:
    try:
        targets = parse_targets(toml, "targets.toml")
    except PresslensError as error:
        check_refusal(error)
        return
    assert len(targets.targets) >= 2
    for target in targets:
        assert re.fullmatch(r"#[0-9A-Fa-f]{6}", target.color)
        assert 0 < len(target.label) <= 60
        assert set(target.aliases) | set(target.include) <= set(ALIAS_KINDS)
    for problem in targets.problems:
        assert printable(str(problem)) == str(problem)
    made = make_articles(text)
    mentions = find_mentions(made, split_sentences(made), targets)
    assert set(mentions["target"]) <= set(targets.targets)
    mask_names(text, targets)


@given(BYTES | TOML_LINES.map(str.encode))
def test_any_bytes_of_a_targets_file_are_read_or_refused(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "targets.toml")
        path.write_bytes(data)
        for read in (read_targets, read_targets_text):
            try:
                read(path)
            except PresslensError as error:
                check_refusal(error)


@given(changed(PLAN) | TOML_LINES | TEXTS)
def test_a_plan_is_used_as_it_stands_or_refused(text: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "plan.toml")
        path.write_bytes(text.encode())
        try:
            plan = read_plan(path)
        except PresslensError as error:
            check_refusal(error)
            return
    assert isinstance(plan, Plan)
    assert all(plan.primary[name] in options for name, options in plan.choices.items())


ROWS_OF_ACTORS = st.lists(
    st.tuples(
        st.sampled_from(["name", "title", "Name", "x"]),
        st.sampled_from([*NAMES, "a*", "*", "a b*", "(", "a.b", "$", "a&b", "é", "İ", "1"]) | TITLES,
        st.sampled_from(["US", "Russian", "analyst", "", "=1"]) | TITLES,
    ),
    max_size=6,
).map(lambda rows: "kind,pattern,bloc\n" + "".join(f'{k},"{p}",{b}\n' for k, p, b in rows))


@given(ROWS_OF_ACTORS | changed(ACTORS_TEXT) | tables_of_rows() | TEXTS, TITLES, PRESS_TEXT)
def test_any_table_of_actors_tells_blocs_or_is_refused(table: str, name: str, description: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "actors.csv")
        path.write_bytes(table.encode())
        try:
            actors = read_actors(path)
        except PresslensError as error:
            check_refusal(error)
            return
    for problem in actors.problems:
        assert problem.reason
        assert problem.remedy
    bloc = actors.find_bloc(name, description)
    assert isinstance(bloc, str)
    assert bool(bloc) == bool(f"{name}{description}".strip(" ;"))
    # Every pattern finds itself where nothing else stands
    for _, pattern, _ in actors.rows:
        assert actors.find_bloc(pattern.replace("*", ""))


NAME_TEXT = st.text(
    st.sampled_from("aBiIıİsſßKÉé'’.,&/$ -1_") | st.characters(categories=["L", "N"], max_codepoint=0x2FFF),
    min_size=1, max_size=8
).filter(lambda name: re.fullmatch(r"\w[\w .,'’&/$-]{0,99}", name.strip()))  # fmt: skip
STARRED: SearchStrategy[str] = st.builds(
    lambda name, star: name.strip() + star, NAME_TEXT, st.sampled_from(["", "", "*"])
)


@given(
    st.lists(st.tuples(STARRED, st.booleans()), min_size=1, max_size=4),
    PRESS_TEXT,
    st.sampled_from(["{}", "{}s", "x {} y", "{}."]),
)
def test_names_are_found_where_they_stand_and_nowhere_else(
    given_names: list[tuple[str, bool]], text: str, around: str
) -> None:
    names = Names([(name, f"t{at}", "country", loose) for at, (name, loose) in enumerate(given_names)])
    for name, _ in given_names:
        plain = name.removesuffix("*")
        for written in (plain, plain.upper(), plain.lower()):
            body = text + "\n\n" + around.format(written)
            position = 0
            for found in names.find(body):
                assert position <= found.start < found.end <= len(body)
                assert found.target, f"{body[found.start : found.end]!r} is found and belongs to nobody"
                position = found.end
        assert any(names.find(f"x {plain} y"))


@given(ALL_TEXTS)
def test_mentions_lie_in_their_sentence(text: str) -> None:
    check_mentions(text)


def check_mentions(text: str) -> None:
    targets = read_targets(TARGETS)
    made = make_articles(text)
    sentences = split_sentences(made)
    mentions = find_mentions(made, sentences, targets)
    Mentions.validate(mentions)
    position = 0
    for row in mentions.itertuples(index=False):
        assert text[row.mention_start : row.mention_end] == row.mention
        assert text[row.sentence_start : row.sentence_end] == row.sentence
        assert row.sentence_start <= row.mention_start < row.mention_end <= row.sentence_end
        assert position <= row.mention_start
        position = row.mention_end
    assert set(mentions["sentence_start"]) <= set(sentences["sentence_start"])


@examples(0.3)
@given(PRESS_TEXT, PRESS_TEXT)
def test_mentions_of_two_articles_are_those_of_each(one: str, other: str) -> None:
    targets = read_targets(TARGETS)
    both = make_articles(one, other)
    sentences = split_sentences(both)
    apart = [find_mentions(both.iloc[[at]], sentences, targets) for at in (0, 1)]
    pd.testing.assert_frame_equal(pd.concat(apart, ignore_index=True), find_mentions(both, sentences, targets))
