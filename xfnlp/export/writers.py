"""Journal to file: CSV, XLSX, Parquet and DuckDB, each written beside and then put in place."""

from __future__ import annotations

import csv
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any, Final

from xfnlp.export.rows import Row, rows_of
from xfnlp.export.schema import SHEETS, TABLES, UNITS, Column

Reports = Iterable[tuple[str, Mapping[str, Any]]]
_SIX: Final = Decimal(1).scaleb(-6)
_LIMIT: Final = Decimal(10) ** 22  # DECIMAL(28, 6)
_CELL: Final = 32_000  # most characters of an XLSX cell


def write_csv(reports: Reports, path: Path, unit: str) -> None:
    """A folder with one CSV a table, UTF-8 with a byte order mark so that Excel reads it."""
    with _FolderPlace(path) as folder, ExitStack() as stack:
        sinks = {}
        for table, columns in TABLES.items():
            file = (folder / f"{table}.csv").open("w", encoding="utf-8-sig", newline="")
            sinks[table] = csv.writer(stack.enter_context(file))
            sinks[table].writerow(column.name for column in columns)
        for name, report in reports:
            for table, rows in rows_of(name, report, unit=unit).items():
                sinks[table].writerows([_text(cell) for cell in row] for row in rows)


def write_xlsx(reports: Reports, path: Path, unit: str) -> None:
    """A workbook with a sheet a table; amounts are numbers, headings Chinese."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheets = {}
    for table, columns in TABLES.items():
        sheet = sheets[table] = book.create_sheet(SHEETS[table])
        sheet.freeze_panes = "A2"
        for number, column in enumerate(columns, start=1):
            wide = column.kind == "text" and column.name not in ("code", "year", "unit", "flow")
            sheet.column_dimensions[get_column_letter(number)].width = 24 if wide else 12
        sheet.append([_heading(column, unit) for column in columns])
    for name, report in reports:
        for table, rows in rows_of(name, report, unit=unit).items():
            for row in rows:
                sheets[table].append([_xlsx_cell(cell) for cell in row])
    with _FilePlace(path) as target:
        book.save(target)


def write_parquet(reports: Reports, path: Path, unit: str) -> None:
    """A folder with one Parquet file a table; money and numbers are decimal128(28, 6)."""
    import pyarrow as arrow
    from pyarrow import parquet

    types = {
        "text": arrow.string(),
        "money": arrow.decimal128(28, 6),
        "number": arrow.decimal128(28, 6),
        "integer": arrow.int64(),
        "score": arrow.float64(),
    }
    schemas = {
        table: arrow.schema(
            [
                arrow.field(c.name, types[c.kind], metadata={"heading": _heading(c, unit)})
                for c in columns
            ]
        )
        for table, columns in TABLES.items()
    }
    with _FolderPlace(path) as folder, ExitStack() as stack:
        writers = {
            table: stack.enter_context(parquet.ParquetWriter(folder / f"{table}.parquet", schema))
            for table, schema in schemas.items()
        }
        for name, report in reports:
            for table, rows in rows_of(name, report, unit=unit).items():
                if rows:
                    records = [
                        dict(zip(schemas[table].names, map(_six, row), strict=True)) for row in rows
                    ]
                    writers[table].write_table(
                        arrow.Table.from_pylist(records, schema=schemas[table])
                    )


def write_duckdb(reports: Reports, path: Path, unit: str) -> None:
    """An embedded database with one table each; column comments carry the Chinese headings."""
    import duckdb

    kinds = {
        "text": "VARCHAR",
        "money": "DECIMAL(28, 6)",
        "number": "DECIMAL(28, 6)",
        "integer": "BIGINT",
        "score": "DOUBLE",
    }
    with _FilePlace(path) as target, duckdb.connect(str(target)) as base:
        for table, columns in TABLES.items():
            described = ", ".join(f'"{c.name}" {kinds[c.kind]}' for c in columns)
            base.execute(f'CREATE TABLE "{table}" ({described})')
            for column in columns:
                heading = _heading(column, unit)
                base.execute(f'COMMENT ON COLUMN "{table}"."{column.name}" IS \'{heading}\'')
        for name, report in reports:
            for table, rows in rows_of(name, report, unit=unit).items():
                if rows:
                    marks = ", ".join("?" * len(TABLES[table]))
                    base.executemany(
                        f'INSERT INTO "{table}" VALUES ({marks})',
                        [list(map(_six, r)) for r in rows],
                    )


def _heading(column: Column, unit: str) -> str:
    return f"{column.heading}（{unit}）" if column.kind == "money" else column.heading


def _text(cell: Any) -> Any:
    if isinstance(cell, Decimal):
        text = format(cell, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    return "" if cell is None else cell


def _xlsx_cell(cell: Any) -> Any:
    if isinstance(cell, str):
        # Control characters are not allowed in XML; a leading = would be run as a formula.
        clean = "".join(char for char in cell if char >= " " or char in "\t\n")[:_CELL]
        return f" {clean}" if clean[:1] in "=+@" and clean[1:2] else clean
    return cell


def _six(cell: Any) -> Any:
    if not isinstance(cell, Decimal):
        return cell
    return cell.quantize(_SIX, ROUND_HALF_UP) if abs(cell) < _LIMIT else None


class _FilePlace:
    """A temporary name beside the target, moved there when all has been written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.part = path.with_name(f".{path.name}.{os.getpid()}.part")

    def __enter__(self) -> Path:
        self.part.unlink(missing_ok=True)
        return self.part

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            os.replace(self.part, self.path)
        else:
            self.part.unlink(missing_ok=True)


class _FolderPlace:
    """The same for a folder: the old one, if any, is kept until the new one is whole."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> Path:
        self.part = Path(tempfile.mkdtemp(prefix=f".{self.path.name}.", dir=self.path.parent))
        return self.part

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            if self.path.exists():
                old = self.part.with_suffix(".old")
                os.replace(self.path, old)
                os.replace(self.part, self.path)
                shutil.rmtree(old)
            else:
                os.replace(self.part, self.path)
        else:
            shutil.rmtree(self.part, ignore_errors=True)


__all__ = ["UNITS", "Row", "write_csv", "write_duckdb", "write_parquet", "write_xlsx"]
