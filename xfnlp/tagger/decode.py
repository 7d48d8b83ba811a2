"""From score matrices to spans, and from pair scores to relations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from xfnlp.scheme import LABELS
from xfnlp.tagger.pairs import GROUP_OF, GROUPS, NUMBERS, PERMITTED, RELATION_NAMES

# Labels found by start and end; ACHIEVEMENT is a whole sentence part.
POINTED = tuple(label for label in LABELS if label != "ACHIEVEMENT")
_GROUP = np.array([GROUP_OF[name] for name in RELATION_NAMES])


# Least score of a span or relation where a model has no tuned thresholds (see training.export).
DEFAULT_THRESHOLD = -1.0
# Heads of one figure this close in score share it (on dev reports 1 to 4 made no difference).
_ALIKE = 2.0


def decode_spans(
    scores: npt.NDArray[np.float32], *, thresholds: Mapping[str, float] | None = None
) -> list[tuple[int, int, int, float]]:
    """Pick spans of each label that do not overlap within the label, best first.

    Args:
        scores: (pointed labels, n, n) scores of [start, last token].
        thresholds: least score of a span, by label.

    Returns:
        (start, end, label number, score), end exclusive, by start.
    """
    chosen: list[tuple[int, int, int, float]] = []
    least = np.array(
        [(thresholds or {}).get(label, DEFAULT_THRESHOLD) for label in POINTED], dtype=np.float32
    )
    # Few of a million cells score enough: searched flat, ten times as fast as by three indices.
    flat = np.flatnonzero(scores > least[:, None, None])
    where = np.stack(np.unravel_index(flat, scores.shape), axis=1)
    # Cells whose end lies before their start mean nothing, were never trained, and may score high.
    meant = where[:, 1] <= where[:, 2]
    where, values = where[meant], scores.reshape(-1)[flat[meant]]
    # No text holds more spans than characters; an untrained network finds a million.
    most = 2 * scores.shape[-1]
    if len(values) > most:
        best = np.argpartition(-values, most)[:most]
        where, values = where[best], values[best]
    taken: dict[int, list[tuple[int, int]]] = {}
    for row in np.argsort(-values, kind="stable"):
        label, start, last = (int(number) for number in where[row])
        others = taken.setdefault(label, [])
        if any(start <= other_last and other_start <= last for other_start, other_last in others):
            continue
        others.append((start, last))
        chosen.append((start, last + 1, NUMBERS[POINTED[label]], float(values[row])))
    return sorted(chosen)


@dataclass(frozen=True)
class Reading:
    """One way to read an anchor: relation `type` from span `head` to span `tail`."""

    group: int
    anchor: int
    head: int
    tail: int
    type: str
    score: float


def readings(
    spans: npt.NDArray[np.int64],
    pairs: npt.NDArray[np.int64],
    scores: npt.NDArray[np.float32],
    *,
    floor: float = -4.0,
) -> list[Reading]:
    """All permitted readings of a window's pairs that score above `floor`.

    Args:
        spans: (s, 3) as in `pair_table`.
        pairs: (k, 5) as from `pair_table`.
        scores: (k, relations).
    """
    if not len(pairs):
        return []
    labels = spans[:, 2]
    permitted = PERMITTED[labels[pairs[:, 0]], labels[pairs[:, 1]]]
    rows, types = np.nonzero(permitted & (scores > floor))
    result = []
    for row, kind in zip(rows.tolist(), types.tolist(), strict=True):
        head, tail = int(pairs[row, 0]), int(pairs[row, 1])
        group = int(_GROUP[kind])
        anchor = tail if GROUPS[group][2] else head
        result.append(
            Reading(group, anchor, head, tail, RELATION_NAMES[kind], float(scores[row, kind]))
        )
    return result


def choose(candidates: Sequence[Reading], *, threshold: float = DEFAULT_THRESHOLD) -> list[Reading]:
    """Pick the readings of one anchor: the best, and for a figure what scores nearly alike.

    A figure that several names share has a head each, all by the same relation; a part has one
    whole, and a rate one base.
    """
    best = max(candidates, key=lambda reading: reading.score, default=None)
    if best is None or best.score <= threshold:
        return []
    if GROUPS[best.group][0] != "head":
        return [best]
    least = max(threshold, best.score - _ALIKE)
    return [
        reading
        for reading in candidates
        if reading is best or (reading.type == best.type and reading.score > least)
    ]
