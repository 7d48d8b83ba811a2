"""The lines and tables of PDF pages as running text with places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xfnlp.readers.pages import PageLine, PageTable
from xfnlp.readers.paragraphs import left_edge
from xfnlp.readers.source import Place, Source, TextBuilder, gap_between, join_lines


def write_pages(pages: Sequence[Sequence[PageLine | PageTable]], name: str) -> Source:
    """Write pages: a paragraph or line a line, tables joined over pages, a form feed a page."""
    writer = _Writer(left_edge(pages))
    for number, items in enumerate(pages, start=1):
        writer.page(items, Place(page=number))
    writer.close_table()
    writer.close_line()
    return writer.builder.source(name)


class _Writer:
    def __init__(self, left: float) -> None:
        self.builder = TextBuilder()
        self.left = left
        self.open_line = ""
        self.breaks = ""
        self.table: PageTable | None = None
        self.places: list[list[Place]] = []

    def page(self, items: Sequence[PageLine | PageTable], place: Place) -> None:
        for number, item in enumerate(items):
            if isinstance(item, PageTable):
                self.close_line()
                self.add_table(item, place, first=not number)
            else:
                self.close_table()
                self.add_line(item, place)
        if self.table is None:
            self.breaks += "\f"

    def add_line(self, line: PageLine, place: Place) -> None:
        """Write a line; its end is written when it is known that nothing goes on with it."""
        if line.goes_on and self.open_line:
            self.builder.write(gap_between(self.open_line, line.text) + line.text, place)
            self.breaks = ""
        else:
            self.close_line()
            if line.apart:
                self.builder.gap()
            self.builder.write(line.indented(self.left) + line.text, place)
        self.open_line = line.text

    def close_line(self) -> None:
        if self.open_line:
            self.builder.write("\n")
        if self.breaks:
            self.builder.write(self.breaks)
        self.open_line = self.breaks = ""

    def add_table(self, table: PageTable, place: Place, *, first: bool) -> None:
        """Take a table, or the rows with which it goes on over a page."""
        rows = table.rows
        if self.table is not None and first and table.continues(self.table):
            rows = table.rows_after(self.table)
            if rows and table.splits(rows[0], self.table):
                pairs = zip(self.table.rows[-1], rows.pop(0), strict=True)
                self.table.rows[-1] = [join_lines(pair) for pair in pairs]
            self.table.rows += rows
            self.table.filled = table.filled
        else:
            self.close_table()
            self.table = replace(table, rows=list(rows))
        self.places += [[place] * len(row) for row in rows]

    def close_table(self) -> None:
        if self.table is not None:
            self.builder.table(self.table.rows, self.places)
            self.table, self.places = None, []
