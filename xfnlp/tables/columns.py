"""Header rows to columns: what each column holds and which words name it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from xfnlp.tables.cells import cell_kind, figure_in, unit_in
from xfnlp.tables.grid import Cell, Row
from xfnlp.tables.headers import FIELDS, clean_header, header_meaning
from xfnlp.tables.siblings import GENERIC_LINE, settle_columns

_YEAR = re.compile(r"(20\d\d)\s*年?")
_ORDINAL = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]|其\s*中"
)
_DIGIT = re.compile(r"\d")
_LEVEL = re.compile(r"(一|二|三|四)级")
_NAMES = frozenset({"name", "indicator", "level"})
_SURE = 0.4
_STATED = re.compile(r"决算|执行|实际|完成|支付|实[支付]|发生|合同|成交|中标")
# Words that leave it to the header above what their figures are.
_AMOUNT = re.compile(r"金额|数额|绝对[数额值]|额|[万千]?元")
_RATE = re.compile(r"[%％]|比[例率]|百分[比点]|幅度|相对数|率")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        meaning: one of `headers.MEANINGS`.
        field: the fact field its figures are, "" where they are none.
        line: header cell that names a budget line beside the row's name, if there is one.
        unit: unit that the header names, "" where it names none.
        header: the lowest header cell.
        level: 1 to 4 for 一级指标 to 四级指标, else 0.
        total: whether it is the total over the lines beside it.
        several: whether it is one of several columns of counts (编制数, 实有人数).
        stated: whether a header says what the figures are (决算数, 执行数), not 金额 or a year.
    """

    meaning: str
    field: str
    line: Cell | None
    unit: str
    header: Cell | None
    level: int = 0
    total: bool = False
    stated: bool = False
    several: bool = False


def is_header(row: Row, above: Sequence[Row], *, begun: bool) -> bool:
    """Whether `row` is (part of) a header.

    Args:
        row: the row.
        above: header rows directly before it that it may go on with.
        begun: whether rows with figures stand between `above` and `row`.
    """
    cells = [cell for cell in row if cell.text]
    if len(cells) < 2:
        return bool(above and not begun and cells and cells[0] is not row[0] and _sure(cells[0]))
    kinds = [cell_kind(cell.text) for cell in cells]
    years = [bool(_YEAR.fullmatch(cell.text)) for cell in cells]
    if is_count_row(row):
        return bool(above) and not begun
    if any(
        kind in ("number", "percent", "money", "dash") and not year
        for kind, year in zip(kinds, years, strict=True)
    ):
        return False
    if any(len(cell.text) > 40 for cell in cells) or _ORDINAL.match(cells[0].text):
        return False
    if any(
        kind == "text"
        and _DIGIT.search(cell.text)
        and figure_in(cell.text)
        and not _YEAR.match(cell.text)
        for kind, cell in zip(kinds, cells, strict=True)
    ):
        return False  # ≥85%, 1.2万亩: the names of levels beside them are a row's
    meanings = [
        ("actual", 1.0) if year else header_meaning(cell.text)
        for cell, year in zip(cells, years, strict=True)
    ]
    sure = [name for name, score in meanings if score >= _SURE and name != "other"]
    fields = {name for name in sure if name not in ("name", "line", "total", "count")}
    if above and not begun:
        columns = make_columns(above)
        inside = all(
            index < len(columns) and columns[index].meaning in _NAMES
            for index, cell in enumerate(row)
            if cell.text
        )
        return not inside and 2 * len(sure) >= len(cells)
    if begun:
        return len(fields) >= 2 or (len(fields) == 1 and "name" in sure and len(cells) >= 3)
    return 2 * len(sure) >= len(cells) or len(fields) >= 2


def is_count_row(row: Row) -> bool:
    """栏次: a row that numbers the columns 1, 2, 3 …"""
    numbers = [int(cell.text) for cell in row if cell.text.isascii() and cell.text.isdigit()]
    others = [cell.text for cell in row if cell.text and not cell.text.isdigit()]
    if len(others) > 4 or not numbers or numbers[0] != 1:
        return False
    counted = numbers == list(range(1, len(numbers) + 1))
    return counted and (len(numbers) >= 3 or any("次" in text for text in others))


