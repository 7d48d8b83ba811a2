"""Parts of the spaCy baseline that spaCy leaves to its users: candidates, and what is kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.tokens import Doc, Span, SpanGroup
from spacy.util import registry
from thinc.api import Ops, get_current_ops
from thinc.types import Ragged

from evaluation.baselines.relation_pipe import PARTS

SPANS = "sc"  # labelled spans: gold in reference documents, found in read ones
FOUND = "span_candidates"  # pairs of the boundaries that spaCy's span finder sees
HINTS = "hints"  # gold spans of training documents, so that the categorizer sees each of them
_MOST = 4  # candidates a token; a boundary finder that has learned nothing yet sees all pairs


@registry.misc("xfnlp.baseline.Suggester.v1")
def make_suggester() -> Callable[..., Ragged]:
    """Candidates of `spancat`: what the span finder found, whole sentence parts, and hints.

    Sentence parts cover the long labels: an ACHIEVEMENT is one, however long.
    """

    def suggest(docs: Iterable[Doc], *, ops: Ops | None = None) -> Ragged:
        ops = ops or get_current_ops()
        rows: list[list[tuple[int, int]]] = []
        for doc in docs:
            places = {(s.start, s.end) for key in (PARTS, HINTS) for s in doc.spans.get(key, ())}
            found = doc.spans.get(FOUND, ())
            if len(found) <= _MOST * len(doc):
                places |= {(span.start, span.end) for span in found}
            rows.append(sorted(places))
        flat = [place for places in rows for place in places]
        lengths = ops.asarray1i([len(places) for places in rows])
        return Ragged(ops.asarray2i(np.array(flat, dtype="i").reshape(-1, 2)), lengths)

    return suggest


class BestSpans(Pipe):
    """Keeps of each label the spans that score enough and overlap no better one of that label."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name
        self.thresholds: dict[str, float] = {}

    def __call__(self, doc: Doc) -> Doc:
        best = [
            (span, score)
            for span, score in best_spans(doc.spans[SPANS])
            if score >= self.thresholds.get(span.label_, 0.5)
        ]
        doc.spans[SPANS] = SpanGroup(
            doc,
            name=SPANS,
            spans=[span for span, _ in best],
            attrs={"scores": [score for _, score in best]},
        )
        return doc

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        Path(path).mkdir(parents=True, exist_ok=True)
        (Path(path) / "thresholds.json").write_text(json.dumps(self.thresholds), encoding="utf-8")

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> BestSpans:
        self.thresholds = json.loads((Path(path) / "thresholds.json").read_text(encoding="utf-8"))
        return self


def best_spans(group: Any) -> list[tuple[Span, float]]:
    """Spans of a scored group that overlap no better one of their label, by start."""
    scores = group.attrs.get("scores", [])
    rows = sorted(zip(group, map(float, scores), strict=True), key=lambda row: -row[1])
    taken: dict[str, np.ndarray] = {}
    kept = []
    for span, score in rows:
        used = taken.setdefault(span.label_, np.zeros(len(group.doc), dtype=np.bool_))
        if not used[span.start : span.end].any():
            used[span.start : span.end] = True
            kept.append((span, score))
    return sorted(kept, key=lambda row: (row[0].start, row[0].end, row[0].label_))


@Language.factory("xfnlp_baseline_best")
def make_best_spans(nlp: Language, name: str) -> BestSpans:
    return BestSpans(nlp, name)
