"""Where the files that come with Presslens lie: notebooks, sample corpus, targets."""

from pathlib import Path

from helpers.errors import PresslensError
from helpers.shipped import read_shipped

_HERE = Path(__file__).resolve().parent
# In a clone the project's own folders; in an installed wheel the copy that the wheel carries.
_ROOTS = (_HERE.parent.parent, _HERE / "share")


def project_path(*parts: str) -> Path:
    """Return the path of a file or folder that comes with Presslens.

    Args:
        parts: Path below the project's top level, such as ``"data", "targets.toml"``.

    Raises:
        PresslensError: If neither the clone nor the installed package holds it.
    """
    for root in _ROOTS:
        path = root.joinpath(*parts)
        if path.exists():
            return path
    raise PresslensError(f"{'/'.join(parts)} is missing from Presslens; clone or install it again")


def read_word_list(package: str, name: str) -> frozenset[str]:
    """Return the words of a list that lies in a package; lines that begin with # are remarks."""
    lines = read_shipped(f"{package.removeprefix('helpers.')}/{name}").decode().splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def raw_folder() -> Path:
    """Return ``data/raw`` of the clone, where articles lie that are not ours to share.

    Raises:
        PresslensError: If Presslens was installed without a clone.
    """
    raw = _ROOTS[0] / "data" / "raw"
    if not raw.is_dir():
        raise PresslensError("there is no clone with a folder data/raw here; name a folder with --to")
    return raw


def sample_corpus() -> list[Path]:
    """Return the paths of the corpus that comes with Presslens: the sample, and ``data/raw`` in a clone."""
    raw = _ROOTS[0] / "data" / "raw"
    return [project_path("data", "sample"), *([raw] if raw.is_dir() else [])]
