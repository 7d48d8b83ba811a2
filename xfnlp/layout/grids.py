"""Which lines make a table: tabs, pipes, columns of spaces, or one cell a line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xfnlp.layout.lines import Line
from xfnlp.layout.marks import (
    CONTACT,
    DATE,
    NOTE,
    SEMI,
    TABLE_TITLE,
    TERMINAL,
    UNIT_LINE,
    ends,
    rank_of,
)

_COLUMN_GAP = re.compile(r"[ \u00a0]{2,}\u3000*|\u3000[ \u3000]*")
_FIGURE = re.compile(r"[-+−]?[\d,，]*\.?\d+\s*[%％]?|[-—–/／]{1,3}|无")
_ORDINAL_TAB = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]?\t\s*(?=\S)")
_LETTER_SPACED = re.compile(r"(?:\S[ \u3000]+){1,5}\S")
_HEADER_NOTE = re.compile(
    r"(?:部门|单位|编制单位|填报单位|预算单位|项目名称|截止时间|截至|日期)[^：:]{0,6}[:：]|20\d\d\s*年度?"
)
_CLAUSE = re.compile(r"[，。；]")
_MARKS = re.compile(r"[\t|｜]")
_LONGEST_CELL = 40


def table_spans(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Ranges of lines that are tables, in order."""
    cells = [_cells(line) for line in lines]
    spans = _runs(lines, cells)
    taken = [False] * len(lines)
    for start, end in spans:
        taken[start:end] = [True] * (end - start)
    spans += _one_cell_a_line(lines, taken)
    return sorted(spans)


def captions_before(lines: Sequence[Line], start: int, floor: int) -> int:
    """Index of the first caption or unit line above the table that begins at `start`."""
    first = start
    while first - 1 >= floor and start - first < 5:
        line = lines[first - 1]
        text = line.text
        if line.width > 110 or ends(TERMINAL, text) or ends(SEMI, text) or text[0] == "#":
            break
        unit = UNIT_LINE.search(text) is not None
        if not unit and rank_of(text)[0]:
            break
        if not (
            unit or TABLE_TITLE.match(text) or (_HEADER_NOTE.search(text) and line.width <= 80)
        ):
            break
        first -= 1
    return first


def _cells(line: Line) -> int:
    """Number of cells that a line seems to hold; 1 for prose, negative for weak evidence."""
    text = line.text
    if "|" in text or "｜" in text:
        bars = text.count("|") + text.count("｜")
        if bars >= 2 or text[0] in "|｜":
            return bars + 1
        if bars == 1 and line.width <= 80 and not ends(TERMINAL, text):
            return -2
    if "\t" in text and not (text.count("\t") == 1 and _ORDINAL_TAB.match(text)):
        tabs = text.count("\t")
        if tabs >= 2 or line.tabs_after or line.tabs_before:
            return tabs + 1 + line.tabs_before + line.tabs_after
        return -2
    if line.tabs_after >= 2:
        return line.tabs_after + 1
    if ("  " in text or "\u3000" in text) and not ends(TERMINAL, text) and not CONTACT.search(text):
        parts = [part for part in _COLUMN_GAP.split(text) if part]
        if len(parts) >= 3 and not _LETTER_SPACED.fullmatch(text):
            plain = all(len(part) <= _LONGEST_CELL and not _CLAUSE.search(part) for part in parts)
            return -len(parts) if plain else 1
        if len(parts) == 2 and _FIGURE.fullmatch(parts[1]):
            return -2
    return 1


