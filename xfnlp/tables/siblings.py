"""What the columns of a table say of each other: two that read alike are told apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from xfnlp.tables.grid import Cell
from xfnlp.tables.headers import clean_header, header_meaning

if TYPE_CHECKING:
    from xfnlp.tables.columns import Column

GENERIC_LINE: Final = re.compile(r"(?:本年)?(?:收入|支出|收支)|金额|项目|资金|部门|单位")
_NAMES = frozenset({"name", "indicator", "level"})
_BUDGETS = frozenset({"annual_budget", "initial_budget"})
# What was spent is the line's own figure beside what was granted, agreed or bought for it.
_SPENT = re.compile(r"决算|执行|支出|支付|使用")
_ADJUSTED = re.compile(r"调整|调剂")


def settle_columns(columns: list[Column], stacks: Sequence[Sequence[Cell]]) -> list[Column]:
    """Columns, each with what it is in view of the others; `stacks` are their headers."""
    columns = _lone_line(columns)
    columns = _one_prior(columns)
    columns = _before_adjustment(columns)
    return _told_apart(_counted_apart(columns), stacks)


def _text(column: Column) -> str:
    return clean_header(column.header.text) if column.header is not None else ""


def _lone_line(columns: list[Column]) -> list[Column]:
    """支出 as the amount spent, where it stands beside budgets and names no line among others."""
    lines = {_text(column) for column in columns if column.meaning == "line"}
    beside = any(column.field in _BUDGETS | {"execution_rate"} for column in columns)
    if len(lines) != 1 or not beside or not GENERIC_LINE.fullmatch(next(iter(lines))):
        return columns
    return [
        replace(column, meaning="actual", line=None)
        if column.meaning == "line" and column.field == "actual"
        else column
        for column in columns
    ]


def _before_adjustment(columns: list[Column]) -> list[Column]:
    """预算数 beside 调整预算数 is the budget at the start of the year."""
    plain = [
        place
        for place, column in enumerate(columns)
        if column.field == "annual_budget" and column.line is None and column.header is not None
    ]
    adjusted = [place for place in plain if _ADJUSTED.search(_text(columns[place]))]
    first = [place for place in plain if place not in adjusted]
    if len(adjusted) != 1 or len(first) != 1 or first[0] > adjusted[0]:
        return columns
    if any(column.field == "initial_budget" for column in columns):
        return columns
    columns[first[0]] = replace(columns[first[0]], field="initial_budget")
    return columns


def one_amount(columns: Sequence[Column], bare: Sequence[bool]) -> list[Column]:
    """Of several amounts of one kind all but one go by their header (到位资金 | 实际支出).

    `bare` tells of each column whether it holds no figures: the title of a block.
    """
    result = list(columns)
    block: list[int] = []
    for place, column in enumerate(columns):
        if column.meaning in _NAMES and any(columns[before].field for before in block):
            _settle_block(result, block)
            block = []
        if not bare[place] or column.meaning in _NAMES:
            block.append(place)
    _settle_block(result, block)
    return result


def _settle_block(columns: list[Column], places: Sequence[int]) -> None:
    for field in ("actual", *_BUDGETS):
        rivals = [
            place
            for place in places
            if columns[place].field == field and columns[place].line is None
        ]
        own = [place for place in rivals if columns[place].meaning == field]
        if len({_text(columns[place]) for place in rivals}) < 2 or not own:
            continue
        totals = [place for place in rivals if columns[place].total]
        spent = [place for place in own if _SPENT.search(_text(columns[place]))]
        kept = set(totals if totals and field != "actual" else [*totals, *spent[-1:]] or own[:1])
        for place in own:
            if place not in kept:
                columns[place] = replace(columns[place], line=columns[place].header)


def _counted_apart(columns: list[Column]) -> list[Column]:
    """Columns with counts of several things marked: 数量 alone counts what the row names."""
    if sum(column.meaning == "count" for column in columns) < 2:
        return columns
    return [replace(column, several=column.meaning == "count") for column in columns]


def _one_prior(columns: list[Column]) -> list[Column]:
    """Columns with the budget of an earlier year left out where its final figures stand too."""
    if not any(column.field == "prior_actual" and column.meaning == "actual" for column in columns):
        return columns
    return [
        replace(column, field="")
        if column.field == "prior_actual" and column.meaning in ("annual_budget", "initial_budget")
        else column
        for column in columns
    ]


def _told_apart(columns: list[Column], stacks: Sequence[Sequence[Cell]]) -> list[Column]:
    """Columns in which a part's total goes by the part where the table has a total of its own.

    本年收入合计 | 事业收入（小计、其中：教育收费）: 小计 is the total of 事业收入 only.
    """
    whole: set[str] = set()
    for place, (column, stack) in enumerate(zip(columns, stacks, strict=True)):
        if column.meaning in _NAMES:
            whole.clear()  # the next block has a total of its own
        if not column.total:
            continue
        over = column.line or next(
            (c for c in reversed(stack[:-1]) if GENERIC_LINE.fullmatch(clean_header(c.text))), None
        )
        if over is None:
            whole.add(column.field)
        elif column.field in whole and header_meaning(over.text)[0] == "line":
            columns[place] = replace(column, line=over, total=False)
    return columns
