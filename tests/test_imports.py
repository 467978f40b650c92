"""Imports go one way, and have no side effects."""

import subprocess
import sys
from importlib import import_module
from pkgutil import walk_packages

import pytest
from building import ROOT
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

import helpers


def test_arrows_point_one_way():
    assert EXIT_STATUS_SUCCESS == lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)


def test_importing_helpers_loads_nothing_heavy_and_opens_no_file():
    code = (
        "import sys, helpers; heavy = {'pandas', 'matplotlib', 'nltk', 'textblob', 'pandera'} & set(sys.modules);"
        "print(sorted(heavy))"
    )
    assert (
        "[]" == subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    )


@pytest.mark.parametrize(
    "name", [module.name for module in walk_packages(helpers.__path__, "helpers.") if module.ispkg]
)
def test_what_a_package_offers_is_there(name):
    package = import_module(name)
    assert [] == [offered for offered in getattr(package, "__all__", []) if not hasattr(package, offered)]


def test_help_does_not_wait_for_pandas():
    code = "import sys; from helpers import cli; print('pandas' in sys.modules)"
    assert (
        "False"
        == subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    )


def test_no_stage_touches_the_network():
    """Every room imports and runs with sockets taken away."""
    code = """
import socket, sys
def refuse(*args, **kwargs): raise AssertionError("a socket was opened")
socket.socket.connect = refuse
from helpers.pipeline import build_tables
print(len(build_tables().articles) >= 5 and "helpers.corpus.fetch" not in sys.modules)
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ("True", "") == (run.stdout.strip(), run.stderr.strip())
