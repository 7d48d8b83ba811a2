"""The running text as the model reads it: characters without layout, cut into sentence parts.

White space, page furniture, tables and contents pages are left out; each remaining character
keeps its offset in the original text, so spans map back exactly.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from xfnlp.layout.residue import residue_spans
from xfnlp.tagger.alphabet import Alphabet, code_points
from xfnlp.types import Block

# Blocks whose figures are read by the table reader, or not at all.
_UNREAD = frozenset({"table", "contents", "caption", "note"})
# A full stop may be typed as an ASCII dot; one after a digit or letter is no full stop.
_BREAK = re.compile(r"[。；！？!?;]|(?<=[^\dA-Za-z.．])\.(?![\dA-Za-z.])")
# What opens a sentence part without belonging to the statement: closing marks of the part
# before, list numbers, 一是.
_LEAD = re.compile(
    r"[”’」』）)\]】*#>·•●◆■\-—~]*"
    r"(?:[一二三四五六七八九十]{1,3}(?:是|、|，)[、，,:：]?|第[一二三四五六七八九十]{1,2}[，、,]"
    r"|[（(][一二三四五六七八九十\d]{1,3}[）)][、.．]?|\d{1,2}[、．)）]|\d{1,2}\.(?!\d)|[①-⑳])?"
    r"[*、]*(?:[^，。；：:,\d*]{2,8}(?:指标|目标)[:：])?"
)
_MIN_PART = 4


@dataclass(frozen=True)
class Stream:
    """A report as the model reads it.

    Attributes:
        ids: token ids, shape (n,); blocks are separated by a newline token.
        offsets: offset of each token in the original text, shape (n,); -1 for separators.
        text: the same characters as a string of length n.
        parts: sentence parts as token ranges, shape (p, 2), without list numbers and the mark
            that ends them; a statement of something attained is always one part.
        cuts: token positions at which a window may begin, ascending, shape (c,).
        blocks: first token of each block, its heading level (0: not a heading), shape (b, 3)
            as (start, end, level).
        marks: tokens before which the text holds residue of a conversion, ascending, shape (m,).
    """

    ids: npt.NDArray[np.int32]
    offsets: npt.NDArray[np.int64]
    text: str
    parts: npt.NDArray[np.int64]
    cuts: npt.NDArray[np.int64]
    blocks: npt.NDArray[np.int64]
    marks: npt.NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    def __len__(self) -> int:
        return len(self.ids)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Original offsets of the tokens start..end (end exclusive).

        Of a span that residue lies inside, the longest stretch without it.
        """
        first, last = np.searchsorted(self.marks, (start, end), side="right")
        inside = [mark for mark in self.marks[first:last].tolist() if mark < end]
        if inside:
            stretches = list(pairwise([start, *inside, end]))
            start, end = max(stretches, key=lambda stretch: stretch[1] - stretch[0])
        return int(self.offsets[start]), int(self.offsets[end - 1]) + 1


def is_blank(text: str) -> bool:
    """Whether a text has no visible character."""
    return bool(_is_space(code_points(text)).all())


def make_stream(text: str, blocks: Sequence[Block], alphabet: Alphabet) -> Stream:
    """Lay the running text of `blocks` out as one stream of tokens."""
    codes = code_points(text)
    visible = ~_is_space(codes)
    # A bold mark is kept as one character: it tells a lead-in title from its paragraph.
    stars = codes == ord("*")
    visible &= ~(stars & np.concatenate([[False], stars[:-1]]))
    chunks: list[npt.NDArray[np.int64]] = []
    table: list[tuple[int, int, int]] = []
    length = 0
    residue = np.array([start for start, _ in residue_spans(text)], dtype=np.int64)
    marks: list[int] = []
    for block in blocks:
        if block.kind in _UNREAD:
            continue
        pieces = [np.arange(start, end, dtype=np.int64) for start, end in block.pieces]
        where = np.concatenate(pieces) if pieces else np.empty(0, dtype=np.int64)
        where = where[visible[where]]
        if not len(where):
            continue
        table.append((length, length + len(where), block.level if block.kind == "heading" else 0))
        inside = residue[(residue > where[0]) & (residue < where[-1])]
        marks += (length + np.searchsorted(where, inside)).tolist()
        chunks += [where, np.array([-1], dtype=np.int64)]
        length += len(where) + 1
    offsets = np.concatenate(chunks) if chunks else np.empty(0, dtype=np.int64)
    stream_codes = np.where(offsets >= 0, codes[offsets] if len(codes) else 0, ord("\n"))
    characters = stream_codes.astype(np.uint32).tobytes().decode("utf-32-le", "surrogatepass")
    parts, cuts = _parts(characters, table)
    return Stream(
        ids=alphabet.ids(characters),
        offsets=offsets,
        text=characters,
        parts=np.array(parts, dtype=np.int64).reshape(-1, 2),
        cuts=np.array(cuts, dtype=np.int64),
        blocks=np.array(table, dtype=np.int64).reshape(-1, 3),
        marks=np.unique(np.array(marks, dtype=np.int64)),
    )


_SPACES = np.array(
    sorted(
        {code for code in range(0x3001) if chr(code).isspace()}
        | {0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD}
        | set(range(0x20))
        | {0x7F}
    ),
    dtype=np.uint32,
)


def _is_space(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    return np.isin(codes, _SPACES)


def _parts(
    characters: str, table: Sequence[tuple[int, int, int]]
) -> tuple[list[tuple[int, int]], list[int]]:
    parts: list[tuple[int, int]] = []
    cuts: list[int] = []
    for start, end, _ in table:
        position = start
        cuts.append(start)
        for mark in (*_BREAK.finditer(characters, start, end), None):
            stop = mark.start() if mark else end
            lead = _LEAD.match(characters, position, stop)
            first = lead.end() if lead else position
            # A closing bold mark or quote at the end is not part of the statement.
            last = stop
            while last > first and characters[last - 1] in "*#":
                last -= 1
            if last - first >= _MIN_PART:
                parts.append((first, last))
            if mark:
                position = mark.end()
                cuts.append(position)
    return parts, cuts
