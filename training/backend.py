"""The network as a backend of the runtime tagger, for measuring while training."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from evaluation.scoring import document_items
from training.network import JointNetwork
from xfnlp.layout import find_blocks
from xfnlp.scheme import LABELS
from xfnlp.tagger.alphabet import Alphabet
from xfnlp.tagger.decode import choose
from xfnlp.tagger.stream import Stream, make_stream
from xfnlp.tagger.tagger import Tagged, tag_streams
from xfnlp.tagger.windows import WindowShape

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


class TorchBackend:
    """Runs a network window by window; see `xfnlp.tagger.tagger.Backend`."""

    def __init__(
        self, network: JointNetwork, device: torch.device, *, autocast: bool = False
    ) -> None:
        self.network, self.device, self.autocast = network, device, autocast

    @torch.no_grad()
    def encode(self, ids: Ints) -> tuple[Floats, Floats]:
        batch = torch.from_numpy(ids)[None].to(self.device)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.autocast):
            states = self.network.encode(batch, torch.ones_like(batch))
        states = states.float()
        scores = self.network.spans(states)
        return states[0].cpu().numpy(), scores[0].float().cpu().numpy()

    @torch.no_grad()
    def relate(
        self, states: Floats, parts: Ints, spans: Ints, pairs: Ints
    ) -> tuple[Floats, Floats]:
        arguments = [
            torch.from_numpy(array).to(self.device) for array in (states, parts, spans, pairs)
        ]
        part_scores, pair_scores = self.network.pairs(*arguments)
        return part_scores.float().cpu().numpy(), pair_scores.float().cpu().numpy()


def tagged_items(stream: Stream, tagged: Tagged) -> tuple[set[Any], set[Any]]:
    """Spans and relations in original offsets, as `evaluation.scoring.document_items` gives."""
    places = [stream.span(start, end) for start, end, _ in tagged.spans]
    spans = {
        (LABELS[label], *place) for place, (_, _, label) in zip(places, tagged.spans, strict=True)
    }
    relations = {
        (reading.type, places[reading.head], places[reading.tail])
        for candidates in tagged.readings.values()
        for reading in choose(candidates)
    }
    return spans, relations


def predict_items(
    documents: Sequence[dict[str, Any]],
    backend: Any,
    alphabet: Alphabet,
    shape: WindowShape,
) -> list[tuple[tuple[set[Any], set[Any]], tuple[set[Any], set[Any]]]]:
    """(gold, found) items of each document, each a pair (spans, relations)."""
    streams = [make_stream(d["text"], find_blocks(d["text"]), alphabet) for d in documents]
    tagged = tag_streams(streams, backend, shape, alphabet.newline)
    return [
        (document_items(document), tagged_items(stream, result))
        for document, stream, result in zip(documents, streams, tagged, strict=True)
    ]
