"""Asks whether what the lock files install is known to be unsafe, was withdrawn, or is no longer what was locked.

    python -m benchmarks.audit

pip-audit asks PyPI's database of vulnerabilities, and says "no known vulnerabilities" also where that did not answer.
So the answers are counted here, and what was not looked up is NOT AUDITED. The package index tells which versions were
withdrawn (PEP 592), and which hashes their files have. Fails on a finding; with PRESSLENS_AUDIT=required also if
anything could not be looked up.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any, NamedTuple

from packaging.utils import canonicalize_name, parse_sdist_filename, parse_wheel_filename
from urllib3 import PoolManager
from urllib3.exceptions import HTTPError

LOCK = Path(__file__).resolve().parents[1] / "requirements-dev.lock"  # all of requirements.lock is in it
INDEX = os.environ.get("PIP_INDEX_URL") or "https://pypi.org/simple"
_JSON = "application/vnd.pypi.simple.v1+json"
_AT_ONCE = 8

Page = dict[str, Any]


class Pin(NamedTuple):
    """A version that is locked, with the hashes of its files."""

    name: str
    version: str
    hashes: frozenset[str]

    def __str__(self) -> str:
        """Return it as the lock writes it."""
        return f"{self.name}=={self.version}"


@dataclass
class Audit:
    """What one place was asked: findings, and what it could not answer for, each with why."""

    asked: int = 0
    found: list[str] = field(default_factory=list)
    unanswered: dict[str, str] = field(default_factory=dict)
    dates: list[str] = field(default_factory=list)


def read_pins(lock: str) -> list[Pin]:
    """Return what a lock file holds."""
    entries = re.split(r"\n(?=\S)", lock)
    heads = [(re.match(r"([A-Za-z0-9_.-]+)==([^ ;\\]+)", entry), entry) for entry in entries]
    return [
        Pin(canonicalize_name(head[1]), head[2], frozenset(re.findall(r"--hash=sha256:(\w+)", entry)))
        for head, entry in heads
        if head
    ]


def read_answer(answer: str, pins: Iterable[Pin]) -> Audit:
    """Return what pip-audit answered.

    Args:
        answer: What it printed, in JSON; anything else if it failed.
        pins: What it was asked for; those that it is silent about are unanswered.
    """
    try:
        told = {canonicalize_name(package["name"]): package for package in json.loads(answer)["dependencies"]}
    except (ValueError, KeyError, TypeError):
        told = {}
    audit = Audit()
    for pin in pins:
        audit.asked += 1
        package = told.get(pin.name, {"skip_reason": "pip-audit did not answer"})
        if "vulns" not in package:
            audit.unanswered[str(pin)] = package.get("skip_reason", "")
        for known in package.get("vulns", []):
            audit.found.append(f"{pin}: {known['id']}, mended in {', '.join(known['fix_versions']) or 'no version'}")
    return audit


def check_page(pin: Pin, page: Page) -> list[str]:
    """Return what the index's page of a package says against a pin; see PEP 691."""
    files = [file for file in page["files"] if _is_of(pin, file["filename"])]
    if not files:
        return [f"{pin} is gone from the index"]
    hashes = {file["hashes"].get("sha256") for file in files}
    said = [f"{pin} was withdrawn: {file['yanked']}" for file in files if file.get("yanked")][:1]
    return said + [f"{pin}: no file has the locked hash {sha256}" for sha256 in sorted(pin.hashes - hashes)]


def ask_database(pins: Iterable[Pin]) -> Audit:
    """Ask pip-audit, also about what is locked for other systems and Pythons than ours."""
    whole = Audit()
    for part in split_pins(pins):
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
            file.writelines(f"{pin} {' '.join(f'--hash=sha256:{sha256}' for sha256 in pin.hashes)}\n" for pin in part)
            file.flush()
            command = [sys.executable, "-m", "pip_audit", "--requirement", file.name, "--require-hashes"]
            command += ["--disable-pip", "--format", "json", "--progress-spinner", "off"]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        audit = read_answer(done.stdout, part)
        whole.asked += audit.asked
        whole.found += audit.found
        whole.unanswered |= audit.unanswered
    return whole


def split_pins(pins: Iterable[Pin]) -> list[list[Pin]]:
    """Return pins in parts that name no package twice, as one file of requirements must not."""
    parts: list[dict[str, Pin]] = []
    for pin in pins:
        part = next((part for part in parts if pin.name not in part), None)
        if part is None:
            parts.append(part := {})
        part[pin.name] = pin
    return [list(part.values()) for part in parts]


def ask_index(pins: Iterable[Pin], fetch: Callable[[str], Page]) -> Audit:
    """Ask the index for each package; `fetch` returns its page."""
    audit = Audit()

    def ask(pin: Pin) -> tuple[Pin, Page | Exception]:
        try:
            return pin, fetch(pin.name)
        except (HTTPError, ValueError, KeyError) as error:
            return pin, error

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for pin, page in pool.map(ask, pins):
            audit.asked += 1
            if isinstance(page, Exception):
                audit.unanswered[str(pin)] = str(page)
                continue
            audit.found += check_page(pin, page)
            of_pin = (file.get("upload-time", "") for file in page["files"] if _is_of(pin, file["filename"]))
            audit.dates += [day[:10] for day in of_pin if day][:1]
    return audit


def render(what: str, audit: Audit) -> list[str]:
    """Return what is to be told of one place that was asked."""
    n_open = len(audit.unanswered)
    lines = [f"FOUND: {line}" for line in audit.found]
    if n_open:
        why = next(iter(audit.unanswered.values()))
        lines.append(f"NOT AUDITED: {what} could not be asked for {n_open} of {audit.asked} versions ({why})")
    if n_open < audit.asked:
        when = f"; uploaded {min(audit.dates)} to {max(audit.dates)}" if audit.dates else ""
        looked_up = f"{audit.asked - n_open} of {audit.asked} versions looked up, {len(audit.found)} findings"
        lines.append(f"{what}: {looked_up}{when}")
    return lines


def main() -> int:
    """Ask both, and tell."""
    pins = read_pins(LOCK.read_text(encoding="utf-8"))
    http = PoolManager(maxsize=_AT_ONCE, headers={"Accept": _JSON}, timeout=30)

    def fetch(name: str) -> Page:
        answer = http.request("GET", f"{INDEX.rstrip('/')}/{name}/")
        if answer.status != HTTPStatus.OK:
            raise HTTPError(f"HTTP {answer.status}")
        page: Page = answer.json()
        return page

    audits = {
        "the index, for withdrawn versions and hashes": ask_index(pins, fetch),
        "the database of vulnerabilities": ask_database(pins),
    }
    for what, audit in audits.items():
        print(*render(what, audit), sep="\n")
    is_required = os.environ.get("PRESSLENS_AUDIT") == "required"
    return int(any(audit.found or (is_required and audit.unanswered) for audit in audits.values()))


def _is_of(pin: Pin, filename: str) -> bool:
    """Tell whether a file is of the locked version."""
    try:
        parse = parse_wheel_filename if filename.endswith(".whl") else parse_sdist_filename
        return str(parse(filename)[1]) == pin.version
    except ValueError:
        return False


if __name__ == "__main__":
    sys.exit(main())
