"""The released model's recorded figures, and whether a re-run agrees with them.

`figures.json` beside the model holds the sums that its card shows and the counts of every
document.  On the machine that made them a re-run gives the very same counts.  Other processors
have other int8 kernels, which round otherwise, and a few scores fall on the other side of their
threshold; see `tolerance`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from evaluation.gold import GoldReport
from evaluation.scoring import Score

FIGURES = "figures.json"
DOCUMENTS = "documents"
# What the card is judged by; counts by label or type are too small to differ in.
MEASURES = ("spans", "relations", "prose facts", "document facts")
Counts = dict[str, dict[str, list[int]]]  # document → measure → right, spurious, missed


def by_document(gold: Sequence[GoldReport], tables: Sequence[Mapping[str, Score]]) -> Counts:
    """Every document's counts of `MEASURES`, by its name."""
    return {
        report.name: {n: [s.tp, s.fp, s.fn] for n in MEASURES if (s := table.get(n))}
        for report, table in zip(gold, tables, strict=True)
    }


def write_figures(
    folder: Path, figures: Mapping[str, Any], documents: Mapping[str, Counts]
) -> None:
    """Write `figures.json`: the sums of each set, and every document's counts."""
    text = json.dumps({**figures, DOCUMENTS: documents}, ensure_ascii=False, indent=1)
    text = re.sub(r"\[\s+(\d+),\s+(\d+),\s+(\d+)\s+\]", r"[\1, \2, \3]", text)
    (folder / FIGURES).write_text(text + "\n", encoding="utf-8")


def recorded(folder: Path) -> dict[str, dict[str, dict[str, Score]]]:
    """Set → document → measure → counts, as recorded beside the model."""
    content = json.loads((folder / FIGURES).read_text(encoding="utf-8"))
    return {
        title: {
            name: {measure: Score(*counts) for measure, counts in row.items()}
            for name, row in rows.items()
        }
        for title, rows in content.get(DOCUMENTS, {}).items()
    }


def tolerance(score: Score) -> int:
    """By how many items a re-run may differ in right, spurious or missed ones: 1% of the gold.

    Measured with the same weights on corpora/test: the int8 kernels of OpenVINO, with scales of
    their own, in place of ONNX Runtime's moved 5 of 3,700 spans and 4 of 2,200 relations; kernels
    without VNNI, which may saturate, were not at hand and are why this is five times as much.  A
    changed threshold or decoding moves 3% and more.  A handful of items may always differ by two.
    """
    return max(2, math.ceil(0.01 * (score.tp + score.fn)))


def disagreements(card: Mapping[str, Score], again: Mapping[str, Score]) -> list[str]:
    """Where a re-run is further from the card than processors explain, in words."""
    found = []
    for name in MEASURES:
        if name not in card and name not in again:
            continue
        first, second = card.get(name, Score()), again.get(name, Score())
        allowed = tolerance(first)
        pairs = ((first.tp, second.tp), (first.fp, second.fp), (first.fn, second.fn))
        if any(abs(a - b) > allowed for a, b in pairs) or _gold(first) != _gold(second):
            found.append(
                f"{name}: the card says {first.tp} right, {first.fp} spurious, {first.fn} missed; "
                f"a re-run {second.tp}, {second.fp}, {second.fn} (±{allowed} is allowed)"
            )
    return found


def _gold(score: Score) -> int:
    return score.tp + score.fn
