"""One report written as DOCX, HTML, XLSX and text, for round trips."""

from __future__ import annotations

import io
import zipfile
from typing import Any

TITLE = "2023年度部门整体支出绩效自评报告"
PROSE = [
    "一、收支情况",
    "全年收入合计1,286.40万元，全年支出合计1,275.02万元，比上年增加63.71万元，增长5.26%。",
    "二、履职情况",
    "全年受理来访群众三百二十七批，按期办结率达到99.2%，没有发生越级上访的情况。",
]
CAPTION = "单位：万元"
# Rows of cells; a cell is its text, how many columns it covers, and how many rows.
TABLE: list[list[tuple[str, int, int]]] = [
    [("项目", 2, 1), ("本年支出合计", 1, 2), ("基本支出", 1, 2), ("项目支出", 1, 2)],
    [("科目编码", 1, 1), ("科目名称", 1, 1)],
    [("合计", 2, 1), ("1275.02", 1, 1), ("800.02", 1, 1), ("475.00", 1, 1)],
    [("201", 1, 1), ("一般公共服务支出", 1, 1), ("1200", 1, 1), ("750", 1, 1), ("450", 1, 1)],
    [("208", 1, 1), ("社会保障和就业支出", 1, 1), ("75.02", 1, 1), ("50.02", 1, 1), ("25", 1, 1)],
]
WIDTH = 5


def grid() -> tuple[list[list[str]], list[tuple[int, int, int, int]]]:
    """The table with empty cells where cells are merged, and the merged ranges."""
    rows: list[list[str]] = []
    merged: list[tuple[int, int, int, int]] = []
    taken: set[tuple[int, int]] = set()
    for r, cells in enumerate(TABLE):
        row = [""] * WIDTH
        column = 0
        for text, across, down in cells:
            while (r, column) in taken:
                column += 1
            row[column] = text
            if across > 1 or down > 1:
                merged.append((r, column, r + down - 1, column + across - 1))
            taken |= {(r + i, column + j) for i in range(down) for j in range(across)}
            column += across
        rows.append(row)
    return rows, merged


def as_text() -> bytes:
    table = "\n".join("\t".join(row) for row in grid()[0])
    return "\n".join([TITLE, "", *PROSE, CAPTION, table, ""]).encode()


def as_docx() -> bytes:
    import docx

    document = docx.Document()
    for line in [TITLE, *PROSE, CAPTION]:
        document.add_paragraph(line)
    rows, merged = grid()
    table = document.add_table(rows=len(rows), cols=WIDTH)
    for top, left, bottom, right in merged:
        table.cell(top, left).merge(table.cell(bottom, right))
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            if text:
                table.cell(r, c).text = text
    return saved(document)


def as_html() -> bytes:
    rows = "".join(
        "<tr>"
        + "".join(f"<td colspan={a} rowspan={d}><p>{t}</p></td>" for t, a, d in cells)
        + "</tr>"
        for cells in TABLE
    )
    prose = "".join(f"<p>　　{line}</p>" for line in [*PROSE, CAPTION])
    links = "".join(f"<li><a href='/{n}'>栏目{n}</a></li>" for n in range(30))
    return (
        f"<!DOCTYPE html><html><head><meta charset='gb2312'><title>{TITLE}_政务网</title>"
        "<script>document.write('收入1万元')</script></head><body>"
        f"<ul class='menu'>{links}</ul><div id='main'><h1>{TITLE}</h1>"
        f"<div class='text'>{prose}<table>{rows}</table></div></div>"
        "<div style='display:none'>隐藏9万元</div><footer>版权所有</footer></body></html>"
    ).encode("gb18030")


def as_xlsx() -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    for line in [TITLE, *PROSE, CAPTION]:
        sheet.append([line])
    first = sheet.max_row
    rows, merged = grid()
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            value: Any = float(text) if text.replace(".", "").isdigit() and c > 1 else text
            sheet.cell(first + 1 + r, c + 1, value or None)
    for top, left, bottom, right in merged:
        sheet.merge_cells(
            start_row=first + 1 + top,
            start_column=left + 1,
            end_row=first + 1 + bottom,
            end_column=right + 1,
        )
    return saved(book)


def with_macros(data: bytes, kind: str, macro: str, relations: str) -> bytes:
    """An Office file as it is saved with macros.

    Args:
        kind: its content type, and `macro` that of a file with macros.
        relations: the part that names what belongs to the document.
    """
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for item in old.infolist():
            content = old.read(item).replace(kind.encode(), macro.encode())
            if item.filename == relations:
                content = content.replace(
                    b"</Relationships>",
                    b'<Relationship Id="rMacro" Target="vbaProject.bin" Type='
                    b'"http://schemas.microsoft.com/office/2006/relationships/vbaProject"/>'
                    b"</Relationships>",
                )
            if item.filename == "[Content_Types].xml":
                content = content.replace(
                    b"</Types>",
                    b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
                    b"</Types>",
                )
            new.writestr(item.filename, content)
        folder = relations.partition("/")[0]
        new.writestr(f"{folder}/vbaProject.bin", b"\xd0\xcf\x11\xe0 Sub Auto_Open()")
    return target.getvalue()


def saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()
