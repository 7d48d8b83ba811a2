"""The library's stages over the network in torch, for measuring what is not exported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from training.backend import TorchBackend
from training.calibration import tune_thresholds
from training.checkpoint import load_network
from xfnlp.engine import Engine, get_engine
from xfnlp.tagger.runtime import Calibration, Model
from xfnlp.tagger.windows import WindowShape


def released_engine(model: Path, *, threads: int) -> Engine:
    """A released model's training weights (float32) with its own thresholds and calibration."""
    # As with the other runtimes: windows side by side, one processor each.
    torch.set_num_threads(1)
    network, _ = load_network(model)
    backend = TorchBackend(network.eval(), torch.device("cpu"))
    return Engine(replace(get_engine(model, threads=threads).model, backend=backend))


def tuned_engine(folder: Path, dev: Sequence[Any]) -> Engine:
    """The weights of a run or a released model, thresholds and calibration tuned on `dev`."""
    network, alphabet = load_network(folder)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    backend, shape = TorchBackend(network.eval().to(device), device), WindowShape()
    thresholds, calibration = tune_thresholds(dev, backend, alphabet, shape)
    return Engine(
        Model(
            folder=folder,
            alphabet=alphabet,
            backend=backend,
            shape=shape,
            calibration=Calibration(calibration),
            thresholds=thresholds,
            settings={},
            workers=1,
        )
    )
