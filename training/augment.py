"""Changes that keep the annotation true: other digits, other breaks, other names, hidden words.

Written reports are tidier than real ones; these make up for layout that was rejoined wrongly
and for names and figures the corpus does not have.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from training.examples import Example
from xfnlp.tagger.alphabet import MASK, Alphabet
from xfnlp.tagger.pairs import NUMBERS

Ints = npt.NDArray[np.int64]
_MASKED_RUN = 20  # a run of one to three masks for so many tokens: a tenth of them
_FIGURE_NUMBERS = [NUMBERS[label] for label in ("MONEY", "PERCENT", "QUANTITY")]


@dataclass(frozen=True)
class AugmentRates:
    """How often each change is made: a share of windows, then of places in them."""

    digits: float = 0.3
    breaks: float = 0.2
    glue: float = 0.1
    names: float = 0.3
    masks: float = 0.3


@dataclass(frozen=True)
class Edit:
    """Tokens start..end are replaced by `ids`."""

    start: int
    end: int
    ids: npt.NDArray[np.int32]


class Augmenter:
    """Applies random label-preserving changes to training windows."""

    def __init__(
        self,
        alphabet: Alphabet,
        names: dict[int, Sequence[npt.NDArray[np.int32]]],
        rates: AugmentRates,
        *,
        size: int,
    ) -> None:
        self.alphabet, self.names, self.rates, self.size = alphabet, names, rates, size
        self.digits = alphabet.ids("0123456789")

    def __call__(self, example: Example, chance: random.Random) -> Example:
        if chance.random() < self.rates.digits:
            example = self._other_digits(example, chance)
        edits: list[Edit] = []
        if chance.random() < self.rates.breaks:
            edits += self._breaks(example, chance)
        if chance.random() < self.rates.glue:
            edits += self._glue(example, chance)
        if chance.random() < self.rates.names:
            edits += self._other_names(example, chance)
        if edits:
            example = apply_edits(example, edits, size=self.size)
        if chance.random() < self.rates.masks:
            example = self._masks(example, chance)
        return example

    def _other_digits(self, example: Example, chance: random.Random) -> Example:
        ids = example.ids.copy()
        for start, end, label in example.spans:
            if label in _FIGURE_NUMBERS and chance.random() < 0.5:
                inside = np.arange(start, end)
                inside = inside[np.isin(ids[inside], self.digits)]
                # A leading digit stays non-zero, so that the figure stays one that is written.
                ids[inside] = [
                    self.digits[chance.randrange(1 if number == 0 else 0, 10)]
                    for number in range(len(inside))
                ]
        return replace(example, ids=ids)

    def _masks(self, example: Example, chance: random.Random) -> Example:
        """A tenth of the characters hidden, as in pretraining: what stands around must tell."""
        kept = example.ids == self.alphabet.newline
        for start, end, label in example.spans:
            if label in _FIGURE_NUMBERS:
                kept[start:end] = True
        ids = example.ids.copy()
        for place in chance.sample(range(len(ids)), len(ids) // _MASKED_RUN):
            run = slice(place, place + chance.randrange(1, 4))
            ids[run] = np.where(kept[run], ids[run], MASK)
        return replace(example, ids=ids)

    def _breaks(self, example: Example, chance: random.Random) -> list[Edit]:
        width = chance.randrange(20, 46)
        newline = np.array([self.alphabet.newline], dtype=np.int32)
        return [
            Edit(place, place, newline)
            for place in range(chance.randrange(1, width + 1), len(example.ids), width)
            if chance.random() < 0.6
        ]

    def _glue(self, example: Example, chance: random.Random) -> list[Edit]:
        empty = np.empty(0, dtype=np.int32)
        return [
            Edit(int(place), int(place) + 1, empty)
            for place in np.flatnonzero(example.ids == self.alphabet.newline)
            if chance.random() < 0.3
        ]

    def _other_names(self, example: Example, chance: random.Random) -> list[Edit]:
        edits, swapped = [], {}
        for start, end, label in example.spans:
            pool = self.names.get(int(label))
            if not pool or _nested(example.spans, int(start), int(end)):
                continue
            key = example.ids[start:end].tobytes()
            if key not in swapped:  # one name stays one name throughout the window
                swapped[key] = chance.choice(pool) if chance.random() < 0.3 else None
            if swapped[key] is not None:
                edits.append(Edit(int(start), int(end), swapped[key]))
        return edits


def _nested(spans: Ints, start: int, end: int) -> bool:
    inside = (spans[:, 0] < end) & (spans[:, 1] > start)
    return int(inside.sum()) > 1


def apply_edits(example: Example, edits: Sequence[Edit], *, size: int) -> Example:
    """Replace token ranges and move spans and parts along; cut at `size` tokens.

    Edits that overlap an earlier one are left out.
    """
    kept_edits: list[Edit] = []
    for edit in sorted(edits, key=lambda item: (item.start, item.end)):
        if not kept_edits or edit.start >= kept_edits[-1].end:
            kept_edits.append(edit)
    count = len(example.ids)
    growth = np.zeros(count + 1, dtype=np.int64)
    pieces, position = [], 0
    for edit in kept_edits:
        pieces += [example.ids[position : edit.start], edit.ids]
        position = edit.end
        growth[edit.end] += len(edit.ids) - (edit.end - edit.start)
    ids = np.concatenate([*pieces, example.ids[position:]])[:size]
    shift = growth.cumsum()
    # Where a range that starts with token i starts now; where one that ends with it ends now.
    starts = np.arange(count) + shift[:count]
    ends = starts + 1
    for edit in kept_edits:
        first = edit.start + shift[edit.start]
        starts[edit.start : edit.end] = first
        ends[edit.start : edit.end] = first + len(edit.ids)

    def move(ranges: Ints) -> Ints:
        result = ranges.copy()
        result[:, 0] = starts[ranges[:, 0]]
        result[:, 1] = ends[ranges[:, 1] - 1]
        return result

    spans, parts = move(example.spans), move(example.parts)
    inside = spans[:, 1] <= len(ids)
    numbers = {int(old): new for new, old in enumerate(np.flatnonzero(inside))}
    seen = parts[:, 1] <= len(ids)
    return replace(
        example,
        ids=ids,
        spans=spans[inside],
        parts=parts[seen],
        part_truth=example.part_truth[seen],
        relations=[
            (numbers[head], numbers[tail], name)
            for head, tail, name in example.relations
            if head in numbers and tail in numbers
        ],
        unknown={(group, numbers[span]) for group, span in example.unknown if span in numbers},
    )
