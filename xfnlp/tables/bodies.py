"""Rows of indicators without a header of their own, read from what their columns hold.

A page break or a conversion takes the header of a self-evaluation away, or its words are not
understood.  Its body still tells: names, then what was wanted beside what was attained (figures of
one unit), and two columns of points, the second never above the first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from xfnlp.figures import read_figure
from xfnlp.tables.cells import CellKind, cell_kind, figure_in, number_in, row_name
from xfnlp.tables.columns import Column
from xfnlp.tables.grid import Cell, Row
from xfnlp.tables.headers import header_meaning
from xfnlp.tables.making import is_total

_LEAST = 3
_SHARE = 0.75
_SURE = 0.4
_BOUNDS = 2
_STARTS = 6
_NAMES = frozenset({"level", "indicator"})
_MOST_POINTS = Decimal(120)
_POINTS: tuple[CellKind, ...] = ("number",)
_FIGURES: tuple[CellKind, ...] = ("number", "percent", "money")


def indicator_body(rows: Sequence[Row]) -> tuple[int, list[Column]] | None:
    """Where rows of indicators begin among `rows`, and their columns; None where none do.

    Everything from there on but totals has to have the form of such a row, bar a few.
    """
    places = [place for place, row in enumerate(rows) if _row_like(row)]
    for first in places[:_STARTS]:  # rows of money above them may have the form too
        body = [row for row in rows[first:] if not _sums(row)]
        whole = [row for row in body if _row_like(row)]
        if len(whole) < max(_LEAST, _SHARE * len(body)):
            continue
        columns = _columns(whole)
        if columns and _fits(rows[first], columns):
            return first, columns
    return None


def _fits(row: Row, columns: Sequence[Column]) -> bool:
    """Whether a row is surely one of those under `columns`."""
    if len(row) != len(columns):
        return any(_unit(cell, beside) for cell, beside in pairwise(row))
    named = [cell for cell, column in zip(row, columns, strict=True) if column.meaning in _NAMES]
    return not _any_of(named, _FIGURES)


def _sums(row: Row) -> bool:
    name = next((cell for cell in row if cell.text), None)
    return name is None or is_total(row_name(name.text))


def _row_like(row: Row) -> bool:
    """A name, and two numbers behind everything that is none: weight and score."""
    cells = [cell for cell in row if cell.text]
    if len(cells) < 5 or cell_kind(cells[0].text) != "text" or is_total(row_name(cells[0].text)):
        return False
    numbers = [cell for cell in cells if cell_kind(cell.text) == "number"]
    return len(numbers) >= 2 and _points(numbers[-2], numbers[-1])


def _points(weight: Cell, score: Cell) -> bool:
    most, got = number_in(weight.text), number_in(score.text)
    return most is not None and got is not None and 0 <= got <= most <= 100 and most > 0


def _columns(rows: Sequence[Row]) -> list[Column] | None:
    """Columns of rows of indicators, from the rows of the usual length; None: not certain."""
    width = Counter(map(len, rows)).most_common(1)[0][0]
    grid = [row for row in rows if len(row) == width]
    if len(grid) < _LEAST:
        return None
    held = [[row[place] for row in grid if row[place].text] for place in range(width)]
    numeric = [place for place in range(width) if _all_of(held[place], _POINTS)]
    if len(numeric) < 2:
        return None
    weight, score = numeric[-2:]
    if not all(_points(row[weight], row[score]) for row in grid):
        return None
    if sum(number_in(row[weight].text) or Decimal(0) for row in grid) > _MOST_POINTS:
        return None
    wanted = _pair(grid, [place for place in range(1, score) if place != weight])
    if wanted is None:
        return None
    names = range(min(wanted, weight))
    used = {*names, wanted, wanted + 1, weight, score}
    if not names or not _named(grid, names, held):
        return None
    if not _levelled(names, held) and sum(_bounded(row[wanted]) for row in grid) < _BOUNDS:
        return None
    meanings = dict.fromkeys(names, "level") | {names[-1]: "indicator"}
    meanings |= {wanted: "target", wanted + 1: "value", weight: "weight", score: "score"}
    if any(_any_of(held[place], _FIGURES) for place in range(width) if place not in used):
        return None
    return [
        Column(meanings.get(place, "reason"), "", None, "", None, _level(place, names))
        for place in range(width)
    ]


def _level(place: int, names: range) -> int:
    """1 and 2 for the two columns before the names of indicators."""
    return place - len(names) + 4 if len(names) >= 3 and place in names[-3:-1] else 0


def _pair(grid: Sequence[Row], places: Sequence[int]) -> int | None:
    """The first of two columns side by side that hold figures of one unit, row by row."""
    best, most = None, 0
    for place in places:
        if place + 1 not in places:
            continue
        units = [_unit(row[place], row[place + 1]) for row in grid]
        agreed = sum(unit is not None for unit in units)
        if 2 * agreed >= len(grid) and agreed > max(most, 1):
            best, most = place, agreed
    return best


def _unit(wanted: Cell, attained: Cell) -> str | None:
    """The unit that two cells share; None where one is no figure, or bare as amounts are."""
    one, other = figure_in(wanted.text), figure_in(attained.text)
    if one is None or other is None or one[1] != other[1]:
        return None
    return one[1] or None


def _named(grid: Sequence[Row], names: range, held: Sequence[Sequence[Cell]]) -> bool:
    """Whether the columns `names` hold words, and for every row a name of its own."""
    if any(_any_of(held[place], _FIGURES) for place in names):
        return False
    own = [next((row[n].text for n in reversed(names) if row[n].text), "") for row in grid]
    return all(own) and len(set(own)) >= _SHARE * len(own)


def _levelled(names: range, held: Sequence[Sequence[Cell]]) -> bool:
    """Whether the columns before the last name are known for levels of indicators.

    A list of projects has planned and finished counts, and amounts that look like points; without
    levels only targets with a bound (≥95%) tell it from an evaluation.
    """
    levels = {cell.text for place in names[:-1] for cell in held[place]}
    known = sum(_is_level(text) for text in levels)
    return bool(levels) and 2 * known >= len(levels)


def _bounded(wanted: Cell) -> bool:
    figure = read_figure(wanted.text)
    return figure is not None and bool(figure.bound)


def _is_level(text: str) -> bool:
    meaning, sureness = header_meaning(text)
    return meaning in _NAMES and sureness >= _SURE


def _all_of(cells: Sequence[Cell], kinds: Sequence[CellKind]) -> bool:
    return len(cells) >= _LEAST and all(cell_kind(cell.text) in kinds for cell in cells)


def _any_of(cells: Sequence[Cell], kinds: Sequence[CellKind]) -> bool:
    return any(cell_kind(cell.text) in kinds for cell in cells)
