"""A table block as rows of cells, each with its place in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from xfnlp.layout.residue import trim_residue, without_residue
from xfnlp.types import Block

_LINE = re.compile(r"[^\n\r\f\v\x85\u2028\u2029]+")
_BEFORE = re.compile(r"[^\S\n\r\f\v\x85\u2028\u2029]*\Z")
_PIPE = re.compile(r"[|｜]")
_TAB = re.compile(r"\t")
_GAP = re.compile(r"[ \u00a0]{2,}\u3000*|\u3000[ \u3000]*")
_DASHES = re.compile(r"[\s|:：\-—=+]+")
_MARGIN = re.compile(r"[\s\u3000]*")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text without margins and markup, and where it stands."""

    text: str
    start: int
    end: int


Row = list[Cell]


def table_rows(text: str, block: Block) -> list[Row]:
    """The rows of a table block; separator lines and page numbers inside it are left out.

    A table laid out one cell a line comes back as rows of one cell (see `tables.flat`).
    """
    lines = [
        (start, end)
        for start, end in _lines(text, block)
        if "\t" in text[start:end] or not _DASHES.fullmatch(text, start, end)
    ]
    tabbed = sum("\t" in text[a:b] for a, b in lines)
    piped = sum(text.count("|", a, b) + text.count("｜", a, b) > 0 for a, b in lines)
    if not lines:
        return []
    if piped > tabbed and 2 * piped >= len(lines):
        rows = [_split(text, a, b, _PIPE, framed=True) for a, b in lines]
    elif tabbed:
        rows = [_split(text, a, b, _TAB) for a, b in lines]
    elif any(_GAP.search(text[a:b].strip()) for a, b in lines):
        rows = [_split(text, *_trim(text, a, b), _GAP) for a, b in lines]
    else:
        return [[_cell(text, a, b)] for a, b in lines]
    return [row for row in rows if not _is_rule(row)]


def _lines(text: str, block: Block) -> list[tuple[int, int]]:
    """Whole lines that hold a piece of the block, their margins included."""
    margin = _BEFORE.search(text[max(block.start - 200, 0) : block.start])
    start = block.start - (len(margin.group()) if margin else 0)
    pieces = iter(block.pieces)
    piece = next(pieces, None)
    found: list[tuple[int, int]] = []
    for match in _LINE.finditer(text, start):
        if piece is None or match.start() >= block.end:
            break
        if piece[0] >= match.end():
            continue
        found.append(match.span())
        while piece is not None and piece[0] < match.end():
            piece = next(pieces, None)
    return found


def _is_rule(row: Row) -> bool:
    """A row that only separates: ------ | ------."""
    shown = [cell.text for cell in row if cell.text]
    return len(shown) >= 2 and all(len(cell) >= 3 and not cell.strip("-—:：= ") for cell in shown)


def _split(text: str, start: int, end: int, mark: re.Pattern[str], *, framed: bool = False) -> Row:
    row: Row = []
    position = start
    for match in mark.finditer(text, start, end):
        row.append(_cell(text, position, match.start()))
        position = match.end()
    row.append(_cell(text, position, end))
    if framed and len(row) > 1:
        if not row[0].text:
            del row[0]
        if row and not row[-1].text:
            del row[-1]
    return row


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    margin = _MARGIN.match(text, start, end)
    first = margin.end() if margin else start
    return first, first + len(text[first:end].rstrip())


def _cell(text: str, start: int, end: int) -> Cell:
    first, last = _trim(text, start, end)
    first, last = trim_residue(text, first, last)
    content = without_residue(text[first:last]).replace("**", "").strip()
    return Cell(content, first, last)
