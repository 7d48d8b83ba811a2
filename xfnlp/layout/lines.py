"""Lines of a text with what layout needs of each: extent, indent, width, what stands before."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINE = re.compile(r"([^\n\r\f\v\x85\u2028\u2029]*)(\r\n|[\n\r\f\v\x85\u2028\u2029]|\Z)")
_BLANK = " \t\u3000\u00a0\u200b\ufeff\u00ad\u2002\u2003\u2009\x00\x1c\x1d\x1e\x1f"
# Leftovers of a conversion that are no words of the report.
LEFTOVER = re.compile(
    r"\[bookmark:[^\]\n]{0,60}\]|</?(?:p|br|div|span)\b[^>\n]{0,80}>", re.IGNORECASE
)
_SPACE = re.compile(r"\s+")


@dataclass(slots=True)
class Line:
    """A line that is not blank.

    Attributes:
        start, end: offsets of its content, margins left out.
        text: the content without leftovers of a conversion (not as long as start to end).
        indent: columns of white space before it (a Chinese character is two columns).
        width: columns of the content, without spaces.
        blanks: blank lines directly before it.
        page: whether a page break or page furniture stands directly before it.
        tabs_before, tabs_after: tabs in its margins (empty cells, in a table).
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


def width_of(text: str) -> int:
    """Columns that `text` fills: two for each character beyond ASCII, spaces not counted."""
    dense = _SPACE.sub("", text)
    return 2 * len(dense) - len(dense.encode("ascii", "ignore"))


def split_lines(text: str) -> list[Line]:
    """All lines of `text` that hold more than white space."""
    lines: list[Line] = []
    blanks = 0
    page = False
    for match in _LINE.finditer(text):
        raw = match.group(1)
        content = raw.lstrip(_BLANK)
        lead = raw[: len(raw) - len(content)]
        content = content.rstrip(_BLANK)
        if content:
            start = match.start() + len(lead)
            lines.append(
                Line(
                    start=start,
                    end=start + len(content),
                    text=without_leftovers(content),
                    indent=len(lead) + lead.count("\u3000") + 3 * lead.count("\t"),
                    width=width_of(content),
                    blanks=blanks,
                    page=page,
                    tabs_before=lead.count("\t"),
                    tabs_after=raw.count("\t", len(lead) + len(content)),
                )
            )
            blanks, page = 0, False
        else:
            blanks += 1
        if match.group(2) == "\f":
            page = True
    return lines


def without_leftovers(text: str) -> str:
    """`text` without what a conversion left in it; itself where nothing else would remain."""
    if "<" not in text and "[bookmark" not in text:
        return text
    return LEFTOVER.sub("", text).strip(_BLANK) or text
