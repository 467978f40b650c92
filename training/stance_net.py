"""The network of the trained scorers: an encoder that reads a framed mention, pooled at three places.

The target stands between marker tokens and again as second segment (Devlin et al. 2019; markers after Baldini Soares
et al. 2019). The first token, the mean of the target's tokens and the mean of all tokens feed two dense layers.
"""

import json
from pathlib import Path

import numpy as np
import torch
from tokenizers import AddedToken, Tokenizer
from torch import Tensor, nn
from transformers import AutoModel

from helpers.stance.framing import SPECIAL_TOKENS, TARGET_CLOSES, TARGET_OPENS

N_LABELS = 3
# Whose mean a placeholder starts from, by the last letter of its name.
_SEEDS = {
    "C": "france china india russia america iran japan germany turkey pakistan israel ukraine egypt",
    "D": "french chinese indian russian american iranian japanese german turkish pakistani israeli ukrainian",
    "P": "washington moscow beijing london paris tokyo ankara delhi tehran berlin",
    "L": "putin obama trump merkel",
}


class StanceNet(nn.Module):
    """Encoder, three pooled vectors, two dense layers, one logit per label (negative, neutral, positive)."""

    def __init__(self, folder: Path, *, layers: int | None = None, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(folder, add_pooling_layer=False)
        stack = self.encoder.encoder.layer
        if layers and layers < len(stack):
            self.encoder.encoder.layer = nn.ModuleList(list(stack)[:layers])  # the top layers are the least missed
            self.encoder.config.num_hidden_layers = layers
        width = self.encoder.config.hidden_size
        self.uses_types = self.encoder.config.model_type == "bert"
        self.head = nn.Sequential(
            nn.Dropout(dropout), nn.Linear(3 * width, width), nn.GELU(), nn.Dropout(dropout), nn.Linear(width, N_LABELS)
        )

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor, target: Tensor) -> Tensor:
        """Return logits, (batch, 3), of ids, segment ids, attention mask and target mask, each (batch, length)."""
        extra = {"token_type_ids": types} if self.uses_types else {}
        hidden = self.encoder(input_ids=ids, attention_mask=mask, **extra).last_hidden_state
        pooled = [hidden[:, 0], _mean(hidden, target), _mean(hidden, mask)]
        return self.head(torch.cat(pooled, dim=-1))  # type: ignore[no-any-return]


def _mean(hidden: Tensor, mask: Tensor) -> Tensor:
    weights = mask.unsqueeze(-1).to(hidden.dtype)
    return (hidden * weights).sum(1) / weights.sum(1)


def load_tokenizer(folder: Path) -> Tokenizer:
    """Return an encoder's tokenizer in which our special tokens stand in places that were unused."""
    settings = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    settings["truncation"] = settings["padding"] = None
    vocabulary = settings["model"]["vocab"]
    for number, token in enumerate(SPECIAL_TOKENS, start=1):
        vocabulary[token] = vocabulary.pop(f"[unused{number}]")
    tokenizer = Tokenizer.from_str(json.dumps(settings))
    tokenizer.add_special_tokens([AddedToken(token, normalized=False, special=True) for token in SPECIAL_TOKENS])
    return tokenizer


def seed_placeholders(net: StanceNet, tokenizer: Tokenizer) -> None:
    """Begin each placeholder at the mean of the words it stands for, and the markers at brackets."""
    table = net.encoder.embeddings.word_embeddings.weight.data
    for token in SPECIAL_TOKENS:
        if token in (TARGET_OPENS, TARGET_CLOSES):
            words = ["("] if token == TARGET_OPENS else [")"]
        else:
            words = _SEEDS[token[-2]].split()
        known = [number for word in words if (number := tokenizer.token_to_id(word)) is not None]
        noise = torch.randn(table.shape[1]) * table.std() * 0.1
        table[tokenizer.token_to_id(token)] = table[known].mean(0) + noise


def numpy_seed(seed: int) -> np.random.Generator:
    """Seed torch and return a numpy generator of the same seed."""
    torch.manual_seed(seed)
    return np.random.default_rng(seed)
