"""Spreadsheets: each sheet a title and a table; every cell keeps its address."""

from __future__ import annotations

import io
import re
import warnings
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zipfile import ZipFile

from xfnlp.errors import InputError
from xfnlp.readers.cuts import parts_tables
from xfnlp.readers.extras import load_extra
from xfnlp.readers.limits import MAX_CELLS, open_archive
from xfnlp.readers.source import Place, Source, TextBuilder, cell_text

_DEFAULT_SHEET = re.compile(r"(?:Sheet|工作表|Table)\s*\d*", re.IGNORECASE)
_DECIMALS = re.compile(r"0\.(0+)")

_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_CELL = re.compile(rb"<c[ >]")
_CHUNK = 1 << 20

# Texts of the cells of a row, and their places.
_Row = tuple[list[str], list[Place]]


def read_xlsx(data: bytes, name: str) -> Source:
    """Read the values of a workbook (formulas by their stored results, macros never run).

    Raises:
        InputError: where it is damaged, too large, or empty.
    """
    openpyxl = load_extra("openpyxl", package="openpyxl", kind="XLSX", name=name)
    try:
        with open_archive(io.BytesIO(data), name) as archive:
            _count_cells(archive, name)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
    except (InputError, MemoryError):
        raise
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


def _count_cells(archive: ZipFile, name: str) -> None:
    """Refuse more cells than are read before any of them is made."""
    count = 0
    for member in archive.infolist():
        if not _SHEET.fullmatch(member.filename):
            continue
        with archive.open(member) as stream:
            tail = b""
            while chunk := stream.read(_CHUNK):
                count += len(_CELL.findall(tail + chunk))
                tail = chunk[-2:]
                if count > MAX_CELLS:
                    raise InputError(f"{name}: more than {MAX_CELLS:,} cells")


def _write_sheet(builder: TextBuilder, sheet: Any) -> None:
    """Write a sheet: rows with one filled cell above, below or between tables are lines."""
    rows: list[_Row] = []
    for cells in sheet.iter_rows():
        texts = [_shown(cell) for cell in cells]
        if any(texts):
            places = [Place(sheet=sheet.title, cell=cell.coordinate) for cell in cells]
            rows.append((texts, places))
    if not rows:
        return
    if not _DEFAULT_SHEET.fullmatch(sheet.title):
        builder.gap()
        builder.line(sheet.title, Place(sheet=sheet.title))
    table: list[_Row] = []
    single: list[_Row] = []
    for row in rows:
        if sum(map(bool, row[0])) == 1:
            single.append(row)
            continue
        if single and (not table or parts_tables([_line(alone)[0] for alone in single], row[0])):
            _write_rows(builder, table, single)
            table = []
        else:
            table += single
        single = []
        table.append(row)
    _write_rows(builder, table, single)


def _write_rows(builder: TextBuilder, table: list[_Row], single: list[_Row]) -> None:
    """Write a table, as wide as its cells, and the lines after it."""
    if table:
        last = max(place for texts, _ in table for place, text in enumerate(texts) if text) + 1
        builder.table([texts[:last] for texts, _ in table], [where[:last] for _, where in table])
    for row in single:
        builder.line(*_line(row))


def _line(row: _Row) -> tuple[str, Place]:
    """The one text in a row, and its place."""
    return next((text, place) for text, place in zip(*row, strict=True) if text)


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
    text = str(value)
    indent = "\u3000" * (len(text) - len(text.lstrip("\u3000")))
    bare = cell_text(text)
    return indent + bare if bare else ""
