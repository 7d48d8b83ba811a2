"""Rows of unruled tables whose cells stand in the middle of their height.

A label over several rows stands beside the middle of them, a name of three lines has its figures
beside the second.  The figures tell where rows are; the words of a column are shared out among
the rows so that every cell stands as near as can be to the middle of what it covers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from xfnlp.readers.cuts import is_figure, is_header
from xfnlp.readers.glyphs import Words
from xfnlp.readers.source import join_lines

_LEAST = 3
_MOST_ROWS = 120
_MOST_LINES = 12
_MOST_SPAN = 40
# In heights of a character: between lines of one cell, and how far a cell may stand off.
_LEADING = 1.75
_OFF = 0.5
_ON = 0.35
# What an empty cell costs, and a further row that a label covers.
_EMPTY = 0.3
_SPAN = 0.01
_COMMON = 0.75


@dataclass(frozen=True, slots=True)
class Part:
    """Words of a line in a column, and the height of their middle on the page."""

    text: str
    middle: float


@dataclass(frozen=True, slots=True)
class Share:
    """Parts `first` to `last` (exclusive) of a column in the cell that covers rows from `row`."""

    first: int
    last: int
    row: int
    rows: int


def header_at(lines: Sequence[Sequence[Sequence[Words]]]) -> int | None:
    """The last line that reads as a header and has rows of figures below it."""
    found: int | None = None
    for number, line in enumerate(lines):
        texts = [" ".join(words.text for words in cell) for cell in line]
        if sum(map(bool, texts)) >= _LEAST and is_header(texts):
            figured = sum(map(_figured, lines[number + 1 :]))
            found = number if figured >= _LEAST else found
    return found


def centred_rows(lines: Sequence[Sequence[Sequence[Words]]], header: int) -> list[list[str]] | None:
    """The header and the rows below it, with every cell in the first row that it covers.

    Args:
        lines: words of the lines of a table by column.
        header: number of the line that heads the rows.

    Returns:
        Texts of the cells; None where the cells do not stand in the middle of rows.
    """
    places = [header, *(n for n in range(header + 1, len(lines)) if _figured(lines[n]))]
    if len(places) > _MOST_ROWS:
        return None
    size = median(words.size for line in lines for cell in line for words in cell)
    anchors = [_anchor(lines[place]) for place in places]
    columns = [_parts(lines[header:], column) for column in range(len(lines[0]))]
    bounds = _bounds(anchors)
    plain = [_shares(parts, anchors, bounds, size, spans=False) for parts in columns]
    names = _names(columns, plain, len(places))
    if names is None:
        return None
    rows = [[""] * len(columns) for _ in places]
    # Labels of single rows, or at the top of theirs, begin beside the first row.
    labels = [shares for shares, parts in zip(plain, columns[:names], strict=False) if parts]
    spans = not all(shares and any(share.row == 1 for share in shares) for shares in labels)
    for column, parts in enumerate(columns):
        shares = plain[column]
        if spans and column < names:
            shares = _shares(parts, anchors, bounds, size, spans=True)
        if shares is None:
            return None
        for share in shares:
            texts = [part.text for part in parts[share.first : share.last]]
            rows[share.row][column] = join_lines(texts)
    return rows


def _figured(line: Sequence[Sequence[Words]]) -> bool:
    return sum(any(is_figure(words.text) for words in cell) for cell in line) >= 2


def _anchor(line: Sequence[Sequence[Words]]) -> float:
    """The middle of a row: that of its figures, of a header that of its words."""
    words = [one for cell in line for one in cell]
    figures = [one.middle for one in words if is_figure(one.text)]
    return median(figures or [one.middle for one in words])


def _parts(lines: Sequence[Sequence[Sequence[Words]]], column: int) -> list[Part]:
    """What stands in a column, line by line."""
    return [
        Part(
            join_lines([words.text for words in line[column]]),
            median(words.middle for words in line[column]),
        )
        for line in lines
        if line[column]
    ]


def _names(
    columns: Sequence[Sequence[Part]], plain: Sequence[list[Share] | None], rows: int
) -> int | None:
    """The column, before those of figures, with a cell for most rows; None: no such one."""
    most, found = _COMMON * rows, None
    for number, (parts, shares) in enumerate(zip(columns, plain, strict=True)):
        if 2 * sum(is_figure(part.text) for part in parts) > len(parts):
            break
        filled = len(shares) if shares else 0
        if filled > most or (filled >= most and found is None):
            most, found = filled, number
    return found


def _bounds(anchors: Sequence[float]) -> list[tuple[float, float]]:
    """Top and foot of every row, half-way between the middles of rows."""
    between = [(above + below) / 2 for above, below in pairwise(anchors)]
    tops = [2 * anchors[0] - between[0], *between]
    feet = [*between, 2 * anchors[-1] - between[-1]]
    return list(zip(tops, feet, strict=True))


def _shares(
    parts: Sequence[Part],
    anchors: Sequence[float],
    bounds: Sequence[tuple[float, float]],
    size: float,
    *,
    spans: bool,
) -> list[Share] | None:
    """The cells of a column; None where they do not fit the rows."""
    # best[row]: number of parts used -> (cost, cells) with the rows before `row` filled
    best: list[dict[int, tuple[float, tuple[Share, ...]]]] = [{} for _ in range(len(anchors) + 1)]
    best[0][0] = (0.0, ())
    for row in range(len(anchors)):
        longest = min(_MOST_SPAN, len(anchors) - row) if spans and row else 1
        for used, (cost, cells) in best[row].items():
            if used < len(parts) and parts[used].middle < bounds[row][0] - 2 * size:
                continue  # left behind
            _keep(best[row + 1], used, cost + _EMPTY, cells)
            for last in range(used + 1, min(used + _MOST_LINES, len(parts)) + 1):
                if last - used > 1 and _apart(parts[last - 2], parts[last - 1], size):
                    break
                middle = (parts[used].middle + parts[last - 1].middle) / 2
                for rows in range(1, longest + 1):
                    if _middle(bounds, row, rows) > middle + 2 * size:
                        break
                    if _beside_others(parts[used:last], anchors, row, rows, size):
                        continue
                    own = anchors[row] if rows == 1 else _middle(bounds, row, rows)
                    off = abs(middle - own) / size
                    # Heights of rows are not known: labels over several stand less exactly.
                    # The first lines of a header may stand above the table.
                    if off > (_OFF if rows == 1 and row else 2 * _OFF):
                        continue
                    share = Share(used, last, row, rows)
                    _keep(best[row + rows], last, cost + off + _SPAN * rows, (*cells, share))
    found = best[-1].get(len(parts))
    return list(found[1]) if found else None


def _beside_others(
    parts: Sequence[Part], anchors: Sequence[float], row: int, rows: int, size: float
) -> bool:
    """Whether parts of a cell stand on the line of a row that the cell does not cover."""
    first, last = parts[0].middle, parts[-1].middle
    above = row > 0 and first < anchors[row - 1] + _ON * size
    below = row + rows < len(anchors) and last > anchors[row + rows] - _ON * size
    return above or below


def _middle(bounds: Sequence[tuple[float, float]], row: int, rows: int) -> float:
    return (bounds[row][0] + bounds[row + rows - 1][1]) / 2


def _apart(above: Part, below: Part, size: float) -> bool:
    return (
        below.middle - above.middle > _LEADING * size
        or is_figure(above.text)
        or is_figure(below.text)
    )


def _keep(
    states: dict[int, tuple[float, tuple[Share, ...]]],
    used: int,
    cost: float,
    cells: tuple[Share, ...],
) -> None:
    if used not in states or cost < states[used][0]:
        states[used] = (cost, cells)
