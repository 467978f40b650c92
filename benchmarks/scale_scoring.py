"""What finding quotes and scoring mentions costs, beside the bare scorers.

    python -m benchmarks.scale_scoring [CORPUS]

Seconds of one core (CPU time, best of three, ours and its peers by turns in one process). The bare scorer is the
scorer's own call on the distinct masked sentences of the mentions; ours masks, maps and checks besides. The plain loop
is what analysts write: the scorer's own call on each whole article.
"""

import argparse
import time
from collections.abc import Callable

from helpers.pipeline import Found, find_tables
from helpers.stance import find_quotes, lexicons, score_mentions
from helpers.stance.scorers import prepare_mentions

_LEXICONS: dict[str, Callable[[str], float]] = {
    "vader_masked": lexicons.vader_compound,
    "textblob_masked": lexicons.textblob_polarity,
}
_TRAINED = ("stance", "stance_fast")
_N_TRAINED = 200  # mentions
_REPEATS = 3

Row = dict[str, str | float]


def measure(found: Found, *, n_trained: int = _N_TRAINED) -> list[Row]:
    """Measure quotes and scorers.

    Args:
        found: As `helpers.pipeline.find_tables` returns it.
        n_trained: How many mentions the trained scorers get.

    Returns:
        Rows of ``what``, ``seconds`` (of CPU), ``n`` (articles for quotes and peers that read whole articles, else
        mentions or distinct sentences), ``per_second``, and where there is a ``peer`` the ``ratio`` of our seconds to
        the peer's.
    """
    articles, mentions, targets = found.articles, found.mentions, found.targets
    (quotes,) = _time(lambda: find_quotes(articles, found.sentences, actors=found.actors))
    rows = [_row("find_quotes", quotes, len(articles))]
    sentences = prepare_mentions(mentions, targets)["masked_sentence"].unique().tolist()
    bodies = articles["body"].tolist()
    for name, function in _LEXICONS.items():
        score_mentions(mentions.head(1), targets, [name])  # loads what it needs
        ours, bare, loop = _time(
            lambda name=name: score_mentions(mentions, targets, [name]),
            lambda function=function: list(map(function, sentences)),
            lambda function=function: list(map(function, bodies)),
        )
        rows += [
            _row(name, ours, len(mentions), "bare scorer", bare),
            _row(name, ours, len(mentions), "loop over whole articles", loop),
            _row("bare scorer", bare, len(sentences)),
            _row("loop over whole articles", loop, len(bodies)),
        ]
    few = mentions.sample(min(n_trained, len(mentions)), random_state=0)
    for name in _TRAINED:
        score_mentions(few.head(1), targets, [name])
        (ours,) = _time(lambda name=name: score_mentions(few, targets, [name]))
        rows.append(_row(name, ours, len(few)))
    return rows


def _time(*runs: Callable[[], object]) -> list[float]:
    """Return the least CPU seconds of each run; they take turns."""
    best = [float("inf")] * len(runs)
    for _ in range(_REPEATS):
        for number, run in enumerate(runs):
            began = time.process_time()
            run()
            best[number] = min(best[number], time.process_time() - began)
    return best


def _row(what: str, seconds: float, n: int, peer: str = "", of_peer: float = 0.0) -> Row:
    row: Row = {"what": what, "seconds": seconds, "n": n, "per_second": n / max(seconds, 1e-9)}
    return {**row, "ratio": seconds / max(of_peer, 1e-9), "peer": peer} if peer else row


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="?", help="folder or table of articles; by default the sample")
    for row in measure(find_tables(parser.parse_args().corpus)):
        beside = f"{row['ratio']:6.2f} of {row['peer']}" if "peer" in row else ""
        print(f"{row['what']:26} {row['seconds']:8.2f} s {row['n']:7,} {row['per_second']:10,.0f} a second  {beside}")


if __name__ == "__main__":
    main()
