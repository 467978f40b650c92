"""Notebooks for tests, of cells that are invented."""

from pathlib import Path

import nbformat

HEAD = "# A title\n\nA question?"


def write_notebook(folder: Path, name: str, *cells: str | tuple[str, list[str]], head: str = HEAD) -> Path:
    """Write a notebook of code cells given as (source, tags) or source; each has an id that is always the same."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(head)])
    for cell in cells:
        source, tags = cell if isinstance(cell, tuple) else (cell, [])
        notebook.cells.append(nbformat.v4.new_code_cell(source, metadata={"tags": tags}))
    for number, written in enumerate(notebook.cells):
        written.id = f"cell-{number}"
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, folder / name)
    return folder / name
