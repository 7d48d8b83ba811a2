"""Tables without ruling lines: columns are where the words of several lines stand in line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xfnlp.readers.centred import centred_rows, header_at
from xfnlp.readers.cuts import is_figure, is_header, parts_tables
from xfnlp.readers.glyphs import Glyphs, Words, first_width, words_of
from xfnlp.readers.source import join_lines

# What is free beside a cell's last line that has no room for one more character.
_ROOM = 1.0
_FARTHEST = 3.0
_MOST_LINES = 2000
_FORM_LINES = 4
_SENTENCE = re.compile(r"[。；！？].|.{40}")
_ORDINAL = re.compile(r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]")
_LEADERS = re.compile(r"[.…·．]{4}|…")
_FORM = re.compile(r"单位\s*[:：]|\A[^：:]{2,8}[：:]")


@dataclass(frozen=True, slots=True)
class Line:
    words: list[Words]
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Unruled:
    """A table found.

    Attributes:
        start, end: numbers of its lines on the page, end exclusive.
        rows: texts of its cells.
        edges: left edges of its columns in points.
        filled: of the cells of the last row, whether they have no room for one more character.
    """

    start: int
    end: int
    rows: list[list[str]]
    edges: tuple[float, ...]
    filled: tuple[bool, ...]


def unruled_tables(lines: Sequence[Glyphs]) -> Iterator[Unruled]:
    """Tables among the lines of characters of a page, given from top to bottom."""
    if len(lines) > _MOST_LINES:
        return
    found = [_line(line) for line in lines]
    index = 0
    while index < len(found):
        end = _run_end(found, index)
        table = _table(found[index:end], index) if end - index >= 2 else None
        if table is not None:
            yield table
        index = max(end, index + 1)


def header_row(words: Sequence[Words], edges: Sequence[float]) -> list[str] | None:
    """The cells of a header over columns with these left edges; None where it is none."""
    cells = [""] * len(edges)
    for word in words:
        near = min(range(len(edges)), key=lambda n: abs(edges[n] - word.left))
        if cells[near]:
            return None
        cells[near] = word.text
    return cells if len(words) > 1 and is_header(cells) else None


def _line(line: Glyphs) -> Line:
    solid = [char for char in line if not char["text"].isspace()]
    top, bottom = min(char["top"] for char in solid), max(char["bottom"] for char in solid)
    return Line(words_of(line), top, bottom)


def _run_end(lines: Sequence[Line], start: int) -> int:
    """End of the lines from `start` that could be rows of one table."""
    if not _row_like(lines[start]):
        return start + 1
    end = index = start + 1
    while index < len(lines):
        above, line = lines[index - 1], lines[index]
        if line.top - above.bottom > _FARTHEST * line.words[0].size:
            break
        if _row_like(line):
            between = lines[end:index]
            texts = [words.text for alone in between for words in alone.words]
            if parts_tables(texts, [words.text for words in line.words]):
                break
            end = index + 1
        elif _beside(line, above.bottom) or _goes_on(line, lines[max(start, index - 3) : index]):
            end = index + 1 if end == index else end
        elif len(line.words) > 1 or index - end >= 2 or _SENTENCE.search(line.words[0].text):
            break
        index += 1
    return end


def _row_like(line: Line) -> bool:
    return len(line.words) > 1 and not any(
        _SENTENCE.search(words.text) or _LEADERS.search(words.text) for words in line.words
    )


def _beside(line: Line, bottom: float) -> bool:
    """Whether a line begins above the foot of the one before: its cells stand beside those."""
    return line.top < bottom - 0.25 * line.words[0].size


def _goes_on(line: Line, above: Sequence[Line]) -> bool:
    """Whether every word of a line goes on with a cell of the lines above that has no room."""
    right = max(words.right for other in above for words in other.words)
    return all(
        any(
            before.left < words.right <= bound
            and words.left < before.right
            and _full(before, words, bound)
            for other in above
            for before, bound in zip(
                other.words, [*(beside.left for beside in other.words[1:]), right], strict=True
            )
        )
        for words in line.words
    )


def _full(before: Words, after: Words, bound: float) -> bool:
    """Whether what begins `after` had no room behind `before`, up to the next column."""
    if is_figure(before.text) or is_figure(after.text) or _ORDINAL.match(after.text):
        return False
    return before.right + (first_width(after.text) + _ROOM) * after.size > bound - 1


def _table(lines: Sequence[Line], first: int) -> Unruled | None:
    columns = _columns(lines[_form_end(lines) :])
    if len(columns) < 2:
        return None
    edges = [left for left, _ in columns]
    bounds = [*edges[1:], max(right for _, right in columns)]
    placed = [_by_column(line, columns) for line in lines]
    texts, last = _rows(lines, placed, bounds)
    if (header := header_at(placed)) is not None:
        centred = centred_rows(placed, header)
        if centred is not None:
            above = _rows(lines[:header], placed[:header], bounds)[0] if header else []
            texts = [*above, *centred]
    if not _plausible(texts):
        return None
    filled = tuple(
        bool(cell) and cell[-1].right + (1 + _ROOM) * cell[-1].size > bound - 1
        for cell, bound in zip(last, bounds, strict=True)
    )
    return Unruled(first, first + len(lines), texts, tuple(edges), filled)


def _by_column(line: Line, columns: Sequence[tuple[float, float]]) -> list[list[Words]]:
    cells: list[list[Words]] = [[] for _ in columns]
    for words in line.words:
        cells[_column_of(words, columns)].append(words)
    return cells


def _rows(
    lines: Sequence[Line], placed: Sequence[list[list[Words]]], bounds: Sequence[float]
) -> tuple[list[list[str]], list[list[Words]]]:
    """Texts of the rows that lines make, by which of them stand beside or go on with others.

    Also the words of the last row.
    """
    rows: list[list[list[Words]]] = []
    bottom = 0.0
    for line, following, cells in zip(lines, [*lines[1:], None], placed, strict=True):
        # A name of two lines has its figures beside it, half a line lower.
        opens = following is not None and _beside(following, line.bottom)
        wraps = rows and not opens and _wraps(rows[-1], cells, bounds)
        if rows and (_beside(line, bottom) or wraps):
            for cell, more in zip(rows[-1], cells, strict=True):
                cell += more
            bottom = max(bottom, line.bottom)
        else:
            rows.append([list(cell) for cell in cells])
            bottom = line.bottom
    texts = [[join_lines([words.text for words in cell]) for cell in row] for row in rows]
    return texts, rows[-1] if rows else []


def _form_end(lines: Sequence[Line]) -> int:
    """End of the lines above the header that name body and unit (编制单位：… 单位：万元)."""
    end = 0
    for number, line in enumerate(lines[:_FORM_LINES], start=1):
        wraps = 0 < end == number - 1 and _goes_on(line, lines[end - 1 : end])
        if wraps or any(_FORM.search(words.text) for words in line.words):
            end = number
    return end


def _columns(lines: Sequence[Line]) -> list[tuple[float, float]]:
    """Extents of the columns; words over several columns (merged headers) widen none."""
    columns: list[tuple[float, float]] = []
    for line in sorted(lines, key=lambda line: -len(line.words)):
        for words in line.words:
            met = [
                number
                for number, (left, right) in enumerate(columns)
                if words.left < right and left < words.right
            ]
            if not met:
                columns.append((words.left, words.right))
            elif len(met) == 1:
                left, right = columns[met[0]]
                columns[met[0]] = (min(left, words.left), max(right, words.right))
    return sorted(columns)


def _column_of(words: Words, columns: Sequence[tuple[float, float]]) -> int:
    """The first column that words lie over, else the nearest."""
    for number, (left, right) in enumerate(columns):
        if words.left < right and left < words.right:
            return number
    return min(range(len(columns)), key=lambda n: abs(columns[n][0] - words.left))


def _wraps(
    row: Sequence[Sequence[Words]], cells: Sequence[Sequence[Words]], bounds: Sequence[float]
) -> bool:
    """Whether a line goes on with cells of the row above that have no room left."""
    return all(
        cell and _full(cell[-1], more[0], bound)
        for cell, more, bound in zip(row, cells, bounds, strict=True)
        if more
    )


def _plausible(rows: Sequence[Sequence[str]]) -> bool:
    """Whether rows make a table: a column of figures, or three columns well filled."""
    filled = [[cell for cell in row if cell] for row in rows]
    if sum(len(row) >= 2 for row in filled) < 2:
        return False
    figured = [any(map(is_figure, row[1:])) for row in rows]
    if any(is_header(row) and any(figured[place:]) for place, row in enumerate(rows)):
        return True
    for column in range(1, len(rows[0])):
        cells = [row[column] for row in rows if row[column]]
        figures = [cell for cell in cells if is_figure(cell)]
        if len(figures) >= 2 and 2 * len(figures) >= len(cells) - 1:
            return not (len(rows[0]) == 2 and _page_numbers(figures))
    return sum(len(row) >= 3 for row in filled) >= 3


def _page_numbers(figures: Sequence[str]) -> bool:
    """Whether figures are those of a contents page."""
    if not all(figure.isascii() and figure.isdigit() for figure in figures):
        return False
    numbers = [int(figure) for figure in figures]
    return numbers == sorted(numbers) and numbers[-1] < 1000
