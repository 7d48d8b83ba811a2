"""Weights of a network with what is needed to rebuild it."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor
from transformers import AutoConfig

from training.encoders import make_encoder
from training.network import JointNetwork
from xfnlp.errors import ModelError
from xfnlp.scheme import SCHEME_VERSION
from xfnlp.tagger.alphabet import Alphabet

WEIGHTS = "weights.safetensors"
_SCALE = "@scale"


def save_network(folder: Path, network: JointNetwork, alphabet: Alphabet) -> None:
    """Write weights, encoder configuration and vocabulary."""
    weights = {name: value.contiguous().cpu() for name, value in network.state_dict().items()}
    _save(folder, weights, network, alphabet)


def save_base(folder: Path, network: JointNetwork, alphabet: Alphabet) -> None:
    """The same for a released model to be trained on: matrices as int8 with a scale a row.

    A quarter of the size; what rounding costs is far below one step of training.
    """
    weights: dict[str, Tensor] = {}
    for name, value in network.state_dict().items():
        value = value.detach().cpu().contiguous()
        if value.ndim == 2 and value.numel() > 10_000:
            scale = value.abs().amax(dim=1, keepdim=True).clamp(min=1e-8) / 127
            weights[name] = (value / scale).round().to(torch.int8)
            weights[name + _SCALE] = scale
        else:
            weights[name] = value.half() if value.is_floating_point() else value
    _save(folder, weights, network, alphabet)


def _save(
    folder: Path, weights: dict[str, Tensor], network: JointNetwork, alphabet: Alphabet
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    save_file(weights, folder / WEIGHTS)
    (folder / "vocab.txt").write_text("\n".join(alphabet.vocabulary) + "\n", encoding="utf-8")
    settings = {"scheme": SCHEME_VERSION, "encoder": network.encoder.config.to_dict()}
    (folder / "network.json").write_text(
        json.dumps(settings, indent=1, default=str), encoding="utf-8"
    )


def load_network(folder: Path, *, dropout: float = 0.1) -> tuple[JointNetwork, Alphabet]:
    """Rebuild a network from `save_network`'s files: of a run, or of a released model's folder.

    Raises:
        ModelError: where files are missing, damaged or of another scheme version.
    """
    places = [folder, folder / "training", folder / "xfnlp" / "training"]
    source = next((place for place in places if (place / WEIGHTS).is_file()), folder)
    try:
        settings = json.loads((source / "network.json").read_text(encoding="utf-8"))
        if settings["scheme"] != SCHEME_VERSION:
            raise ModelError(
                f"{source}: made for {settings['scheme']}, this is {SCHEME_VERSION}; train again"
            )
        kind = settings["encoder"].pop("model_type")
        encoder_config = AutoConfig.for_model(kind, **settings["encoder"])
        encoder = make_encoder(encoder_config)
        network = JointNetwork(encoder, encoder_config.hidden_size, dropout=dropout)
        weights = load_file(source / WEIGHTS)
        network.load_state_dict(
            {
                name: value.float() * weights.get(name + _SCALE, 1.0)
                if value.is_floating_point() or value.dtype == torch.int8
                else value
                for name, value in weights.items()
                if not name.endswith(_SCALE)
            }
        )
        alphabet = Alphabet.read(source / "vocab.txt")
    except ModelError:
        raise
    except Exception as error:  # safetensors, JSON and torch each raise their own
        raise ModelError(f"{source}: no usable training weights ({error})") from error
    return network, alphabet
