"""Small results of a run that tests share; all of their texts are invented."""

from pathlib import Path

from building import TARGETS, write_files

from helpers.archive import Archive
from helpers.pipeline import Options, run_corpus

SCORER = "vader_masked"
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday")
STORY = (
    "Russia praised the talks on {day}, which ran for {n} hours in the old town hall. America said that it was pleased "
    "with step {n}.\n\nMinisters from {n} ports will meet again on {day}, and Moscow has asked for a longer list."
)
AGAIN = STORY.format(day=DAYS[0], n=10)  # reprinted by the second paper


def write_corpus(folder: Path) -> Path:
    """Write four articles of one paper and two of another, one of them a reprint."""
    daily = {f"Daily/{day}.txt": STORY.format(day=day, n=10 + 7 * at) for at, day in enumerate(DAYS)}
    weekly = {"Weekly/reprint.txt": AGAIN, "Weekly/vote.txt": "America held a vote on trade with Russia. It was calm."}
    return write_files(folder, daily | weekly)


def run_small(tmp_path: Path, **options: object) -> Archive:
    """Run the chain over that corpus."""
    corpus = write_corpus(tmp_path / "corpus")
    return run_corpus(corpus, tmp_path / "results", Options(TARGETS, (SCORER,), **options))
