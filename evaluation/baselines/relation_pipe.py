"""The spaCy baseline's relation component, in the style of spaCy's published relation example.

Candidates are all pairs of spans within a distance whose labels the scheme allows; each relation
of each pair is a yes or no of its own (sigmoid), as there.  Gold relations stand in
`doc._.links` as (head, tail, type), the numbers being those of the span group; found ones with
their probability behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokens import Doc
from spacy.training import Example
from spacy.vocab import Vocab
from thinc.api import Model, set_dropout_rate

from evaluation.baselines.pair_model import Candidates, make_pair_model
from xfnlp.tagger.pairs import NUMBERS, PERMITTED, RELATION_NAMES, pair_table

__all__ = ["RelationPipe", "make_pair_model"]  # the architecture is registered on import

Floats = npt.NDArray[np.float32]
PARTS = "parts"  # span group of the document's sentence parts
LISTENER = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96, "upstream": "*"}
_DEFAULTS = {
    "spans_key": "sc",
    "longest": 256,
    "threshold": 0.5,
    "model": {
        "@architectures": "xfnlp.baseline.PairModel.v1",
        "tok2vec": LISTENER,
        "hidden": 128,
        "features": True,
    },
}

if not Doc.has_extension("links"):
    Doc.set_extension("links", default=[])


class RelationPipe(TrainablePipe):
    """Relations between the spans of a group; `longest` is the most tokens between two spans."""

    def __init__(
        self,
        vocab: Vocab,
        model: Model[list[Candidates], Floats],
        name: str,
        *,
        spans_key: str,
        longest: int,
        threshold: float,
    ) -> None:
        self.vocab, self.model, self.name = vocab, model, name
        self.cfg = {"spans_key": spans_key, "longest": longest, "threshold": threshold}

    def candidates(self, doc: Doc, spans: Sequence[Any]) -> Candidates:
        """The pairs that are judged; a blank one where there is none, for the layers' sake."""
        rows = np.array(
            [(span.start, span.end, NUMBERS[span.label_]) for span in spans], dtype=np.int64
        ).reshape(-1, 3)
        ends = np.array(sorted(part.end for part in doc.spans.get(PARTS, ())), dtype=np.int64)
        pairs = pair_table(rows, ends)
        if len(pairs):
            low = np.minimum(rows[pairs[:, 0], 1], rows[pairs[:, 1], 1])
            high = np.maximum(rows[pairs[:, 0], 0], rows[pairs[:, 1], 0])
            pairs = pairs[high - low <= self.cfg["longest"]]
        if not len(pairs):
            rows = np.concatenate([rows, [[0, 1, 0]]])
            pairs = np.array([[len(rows) - 1, len(rows) - 1, 0, 0, 0]])
        return Candidates(doc, rows, pairs)

    def predict(self, docs: Iterable[Doc]) -> list[tuple[Candidates, Floats]]:
        found = []
        for doc in docs:
            item = self.candidates(doc, list(doc.spans[self.cfg["spans_key"]]))
            logits = np.clip(self.model.predict([item]), -30, 30)
            found.append((item, np.where(_allowed(item), 1 / (1 + np.exp(-logits)), 0)))
        return found

    def set_annotations(
        self, docs: Iterable[Doc], scores: Sequence[tuple[Candidates, Floats]]
    ) -> None:
        for doc, (item, probabilities) in zip(docs, scores, strict=True):
            rows, kinds = np.nonzero(probabilities >= self.cfg["threshold"])
            doc._.links = [
                (
                    int(item.pairs[row, 0]),
                    int(item.pairs[row, 1]),
                    RELATION_NAMES[kind],
                    float(probabilities[row, kind]),
                )
                for row, kind in zip(rows, kinds, strict=True)
            ]

    def update(
        self,
        examples: Iterable[Example],
        *,
        drop: float = 0.0,
        sgd: Any = None,
        losses: dict[str, float] | None = None,
    ) -> dict[str, float]:
        """Learn from gold spans and relations of the reference documents."""
        losses = {} if losses is None else losses
        losses.setdefault(self.name, 0.0)
        set_dropout_rate(self.model, drop)
        examples = list(examples)
        items = [
            self.candidates(e.predicted, list(e.reference.spans.get(self.cfg["spans_key"], ())))
            for e in examples
        ]
        logits, backprop = self.model.begin_update(items)
        loss, gradient = self.get_loss(list(zip(examples, items, strict=True)), logits)
        backprop(gradient)
        if sgd is not None:
            self.finish_update(sgd)
        losses[self.name] += loss
        return losses

    def get_loss(
        self, examples: Sequence[tuple[Example, Candidates]], scores: Floats
    ) -> tuple[float, Floats]:
        """Binary cross-entropy summed over pairs and the relations that their labels allow."""
        truths, allowed = [], []
        for example, item in examples:
            index = {pair: row for row, pair in enumerate(map(tuple, item.pairs[:, :2].tolist()))}
            truth = np.zeros((len(item.pairs), len(RELATION_NAMES)), dtype=np.float32)
            for head, tail, name in example.reference._.links:
                if (row := index.get((head, tail))) is not None:
                    truth[row, RELATION_NAMES.index(name)] = 1
            truths.append(truth)
            allowed.append(_allowed(item))
        truth, mask = np.concatenate(truths), np.concatenate(allowed)
        logits = np.clip(scores, -30, 30)
        losses = np.logaddexp(0, logits) - truth * logits
        gradient = (1 / (1 + np.exp(-logits)) - truth) * mask
        return float((losses * mask).sum()), gradient.astype(np.float32)

    def initialize(self, get_examples: Any, *, nlp: Language | None = None) -> None:
        """All sizes are known: nothing is inferred from examples."""
        self.model.initialize()


def _allowed(item: Candidates) -> npt.NDArray[np.bool_]:
    labels = item.spans[:, 2]
    heads, tails = item.pairs[:, 0], item.pairs[:, 1]
    result: npt.NDArray[np.bool_] = PERMITTED[labels[heads], labels[tails]].copy()
    result[heads == tails] = False  # the blank pair
    return result


@Language.factory("xfnlp_baseline_relations", default_config=_DEFAULTS)
def make_relation_pipe(
    nlp: Language,
    name: str,
    model: Model[list[Candidates], Floats],
    spans_key: str,
    longest: int,
    threshold: float,
) -> RelationPipe:
    return RelationPipe(
        nlp.vocab, model, name, spans_key=spans_key, longest=longest, threshold=threshold
    )
