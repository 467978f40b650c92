"""What the documents say is so."""

import re
import subprocess

import pytest
from building import ROOT
from click.testing import CliRunner

from helpers import __version__
from helpers.cli import main
from helpers.schemas import fill_in_columns, render_tables

README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def test_the_data_dictionary_is_that_of_the_schemas():
    assert render_tables() == (ROOT / "docs" / "tables.md").read_text(encoding="utf-8"), "run make docs"


def test_the_columns_of_a_text_free_corpus_are_those_of_the_schemas():
    page = (ROOT / "docs" / "provenance.md").read_text(encoding="utf-8")
    assert fill_in_columns(page) == page, "run make docs"
    for name in ("articles", "spans", "blocks", "copies", "sources"):
        assert f"\n## {name}\n" in page


GROUPS = ("coding", "corpus")
COMMANDS = [*main.commands, *(f"{group} {name}" for group in GROUPS for name in main.commands[group].commands)]


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_each_command_is_documented_with_an_example_and_exit_codes(command):
    shown = CliRunner().invoke(main, [*command.split(), "--help"])
    assert 0 == shown.exit_code
    assert f"Example:\n    presslens {command} " in shown.output
    assert "Exit codes:" in shown.output
    assert f"presslens {command}" in README


@pytest.mark.parametrize("target", re.findall(r"^([a-z-]+):.*##", MAKEFILE, re.MULTILINE))
def test_each_make_target_is_listed_by_bare_make(target):
    listed = subprocess.run(["make", "-C", str(ROOT)], capture_output=True, text=True, check=True).stdout
    assert re.search(rf"^ +make {target} +\w", listed, re.MULTILINE)


@pytest.mark.parametrize("target", sorted(set(re.findall(r"`?make ([a-z-]+)`?", README))))
def test_each_make_target_in_the_readme_exists(target):
    assert re.search(rf"^{target}:.*##", MAKEFILE, re.MULTILINE)


@pytest.mark.parametrize("path", sorted(set(re.findall(r"\]\((?!http)([^)#]+)\)", README))))
def test_each_link_in_the_readme_resolves(path):
    assert (ROOT / path).exists()


def test_the_version_is_the_same_everywhere():
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f'\nversion = "{__version__}"\n' in pyproject
    assert f"## {__version__}" in changelog
