"""A small trained model: does a sentence go on from the end of one line to the next?

Weights of character n-grams around the border (`training/junctions.py` fits them).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from zlib import crc32

import numpy as np

SIDE = 4
_DIGIT = re.compile(r"\d")
_SPACE = re.compile(r"\s+")


def features(left: str, right: str) -> Iterator[int]:
    """Keys of the n-grams that end before, begin after, and lie across the border."""
    left, right = _DIGIT.sub("0", left[-SIDE:]), _DIGIT.sub("0", right[:SIDE])
    grams = [f"l{left[-n:]}" for n in (1, 2, 3)]
    grams += [f"r{right[:n]}" for n in (1, 2, 3)]
    grams += [
        f"x{left[-a:]}|{right[:b]}" for a, b in ((1, 1), (2, 1), (1, 2), (2, 2), (3, 1), (1, 3))
    ]
    for gram in grams:
        yield crc32(gram.encode("utf-8", "surrogatepass"))


@lru_cache(maxsize=1)
def _model() -> tuple[dict[int, float], float]:
    file = resources.files("xfnlp.layout").joinpath("junction.npz")
    with file.open("rb") as stream, np.load(stream) as arrays:
        keys = arrays["keys"].tolist()
        weights = arrays["weights"].astype(float).tolist()
        return dict(zip(keys, weights, strict=True)), float(arrays["intercept"])


def goes_on(left: str, right: str) -> float:
    """Log-odds that the text goes on from `left` to `right` inside one sentence."""
    weights, score = _model()
    left, right = _SPACE.sub("", left[-12:]), _SPACE.sub("", right[:12])
    for key in features(left, right):
        score += weights.get(key, 0.0)
    return score
