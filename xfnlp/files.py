"""Files to reports: single files, folders and ZIP archives, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from xfnlp.engine import Engine
from xfnlp.errors import InputError
from xfnlp.readers import Source, files_in, read_files
from xfnlp.report import Report


def expand(paths: Iterable[str | Path]) -> list[Path]:
    """The files that paths stand for: a folder is what it holds that can be read.

    A folder without such a file stays in the list, so that reading it names the fault.
    """
    found: list[Path] = []
    for path in map(Path, paths):
        try:
            found += files_in(path) or [path] if path.is_dir() else [path]
        except OSError:
            found.append(path)
    return list(dict.fromkeys(found))


def read_sources(
    path: Path, *, skip: Container[str] = ()
) -> Iterator[tuple[Path, Source | InputError]]:
    """Read one file, or every file of a ZIP or folder.

    Args:
        skip: paths, as yielded, of what is not wanted; a file that is no ZIP is not opened.

    Yields:
        (path, source, or the error where it cannot be read); the path of a ZIP's member is that
        of the archive with the member's name behind it.
    """
    if str(path) in skip:
        return
    nothing = True
    try:
        base = path if path.is_dir() else path.parent
        for name, source in read_files(path):
            nothing = False
            if str(base / name) not in skip:
                yield base / name, source
    except (OSError, ValueError) as error:  # a name that the system does not take
        yield path, InputError(f"{path}: {error}")
        return
    if nothing:
        yield (
            path,
            InputError(
                f"{path}: holds no file that can be read (TXT, DOCX, PDF, HTML, XLSX, Markdown)"
            ),
        )


def read_report(
    engine: Engine, source: Source, *, progress: Callable[[int], None] | None = None
) -> Report:
    """Parse what a reader returned; the report knows its places in the file."""
    return replace(engine.read(source.text, progress=progress), source=source)


def read_reports(
    engine: Engine, paths: Iterable[str | Path]
) -> Iterator[tuple[Path, Report | InputError]]:
    """Read and parse every file that `paths` stand for; see `xfnlp.parse_files`."""
    for file in expand(paths):
        for path, source in read_sources(file):
            if isinstance(source, InputError):
                yield path, source
            else:
                yield path, read_report(engine, source)
