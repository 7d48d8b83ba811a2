"""The running text that the rules read: no white space, with the way back to the original."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, cast

import numpy as np
import numpy.typing as npt

from xfnlp.layout import find_blocks
from xfnlp.tagger.alphabet import Alphabet
from xfnlp.tagger.stream import Stream, make_stream


class _NoIds:
    """Stands in for the model's alphabet: rules need characters, not token ids."""

    def ids(self, text: str) -> npt.NDArray[np.int32]:
        return np.empty(0, dtype=np.int32)


NO_IDS: Final = _NoIds()


@dataclass(frozen=True)
class Part:
    """A block of running text: [start, end) of `Running.text`; level 0 is no heading."""

    start: int
    end: int
    level: int


@dataclass(frozen=True)
class Running:
    """Characters of prose, headings and lists; tables, captions and contents are left out."""

    text: str
    blocks: tuple[Part, ...]
    statements: tuple[tuple[int, int], ...]
    stream: Stream

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the text that was read."""
        return self.stream.span(start, end)


def running_text(text: str) -> Running:
    """Layout as the library sees it, so that the comparison is of reading, not of layout."""
    stream = make_stream(text, find_blocks(text), cast(Alphabet, NO_IDS))
    return Running(
        text=stream.text,
        blocks=tuple(Part(*row) for row in stream.blocks.tolist()),
        statements=tuple((start, end) for start, end in stream.parts.tolist()),
        stream=stream,
    )
