"""Small corpora that change, and what a run over many parts is compared with; all of their texts are invented."""

import json
import random
from pathlib import Path

import pandas as pd
from building import TARGETS

from helpers.archive import Archive, open_archive
from helpers.pipeline import Options, Tables, run_corpus

OPTIONS = Options(TARGETS, ("vader_masked",))
KEYS = {
    "articles": ["file"],
    "cleaned": ["file"],
    "sources": ["source"],
    "problems": ["file", "reason", "severity"],
    "removed": ["file", "start", "end"],
    "structure": ["file", "start", "end", "part"],
    "copies": ["cluster_id", "article_id"],
    "sentences": ["article_id", "sentence_index"],
    "quotes": ["file", "start"],
    "mentions": ["file", "scorer", "target", "mention_start"],
    "named_terms": ["term"],
    "terms": ["article_id", "n_tokens", "term"],
    "tone_by_article": ["article_id", "target", "scorer"],
    "tone_by_source": ["source", "target", "scorer"],
    "tone_by_voice": ["said_by", "target", "scorer"],
}
_SOURCES = ("Daily Example", "Weekly \"Odd' & <b>Name</b>", "x'; DROP TABLE lines; --", "ежедневник")
_NAMES = ("Harbour Light Council", "Anna Velm", "Greyfield Bridge", "Orla Tamsin Reed", "Lower Mill Society")
_VERBS = ("praised", "blamed", "welcomed", "feared", "forgot", "hailed")
_WHO = ("Russia", "Moscow", "the United States", "Washington", "the Kremlin", "America", "the town", "the mayor")
_WHAT = ("the long talks", "a terrible plan", "the new bridge", "an awful delay", "the good harvest", "its own past")
_STOCK = ("Read more of our fine stories below", "Sign up for the evening letter", "Follow the harbour desk here")


def make_story(chance: random.Random) -> str:
    """Return a story: some sentences recur in others, and so do names, and lines that a page puts there."""
    paragraphs = []
    for _ in range(chance.randint(1, 4)):
        sentences = []
        for _ in range(chance.randint(1, 4)):
            who, what = chance.choice(_WHO), chance.choice(_WHAT)
            said = f"{who[0].upper()}{who[1:]} {chance.choice(_VERBS)} {what}"
            if chance.random() < 0.5:
                said += f" on day {chance.randint(1, 400)}, and {chance.choice(_NAMES)} agreed"
            if chance.random() < 0.2:
                said = f'"{said}," said {chance.choice(_NAMES)}'
            sentences.append(f"{said}.")
        paragraphs.append(" ".join(sentences))
    paragraphs += [line for line in _STOCK if chance.random() < 0.35]
    return "\n\n".join(paragraphs)


def make_stories(chance: random.Random, n: int) -> dict[str, str]:
    """Return stories by file; some are reprints, whole or with an end of their own."""
    stories: dict[str, str] = {}
    for at in range(n):
        story = make_story(chance)
        if stories and chance.random() < 0.25:
            story = chance.choice(list(stories.values()))
            story += chance.choice(("", "", "\n\nThe rest of it is told tomorrow."))
        stories[f"{chance.choice(_SOURCES[:1] + _SOURCES[3:])}/{at:03}.txt"] = story
    return stories


def change_stories(chance: random.Random, stories: dict[str, str]) -> dict[str, str]:
    """Return stories of which some were removed, changed, put elsewhere and added."""
    kept = {file: story for file, story in stories.items() if chance.random() > 0.15}
    for file in list(kept):
        if chance.random() < 0.15:
            kept[file] = make_story(chance)
    if kept:
        kept[f"{_SOURCES[0]}/a{chance.randint(0, 999)}.txt"] = chance.choice(list(kept.values()))
    return kept | {f"{_SOURCES[3]}/z{chance.randint(0, 999)}.txt": make_story(chance) for _ in range(2)}


def write_stories(folder: Path, stories: dict[str, str]) -> Path:
    """Make a folder hold these stories: the first half as files, the others in a table, with columns of their own."""
    for path in sorted(folder.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    folder.mkdir(exist_ok=True)
    rows = []
    for at, (file, story) in enumerate(sorted(stories.items())):
        if at * 2 < len(stories):
            path = folder / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(story, encoding="utf-8")
        else:
            rows.append({"text": story, "title": f"Story {file}", "source": _SOURCES[at % 4], "date": "2001-02-03"})
    (folder / "table.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return folder


def run(corpus: Path, out: Path, **options: object) -> Archive:
    """Run the chain with the scorer that is fast."""
    return run_corpus(corpus, out, Options(TARGETS, ("vader_masked",), **options))


def read_tables(results: Archive | Path) -> dict[str, pd.DataFrame]:
    """Return all tables of all articles, in order of what tells their rows apart."""
    archive = results if isinstance(results, Archive) else open_archive(results)
    tables = {
        name: pd.concat(
            [table for path in archive.paths(name) if len(table := pd.read_parquet(path))] or [_first(archive, name)]
        )
        for name in KEYS
    }
    return {name: _sort(name, table) for name, table in tables.items()}


def _first(archive: Archive, name: str) -> pd.DataFrame:
    return pd.read_parquet(archive.paths(name)[0])


def _sort(name: str, table: pd.DataFrame) -> pd.DataFrame:
    return table.sort_values(KEYS[name], kind="stable", ignore_index=True)


def assert_built(results: Archive | Path, tables: Tables) -> None:
    """Compare what a run made with what one process makes of the same corpus, to the last digit."""
    for name, found in read_tables(results).items():
        expected = _sort(name, getattr(tables, name))
        assert len(expected) == len(found), name
        assert list(expected) == list(found), name
        pd.testing.assert_frame_equal(found, expected, check_exact=True, check_dtype=len(found) > 0, obj=name)


def assert_same(results: Archive | Path, others: Archive | Path) -> None:
    """Compare two runs, to the last digit."""
    found, expected = read_tables(results), read_tables(others)
    for name, table in expected.items():
        pd.testing.assert_frame_equal(found[name], table, check_exact=True, obj=name)
