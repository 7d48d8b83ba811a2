"""Amounts inside the cells of names: 财政拨款 120.50万元, 办公费（3.2万元）, 资金总额：585.20."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from xfnlp.tables.cells import cell_kind, number_in, row_name, scale_of, unit_in
from xfnlp.tables.columns import Column
from xfnlp.tables.grid import Cell, Row
from xfnlp.tables.headers import header_meaning
from xfnlp.tables.making import is_total, make_fact
from xfnlp.types import Fact

if TYPE_CHECKING:
    from xfnlp.tables.facts import Setting

_MONEY: Final = ("initial_budget", "annual_budget", "actual", "prior_actual")
_SURE: Final = 0.4
_LABELLING: Final = 0.6
_FIGURES: Final = ("number", "percent", "money")
_LINES: Final = frozenset({"line", "total"})
_NUMBER = r"(?P<number>(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:\.\d+)?)"
_UNIT = r"(?P<unit>亿元|百万元|十万元|万元|千元|百元|元)"
_NAME = r"(?P<name>(?:其\s*中\s*[:：]?\s*)?[^\d，。；、,;:：（）()]{2,24}?)"
# A unit or a colon has to tell that the figure is an amount of what stands before it.
_FORMS: Final = (
    re.compile(rf"{_NAME}\s*[:：]?\s*{_NUMBER}\s*{_UNIT}"),
    re.compile(rf"{_NAME}\s*[（(]\s*{_NUMBER}\s*{_UNIT}\s*[）)]"),
    re.compile(rf"{_NAME}\s*[:：]\s*{_NUMBER}"),
)
_PARTS: Final = re.compile(r"[，；、;]\s*|,\s*(?!\d{3})")


@dataclass(frozen=True, slots=True)
class Stated:
    """An amount that a cell states.

    Attributes:
        name: the line that it names, or the words for its field (全年执行数).
        amount: the number.
        unit: its unit, "" where it is left to the table.
        field: the field that its words name, "" where they name a line.
    """

    name: Cell
    amount: Cell
    unit: str
    field: str


def stated_in(cell: Cell) -> list[Stated]:
    """The amounts that a cell states, none where it says anything else too."""
    found: list[Stated] = []
    start = 0
    for mark in [*_PARTS.finditer(cell.text), None]:
        part = _stated(cell, start, mark.start() if mark else len(cell.text))
        if part is None:
            return []
        found.append(part)
        start = mark.end() if mark else start
    return found


def _stated(cell: Cell, start: int, end: int) -> Stated | None:
    matches = (form.fullmatch(cell.text, start, end) for form in _FORMS)
    match = next(filter(None, matches), None)
    if match is None:
        return None
    unit = match.groupdict().get("unit") or ""
    name, amount = _part(cell, match, "name"), _part(cell, match, "number")
    meaning, score = header_meaning(row_name(name.text))
    if not unit and (meaning not in _LINES | set(_MONEY) or is_total(row_name(name.text))):
        return None  # 联系电话：3386215, 总分：97.6
    return Stated(name, amount, unit, meaning if meaning in _MONEY and score >= _SURE else "")


def _part(cell: Cell, match: re.Match[str], group: str) -> Cell:
    """A part of a cell as one; where markup was taken out of the cell it stands for the whole."""
    plain = cell.end - cell.start == len(cell.text)
    start, end = match.span(group) if plain else (0, cell.end - cell.start)
    return Cell(match.group(group).strip(), cell.start + start, cell.start + end)


def bare_name(cell: Cell) -> Cell:
    """A row's name without the amount that stands in its cell (办公费（3.2万元）)."""
    found = stated_in(cell)
    return found[0].name if len(found) == 1 and not found[0].field else cell


def states(row: Row) -> bool:
    """Whether a row states amounts in its names and holds no other figures."""
    filled = [cell for cell in row if cell.text]
    return not any(cell_kind(cell.text) in _FIGURES for cell in filled) and any(
        map(stated_in, filled)
    )


def stated_facts(
    rows: Sequence[Row], columns: Sequence[Column], setting: Setting
) -> Iterator[Fact]:
    """Facts of the rows among `rows` that state amounts.

    Args:
        rows: rows of a table of money or above any header.
        columns: the columns that they stand under, none above the header.
        setting: unit and title of the table.
    """
    label: Cell | None = next((column.header for column in columns if column.header), None)
    named: set[str] = set()
    for row in rows:
        first = row[0] if row else None
        if first and cell_kind(first.text) == "text" and not stated_in(first):
            label, named = first, set()
        if states(row):
            named |= {stated.field for cell in row for stated in stated_in(cell)}
            yield from _row_facts(row, columns, label, setting, named)


def _row_facts(
    row: Row,
    columns: Sequence[Column],
    label: Cell | None,
    setting: Setting,
    named: set[str],
) -> Iterator[Fact]:
    """Facts of a row; `named` are the fields that its block gives by name."""
    found = [(place, stated) for place, cell in enumerate(row) for stated in stated_in(cell)]
    alone = len({place for place, _ in found}) == 1
    line: Cell | None = None
    for place, stated in found:
        column = columns[place] if place < len(columns) else None
        unit = stated.unit or (column.unit if column else "") or _unit_of(label)
        number = number_in(stated.amount.text.replace("，", ","))
        if stated.field:
            field = stated.field
        else:
            line = stated.name if _is_line(stated.name, column) else None
            own = column.field if column and alone else ""
            field = own if own in _MONEY else _field(columns, label, setting, named)
        if line is None or not field or not number:
            continue
        where = (stated.amount, line)
        amount = number * scale_of(unit or setting.unit)
        yield make_fact("budget", row_name(line.text), field, amount, "元", where)


def _is_line(name: Cell, column: Column | None) -> bool:
    meaning, score = header_meaning(row_name(name.text))
    known = meaning in _LINES and score >= _SURE
    return known or (column is not None and column.meaning == "name")


def _unit_of(label: Cell | None) -> str:
    unit = unit_in(label.text) if label else ""
    return "" if unit == "%" else unit


def _field(columns: Sequence[Column], label: Cell | None, setting: Setting, named: set[str]) -> str:
    """What the amounts of a block are; "" where that is not clear.

    Its label tells (年度预算（万元）), or its only column of amounts, or that the block names what
    was spent of them, else the title.
    """
    meaning, score = header_meaning(label.text) if label else ("", 0.0)
    if meaning in _MONEY and score >= _LABELLING:
        return meaning
    fields = {column.field for column in columns if column.field in _MONEY}
    if fields:
        return fields.pop() if len(fields) == 1 else ""
    return "annual_budget" if setting.budget or "actual" in named else "actual"