def _runs(lines: Sequence[Line], cells: Sequence[int]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    count = len(lines)
    index = 0
    while index < count:
        if cells[index] == 1:
            index += 1
            continue
        end, rows, strong = index, 0, 0
        while end < count:
            if cells[end] != 1:
                if end > index and not _goes_on(lines, cells, index, end):
                    break
                rows += 1
                strong += cells[end] > 1
                end += 1
                continue
            if _one_cell_row(lines[end]):
                end += 1
                continue
            bridge = _bridge(lines, cells, end)
            if not bridge:
                break
            end = bridge
        widest = max(abs(value) for value in cells[index:end])
        if (
            strong >= 2
            or (strong and widest >= 3)
            or rows >= 3
            or (rows >= 2 and "\t" in lines[index].text)
            or _one_row(lines[index:end], cells[index:end])
        ) and not all(_is_prose(line.text) for line in lines[index:end]):
            spans.append((index, end))
        index = max(end, index + 1)
    return spans


def _one_row(lines: Sequence[Line], cells: Sequence[int]) -> bool:
    """Whether two lines are headers and the figures under them, one for each."""
    if len(lines) != 2 or cells[0] != cells[1] or abs(cells[0]) < 3:
        return False
    above, below = ([part for part in _COLUMN_GAP.split(line.text) if part] for line in lines)
    return all(map(_FIGURE.fullmatch, below)) and not any(map(_FIGURE.fullmatch, above))


def _is_prose(text: str) -> bool:
    """Whether a line with tabs or bars in it reads as sentences rather than as cells."""
    parts = [part.strip() for part in _MARKS.split(text) if part.strip()]
    if text[0] in "|｜" or any(_FIGURE.fullmatch(part) for part in parts):
        return False
    told = sum(bool(_CLAUSE.search(part) or ends(TERMINAL, part)) for part in parts)
    return ends(TERMINAL, text) or (told > 0 and 2 * told >= len(parts))


def _goes_on(lines: Sequence[Line], cells: Sequence[int], start: int, index: int) -> bool:
    """Whether the row at `index` belongs to the table before it, across a gap if need be."""
    line = lines[index]
    if not line.blanks and not line.page:
        return not (UNIT_LINE.search(line.text) and index > start + 1 and not _figures(line.text))
    return (
        abs(abs(cells[index]) - abs(cells[index - 1])) <= 1
        and line.blanks <= 3
        and not UNIT_LINE.search(line.text)
    )


def _one_cell_row(line: Line) -> bool:
    """A row of a table with one cell filled: tabs in its margins, no blank line before."""
    return not line.blanks and line.tabs_before + line.tabs_after > 0 and line.width <= 80


def _figures(text: str) -> bool:
    return any(_FIGURE.fullmatch(part.strip()) for part in _MARKS.split(text))


def _bridge(lines: Sequence[Line], cells: Sequence[int], index: int) -> int:
    """Where the table goes on after lines that are the inside of a cell; 0: it does not."""
    for after in range(index + 1, min(index + 4, len(lines))):
        if lines[after].blanks and not lines[after].page:
            return 0
        inside = lines[after - 1].text
        if (
            lines[index].blanks
            or NOTE.match(inside)
            or UNIT_LINE.search(inside)
            or inside[0] == "#"
        ):
            return 0
        if TABLE_TITLE.match(inside) or rank_of(inside)[0] in (1, 2) or DATE.fullmatch(inside):
            return 0
        if cells[after] > 1:
            markup = inside.startswith("<") or lines[index].text.startswith("<")
            return after if markup or max(line.width for line in lines[index:after]) <= 60 else 0
    return 0


def _one_cell_a_line(lines: Sequence[Line], taken: Sequence[bool]) -> list[tuple[int, int]]:
    """Tables that a conversion has laid out as one cell a line."""
    spans: list[tuple[int, int]] = []
    index, count = 0, len(lines)
    while index < count:
        if taken[index] or not _cell_like(lines[index]):
            index += 1
            continue
        end = index
        while end < count and not taken[end] and _cell_like(lines[end]) and _near(lines[end]):
            end += 1
        end = max(end, index + 1)
        figures = [place for place in range(index, end) if _FIGURE.fullmatch(lines[place].text)]
        if len(figures) >= 4:
            first, last = figures[0], figures[-1] + 1
            if len(figures) >= 0.3 * (last - first):
                while first > index and first > figures[0] - 24 and _header_like(lines[first - 1]):
                    first -= 1
                spans.append((first, last))
        index = end
    return spans


def _near(line: Line) -> bool:
    return line.blanks <= 1 or (line.page and line.blanks <= 4)


def _cell_like(line: Line) -> bool:
    return line.width <= 40 and not ends(TERMINAL, line.text) and not ends(SEMI, line.text)


def _header_like(line: Line) -> bool:
    text = line.text
    return (
        line.width <= 30
        and text[-1] not in "：:"
        and text[0] not in "#*"
        and not rank_of(text)[0]
        and not UNIT_LINE.search(text)
        and not TABLE_TITLE.match(text)
    )
