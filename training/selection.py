"""Which windows of an epoch are worth a step: those whose text still cost something.

Late in training most windows are read right already.  Each report keeps, by token, the loss of
the last window that covered it; an epoch then draws its windows without replacement, the costly
ones first (weighted sampling of Efraimidis and Spirakis 2006, doi:10.1016/j.ipl.2005.11.003).
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from training.examples import AnnotatedStream, Example

_LEAST = 0.05  # no window is ever quite out of the draw


class Difficulty:
    """The last loss of every token's window; infinite where none was seen yet."""

    def __init__(self, corpus: Sequence[AnnotatedStream]) -> None:
        self.names = [item.name for item in corpus]
        self.losses = [np.full(len(item.stream), np.inf) for item in corpus]

    def save(self, path: Path) -> None:
        """Write it beside a run's weights, for a run that goes on from there."""
        np.savez_compressed(path, **dict(zip(self.names, self.losses, strict=True)))

    def load(self, path: Path) -> None:
        """Take over what an earlier run noted of the same reports, where it left a note."""
        if not path.is_file():
            return
        with np.load(path) as earlier:
            for number, name in enumerate(self.names):
                if name in earlier and earlier[name].shape == self.losses[number].shape:
                    self.losses[number] = earlier[name].astype(np.float64)

    def record(self, example: Example, loss: float) -> None:
        """Note the loss of a window that was just trained on."""
        report, first, last = example.source
        self.losses[report][first : last + 1] = loss

    def of(self, example: Example) -> float:
        """Mean loss of the window's text; infinite where some of it was not seen yet."""
        report, first, last = example.source
        return float(self.losses[report][first : last + 1].mean())

    def choose(
        self, examples: Sequence[Example], share: float, chance: random.Random
    ) -> list[Example]:
        """That share of the examples, drawn by difficulty; what was never seen is kept."""

        def key(example: Example) -> float:
            weight = max(self.of(example), _LEAST)
            return 0.0 if math.isinf(weight) else math.log(chance.random() or 1e-12) / weight

        keys = [key(example) for example in examples]
        wanted = max(math.ceil(share * len(examples)), keys.count(0.0))
        order = sorted(range(len(examples)), key=lambda n: -keys[n])
        return [examples[n] for n in order[:wanted]]
