"""Encoders of any make: loaded by folder or Hugging Face name, one token a character.

Training and the runtime know five special tokens by their ids (`xfnlp.tagger.alphabet`).  An
encoder with a vocabulary of its own order is given that order once, when it is loaded: its
embeddings are taken in the new order, tokens of several characters are left out, and space, tab
and line break get tokens of their own where it has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import nn

from xfnlp.errors import ModelError

# The names that the special tokens go by, in the order of their ids here.
_SPECIAL = (
    ("[PAD]", "<pad>"),
    ("[UNK]", "<unk>"),
    ("[CLS]", "<s>"),
    ("[SEP]", "</s>"),
    ("[MASK]", "<mask>"),
)
_LAYOUT = ("[SP]", "[TAB]", "[NL]")


def load_encoder(source: str) -> tuple[nn.Module, list[str]]:
    """An encoder with its vocabulary by id, both in the order of `xfnlp.tagger.alphabet`.

    Raises:
        ModelError: where transformers cannot load it, or its vocabulary has no special tokens.
    """
    from transformers import AutoModel, AutoTokenizer

    options: dict[str, Any] = {"dtype": torch.float32}
    listing = Path(source) / "vocab.txt"
    try:
        try:
            encoder = AutoModel.from_pretrained(source, add_pooling_layer=False, **options)
        except TypeError:  # an architecture without a pooler
            encoder = AutoModel.from_pretrained(source, **options)
        if listing.is_file():
            tokens = listing.read_text(encoding="utf-8").removesuffix("\n").split("\n")
        else:
            table = AutoTokenizer.from_pretrained(source).get_vocab()
            tokens = [token for token, _ in sorted(table.items(), key=lambda item: item[1])]
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(
            f"{source}: no encoder that transformers can load; give the folder or the Hugging "
            f"Face name of one ({error})"
        ) from error
    if tokens[:5] == [names[0] for names in _SPECIAL]:
        return encoder, tokens
    return encoder, reorder(encoder, tokens, source=source)


def make_encoder(config: Any) -> nn.Module:
    """An encoder of a configuration, with fresh weights and no pooler."""
    from transformers import AutoModel

    try:
        return AutoModel.from_config(config, add_pooling_layer=False, dtype=torch.float32)
    except TypeError:  # an architecture without a pooler
        return AutoModel.from_config(config, dtype=torch.float32)


def reorder(encoder: nn.Module, tokens: Sequence[str], *, source: str) -> list[str]:
    """Give an encoder the vocabulary order that the library knows; returns the vocabulary."""
    ids = {token: number for number, token in enumerate(tokens)}
    special = [next((ids[n] for n in names if n in ids), None) for names in _SPECIAL]
    if None in special:
        names = _SPECIAL[special.index(None)]
        raise ModelError(f"{source}: the vocabulary has no {' or '.join(names)} token")
    kept = [token for token in tokens if len(token) == 1]
    old: nn.Embedding = encoder.get_input_embeddings()  # type: ignore[operator]
    weights = old.weight.detach()
    mean = weights.mean(0, keepdim=True)
    rows = [
        weights[torch.tensor(special)],
        *(weights[ids[n]][None] if n in ids else mean for n in _LAYOUT),
        weights[torch.tensor([ids[token] for token in kept], dtype=torch.long)],
    ]
    new = nn.Embedding.from_pretrained(torch.cat(rows), freeze=False, padding_idx=0)
    encoder.set_input_embeddings(new)  # type: ignore[operator]
    encoder.config.vocab_size, encoder.config.pad_token_id = len(new.weight), 0
    _count_positions_from_zero(encoder)
    return [names[0] for names in _SPECIAL] + list(_LAYOUT) + kept


def _count_positions_from_zero(encoder: nn.Module) -> None:
    """RoBERTa and its kin count positions from the padding token's id on, which now is 0."""
    embeddings = getattr(encoder, "embeddings", None)
    shift = getattr(embeddings, "padding_idx", 0)
    if not shift:
        return
    positions = embeddings.position_embeddings
    with torch.no_grad():
        positions.weight[:-shift] = positions.weight[shift:].clone()
    embeddings.padding_idx = positions.padding_idx = 0
