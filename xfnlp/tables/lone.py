"""Tables of one row of figures (编制数｜实有人数 over 45｜42): their headers are the names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from xfnlp.tables.cells import (
    cell_kind,
    figure_in,
    measure_in,
    money_in,
    number_in,
    row_name,
    scale_of,
    unit_in,
)
from xfnlp.tables.columns import is_count_row
from xfnlp.tables.grid import Cell, Row
from xfnlp.tables.headers import FIELDS, clean_header, header_meaning
from xfnlp.tables.making import is_total, make_fact
from xfnlp.types import Fact

if TYPE_CHECKING:
    from xfnlp.tables.facts import Setting

_YEAR: Final = re.compile(r"(?:19|20)\d\d年?度?")
_SURE: Final = 0.4
_DEEPEST: Final = 3
_LONGEST: Final = 24
# A header of this many characters names more than a field (固定资产原值, not 账面原值).
_NAMING: Final = 5
_NAMELESS: Final = frozenset({"code", "weight", "score", "target", "value", "reason", "unit"})
_NAMES: Final = frozenset({"line", "total", "other", "name"})
_COUNTING: Final = frozenset({"serial", "line_number"})


@dataclass(frozen=True, slots=True)
class Headed:
    """A figure and what stands over it, the lowest header last."""

    cell: Cell
    above: tuple[Cell, ...]

    @property
    def header(self) -> Cell:
        return self.above[-1]


def lone_row(rows: Sequence[Row], setting: Setting) -> list[Headed] | None:
    """The figures of a table that is headers and one row of figures; None where it is not.

    One header at least has to say that it counts things or names money, or the unit of money
    stands above headers that name no field.
    """
    filled = [row for row in rows if any(cell.text for cell in row) and not is_count_row(row)]
    # A title or 单位：人 in a row of its own.
    filled = [row for row in filled[:-1] if sum(bool(cell.text) for cell in row) > 1] + filled[-1:]
    if not 2 <= len(filled) <= _DEEPEST + 1:
        return None
    *headers, figures = filled
    if sum(bool(cell.text) for cell in figures) < 2 or not all(map(_worded, headers)):
        return None
    found: list[Headed] = []
    for place, cell in enumerate(figures):
        if not cell.text or cell_kind(cell.text) == "dash":
            continue
        above = _above(headers, place)
        if not _figure(cell) or not above:
            return None
        if not _numbers_rows(cell, above[-1], place) and not _YEAR.fullmatch(cell.text):
            found.append(Headed(cell, above))
    return found if any(map(_understood, found)) or _amounts(found, setting) else None


def lone_facts(row: Sequence[Headed], setting: Setting) -> Iterator[Fact]:
    """A fact a figure, named by its header."""
    names = Counter(row_name(headed.header.text) for headed in row)
    counting = any(_meaning(headed.header) == "count" for headed in row)
    for headed in row:
        meaning = _meaning(headed.header)
        name = row_name(headed.header.text)
        where = [headed.cell, headed.header]
        if is_total(name) and setting.subject:
            name = setting.subject
        over = headed.above[-2] if len(headed.above) > 1 else None
        if over is not None and (names[name] > 1 or is_total(name) or _counts(over)):
            name = row_name(over.text) if is_total(name) else f"{row_name(over.text)}｜{name}"
            where.append(over)
        field = _field(headed.header)
        if meaning in _NAMELESS or (meaning in FIELDS and not field):
            continue
        money = _amount(headed, setting, counting=counting)
        if money is not None:
            if money:
                field = "annual_budget" if setting.budget and not field else field or "actual"
                yield make_fact("budget", name, field, money, "元", where)
            continue
        figure = figure_in(headed.cell.text)
        if figure and figure[0]:
            unit = figure[1] or _measure(headed)
            yield make_fact("indicator", name, "value", figure[0], unit, where)


def _worded(row: Row) -> bool:
    """Whether a row holds short words and no figures."""
    return all(
        cell_kind(cell.text) == "text" and not _figure(cell) and len(cell.text) <= _LONGEST
        for cell in row
        if cell.text
    )


def _figure(cell: Cell) -> bool:
    return cell_kind(cell.text) != "text" or figure_in(cell.text) is not None


def _above(headers: Sequence[Row], place: int) -> tuple[Cell, ...]:
    """Headers over a column; one above its own covers the empty cells to its right."""
    found: list[Cell] = []
    own = [row[place] if place < len(row) else None for row in headers]
    lowest = max((depth for depth, cell in enumerate(own) if cell and cell.text), default=-1)
    for depth, row in enumerate(headers[: lowest + 1]):
        reach = [cell for cell in row[: place + 1] if cell.text]
        found += reach[-1:] if depth < lowest else [row[place]]
    return tuple(found)


def _numbers_rows(cell: Cell, header: Cell, place: int) -> bool:
    """Whether a figure is the serial number of the row."""
    return place == 0 and cell.text == "1" and _meaning(header) in _COUNTING


def _meaning(header: Cell) -> str:
    meaning, score = header_meaning(header.text)
    return meaning if score >= _SURE else "other"


def _understood(headed: Headed) -> bool:
    return any(map(_counts, headed.above)) or _unit(headed) not in ("", "%")


def _amounts(row: Sequence[Headed], setting: Setting) -> bool:
    """Whether plain names, some of them not known as lines, stand over amounts (流动资产)."""
    meanings = {_meaning(headed.header) for headed in row}
    plain = all(len(headed.above) == 1 for headed in row)
    return setting.noted and plain and "other" in meanings and meanings <= _NAMES


def _counts(header: Cell) -> bool:
    return _meaning(header) == "count" or bool(measure_in(header.text))


def _measure(headed: Headed) -> str:
    return next((unit for cell in headed.above if (unit := measure_in(cell.text))), "")


def _unit(headed: Headed) -> str:
    return next((unit for cell in headed.above if (unit := unit_in(cell.text))), "")


def _field(header: Cell) -> str:
    """The field of an amount whose header names it too (固定资产原值), else ""."""
    meaning = _meaning(header)
    own = meaning == "actual" and len(clean_header(header.text)) >= _NAMING
    return meaning if own else ""


def _amount(headed: Headed, setting: Setting, *, counting: bool) -> Decimal | None:
    """The figure in yuan, None where it is no money.

    The unit stands in the cell, in the header or above the table; what stands above does not hold
    for counts, nor for whole numbers beside counts.
    """
    if own := money_in(headed.cell.text):
        return own[0] * scale_of(own[1])
    number = number_in(headed.cell.text) if cell_kind(headed.cell.text) == "number" else None
    unit = _unit(headed)
    if number is None or unit == "%" or _measure(headed):
        return None
    if unit:
        return number * scale_of(unit)
    if not setting.noted or _meaning(headed.header) == "count":
        return None
    if counting and number == number.to_integral_value():
        return None
    return number * scale_of(setting.unit)
