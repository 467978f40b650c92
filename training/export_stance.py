"""Writes a trained net as ONNX with 8-bit weights, its vocabulary cut to what English news needs, and its card.

    python -m training.export_stance teacher-0-mix --name stance
    python -m training.export_stance student-0 --name stance_fast

The card (NAME.json) holds hashes, the temperature that calibrates the model on the dev parts, and what the finished
file reaches on them. A mention is scored alone (batch of one): 8-bit activations are scaled by what is in the batch, so
scores would otherwise depend on the company a mention keeps.
"""

import argparse
import hashlib
import json
import re
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import textblob
import torch
import vaderSentiment
from numpy.typing import NDArray
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from helpers.schemas import LABELS
from helpers.stance.evaluate import calibration_error, f1_of
from helpers.stance.trained import MODELS, TrainedModel
from training.stance_data import ROOT, Example, corpora, frame, read_newsmtsc, read_sentences
from training.stance_net import StanceNet, load_tokenizer
from training.train_stance import BUILD, TEACHER_LAYERS, dev_parts, student_folder, teacher_folder

ALWAYS = re.compile(r"(?:##)?[!-~]")  # single characters from which any English word can be put together
MIN_COUNT = 5  # of a word in TextBlob's list of English words; rarer ones are put together from pieces
WORD = re.compile(r"[^\W\d_]+|\d+")


class Single(nn.Module):
    """A net for a batch of one, without padding."""

    def __init__(self, net: StanceNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, ids: Tensor, types: Tensor, target: Tensor) -> Tensor:
        """Return logits, (1, 3)."""
        return self.net(ids, types, torch.ones_like(ids), target)  # type: ignore[no-any-return]


def used_tokens(tokenizer: Any) -> set[int]:
    """Return the tokens of all our texts, of polnear, NewsMTSC and the lists of English words that our packages ship."""
    texts = [e.sentence for e in [*read_newsmtsc("rw-train"), *read_sentences()]]
    texts += [path.read_text(encoding="utf-8") for path in sorted((corpora() / "polnear" / "text").glob("*.txt"))]
    spelling = (Path(textblob.__file__).parent / "en" / "en-spelling.txt").read_text(encoding="utf-8")
    words = [
        w for w, n in (line.split() for line in spelling.splitlines() if line[:1].isalpha()) if int(n) >= MIN_COUNT
    ]
    lexicon = (Path(vaderSentiment.__file__).parent / "vader_lexicon.txt").read_text(encoding="utf-8")
    words += [line.split("\t")[0] for line in lexicon.splitlines()]
    words += WORD.findall((ROOT / "src" / "helpers" / "stance" / "countries.csv").read_text(encoding="utf-8"))
    used: set[int] = set()
    for text in {*texts, *words, *(word.capitalize() for word in words)}:
        used.update(tokenizer.encode(text, add_special_tokens=False).ids)
    return used


def cut_vocabulary(net: StanceNet, tokenizer: Any) -> dict[str, Any]:
    """Cut a net's word table to the tokens that are used, and return the tokenizer's settings for it."""
    settings: dict[str, Any] = json.loads(tokenizer.to_str())
    vocabulary = settings["model"]["vocab"]
    special = {token["content"] for token in settings["added_tokens"]} | {"[UNK]"}
    used = used_tokens(tokenizer)
    kept = [
        t for t, n in sorted(vocabulary.items(), key=lambda i: i[1]) if n in used or t in special or ALWAYS.fullmatch(t)
    ]
    table = net.encoder.embeddings.word_embeddings
    rows = table.weight.data[[vocabulary[token] for token in kept]]
    net.encoder.embeddings.word_embeddings = nn.Embedding.from_pretrained(rows, freeze=True)
    number = {token: i for i, token in enumerate(kept)}
    settings["model"]["vocab"] = number
    settings["added_tokens"] = [
        t | {"id": number[t["content"]]} for t in settings["added_tokens"] if t["content"] in number
    ]
    settings["post_processor"] = None  # we put the segments together
    return settings


