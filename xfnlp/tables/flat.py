"""Tables that a conversion has laid out one cell a line, folded back into rows."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xfnlp.tables.cells import cell_kind
from xfnlp.tables.grid import Cell, Row
from xfnlp.tables.headers import FIELDS, header_meaning

# A count with its unit, not a name with an ordinal (1、).
_COUNTED = re.compile(r"[≥≤><]?\d[\d,.]*(?![\d,.、．)）])")
_WIDEST = 9
_SURE = 0.4
_FIGURES = FIELDS | {"weight", "score", "count", "change_amount", "change_rate", "share"}
_NAMES = frozenset({"name", "indicator", "level", "other", "reason"})


def fold_cells(cells: Sequence[Cell]) -> list[Row]:
    """Rows of a table of which every line is one cell.

    A header is found by the meaning of its cells and by the rows after it that fit it; where no
    header fits, the width is read off the figures that follow each name.
    """
    rows: list[Row] = []
    folded = index = 0
    while index < len(cells):
        width, count = _header_at(cells, index)
        if not width:
            rows.append([cells[index]])
            index += 1
            continue
        for place in range(index, index + width * (count + 1), width):
            rows.append(list(cells[place : place + width]))
        folded += width * (count + 1)
        index += width * (count + 1)
    return rows if 2 * folded >= len(cells) else _by_figures(cells)


def _header_at(cells: Sequence[Cell], index: int) -> tuple[int, int]:
    """Width of the header that begins at `index` and how many rows fit it; (0, 0): none."""
    best = (0, 0, 0)
    for width in range(2, min(_WIDEST, (len(cells) - index) // 2) + 1):
        head = cells[index : index + width]
        if any(cell_kind(cell.text) != "text" for cell in head):
            break
        found = [header_meaning(cell.text) for cell in head]
        meanings = [name if score >= _SURE else "other" for name, score in found]
        if meanings[0] in ("line", "total", "other"):
            meanings[0] = "name"
        figures = [name in _FIGURES or name in ("target", "value") for name in meanings]
        named = any(name in ("name", "indicator", "level") for name in meanings)
        if not any(figures) or (figures[0] and named) or meanings.count("other") > 1:
            continue
        count = 0
        start = index + width
        while _fits(cells[start : start + width], meanings):
            count += 1
            start += width
        if count and _is_field(cells[index + width]):
            continue  # the first row begins with a header cell: the header is wider
        best = max(best, (width * count, width, count))
    return best[1], best[2]


def _is_field(cell: Cell) -> bool:
    meaning, score = header_meaning(cell.text)
    return score > 0.6 and (meaning in _FIGURES or meaning in ("target", "value"))


def _fits(row: Sequence[Cell], meanings: Sequence[str]) -> bool:
    """Whether cells could be a row under columns of these meanings."""
    if len(row) < len(meanings):
        return False
    for cell, meaning in zip(row, meanings, strict=True):
        words = cell_kind(cell.text) == "text"
        counted = not words or _COUNTED.match(cell.text) is not None
        if meaning in _NAMES and (not words or (meaning != "other" and counted)):
            return False
        if (meaning in _FIGURES or meaning in ("line", "total")) and not counted:
            return False
    return True


def _by_figures(cells: Sequence[Cell]) -> list[Row]:
    """Rows of a name and the figures after it; the header fills one row before the first."""
    figures = [cell_kind(cell.text) in ("number", "percent", "money", "dash") for cell in cells]
    runs: dict[int, int] = {}
    length = 0
    for number in [*figures, False]:
        if number:
            length += 1
        elif length:
            runs[length] = runs.get(length, 0) + 1
            length = 0
    if not runs:
        return [[cell] for cell in cells]
    width = max(runs, key=lambda size: (runs[size], size)) + 1
    first = figures.index(True) - 1
    rows: list[Row] = [list(cells[max(first - width, 0) : first])] if first > 0 else []
    index = max(first, 0)
    while index < len(cells):
        row = [cells[index]]
        index += 1
        while index < len(cells) and len(row) < width and figures[index]:
            row.append(cells[index])
            index += 1
        rows.append(row)
    return rows
