"""What a report is like to make and to read, beside what nbconvert makes of the same notebooks in the same run.

    python -m benchmarks.report [sample|originals|polnear|many|PATH] [--only ours|plain] [--notebooks DIR] [--pages]

Makes both in build/report_bench/CORPUS, looks at every page in Chromium, prints two tables in Markdown and writes
build/report_bench.json. Each page is opened from its file with the network on, at 1280 and at 360 px, light and dark.
First paint is the median of three: from the file with a processor four times as slow, and over HTTP with the net of
Lighthouse's "slow 4G" too. The page is served from this machine, and what it asks of others fails or not as the net
here has it. ``--pages`` looks again at what an earlier run made. No text of the corpora is printed or kept elsewhere.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import nbformat
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.notebooks import CORPORA
from helpers.project import project_path
from helpers.report import list_notebooks
from helpers.report.run import inject_parameters

BUILD = Path("build")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 360, "height": 740}
PAINTS = 3  # of which the median is taken
TOOLS = {"ours": "presslens report", "plain": "nbconvert"}


def make_ours(corpus: Path, notebooks: Path, out: Path) -> dict[str, float]:
    """Make a report from nothing, again with nothing changed, and again with one notebook changed; in seconds."""
    own = out.parent / "notebooks"
    shutil.copytree(notebooks, own, ignore=lambda _, names: [name for name in names if not name.endswith(".ipynb")])
    command = [sys.executable, "-c", "from helpers.cli import main; main()", "report"]
    command += ["--corpus", str(corpus), "--notebooks", str(own), "--out", str(out)]
    taken = {"seconds": _time(command), "seconds_warm": _time(command)}
    changed = min(own.glob("*.ipynb"))
    notebook = nbformat.read(changed, as_version=4)
    notebook.cells.append(nbformat.v4.new_markdown_cell("Changed."))
    nbformat.write(notebook, changed)
    return {**taken, "seconds_one_changed": _time(command)}


def make_plain(corpus: Path, notebooks: Path, out: Path) -> dict[str, float]:
    """Make pages of the same notebooks, parameters set, as nbconvert does by itself; in seconds."""
    (out / "tables").mkdir(parents=True)
    data = partial(project_path, "data")
    parameters = {"CORPUS": [corpus], "TARGETS": data("targets.toml"), "EVENTS": data("events.csv"), "OUT": "."}
    parameters |= {"PLAN": data("analysis_plan.toml"), "CODING": data("coding") / "mine"}
    for path in list_notebooks(notebooks):
        notebook = nbformat.read(path, as_version=4)
        inject_parameters(notebook, parameters, out)
        nbformat.write(notebook, out / path.name)
    command = [sys.executable, "-m", "nbconvert", "--execute", "--to", "html", "--log-level=ERROR"]
    return {"seconds": _time([*command, *map(str, sorted(out.glob("*.ipynb")))])}


def _time(command: list[str]) -> float:
    begun = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command[:6])} failed: {done.stderr[-2000:]}")
    return round(time.perf_counter() - begun, 2)


def look_at(browser: Browser, path: Path, address: str) -> dict[str, Any]:
    """Look at a page in all ways that are told of it."""
    return {
        "page": path.name,
        "kb": round(path.stat().st_size / 1000),
        **_listen(browser, path),
        **{f"axe_{scheme}": _find_barriers(browser, path, scheme) for scheme in ("light", "dark")},
        "sideways_360": _scrolls_sideways(browser, path),
        "paint_file_ms": _time_paint(browser, path.as_uri(), None),
        "paint_4g_ms": _time_paint(browser, f"{address}/{path.name}", SLOW_4G),
    }


@contextmanager
def _open_page(browser: Browser, **settings: Any) -> Iterator[Page]:
    context = browser.new_context(**settings)
    page = context.new_page()
    page.set_default_timeout(180_000)
    try:
        yield page
    finally:
        context.close()


def _listen(browser: Browser, path: Path) -> dict[str, Any]:
    """Count what a page asks for besides itself, and what Chromium complains of."""
    asked, errors = [], []
    with _open_page(browser, viewport=WIDE) as page:
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(path.as_uri())
        page.wait_for_timeout(500)  # what scripts ask for once all is loaded
    others = [url for url in asked if url != path.as_uri() and not url.startswith(("data:", "blob:"))]
    return {"requests": len(others), "requested": sorted(set(others)), "console_errors": len(errors)}


def _find_barriers(browser: Browser, path: Path, scheme: str) -> dict[str, int]:
    """Count the places at which a page breaks a rule of WCAG 2.2 AA that a program can check, by rule."""
    with _open_page(browser, viewport=WIDE, color_scheme=scheme) as page:
        page.goto(path.as_uri())
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]})
    return {one["id"]: len(one["nodes"]) for one in found.response["violations"]}


def _scrolls_sideways(browser: Browser, path: Path) -> bool:
    with _open_page(browser, viewport=NARROW) as page:
        page.goto(path.as_uri())
        return bool(page.evaluate(f"document.documentElement.scrollWidth > {NARROW['width']}"))


def _time_paint(browser: Browser, url: str, net: dict[str, Any] | None) -> float | None:
    """Return when a page first paints something, in ms, with a slow processor and perhaps a slow net."""
    times = []
    for _ in range(PAINTS):
        with _open_page(browser, viewport=NARROW) as page:
            session = page.context.new_cdp_session(page)
            session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
            if net:
                session.send("Network.enable")
                session.send("Network.emulateNetworkConditions", net)
            page.goto(url)
            times.append(_read_paint(page))
    return round(statistics.median(times)) if all(one is not None for one in times) else None


def _read_paint(page: Page) -> float | None:
    """Return when a page first painted, in ms; the entry is made some time after the paint, late on a busy machine."""
    for _ in range(100):
        found = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null")
        if found is not None:
            return float(found)
        page.wait_for_timeout(100)
    return None


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing of each request."""


