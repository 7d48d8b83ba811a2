"""Runs the exported graphs with ONNX Runtime, or with OpenVINO where that is asked for."""

from __future__ import annotations

import json
import math
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from xfnlp.errors import ModelError
from xfnlp.scheme import LABELS, SCHEME_VERSION
from xfnlp.tagger.alphabet import Alphabet
from xfnlp.tagger.saturation import EXACT, saturates
from xfnlp.tagger.windows import WindowShape

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
ENCODER, SPANS, PAIRS = "encoder.onnx", "spans.onnx", "pairs.onnx"
SETTINGS, VOCABULARY = "settings.json", "vocab.txt"
_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


@dataclass(frozen=True)
class Calibration:
    """Platt scaling per label and relation: probability = sigmoid(slope · score + offset).

    The table's `fact` scales the log odds of a product of probabilities, in the same way.
    """

    table: Mapping[str, tuple[float, float]]

    def probability(self, name: str, score: float) -> float:
        slope, offset = self.table.get(name, (1.0, 0.0))
        return float(1.0 / (1.0 + np.exp(-np.clip(slope * score + offset, -30, 30))))

    def fact_probability(self, product: float) -> float:
        """That a fact is right, by the product of its relation's and its spans' probabilities."""
        return self.probability("fact", log_odds(product))


def log_odds(probability: float) -> float:
    """Logarithm of p : 1 − p, finite for 0 and 1 too."""
    inside = min(max(probability, 1e-9), 1 - 1e-9)
    return math.log(inside / (1 - inside))


class OnnxBackend:
    """The exported graphs in ONNX Runtime; see `xfnlp.tagger.tagger.Backend`.

    Sessions are safe to share between threads.  `threads` work on one window, and `streams`
    windows are to run side by side.
    """

    def __init__(self, folder: Path, *, threads: int = 1, streams: int = 1) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        if saturates():
            options.add_session_config_entry(*EXACT)

        def session(name: str) -> Any:
            return onnxruntime.InferenceSession(
                str(folder / name), options, providers=["CPUExecutionProvider"]
            )

        self._spans, self._pairs = session(SPANS), session(PAIRS)
        self._encoder = self._make_encoder(folder, session, threads, streams)

    def _make_encoder(
        self, folder: Path, session: Callable[[str], Any], threads: int, streams: int
    ) -> Callable[[Ints], Floats]:
        encoder = session(ENCODER)  # takes any number of callers
        return lambda ids: encoder.run(None, {"ids": ids})[0]

    def encode(self, ids: Ints) -> tuple[Floats, Floats]:
        states = np.ascontiguousarray(self._encoder(ids[None])[:, 1:-1])
        (scores,) = self._spans.run(None, {"states": states})
        return states[0], scores[0]

    def relate(
        self, states: Floats, parts: Ints, spans: Ints, pairs: Ints
    ) -> tuple[Floats, Floats]:
        feed = {
            "states": states,
            "parts": _at_least_one(parts, [0, 1]),
            "spans": _at_least_one(spans, [0, 1, 0]),
            "pairs": _at_least_one(pairs, [0, 0, 0, 0, 0]),
        }
        part_scores, pair_scores = self._pairs.run(None, feed)
        return part_scores[: len(parts)], pair_scores[: len(pairs)]


def _at_least_one(items: Ints, blank: list[int]) -> Ints:
    # A traced graph does not take an empty list of items; the answer to a blank is dropped.
    return items if len(items) else np.array([blank], dtype=np.int64)


class OpenVinoBackend(OnnxBackend):
    """The same, with the encoder compiled by OpenVINO (a package of its own)."""

    def _make_encoder(
        self, folder: Path, session: Callable[[str], Any], threads: int, streams: int
    ) -> Callable[[Ints], Floats]:
        from xfnlp.tagger.openvino_graph import compile_encoder

        model = compile_encoder(folder / ENCODER, threads=threads, streams=streams)
        own = threading.local()  # requests are not shared between threads

        def encode(ids: Ints) -> Floats:
            if not hasattr(own, "request"):
                own.request = model.create_infer_request()
            return np.array(own.request.infer({"ids": ids})[0])

        return encode


@dataclass(frozen=True)
class Model:
    """A loaded model: backend, alphabet, window shape, calibration, and its card's figures."""

    folder: Path
    alphabet: Alphabet
    backend: Any
    shape: WindowShape
    calibration: Calibration
    thresholds: Mapping[str, float]
    settings: Mapping[str, Any]
    workers: int


def load_model(folder: Path, *, runtime: str = "onnx", threads: int | None = None) -> Model:
    """Load the exported graphs of `folder`.

    Args:
        runtime: `onnx`, or `openvino` where the package openvino is installed.
        threads: processor threads; by default as many as this process may use.

    Raises:
        ModelError: where the folder is missing, damaged or of another scheme version.
    """
    if not folder.is_dir():
        raise ModelError(f"{folder}: no such model folder; give the path of an exported model")
    missing = [
        name
        for name in (SETTINGS, VOCABULARY, ENCODER, SPANS, PAIRS)
        if not (folder / name).is_file()
    ]
    if missing:
        raise ModelError(
            f"{folder}: {', '.join(missing)} missing; export the model again "
            "(python -m training.export)"
        )
    try:
        settings = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
        shape = WindowShape(**settings["windows"])
        table = {name: (float(a), float(b)) for name, (a, b) in settings["calibration"].items()}
        thresholds = {name: float(value) for name, value in settings["thresholds"].items()}
        scheme, labels = settings["scheme"], tuple(settings["labels"])
        if not all(isinstance(size, int) for size in settings["windows"].values()):
            raise TypeError("sizes of windows are whole numbers")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(
            f"{folder / SETTINGS}: damaged ({error!r}); export the model again"
        ) from error
    if scheme != SCHEME_VERSION or labels != LABELS:
        raise ModelError(
            f"{folder}: made for {scheme} with labels {', '.join(labels)}; this xfnlp reads "
            f"{SCHEME_VERSION}; train and export it again, or install the xfnlp it was made with"
        )
    workers = (
        threads or len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else (threads or os.cpu_count() or 1)
    )
    kinds = {"onnx": OnnxBackend, "openvino": OpenVinoBackend}
    if runtime not in kinds:
        raise ModelError(f"runtime {runtime!r} is unknown; choose onnx or openvino")
    try:
        # Windows run side by side in threads, one processor each: faster than many on one.
        backend = kinds[runtime](folder, threads=1, streams=workers)
    except ImportError as error:
        raise ModelError(f"runtime {runtime} needs a package: {error}") from error
    except Exception as error:  # the runtimes raise their own kinds for a damaged graph
        raise ModelError(f"{folder}: a damaged graph ({error}); export the model again") from error
    try:
        alphabet = Alphabet.read(folder / VOCABULARY)
        if alphabet.vocabulary[:5] != _SPECIAL:
            raise ValueError(f"it does not begin with {' '.join(_SPECIAL)}")
    except (OSError, ValueError) as error:
        raise ModelError(
            f"{folder / VOCABULARY}: damaged ({error}); export the model again"
        ) from error
    return Model(
        folder=folder,
        alphabet=alphabet,
        backend=backend,
        shape=shape,
        calibration=Calibration(table),
        thresholds=thresholds,
        settings=settings,
        workers=workers,
    )
