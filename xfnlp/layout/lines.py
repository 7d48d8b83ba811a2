"""Lines of a text with what layout needs of each: extent, indent, width, what stands before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from xfnlp.layout.residue import Span, residue_spans

_LINE = re.compile(r"([^\n\r\f\v\x85\u2028\u2029]*)(\r\n|[\n\r\f\v\x85\u2028\u2029]|\Z)")
_BLANK = " \t\u3000\u00a0\u200b\ufeff\u00ad\u2002\u2003\u2009\x00\x1c\x1d\x1e\x1f"
_SPACE = re.compile(r"\s+")


@dataclass(slots=True)
class Line:
    """A line that is not blank.

    Attributes:
        start, end: offsets of its content, margins and residue beside it left out.
        text: the content without residue (see `layout.residue`), not as long as start to end.
        indent: columns of white space before it (a Chinese character is two columns).
        width: columns of the content, without spaces.
        blanks: blank lines directly before it.
        page: whether a page break or page furniture stands directly before it.
        tabs_before, tabs_after: tabs in its margins (empty cells, in a table).
        residue: places inside it of what a conversion left.
    """

    start: int
    end: int
    text: str
    indent: int
    width: int
    blanks: int
    page: bool
    tabs_before: int
    tabs_after: int
    residue: tuple[Span, ...] = ()


def width_of(text: str) -> int:
    """Columns that `text` fills: two for each character beyond ASCII, spaces not counted."""
    dense = _SPACE.sub("", text)
    return 2 * len(dense) - len(dense.encode("ascii", "ignore"))


def split_lines(text: str) -> list[Line]:
    """All lines of `text` that hold more than white space and residue."""
    lines: list[Line] = []
    blanks = 0
    page = False
    marks = residue_spans(text)
    first = 0
    for match in _LINE.finditer(text):
        while first < len(marks) and marks[first][1] <= match.start():
            first += 1
        line = _line(text, *match.span(1), _inside(marks, first, *match.span(1)))
        if line is not None:
            line.blanks, line.page = blanks, page
            lines.append(line)
            blanks, page = 0, False
        else:
            blanks += 1
        if match.group(2) == "\f":
            page = True
    return lines


def _inside(marks: Sequence[Span], first: int, start: int, end: int) -> list[Span]:
    """The residue in a stretch of text, from the `first` that may lie in it."""
    found = []
    while first < len(marks) and marks[first][0] < end:
        found.append((max(marks[first][0], start), min(marks[first][1], end)))
        first += 1
    return found


def _line(text: str, start: int, end: int, marks: list[Span]) -> Line | None:
    """The line from `start` to `end`; None where it is blank but for residue."""
    raw = text[start:end]
    lead = tail = 0
    while True:  # margins, residue at the ends, and margins behind it
        content = raw[lead : len(raw) - tail]
        lead += len(content) - len(content.lstrip(_BLANK))
        tail += len(content) - len(content.rstrip(_BLANK))
        if lead + tail >= len(raw):
            return None
        if marks and marks[0][0] <= start + lead:
            lead = max(lead, marks.pop(0)[1] - start)
        elif marks and marks[-1][1] >= end - tail:
            tail = max(tail, end - marks.pop()[0])
        else:
            break
    content, position = "", start + lead
    for mark in marks:
        content += text[position : mark[0]]
        position = mark[1]
    content += text[position : end - tail]
    margin = raw[:lead]
    return Line(
        start=start + lead,
        end=end - tail,
        text=content,
        indent=_indent(margin),
        width=width_of(content),
        blanks=0,
        page=False,
        tabs_before=margin.count("\t"),
        tabs_after=raw.count("\t", len(raw) - tail),
        residue=tuple(marks),
    )


def _indent(margin: str) -> int:
    """Columns of a margin; the residue in it takes none."""
    blank = [mark for mark in margin if mark in _BLANK] if margin.strip(_BLANK) else margin
    return len(blank) + sum({"\u3000": 1, "\t": 3}.get(mark, 0) for mark in blank)
