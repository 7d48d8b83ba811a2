"""Facts of table cells, and which rows are totals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from xfnlp.tables.grid import Cell
from xfnlp.types import Fact

_TOTAL = re.compile(r"(?:合计|总计|总分|小计|得分合计|总得分|自评总分|总评分|综合得分)(?:[（(].*)?")
_SURENESS = 0.95


def is_total(name: str) -> bool:
    """Whether a row's name says that the row sums up others."""
    return _TOTAL.fullmatch(name) is not None


def names_total(text: str) -> bool:
    """Whether the words of a total stand anywhere in a cell (合计 merged over code and name)."""
    return _TOTAL.search(text) is not None


def make_fact(
    kind: Literal["budget", "indicator", "document"],
    name: str,
    field: str,
    value: Decimal | str,
    unit: str,
    cells: Sequence[Cell],
    *,
    code: str = "",
    levels: tuple[str, ...] = (),
) -> Fact:
    """A fact read from cells, that of the value first."""
    return Fact(
        kind=kind,
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
