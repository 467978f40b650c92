"""Files that come with Presslens and decide results: weights, word lists, measured figures; each checked when read.

``shipped.json`` notes the SHA-256 of each. The card that lies beside weights notes theirs too; readers go by the card,
so that weights can be tried that do not ship yet, and the list vouches for the card.
"""

import hashlib
import json
from functools import cache
from importlib.resources import files
from pathlib import Path

from helpers.errors import PresslensError

PACKAGE = Path(str(files("helpers")))
LIST = PACKAGE / "shipped.json"
# Beginnings of the names of files beside the code that are not in the list, each with its reason
NOT_NOTED = {
    "shipped.json": "the list itself",
    "share/": "notebooks, texts and settings, which analysts edit; reports note the hashes of those they read",
    "browse/": "styles and the script of pages: they show figures and make none",
    "report/": "templates, styles, scripts and the glossary of pages, likewise",
}
REMEDY = "install Presslens again, or run `git checkout -- src/helpers` in a clone (if you edited it, `make hashes`)"


def read_shipped(name: str) -> bytes:
    """Return the bytes of a file that comes with Presslens, once they are known to be those that it came with.

    Args:
        name: Below ``helpers``, such as ``corpus/agencies.toml``.

    Raises:
        PresslensError: If it is missing, or not the one that is noted.
    """
    return read_checked(PACKAGE / name, _read_list(LIST).get(name, ""))


def read_checked(path: Path, sha256: str) -> bytes:
    """Return the bytes of a file, once they are known to be those that were noted.

    Args:
        path: The file.
        sha256: What was noted of it, in a place that was checked itself.

    Raises:
        PresslensError: If it cannot be read, or is another.
    """
    name = "/".join(path.parts[-2:])
    try:
        content = path.read_bytes()
    except OSError as error:
        raise PresslensError(f"the file {name} cannot be read ({error.strerror}); {REMEDY}") from None
    if hashlib.sha256(content).hexdigest() != sha256:
        raise PresslensError(f"the file {name} is damaged (its hash is not the one noted); {REMEDY}")
    return content


def read_card(path: Path) -> bytes:
    """Return the bytes of a card of weights: checked if it comes with Presslens, as it is if its weights are on trial.

    Raises:
        PresslensError: As `read_shipped`.
    """
    if path.is_relative_to(PACKAGE):
        return read_shipped(path.relative_to(PACKAGE).as_posix())
    try:
        return path.read_bytes()
    except OSError as error:
        raise PresslensError(f"the file {path.name} cannot be read ({error.strerror}); {REMEDY}") from None


@cache
def _read_list(path: Path) -> dict[str, str]:
    try:
        return dict(json.loads(path.read_bytes()).items())
    except (OSError, ValueError, AttributeError) as error:
        raise PresslensError(f"the list of hashes {path.name} cannot be read ({error}); {REMEDY}") from None
