"""Which lines of a PDF go on with the paragraph above, told from where they stand.

A document marks its paragraphs by an indent or by space above them.  Where it does so throughout,
a line that fills its measure and is followed by one that is neither indented nor apart goes on,
though it ends with a full stop.  Where it does not, the words decide (`xfnlp.layout`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from xfnlp.readers.glyphs import first_width
from xfnlp.readers.pages import PageLine

_INDENT = 1.2
_ALIGNED = 0.6
# Pitch of lines over that inside paragraphs at which a line stands apart.
_APART = 1.25
_SHARE = 0.85
_LEAST = 3
_SHORTEST = 200.0
_ITEM = re.compile(r"(?:[（(]?[\d一二三四五六七八九十]{1,3}[）)、.．]|[●◆■•·-])")
# What may be a page number.
_NUMBER = re.compile(r"[-—–－~\s\d第页共/]+")
_STOP = re.compile(r"[。！？；][”’）)]*\Z")


@dataclass(slots=True)
class _Measure:
    """What is usual in a document: edges and pitch in points."""

    left: float
    right: float
    pitch: float
    size: float


def mark_paragraphs(pages: Sequence[Sequence[Any]]) -> None:
    """Set `goes_on` and `apart` of the lines of all pages."""
    pairs = list(_pairs(pages))
    measure = _measure(pages, pairs)
    if measure is None:
        return
    starts = [
        (_indented(line, measure), not new_page and _apart(above, line, measure))
        for above, line, new_page in pairs
        if above.width > _SHORTEST / 2
        and not _full(above, line, measure)
        and _STOP.search(above.text)
    ]
    indents = _enough([indented for indented, _ in starts])
    spaces = _enough([indented or apart for indented, apart in starts])
    spaced = _enough([apart for _, apart in starts])
    for above, line, new_page in pairs:
        line.apart = not new_page and _apart(above, line, measure)
        if indents and not new_page and _indented(line, measure):
            line.apart |= not _full(above, line, measure)
        if not (indents or spaces) or line.apart or (new_page and not indents):
            continue
        line.goes_on = (
            abs(line.size_pt - above.size_pt) < 1.0
            and not _NUMBER.fullmatch(line.text)
            and not _NUMBER.fullmatch(above.text)
            and _full(above, line, measure)
            and _continues(above, line, measure, spaced=spaced)
        )


def left_edge(pages: Sequence[Sequence[Any]]) -> float:
    """Where the lines of paragraphs begin, in points; where all begin, where none is long."""
    lefts = sorted(line.left for line in _wide(pages))
    if not lefts:
        lines = [item.left for items in pages for item in items if isinstance(item, PageLine)]
        return min(lines, default=0.0)
    return lefts[len(lefts) // 10]


def _wide(pages: Sequence[Sequence[Any]]) -> list[PageLine]:
    return [
        item
        for items in pages
        for item in items
        if isinstance(item, PageLine) and item.width > _SHORTEST
    ]


def _pairs(pages: Sequence[Sequence[Any]]) -> Iterator[tuple[PageLine, PageLine, bool]]:
    """Lines and those below them with no table between; whether a page begins between them."""
    above: PageLine | None = None
    for items in pages:
        new_page = True
        for item in items:
            if not isinstance(item, PageLine):
                above = None
            else:
                if above is not None:
                    yield above, item, new_page
                above = item
            new_page = False


def _measure(
    pages: Sequence[Sequence[Any]], pairs: Sequence[tuple[PageLine, PageLine, bool]]
) -> _Measure | None:
    wide = _wide(pages)
    if len(wide) < _LEAST:
        return None
    size = median(line.size_pt for line in wide)
    rights = sorted(line.right for line in wide)
    measure = _Measure(left_edge(pages), rights[-_LEAST], 0.0, size)
    # Inside a paragraph: the line above is full and ends no sentence.
    pitches = [
        line.top - above.top
        for above, line, new_page in pairs
        if not new_page and _full(above, line, measure) and not _STOP.search(above.text)
    ]
    if len(pitches) < _LEAST:
        return None
    measure.pitch = median(pitches)
    return measure


def _enough(marks: Sequence[bool]) -> bool:
    return len(marks) >= _LEAST and sum(marks) >= _SHARE * len(marks)


def _full(above: PageLine, line: PageLine, measure: _Measure) -> bool:
    """Whether the first word of `line` had no room on the line above."""
    # A line that ends no sentence is cut short by less than one that does.
    slack = 0.6 if _STOP.search(above.text) else 2.5
    return above.right + (first_width(line.text) + slack) * line.size_pt > measure.right


def _indented(line: PageLine, measure: _Measure) -> bool:
    typed = len(line.text) - len(line.text.lstrip("\u3000"))
    return line.left - measure.left > _INDENT * measure.size or typed > 1


def _apart(above: PageLine, line: PageLine, measure: _Measure) -> bool:
    return line.top - above.top > _APART * measure.pitch


def _continues(above: PageLine, line: PageLine, measure: _Measure, *, spaced: bool) -> bool:
    """Whether a line begins where the paragraph of the line above has its left edge."""
    near = _ALIGNED * measure.size
    if above.goes_on:
        return abs(line.left - above.left) <= near
    if _indented(above, measure):
        return line.left - measure.left <= near
    # A hanging indent: the number of the item stands left of its lines.
    if line.left > above.left + near:
        return _ITEM.match(above.text) is not None
    return spaced and abs(line.left - above.left) <= near
