"""Files to text: TXT, Markdown, DOCX, PDF with a text layer, HTML, XLSX, ZIP and folders.

The kind of a file is found out from its bytes.  Nothing a file refers to is opened or fetched,
no macro or script runs, and `xfnlp.readers.limits` bounds what is unpacked, memory and time.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from xfnlp.errors import InputError
from xfnlp.readers.docx import read_docx
from xfnlp.readers.guard import Reader, read_guarded
from xfnlp.readers.html import read_html
from xfnlp.readers.limits import GUARDED, check_size, open_archive
from xfnlp.readers.pdf import read_pdf
from xfnlp.readers.plain import read_plain
from xfnlp.readers.source import Place, Source
from xfnlp.readers.xlsx import read_xlsx

__all__ = ["Place", "Source", "files_in", "read_bytes", "read_file", "read_files"]

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SKIPPED = (".", "~$", "__MACOSX", "Thumbs.db")
_SUFFIXES = frozenset(
    [
        ".txt",
        ".text",
        ".md",
        ".markdown",
        ".docx",
        ".docm",
        ".pdf",
        ".html",
        ".htm",
        ".xhtml",
        ".xlsx",
        ".xlsm",
        ".zip",
    ]
)


def read_file(path: str | Path) -> Source:
    """Read one file; a ZIP must hold exactly one file that can be read.

    Raises:
        InputError: naming the file and what is wrong with it.
    """
    path = Path(path)
    if path.is_dir():
        raise InputError(f"{path}: a folder; read_files reads the files in it")
    return read_bytes(_load(path), path.name)


def read_files(path: str | Path) -> Iterator[tuple[str, Source | InputError]]:
    """Read a file, every file of a ZIP, or every file below a folder.

    A file that cannot be read yields its error, and the rest goes on.

    Yields:
        (name, source or error); names are paths relative to the folder or archive.
    """
    path = Path(path)
    if path.is_dir():
        for inner in files_in(path):
            yield from _read_one(inner.relative_to(path).as_posix(), inner)
        return
    yield from _read_one(path.name, path)


def files_in(folder: Path) -> list[Path]:
    """The files below a folder that a reader exists for, by name; hidden ones are left out."""
    return [
        inner
        for inner in sorted(folder.rglob("*"))
        if inner.suffix.lower() in _SUFFIXES
        and not any(part.startswith(_SKIPPED) for part in inner.relative_to(folder).parts)
        and inner.is_file()
    ]


def read_bytes(data: bytes, name: str) -> Source:
    """Read a file given as bytes; `name` is used in messages.

    Raises:
        InputError: naming the file and what is wrong with it.
    """
    check_size(len(data), name)
    kind = _kind(data, name)
    if kind == "pdf" or _unpacked(kind, data, name) > GUARDED:
        return read_guarded(kind, data, name)
    return READERS[kind](data, name)


def _read_one(name: str, path: Path) -> Iterator[tuple[str, Source | InputError]]:
    try:
        data = _load(path)
        check_size(len(data), name)
        if _kind_of_archive(data, name) == "zip":
            yield from _members(data, name)
            return
        yield name, read_bytes(data, name)
    except InputError as error:
        yield name, error


def _load(path: Path) -> bytes:
    try:
        check_size(path.stat().st_size, path.name)
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error


def _kind(data: bytes, name: str) -> str:
    """Which of `READERS` a file is for.

    Raises:
        InputError: where there is none.
    """
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK"):
        return _kind_of_archive(data, name)
    if data.startswith(_OLD_OFFICE):
        raise InputError(
            f"{name}: a file of old Word or Excel (or locked); save it as DOCX or XLSX"
        )
    if head.startswith(b"{\\rtf"):
        raise InputError(f"{name}: RTF; save it as DOCX")
    start = head[:600].lower()
    markup = any(tag in start for tag in (b"<!doctype html", b"<html", b"<head", b"<body"))
    named = name.lower().endswith((".html", ".htm", ".xhtml"))
    if (markup and start.startswith(b"<")) or (named and b"<" in data[:4096]):
        return "html"
    return "plain"


def _unpacked(kind: str, data: bytes, name: str) -> int:
    """Bytes that a reader's library has to parse into a tree."""
    if kind == "html":
        return len(data)
    if kind not in ("docx", "xlsx"):
        return 0
    with open_archive(io.BytesIO(data), name) as archive:
        return sum(
            member.file_size for member in archive.infolist() if member.filename.endswith(".xml")
        )


def _kind_of_archive(data: bytes, name: str) -> str:
    if not data.startswith(b"PK"):
        return ""
    with open_archive(io.BytesIO(data), name) as archive:
        members = set(archive.namelist())
    if "word/document.xml" in members:
        return "docx"
    return "xlsx" if "xl/workbook.xml" in members else "zip"


def _members(data: bytes, name: str) -> Iterator[tuple[str, Source | InputError]]:
    """The files in a ZIP, one level deep."""
    with open_archive(io.BytesIO(data), name) as archive:
        for member in archive.infolist():
            inner = _member_name(member)
            parts = inner.split("/")
            if member.is_dir() or any(part.startswith(_SKIPPED) for part in parts):
                continue
            if Path(inner).suffix.lower() not in _SUFFIXES - {".zip"}:
                continue
            shown = f"{name}/{inner}"
            try:
                content = archive.read(member)
                yield shown, read_bytes(content, shown)
            except InputError as error:
                yield shown, error
            except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
                yield shown, InputError(f"{shown}: damaged member ({error})")
            except Exception as error:  # zlib.error and what other codecs raise
                yield shown, InputError(f"{shown}: damaged member ({error})")


def _member_name(member: zipfile.ZipInfo) -> str:
    """A member's name; archives made on Chinese Windows carry GB18030 marked as CP437."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return member.filename


def _read_zip(data: bytes, name: str) -> Source:
    read = list(_members(data, name))
    sources = [source for _, source in read if isinstance(source, Source)]
    if len(sources) == 1:
        return sources[0]
    errors = [error for _, error in read if isinstance(error, InputError)]
    if not sources and errors:
        raise errors[0]
    raise InputError(f"{name}: a ZIP of {len(sources)} readable files; read_files reads them all")


# By the kind of file; the child of `xfnlp.readers.guard` finds its reader here.
READERS: Final[dict[str, Reader]] = {
    "docx": read_docx,
    "html": read_html,
    "pdf": read_pdf,
    "plain": read_plain,
    "xlsx": read_xlsx,
    "zip": _read_zip,
}
