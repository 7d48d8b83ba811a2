"""Rows under known columns to facts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from xfnlp.layout.marks import ORG_END, ends
from xfnlp.tables.align import fit_row
from xfnlp.tables.cells import cell_kind, figure_in, number_in, row_name, scale_of
from xfnlp.tables.columns import Column
from xfnlp.tables.grid import Cell, Row
from xfnlp.tables.segments import Segment
from xfnlp.types import Fact

_TOTAL_ROW = re.compile(
    r"(?:合计|总计|总分|小计|得分合计|总得分|自评总分|总评分|综合得分)(?:[（(].*)?"
)
_CODE = re.compile(r"\d{1,9}")
_RATES = frozenset({"execution_rate", "share", "change_rate"})
_WEIGHTS = {"weight": "weight", "score": "score"}
_SURENESS = 0.95


@dataclass(frozen=True)
class Setting:
    """What stands around a table: its unit of money and the name that its totals go by."""

    unit: str
    subject: str
    budget: bool


def segment_facts(segment: Segment, setting: Setting) -> Iterator[Fact]:
    """Facts of the rows of a segment."""
    columns = segment.columns
    indicators = _is_indicator_table(columns)
    levels: dict[int, str] = {}
    for row in segment.rows:
        cells = fit_row(row, columns)
        if indicators:
            yield from _indicator_row(cells, columns, levels)
        else:
            yield from _budget_row(cells, columns, setting)


def _is_indicator_table(columns: Sequence[Column]) -> bool:
    meanings = {column.meaning for column in columns}
    if meanings & {"target", "value"}:
        return bool(meanings & {"level", "indicator", "name"})
    scored = meanings & {"weight", "score"}
    money = any(column.field in ("annual_budget", "initial_budget", "actual") for column in columns)
    return bool(scored and meanings & {"level", "indicator", "name"} and not money)


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
    if _TOTAL_ROW.fullmatch(name):
        return
    above = tuple(levels[key] for key in sorted(levels) if levels[key] != name)
    for cell, column in zip(cells, columns, strict=True):
        field = column.meaning if column.meaning in ("target", "value", "weight", "score") else ""
        if not field:
            continue
        kind = cell_kind(cell.text)
        if kind in ("blank", "dash"):
            continue
        figure = figure_in(cell.text)
        value: Decimal | str = figure[0] if figure else cell.text
        unit = figure[1] if figure else ""
        if field in _WEIGHTS:
            if figure is None:
                continue
            unit = ""
        elif figure and kind == "number" and "%" in (column.unit,):
            unit = "%"
        yield _fact("indicator", name, field, value, unit, (cell, named[-1]), levels=above)


def _budget_row(
    cells: Sequence[Cell], columns: Sequence[Column], setting: Setting
) -> Iterator[Fact]:
    has_name = any(column.meaning == "name" for column in columns) or any(
        _names(cell, column) for cell, column in zip(cells, columns, strict=True)
    )
    name: Cell | None = None
    code, seen_value = "", False
    for cell, column in zip(cells, columns, strict=True):
        if _names(cell, column):
            if seen_value or name is None or column.meaning == "name":
                if seen_value:
                    code = ""
                name, seen_value = cell, False
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
            seen_value = True
            yield from _value(cell, column, name, code, setting, has_name)


def _names(cell: Cell, column: Column) -> bool:
    """Whether a cell names its row: text in a column of names, or where figures should be."""
    if cell_kind(cell.text) != "text":
        return False
    if column.meaning in ("name", "indicator", "level"):
        return True
    if column.meaning in ("code", "line_number", "serial"):
        # 合计 merged over code and name.
        return _TOTAL_ROW.search(row_name(cell.text)) is not None
    return column.meaning in ("line", "total") and not any(mark.isdigit() for mark in cell.text)


def _value(
    cell: Cell, column: Column, name: Cell | None, code: str, setting: Setting, has_name: bool
) -> Iterator[Fact]:
    kind = cell_kind(cell.text)
    if kind not in ("number", "percent"):
        return
    number = number_in(cell.text)
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
        if _TOTAL_ROW.fullmatch(title) and setting.subject:
            title = setting.subject
        if above:
            where.append(above)
    places = tuple(where)
    if column.meaning == "count":
        if number:
            yield _fact("indicator", title, "value", number, "", places)
        return
    if column.meaning in _WEIGHTS:
        yield _fact("indicator", title, column.meaning, number, "", places)
        return
    if not number:
        return
    field = column.field
    if field in _RATES or kind == "percent":
        if field == "change_rate":
            field = "increase_rate" if number > 0 else "decrease_rate"
            number = abs(number)
        elif field not in _RATES:
            return
        yield _fact("budget", title, field, number, "%", places, code=code)
        return
    if field == "change_amount":
        field = "increase_amount" if number > 0 else "decrease_amount"
        number = abs(number)
    elif field == "actual" and setting.budget and column.meaning in ("line", "total", "actual"):
        field = "annual_budget"
    unit = column.unit if column.unit not in ("", "%") else setting.unit
    yield _fact("budget", title, field, number * scale_of(unit), "元", places, code=code)


def _fact(
    kind: str,
    name: str,
    field: str,
    value: Decimal | str,
    unit: str,
    cells: Sequence[Cell],
    *,
    code: str = "",
    levels: tuple[str, ...] = (),
) -> Fact:
    return Fact(
        kind="budget" if kind == "budget" else "indicator",
        name=name,
        field=field,
        value=value,
        unit=unit,
        source="table",
        score=_SURENESS,
        spans=tuple((cell.start, cell.end) for cell in cells),
        code=code,
        levels=levels,
    )


def loose_facts(rows: Sequence[Row]) -> Iterator[Fact]:
    """What rows of names and values above a header tell: the body that reports."""
    for row in rows:
        cells = [cell for cell in row if cell.text]
        for key, value in pairwise(cells):
            if _BODY.fullmatch(row_name(key.text)) and ends(ORG_END, value.text):
                yield Fact(
                    kind="document",
                    name="",
                    field="org",
                    value=row_name(value.text),
                    unit="",
                    source="table",
                    score=_SURENESS,
                    spans=((value.start, value.end), (key.start, key.end)),
                )
                return


_BODY = re.compile(r"(?:部门|预算部门|单位|部门[（(]单位[）)]|预算单位|填报单位|项目单位)名称")