def _sure(cell: Cell) -> bool:
    meaning, score = header_meaning(cell.text)
    return meaning != "other" and score >= _SURE


def make_columns(rows: Sequence[Row]) -> list[Column]:
    """Columns from stacked header rows; an upper cell covers the empty cells to its right."""
    rows = [row for row in rows if not is_count_row(row)]
    width = max((len(row) for row in rows), default=0)
    stacks: list[list[Cell]] = [[] for _ in range(width)]
    for depth, row in enumerate(rows):
        spread: Cell | None = None
        for index in range(width):
            cell = row[index] if index < len(row) else None
            if cell is not None and cell.text:
                spread = cell
                stacks[index].append(cell)
                continue
            upper = any(index < len(other) and other[index].text for other in rows[:depth])
            lower = any(index < len(other) and other[index].text for other in rows[depth + 1 :])
            if upper:
                spread = None
            elif spread is not None and lower:
                stacks[index].append(spread)
    years = {year for stack in stacks if (year := _year(stack))}
    latest = max(years) if len(years) > 1 else 0
    titles = _titles(stacks)
    stacks = [[cell for cell in stack if cell not in titles] for stack in stacks]
    return settle_columns([_column(stack, latest) for stack in stacks], stacks)


def _year(stack: Sequence[Cell]) -> int:
    """The year that the lowest header with one names, else 0."""
    match = next((found for cell in reversed(stack) if (found := _YEAR.match(cell.text))), None)
    return int(match.group(1)) if match else 0


def _titles(stacks: Sequence[Sequence[Cell]]) -> set[Cell]:
    """Headers over columns of names or codes too: they name a block (人员经费), not its lines."""
    found: set[Cell] = set()
    for stack in stacks:
        meaning, score = header_meaning(stack[-1].text) if stack else ("", 0.0)
        if meaning in ("name", "code") and score >= _SURE:
            found |= {cell for cell in stack[:-1] if header_meaning(cell.text)[0] == "line"}
    return found


def _column(stack: Sequence[Cell], latest: int) -> Column:
    if not stack:
        return Column("other", "", None, "", None)
    leaf = stack[-1]
    meanings = [header_meaning(cell.text)[0] for cell in stack]
    meaning = meanings[-1]
    year = _year(stack)
    if meanings[:-1] and meanings[-2] in ("change_amount", "change_rate"):
        if _RATE.fullmatch(clean_header(leaf.text)):
            meaning = "change_rate"
        elif _AMOUNT.fullmatch(clean_header(leaf.text)):
            meaning = "change_amount"
    if _YEAR.fullmatch(leaf.text):
        meaning = "actual"
    unit = next((found for cell in reversed(stack) if (found := unit_in(cell.text))), "")
    level = _LEVEL.match(clean_header(leaf.text))
    rank = "一二三四".index(level.group(1)) + 1 if level else 0
    if rank and "指标" in leaf.text:
        meaning = "level" if rank < 3 else "indicator"
    field, line, total = "", None, False
    if meaning in FIELDS:
        field = meaning
        line = _line(stack[:-1], meanings[:-1])
    elif meaning in ("line", "total"):
        field = next((name for name in reversed(meanings[:-1]) if name in FIELDS), "actual")
        total = meaning == "total"
        line = leaf if not total else _line(stack[:-1], meanings[:-1])
    if field in ("actual", "annual_budget", "initial_budget") and year and year < latest:
        field = "prior_actual"
    stated = any(_STATED.search(clean_header(cell.text)) for cell in stack)
    return Column(meaning, field, line, unit, leaf, rank, total, stated)


def _line(stack: Sequence[Cell], meanings: Sequence[str]) -> Cell | None:
    """The nearest header above that names a budget line; a total only where there is none."""
    total: Cell | None = None
    for cell, meaning in zip(reversed(stack), reversed(meanings), strict=True):
        if meaning == "line" and not GENERIC_LINE.fullmatch(clean_header(cell.text)):
            return cell
        if meaning == "total" and total is None:
            total = cell
    return total
