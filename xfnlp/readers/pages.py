"""A PDF page as lines and ruled tables in reading order."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from xfnlp.readers.source import join_lines

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


def page_items(page: Any) -> list[PageLine | PageTable]:
    """Lines and tables of a page from top to bottom."""
    characters = _unique(char for char in page.chars if char.get("upright", True))
    tables: list[PageTable] = []
    for found in page.find_tables():
        inside = [char for char in characters if _within(char, found.bbox)]
        table = _table(found, inside)
        if table is None:
            continue
        tables.append(table)
        kept = set(map(id, inside))
        characters = [char for char in characters if id(char) not in kept]
    lines = [_line(chars, page) for chars in _group(characters)]
    items: list[PageLine | PageTable] = [line for line in lines if line.text.strip()]
    return sorted([*items, *tables], key=lambda item: item.top)


def _unique(characters: Any) -> list[dict[str, Any]]:
    """Characters without those printed twice on one spot (a way of making bold)."""
    seen: set[tuple[str, int, int]] = set()
    kept = []
    for char in characters:
        key = (char["text"], round(char["x0"]), round(char["top"]))
        if key not in seen or char["text"].isspace():
            seen.add(key)
            kept.append(char)
    return kept


def _within(char: dict[str, Any], box: Sequence[float]) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _edges(values: Sequence[float]) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > _SLACK:
            edges.append(value)
    return edges


def _table(found: Any, characters: Sequence[dict[str, Any]]) -> PageTable | None:
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
    contents: list[list[dict[str, Any]]] = [[] for _ in cells]
    for char in characters:
        x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
        place = (bisect_right(tops, y) - 1, bisect_right(lefts, x) - 1)
        if place in owner:
            contents[owner[place]].append(char)
    rows = [[""] * len(lefts) for _ in tops]
    for (row, column), inside in zip(origins, contents, strict=True):
        rows[row][column] = join_lines([_text(line) for line in _group(inside)])
    if sum(bool(cell) for row in rows for cell in row) < 2:
        return None
    return PageTable(rows, tuple(lefts), float(found.bbox[1]))


def _group(characters: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Characters gathered into lines by the height of their middle.

    Digits often stand some points lower than Chinese characters, so a line takes whatever lies
    within about half a character of its mean.
    """
    solid = [char for char in characters if not char["text"].isspace()]
    if not solid:
        return []
    usual = median(char["bottom"] - char["top"] for char in solid)
    lines: list[list[dict[str, Any]]] = []
    middle = -1e9
    for char in sorted(characters, key=lambda c: (c["top"] + c["bottom"]) / 2):
        height = (char["top"] + char["bottom"]) / 2
        reach = 0.55 * max(min(usual, char["bottom"] - char["top"]), 4.0)
        if lines and height - middle <= reach:
            line = lines[-1]
            line.append(char)
            middle += (height - middle) / len(line)
        else:
            lines.append([char])
            middle = height
    kept = [line for line in lines if any(not char["text"].isspace() for char in line)]
    return [sorted(line, key=lambda c: c["x0"]) for line in kept]


def _text(line: Sequence[dict[str, Any]]) -> str:
    """The text of a line; a gap of two characters or more shows as columns apart."""
    parts: list[str] = []
    end = None
    for char in line:
        size = max(char["bottom"] - char["top"], 1.0)
        if end is not None and not char["text"].isspace() and char["x0"] - end > 0.9 * size:
            wide = char["x0"] - end > 2 * size
            parts.append("   " if wide else " ")
        parts.append(char["text"])
        if not char["text"].isspace():
            end = char["x1"]
    return "".join(parts).strip()


def _line(line: Sequence[dict[str, Any]], page: Any) -> PageLine:
    solid = [char for char in line if not char["text"].isspace()]
    top = min(char["top"] for char in solid)
    left, right = solid[0]["x0"], max(char["x1"] for char in solid)
    size = median(char["bottom"] - char["top"] for char in solid)
    text = _text(line)
    return PageLine(
        text, left, right - left, size, top, (top - page.bbox[1]) / float(page.height), top + size
    )
