"""Notes the hash of each file that comes with Presslens and decides results, in ``src/helpers/shipped.json``.

    python -m training.note_hashes

Whatever writes such a file calls it; after an edit by hand ``make hashes`` does.
"""

import json
from pathlib import Path

from helpers.hashes import hash_file
from helpers.shipped import LIST, NOT_NOTED, PACKAGE


def list_shipped() -> list[Path]:
    """Return the files beside the code whose hashes are to be noted."""
    found = sorted(path for path in PACKAGE.rglob("*") if path.is_file() and path.suffix not in {".py", ".pyc"})
    return [path for path in found if not path.relative_to(PACKAGE).as_posix().startswith(tuple(NOT_NOTED))]


def note_hashes() -> None:
    """Write the list anew."""
    noted = {path.relative_to(PACKAGE).as_posix(): hash_file(path) for path in list_shipped()}
    LIST.write_text(json.dumps(noted, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    note_hashes()
