"""Files that would take the machine: a clear error within the limits, and the batch goes on."""

from __future__ import annotations

import resource
import time
import zipfile
import zlib
from functools import cache
from pathlib import Path

import pytest

from evaluation.pdf_maker import assemble, stream
from tests.readers.files import as_text, as_xlsx
from xfnlp.errors import InputError
from xfnlp.messages import unread
from xfnlp.readers import guard, limits, read_bytes, read_files, xlsx
from xfnlp.readers.guard import read_guarded

pytest.importorskip("pdfplumber")
pytest.importorskip("openpyxl")


def pdf(contents: bytes, *forms: bytes) -> bytes:
    """A page that shows `contents`; the first of `forms` is its /F0."""
    resources = b"<< /XObject << /F0 5 0 R >> >>" if forms else b"<< >>"
    return assemble(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            b"/Resources " + resources + b" >>",
            contents,
            *forms,
        ]
    )


@cache
def unpacks_to(megabytes: int) -> bytes:
    """A PDF of some kilobytes whose page is so large."""
    packer = zlib.compressobj(1)
    once = b"".join(packer.compress(b" " * 1024 * 1024) for _ in range(megabytes)) + packer.flush()
    twice = zlib.compress(once, 9)
    return pdf(
        b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n%s\nendstream"
        % (len(twice), twice)
    )


def forms_of_forms(depth: int) -> bytes:
    """A PDF whose page draws a form that draws eight forms that each draw eight …"""
    body = b"/F0 Do " * 8
    forms = [
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F0 %d 0 R >> "
        b">> /Length %d >>\nstream\n%s\nendstream" % (6 + number, len(body), body)
        for number in range(depth)
    ]
    return pdf(stream(b"/F0 Do"), *forms, stream(b"0 0 m 1 1 l S"))


def test_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MAX_MEMORY", 200 * 1024 * 1024)
    data = unpacks_to(400)
    assert len(data) < 20_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(InputError, match=r"bomb\.pdf: more than 200 MB of memory"):
        read_bytes(data, "bomb.pdf")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024


def test_time() -> None:
    started = time.monotonic()
    with pytest.raises(InputError, match=r"forms\.pdf: more than \d+ s"):
        read_guarded("pdf", forms_of_forms(20), "forms.pdf", seconds=1)
    assert time.monotonic() - started < 30


def test_what_breaks_the_child_is_an_error_of_the_file() -> None:
    with pytest.raises(InputError, match=r"a\.doc: damaged \(reading broke off: KeyError"):
        read_guarded("doc", b"x", "a.doc")


def test_a_guarded_reader_returns_what_it_read() -> None:
    whole = read_bytes(as_text(), "报告.txt")
    assert read_guarded("plain", as_text(), "报告.txt") == whole
    book = read_bytes(as_xlsx(), "表.xlsx")
    assert read_guarded("xlsx", as_xlsx(), "表.xlsx") == book
    assert book.places[-1].cell


def test_large_documents_are_guarded(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr("xfnlp.readers.GUARDED", 1000)
    monkeypatch.setattr("xfnlp.readers.read_guarded", lambda kind, *_: asked.append(kind))
    read_bytes(as_xlsx(), "a.xlsx")
    read_bytes(b"<html><body>" + b"<p>x</p>" * 500, "a.html")
    read_bytes(as_text(), "a.txt")
    assert asked == ["xlsx", "html"]


def test_the_batch_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MAX_MEMORY", 200 * 1024 * 1024)
    archive = tmp_path / "all.zip"
    with zipfile.ZipFile(archive, "w") as target:
        target.writestr("1.pdf", unpacks_to(400))
        target.writestr("2.txt", as_text())
    bomb, text = (item for _, item in read_files(archive))
    assert isinstance(bomb, InputError)
    assert not isinstance(text, InputError)


def test_too_many_cells_and_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MAX_CELLS", 20)
    with pytest.raises(InputError, match=r"a\.xlsx: more than 20 cells"):
        read_bytes(as_xlsx(), "a.xlsx")
    with pytest.raises(InputError, match=rf"a\.txt: more than {limits.MAX_TEXT:,} characters"):
        read_bytes(b"x" * (limits.MAX_TEXT + 1), "a.txt")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("a.pdf: more than 40 s to read; not read", "用时超过上限"),
        ("a.pdf: more than 1,024 MB of memory to read; not read", "内存超过上限"),
        ("a.xlsx: more than 1,000,000 cells", "超过可读取的大小"),
    ],
)
def test_limits_are_told_in_chinese(error: str, words: str) -> None:
    shown = unread(Path("/报告") / error.split(":")[0], InputError(error))
    assert words in shown and shown.count("/报告/") == 1
