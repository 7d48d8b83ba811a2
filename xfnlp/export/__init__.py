"""Records and facts of one or many reports as JSON Lines, CSV, XLSX, Parquet and DuckDB.

Every finished report is on the disk before the next is begun: reports go to a journal of JSON
lines, and the other formats are made from it at the end, beside the target and then moved into
place.  A run that breaks off leaves the journal; the next one with the same target goes on from
there (`done` names what it need not do again).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from xfnlp.errors import InputError
from xfnlp.export.journal import Journal
from xfnlp.export.rows import rows_of
from xfnlp.export.schema import TABLES, UNITS
from xfnlp.export.writers import write_csv, write_duckdb, write_parquet, write_xlsx

__all__ = ["FORMATS", "TABLES", "UNITS", "Exporter", "export", "rows_of"]

Writer = Callable[[Iterable[tuple[str, Mapping[str, Any]]], Path, str], None]
_WRITERS: Final[dict[str, Writer]] = {
    ".csv": write_csv,
    ".xlsx": write_xlsx,
    ".parquet": write_parquet,
    ".duckdb": write_duckdb,
}
FORMATS: Final = (".jsonl", *_WRITERS)
_NEEDS: Final = {".xlsx": "openpyxl", ".parquet": "pyarrow", ".duckdb": "duckdb"}


class Exporter:
    """Takes reports one by one and writes them to a file or folder by its ending.

    `.jsonl` is a file of one report a line; `.csv` and `.parquet` are folders with a file for
    each of `TABLES`; `.xlsx` is a workbook with a sheet each; `.duckdb` a database with a table
    each.

    Args:
        path: Where to write; the ending decides the format.
        unit: 元, 万元 or 亿元 for columns of money; JSON Lines keep yuan.

    Raises:
        InputError: for an unknown ending or unit, a target that holds something else, or where
            the package that writes the format is not installed.
    """

    def __init__(self, path: str | Path, *, unit: str = "元") -> None:
        self.path = Path(path)
        self.unit = unit
        ending = self.path.suffix.lower()
        if ending not in FORMATS:
            raise InputError(f"{path}: unknown format; use one of {', '.join(FORMATS)}")
        if unit not in UNITS:
            raise InputError(f"unknown unit {unit}; use one of {', '.join(UNITS)}")
        needed = _NEEDS.get(ending)
        if needed and find_spec(needed) is None:  # told before hours of reading, not after
            raise InputError(f"{path}: needs {needed} (pip install xfnlp[tables])")
        self._writer = _WRITERS.get(ending)
        journal = self.path
        if self._writer is not None:
            journal = self.path.with_name(f"{self.path.name}.journal.jsonl")
        self._journal = Journal(journal)

    @property
    def done(self) -> frozenset[str]:
        """The names of the reports that are written already, by an earlier run included."""
        return frozenset(self._journal.done)

    def add(self, file: str, report: Mapping[str, Any]) -> None:
        """Write one report (a dict as `Report.to_dict` gives it); it is safe on return."""
        self._journal.add(file, report)

    def close(self) -> None:
        """Finish: make the file from the journal, and remove the journal."""
        self._journal.close()
        if self._writer is not None:
            self._writer(iter(self._journal), self.path, self.unit)
            self._journal.path.unlink()

    def __enter__(self) -> Exporter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.close()
        else:  # what is finished stays in the journal
            self._journal.close()


def export(
    reports: Iterable[tuple[str, Mapping[str, Any]]], path: str | Path, *, unit: str = "元"
) -> Path:
    """Write named reports to `path`, going on where an earlier run broke off."""
    with Exporter(path, unit=unit) as sink:
        for file, report in reports:
            if file not in sink.done:
                sink.add(file, report)
    return Path(path)
