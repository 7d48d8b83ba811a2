"""xfnlp reads Chinese performance and final-accounts reports into checked records.

The whole public surface:

* `parse(text)`, `parse_many(texts)`, `parse_file(path)`, `parse_files(paths)` return `Report`s;
* `load()` returns a spaCy `Language` whose documents carry the same report;
* `XfnlpError` is the root of everything raised on purpose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from xfnlp.errors import CorpusError, InputError, ModelError, XfnlpError
from xfnlp.report import Report

if TYPE_CHECKING:
    from spacy.language import Language

__version__ = "0.1.0"
__all__ = [
    "CorpusError",
    "InputError",
    "ModelError",
    "Report",
    "XfnlpError",
    "load",
    "parse",
    "parse_file",
    "parse_files",
    "parse_many",
]


def parse(text: str, *, model: str | Path | None = None, runtime: str = "onnx") -> Report:
    """Read one report.

    Args:
        text: the report's text; offsets in the result count its code points.
        model: a model folder; by default the model that ships with xfnlp.
        runtime: `onnx`, or `openvino` where that package is installed.

    Returns:
        A `Report`; for a blank text an empty one with a note.

    Raises:
        InputError: where `text` is no string.
        ModelError: where the model cannot be loaded.
    """
    from xfnlp.engine import get_engine

    return get_engine(model, runtime=runtime).read(text)


def parse_many(
    texts: Iterable[str],
    *,
    model: str | Path | None = None,
    runtime: str = "onnx",
    progress: Callable[[int], None] | None = None,
) -> Iterator[Report]:
    """Read reports in order, the windows of several sharing the processors.

    Args:
        progress: called with a number of characters as they are done.

    Raises:
        InputError: where an item is no string; the reports before it have been returned.
    """
    from xfnlp.engine import get_engine

    yield from get_engine(model, runtime=runtime).read_many(texts, progress=progress)


def parse_file(
    path: str | Path, *, model: str | Path | None = None, runtime: str = "onnx"
) -> Report:
    """Read a file: TXT, Markdown, DOCX, PDF with a text layer, HTML, XLSX, or a ZIP of one.

    Returns:
        A `Report` whose `place(offset)` tells page, paragraph or cell.

    Raises:
        InputError: naming the file and what is wrong with it.
        ModelError: where the model cannot be loaded.
    """
    from xfnlp.engine import get_engine
    from xfnlp.files import read_report
    from xfnlp.readers import read_file

    return read_report(get_engine(model, runtime=runtime), read_file(path))


def parse_files(
    paths: Iterable[str | Path], *, model: str | Path | None = None, runtime: str = "onnx"
) -> Iterator[tuple[Path, Report | InputError]]:
    """Read files, folders and ZIP archives in order, one file at a time in memory.

    A file that cannot be read yields its error, and the rest goes on.

    Yields:
        (path, report or error); a member of a ZIP has the archive's path and its name behind it.

    Raises:
        ModelError: where the model cannot be loaded.
    """
    from xfnlp.engine import get_engine
    from xfnlp.files import read_reports

    yield from read_reports(get_engine(model, runtime=runtime), paths)


def load(
    model: str | Path | None = None, *, runtime: str = "onnx", threads: int | None = None
) -> Language:
    """Load a pipeline directory as a spaCy `Language`; see `xfnlp.pipeline.load`."""
    from xfnlp.pipeline import load as load_pipeline

    return load_pipeline(model, runtime=runtime, threads=threads)
