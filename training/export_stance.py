"""Writes a trained net as ONNX with 8-bit weights, its vocabulary cut to what English news needs, and its card.

    python -m training.export_stance teacher-0-last --name stance
    python -m training.export_stance student-0 --name stance_fast

The card (NAME.json) holds hashes, the temperature that calibrates the model on the dev parts, and what the finished
file reaches on them. A mention is scored alone (batch of one): 8-bit activations are scaled by what is in the batch, so
scores would otherwise depend on the company a mention keeps.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor, nn

from helpers.schemas import LABELS
from helpers.stance.measures import calibration_error, count_confusion, find_f1
from helpers.stance.trained import MODELS, Encoder, TrainedModel, feed
from training.note_hashes import note_hashes
from training.quantize import about_files, cut_vocabulary, draw_sentences, export
from training.stance_data import Example, frame
from training.stance_net import StanceNet, load_tokenizer
from training.train_stance import BUILD, TEACHER_LAYERS, dev_parts, student_folder, teacher_folder


class Single(nn.Module):
    """A net for a batch of one, without padding."""

    def __init__(self, net: StanceNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, ids: Tensor, types: Tensor, target: Tensor) -> Tensor:
        """Return logits, (1, 3)."""
        return self.net(ids, types, torch.ones_like(ids), target)  # type: ignore[no-any-return]


def fit_temperature(logits: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    """Return the temperature at which the labels are likeliest (Guo et al. 2017)."""

    def loss(temperature: float) -> float:
        scaled = logits / temperature
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        return float((np.log(np.exp(scaled).sum(axis=1)) - scaled[np.arange(len(labels)), labels]).mean())

    grid = np.exp(np.linspace(np.log(0.4), np.log(4), 200))
    return float(min(grid, key=loss))


def measure(found: NDArray[np.float64], examples: list[Example]) -> dict[str, Any]:
    """Return the figures of probabilities, (n, 3)."""
    true, given = np.array([e.label for e in examples]), found.argmax(axis=1)
    found_f1 = find_f1(count_confusion(np.array(LABELS)[true], np.array(LABELS)[given]))
    f1 = {label: round(value, 4) for label, value in zip(LABELS, found_f1.tolist(), strict=True)}
    ece = calibration_error(found.max(axis=1), true == given) or 0.0
    return {
        "n": len(examples),
        "macro_f1": round(sum(f1.values()) / 3, 4),
        "accuracy": round(float((true == given).mean()), 4),
        "f1": f1,
        "ece": round(ece, 4),
    }


def write_card(name: str, out: Path, about: dict[str, Any]) -> None:
    """Calibrate a finished model on the dev parts, measure it there, and write its card."""
    paths = {"onnx": out / f"{name}.onnx", "tokenizer": out / f"{name}.tokenizer.json"}
    card = about | about_files(paths) | {"temperature": 1.0}
    path = out / f"{name}.json"
    path.write_text(json.dumps(card), encoding="utf-8")
    note_hashes()
    parts = dev_parts()
    model = TrainedModel(name, out)
    # A bare name is neutral for certain: no probability of 0, whose logarithm is no number
    shares = {part_name: model.predict([frame(e) for e in part]) for part_name, part in parts.items()}
    logits = {part_name: np.log(share.clip(1e-12)) for part_name, share in shares.items()}
    labels = np.array([e.label for part in parts.values() for e in part])
    card["temperature"] = round(fit_temperature(np.vstack(list(logits.values())), labels), 3)
    card["dev"] = {}
    for part_name, part in parts.items():
        powers = np.exp(logits[part_name] / card["temperature"])
        card["dev"][part_name] = measure(powers / powers.sum(axis=1, keepdims=True), part)
        print(part_name, card["dev"][part_name], flush=True)
    path.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    note_hashes()


def main() -> None:
    """Export a checkpoint."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", help="in build/stance, without .pt")
    parser.add_argument("--name", required=True, choices=["stance", "stance_fast"])
    parser.add_argument("--out", type=Path, default=MODELS)
    given = parser.parse_args()
    is_teacher = given.checkpoint.startswith("teacher")
    folder, layers = (teacher_folder(), TEACHER_LAYERS) if is_teacher else (student_folder(), None)
    net = StanceNet(folder, layers=layers)
    net.load_state_dict(torch.load(BUILD / f"{given.checkpoint}.pt", weights_only=True, map_location="cpu"))
    settings = cut_vocabulary(net.encoder, load_tokenizer(folder))
    given.out.mkdir(parents=True, exist_ok=True)
    paths = {"onnx": given.out / f"{given.name}.onnx", "tokenizer": given.out / f"{given.name}.tokenizer.json"}
    paths["tokenizer"].write_text(json.dumps(settings, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    encoder = Encoder(Tokenizer.from_str(json.dumps(settings)))
    ids = torch.arange(4, 16).unsqueeze(0)
    target = torch.zeros_like(ids)
    target[0, 3:5] = 1
    export(
        Single(net),
        paths["onnx"],
        inputs={"ids": ids, "types": torch.zeros_like(ids), "target": target},
        output="logits",
        calibration=[feed(encoder.encode(frame(e))) for e in draw_sentences()],
    )
    write_card(
        given.name,
        given.out,
        {
            "encoder": folder.name if is_teacher else "all-MiniLM-L6-v2",
            "licence": "Apache-2.0 (encoder), MIT (what training added)",
            "checkpoint": given.checkpoint,
            "vocabulary": len(settings["model"]["vocab"]),
        },
    )


if __name__ == "__main__":
    main()
