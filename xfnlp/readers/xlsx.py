"""Spreadsheets: each sheet a title and a table; every cell keeps its address."""

from __future__ import annotations

import io
import re
import warnings
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from xfnlp.errors import InputError
from xfnlp.readers.limits import MAX_CELLS, open_archive
from xfnlp.readers.source import Place, Source, TextBuilder, cell_text

_DEFAULT_SHEET = re.compile(r"(?:Sheet|工作表|Table)\s*\d*", re.IGNORECASE)
_DECIMALS = re.compile(r"0\.(0+)")


def read_xlsx(data: bytes, name: str) -> Source:
    """Read the values of a workbook (formulas by their stored results, macros never run).

    Raises:
        InputError: where it is damaged, too large, or empty.
    """
    try:
        import openpyxl
    except ImportError as error:
        raise InputError(
            f"{name}: reading XLSX needs openpyxl (pip install xfnlp[files])"
        ) from error
    with open_archive(io.BytesIO(data), name):
        pass
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
    except Exception as error:  # openpyxl raises whatever its parts raise
        raise InputError(f"{name}: cannot be read as a workbook ({error})") from error
    builder = TextBuilder()
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        if sheet.max_row * sheet.max_column > MAX_CELLS:
            raise InputError(
                f"{name}, sheet {sheet.title}: {sheet.max_row} × {sheet.max_column} cells; "
                f"up to {MAX_CELLS:,} are read"
            )
        _write_sheet(builder, sheet)
    if not "".join(builder.parts).strip():
        raise InputError(f"{name}: a workbook without values")
    return builder.source(name)


def _write_sheet(builder: TextBuilder, sheet: Any) -> None:
    rows: list[list[str]] = []
    places: list[list[Place]] = []
    for cells in sheet.iter_rows():
        rows.append([_shown(cell) for cell in cells])
        places.append([Place(sheet=sheet.title, cell=cell.coordinate) for cell in cells])
    filled = [number for number, row in enumerate(rows) if any(row)]
    if not filled:
        return
    if not _DEFAULT_SHEET.fullmatch(sheet.title):
        builder.gap()
        builder.line(sheet.title, Place(sheet=sheet.title))
    columns = [
        index for index in range(len(rows[0])) if any(rows[number][index] for number in filled)
    ]
    last = columns[-1] + 1
    wide = [number for number in filled if sum(map(bool, rows[number])) > 1]
    table: list[int] = []
    for number in filled:
        single = sum(map(bool, rows[number])) == 1
        apart = not wide or number < wide[0] or number > wide[-1]
        form = next(text for text in rows[number] if text)
        if single and (apart or "单位" in form[:8] or len(form) > 60):
            _flush(builder, rows, places, table, last)
            table = []
            index = next(place for place, text in enumerate(rows[number]) if text)
            builder.line(rows[number][index], places[number][index])
            continue
        table.append(number)
    _flush(builder, rows, places, table, last)


def _flush(
    builder: TextBuilder,
    rows: list[list[str]],
    places: list[list[Place]],
    table: list[int],
    last: int,
) -> None:
    if table:
        builder.table([rows[n][:last] for n in table], [places[n][:last] for n in table])


def _shown(cell: Any) -> str:
    """A cell's value as a reader of the sheet sees it, numbers in full."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime | date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, int | float):
        form = str(cell.number_format or "")
        number = Decimal(repr(round(value, 10))) if isinstance(value, float) else Decimal(value)
        if not number.is_finite():
            return ""
        percent = "%" in form
        if percent:
            number *= 100
        decimals = _DECIMALS.search(form)
        if decimals:
            number = round(number, len(decimals.group(1)))
        shown = f"{number.normalize():f}" if not decimals else f"{number:f}"
        return f"{shown}%" if percent else shown
    return cell_text(str(value))
