"""Rows of an indicator table to facts: target, value, weight, score, and the total."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from xfnlp.tables.align import fit_row
from xfnlp.tables.cells import cell_kind, figure_in, is_measure, number_in, row_name
from xfnlp.tables.columns import Column
from xfnlp.tables.grid import Cell, Row
from xfnlp.tables.making import is_total, make_fact
from xfnlp.tables.segments import Segment
from xfnlp.types import Fact

_NAMED = frozenset({"level", "indicator", "name"})
_SCORES = frozenset({"weight", "score"})
# What a whole evaluation is worth, in points: 100, at times with a bonus.
_WHOLE = range(90, 121)


def indicator_facts(segment: Segment) -> Iterator[Fact]:
    """Facts of the rows of an indicator table."""
    levels: dict[int, str] = {}
    for row in segment.rows:
        total = next((cell for cell in row if cell.text), None)
        if total is not None and is_total(row_name(total.text)):
            yield from _total_row(total, row, segment.columns)
        else:
            yield from _indicator_row(fit_row(row, segment.columns), segment.columns, levels)


def _total_row(name: Cell, row: Row, columns: Sequence[Column]) -> Iterator[Fact]:
    """Weight and score of the whole; the score of a whole evaluation is the report's own."""
    title = row_name(name.text)
    if title.startswith("小计"):
        return
    found = {
        column.meaning: cell
        for cell, column in zip(row, columns, strict=False)
        if column.meaning in _SCORES and cell_kind(cell.text) == "number"
    }
    numbers = [cell for cell in row if cell_kind(cell.text) == "number"]
    wanted = [column.meaning for column in columns if column.meaning in _SCORES]
    if len(found) < len(wanted) and len(numbers) == len(wanted):
        # Empty cells were dropped before them.
        found = dict(zip(wanted, numbers, strict=True))
    values = {field: number_in(cell.text) for field, cell in found.items()}
    weight, score = values.get("weight"), values.get("score")
    if weight is not None and score is not None and not 0 <= score <= weight:
        return
    for field, cell in found.items():
        if (value := values[field]) is not None:
            yield make_fact("indicator", title, field, value, "", (cell, name))
    if score and weight is not None and int(weight) in _WHOLE:
        yield make_fact("document", "", "self_score", score, "分", (found["score"], name))


def is_indicator_table(columns: Sequence[Column]) -> bool:
    """Whether columns are those of a table of indicators rather than of money."""
    meanings = {column.meaning for column in columns}
    if meanings & {"target", "value"}:
        return bool(meanings & {"level", "indicator", "name"})
    scored = meanings & {"weight", "score"}
    money = any(column.field in ("annual_budget", "initial_budget", "actual") for column in columns)
    return bool(scored and meanings & {"level", "indicator", "name"} and not money)


def _of_level(columns: Sequence[Column], place: int) -> bool:
    """Whether a column holds points of a level: names and points of their own stand behind it."""
    meaning = columns[place].meaning
    right = [column.meaning for column in columns[place + 1 :]]
    return meaning in _SCORES and meaning in right and bool(_NAMED.intersection(right))


def unit_beside(cells: Sequence[Cell], columns: Sequence[Column]) -> str:
    """The unit that a row has in a column of its own (计量单位), "" where it has none."""
    units = [
        cell.text
        for cell, column in zip(cells, columns, strict=True)
        if column.meaning == "unit" and is_measure(cell.text)
    ]
    return units[0] if len(units) == 1 else ""


def _measured(text: str, unit: str) -> tuple[Decimal, str] | None:
    """The figure of a cell; a bare number takes the unit that stands in a column of its own."""
    figure = figure_in(text)
    return figure_in(f"{text}{unit}") if unit and figure and not figure[1] else figure


def _indicator_row(
    cells: Sequence[Cell], columns: Sequence[Column], levels: dict[int, str]
) -> Iterator[Fact]:
    named: list[Cell] = []
    rank = 0
    for cell, column in zip(cells, columns, strict=True):
        if column.meaning not in ("level", "indicator", "name"):
            continue
        rank += 1
        if cell_kind(cell.text) == "text":
            named.append(cell)
            levels[rank] = row_name(cell.text)
            for deeper in [key for key in levels if key > rank]:
                del levels[deeper]
        elif cell_kind(cell.text) == "dash":
            levels.pop(rank, None)
            if column.meaning == "indicator":
                named.clear()
    if not named:
        return
    name = row_name(named[-1].text)
    above = tuple(levels[key] for key in sorted(levels) if levels[key] != name)
    unit_cell = unit_beside(cells, columns)
    for place, (cell, column) in enumerate(zip(cells, columns, strict=True)):
        field = column.meaning if column.meaning in ("target", "value", "weight", "score") else ""
        if not field or _of_level(columns, place):
            continue
        kind = cell_kind(cell.text)
        if kind in ("blank", "dash"):
            continue
        figure = _measured(cell.text, unit_cell) if field not in _SCORES else figure_in(cell.text)
        value: Decimal | str = figure[0] if figure else cell.text
        unit = figure[1] if figure else ""
        if field in _SCORES:
            if figure is None:
                continue
            unit = ""
        elif figure and kind == "number" and "%" in (column.unit,):
            unit = "%"
        yield make_fact("indicator", name, field, value, unit, (cell, named[-1]), levels=above)
