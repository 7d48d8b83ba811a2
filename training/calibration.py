"""Scores to probabilities and thresholds, learnt on held-out reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from evaluation.scoring import document_items
from xfnlp.layout import find_blocks
from xfnlp.scheme import LABELS
from xfnlp.tagger.alphabet import Alphabet
from xfnlp.tagger.decode import choose
from xfnlp.tagger.runtime import Calibration, log_odds
from xfnlp.tagger.stream import make_stream
from xfnlp.tagger.tagger import tag_streams
from xfnlp.tagger.windows import WindowShape

FLOOR = -3.0  # scores below it are never right often enough to matter
_SLACK = 0.002  # of F1: less than held-out reports can tell apart
_FEWEST = 15  # right and wrong examples that a fit of its own needs
Sample = tuple[float, bool]


@dataclass
class Samples:
    """Scores of found items with whether they are right, by name, and the number of gold items.

    Names are labels and relation types; `relation` pools the best reading of every anchor, and
    `linked` holds each with the names and scores that its probability as a fact comes from.
    """

    scored: dict[str, list[Sample]] = field(default_factory=dict)
    gold: dict[str, int] = field(default_factory=dict)
    linked: list[tuple[tuple[tuple[str, float], ...], bool]] = field(default_factory=list)

    def add(self, name: str, score: float, right: bool) -> None:
        self.scored.setdefault(name, []).append((score, right))


def collect(
    documents: Sequence[dict[str, Any]],
    backend: Any,
    alphabet: Alphabet,
    shape: WindowShape,
    *,
    thresholds: Mapping[str, float] | None = None,
) -> Samples:
    """Tag held-out reports and compare with their gold; by default down to `FLOOR`."""
    samples = Samples()
    if thresholds is None:
        thresholds = dict.fromkeys(LABELS, FLOOR)
    streams = [make_stream(d["text"], find_blocks(d["text"]), alphabet) for d in documents]
    results = tag_streams(streams, backend, shape, alphabet.newline, thresholds=thresholds)
    for document, stream, tagged in zip(documents, streams, results, strict=True):
        gold_spans, gold_relations = document_items(document)
        for label, _, _ in gold_spans:
            samples.gold[label] = samples.gold.get(label, 0) + 1
        samples.gold["relation"] = samples.gold.get("relation", 0) + len(gold_relations)
        places = [stream.span(start, end) for start, end, _ in tagged.spans]
        for place, (_, _, label), score in zip(places, tagged.spans, tagged.scores, strict=True):
            samples.add(LABELS[label], score, (LABELS[label], *place) in gold_spans)
        named = [
            (LABELS[label], score)
            for (_, _, label), score in zip(tagged.spans, tagged.scores, strict=True)
        ]
        for candidates in tagged.readings.values():
            for reading in choose(candidates, threshold=FLOOR):
                item = (reading.type, places[reading.head], places[reading.tail])
                right = item in gold_relations
                samples.add(reading.type, reading.score, right)
                samples.add("relation", reading.score, right)
                parts = (reading.type, reading.score), named[reading.head], named[reading.tail]
                samples.linked.append((parts, right))
    return samples


def best_threshold(samples: Sequence[Sample], gold: int) -> float:
    """The lowest threshold whose F1 is within `_SLACK` of the best.

    The lowest, because real reports score lower than the written ones that this is tuned on.
    """
    right, curve = 0, []
    ordered = sorted(samples, reverse=True)
    for number, (score, ok) in enumerate(ordered, start=1):
        right += ok
        following = ordered[number][0] if number < len(ordered) else FLOOR
        curve.append((2 * right / (number + gold), (score + following) / 2))
    best = max((f1 for f1, _ in curve), default=0.0)
    threshold = min((t for f1, t in curve if f1 >= best - _SLACK), default=0.0)
    return round(min(max(threshold, FLOOR), 0.5), 3)


def platt(samples: Sequence[Sample]) -> tuple[float, float] | None:
    """Slope and offset of Platt scaling (Platt 1999); None where there is too little to fit.

    A slope that is not positive says that scores do not rank, and is no fit either.
    """
    right = sum(ok for _, ok in samples)
    if min(right, len(samples) - right) < _FEWEST:
        return None
    from sklearn.linear_model import LogisticRegression

    scores = np.array([score for score, _ in samples])[:, None]
    fit = LogisticRegression(C=10.0).fit(scores, np.array([ok for _, ok in samples]))
    slope, offset = float(fit.coef_[0, 0]), float(fit.intercept_[0])
    return (round(slope, 4), round(offset, 4)) if slope > 0 else None


def calibration_table(samples: Samples) -> dict[str, tuple[float, float]]:
    """Platt scaling of every label and relation; where one has too few examples, its kind's.

    `fact` scales what a relation's and its spans' probabilities multiply to.
    """
    spans = [s for name, rows in samples.scored.items() if name in LABELS for s in rows]
    pooled = {
        "span": platt(spans) or (1.0, 0.0),
        "relation": platt(samples.scored.get("relation", [])) or (1.0, 0.0),
    }
    table = dict(pooled)
    for name, rows in samples.scored.items():
        if name != "relation":
            table[name] = platt(rows) or pooled["span" if name in LABELS else "relation"]
    probability = Calibration(table).probability
    products = []
    for ((name, score), *ends), right in samples.linked:
        product = probability(name, score) * min(probability(*end) for end in ends)
        products.append((log_odds(product), right))
    table["fact"] = platt(products) or (1.0, 0.0)
    return table


def tune_thresholds(
    documents: Sequence[dict[str, Any]], backend: Any, alphabet: Alphabet, shape: WindowShape
) -> tuple[dict[str, float], dict[str, tuple[float, float]]]:
    """Thresholds with the best F1 on held-out reports, and the calibration that goes with them."""
    wide = collect(documents, backend, alphabet, shape)
    thresholds = {
        label: best_threshold(wide.scored.get(label, []), wide.gold.get(label, 0))
        for label in LABELS
    }
    tuned = collect(documents, backend, alphabet, shape, thresholds=thresholds)
    thresholds["relation"] = best_threshold(
        tuned.scored.get("relation", []), tuned.gold.get("relation", 0)
    )
    # Spans from the wide run, relations from the run with the spans that will be there.
    wide.scored |= {name: rows for name, rows in tuned.scored.items() if name not in LABELS}
    wide.linked = [
        (parts, right) for parts, right in tuned.linked if parts[0][1] > thresholds["relation"]
    ]
    return thresholds, calibration_table(wide)
