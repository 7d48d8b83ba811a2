"""Layout: the text of a report → headings, paragraphs, list items, tables, each with its place.

Lines broken by a converter are rejoined, over page breaks too; whether a break is a wrap is
judged from the lines around it, so that a text may be wrapped in one part and clean in another.
"""

from __future__ import annotations

from xfnlp.layout.blocks import make_blocks
from xfnlp.layout.contents import contents_spans
from xfnlp.layout.furniture import drop_furniture
from xfnlp.layout.grids import captions_before, table_spans
from xfnlp.layout.lines import split_lines
from xfnlp.types import Block, BlockKind

__all__ = ["find_blocks"]


def find_blocks(text: str) -> list[Block]:
    """Cut `text` into blocks, in order and without overlap.

    Args:
        text: a report as read; not changed.

    Returns:
        Blocks whose offsets count code points of `text`.  Every character that is not white
        space lies in one block, or is page furniture (page numbers, running headers, rules) or
        residue of a conversion (marks, tags); residue lies in no piece of a block.
    """
    lines = drop_furniture(split_lines(text))
    roles: list[tuple[int, int, BlockKind]] = [
        (start, end, "contents") for start, end in contents_spans(lines)
    ]
    taken = [False] * len(lines)
    for start, end, _ in roles:
        taken[start:end] = [True] * (end - start)
    floor = 0
    for start, end in _free_spans(table_spans(lines), taken):
        above = captions_before(lines, start, max(floor, _floor(taken, start)))
        roles += [(place, place + 1, "caption") for place in range(above, start)]
        roles.append((start, end, "table"))
        floor = end
    return make_blocks(text, lines, sorted(roles))


def _free_spans(spans: list[tuple[int, int]], taken: list[bool]) -> list[tuple[int, int]]:
    return [(start, end) for start, end in spans if not any(taken[start:end])]


def _floor(taken: list[bool], start: int) -> int:
    for place in range(start - 1, max(start - 6, -1), -1):
        if taken[place]:
            return place + 1
    return max(start - 6, 0)