def export(net: StanceNet, path: Path) -> None:
    """Write a net as ONNX with 8-bit weights, channel by channel, and 8-bit words, row by row."""
    net.eval()
    ids = torch.arange(4, 16).unsqueeze(0)
    types = torch.zeros_like(ids)
    target = torch.zeros_like(ids)
    target[0, 3:5] = 1
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        length = {1: "length"}
        torch.onnx.export(
            Single(net),
            (ids, types, target),
            str(whole),
            input_names=["ids", "types", "target"],
            output_names=["logits"],
            dynamic_axes={"ids": length, "types": length, "target": length},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(
            str(whole),
            str(path),
            per_channel=True,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["MatMul", "Gemm"],
        )
    model = onnx.load(str(path))
    quantize_words(model)
    onnx.save(model, str(path))


def quantize_words(model: onnx.ModelProto) -> None:
    """Replace the table of words by 8-bit integers and one scale per row."""
    tables = [
        t
        for t in model.graph.initializer
        if len(t.dims) == 2 and t.dims[0] > 5000 and t.data_type == onnx.TensorProto.FLOAT
    ]
    for table in tables:
        values = onnx.numpy_helper.to_array(table)
        scales = np.abs(values).max(axis=1, keepdims=True) / 127 + 1e-12
        cells = onnx.numpy_helper.from_array(np.round(values / scales).astype(np.int8), f"{table.name}_cells")
        rows = onnx.numpy_helper.from_array(scales.astype(np.float32), f"{table.name}_scales")
        node = next(n for n in model.graph.node if n.op_type == "Gather" and n.input[0] == table.name)
        at = list(model.graph.node).index(node)
        made = [
            onnx.helper.make_node("Gather", [cells.name, node.input[1]], [f"{table.name}_c"], axis=0),
            onnx.helper.make_node("Gather", [rows.name, node.input[1]], [f"{table.name}_s"], axis=0),
            onnx.helper.make_node("Cast", [f"{table.name}_c"], [f"{table.name}_f"], to=onnx.TensorProto.FLOAT),
            onnx.helper.make_node("Mul", [f"{table.name}_f", f"{table.name}_s"], [node.output[0]]),
        ]
        model.graph.node.remove(node)
        for offset, new in enumerate(made):
            model.graph.node.insert(at + offset, new)
        model.graph.initializer.remove(table)
        model.graph.initializer.extend([cells, rows])


def fit_temperature(logits: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    """Return the temperature at which the labels are likeliest (Guo et al. 2017)."""

    def loss(temperature: float) -> float:
        scaled = logits / temperature
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        return float((np.log(np.exp(scaled).sum(axis=1)) - scaled[np.arange(len(labels)), labels]).mean())

    grid = np.exp(np.linspace(np.log(0.4), np.log(4), 200))
    return float(min(grid, key=loss))


def measure(model: TrainedModel, parts: dict[str, list[Example]]) -> dict[str, Any]:
    """Return the figures of a finished model on each part."""
    figures = {}
    for name, examples in parts.items():
        framed = [frame(e) for e in examples]
        began = time.perf_counter()
        found = model.predict(framed)
        seconds = time.perf_counter() - began
        true, given = np.array([e.label for e in examples]), found.argmax(axis=1)
        f1 = {label: round(f1_of(true == i, given == i), 4) for i, label in enumerate(LABELS)}
        ece = calibration_error(found.max(axis=1), true == given) or 0.0
        figures[name] = {
            "n": len(examples),
            "macro_f1": round(sum(f1.values()) / 3, 4),
            "accuracy": round(float((true == given).mean()), 4),
            "f1": f1,
            "ece": round(ece, 4),
        }
        print(name, figures[name], f"{len(examples) / seconds:.0f}/s", flush=True)
    return figures


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
    settings = cut_vocabulary(net, load_tokenizer(folder))
    given.out.mkdir(parents=True, exist_ok=True)
    paths = {"onnx": given.out / f"{given.name}.onnx", "tokenizer": given.out / f"{given.name}.tokenizer.json"}
    paths["tokenizer"].write_text(json.dumps(settings, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    export(net, paths["onnx"])
    card: dict[str, Any] = {
        "encoder": folder.name if is_teacher else "all-MiniLM-L6-v2",
        "licence": "Apache-2.0 (encoder), MIT (what training added)",
        "checkpoint": given.checkpoint,
        "megabytes": round(paths["onnx"].stat().st_size / 1e6, 1),
        "vocabulary": len(settings["model"]["vocab"]),
        "sha256": {kind: hashlib.sha256(path.read_bytes()).hexdigest() for kind, path in paths.items()},
        "temperature": 1.0,
    }
    path = given.out / f"{given.name}.json"
    path.write_text(json.dumps(card), encoding="utf-8")
    parts = dev_parts()
    model = TrainedModel(given.name, given.out)
    logits = np.log(np.vstack([model.predict([frame(e) for e in part]) for part in parts.values()]))
    card["temperature"] = round(fit_temperature(logits, np.array([e.label for p in parts.values() for e in p])), 3)
    path.write_text(json.dumps(card), encoding="utf-8")
    card["dev"] = measure(TrainedModel(given.name, given.out), parts)
    path.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
