"""Names that score low, kept where a figure has no other: every figure reports on something.

On the dev reports three of four names kept so are right (see `training.calibration`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from xfnlp.scheme import FIGURES, LABELS, NAMES
from xfnlp.tagger.decode import DEFAULT_THRESHOLD, Reading, choose
from xfnlp.tagger.pairs import NUMBERS

if TYPE_CHECKING:
    from xfnlp.tagger.tagger import Tagged

# Least score at which a name is looked at at all.
UNSURE = -4.0
# How much a name's distance below its threshold takes from its reading's score.
_PENALTY = 0.5
_FIGURES = frozenset(NUMBERS[label] for label in FIGURES)


def lowered(thresholds: Mapping[str, float]) -> dict[str, float]:
    """The thresholds at which spans are collected: those of names go down to `UNSURE`."""
    low = {label: thresholds.get(label, DEFAULT_THRESHOLD) for label in LABELS}
    return low | {label: min(low[label], UNSURE) for label in NAMES}


def is_sure(label: int, score: float, thresholds: Mapping[str, float]) -> bool:
    """Whether a span stands by its own score."""
    return score > thresholds.get(LABELS[label], DEFAULT_THRESHOLD)


def without_unneeded(tagged: Tagged, thresholds: Mapping[str, float]) -> Tagged:
    """Drop unsure names, but for the best one of each figure that no sure name is read for."""
    least = thresholds.get("relation", DEFAULT_THRESHOLD)
    shortfall = [
        max(thresholds.get(LABELS[label], DEFAULT_THRESHOLD) - score, 0.0)
        for (_, _, label), score in zip(tagged.spans, tagged.scores, strict=True)
    ]
    kept = [
        is_sure(label, score, thresholds)
        for (_, _, label), score in zip(tagged.spans, tagged.scores, strict=True)
    ]
    needed = set()
    for (group, anchor), candidates in tagged.readings.items():
        if group != 0 or tagged.spans[anchor][2] not in _FIGURES or not kept[anchor]:
            continue
        if choose([r for r in candidates if kept[r.head]], threshold=least):
            continue

        def worth(reading: Reading) -> float:
            return reading.score - _PENALTY * shortfall[reading.head]

        best = max(candidates, key=worth)
        if worth(best) > least:
            needed.add(best.head)
    kept = [sure or number in needed for number, sure in enumerate(kept)]
    numbers = {old: new for new, old in enumerate(n for n, keep in enumerate(kept) if keep)}
    result = type(tagged)(
        spans=[tagged.spans[old] for old in numbers], scores=[tagged.scores[old] for old in numbers]
    )
    for (group, anchor), candidates in tagged.readings.items():
        if anchor not in numbers:
            continue
        moved = [
            Reading(group, numbers[anchor], numbers[r.head], numbers[r.tail], r.type, r.score)
            for r in candidates
            if r.head in numbers and r.tail in numbers
        ]
        if moved:
            result.readings[group, numbers[anchor]] = moved
    return result
