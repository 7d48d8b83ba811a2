"""Any report written as DOCX, PDF, HTML, XLSX and text, for round trips.

A report is its paragraphs and tables in order; a table is rows of cells, of which each holds
text, and an empty one may belong to the cell merged over it.
"""

from __future__ import annotations

import html
import shutil
import subprocess
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from tests.readers.files import saved

Table = list[list[str]]
Part = str | Table

SOFFICE = shutil.which("soffice")


def parts_of(text: str) -> list[Part]:
    """A report's lines, those with tabs as tables."""
    parts: list[Part] = []
    for tabbed, lines in groupby(text.splitlines(), key=lambda line: "\t" in line):
        if not tabbed:
            parts += lines
            continue
        rows = [line.split("\t") for line in lines]
        width = max(map(len, rows))
        parts.append([row + [""] * (width - len(row)) for row in rows])
    return parts


def to_text(parts: Sequence[Part]) -> bytes:
    lines = [
        part if isinstance(part, str) else "\n".join("\t".join(row) for row in part)
        for part in parts
    ]
    return ("\n".join(lines) + "\n").encode()


def to_docx(parts: Sequence[Part], *, ruled: bool = True) -> bytes:
    import docx

    document = docx.Document()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        table = document.add_table(rows=len(part), cols=len(part[0]))
        if ruled:
            table.style = "Table Grid"
        for row, cells in zip(table.rows, part, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    return saved(document)


def to_html(parts: Sequence[Part]) -> bytes:
    body = []
    for part in parts:
        if isinstance(part, str):
            body.append(f"<p>{html.escape(part)}</p>")
            continue
        rows = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in part)
        body.append("<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>")
    page = "\n".join(body)
    return (
        "<!DOCTYPE html><html><head><meta charset='utf-8'></head><body><ul class='menu'>"
        + "".join(f"<li><a href='/{n}'>栏目{n}</a></li>" for n in range(20))
        + f"</ul><div class='text'>{page}</div><div class='foot'>政府办公室主办</div></body></html>"
    ).encode()


def to_xlsx(parts: Sequence[Part]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    for part in parts:
        for row in [[part]] if isinstance(part, str) else part:
            sheet.append([_value(cell) for cell in row])
    return saved(book)


def _value(text: str) -> float | str | None:
    """A cell as a bureau keeps it: figures are numbers, codes and names are text."""
    bare = text.strip().replace(",", "")
    if bare.count(".") == 1 and bare.replace(".", "").isdigit():
        return float(bare)
    return text or None


def to_pdf(path: Path) -> Path:
    """The PDF that LibreOffice makes of a DOCX or XLSX file, beside it."""
    profile = path.parent / "soffice-profile"
    subprocess.run(
        [str(SOFFICE), f"-env:UserInstallation={profile.resolve().as_uri()}", "--headless",
         "--convert-to", "pdf", "--outdir", str(path.parent), str(path)],
        check=True,
        timeout=240,
        capture_output=True,
    )  # fmt: skip
    return path.with_suffix(".pdf")
