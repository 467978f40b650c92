"""How long notebooks wait for the results of a run, and how much memory that takes; a process for each question."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from helpers.archive import open_archive

# What is asked, as code in which `tables` are those of pages, `archive` the results
_QUESTIONS = {
    "open the tables that pages show": "build_tables(out, scorers=scorers)",
    "tone by source of all articles": "archive.read('tone_by_source')",
    "articles of all, by source": "census.list_all_sources(archive)",
    "difference of two targets in all articles": "census.compare_all(archive, scorers[0], *list(targets)[:2])",
    "first ten articles": "archive.read('articles', ['file', 'title'], limit=10)",
    "words of one source against all others": "census.show_all_words(tables(), 'words', there, most=1)",
}
_CODE = """
import json, resource, sys, tempfile, time
began = time.process_time(), time.perf_counter()
from helpers import census
from helpers.archive import open_archive
from helpers.pipeline import build_tables
out, question = sys.argv[1:]
archive = open_archive(out)
scorers = archive.parameters["scorers"][:1]
imported = time.process_time(), time.perf_counter()
with tempfile.TemporaryDirectory() as there:
    targets = archive.read("tone_by_source", ["target"])["target"].drop_duplicates().sort_values(ascending=False)
    tables = lambda: build_tables(out, scorers=scorers)
    eval(question)
seconds = time.process_time() - began[0]
print(json.dumps({"seconds": seconds, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""


def measure_opening(out: str | Path) -> list[dict[str, Any]]:
    """Measure how long it takes to open results and to ask them a first question.

    Args:
        out: What ``presslens run --out`` was given.

    Returns:
        ``what``, ``seconds`` (of CPU, from the start of Python to the answer), ``n_articles`` and ``peak_mb``.
    """
    n_articles = open_archive(out).n_rows["articles"]
    rows = []
    for what, question in _QUESTIONS.items():
        done = subprocess.run(
            [sys.executable, "-c", _CODE, str(out), question], capture_output=True, text=True, check=True
        )
        rows.append({"what": what, "n_articles": n_articles, **json.loads(done.stdout.splitlines()[-1])})
    return rows


if __name__ == "__main__":
    for row in measure_opening(sys.argv[1]):
        print(f"{row['n_articles']:>9,} articles  {row['seconds']:6.2f} s  {row['peak_mb']:6.0f} MB  {row['what']}")
