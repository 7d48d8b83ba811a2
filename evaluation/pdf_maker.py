"""A small writer of PDF pages with ruled tables, for tests: text is placed as given."""

from __future__ import annotations

Text = tuple[float, float, float, str]
Rule = tuple[float, float, float, float]


def make_pdf(pages: list[tuple[list[Text], list[Rule]]]) -> bytes:
    """A PDF from pages of texts (x, y from the top, size, characters) and lines (x0, y0, x1, y1).

    The font is not embedded; a ToUnicode map gives each character its code point.
    """
    height = 842
    characters = sorted({mark for texts, _ in pages for *_, text in texts for mark in text})
    codes = {mark: number for number, mark in enumerate(characters, start=1)}
    mapped = "\n".join(
        f"<{code:04x}> <{mark.encode('utf-16-be').hex()}>" for mark, code in codes.items()
    )
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{mapped}\nendbfchar endcmap end end"
    ).encode()
    widths = " ".join(
        f"{code} [{500 if ord(mark) < 128 else 1000}]" for mark, code in codes.items()
    )
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H "
        b"/DescendantFonts [4 0 R] /ToUnicode 6 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song "
        b"/FontDescriptor 5 0 R /DW 1000 /CIDSystemInfo << /Registry (Adobe) "
        b"/Ordering (Identity) /Supplement 0 >> /W [" + widths.encode() + b"] >>",
        b"<< /Type /FontDescriptor /FontName /Song /Flags 4 /FontBBox [0 -120 1000 880] "
        b"/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 >>",
        stream(cmap),
    ]
    kids = []
    for texts, rules in pages:
        commands = [
            f"BT /F1 {size} Tf {x} {height - y} Td <"
            + "".join(f"{codes[mark]:04x}" for mark in text)
            + "> Tj ET"
            for x, y, size, text in texts
        ]
        commands += [f"{x0} {height - y0} m {x1} {height - y1} l S" for x0, y0, x1, y1 in rules]
        objects.append(stream("\n".join(commands).encode()))
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 {height}] /Contents "
            f"{len(objects)} 0 R /Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    return assemble(objects)


def stream(data: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(data), data)


def assemble(objects: list[bytes]) -> bytes:
    out = b"%PDF-1.7\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        start,
    )


def table_page(
    rows: list[list[str]], top: float, *, widths: list[float], drop: float = 0.0
) -> tuple[list[Text], list[Rule]]:
    """A ruled table; digits stand `drop` points lower than Chinese characters."""
    left, high = 60.0, 24.0
    edges = [left]
    for width in widths:
        edges.append(edges[-1] + width)
    texts: list[Text] = []
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if cell:
                lower = drop if cell.isascii() else 0.0
                texts.append((edges[c] + 4, top + r * high + 16 + lower, 10, cell))
    bottom = top + len(rows) * high
    rules = [(edges[0], top + r * high, edges[-1], top + r * high) for r in range(len(rows) + 1)]
    rules += [(edge, top, edge, bottom) for edge in edges]
    return texts, rules
