"""A text-free corpus as a folder: ``manifest.json`` and tables as CSV, the format of ``docs/provenance.md``."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
from pandera.errors import SchemaError, SchemaErrors

from helpers.errors import PresslensError
from helpers.files import MOST_RECORD, MOST_TABLE, read_file
from helpers.provenance.blocks import digest
from helpers.provenance.record import FORMAT, FORMAT_VERSION, Provenance
from helpers.schemas import TEXT_FREE, Table
from helpers.tables import read_csv, write_atomically, write_csv

MANIFEST = "manifest.json"
_AGAIN = "get the folder again from whoever published it"


def write_provenance(provenance: Provenance, folder: Path) -> str:
    """Write a text-free corpus and return the SHA-256 of its manifest, which vouches for all of it.

    The same corpus gives the same bytes: nothing in them tells when, where or by whom they were written.
    """
    tables = {}
    for name in TEXT_FREE:
        path = write_csv(provenance.tables[name], folder / f"{name}.csv")
        tables[path.name] = {"n_rows": len(provenance.tables[name]), "sha256": digest(path.read_bytes())}
    manifest = json.dumps({**provenance.manifest, "tables": tables}, indent=1, sort_keys=True) + "\n"
    write_atomically(folder / MANIFEST, lambda part: part.write_bytes(manifest.encode("utf-8")))
    return digest(manifest)


def read_provenance(folder: str | Path) -> Provenance:
    """Read a text-free corpus.

    Raises:
        PresslensError: If it is none, is of a version not known here, or one of its tables is not the one that
            its manifest names.
    """
    folder = Path(folder)
    manifest = _read_manifest(folder)
    return Provenance(
        manifest, {name: _read_table(folder, name, schema, manifest) for name, schema in TEXT_FREE.items()}
    )


def _read_manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    try:
        manifest = json.loads(read_file(path, MOST_RECORD))
    except OSError as error:
        remedy = "name a folder that 'presslens corpus dehydrate' wrote"
        raise PresslensError(f"{path} cannot be read ({error.strerror}); {remedy}") from None
    except (ValueError, RecursionError):
        raise PresslensError(f"{path} is no JSON; {_AGAIN}") from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise PresslensError(f"{path} is not of the format '{FORMAT}'; {_AGAIN}")
    if manifest.get("format_version") != FORMAT_VERSION:
        found = str(manifest.get("format_version"))[:20]
        raise PresslensError(f"{path} is of version {found}, not {FORMAT_VERSION}; use the presslens that wrote it")
    for key in ("cleaning", "versions", "parameters", "counts", "tables"):
        if not isinstance(manifest.get(key), dict):
            raise PresslensError(f"{path} has no '{key}'; {_AGAIN}")
    return manifest


def _read_table(folder: Path, name: str, schema: type[Table], manifest: dict[str, Any]) -> pd.DataFrame:
    path = folder / f"{name}.csv"
    try:
        found = digest(read_file(path, MOST_TABLE))
    except OSError as error:
        raise PresslensError(f"{path} cannot be read ({error.strerror}); {_AGAIN}") from None
    named = manifest["tables"].get(path.name)
    if not isinstance(named, dict) or named.get("sha256") != found:
        raise PresslensError(f"{path} was changed: its SHA-256 is not the one in {MANIFEST}; {_AGAIN}")
    try:
        return _validate(read_csv(path), schema)
    except (ValueError, SchemaError, SchemaErrors) as error:
        reason = " ".join(str(error).split())[:200]
        raise PresslensError(
            f"{path} is not the table that docs/provenance.md describes ({reason}); {_AGAIN}"
        ) from None


def _validate(table: pd.DataFrame, schema: type[Table]) -> pd.DataFrame:
    """Give the columns of a CSV their types; an id that stands twice would be taken for two articles."""
    if "date" in table:
        table["date"] = pd.to_datetime(table["date"].replace("", None), format="%Y-%m-%d")
    if "has_bom" in table:
        table["has_bom"] = table["has_bom"] == "True"
    valid = schema.validate(table)
    if "raw_sha256" in valid and valid["article_id"].duplicated().any():
        raise ValueError("an article_id stands twice")
    return valid
