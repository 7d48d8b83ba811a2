"""Where lines stand: whether the way paragraphs are set apart tells that a paragraph goes on."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate, pairwise

from xfnlp.layout.lines import Line
from xfnlp.layout.marks import COLON, CONTACT, ORG_END, SEMI, TERMINAL, ends

_NEAR = 60
_PROSE = re.compile(r"[，。；,;]")


def runs_on(
    line: Line, following: Line, wrap_width: int, *, indent: int, opened_in: int, spaced: bool
) -> bool:
    """Whether a line after a full one stands as the lines inside paragraphs around do.

    Where paragraphs open with an indent, a line without one goes on with its paragraph, though
    the line before ends a sentence; likewise a line without space above where paragraphs have it.
    """
    if following.blanks and not following.page:
        return False
    if is_body(following) or CONTACT.match(following.text):
        return False
    # Inside a paragraph a line is full too, or its last.
    text = following.text
    closed = ends(TERMINAL, text) or ends(COLON, text) or ends(SEMI, text)
    if following.width < 0.8 * wrap_width and not closed:
        return False
    if opened_in >= following.indent + 2:
        return following.indent <= indent
    apart = following.page or abs(following.indent - line.indent) >= 2
    return spaced and not apart and not is_short_start(following)


def spaced_lines(lines: Sequence[Line], widths: Sequence[int]) -> list[bool]:
    """Whether the paragraphs around each line are set apart by blank lines."""
    # Of lines that end a paragraph beyond doubt: whether a blank line follows.
    marks = [
        (index, following.blanks > 0)
        for index, (line, following) in enumerate(pairwise(lines))
        if widths[index]
        and not following.page
        and line.width < 0.8 * widths[index]
        and ends(TERMINAL, line.text)
    ]
    places = [index for index, _ in marks]
    apart = [0, *accumulate(blank for _, blank in marks)]
    result = []
    for index in range(len(lines)):
        first, last = bisect_left(places, index - _NEAR), bisect_right(places, index + _NEAR)
        result.append(last - first >= 3 and apart[last] - apart[first] >= 0.9 * (last - first))
    return result


def is_body(line: Line) -> bool:
    """Whether a line is the name of a body, as signatures have it."""
    return line.width <= 44 and ends(ORG_END, line.text) and not _PROSE.search(line.text)


def is_short_start(line: Line) -> bool:
    return line.width < 16
