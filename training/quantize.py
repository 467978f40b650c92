"""Writes a net as ONNX with 8-bit weights, its vocabulary cut to what English news needs, with hashes for its card.

Read by `helpers.language.nets`. `training/export_stance.py` and `training/export_encoder.py` use it.
"""

import hashlib
import json
import random
import re
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import textblob
import torch
import vaderSentiment
from numpy.typing import NDArray
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from training.stance_data import ROOT, Example, corpora, read_newsmtsc, read_sentences

ALWAYS = re.compile(r"(?:##)?[!-~]")  # single characters from which any English word can be put together
MIN_COUNT = 5  # of a word in TextBlob's list of English words; rarer ones are put together from pieces
N_CALIBRATION = 200  # sentences over which the outliers of a net are sought
WORD = re.compile(r"[^\W\d_]+|\d+")
Feed = dict[str, NDArray[np.int64]]


def draw_sentences() -> list[Example]:
    """Return the sentences over which outliers are sought."""
    return random.Random(0).sample([*read_newsmtsc("rw-train"), *read_sentences()], N_CALIBRATION)  # noqa: S311


def used_tokens(tokenizer: Any) -> set[int]:
    """Return the tokens of our sentences, polnear, NewsMTSC and the lists of English words that our packages ship."""
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


def cut_vocabulary(encoder: Any, tokenizer: Any, always: re.Pattern[str] = ALWAYS) -> dict[str, Any]:
    """Cut an encoder's word table to tokens that are used or always kept; return the tokenizer's settings for it."""
    settings: dict[str, Any] = json.loads(tokenizer.to_str())
    vocabulary = settings["model"]["vocab"]
    special = {token["content"] for token in settings["added_tokens"]} | {"[UNK]"}
    used = used_tokens(tokenizer)
    kept = [
        t for t, n in sorted(vocabulary.items(), key=lambda i: i[1]) if n in used or t in special or always.fullmatch(t)
    ]
    table = encoder.embeddings.word_embeddings
    rows = table.weight.data[[vocabulary[token] for token in kept]]
    encoder.embeddings.word_embeddings = nn.Embedding.from_pretrained(rows, freeze=True)
    number = {token: i for i, token in enumerate(kept)}
    settings["model"]["vocab"] = number
    settings["added_tokens"] = [
        t | {"id": number[t["content"]]} for t in settings["added_tokens"] if t["content"] in number
    ]
    settings["post_processor"] = None  # whoever feeds it puts the segments together
    return settings


def export(net: nn.Module, path: Path, *, inputs: dict[str, Tensor], output: str, calibration: list[Feed]) -> None:
    """Write a net as ONNX with 8-bit weights, channel by channel, and 8-bit words, row by row.

    Args:
        net: A net for a batch of one.
        path: Where to write it.
        inputs: An example of each of its inputs, (1, length), by name.
        output: Name of what it returns.
        calibration: What it is fed for some sentences.
    """
    net.eval()
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        torch.onnx.export(
            net,
            tuple(inputs.values()),
            str(whole),
            input_names=list(inputs),
            output_names=[output],
            dynamic_axes={name: {1: "length"} for name in inputs},
            opset_version=17,
            dynamo=False,
        )
        smooth(whole, calibration)
        plain = [node.name for node in weight_readers(onnx.load(str(whole))) if not _is_down(node)]
        quantize_dynamic(
            str(whole),
            str(path),
            per_channel=True,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["MatMul"],
            nodes_to_quantize=plain,
        )
    model = onnx.load(str(path))
    quantize_down(model)
    quantize_words(model)
    quantize_head(model)
    onnx.save(model, str(path))


def weight_readers(model: onnx.ModelProto) -> list[onnx.NodeProto]:
    """Return the nodes that multiply by a table of weights."""
    weights = {table.name for table in model.graph.initializer}
    return [node for node in model.graph.node if node.op_type == "MatMul" and node.input[1] in weights]


def _is_down(node: onnx.NodeProto) -> bool:
    """Tell the second half of a feed-forward layer."""
    return node.name.endswith("/output/dense/MatMul") and "attention" not in node.name


