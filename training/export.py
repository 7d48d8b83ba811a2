"""Exports a trained network for the runtime: `python -m training.export RUN -o models/xfnlp-zh`.

Writes the encoder with its span head (int8 weights) and the pair head as ONNX graphs, calibrates
their scores on the dev reports, and reports how far the graphs are from torch.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor, nn

from training import card
from training.backend import TorchBackend, predict_items
from training.calibration import tune_thresholds
from training.checkpoint import load_network, save_base
from training.corpus.reading import read_corpus
from training.network import JointNetwork, PairHead, SpanHead
from training.smoothing import smoothed
from xfnlp.errors import XfnlpError
from xfnlp.layout import find_blocks
from xfnlp.scheme import LABELS, SCHEME_VERSION
from xfnlp.tagger.alphabet import CLS, SEP, Alphabet
from xfnlp.tagger.runtime import ENCODER, PAIRS, SETTINGS, SPANS, VOCABULARY, OnnxBackend
from xfnlp.tagger.stream import make_stream
from xfnlp.tagger.windows import WindowShape, make_windows

if TYPE_CHECKING:
    from datasets import Dataset

OPSET = 17


class _EncoderGraph(nn.Module):
    def __init__(self, encoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, ids: Tensor) -> Tensor:
        states: Tensor = self.encoder(input_ids=ids).last_hidden_state
        return states


class SpanGraph(nn.Module):
    """The span head with its channels in another order: the halves of rotary pairs apart.

    A pair's neighbour is then half a vector away, and two slices fetch it in place of a gather
    of single channels, which took half of this graph's time in ONNX Runtime.  Products of
    queries and keys are sums over channels and do not depend on their order.
    """

    cosine: Tensor
    sine: Tensor

    def __init__(self, head: SpanHead) -> None:
        super().__init__()
        self.size = head.size
        order = torch.cat([torch.arange(0, head.size, 2), torch.arange(1, head.size, 2)])
        blocks = torch.arange(0, head.project.out_features, head.size)
        rows = (blocks[:, None] + order[None, :]).flatten()
        self.project = nn.Linear(head.project.in_features, head.project.out_features)
        self.project.weight.data = head.project.weight.data[rows]
        self.project.bias.data = head.project.bias.data[rows]
        self.register_buffer("cosine", head.cosine[..., order])
        self.register_buffer("sine", head.sine[..., order])

    def rotate(self, states: Tensor) -> Tensor:
        length, half = states.shape[1], self.size // 2
        turned = torch.cat([states[..., half:], states[..., :half]], dim=-1)
        return states * self.cosine[:length] + turned * self.sine[:length]

    def forward(self, states: Tensor) -> Tensor:
        batch, length, _ = states.shape
        both = self.project(states).reshape(batch, length, -1, 2 * self.size)
        query = self.rotate(both[..., : self.size]).transpose(1, 2)
        key = self.rotate(both[..., self.size :]).transpose(1, 2)
        return query @ key.transpose(2, 3) / self.size**0.5


def export_graphs(
    network: JointNetwork, folder: Path, *, samples: Sequence[Tensor] = (), quantize: bool = True
) -> None:
    """Write the graphs; the encoder's matrix weights in int8 unless told otherwise.

    `samples`, token ids (1, n) of text like that to be read, tell how to scale for int8.

    The heads stay in float32: they are a few percent of the work.  They are graphs of their own
    also because the exporter, given encoder and span head in one, wrote a wrong shape constant
    into the attention (torch 2.13).
    """
    folder.mkdir(parents=True, exist_ok=True)
    network = network.eval().cpu()
    network.encoder.set_attn_implementation("eager")
    encoder = smoothed(network.encoder, samples) if samples else network.encoder
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / ENCODER
        torch.onnx.export(
            _EncoderGraph(encoder),
            (torch.randint(5, 100, (2, 66)),),
            str(plain),
            input_names=["ids"],
            output_names=["states"],
            dynamic_axes={"ids": {0: "b", 1: "n"}, "states": {0: "b", 1: "n"}},
            opset_version=OPSET,
            dynamo=False,
        )
        if quantize:
            from onnxruntime.quantization import QuantType, quantize_dynamic

            # Signed weights are the fast kind; `xfnlp.tagger.saturation` sees to the processors
            # that cannot add their products exactly.
            quantize_dynamic(
                str(plain),
                str(folder / ENCODER),
                weight_type=QuantType.QInt8,
                per_channel=True,
                extra_options={"WeightSymmetric": True},
            )
        else:
            (folder / ENCODER).write_bytes(plain.read_bytes())
    torch.onnx.export(
        SpanGraph(network.spans),
        (torch.randn(2, 66, network.spans.project.in_features),),
        str(folder / SPANS),
        input_names=["states"],
        output_names=["scores"],
        dynamic_axes={"states": {0: "b", 1: "n"}, "scores": {0: "b", 2: "n", 3: "n"}},
        opset_version=OPSET,
        dynamo=False,
    )
    _export_pairs(network.pairs, folder / PAIRS)


def _export_pairs(head: PairHead, path: Path) -> None:
    hidden = head.between.in_features
    example = (
        torch.randn(20, hidden),
        torch.tensor([[0, 5], [6, 12]]),
        torch.tensor([[0, 2, 3], [4, 6, 0], [7, 9, 1]]),
        torch.tensor([[0, 1, 7, 0, 0], [0, 2, 8, 1, 1]]),
    )
    torch.onnx.export(
        head,
        example,
        str(path),
        input_names=["states", "parts", "spans", "pairs"],
        output_names=["part_scores", "pair_scores"],
        dynamic_axes={
            "states": {0: "n"},
            "parts": {0: "p"},
            "spans": {0: "s"},
            "pairs": {0: "k"},
            "part_scores": {0: "p"},
            "pair_scores": {0: "k"},
        },
        opset_version=OPSET,
        dynamo=False,
    )


def compare(
    documents: Sequence[dict[str, Any]],
    network: JointNetwork,
    folder: Path,
    alphabet: Alphabet,
    shape: WindowShape,
) -> dict[str, Any]:
    """Torch against the exported graphs: largest score difference, and spans not in common."""
    torch_backend = TorchBackend(network, torch.device("cpu"))
    onnx_backend = OnnxBackend(folder, threads=2)
    largest = 0.0
    for document in documents:
        stream = make_stream(document["text"], find_blocks(document["text"]), alphabet)
        for window in make_windows(stream, shape):
            tokens = window.tokens
            ids = np.where(tokens >= 0, stream.ids[tokens], alphabet.newline).astype(np.int64)
            ids = np.concatenate([[CLS], ids, [SEP]])
            ours, theirs = torch_backend.encode(ids)[1], onnx_backend.encode(ids)[1]
            near = np.maximum(ours, theirs) > -2  # far below zero nothing is decided
            if near.any():
                largest = max(largest, float(np.abs(ours - theirs)[near].max()))
    same = _items(predict_items(documents, torch_backend, alphabet, shape))
    other = _items(predict_items(documents, onnx_backend, alphabet, shape))
    return {
        "largest_score_difference": round(largest, 3),
        "items_torch": len(same),
        "items_onnx": len(other),
        "items_common": len(same & other),
    }


def _items(results: Iterable[Any]) -> set[Any]:
    return {
        (number, item)
        for number, (_, (spans, relations)) in enumerate(results)
        for item in (*spans, *relations)
    }


def _first(documents: Dataset) -> Dataset:
    return documents.select(range(min(8, len(documents))))


def export(
    run: Path, target: Path, *, dev: Sequence[Path], check: Sequence[Path]
) -> dict[str, Any]:
    """Export the weights of `run` to `target`; returns the settings written there."""
    network, alphabet = load_network(run)
    network.eval()
    documents = read_corpus(dev)
    samples = [
        torch.from_numpy(np.concatenate([[CLS], alphabet.ids(d["text"])[:500], [SEP]])[None]).long()
        for d in _first(documents)
    ]
    export_graphs(network, target, samples=samples)
    (target / VOCABULARY).write_text("\n".join(alphabet.vocabulary) + "\n", encoding="utf-8")
    shape = WindowShape()
    backend = OnnxBackend(target, threads=2)
    thresholds, calibration = tune_thresholds(documents, backend, alphabet, shape)
    settings = {
        "scheme": SCHEME_VERSION,
        "labels": list(LABELS),
        "windows": vars(shape),
        "thresholds": thresholds,
        "calibration": calibration,
        "export": compare(_first(read_corpus(check or dev)), network, target, alphabet, shape),
    }
    (target / SETTINGS).write_text(
        json.dumps(settings, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    save_base(target / "training", network, alphabet)
    if stages := card.read(run):
        card.write(target / "training", stages)
    return settings


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.export", description=__doc__)
    parser.add_argument("run", type=Path, help="run folder of training.train")
    parser.add_argument("-o", "--out", type=Path, default=Path("models/xfnlp-zh/xfnlp"))
    parser.add_argument("--dev", nargs="+", type=Path, default=[Path("corpora/dev")])
    parser.add_argument("--check", nargs="*", type=Path, default=[], help="reports to compare on")
    options = parser.parse_args(arguments)
    try:
        settings = export(options.run, options.out, dev=options.dev, check=options.check)
    except XfnlpError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(json.dumps(settings["export"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
