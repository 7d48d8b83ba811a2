"""Is B better than A, by how much and how surely: a paired bootstrap over documents.

Both systems have read the same documents; each draw resamples the documents and takes both
systems' counts of the same sample, so that hard documents do not blur the difference
(Koehn 2004).
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation.scoring import Score
from xfnlp.errors import XfnlpError

Tables = Mapping[str, Mapping[str, Score]]
FEW = 10
MEASURES = ("spans", "relations", "prose facts", "budget facts, prose", "indicator facts, prose")


class ComparisonError(XfnlpError):
    """Two results cannot be compared."""


@dataclass(frozen=True)
class Difference:
    """F1 of A and B on the shared documents, B − A with its 95% interval.

    `surety` is the share of draws in which B is strictly ahead, ties counting half.
    """

    name: str
    first: float
    second: float
    low: float
    high: float
    surety: float

    @property
    def gain(self) -> float:
        return self.second - self.first

    @property
    def verdict(self) -> str:
        """`better` or `worse` where the interval leaves zero out, else `no clear difference`."""
        if self.low > 0:
            return "better"
        return "worse" if self.high < 0 else "no clear difference"


def read_result(path: Path) -> dict[str, dict[str, Score]]:
    """Counts by document and measure, from a result file of `evaluation.accuracy`.

    Raises:
        ComparisonError: where the file is missing or no such result.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return {
            document: {n: Score(row["tp"], row["fp"], row["fn"]) for n, row in table.items()}
            for document, table in content.items()
            if document != "all"
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ComparisonError(
            f"{path}: no result of python -m evaluation.accuracy ({error!r})"
        ) from error


def compare(
    first: Tables,
    second: Tables,
    *,
    measures: Sequence[str] = MEASURES,
    rounds: int = 2000,
    seed: int = 1,
) -> list[Difference]:
    """Compare two systems on the documents that both have read.

    Raises:
        ComparisonError: where they share no document.
    """
    names = sorted(set(first) & set(second))
    if not names:
        raise ComparisonError("the two results share no document; evaluate both on the same gold")
    chance = random.Random(seed)
    samples = [[chance.randrange(len(names)) for _ in names] for _ in range(rounds)]
    found = []
    for measure in measures:
        ours = [first[name].get(measure) for name in names]
        theirs = [second[name].get(measure) for name in names]
        if not any(ours) and not any(theirs):
            continue
        counts = [(*_counts(a), *_counts(b)) for a, b in zip(ours, theirs, strict=True)]
        gains = sorted(_gain([counts[index] for index in sample]) for sample in samples)
        ahead = sum(gain > 0 for gain in gains) + 0.5 * sum(gain == 0 for gain in gains)
        found.append(
            Difference(
                name=measure,
                first=_f1(*(sum(row[i] for row in counts) for i in range(3))),
                second=_f1(*(sum(row[i] for row in counts) for i in range(3, 6))),
                low=gains[int(0.025 * rounds)],
                high=gains[max(int(0.975 * rounds) - 1, 0)],
                surety=ahead / rounds,
            )
        )
    return found


def _counts(score: Score | None) -> tuple[int, int, int]:
    return (score.tp, score.fp, score.fn) if score else (0, 0, 0)


def _f1(tp: int, fp: int, fn: int) -> float:
    return Score(tp, fp, fn).f1


def _gain(rows: Sequence[tuple[int, int, int, int, int, int]]) -> float:
    sums = [sum(column) for column in zip(*rows, strict=True)]
    return _f1(*sums[3:]) - _f1(*sums[:3])


def as_markdown(
    differences: Sequence[Difference], *, names: tuple[str, str], documents: int
) -> str:
    """A table of both systems' F1, the difference, its interval and how sure it is."""
    first, second = names
    lines = [
        f"A = {first}, B = {second}; {documents} documents read by both; paired bootstrap by "
        "document, seed 1.\n",
        "| F1 of | A | B | B − A | 95% | B ahead in | |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {d.name} | {d.first:.3f} | {d.second:.3f} | {d.gain:+.3f} | {d.low:+.3f} to "
        f"{d.high:+.3f} | {d.surety:.1%} of draws | B {d.verdict} |"
        for d in differences
    ]
    if documents < FEW:
        lines.append(f"\nFewer than {FEW} documents: the intervals say little.")
    return "\n".join(lines) + "\n"
