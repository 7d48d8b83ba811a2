"""Windows over a stream: section titles, left context, and a core that the window answers for.

Every token lies in the core of exactly one window; spans and relations are read where the span
(for relations, the figure) begins in the core, so a report of any length is read to its end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from xfnlp.tagger.stream import Stream


@dataclass(frozen=True)
class WindowShape:
    """Sizes in tokens.

    Attributes:
        size: the most tokens in a window, titles and context included.
        left: the most tokens of context before the core.
        right: the most tokens of context after the core.
        titles: the most tokens of section titles put in front.
    """

    size: int = 510
    left: int = 64
    right: int = 24
    titles: int = 48


@dataclass(frozen=True)
class Window:
    """Token numbers of a stream that the model sees at once, -1 for a separator put in.

    `core` is the range of window positions that the window answers for; `first` is the window
    position of the running text (what stands before it are section titles).
    """

    tokens: npt.NDArray[np.int64]
    first: int
    core: tuple[int, int]

    def __len__(self) -> int:
        return len(self.tokens)


def title_tokens(stream: Stream, position: int, limit: int) -> npt.NDArray[np.int64]:
    """The section titles above `position`, outermost first, each closed by a separator (-1).

    Of each level the nearest title counts; where they are too long together, the innermost
    stay.  Titles that are sentences are cut to half the limit.
    """
    starts = stream.blocks[:, 0]
    number = int(np.searchsorted(starts, position, side="right")) - 1
    chosen: list[npt.NDArray[np.int64]] = []
    level, room = 99, limit
    # The nearest title of each level lies within the last few hundred blocks, or it is no title
    # of this place any more.
    for start, end, block_level in stream.blocks[max(number - 400, 0) : number + 1][::-1]:
        if not block_level or block_level >= level or end > position:
            continue
        level = int(block_level)
        length = min(int(end - start), limit // 2)
        if length + 1 > room:
            break
        chosen.append(np.append(np.arange(start, start + length), -1))
        room -= length + 1
        if level == 1:
            break
    return np.concatenate(chosen[::-1]) if chosen else np.empty(0, dtype=np.int64)


def make_windows(
    stream: Stream, shape: WindowShape, *, first_core: int | None = None
) -> Iterator[Window]:
    """Cut the stream into windows at sentence parts, preferring block borders.

    `first_core` bounds the core of the first window, so that training cuts elsewhere each time.
    """
    total = len(stream)
    borders = set(stream.blocks[:, 0].tolist())
    position = 0
    while position < total:
        left = position
        if position:
            earliest = np.searchsorted(stream.cuts, position - shape.left)
            left = min(
                int(stream.cuts[earliest]) if earliest < len(stream.cuts) else position, position
            )
            if left == position:  # one sentence part longer than the context
                left = max(position - shape.left // 2, 0)
        titles = title_tokens(stream, left, shape.titles)
        room = shape.size - len(titles) - (position - left)
        if position + room < total:
            room -= shape.right
        if first_core is not None and not position:
            room = min(room, first_core)
        end = _core_end(stream, position, room, borders)
        right = min(end + shape.size - len(titles) - (end - left), total, end + shape.right)
        tokens = np.concatenate([titles, np.arange(left, right, dtype=np.int64)])
        first = len(titles)
        yield Window(tokens, first, (first + position - left, first + end - left))
        position = end


def _core_end(stream: Stream, position: int, room: int, borders: set[int]) -> int:
    limit = position + room
    if limit >= len(stream):
        return len(stream)
    low = int(np.searchsorted(stream.cuts, position, side="right"))
    high = int(np.searchsorted(stream.cuts, limit, side="right"))
    candidates = stream.cuts[low:high]
    if not len(candidates):
        return limit
    # A block border in the last fifth of the room beats a later sentence end.
    for cut in candidates[::-1]:
        if cut < position + room * 4 // 5:
            break
        if int(cut) in borders:
            return int(cut)
    return int(candidates[-1])
