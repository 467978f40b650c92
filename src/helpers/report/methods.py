"""The methods page: every function that the notebooks of a report use, with what it does and where that is from."""

import ast
import inspect
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from markupsafe import Markup

from helpers.report.frame import Page, read_templates

METHODS = Page("methods.html", "Methods", "How was each figure computed?", [], "", "")
_PACKAGE = "helpers"
_SECTION = re.compile(r"^(Args|Returns|Raises|Yields|Attributes):\s*$")
_ITEM = re.compile(r"^(\*{0,2}[\w.]+(?:, [\w.*]+)*): (.*)$")


@dataclass(frozen=True)
class Method:
    """A function of the library, as the methods page shows it.

    Attributes:
        name: Its name.
        package: The package it is imported from, such as ``stats``.
        purpose: First line of its docstring.
        parts: The rest of it; see `split_docstring`.
        pages: File name and title of the pages that use it.
    """

    name: str
    package: str
    purpose: str
    parts: list[tuple[str, list[tuple[str, str]]]]
    pages: list[tuple[str, str]]


def list_imports(notebook: Any) -> dict[str, str]:
    """Return the module of each name that the code of a notebook imports from the library."""
    found: dict[str, str] = {}
    for source in _sources(notebook):
        for node in ast.walk(_parse(source)):
            if isinstance(node, ast.ImportFrom) and not node.level and _is_ours(node.module or ""):
                found |= {name.asname or name.name: f"{node.module}:{name.name}" for name in node.names}
    return found


def used_functions(source: str, imported: Mapping[str, str]) -> list[str]:
    """Return the functions of the library that a cell uses, in order of name.

    Args:
        source: Code of the cell.
        imported: As `list_imports` returns it.
    """
    used = {imported[name] for name in _list_names(source) if name in imported}
    return sorted(origin.partition(":")[2] for origin in used if _find_function(origin))


def render_methods(notebooks: Sequence[tuple[Page, Any]]) -> Markup:
    """Return the body of the methods page.

    Args:
        notebooks: What is said of each page, and its notebook.
    """
    methods = list(_list_methods(notebooks))
    packages = sorted({method.package for method in methods})
    groups = [
        (package, _first_line(import_module(f"{_PACKAGE}.{package}")), [m for m in methods if m.package == package])
        for package in packages
    ]
    body = read_templates().get_template("methods.html.j2").render(page=METHODS, groups=groups)
    return Markup(body)  # noqa: S704 - escaped there


def split_docstring(text: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what follows the first line of a docstring: paragraphs, then sections of named items.

    Returns:
        Heading (empty for paragraphs) and items of name (empty for plain text) and text.
    """
    parts: list[tuple[str, list[tuple[str, str]]]] = [("", [])]
    is_new = True
    for line in text.split("\n")[1:]:
        heading, bare = _SECTION.match(line), line.strip()
        if heading:
            parts.append((heading[1], []))
            is_new = True
        elif not bare:
            is_new = True
        else:
            title, items = parts[-1]
            is_item = title and len(line) - len(line.lstrip()) == 4 and _ITEM.match(bare)
            if is_item:
                items.append((is_item[1], is_item[2]))
            elif is_new or not items:
                items.append(("", bare))
            else:
                items[-1] = (items[-1][0], f"{items[-1][1]} {bare}")
            is_new = False
    return [part for part in parts if part[1]]


def _list_methods(notebooks: Sequence[tuple[Page, Any]]) -> Iterator[Method]:
    users: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for page, notebook in notebooks:
        imported = list_imports(notebook)
        used = {name for source in _sources(notebook) for name in _list_names(source)}
        for origin in sorted({origin for name, origin in imported.items() if name in used}):
            module, _, name = origin.partition(":")
            users.setdefault((module, name), []).append((page.name, page.title))
    for (module, name), pages in sorted(users.items(), key=lambda item: item[0][1]):
        function = _find_function(f"{module}:{name}")
        if function:
            text = inspect.getdoc(function) or ""
            yield Method(name, module.split(".")[1], text.split("\n")[0], split_docstring(text), pages)


def _find_function(origin: str) -> Any:
    """Return a function by ``module:name``, or nothing if there is none."""
    module, _, name = origin.partition(":")
    try:
        found = getattr(import_module(module), name, None)
    except ImportError:
        return None
    return found if inspect.isfunction(found) else None


def _is_ours(module: str) -> bool:
    return module.startswith(f"{_PACKAGE}.")


def _list_names(source: str) -> set[str]:
    return {node.id for node in ast.walk(_parse(source)) if isinstance(node, ast.Name)}


def _sources(notebook: Any) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def _parse(source: str) -> ast.Module:
    """Return the syntax tree of a cell; of one that is not plain Python, an empty one."""
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError):
        return ast.Module([], [])


def _first_line(thing: object) -> str:
    return (inspect.getdoc(thing) or "").split("\n")[0]
