"""Writes the bill of materials in CycloneDX: what Presslens runs with, and what lies in the package beside our code.

    python -m benchmarks.sbom [FILE]         # build/sbom.cdx.json

The same lock files and weights give the same bytes: it holds no time, no random number and no path of this machine.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from benchmarks.licences import ROOT, find_licence, read_bundled
from helpers.hashes import hash_file
from helpers.shipped import PACKAGE

OUT = ROOT / "build" / "sbom.cdx.json"

Component = dict[str, Any]


def make_bill() -> dict[str, Any]:
    """Return the bill of materials."""
    command = [sys.executable, "-m", "cyclonedx_py", "requirements", "--output-reproducible", "--no-validate"]
    command += ["--pyproject", "pyproject.toml", "requirements.lock"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    bill: dict[str, Any] = json.loads(done.stdout)
    for component in bill["components"]:
        del component["description"]  # the line of the lock once more
        component["licenses"] = _declare(find_licence(component["name"]))
    bill["components"] += [describe_part(part) for part in read_bundled()]
    return bill


def render(bill: dict[str, Any]) -> str:
    """Return it as a file holds it."""
    return json.dumps(bill, indent=1) + "\n"


def describe_part(part: dict[str, Any]) -> Component:
    """Return a part that lies in the package beside our code, with the hash of each of its files."""
    files = sorted({path for pattern in part["files"] for path in PACKAGE.glob(pattern) if path.is_file()})
    return {
        "bom-ref": f"bundled-{part['name'].replace(' ', '-')}",
        "type": "machine-learning-model" if any(path.suffix in {".onnx", ".npz"} for path in files) else "data",
        "name": part["name"],
        **({"version": part["version"]} if "version" in part else {}),
        "description": part["source"],
        "licenses": _declare(part["licence"]),
        "components": [_describe_file(path) for path in files],
    }


def _describe_file(path: Path) -> Component:
    hashes = [{"alg": "SHA-256", "content": hash_file(path)}]
    return {"type": "file", "name": f"helpers/{path.relative_to(PACKAGE).as_posix()}", "hashes": hashes}


def _declare(licence: str) -> list[dict[str, Any]]:
    if " " in licence:
        return [{"expression": licence}]
    return [{"license": {"id": licence}}]


def main(out: Path) -> None:
    """Write it, if it is what the standard asks for."""
    text = render(make_bill())
    if error := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        raise SystemExit(f"the bill of materials is not valid: {error}")
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(text, encoding="utf-8")
    print(out)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else OUT)
