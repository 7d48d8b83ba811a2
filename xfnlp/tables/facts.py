"""Rows under known columns to facts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from xfnlp.layout.marks import ORG_END, ends
from xfnlp.tables.align import fit_row
from xfnlp.tables.cells import (
    cell_kind,
    figure_in,
    measure_in,
    money_in,
    number_in,
    row_name,
    scale_of,
)
from xfnlp.tables.columns import Column
from xfnlp.tables.grid import Cell, Row
from xfnlp.tables.indicators import indicator_facts, is_indicator_table, unit_beside
from xfnlp.tables.making import is_total, make_fact, names_total
from xfnlp.tables.segments import Segment
from xfnlp.tables.stated import bare_name, stated_facts, states
from xfnlp.types import Fact

_CODE = re.compile(r"\d{1,9}")
_VALUED = re.compile(r"价值|原值|净值|金额|元")
_COUNTED = {
    "actual": "value",
    "annual_budget": "target",
    "initial_budget": "target",
    "prior_actual": "prior_actual",
    "increase_amount": "increase_amount",
    "decrease_amount": "decrease_amount",
}
_RATES = frozenset({"execution_rate", "share", "change_rate"})
_WEIGHTS = frozenset({"weight", "score"})


@dataclass(frozen=True)
class Setting:
    """What stands around a table: its unit of money and the name that its totals go by.

    `noted` tells whether the unit stands at this table, not at one before it.
    """

    unit: str
    subject: str
    budget: bool
    noted: bool = False


def segment_facts(segment: Segment, setting: Setting) -> Iterator[Fact]:
    """Facts of the rows of a segment."""
    columns = segment.columns
    if is_indicator_table(columns):
        yield from indicator_facts(segment)
        return
    yield from stated_facts(segment.rows, columns, setting)
    for row in segment.rows:
        if not states(row):
            yield from _budget_row(fit_row(row, columns), columns, setting)


def _budget_row(
    cells: Sequence[Cell], columns: Sequence[Column], setting: Setting
) -> Iterator[Fact]:
    has_name = any(column.meaning == "name" for column in columns) or any(
        _names(cell, column) for cell, column in zip(cells, columns, strict=True)
    )
    name: Cell | None = None
    code, seen_value = "", False
    measure = unit_beside(cells, columns)
    if measure and money_in(f"1{measure}"):
        setting, measure = replace(setting, unit=measure), ""
    for cell, column in zip(cells, columns, strict=True):
        if _names(cell, column):
            if seen_value or name is None or column.meaning == "name":
                if seen_value:
                    code = ""
                name, seen_value = bare_name(cell), False
            continue
        if column.meaning in ("name", "indicator", "level") and seen_value:
            name, code, seen_value = None, "", False
            continue
        if column.meaning == "code" and _CODE.fullmatch(cell.text):
            if seen_value:
                name, code, seen_value = None, "", False
            code += cell.text
            continue
        if column.field or column.meaning in ("count", "weight", "score"):
            # 公用经费合计 merged over several blocks has its figure in the last.
            seen_value = bool(cell.text) or name is None or not names_total(row_name(name.text))
            yield from _value(cell, column, name, code, setting, has_name, measure)


def _names(cell: Cell, column: Column) -> bool:
    """Whether a cell names its row: text in a column of names, or where figures should be."""
    if cell_kind(cell.text) != "text":
        return False
    if column.meaning in ("name", "indicator", "level"):
        return True
    if column.meaning in ("code", "line_number", "serial"):
        return names_total(row_name(cell.text))
    return column.meaning in ("line", "total") and not any(mark.isdigit() for mark in cell.text)


def _value(
    cell: Cell,
    column: Column,
    name: Cell | None,
    code: str,
    setting: Setting,
    has_name: bool,
    measure: str,
) -> Iterator[Fact]:
    kind = cell_kind(cell.text)
    own = money_in(cell.text) if kind == "money" else None
    number = own[0] if own else number_in(cell.text) if kind in ("number", "percent") else None
    if column.meaning == "count" and (counted := figure_in(cell.text)):
        number, measure = counted[0], counted[1] or measure  # 3栋
    if number is None:
        return
    where = [cell]
    if name is not None:
        title = row_name(name.text)
        where.append(name)
        if column.line is not None and not column.total:
            title = f"{title}｜{row_name(column.line.text)}"
            where.append(column.line)
    elif has_name or (column.line is None and not column.total):
        return
    else:
        above = column.line or column.header
        title = row_name(above.text) if above else ""
        if is_total(title) and setting.subject:
            title = setting.subject
        if above:
            where.append(above)
    if column.several and column.header is not None and name is not None:
        title = f"{title}｜{row_name(column.header.text)}"
        where.append(column.header)
    places = tuple(where)
    if column.meaning == "count":
        if number:
            yield make_fact("indicator", title, "value", number, measure, places)
        return
    if column.meaning in _WEIGHTS:
        yield make_fact("indicator", title, column.meaning, number, "", places)
        return
    if not number:
        return
    field = column.field
    if field == "change_amount":
        field = "increase_amount" if number > 0 else "decrease_amount"
        number = abs(number)
    if kind == "number" and name is not None and field in _COUNTED:
        measure = _measure_of(name, column, measure)
        if measure:
            yield make_fact("indicator", title, _COUNTED[field], number, measure, places)
            return
    if field in _RATES or kind == "percent":
        if field == "change_rate":
            field = "increase_rate" if number > 0 else "decrease_rate"
            number = abs(number)
        elif field not in _RATES:
            return
        yield make_fact("budget", title, field, number, "%", places, code=code)
        return
    if field == "actual" and setting.budget and not column.stated:
        field = "annual_budget"
    unit = column.unit if column.unit not in ("", "%") else setting.unit
    if own:
        unit = own[1]
    yield make_fact("budget", title, field, number * scale_of(unit), "元", places, code=code)


def _measure_of(name: Cell, column: Column, beside: str) -> str:
    """The unit of counting that a row's name ends in (批次（个）), "" where its figure is money.

    A table may count among its amounts; a header of its own (价值, 金额（万元）) stands for money.
    `beside` is the unit that stands in a column of its own.
    """
    header = column.header.text if column.header is not None else ""
    if column.unit or _VALUED.search(header):
        return ""
    return beside or measure_in(name.text)


def loose_facts(rows: Sequence[Row], setting: Setting) -> Iterator[Fact]:
    """What rows above a header tell: amounts beside their names, the body that reports."""
    yield from stated_facts(rows, (), setting)
    for row in rows:
        cells = [cell for cell in row if cell.text]
        for key, value in pairwise(cells):
            if _BODY.fullmatch(row_name(key.text)) and ends(ORG_END, value.text):
                yield make_fact("document", "", "org", row_name(value.text), "", (value, key))
                return


_BODY = re.compile(r"(?:部门|预算部门|单位|部门[（(]单位[）)]|预算单位|填报单位|项目单位)名称")
