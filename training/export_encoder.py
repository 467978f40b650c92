"""Writes the encoder of sentences, all-MiniLM-L6-v2 (Apache-2.0), as ONNX with 8-bit weights, and its card.

    python -m training.export_encoder

Of its vocabulary only what is not written in ASCII is cut; mean pooling and scaling to length 1 are part of the net.
The card holds hashes and how like the vectors of sentences are to those of the original in 32 bits.
"""

import json
import re
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import AutoModel

from helpers.language.nets import Net, load_net
from helpers.language.vectors import MODELS, encode
from training.note_hashes import note_hashes
from training.quantize import about_files, cut_vocabulary, draw_sentences, export
from training.stance_data import read_newsmtsc
from training.train_stance import student_folder

NAME = "sentence_encoder"
# Also names that are rare: put together from pieces, they moved a sentence by up to 0.3 in cosine
KEPT = re.compile(r"(?!\[unused)(?:##)?[!-~]+")
N_COMPARED = 1000  # sentences on which it is compared with the original; not those of the calibration


class SentenceNet(nn.Module):
    """An encoder for a batch of one, the mean of its tokens scaled to length 1."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(folder, add_pooling_layer=False, attn_implementation="eager")

    def forward(self, ids: Tensor) -> Tensor:
        """Return a vector, (1, 384)."""
        types, mask = torch.zeros_like(ids), torch.ones_like(ids)
        hidden = self.encoder(input_ids=ids, attention_mask=mask, token_type_ids=types).last_hidden_state
        return nn.functional.normalize(hidden.mean(1), dim=-1)


def load_tokenizer(folder: Path) -> Any:
    """Return the encoder's tokenizer, which neither cuts nor pads."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def embed_original(net: SentenceNet, tokenizer: Any, texts: list[str]) -> NDArray[np.float32]:
    """Return the vectors of the net in 32 bits."""
    fed = partial(encode, Net({}, None, tokenizer))
    with torch.no_grad():
        return np.vstack([net(torch.from_numpy(fed(text))).numpy() for text in texts])


def compare(net: Net, texts: list[str], original: NDArray[np.float32]) -> dict[str, float]:
    """Return how like vectors are to the original ones, and how far the cosines of pairs are off."""
    vectors = np.vstack([net.session.run(None, {"ids": encode(net, text)})[0] for text in texts])
    cosines = (vectors * original).sum(axis=1)
    pairs = np.triu_indices(len(texts), 1)
    off = np.abs(vectors @ vectors.T - original @ original.T)[pairs]
    measured = {
        "mean": cosines.mean(),
        "least": cosines.min(),
        "pairs_off_mean": off.mean(),
        "pairs_off_most": off.max(),
    }
    return {"sentences": len(texts)} | {name: round(float(value), 4) for name, value in measured.items()}


def main() -> None:
    """Export the encoder."""
    folder = student_folder()
    net = SentenceNet(folder).eval()
    texts = list(dict.fromkeys(e.sentence for e in read_newsmtsc("rw-dev") + read_newsmtsc("mt-dev")))[:N_COMPARED]
    original = embed_original(net, load_tokenizer(folder), texts)
    settings = cut_vocabulary(net.encoder, load_tokenizer(folder), KEPT)
    MODELS.mkdir(exist_ok=True)
    paths = {"onnx": MODELS / f"{NAME}.onnx", "tokenizer": MODELS / f"{NAME}.tokenizer.json"}
    paths["tokenizer"].write_text(json.dumps(settings, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    fed = partial(encode, Net({}, None, Tokenizer.from_str(json.dumps(settings))))
    export(
        net,
        paths["onnx"],
        inputs={"ids": torch.arange(4, 16).unsqueeze(0)},
        output="vector",
        calibration=[{"ids": fed(e.sentence)} for e in draw_sentences()],
    )
    card = {
        "encoder": "all-MiniLM-L6-v2",
        "licence": "Apache-2.0",
        "vocabulary": len(settings["model"]["vocab"]),
        **about_files(paths),
    }
    path = MODELS / f"{NAME}.json"
    path.write_text(json.dumps(card), encoding="utf-8")
    note_hashes()
    card["cosine_with_original"] = compare(load_net(NAME, MODELS), texts, original)
    path.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    note_hashes()
    print(card["cosine_with_original"])


if __name__ == "__main__":
    main()
