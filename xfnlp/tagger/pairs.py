"""Which span pairs may be related, and what is told about each pair besides the states.

Shared by training and running, so that both see the same candidates.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from xfnlp.scheme import FIGURES, LABELS, NAMES, RELATIONS

DISTANCES = np.array([-256, -128, -64, -32, -16, -8, -4, 0, 4, 8, 16, 32, 64, 128, 256])
MOST_COUNTED = 5
NUMBERS = {label: number for number, label in enumerate(LABELS)}
RELATION_NAMES = tuple(RELATIONS)

# What is decided together: for each figure or reason its head, for each category its whole,
# for each rate the whole that it is a share of.  (name, label of the anchor, anchor is tail)
GROUPS: tuple[tuple[str, frozenset[str], bool], ...] = (
    ("head", frozenset({*FIGURES, "REASON"}), True),
    ("whole", frozenset({"CATEGORY"}), False),
    ("base", frozenset({"PERCENT"}), False),
)
GROUP_OF = {
    name: 1 if name == "part_of" else 2 if name == "share_base" else 0 for name in RELATION_NAMES
}


def _permitted() -> npt.NDArray[np.bool_]:
    table = np.zeros((len(LABELS), len(LABELS), len(RELATION_NAMES)), dtype=np.bool_)
    for number, (heads, tails) in enumerate(RELATIONS.values()):
        for head in heads:
            for tail in tails:
                table[NUMBERS[head], NUMBERS[tail], number] = True
    return table


# PERMITTED[head label, tail label, relation]
PERMITTED = _permitted()


def pair_table(
    spans: npt.NDArray[np.int64],
    part_ends: npt.NDArray[np.int64],
    *,
    sure: npt.NDArray[np.bool_] | None = None,
) -> npt.NDArray[np.int64]:
    """All candidate pairs of a window's spans.

    Args:
        spans: (s, 3): first token, token after the last, label number.
        part_ends: ascending token positions at which sentence parts end.
        sure: which spans count as standing between two others, (s,); all by default.

    Returns:
        (k, 5): head span, tail span, bucket of the signed distance from head to tail, name
        spans between them, sentence parts that end between them.
    """
    count = len(spans)
    if count < 2:
        return np.empty((0, 5), dtype=np.int64)
    labels = spans[:, 2]
    heads, tails = np.nonzero(
        PERMITTED[labels[:, None], labels[None, :]].any(-1) & ~np.eye(count, dtype=np.bool_)
    )
    starts, ends = spans[:, 0], spans[:, 1]
    low = np.minimum(ends[heads], ends[tails])
    high = np.maximum(starts[heads], starts[tails])
    gap = np.maximum(high - low, 0) * np.where(starts[heads] <= starts[tails], 1, -1)
    named = np.isin(labels, [NUMBERS[name] for name in NAMES])
    names = np.sort(starts[named if sure is None else named & sure])
    return np.stack(
        [
            heads,
            tails,
            np.searchsorted(DISTANCES, gap),
            _counted(names, low, high),
            _counted(part_ends, low, high),
        ],
        axis=1,
    ).astype(np.int64)


def _counted(
    positions: npt.NDArray[np.int64], low: npt.NDArray[np.int64], high: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    between = np.searchsorted(positions, high) - np.searchsorted(positions, low)
    result: npt.NDArray[np.int64] = np.clip(between, 0, MOST_COUNTED).astype(np.int64)
    return result
