"""The PDF that reading is timed on, and what is measured of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluation.reading import in_child, long_pdf
from xfnlp.errors import XfnlpError
from xfnlp.layout import find_blocks
from xfnlp.readers import read_bytes
from xfnlp.tables import read_tables

pytest.importorskip("pdfplumber")


def test_prose_and_ruled_tables() -> None:
    source = read_bytes(long_pdf(5), "a.pdf")
    blocks = find_blocks(source.text)
    assert sum(block.kind == "table" for block in blocks) == 1
    assert len(read_tables(source.text, blocks)) == 4 * 27
    assert source.place(len(source.text) - 2).page == 5
    assert sum(block.end - block.start > 100 for block in blocks) > 10


def test_a_child_measures_one_file(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(long_pdf(2))
    found = in_child(file, 1)
    assert (found["file"], found["pages"]) == ("a.pdf", 2)
    assert 0 < found["before"] <= found["memory"]
    assert found["seconds"] > 0
    file.write_bytes(b"%PDF-1.7 cut short")
    with pytest.raises(XfnlpError, match=r"a\.pdf"):
        in_child(file, 1)
