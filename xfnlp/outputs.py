"""Where reports go: the terminal, a file of one format, or an export that can be gone on with."""

from __future__ import annotations

import sys
from pathlib import Path
from types import TracebackType
from typing import Protocol

from rich.console import Console

from xfnlp.errors import InputError
from xfnlp.export import FORMATS, Exporter
from xfnlp.render import Writer
from xfnlp.report import Report

_WRITTEN = {".json": "json", ".txt": "table"}
_WIDTH = 160


class Output(Protocol):
    """Takes reports one by one; what has been written stays whole if the run breaks off.

    `resumes` tells whether the same command goes on from there, `done` what it need not read.
    """

    resumes: bool
    done: frozenset[str]

    def write(self, path: Path, report: Report) -> None: ...
    def __enter__(self) -> Output: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


def open_output(
    path: Path | None,
    *,
    format: str | None = None,
    unit: str | None = None,
    fresh: bool = False,
) -> Output:
    """Open what reports are written to.

    Args:
        path: a file; its ending decides (`.xlsx`, `.parquet`, `.duckdb`, `.csv`, `.jsonl`,
            `.json`, `.txt`) unless `format` is given.  None: standard output.
        format: table, json, jsonl or csv (one table of facts), whatever the file is called.
        unit: of money in tables (by default 万元) and exports (by default 元).
        fresh: throw away what an earlier run left instead of going on with it.

    Raises:
        InputError: where the ending is unknown or the file cannot be written.
    """
    if path is None:
        return _Written(None, format or "table", unit or "万元")
    ending = path.suffix.lower()
    try:
        if format or ending in _WRITTEN:
            return _Written(path, format or _WRITTEN[ending], unit or "万元")
        if ending not in FORMATS:
            known = "、".join((*FORMATS, *_WRITTEN))
            raise InputError(f"{path}：不认识的输出格式，文件名请以 {known} 结尾")
        return _Exported(path, unit or "元", fresh=fresh)
    except OSError as error:
        raise InputError(f"{path}：无法写入（{error.strerror or error}）") from error


class _Written:
    """One format on standard output or in a file."""

    resumes = False
    done: frozenset[str] = frozenset()

    def __init__(self, path: Path | None, format: str, unit: str) -> None:
        self._file = path.open("w", encoding="utf-8", newline="") if path else None
        console = Console(file=self._file, width=_WIDTH) if self._file else Console()
        self._writer = Writer(self._file or sys.stdout, format, console=console, unit=unit)

    def write(self, path: Path, report: Report) -> None:
        self._writer.write(path, report)

    def __enter__(self) -> Output:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._writer.close()  # a JSON list broken off is closed too, so that it can be read
        if self._file:
            self._file.close()


class _Exported:
    """A file or folder of `xfnlp.export`."""

    resumes = True

    def __init__(self, path: Path, unit: str, *, fresh: bool) -> None:
        if fresh:
            path.with_name(f"{path.name}.journal.jsonl").unlink(missing_ok=True)
            if path.suffix.lower() == ".jsonl":
                path.unlink(missing_ok=True)
        self._exporter = Exporter(path, unit=unit)
        self.done = self._exporter.done

    def write(self, path: Path, report: Report) -> None:
        if str(path) not in self._exporter.done:
            self._exporter.add(str(path), report.to_dict())

    def __enter__(self) -> Output:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._exporter.__exit__(kind, error, trace)
