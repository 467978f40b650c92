"""Rows of other Pythons and versions: each can be read, and the tests that it runs are there."""

import tomllib

import pytest
from building import ROOT

from benchmarks.compat import QUICK, ROWS, Counts, count_tests, find_python, main

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_tests_are_counted():
    report = '<testsuites><testsuite tests="9" failures="2" errors="1" skipped="1"><testcase/></testsuite></testsuites>'
    assert Counts(5, 3, 1) == count_tests(report)


def test_what_is_run_first_is_there():
    assert [] == [name for name in QUICK if not (ROOT / name).is_file()]


def test_a_python_that_is_not_here_is_none():
    assert "" == find_python("3.99")


def test_an_unknown_row_is_refused(capsys):
    with pytest.raises(SystemExit):
        main(["3.14-locked"])
    assert "no row 3.14-locked; rows are 3.11-lowest" in capsys.readouterr().err


def test_the_pythons_that_are_said_to_do_are_those_that_are_tried():
    said = [line.rpartition(" ")[2] for line in PROJECT["classifiers"] if "Python :: 3." in line]
    assert sorted({row.partition("-")[0] for row in ROWS}) == said
