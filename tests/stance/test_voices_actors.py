import pytest
from building import ROOT

from helpers.errors import PresslensError
from helpers.stance.actors import Actors, read_actors

ACTORS = ROOT / "data" / "actors.csv"


@pytest.fixture(scope="module")
def actors():
    return read_actors(ACTORS)


def test_the_table_that_comes_with_presslens_has_no_bad_line(actors):
    assert () == actors.problems
    assert {"Pakistani", "Russian", "US", "Indian", "Chinese", "Afghan", "analyst"} <= {row[2] for row in actors.rows}


@pytest.mark.parametrize(
    ("name", "description", "bloc"),
    [
        ("", "", ""),
        ("Jane Roe", "Jane Roe", "other"),
        # By name
        ("Maria Zakharova", "Maria Zakharova", "Russian"),
        ("Sergei Lavrov", "he", "Russian"),
        ("Sergei Lavrov", "Lavrov, whose counterpart is Hina Rabbani Khar,", "Russian"),
        ("Khurram Dastgir Khan", "the minister", "Pakistani"),
        ("Khawaja Muhammad Asif", "he", "Pakistani"),
        ("Khawaja Saad", "and Asif", "other"),
        # By office and country
        ("Jane Roe", "Turkish Foreign Minister Jane Roe", "Turkish"),
        ("Jane Roe", "Jane Roe, the Swedish ambassador to Pakistan", "Swedish"),
        ("Jane Roe", "Jane Roe, ambassador of Norway", "Norwegian"),
        ("", "a Pentagon spokesman", "US"),
        ("", "the Foreign Office spokesperson", "Pakistani"),
        ("", "the British Foreign Office", "British"),
        ("", "the Kremlin", "Russian"),
        ("", "New Delhi", "Indian"),
        ("", "U.S. officials", "US"),
        ("", "the Chinese embassy in Kabul", "Chinese"),
        # A country right before a body counts more than a row for the body
        ("", "Russian foreign office circles", "Russian"),
        ("", "a U.S. Foreign Office official", "US"),
        ("", "Norway's General Headquarters", "Norwegian"),
        ("", "the foreign office circles", "Pakistani"),
        ("Maria Zakharova", "Pakistani guest Maria Zakharova", "Russian"),
        # Those who study it, of whatever country
        ("Jane Roe", "Jane Roe, an Indian analyst", "analyst"),
        ("Jane Roe", "Professor Jane Roe", "analyst"),
        ("", "experts", "analyst"),
        # Unnamed
        ("", "officials", "unnamed"),
        ("", "a source", "unnamed"),
        ("", "sources familiar with the talks", "unnamed"),
        ("", "a senior security official who asked not to be named", "unnamed"),
        ("", "two Western diplomats", "unnamed"),
        ("", "the minister", "other"),
    ],
)
def test_blocs(actors, name, description, bloc):
    assert bloc == actors.find_bloc(name, description)


def test_an_analyst_may_name_blocs_as_she_likes():
    own = Actors((("name", "Jane Roe", "our side"), ("title", "envoy*", "envoys")))
    assert "our side" == own.find_bloc("Jane Roe", "Jane Roe")
    assert "envoys" == own.find_bloc("", "two envoys")
    assert "Russian" == Actors(()).find_bloc("", "the Russian foreign minister")


@pytest.mark.parametrize(
    ("line", "reason", "remedy"),
    [
        ("nam,Jane Roe,ours", "'nam' is no kind of actor", "did you mean 'name'?"),
        ("person,Jane Roe,ours", "'person' is no kind of actor", "write name or title"),
        ("name,Jane Roe", "has 2 cells, not 3", "put a cell that holds a comma into quotation marks"),
        ("name,Roe, Jane,ours", "has 4 cells, not 3", "put a cell that holds a comma into quotation marks"),
        ("name,Jane Roe,", "names no bloc", "write one into the column bloc, such as Russian or analyst"),
        ("name,(.*)+,ours", "'(.*)+' is no usable pattern", "begin with a letter"),
        ("name,*,ours", "'*' is no usable pattern", "begin with a letter"),
        ("name,,ours", "'' is no usable pattern", "begin with a letter"),
        ("title,good*one,ours", "'good*one' is no usable pattern", "* only at the end of a word"),
        ("name,john doe,ours", "'john doe' stands twice", "it counts for theirs; remove one of the two"),
    ],
)
def test_a_bad_line_is_told_and_the_rest_is_used(tmp_path, line, reason, remedy):
    path = tmp_path / "actors.csv"
    path.write_text(f"# mine\nkind,pattern,bloc\nname,John Doe,theirs\n{line}\nname,Ann Poe,ours\n", encoding="utf-8")
    read = read_actors(path)
    assert (("name", "John Doe", "theirs"), ("name", "Ann Poe", "ours")) == read.rows
    (problem,) = read.problems
    assert (f"{path}#4", "left out", reason) == (problem.file, problem.severity, problem.reason)
    assert remedy in problem.remedy
    assert "\n" not in str(problem)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot be read"),
        (b"", "is empty; write a line 'kind,pattern,bloc'"),
        (b"# only a remark\n", "is empty"),
        (b"name,bloc\nJane,ours\n", "no column kind, pattern"),
        (b"kind,pattern,bloc\nname,Jos\xe9,ours\n", "is not UTF-8"),
    ],
)
def test_a_file_that_is_no_table_of_actors_is_an_error_in_one_line(tmp_path, content, message):
    path = tmp_path / "actors.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(PresslensError, match=message) as error:
        read_actors(path)
    assert "\n" not in str(error.value)


def test_columns_may_stand_in_any_order_with_others_between_and_a_byte_order_mark(tmp_path):
    path = tmp_path / "actors.csv"
    path.write_text('bloc,remark,Pattern,kind\nours,"a, b",Jane Roe,Name\n', encoding="utf-8-sig")
    assert (("name", "Jane Roe", "ours"),) == read_actors(path).rows