@contextmanager
def _serve(folder: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def look_at_all(folder: Path) -> list[dict[str, Any]]:
    """Look at each page of a folder, those of evidence beside them not counted."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("needs Chromium (Debian: apt-get install chromium)")
    pages = sorted(folder.glob("*.html"))
    with sync_playwright() as playwright, _serve(folder) as address:
        # CI runs as root, where Chromium's sandbox does not start
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        found = []
        for path in pages:
            found.append(look_at(browser, path, address))
            print(f"looked at {folder.name}/{path.name}", file=sys.stderr, flush=True)
        browser.close()
    return found


def tell(corpus: str, measured: dict[str, dict[str, Any]]) -> str:
    """Return the figures as two tables in Markdown."""
    head = ["made by", "seconds", "nothing changed", "one changed", "pages", "MB", "beside MB", "requests"]
    head += ["console errors", "axe light", "axe dark", "sideways at 360 px"]
    lines = [f"**{corpus}**", "", _row(head), _row(["---"] * len(head))]
    for tool, one in measured.items():
        pages = one["pages"]
        made = [one["made"].get(name) for name in ("seconds", "seconds_warm", "seconds_one_changed")]
        sizes = [len(pages), round(sum(page["kb"] for page in pages) / 1000, 2), one["beside_mb"]]
        counts = [sum(page[name] for page in pages) for name in ("requests", "console_errors")]
        barriers = [_count_barriers(pages, scheme) for scheme in ("light", "dark")]
        sideways = sum(page["sideways_360"] for page in pages)
        lines.append(_row([TOOLS[tool], *made, *sizes, *counts, *barriers, sideways]))
    head = ["page", "made by", "KB", "requests", "axe light", "axe dark", "paint, file, ms", "paint, slow 4G, ms"]
    lines += ["", _row(head), _row(["---"] * len(head))]
    for tool, one in measured.items():
        for page in one["pages"]:
            barriers = [_count_barriers([page], scheme) for scheme in ("light", "dark")]
            paints = [page["paint_file_ms"], page["paint_4g_ms"]]
            lines.append(_row([page["page"], TOOLS[tool], page["kb"], page["requests"], *barriers, *paints]))
    return "\n".join(lines)


def _count_barriers(pages: list[dict[str, Any]], scheme: str) -> str:
    found = [page[f"axe_{scheme}"] for page in pages]
    rules = {rule for one in found for rule in one}
    return f"{sum(sum(one.values()) for one in found)} ({len(rules)} rules)" if rules else "0"


def _row(cells: list[Any]) -> str:
    return f"| {' | '.join('-' if cell is None else str(cell) for cell in cells)} |"


def measure(corpus: str, notebooks: Path, tools: list[str], *, again: bool) -> dict[str, dict[str, Any]]:
    """Make the pages of a corpus with each tool, unless they were made before, and look at them."""
    home = (BUILD / "report_bench" / Path(corpus).resolve().name).resolve()
    if not again:
        shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True, exist_ok=True)
    found = CORPORA[corpus](home) if corpus in CORPORA else Path(corpus)
    makers = {"ours": make_ours, "plain": make_plain}
    measured = {}
    for tool in tools:
        out = home / tool
        made = {} if again else makers[tool](found.resolve(), notebooks, out)
        beside = sum(path.stat().st_size for path in out.rglob("*.html") if path.parent != out)
        measured[tool] = {"made": made, "pages": look_at_all(out), "beside_mb": round(beside / 1e6, 2)}
    return measured


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="?", default="sample", help=f"{', '.join(CORPORA)} or a path")
    parser.add_argument("--only", choices=list(TOOLS))
    parser.add_argument("--notebooks", type=Path, default=project_path("notebooks"))
    parser.add_argument("--pages", action="store_true", help="look again at what an earlier run made")
    options = parser.parse_args()
    tools = [options.only] if options.only else list(TOOLS)
    measured = measure(options.corpus, options.notebooks, tools, again=options.pages)
    print(tell(options.corpus, measured))
    facts = {"corpus": options.corpus, "cores": os.cpu_count(), "measured": measured}
    (BUILD / "report_bench.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
