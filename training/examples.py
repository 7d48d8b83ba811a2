"""Annotated reports as windows of token ids, with what is true of them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from xfnlp.layout import find_blocks
from xfnlp.scheme import LABELS
from xfnlp.tagger.alphabet import Alphabet
from xfnlp.tagger.pairs import NUMBERS
from xfnlp.tagger.stream import Stream, make_stream
from xfnlp.tagger.windows import Window, WindowShape, make_windows

Ints = npt.NDArray[np.int64]


@dataclass
class AnnotatedStream:
    """A report's stream with its gold spans as token ranges.

    Attributes:
        spans: (s, 3): first token, token after the last, label number; ACHIEVEMENT left out.
        achievements: which sentence parts are achievements, (p,).
        relations: (head span, tail span, type).
        lost: gold spans that layout kept from the model, and achievements that are no part.
    """

    name: str
    stream: Stream
    spans: Ints
    achievements: npt.NDArray[np.bool_]
    relations: list[tuple[int, int, str]]
    lost: int


@dataclass
class Example:
    """One training window: ids without [CLS] and [SEP], and what is true of it.

    `spans` and `parts` are window positions; `relations` join span numbers; an anchor whose
    partner lies outside the window is listed in `unknown` as (group, span) and not judged.
    `source` says where it was cut: report number, first and last token of its stream.
    """

    ids: npt.NDArray[np.int32]
    spans: Ints
    parts: Ints
    part_truth: npt.NDArray[np.bool_]
    relations: list[tuple[int, int, str]]
    unknown: set[tuple[int, int]] = field(default_factory=set)
    source: tuple[int, int, int] = (0, 0, 0)


def annotate(document: dict[str, Any], alphabet: Alphabet) -> AnnotatedStream:
    """Lay a document out as a stream and carry its annotation over."""
    text = document["text"]
    stream = make_stream(text, find_blocks(text), alphabet)
    kept = np.flatnonzero(stream.offsets >= 0)
    offsets = stream.offsets[kept]
    achievements = np.zeros(len(stream.parts), dtype=np.bool_)
    numbers: dict[Any, int] = {}
    spans: list[tuple[int, int, int]] = []
    lost = 0
    for entity in document["entities"]:
        low = int(np.searchsorted(offsets, entity["start_offset"]))
        high = int(np.searchsorted(offsets, entity["end_offset"]))
        if high <= low:
            lost += 1
            continue
        start, end = int(kept[low]), int(kept[high - 1]) + 1
        if entity["label"] == "ACHIEVEMENT":
            shared = np.minimum(stream.parts[:, 1], end) - np.maximum(stream.parts[:, 0], start)
            true = shared * 2 > stream.parts[:, 1] - stream.parts[:, 0]
            lost += not ((stream.parts[:, 0] == start) & (stream.parts[:, 1] == end)).any()
            achievements |= true
            continue
        numbers[entity["id"]] = len(spans)
        spans.append((start, end, NUMBERS[entity["label"]]))
    relations = [
        (numbers[relation["from_id"]], numbers[relation["to_id"]], relation["type"])
        for relation in document["relations"]
        if relation["from_id"] in numbers and relation["to_id"] in numbers
    ]
    return AnnotatedStream(
        name=str(document["id"]),
        stream=stream,
        spans=np.array(spans, dtype=np.int64).reshape(-1, 3),
        achievements=achievements,
        relations=relations,
        lost=lost,
    )


def anchor_of(relation: tuple[int, int, str]) -> tuple[int, int]:
    """(group, span) that a relation is decided for; see `xfnlp.tagger.pairs.GROUPS`."""
    from xfnlp.tagger.pairs import GROUP_OF, GROUPS

    head, tail, name = relation
    group = GROUP_OF[name]
    return group, tail if GROUPS[group][2] else head


def window_example(
    annotated: AnnotatedStream, window: Window, newline: int, *, report: int = 0
) -> Example:
    """Cut one window out of an annotated stream."""
    stream, tokens = annotated.stream, window.tokens
    ids = np.where(tokens >= 0, stream.ids[tokens], newline).astype(np.int32)
    place = np.full(len(stream) + 1, -1, dtype=np.int64)
    inside = tokens >= 0
    place[tokens[inside]] = np.flatnonzero(inside)

    def whole(starts: Ints, ends: Ints) -> npt.NDArray[np.bool_]:
        first, last = place[starts], place[ends - 1]
        return (first >= 0) & (last - first == ends - 1 - starts)

    spans = annotated.spans
    chosen = np.flatnonzero(whole(spans[:, 0], spans[:, 1]))
    renumbered = {int(old): new for new, old in enumerate(chosen)}
    window_spans = spans[chosen].copy()
    window_spans[:, 0] = place[spans[chosen, 0]]
    window_spans[:, 1] = place[spans[chosen, 1] - 1] + 1
    relations, unknown = [], set()
    for relation in annotated.relations:
        head, tail, name = relation
        group, anchor = anchor_of(relation)
        if head in renumbered and tail in renumbered:
            relations.append((renumbered[head], renumbered[tail], name))
        elif anchor in renumbered:
            unknown.add((group, renumbered[anchor]))
    parts = stream.parts
    seen = np.flatnonzero(whole(parts[:, 0], parts[:, 1]))
    return Example(
        ids=ids,
        spans=window_spans,
        parts=np.stack([place[parts[seen, 0]], place[parts[seen, 1] - 1] + 1], axis=1),
        part_truth=annotated.achievements[seen],
        relations=relations,
        unknown=unknown,
        source=(report, int(tokens[window.first]), int(tokens[-1])),
    )


def epoch_examples(
    corpus: Sequence[AnnotatedStream], shape: WindowShape, newline: int, chance: random.Random
) -> list[Example]:
    """Every report once, cut at other places each time."""
    examples = []
    for report, annotated in enumerate(corpus):
        if not len(annotated.stream):
            continue
        first = chance.randrange(shape.size // 4, shape.size)
        windows = make_windows(annotated.stream, shape, first_core=first)
        examples += [window_example(annotated, w, newline, report=report) for w in windows]
    chance.shuffle(examples)
    return examples


def label_counts(corpus: Sequence[AnnotatedStream]) -> dict[str, int]:
    """Spans per label, as the model is taught them."""
    counts = {
        label: sum(int((item.spans[:, 2] == number).sum()) for item in corpus)
        for label, number in NUMBERS.items()
    }
    counts["ACHIEVEMENT"] = sum(int(item.achievements.sum()) for item in corpus)
    return {label: counts[label] for label in LABELS}
