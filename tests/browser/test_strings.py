"""Every hostile string as title, author, source, text, label, alias and file name: a report of them in Chromium.

One notebook shows all of them in every way that pages have. Nothing is run or asked for, with the policy of the pages
and without it, and no file is written outside of the folders that were named.
"""

import json
import os
import re
from pathlib import Path

import matplotlib as mpl
import pytest
from click.testing import CliRunner
from making_strings import STRINGS
from nbformat import v4

from helpers.cli import main
from helpers.tables import format_line

pytestmark = pytest.mark.browser

CELLS = """
from helpers.answers import describe_corpus
from helpers.browse import Evidence, show_concordance, show_filter_table
from helpers.display import show_answer, show_chart, show_removed, show_sentences, show_table
from helpers.figures import plot_bars
from helpers.keywords import concordance
from helpers.pipeline import build_tables
from helpers.stats import tone_by_source
---parameters
CORPUS, TARGETS, OUT, COPIES = [], "", "", True
---
tables = build_tables(CORPUS, TARGETS, scorers=["vader_masked"], copies=COPIES)
evidence = Evidence(tables, tables.mentions, OUT, page="00_strings")
articles, tone = tables.cleaned, tone_by_source(tables.mentions)
look = {"labels": tables.targets.labels, "colors": tables.targets.colors}
---answer
show_answer(describe_corpus(tables.articles), *articles["title"].head(40))
---
told = " ".join(articles["title"])
show_table(articles, "articles", OUT, caption=told, columns=["title", "author", "source"], rows=999)
---
show_filter_table(articles, "files", OUT, caption="Files.", columns=["file", "source", "title"], rows=999)
---
show_table(tables.problems, "problems", OUT, caption="What was wrong.", rows=999)
---
show_removed(articles, tables.removed, tables.structure, limit=999)
---
show_sentences(tables.mentions, by="source", scorers=["vader_masked"], place=evidence.place, limit=999, **look)
---
show_concordance(concordance(articles, "Russia").assign(query="Russia"), "lines", OUT, caption="Lines.", limit=999)
---
show_table(tone, "tone", OUT, caption="Tone.", rows=999, evidence=evidence.of(tone, rows=60))
---key
show_chart(plot_bars(tone.head(30), label="source", value="mean_score", title="Tone", axis="mean"), "tone figure", OUT)
---
print(*articles["title"], *articles["file"], sep="\\n")
---
articles[["title", "author", "source"]]
---
raise ValueError(told)
"""


IPYTHON = {".ipython"}  # an empty folder that IPython makes at home


def write_corpus(folder):
    """Write an article for each string, with it wherever it can stand; return the names that were asked for."""
    folder.mkdir(parents=True)
    rows = [format_line(["file", "source", "title", "author", "date"])]
    for number, text in enumerate(STRINGS.values()):
        plain = text.replace("/", "").replace("\0", "")  # all else can be a name
        name = f"{number}{plain}".encode()[:200].decode("utf-8", "ignore") + ".txt"
        said = f"Number {number}: Russia {text} and the United States sent help. Moscow {text} thanked them on Monday."
        (folder / name).write_bytes(f"A storm {number}\n\n{said}\n\nShare on {text}\n".encode())
        given = text.replace("\0", "")  # a table that holds NUL is refused whole
        rows.append(format_line([name, given, given, given, "2016-06-01"]))
    (folder / "articles.csv").write_bytes("".join(rows).encode())


def write_targets(path):
    """Write targets of which every string is an alias, and some are labels."""
    label = json.dumps("</script><img src=x onerror=window.hit=1> \x1b $x$")
    escaped = json.dumps(list(STRINGS.values()), ensure_ascii=False).replace("\x7f", "\\u007f")
    us, russia = '["United States"]', '["Russia", "Moscow"]'
    path.write_text(
        f"[targets.US]\nlabel = {label}\nexclude = {escaped}\n"
        f"[targets.US.aliases]\ncountry = {us}\nleader = {escaped}\n"
        f'[targets.Russia]\nlabel = "$a$ & _b_"\n[targets.Russia.aliases]\ncountry = {russia}\n',
        encoding="utf-8",
    )


def write_notebook(path):
    cells = [v4.new_markdown_cell("# Strings\n\nWhat is run?")]
    for part in CELLS.split("\n---"):
        tag, _, source = part.partition("\n")
        cells.append(v4.new_code_cell(source.strip(), metadata={"tags": [tag] if tag else []}))
    path.parent.mkdir()
    path.write_text(json.dumps(v4.new_notebook(cells=cells)), encoding="utf-8")


def list_files(folder, without):
    return {path for path in folder.rglob("*") if not path.is_relative_to(without)}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """Make the report; it takes half a minute, and tests only read it."""
    folder = tmp_path_factory.mktemp("strings")
    write_corpus(folder / "corpus")
    write_targets(folder / "targets.toml")
    write_notebook(folder / "notebooks" / "00_strings.ipynb")
    (folder / "home").mkdir()
    out, was, before = folder / "out", Path.cwd(), list_files(folder, folder / "out")
    arguments = ["--corpus", folder / "corpus", "--targets", folder / "targets.toml", "--out", out, "--copies"]
    arguments += ["--notebooks", folder / "notebooks", "--single-file"]
    os.chdir(folder / "home")
    try:
        places = {"HOME": str(folder / "home"), "MPLCONFIGDIR": mpl.get_configdir()}
        result = CliRunner().invoke(main, ["report", *map(str, arguments)], env=places)
    finally:
        os.chdir(was)
    after = list_files(folder, out)
    return out, result, {path for path in after - before if path.name not in IPYTHON}


def test_every_line_of_the_command_is_one_and_steers_nothing(hostile):
    _, result, _ = hostile
    assert 1 == result.exit_code  # of the last cell, which fails
    assert re.search(r"^failed: 00_strings\.ipynb, code cell \d+ \(raise", result.output, re.MULTILINE)
    assert "articles.csv: is binary" not in result.output
    assert all(line.isprintable() for line in result.output.split("\n"))


def test_no_file_is_written_outside_of_the_folder(hostile):
    out, _, others = hostile
    assert set() == others
    assert not Path("/tmp", "presslens-was-here").exists()  # noqa: S108 - what strings would write
    names = {path.name for path in out.rglob("*")}
    assert all(re.fullmatch(r"[\w.-]+", name, re.ASCII) for name in names)


@pytest.mark.parametrize("policy", ["with", "without"])
@pytest.mark.parametrize("name", ["index", "00_strings", "presslens"])
def test_nothing_is_run_or_asked_for(browser, hostile, name, policy):
    context = browser.new_context(bypass_csp=policy == "without")
    page, said = context.new_page(), []
    page.on("request", lambda request: request.url.startswith("data:") or said.append(request.url))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("popup", lambda popup: said.append(popup.url))
    path = hostile[0] / f"{name}.html"
    page.goto(path.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    page.wait_for_timeout(200)
    assert [path.as_uri()] == said
    assert page.evaluate("window.hit") is None
    assert 0 == page.locator("iframe, object, embed, form, base, link, main meta, img, video, audio").count()
    assert 0 == page.locator("[onerror], [onload], [onfocus], [href^=javascript], main style, math").count()
    context.close()
