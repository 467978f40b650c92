"""No file becomes code: what could make it so is not called, and not imported."""

import ast

import pytest
from building import ROOT

# What each may name: tests and benchmarks pickle what they made, tests run code of their own, compat reads what our own
# tests told; of the teacher, a zip, the weights are hashed
FOLDERS = {
    "src": (), "tests": ("pickle", "exec", "compile"), "benchmarks": ("pickle", "xml"), "training": ("opened",),
}  # fmt: skip
WAYS_IN = {
    "pickle", "cPickle", "_pickle", "cloudpickle", "dill", "shelve", "marshal", "joblib", "jsonpickle", "runpy", "code",
}  # fmt: skip
CALLS = {
    "eval", "exec", "compile", "__import__", "os.system", "os.popen", "pd.read_pickle", "pandas.read_pickle",
    "yaml.load", "yaml.unsafe_load", "yaml.full_load", "pd.eval", "pd.read_hdf",
}  # fmt: skip
METHODS = {"to_pickle", "read_pickle", "extractall", "query_eval"}
SAFE = {  # calls that are safe with one argument alone
    "np.load": ("allow_pickle", False),
    "numpy.load": ("allow_pickle", False),
    "torch.load": ("weights_only", True),
    "etree.XMLParser": ("resolve_entities", False),
}
XML = {"xml", "xml.etree", "xml.etree.ElementTree", "xml.dom", "xml.dom.minidom", "xml.sax"}


def list_ways_in(source: str, may: tuple[str, ...] = ()) -> list[str]:
    """Return what in some source could turn a file into code, or unfold it without end, by line."""
    found = []
    for node in ast.walk(ast.parse(source)):
        for name in _list_faults(node):
            if name.partition(".")[0] not in may:
                found.append(f"{node.lineno}: {name}")
    return found


def _list_faults(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names if alias.name.partition(".")[0] in WAYS_IN or alias.name in XML]
    if isinstance(node, ast.ImportFrom):
        module = node.module or ""
        return [module] if module.partition(".")[0] in WAYS_IN or module in XML else []
    if not isinstance(node, ast.Call):
        return []
    name = ast.unparse(node.func)
    given = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
    if name in SAFE:
        argument, value = SAFE[name]
        return [] if given.get(argument) == str(value) else [f"{name} without {argument}={value}"]
    is_shell = given.get("shell", "False") != "False"
    is_method = isinstance(node.func, ast.Attribute) and node.func.attr in METHODS
    return [f"{name} with a shell"] if is_shell else [name] if name in CALLS or is_method else []


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_source_turns_a_file_into_code(folder):
    paths = sorted((ROOT / folder).rglob("*.py"))
    found = {
        path.relative_to(ROOT).as_posix(): faults
        for path in paths
        if (faults := list_ways_in(path.read_text(encoding="utf-8"), FOLDERS[folder]))
    }
    assert (True, {}) == (bool(paths), found)


@pytest.mark.parametrize(
    ("source", "faults"),
    [
        ("import pickle", ["1: pickle"]),
        ("from pickle import loads", ["1: pickle"]),
        ("import xml.etree.ElementTree as ET", ["1: xml.etree.ElementTree"]),
        ("np.load(path)", ["1: np.load without allow_pickle=False"]),
        ("np.load(path, allow_pickle=False)", []),
        ("torch.load(path, weights_only=False)", ["1: torch.load without weights_only=True"]),
        ("\neval('1')", ["2: eval"]),
        ("re.compile('a')", []),
        ("model.eval()", []),
        ("archive.extractall(path)", ["1: archive.extractall"]),
        ("subprocess.run(command, shell=True)", ["1: subprocess.run with a shell"]),
        ("etree.XMLParser(huge_tree=False)", ["1: etree.XMLParser without resolve_entities=False"]),
    ],
)
def test_a_way_in_is_seen(source, faults):
    assert faults == list_ways_in(source)


def test_weights_that_come_with_presslens_hold_no_pickle():
    """Of a zip of arrays each begins as NumPy writes numbers and texts; an array of objects would be a pickle."""
    import numpy as np  # noqa: PLC0415

    paths = sorted((ROOT / "src").rglob("*.npz"))
    kinds = set()
    for path in paths:
        with np.load(path, allow_pickle=False) as arrays:
            kinds |= {arrays[name].dtype.kind for name in arrays.files}
    assert (True, False) == (bool(paths), "O" in kinds)


def test_no_file_that_comes_with_presslens_is_a_pickle():
    endings = {".pkl", ".pickle", ".joblib", ".pt", ".pth", ".dill", ".h5", ".npy"}
    places = [ROOT / name for name in ("src", "data")]
    assert [] == [path for place in places for path in place.rglob("*") if path.suffix in endings]
