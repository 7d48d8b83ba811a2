"""A table block as rows of cells, each with its place in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINE = re.compile(r"[^\n\r\f\v\x85\u2028\u2029]+")
_PIPE = re.compile(r"[|｜]")
_TAB = re.compile(r"\t")
_GAP = re.compile(r"[ \u00a0]{2,}\u3000*|\u3000[ \u3000]*")
_DASHES = re.compile(r"[\s|:：\-—=+]+")
_MARGIN = re.compile(r"[\s\u3000]*")
_TAGS = re.compile(r"</?[a-zA-Z][^>\n]{0,60}>|\*\*")
_NUMBER = re.compile(r"[-+−]?[\d,，]*\.?\d+\s*[%％]?|[-—–/／]{1,3}")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text without margins and markup, and where it stands."""

    text: str
    start: int
    end: int


Row = list[Cell]


def table_rows(text: str, start: int, end: int) -> list[Row]:
    """The rows of the table in `text[start:end]`, separator lines left out."""
    lines = [match.span() for match in _LINE.finditer(text, start, end) if match.group().strip()]
    lines = [(a, b) for a, b in lines if "\t" in text[a:b] or not _DASHES.fullmatch(text, a, b)]
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
        return _fold([_cell(text, a, b) for a, b in lines])
    return [row for row in rows if not _is_rule(row)]


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
    content = text[first:last]
    if "<" in content or "*" in content:
        content = _TAGS.sub("", content).strip()
    return Cell(content, first, last)


def _fold(cells: list[Cell]) -> list[Row]:
    """Rows of a table laid out one cell a line: a name, then its figures.

    The width is found from the figures that follow each name; the header fills one row.
    """
    figures = [bool(_NUMBER.fullmatch(cell.text)) for cell in cells]
    runs: dict[int, int] = {}
    length = 0
    for number in [*figures, False]:
        if number:
            length += 1
        elif length:
            runs[length] = runs.get(length, 0) + 1
            length = 0
    if not runs:
        return [[cell] for cell in cells]
    width = max(runs, key=lambda size: (runs[size], size)) + 1
    first = figures.index(True) - 1
    rows: list[Row] = [cells[max(first - width, 0) : first]] if first > 0 else []
    index = max(first, 0)
    while index < len(cells):
        row = [cells[index]]
        index += 1
        while index < len(cells) and len(row) < width and figures[index]:
            row.append(cells[index])
            index += 1
        rows.append(row)
    return rows
