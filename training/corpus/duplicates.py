"""Finds reports of different splits that share too much of their wording.

Template phrases of the genre recur everywhere; what counts is the share of a report's
character shingles (Broder 1997) that stand in one single other report.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SHINGLE = 16


@dataclass(frozen=True)
class Overlap:
    """The share of the shorter report's shingles that the other one holds too."""

    first: str
    second: str
    share: float


def shingles(text: str) -> set[int]:
    """Hashes of all runs of 16 characters, white space and digits left out."""
    flat = re.sub(r"[\s\d０-９]+", "", text)
    return {hash(flat[i : i + SHINGLE]) for i in range(max(len(flat) - SHINGLE + 1, 0))}


def cross_overlaps(splits: Mapping[str, Sequence[dict[str, Any]]]) -> list[Overlap]:
    """Overlaps between reports of different splits, largest first; unrelated pairs left out."""
    owners: dict[int, list[int]] = defaultdict(list)
    names, sides, sizes = [], [], []
    for split, documents in splits.items():
        for document in documents:
            number = len(names)
            found = shingles(document["text"])
            names.append(f"{split}/{document['id']}")
            sides.append(split)
            sizes.append(len(found))
            for shingle in found:
                owners[shingle].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for numbers in owners.values():
        for i, first in enumerate(numbers):
            for second in numbers[i + 1 :]:
                if sides[first] != sides[second]:
                    shared[first, second] += 1
    rows = [
        Overlap(names[a], names[b], count / max(min(sizes[a], sizes[b]), 1))
        for (a, b), count in shared.items()
    ]
    return sorted(rows, key=lambda row: -row.share)
