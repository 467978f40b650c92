"""How well the scorers judge mentions that none of them was trained on, beside what analysts use today.

    python -m benchmarks.stance quality|newsmtsc|invariance|speed [--check] [--write]

newsmtsc: the scorers on the dev parts of NewsMTSC, with --write into the tables that ship with Presslens.

Needs NewsMTSC and polnear (PRESSLENS_CORPORA) for all but ``invariance``. Models were chosen and calibrated on
these very parts, so expect a little less elsewhere.
"""

import argparse
import time

import numpy as np
import pandas as pd

from helpers.benchmark import measure_parts, read_parts, tabulate_benchmark
from helpers.project import project_path
from helpers.schemas import LABELS
from helpers.stance import all_scorers, get_scorer, list_drifts, measure_drifts, read_targets, summarize_drifts
from helpers.stance.evaluate import as_mentions, mask_mentions
from helpers.stance.measures import calibration_error, count_confusion, find_f1
from helpers.stance.trained import MODELS
from helpers.tables import write_csv
from training.note_hashes import note_hashes
from training.stance_data import Example, corpora, is_held_out, read_newsmtsc, read_polnear, read_sentences

SEED = 1
MEASURED = MODELS.parent / "measured"
# Macro-F1 that `quality --check` asks of the models on each part, two to three points below what was measured
FLOORS = {
    "stance": (0.79, 0.82, 0.80, 0.78, 0.70),
    "stance_fast": (0.70, 0.70, 0.65, 0.65, 0.50),
}


def parts() -> dict[str, list[Example]]:
    """Return labelled mentions that no scorer was trained on."""
    own = [e for e in read_sentences() if is_held_out(e)]
    return {
        "NewsMTSC rw-dev": read_newsmtsc("rw-dev"),
        "NewsMTSC mt-dev": read_newsmtsc("mt-dev"),
        "own sentences, unseen pairs": [e for e in own if not e.group.startswith("art-")],
        "own articles, unseen": [e for e in own if e.group.startswith("art-")],
        "countries in polnear, unseen articles": [e for e in read_polnear("random") if is_held_out(e)],
    }


def as_table(examples: list[Example]) -> pd.DataFrame:
    """Return examples as `evaluate` takes them."""
    return as_mentions([(e.sentence, e.start, e.end, LABELS[e.label]) for e in examples])


def measure_quality() -> list[str]:
    """Print what each scorer reaches on each part, and return where a model falls below its floor."""
    targets, short = read_targets(project_path("data", "targets.toml")), []
    for number, (name, examples) in enumerate(parts().items()):
        table = as_table(examples)
        always = float((table["label"] == "neutral").mean())
        chance = 2 * always / (1 + always) / 3
        print(f"\n{name}: n {len(table)}; always neutral: accuracy {always:.3f}, macro-F1 {chance:.3f}")
        print(f"{'':18} macro-F1 [95%]        accuracy   neg   neu   pos    ECE")
        prepared = table.assign(masked_sentence=list(mask_mentions(table, targets)))
        true = table["label"].to_numpy()
        for scorer in all_scorers():
            rated = scorer.rate(prepared)
            given = rated["label"].to_numpy()
            f1 = find_f1(count_confusion(true, given))
            low, high = _interval(true, given, 1000)
            error = calibration_error(rated["confidence"].to_numpy(dtype=float), true == given)
            print(
                f"{scorer.name:18} {np.mean(f1):.3f} [{low:.3f}, {high:.3f}]  {(true == given).mean():.3f}   "
                f"{'  '.join(f'{x:.2f}' for x in f1)}   {'-' if error is None else f'{error:.3f}'}",
                flush=True,
            )
            floor = FLOORS.get(scorer.name, (0.0,) * 5)[number]
            short += [f"{scorer.name} on {name}: {np.mean(f1):.3f}, below {floor}"] if np.mean(f1) < floor else []
    return short


def _interval(true: np.ndarray, given: np.ndarray, draws: int) -> tuple[float, float]:
    rng = np.random.default_rng(SEED)
    scores = []
    for _ in range(draws):
        chosen = rng.integers(0, len(true), len(true))
        t, g = true[chosen], given[chosen]
        scores.append(
            np.mean([2 * ((t == x) & (g == x)).sum() / max(1, (t == x).sum() + (g == x).sum()) for x in LABELS])
        )
    return float(np.quantile(scores, 0.025)), float(np.quantile(scores, 0.975))


def measure_newsmtsc(scorers: list[str]) -> dict[str, pd.DataFrame]:
    """Return the tables of `helpers.benchmark` of scorers on the dev parts of NewsMTSC, to four places."""
    found, _ = read_parts([corpora() / "newsmtsc" / f"{name}.jsonl" for name in ("rw-dev", "mt-dev")])
    tables = tabulate_benchmark(measure_parts(found, scorers, read_targets(project_path("data", "targets.toml"))))
    # Speed is of the machine and of what else ran there: `speed` measures it by itself
    tables["benchmark"]["per_second"] = np.nan
    return {name: table.round(4) for name, table in tables.items()}


def print_invariance() -> None:
    """Print how far each scorer moves where it should not, and the worst cases."""
    names = [scorer.name for scorer in all_scorers()]
    began = time.perf_counter()
    drifts = measure_drifts(names)
    print(f"{len(drifts)} changes scored in {time.perf_counter() - began:.0f} s\n")
    print(summarize_drifts(drifts).round(4).to_string(index=False))
    for name in names:
        print(f"\nworst of {name}")
        for case in list_drifts(drifts, limit=9, scorer=name).itertuples():
            print(f"  {case.change}: {case.score_before:+.3f} {case.text_before or '-'}")
            print(f"  {'':{len(case.change)}}  {case.score_after:+.3f} {case.text_after or '-'}")


def measure_speed() -> None:
    """Print mentions per second on all cores, word lists beside the models, and the size of these."""
    examples = read_newsmtsc("rw-dev")
    table = as_table(examples).assign(masked_sentence=[e.sentence for e in examples])
    for name in ("stance", "stance_fast", "vader_masked", "textblob_masked"):
        scorer = get_scorer(name)
        scorer.rate(table.head(4))
        began = time.perf_counter()
        scorer.rate(table)
        pace = len(table) / (time.perf_counter() - began)
        file = MODELS / f"{name}.onnx"
        size = f"{file.stat().st_size / 1e6:.1f} MB" if file.exists() else ""
        print(f"{name:18} {pace:10,.0f} mentions per second  {size}")


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["quality", "newsmtsc", "invariance", "speed"])
    parser.add_argument("--check", action="store_true", help="with quality: exit with 1 below the floors")
    parser.add_argument("--write", action="store_true", help="with newsmtsc: write the tables that ship")
    given = parser.parse_args()
    if given.what == "quality":
        short = measure_quality()
        if given.check and short:
            raise SystemExit("\n".join(short))
    elif given.what == "newsmtsc":
        tables = measure_newsmtsc([scorer.name for scorer in all_scorers()])
        print(tables["benchmark"].to_string(index=False))
        for name, table in tables.items() if given.write else ():
            write_csv(table, MEASURED / f"{name}.csv")
        note_hashes()
    else:
        {"invariance": print_invariance, "speed": measure_speed}[given.what]()


if __name__ == "__main__":
    main()
