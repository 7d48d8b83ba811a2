"""Counts of right, spurious and missed items, and the rates that follow from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Score:
    """True positives, false positives and false negatives, with precision, recall and F1."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(self.tp + other.tp, self.fp + other.fp, self.fn + other.fn)

    @property
    def precision(self) -> float:
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else 0.0

    @property
    def recall(self) -> float:
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else 0.0

    @property
    def f1(self) -> float:
        total = 2 * self.tp + self.fp + self.fn
        return 2 * self.tp / total if total else 0.0


def score_items(gold: Iterable[Hashable], found: Iterable[Hashable]) -> Score:
    """Exact matches between two multisets."""
    wanted, given = Counter(gold), Counter(found)
    tp = sum((wanted & given).values())
    return Score(tp, sum(given.values()) - tp, sum(wanted.values()) - tp)


def span_scores(
    gold: Iterable[tuple[str, int, int]], found: Iterable[tuple[str, int, int]]
) -> dict[str, Score]:
    """Strict scores per label; spans are (label, start, end)."""
    gold, found = set(gold), set(found)
    labels = {label for label, _, _ in gold | found}
    return {
        label: score_items(
            (span for span in gold if span[0] == label),
            (span for span in found if span[0] == label),
        )
        for label in sorted(labels)
    }


def overlap_scores(
    gold: Iterable[tuple[str, int, int]],
    found: Iterable[tuple[str, int, int]],
    *,
    least: float = 0.5,
) -> dict[str, Score]:
    """Scores per label where a pair matches from this intersection over union on, one to one."""
    gold, found = set(gold), set(found)
    result = {}
    for label in sorted({span[0] for span in gold | found}):
        wanted = sorted(span for span in gold if span[0] == label)
        given = sorted(span for span in found if span[0] == label)
        pairs = sorted(
            (
                (overlap, g, f)
                for g, (_, start, end) in enumerate(wanted)
                for f, (_, other, other_end) in enumerate(given)
                if (overlap := _iou(start, end, other, other_end)) >= least
            ),
            reverse=True,
        )
        used_gold: set[int] = set()
        used_found: set[int] = set()
        for _, g, f in pairs:
            if g not in used_gold and f not in used_found:
                used_gold.add(g)
                used_found.add(f)
        tp = len(used_gold)
        result[label] = Score(tp, len(given) - tp, len(wanted) - tp)
    return result


def _iou(start: int, end: int, other: int, other_end: int) -> float:
    shared = min(end, other_end) - max(start, other)
    return shared / (max(end, other_end) - min(start, other)) if shared > 0 else 0.0


def total(scores: Mapping[str, Score]) -> Score:
    """The micro sum over labels or types."""
    return sum(scores.values(), Score())


def document_items(
    document: Mapping[str, Any],
) -> tuple[set[tuple[str, int, int]], set[tuple[str, tuple[int, int], tuple[int, int]]]]:
    """Spans and relations of a document in corpus format, as comparable tuples.

    A relation is (type, head span, tail span): right end to end only where both spans are.
    """
    spans = {
        entity["id"]: (entity["label"], entity["start_offset"], entity["end_offset"])
        for entity in document["entities"]
    }
    relations = {
        (relation["type"], spans[relation["from_id"]][1:], spans[relation["to_id"]][1:])
        for relation in document["relations"]
    }
    return set(spans.values()), relations


def relation_scores(
    gold: Iterable[tuple[Any, ...]], found: Iterable[tuple[Any, ...]]
) -> dict[str, Score]:
    """Scores per relation type, end to end."""
    gold, found = set(gold), set(found)
    return {
        name: score_items(
            (item for item in gold if item[0] == name), (item for item in found if item[0] == name)
        )
        for name in sorted({item[0] for item in gold | found})
    }
