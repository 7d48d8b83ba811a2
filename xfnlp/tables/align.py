"""Fitting the cells of a row to the columns where empty cells were dropped before them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from xfnlp.tables.cells import cell_kind, number_in
from xfnlp.tables.columns import Column
from xfnlp.tables.grid import Cell, Row

_FIRST = re.compile(
    r"(?:产出|效益|满意度?|投入|过程|决策|预算执行|管理|履职|成本|运行|可持续|社会效应)[^，。]{0,8}"
)
_SECOND = re.compile(
    r"(?:产出)?(?:数量|质量|时效|进度|成本|经济|社会|生态|可持续|服务对象|满意度|受益|经济成本)[^，。]{0,10}"
)
_CODE = re.compile(r"\d{2,9}")
_DIGIT = re.compile(r"\d")
_AMONG = re.compile(r"其\s*中\s*[:：]?")
_SCORES = frozenset({"weight", "score"})
_NAMING = frozenset({"name", "indicator"})
_EMPTY = Cell("", 0, 0)


def fit_row(row: Row, columns: Sequence[Column]) -> list[Cell]:
    """The cells of `row` by column; a cell keeps its place unless its content belies it."""
    width = len(columns)
    plain = [row[index] if index < len(row) else _EMPTY for index in range(width)]
    filled = [(place, cell) for place, cell in enumerate(row) if cell.text]
    if not filled:
        return plain
    overflow = filled[-1][0] >= width
    here = [_fit(cell, columns[place]) for place, cell in filled if place < width]
    named = [place for place, column in enumerate(columns) if column.meaning in _NAMING]
    if not overflow and all(score >= 0 for score in here):
        deepest = named[-1] if named else -1
        merged = any(
            columns[place].meaning in ("code", "serial", "line_number")
            and cell_kind(cell.text) == "text"
            for place, cell in filled
        )
        beside = len(named) > 1 and _side_by_side(columns)
        scores = [
            cell for cell, column in zip(plain, columns, strict=True) if column.meaning in _SCORES
        ]
        scored = not scores or any(cell.text for cell in scores)
        if deepest < 0 or (plain[deepest].text and scored) or merged or beside:
            return plain
    placed = _best(filled, columns)
    if placed is None:
        return plain
    result = [_EMPTY] * width
    for index, cell in placed:
        result[index] = cell
    return result


def fits(row: Row, columns: Sequence[Column]) -> bool:
    """Whether no cell of `row` belies the column it stands in."""
    return all(
        _fit(cell, column) >= 0 for cell, column in zip(row, columns, strict=True) if cell.text
    )


def _side_by_side(columns: Sequence[Column]) -> bool:
    """Whether figures stand between two columns of names."""
    named = [place for place, column in enumerate(columns) if column.meaning in _NAMING]
    return any(column.field for column in columns[named[0] : named[-1]])


_State = tuple[float, int, list[tuple[int, Cell]]]


def _best(
    filled: Sequence[tuple[int, Cell]], columns: Sequence[Column]
) -> list[tuple[int, Cell]] | None:
    """The best order-preserving placement; a cell may be left out, a change of shift costs."""
    # state: shift (column - place) -> (score, next free column, placement)
    states: dict[int, _State] = {0: (0.0, 0, [])}
    width = len(columns)
    for place, cell in filled:
        reached: dict[int, _State] = {}
        for shift, (score, free, placed) in states.items():
            _keep(
                reached,
                shift,
                (score - (0.2 if _AMONG.fullmatch(cell.text) else 2.5), free, placed),
            )
            for index in range(free, width):
                moved = index - place
                cost = 0.0 if moved == shift else 0.6 + 0.1 * abs(moved - shift)
                gain = score + _fit(cell, columns[index]) - cost
                _keep(reached, moved, (gain, index + 1, [*placed, (index, cell)]))
        states = reached
    best = max(states.values(), key=lambda state: state[0])
    return best[2] or None


def _keep(
    states: dict[int, tuple[float, int, list[tuple[int, Cell]]]],
    shift: int,
    state: tuple[float, int, list[tuple[int, Cell]]],
) -> None:
    if shift not in states or states[shift][0] < state[0]:
        states[shift] = state


def _fit(cell: Cell, column: Column) -> float:
    """How well a cell's content suits a column; below zero: it does not."""
    kind = cell_kind(cell.text)
    meaning = column.meaning
    if kind == "dash":
        return 0.1
    if column.field == "execution_rate" or meaning in ("share", "change_rate"):
        return {"percent": 2.0, "number": 0.5}.get(kind, -3.0)
    if column.field:
        return {"number": 1.0, "money": 1.0, "percent": -2.0}.get(kind, -3.0)
    if meaning in ("weight", "score"):
        if kind == "number":
            return 1.0 if (number_in(cell.text) or Decimal(0)).copy_abs() <= 100 else -1.0
        return -0.5 if kind == "percent" or _DIGIT.match(cell.text) else -3.0
    if meaning in ("name", "indicator"):
        return -1.0 if kind != "text" or _AMONG.fullmatch(cell.text) else 1.0
    if meaning == "level":
        return _fit_level(cell.text, column.level) if kind == "text" else -3.0
    if meaning == "code":
        return 1.5 if _CODE.fullmatch(cell.text.replace(" ", "")) else 0.0
    if meaning in ("serial", "line_number"):
        return 1.0 if kind == "number" else 0.0
    if meaning in ("target", "value"):
        return 0.8 if meaning == "value" and _DIGIT.search(cell.text) else 0.5
    if meaning == "count":
        return 1.0 if kind == "number" or _DIGIT.search(cell.text) else -1.0
    return 0.3 if kind == "text" else 0.0


def _fit_level(text: str, level: int) -> float:
    if len(text) > 24:
        return -1.0
    first, second = _FIRST.match(text), _SECOND.match(text)
    if level == 1:
        return 2.0 if first else -1.0 if second else 0.0
    if level == 2:
        return 2.0 if second else -1.0 if first else 0.0
    return 0.5 if first or second else 0.0
