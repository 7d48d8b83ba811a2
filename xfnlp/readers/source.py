"""What a reader returns: the text of a file and where each part of it stood."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

_SPACE = re.compile(r"[\s\u00a0\u3000]+")
_INNER = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stretch of text stands in its file; numbers count from 1, 0: not known.

    `sheet` and `cell` (A1) are given for spreadsheets, `page` for PDF, `paragraph` else.
    """

    page: int = 0
    paragraph: int = 0
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        """The place in Chinese: 第3页, 第12段, 附表!B4; empty where it is not known."""
        page = f"第{self.page}页" if self.page else ""
        paragraph = f"第{self.paragraph}段" if self.paragraph else ""
        cell = f"{self.sheet}!{self.cell}" if self.cell else self.sheet
        return page + paragraph + cell


@dataclass(frozen=True)
class Source:
    """A file as text.

    Attributes:
        name: the file's name (inside a ZIP: archive and member).
        text: its running text in reading order; rows of tables are lines with tabs.
        starts: ascending offsets of `text` at which a new place begins.
        places: the place of the text from each of `starts` on.
    """

    name: str
    text: str
    starts: tuple[int, ...] = ()
    places: tuple[Place, ...] = ()

    def place(self, offset: int) -> Place:
        """The place in the file of the character at `offset`."""
        index = bisect_right(self.starts, offset) - 1
        return self.places[index] if index >= 0 else Place()


@dataclass
class TextBuilder:
    """Collects paragraphs and tables into a `Source`."""

    parts: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    length: int = 0

    def write(self, text: str, place: Place | None = None) -> None:
        """Append text; a place holds until the next one."""
        if place is not None and (not self.places or self.places[-1] != place):
            self.starts.append(self.length)
            self.places.append(place)
        self.parts.append(text)
        self.length += len(text)

    def line(self, text: str, place: Place | None = None) -> None:
        """Append a paragraph or line."""
        self.write(text, place)
        self.write("\n")

    def table(self, rows: Sequence[Sequence[str]], places: Sequence[Sequence[Place]]) -> None:
        """Append a table: a line a row, a tab between cells, blank lines around."""
        self.gap()
        for row, where in zip(rows, places, strict=True):
            if not any(cell.strip() for cell in row):
                continue
            for number, (cell, place) in enumerate(zip(row, where, strict=True)):
                if number:
                    self.write("\t")
                self.write(cell_text(cell), place)
            self.write("\n")
        self.write("\n")

    def gap(self) -> None:
        """A blank line, unless there is one."""
        if (self.parts and self.parts[-1] != "\n") or (self.length and len(self.parts) == 1):
            self.write("\n")
        if self.length and not "".join(self.parts[-2:]).endswith("\n\n"):
            self.write("\n")

    def source(self, name: str) -> Source:
        return Source(name, "".join(self.parts), tuple(self.starts), tuple(self.places))


def cell_text(text: str) -> str:
    """The text of a cell on one line: breaks inside Chinese words are taken out."""
    return _SPACE.sub(" ", join_lines(text.split("\n"))).strip()


def join_lines(lines: Sequence[str]) -> str:
    """Lines of a cell joined: without a space beside Chinese, with one between Latin words."""
    joined = ""
    for line in lines:
        line = line.strip()
        joined += gap_between(joined, line) + line
    return joined


def gap_between(above: str, below: str) -> str:
    """What stands for the break between two lines of one sentence: nothing or a space."""
    if not above or not below or not (above[-1].isascii() and below[0].isascii()):
        return ""
    return "" if above[-1] in "0123456789.," and below[0] in "0123456789.," else " "
