"""Each notebook runs from a clean kernel where it lies, as "restart and run all" does in the lab."""

import nbformat
import pytest
from building import ROOT
from nbclient import NotebookClient

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs_in_its_own_folder(path, tmp_path):
    notebook = nbformat.read(path, as_version=4)
    parameters = next(c for c in notebook.cells if "parameters" in c.metadata.get("tags", []))
    assert 'OUT = "../reports"' in parameters.source
    parameters.source = parameters.source.replace('"../reports"', repr(str(tmp_path)))  # leave the clone alone
    NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}).execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert [] == [output for output in outputs if output.output_type in {"error", "stream"}]  # no warnings either
    assert list(tmp_path.joinpath("tables").glob(f"{path.stem[:2]}_*.csv"))
