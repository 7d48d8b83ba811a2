"""A PDF page as lines and ruled tables in reading order."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from xfnlp.readers.cuts import is_figure
from xfnlp.readers.glyphs import (
    Glyph,
    Glyphs,
    Words,
    height,
    lines_of,
    text_of,
    unique,
    within,
    words_of,
)
from xfnlp.readers.source import join_lines
from xfnlp.readers.unruled import unruled_tables

_SLACK = 3.0


@dataclass
class PageLine:
    """A line of text outside tables; lengths in points, `share` is its height on the page."""

    text: str
    left: float
    width: float
    size_pt: float
    top: float
    share: float
    bottom: float
    # Whether it goes on with the paragraph above, or stands apart from the line above.
    goes_on: bool = False
    apart: bool = False
    words: tuple[Words, ...] = ()

    @property
    def right(self) -> float:
        return self.left + self.width

    def size(self) -> int:
        return len(self.text)

    def indented(self, left: float) -> str:
        """The white space that shows how far the line is indented."""
        columns = (self.left - left) / self.size_pt if self.size_pt else 0
        return "\u3000" * min(round(columns), 12) if columns > 1.2 else ""


@dataclass
class PageTable:
    """A ruled table: rows of cell texts, and the left edges of its columns."""

    rows: list[list[str]]
    edges: tuple[float, ...] = field(default=())
    top: float = 0.0
    # Of the cells of the last row: whether their last line has no room for one more character.
    filled: tuple[bool, ...] = field(default=())

    def size(self) -> int:
        return sum(len(cell) for row in self.rows for cell in row)

    def continues(self, other: PageTable) -> bool:
        """Whether this table, first on its page, goes on with the last of the page before."""
        same = len(self.edges) == len(other.edges)
        return same and all(
            abs(a - b) <= 2 * _SLACK for a, b in zip(self.edges, other.edges, strict=True)
        )

    def rows_after(self, other: PageTable) -> list[list[str]]:
        """The rows without a header repeated from `other`."""
        repeated = 0
        for mine, theirs in zip(self.rows, other.rows[:5], strict=False):
            if mine != theirs or not any(mine):
                break
            repeated += 1
        return self.rows[repeated:]

    def splits(self, row: Sequence[str], other: PageTable) -> bool:
        """Whether `row`, first on this page, is the rest of the last row of the table before.

        Such a rest holds words only, in cells that had no room left on the page before.
        """
        last = other.rows[-1]
        return any(row) and all(
            bool(above) and full and not is_figure(cell) and not is_figure(above)
            for cell, above, full in zip(row, last, other.filled, strict=False)
            if cell
        )


def page_items(page: Any) -> list[PageLine | PageTable]:
    """Lines and tables of a page from top to bottom."""
    characters = unique(char for char in page.chars if char.get("upright", True))
    tables: list[PageTable] = []
    for found in page.find_tables():
        box = found.bbox  # worked out of all cells, each time it is asked for
        inside = [char for char in characters if within(char, box)]
        table = _table(found, inside)
        if table is None:
            continue
        tables.append(table)
        kept = set(map(id, inside))
        characters = [char for char in characters if id(char) not in kept]
    lines = lines_of(characters)
    position = 0
    items: list[PageLine | PageTable] = list(tables)
    for unruled in unruled_tables(lines):
        items += [_line(chars, page) for chars in lines[position : unruled.start]]
        top = min(char["top"] for char in lines[unruled.start])
        items.append(PageTable(unruled.rows, unruled.edges, top, unruled.filled))
        position = unruled.end
    items += [_line(chars, page) for chars in lines[position:]]
    return sorted(items, key=lambda item: item.top)


def _edges(values: Sequence[float]) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > _SLACK:
            edges.append(value)
    return edges


def _table(found: Any, characters: Sequence[Glyph]) -> PageTable | None:
    """Cell texts of a ruled table; None for a frame around prose."""
    cells = [cell for cell in found.cells if cell]
    lefts, tops = _edges([cell[0] for cell in cells]), _edges([cell[1] for cell in cells])
    if len(lefts) < 2:
        return None
    owner: dict[tuple[int, int], int] = {}
    origins: list[tuple[int, int]] = []
    for number, (x0, top, x1, bottom) in enumerate(cells):
        column = bisect_right(lefts, x0 + _SLACK) - 1
        row = bisect_right(tops, top + _SLACK) - 1
        origins.append((row, column))
        for r in range(row, bisect_right(tops, bottom - _SLACK)):
            for c in range(column, bisect_right(lefts, x1 - _SLACK)):
                owner.setdefault((r, c), number)
    contents: list[Glyphs] = [[] for _ in cells]
    for char in characters:
        x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
        place = (bisect_right(tops, y) - 1, bisect_right(lefts, x) - 1)
        if place in owner:
            contents[owner[place]].append(char)
    rows = [[""] * len(lefts) for _ in tops]
    filled = [False] * len(lefts)
    for (row, column), inside, cell in zip(origins, contents, cells, strict=True):
        lines = lines_of(inside)
        rows[row][column] = join_lines([text_of(line) for line in lines])
        if lines and row == len(tops) - 1:
            filled[column] = _no_room(lines[-1], cell)
    if sum(bool(cell) for row in rows for cell in row) < 2:
        return None
    return PageTable(rows, tuple(lefts), float(found.bbox[1]), tuple(filled))


def _no_room(line: Sequence[Glyph], cell: Sequence[float]) -> bool:
    """Whether a character more, and the cell's margin, would not fit behind a line of a cell."""
    solid = [char for char in line if not char["text"].isspace()]
    size = median(height(char) for char in solid)
    margin = min(max(solid[0]["x0"] - cell[0], 0.0), size)
    return bool(solid[-1]["x1"] + size + margin > cell[2] - 1)


def _line(line: Glyphs, page: Any) -> PageLine:
    solid = [char for char in line if not char["text"].isspace()]
    top = min(char["top"] for char in solid)
    left, right = solid[0]["x0"], max(char["x1"] for char in solid)
    size = median(char["bottom"] - char["top"] for char in solid)
    return PageLine(
        text=text_of(line),
        left=left,
        width=right - left,
        size_pt=size,
        top=top,
        share=(top - page.bbox[1]) / float(page.height),
        bottom=top + size,
        words=tuple(words_of(line)),
    )
