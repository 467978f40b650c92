"""Draws the mentions of the US and Russia in polnear whose roles are labelled (`data/roles/clauses.csv`).

    python -m training.draw_clauses OUT.csv

Needs polnear (PRESSLENS_CORPORA). The draw is seeded, so it stays the same while texts, targets and the rules that
find sentences and mentions do. OUT.csv holds offsets and no text.
"""

import argparse
import csv
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd

from helpers.pipeline import find_tables
from training.stance_data import corpora

SEED = 20260306
QUOTAS = {  # how many mentions of a kind, at most; Russia is so rare that nearly all of its mentions are drawn
    "US": {"pronoun": 10, "joint": 4, "capital": 22, "leader": 44, "demonym": 38, "government": 40, "country": 200},
    "Russia": {"pronoun": 8, "joint": 2, "government": 6, "capital": 16, "leader": 30, "demonym": 40, "country": 120},
}
SIZES = {"Russia": 119, "US": 201}
PER_ARTICLE = {"Russia": 5, "US": 2}  # only 50 articles name Russia: at 2 from each there would be 77 mentions
N_DEV = 100


def find_clauses() -> pd.DataFrame:
    """Return the mentions in polnear, each with the name of its file in ``polnear/text``; versions of a text once."""
    folder = corpora() / "polnear"
    with (folder / "metadata.tsv").open(encoding="utf-8", newline="") as file:
        publishers = {row["filename"]: row["publisher"] for row in csv.DictReader(file, delimiter="\t")}
    rows = [
        {"file": path.name, "source": publishers[path.stem], "body": path.read_text(encoding="utf-8")}
        for path in sorted((folder / "text").glob("*.txt"))
    ]
    with tempfile.TemporaryDirectory() as temporary:
        table = Path(temporary) / "polnear.csv"
        pd.DataFrame(rows).to_csv(table, index=False)
        found = find_tables(table)
    names = found.articles.set_index("article_id")["given_file"]
    return found.mentions.assign(file=found.mentions["article_id"].map(names))


def draw_target(mentions: pd.DataFrame, target: str, rng: np.random.Generator) -> pd.DataFrame:
    """Draw mentions of a target: kind by kind, within a kind from the outlets in turn, few from any article."""
    pool = mentions[mentions["target"] == target].drop_duplicates(["sentence", "mention"])
    pool = pool.iloc[rng.permutation(len(pool))]
    pool = pool.assign(turn=pool.groupby(["alias_kind", "source"]).cumcount()).sort_values("turn", kind="stable")
    taken: list[int] = []
    articles: Counter[str] = Counter()
    for kind, quota in QUOTAS[target].items():
        of_kind = 0
        for row in pool[pool["alias_kind"] == kind].itertuples():
            if of_kind < quota and len(taken) < SIZES[target] and articles[row.file] < PER_ARTICLE[target]:
                taken.append(row.Index)
                articles[row.file] += 1
                of_kind += 1
    return mentions.loc[taken]


def split_articles(drawn: pd.DataFrame, rng: np.random.Generator) -> pd.Series:
    """Return dev or test for each mention, the same for all of an article; dev gets its share of each target."""
    files = drawn.groupby("file")["target"].agg(lambda targets: "Russia" in set(targets)).sort_index()
    sizes = drawn["file"].value_counts()
    dev: set[str] = set()
    left = N_DEV
    for has_russia in (True, False):
        names = files.index[files == has_russia]
        share = round(N_DEV * sizes[names].sum() / len(drawn)) if has_russia else left
        for name in names[rng.permutation(len(names))]:
            if sizes[name] <= share:
                dev.add(name)
                share -= sizes[name]
                left -= sizes[name]
    return drawn["file"].isin(dev).map({True: "dev", False: "test"})


def main() -> None:
    """Draw, and write offsets, targets and parts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    rng = np.random.default_rng(SEED)
    mentions = find_clauses()
    drawn = pd.concat([draw_target(mentions, target, rng) for target in SIZES])
    drawn = drawn.assign(split=split_articles(drawn, rng)).sort_values(["file", "mention_start", "target"])
    drawn = drawn.rename(columns={"mention_start": "start", "mention_end": "end"})
    columns = ["file", "start", "end", "target", "alias_kind", "sentence_start", "sentence_end", "split"]
    drawn[columns].to_csv(parser.parse_args().out, index=False)


if __name__ == "__main__":
    main()
