"""Train the junction model of layout: does a sentence go on from this line to the next?

Reads annotated reports (JSON Lines with a `text`), learns from their unbroken lines which pairs
of characters stand inside a sentence and which at a paragraph border whose full stop is missing,
and writes the weights that `xfnlp.layout.junction` evaluates.

    python -m training.junctions CORPUS.jsonl… -o xfnlp/layout/junction.npz [--test CORPUS.jsonl…]

How well layout rejoins lines with it: `python -m evaluation.layout corpora/test corpora/dev`.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from xfnlp.layout.junction import SIDE, features

_SPACE = re.compile(r"\s+")
_END = re.compile(r"[。；！？;!?：:]+[”’）)]*\Z")
_INSIDE_END = re.compile(r"[。；！？!?]")
_STRUCTURE = re.compile(r"[#*|<\[]")

Sample = tuple[str, str, int]


def texts(paths: Iterable[Path]) -> Iterator[str]:
    for path in paths:
        with path.open(encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)["text"]


def is_wrapped(lines: Sequence[str]) -> bool:
    """Whether many lines stop inside a sentence at nearly the same length."""
    long = [line for line in lines if len(line) > 20]
    torn = sum(not re.search(r"[。；！？：:;!?）)”]\Z", line) for line in long)
    return bool(long) and torn > 0.3 * len(long)


def samples(text: str, rng: random.Random) -> Iterator[Sample]:
    """Junctions of one report: (left characters, right characters, 1 inside / 0 border)."""
    lines = [_SPACE.sub("", line) for line in text.split("\n")]
    lines = [line for line in lines if line and "\t" not in line and not _STRUCTURE.match(line)]
    wrapped = is_wrapped(lines)
    for number, line in enumerate(lines):
        for place in range(2, len(line) - 1):
            if not _INSIDE_END.match(line[place - 1]) and rng.random() < 0.6:
                yield line[max(place - SIDE, 0) : place], line[place : place + SIDE], 1
        # A full stop inside a paragraph, taken away, looks like one that a paragraph lacks.
        for stop in re.finditer(r"[。；！？][”’）)]*", line):
            if stop.start() > 2 and stop.end() < len(line) - 2:
                left = line[max(stop.start() - SIDE, 0) : stop.start()]
                yield left, line[stop.end() : stop.end() + SIDE], 0
        if wrapped or number + 1 == len(lines):
            continue
        left = _END.sub("", line)
        if left:
            yield left[-SIDE:], lines[number + 1][:SIDE], 0
            if len(left) > 30:  # and the border of any two paragraphs
                for other in rng.sample(lines, min(3, len(lines))):
                    yield left[-SIDE:], other[:SIDE], 0


def matrix(data: Sequence[Sample], vocabulary: dict[int, int]) -> tuple[csr_matrix, np.ndarray]:
    rows: list[int] = []
    columns: list[int] = []
    for number, (left, right, _) in enumerate(data):
        for key in features(left, right):
            column = vocabulary.get(key)
            if column is not None:
                rows.append(number)
                columns.append(column)
    values = np.ones(len(rows), dtype=np.float32)
    shape = (len(data), len(vocabulary))
    return csr_matrix((values, (rows, columns)), shape=shape), np.array([s[2] for s in data])


def train(data: Sequence[Sample], *, least: int = 4) -> tuple[np.ndarray, np.ndarray, float]:
    """Fit the model; returns feature keys (sorted), their weights and the intercept."""
    counts = Counter(key for left, right, _ in data for key in features(left, right))
    keys = sorted(key for key, count in counts.items() if count >= least)
    x, y = matrix(data, {key: number for number, key in enumerate(keys)})
    model = LogisticRegression(C=1.0, max_iter=300, class_weight="balanced")
    model.fit(x, y)
    weights = model.coef_[0]
    keep = np.abs(weights) > 0.05
    return np.array(keys, dtype=np.uint32)[keep], weights[keep], float(model.intercept_[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("corpus", nargs="+", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--test", nargs="*", type=Path, default=[])
    arguments = parser.parse_args()
    rng = random.Random(7)
    data = [sample for text in texts(arguments.corpus) for sample in samples(text, rng)]
    keys, weights, intercept = train(data)
    np.savez_compressed(
        arguments.output,
        keys=keys,
        weights=weights.astype(np.float16),
        intercept=np.float32(intercept),
    )
    print(f"{len(data)} junctions, {len(keys)} weights")
    held = [sample for text in texts(arguments.test) for sample in samples(text, rng)]
    if held:
        table = dict(zip(keys.tolist(), weights.tolist(), strict=True))
        for label in (0, 1):
            scores = [
                intercept + sum(table.get(key, 0.0) for key in features(left, right))
                for left, right, truth in held
                if truth == label
            ]
            right_way = sum((score > 0) == bool(label) for score in scores)
            print(f"class {label}: {right_way / len(scores):.4f} of {len(scores)}")


if __name__ == "__main__":
    main()
