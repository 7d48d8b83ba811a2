"""Runs a backend over the windows of streams and puts spans and readings together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from xfnlp.scheme import LABELS
from xfnlp.tagger.alphabet import CLS, SEP
from xfnlp.tagger.decode import DEFAULT_THRESHOLD, Reading, decode_spans, readings
from xfnlp.tagger.pairs import NUMBERS, pair_table
from xfnlp.tagger.stream import Stream
from xfnlp.tagger.unsure import is_sure, lowered, without_unneeded
from xfnlp.tagger.windows import Window, WindowShape, make_windows

A = TypeVar("A")
B = TypeVar("B")
Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


class Backend(Protocol):
    """What runs the network: ONNX Runtime, OpenVINO, or torch while training."""

    def encode(self, ids: Ints) -> tuple[Floats, Floats]:
        """One window with [CLS] and [SEP], (n + 2,) → states (n, h), span scores (l, n, n)."""
        ...

    def relate(
        self, states: Floats, parts: Ints, spans: Ints, pairs: Ints
    ) -> tuple[Floats, Floats]:
        """Scores of sentence parts (p,) and of pairs (k, relations); see `PairHead`."""
        ...


Span = tuple[int, int, int]  # first token, token after the last, label number


@dataclass
class Tagged:
    """What the network says of one stream, in token positions and raw scores (logits).

    `readings` are the candidate readings of every anchor, (group, span number) → candidates
    whose head and tail are span numbers.
    """

    spans: list[Span] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    readings: dict[tuple[int, int], list[Reading]] = field(default_factory=dict)


@dataclass
class _WindowResult:
    spans: list[tuple[int, int, int, float]]  # token positions, own or not
    own: list[bool]
    parts: list[tuple[int, int, int, float]]
    readings: list[Reading]  # span numbers of this window


def tag_streams(
    streams: Sequence[Stream],
    backend: Backend,
    shape: WindowShape,
    newline: int,
    *,
    thresholds: Mapping[str, float] | None = None,
    workers: int = 1,
    progress: Callable[[int], None] | None = None,
) -> Iterator[Tagged]:
    """Tag streams in order; windows of all streams share the workers.

    Args:
        thresholds: least score of a span, by label, and of a `relation`.
        workers: windows run at the same time, in threads.
        progress: called with the number of characters each time a window is done.
    """

    limits = thresholds or {}

    def run(job: tuple[int, Window]) -> tuple[int, _WindowResult, int]:
        number, window = job
        result = _tag_window(streams[number], window, backend, newline, limits)
        return number, result, window.core[1] - window.core[0]

    jobs = (
        (number, window)
        for number, stream in enumerate(streams)
        for window in make_windows(stream, shape)
    )
    current, results = 0, list[_WindowResult]()
    for number, result, size in _ordered_map(run, jobs, workers):
        while current < number:
            yield without_unneeded(_assemble(results), limits)
            current, results = current + 1, []
        results.append(result)
        if progress is not None:
            progress(size)
    while current < len(streams):
        yield without_unneeded(_assemble(results), limits)
        current, results = current + 1, []


def _ordered_map(run: Callable[[A], B], jobs: Iterable[A], workers: int) -> Iterator[B]:
    if workers <= 1:
        yield from map(run, jobs)
        return
    with ThreadPoolExecutor(workers) as pool:
        pending = []
        for job in jobs:
            pending.append(pool.submit(run, job))
            # A bounded queue keeps memory flat however long the text is.
            if len(pending) > 4 * workers:
                yield pending.pop(0).result()
        for future in pending:
            yield future.result()


def _tag_window(
    stream: Stream,
    window: Window,
    backend: Backend,
    newline: int,
    thresholds: Mapping[str, float],
) -> _WindowResult:
    tokens = window.tokens
    ids = np.empty(len(tokens) + 2, dtype=np.int64)
    ids[0], ids[-1] = CLS, SEP
    ids[1:-1] = np.where(tokens >= 0, stream.ids[tokens], newline)
    states, span_scores = backend.encode(ids)
    written = np.where(tokens >= 0, stream.offsets[tokens], -1) >= 0
    # A span may go over the border of two blocks, but neither begin nor end at it, nor leave
    # a title that the window put in front.
    found = [
        span
        for span in decode_spans(span_scores, thresholds=lowered(thresholds))
        if written[span[0]] and written[span[1] - 1] and (tokens[span[0] : span[1]] >= 0).all()
    ]
    spans = np.array([span[:3] for span in found], dtype=np.int64).reshape(-1, 3)
    parts = _window_parts(stream, window)
    ends = np.sort(parts[:, 1])
    sure = np.array([is_sure(label, score, thresholds) for *_, label, score in found], dtype=bool)
    pairs = pair_table(spans, ends, sure=sure)
    part_scores, pair_scores = backend.relate(states, parts, spans, pairs)
    core_start, core_end = window.core
    own = [core_start <= start < core_end for start, *_ in found]
    achievement = NUMBERS["ACHIEVEMENT"]
    least = thresholds.get("ACHIEVEMENT", DEFAULT_THRESHOLD)
    return _WindowResult(
        spans=[
            (int(tokens[start]), int(tokens[end - 1]) + 1, label, score)
            for start, end, label, score in found
        ],
        own=own,
        parts=[
            (int(tokens[start]), int(tokens[end - 1]) + 1, achievement, float(score))
            for (start, end), score in zip(parts.tolist(), part_scores.tolist(), strict=True)
            if score > least and core_start <= start < core_end
        ],
        readings=[
            reading for reading in readings(spans, pairs, pair_scores) if own[reading.anchor]
        ],
    )


def _window_parts(stream: Stream, window: Window) -> Ints:
    """Sentence parts of the running text as window positions; a part cut by the edge is cut."""
    running = window.tokens[window.first :]
    low, high = int(running[0]), int(running[-1]) + 1
    first = int(np.searchsorted(stream.parts[:, 1], low, side="right"))
    last = int(np.searchsorted(stream.parts[:, 0], high, side="left"))
    parts = np.clip(stream.parts[first:last], low, high) - low + window.first
    return parts[parts[:, 1] > parts[:, 0]]


def _assemble(results: Sequence[_WindowResult]) -> Tagged:
    tagged = Tagged()
    numbers: dict[Span, int] = {}

    def number_of(span: tuple[int, int, int, float]) -> int:
        key = span[:3]
        if key not in numbers:
            numbers[key] = len(tagged.spans)
            tagged.spans.append(key)
            tagged.scores.append(span[3])
        return numbers[key]

    kept = _without_overlaps(
        span
        for result in results
        for span, own in zip(result.spans, result.own, strict=True)
        if own
    )
    for span in kept:
        number_of(span)
    by_label = _Intervals(kept)
    for result in results:
        local: list[int] = []
        for span in result.spans:
            # A head in the context of this window may have been cut otherwise at home.
            home = span if span[:3] in numbers else by_label.overlapping(span)
            local.append(-1 if home is None else number_of(home))
        for reading in result.readings:
            head, tail = local[reading.head], local[reading.tail]
            if head < 0 or tail < 0 or head == tail:
                continue
            anchor = local[reading.anchor]
            moved = Reading(reading.group, anchor, head, tail, reading.type, reading.score)
            tagged.readings.setdefault((reading.group, anchor), []).append(moved)
        for part in result.parts:
            number_of(part)
    return tagged


def _without_overlaps(
    spans: Iterable[tuple[int, int, int, float]],
) -> list[tuple[int, int, int, float]]:
    """Spans by start; of two of one label that overlap (at a window border) the better one."""
    kept: list[tuple[int, int, int, float]] = []
    last: dict[int, int] = {}
    for span in sorted(spans):
        index = last.get(span[2])
        if index is not None and kept[index][1] > span[0]:
            if span[3] > kept[index][3]:
                kept[index] = span
            continue
        last[span[2]] = len(kept)
        kept.append(span)
    return kept


class _Intervals:
    """Finds the span of the same label that overlaps another most."""

    def __init__(self, spans: Sequence[tuple[int, int, int, float]]) -> None:
        self._spans = {
            label: sorted(span for span in spans if span[2] == label)
            for label in range(len(LABELS))
        }
        self._starts = {
            label: np.array([span[0] for span in spans]) for label, spans in self._spans.items()
        }

    def overlapping(self, span: tuple[int, int, int, float]) -> tuple[int, int, int, float] | None:
        start, end, label, _ = span
        spans = self._spans[label]
        at = int(np.searchsorted(self._starts[label], end))
        near = [other for other in spans[max(at - 2, 0) : at] if other[1] > start]
        return max(near, key=lambda o: min(o[1], end) - max(o[0], start), default=None)
