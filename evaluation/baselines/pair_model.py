"""The network of the spaCy baseline's relation component, in thinc: pooled spans, one hidden layer.

As in spaCy's published relation example, a pair of spans is seen as the mean vectors of its two
spans; beyond the example it is told the mean of the text between them, the labels, the distance
and how many names and sentence ends lie between (what xfnlp's own pair head is told), and has a
hidden layer.  `features=False` leaves the example's two vectors alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc
from spacy.util import registry
from thinc.api import Linear, Maxout, Model, chain

from xfnlp.scheme import LABELS
from xfnlp.tagger.pairs import DISTANCES, MOST_COUNTED, RELATION_NAMES

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
_COLUMNS = (len(LABELS), len(LABELS), len(DISTANCES) + 1, MOST_COUNTED + 1, MOST_COUNTED + 1)


@dataclass(frozen=True)
class Candidates:
    """The candidate pairs of one document.

    Attributes:
        spans: (s, 3): first token, token after the last, label number.
        pairs: (k, 5): head span, tail span and what `xfnlp.tagger.pairs` tells of them.
    """

    doc: Doc
    spans: Ints
    pairs: Ints


@registry.architectures("xfnlp.baseline.PairModel.v1")
def make_pair_model(
    tok2vec: Model[Any, Any], hidden: int, features: bool
) -> Model[list[Candidates], Floats]:
    """Scores (logits) of every relation for every candidate pair, (k, relations)."""
    width = tok2vec.get_dim("nO")
    inside = 3 * width + sum(_COLUMNS) if features else 2 * width
    pooled: Model[list[Candidates], Floats] = Model(
        "pool_pairs", _pool, layers=[tok2vec], attrs={"features": features}
    )
    return chain(
        pooled,
        Maxout(nO=hidden, nI=inside, nP=3, normalize=True, dropout=0.0),
        Linear(nO=len(RELATION_NAMES), nI=hidden),
    )


def _pool(
    model: Model[Any, Any], items: Sequence[Candidates], is_train: bool
) -> tuple[Floats, Callable[[Floats], list[Any]]]:
    states, back = model.layers[0]([item.doc for item in items], is_train)
    told = bool(model.attrs["features"])
    ranges = [_ranges(item, told) for item in items]
    rows = [
        np.concatenate([*_means(s, r), *([_told(item)] if told else [])], axis=1)
        for s, r, item in zip(states, ranges, items, strict=True)
    ]

    def backprop(gradient: Floats) -> list[Any]:
        gradients, first = [], 0
        for s, r, item in zip(states, ranges, items, strict=True):
            part = gradient[first : first + len(item.pairs)]
            first += len(item.pairs)
            gradients.append(_spread(part, r, s.shape))
        result: list[Any] = back(gradients)
        return result

    return np.ascontiguousarray(np.concatenate(rows, dtype=np.float32)), backprop


def _ranges(item: Candidates, told: bool) -> list[tuple[Ints, Ints]]:
    """Token ranges that are pooled for each pair: head, tail, and the text between."""
    start, end = item.spans[:, 0], item.spans[:, 1]
    heads, tails = item.pairs[:, 0], item.pairs[:, 1]
    ranges = [(start[heads], end[heads]), (start[tails], end[tails])]
    if told:
        low = np.minimum(end[heads], end[tails])
        ranges.append((low, np.maximum(low, np.maximum(start[heads], start[tails]))))
    return ranges


def _means(states: Floats, ranges: Sequence[tuple[Ints, Ints]]) -> list[Floats]:
    # Running sums make a mean over any range two look-ups; in float64, for they grow long.
    sums = np.zeros((len(states) + 1, states.shape[1]))
    np.cumsum(states, axis=0, out=sums[1:])
    return [
        ((sums[end] - sums[start]) / np.maximum(end - start, 1)[:, None]).astype(np.float32)
        for start, end in ranges
    ]


def _spread(
    gradient: Floats, ranges: Sequence[tuple[Ints, Ints]], shape: tuple[int, ...]
) -> Floats:
    """Gradient of the states: each mean's, spread over its range."""
    steps = np.zeros((shape[0] + 1, shape[1]))
    for number, (start, end) in enumerate(ranges):
        share = gradient[:, number * shape[1] : (number + 1) * shape[1]]
        share = share / np.maximum(end - start, 1)[:, None]
        np.add.at(steps, start, share)
        np.add.at(steps, end, -share)
    result: Floats = np.cumsum(steps, axis=0)[:-1].astype(np.float32)
    return result


def _told(item: Candidates) -> Floats:
    """One-hot rows of the labels and of the pair table's columns."""
    labels = item.spans[:, 2]
    columns = [labels[item.pairs[:, 0]], labels[item.pairs[:, 1]], *item.pairs[:, 2:].T]
    return np.concatenate(
        [np.eye(n, dtype=np.float32)[c] for n, c in zip(_COLUMNS, columns, strict=True)], axis=1
    )
