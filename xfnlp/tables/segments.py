"""A table cut into segments, each a header and the rows it governs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from xfnlp.tables.align import fits
from xfnlp.tables.bodies import indicator_body
from xfnlp.tables.cells import cell_kind, is_measure
from xfnlp.tables.columns import Column, is_count_row, is_header, make_columns
from xfnlp.tables.grid import Row
from xfnlp.tables.headers import clean_header, header_meaning
from xfnlp.tables.siblings import one_amount
from xfnlp.tables.stated import states

_NAMED = frozenset({"name", "level", "indicator"})


@dataclass
class Segment:
    """Rows under one header; `loose` rows stood before any header."""

    columns: list[Column]
    rows: list[Row] = field(default_factory=list)


def segments_of(
    rows: Sequence[Row], carried: Sequence[Column] | None = None
) -> tuple[list[Segment], list[Row]]:
    """Segments of a table and the rows before its first header.

    Args:
        rows: all rows of the table.
        carried: columns of the table before, for a table that goes on without a header.
    """
    segments: list[Segment] = []
    loose: list[Row] = []
    header: list[Row] = []
    begun = False
    for number, row in enumerate(rows):
        if not states(row) and is_header(row, header, begun=begun):
            if begun:
                header, begun = [], False
            header.append(row)
            continue
        if is_count_row(row) and not begun:
            continue
        if not any(cell.text for cell in row):
            continue
        if not header:
            loose.append(row)
            if carried and number == 0 and _same_shape(row, carried):
                segments.append(Segment(list(carried)))
                header, begun = [row], True
                segments[-1].rows.append(loose.pop())
            continue
        if not begun:
            columns = make_columns(header)
            if _mixed(row, columns):
                columns = make_columns([*header, row])
            segments.append(Segment(columns))
            begun = True
        segments[-1].rows.append(row)
    if header and not begun:
        segments.append(Segment(make_columns(header)))
    segments, loose = _with_bodies(segments, loose)
    for segment in segments:
        segment.columns = _by_content(segment.columns, segment.rows)
    return segments, loose


def _with_bodies(
    segments: Sequence[Segment], loose: Sequence[Row]
) -> tuple[list[Segment], list[Row]]:
    """Segments with rows of indicators that have no header of their own set apart."""
    result: list[Segment] = []
    before = list(loose)
    if found := indicator_body(before):
        result.append(Segment(found[1], before[found[0] :]))
        before = before[: found[0]]
    for segment in segments:
        result.append(segment)
        headed = any(column.meaning in ("target", "value") for column in segment.columns)
        if not headed and (found := indicator_body(segment.rows)):
            result.append(Segment(found[1], segment.rows[found[0] :]))
            segment.rows = segment.rows[: found[0]]
    return result, before


def _by_content(columns: Sequence[Column], rows: Sequence[Row]) -> list[Column]:
    """Columns whose headers say something else than their cells.

    A column headed by a budget line (收入, 支出) that holds names is a column of names, and so is
    one under 年度预算数 merged over names; 单位 may head units of measure.
    """
    result: list[Column] = []
    empty = [_without_figures(rows, place) for place in range(len(columns))]
    for place, column in enumerate(columns):
        if column.meaning in ("line", "total", "other") or (column.field and empty[place]):
            cells = [row[place].text for row in rows if place < len(row)]
            kinds = [cell_kind(cell) for cell in cells]
            names = kinds.count("text")
            figures = sum(kinds.count(kind) for kind in ("number", "percent", "money"))
            lined = column.meaning in ("line", "total")
            if _measures(column, cells) and any(other.meaning in _NAMED for other in columns):
                column = replace(column, meaning="unit")
            elif names > figures and (lined or _leads(columns, place, empty)):
                column = replace(column, meaning="name", field="", line=None, total=False)
        result.append(column)
    return one_amount(result, empty) if rows else result


def _measures(column: Column, cells: Sequence[str]) -> bool:
    """Whether a column headed 单位 holds units of measure rather than bodies."""
    filled = [cell for cell in cells if cell]
    bare = column.header is not None and clean_header(column.header.text) == "单位"
    return bare and bool(filled) and all(map(is_measure, filled))


def _without_figures(rows: Sequence[Row], place: int) -> bool:
    cells = [row[place].text for row in rows if place < len(row)]
    return all(cell_kind(cell) in ("blank", "text") for cell in cells)


def _leads(columns: Sequence[Column], place: int, empty: Sequence[bool]) -> bool:
    """Whether figures and no other names stand to the right of a column.

    `empty` columns hold no figures, whatever their headers say (年度预算 merged over names).
    """
    right = columns[place + 1 :]
    left = [column for column, bare in zip(columns[:place], empty, strict=False) if not bare]
    named = any(column.meaning in ("name", "indicator", "level") for column in columns)
    return not named and any(map(_counts, right)) and not any(map(_counts, left))


def _counts(column: Column) -> bool:
    """Whether a column holds amounts, rates or counts."""
    return bool(column.field) or column.meaning == "count"


def _mixed(row: Row, columns: Sequence[Column]) -> bool:
    """A total's row that still names columns under a wider header (合计 | 12 | 基本支出 …)."""
    texts = [
        cell
        for cell, column in zip(row[1:], columns[1:], strict=False)
        if cell_kind(cell.text) == "text" and column.field
    ]
    named = [cell for cell in texts if header_meaning(cell.text)[0] in ("line", "total")]
    return len(named) >= 2 and len(named) == len(texts)


def goes_on(rows: Sequence[Row], columns: Sequence[Column] | None) -> bool:
    """Whether the first of `rows` is one more row under `columns`, cell for cell."""
    return bool(rows and columns and len(rows[0]) == len(columns) and fits(rows[0], columns))


def _same_shape(row: Row, columns: Sequence[Column]) -> bool:
    return abs(len(row) - len(columns)) <= 1 and len(columns) > 1