def quantize_down(model: onnx.ModelProto) -> None:
    """Multiply in 8 bits with one scale per token where single tokens are far larger than the rest.

    What flows into the second half of a feed-forward layer is such a place: with one scale for all tokens, as
    `quantize_dynamic` has it, scores of the larger model were off by 0.14 on average, with one per token by 0.01.
    """
    weights = {table.name: table for table in model.graph.initializer}
    for number, node in enumerate([n for n in weight_readers(model) if _is_down(n)]):
        table = onnx.numpy_helper.to_array(weights[node.input[1]])
        scales = np.abs(table).max(axis=0) / 127
        constants = {
            "cells": np.round(table / scales).astype(np.int8),
            "columns": scales.astype(np.float32),
            "step": np.float32(1 / 127),
            "least": np.float32(1e-9),
            "middle": np.float32(128),
            "zero": np.uint8(128),
        }
        name = {key: f"down_{number}_{key}" for key in constants}
        made = [
            ("Abs", [node.input[0]], "size", {}),
            ("ReduceMax", ["size"], "largest", {"axes": [-1], "keepdims": 1}),
            ("Mul", ["largest", name["step"]], "scaled", {}),
            ("Add", ["scaled", name["least"]], "scale", {}),
            ("Div", [node.input[0], "scale"], "ratio", {}),
            ("Add", ["ratio", name["middle"]], "shifted", {}),
            ("Round", ["shifted"], "rounded", {}),
            ("Cast", ["rounded"], "bytes", {"to": onnx.TensorProto.UINT8}),
            ("MatMulInteger", ["bytes", name["cells"], name["zero"]], "whole", {}),
            ("Cast", ["whole"], "float", {"to": onnx.TensorProto.FLOAT}),
            ("Mul", ["float", "scale"], "rows", {}),
            ("Mul", ["rows", name["columns"]], node.output[0], {}),
        ]
        own = {output for _, _, output, _ in made[:-1]}
        at = list(model.graph.node).index(node)
        model.graph.node.remove(node)
        for offset, (kind, inputs, output, settings) in enumerate(made):
            given, out = ([f"down_{number}_{n}" if n in own else n for n in names] for names in (inputs, [output]))
            model.graph.node.insert(at + offset, onnx.helper.make_node(kind, given, out, **settings))
        model.graph.initializer.remove(weights[node.input[1]])
        model.graph.initializer.extend(onnx.numpy_helper.from_array(v, name[k]) for k, v in constants.items())


def smooth(path: Path, calibration: list[Feed]) -> None:
    """Move outliers from what flows through a net into its weights (SmoothQuant, Xiao et al. 2023); figures stay.

    A few channels of a transformer are a hundred times as large as the rest. Eight bits for all channels together
    would leave nothing of the small ones, so each channel is divided by a scale and the weights multiplied by it.
    """
    model = onnx.load(str(path))
    weights = {t.name: t for t in model.graph.initializer}
    readers: dict[str, list[onnx.NodeProto]] = {}
    for node in weight_readers(model):
        if not _is_down(node):  # there single tokens stick out, not channels
            readers.setdefault(node.input[0], []).append(node)
    largest = _largest(model, list(readers), calibration)
    for number, (name, nodes) in enumerate(readers.items()):
        tables = [onnx.numpy_helper.to_array(weights[node.input[1]]) for node in nodes]
        weight = np.abs(np.concatenate(tables, axis=1)).max(axis=1)
        scales = np.sqrt(np.maximum(largest[name], 1e-5) / np.maximum(weight, 1e-5)).astype(np.float32)
        for node, table in zip(nodes, tables, strict=True):
            weights[node.input[1]].CopyFrom(onnx.numpy_helper.from_array(table * scales[:, None], node.input[1]))
            node.input[0] = f"smooth_{number}"
        inverse = onnx.numpy_helper.from_array(1 / scales, f"smooth_{number}_scales")
        model.graph.initializer.append(inverse)
        at = min(list(model.graph.node).index(node) for node in nodes)
        mul = onnx.helper.make_node("Mul", [name, inverse.name], [f"smooth_{number}"])
        model.graph.node.insert(at, mul)
    onnx.save(model, str(path))


def _largest(model: onnx.ModelProto, names: list[str], calibration: list[Feed]) -> dict[str, NDArray[np.float32]]:
    """Return the largest size of each channel of some tensors over sentences."""
    watched = onnx.ModelProto()
    watched.CopyFrom(model)
    watched.graph.output.extend(onnx.helper.make_empty_tensor_value_info(name) for name in names)
    session = onnxruntime.InferenceSession(watched.SerializeToString(), providers=["CPUExecutionProvider"])
    inputs = {given.name for given in session.get_inputs()}
    largest: dict[str, NDArray[np.float32]] = {}
    for item in calibration:
        found = session.run(names, {k: v for k, v in item.items() if k in inputs})
        for name, values in zip(names, found, strict=True):
            channels = np.abs(values).reshape(-1, values.shape[-1]).max(axis=0)
            largest[name] = np.maximum(largest.get(name, channels), channels)
    return largest


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


def quantize_head(model: onnx.ModelProto) -> None:
    """Keep the dense layers on top in 8 bits, one scale per column; they are floats again when loaded."""
    weights = {table.name: table for table in model.graph.initializer}
    for name in [n.input[1] for n in weight_readers(model) if weights[n.input[1]].data_type == onnx.TensorProto.FLOAT]:
        table = onnx.numpy_helper.to_array(weights[name])
        scales = np.abs(table).max(axis=0, keepdims=True) / 127
        cells = onnx.numpy_helper.from_array(np.round(table / scales).astype(np.int8), f"{name}_cells")
        columns = onnx.numpy_helper.from_array(scales.astype(np.float32), f"{name}_scales")
        model.graph.node.insert(0, onnx.helper.make_node("Mul", [f"{cells.name}_float", columns.name], [name]))
        cast = onnx.helper.make_node("Cast", [cells.name], [f"{cells.name}_float"], to=onnx.TensorProto.FLOAT)
        model.graph.node.insert(0, cast)
        model.graph.initializer.remove(weights[name])
        model.graph.initializer.extend([cells, columns])


def about_files(paths: dict[str, Path]) -> dict[str, Any]:
    """Return what a card notes of its files."""
    return {
        "megabytes": round(paths["onnx"].stat().st_size / 1e6, 1),
        "sha256": {kind: hashlib.sha256(path.read_bytes()).hexdigest() for kind, path in paths.items()},
    }
