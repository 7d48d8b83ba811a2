"""How wide the lines of a neighbourhood run, and whether the break after a line is a wrap."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from xfnlp.layout.flow import is_body, runs_on
from xfnlp.layout.junction import goes_on
from xfnlp.layout.lines import Line, width_of
from xfnlp.layout.marks import (
    COLON,
    COMMA,
    CONTINUES,
    SEMI,
    TERMINAL,
    UNFINISHED,
    ends,
)

_REACH = 12
_BAND = 6
_NARROWEST = 32
# The first stretch of a line that a typesetter would not cut.
_TOKEN = re.compile(r"[（《“‘〔(]*(?:[\d.,%A-Za-z０-９．，％]+|.)[，。；：！？、）》”’〕%,;:!?)]*")
_BRACKETS = (("（", "）"), ("(", ")"), ("《", "》"), ("“", "”"), ("〔", "〕"))
_NUMBER_END = re.compile(r"[\d０-９.．,，]\Z")
# Name and value, links, several columns: lines that are no prose.
_FORM = re.compile(r"^[^，。；：:]{1,10}[：:]|[：:]\S{1,24}(?:\s{2,}|\u3000)| [>|] |【.{1,8}】")
# The path to a page, its buttons, several names and values: what web pages put above an article.
_CRUMBS = re.compile(r" [>|] |【.{1,8}】|[：:].{1,24}[：:].{0,24}\Z")
_PROSE = re.compile(r"[，。；,;]")
_NUMBER_START = re.compile(r"[.．,，]?[\d０-９]|[万亿]?元|[%％]|个百分点|[万亿余多]")


def wrap_widths(lines: Sequence[Line]) -> npt.NDArray[np.int64]:
    """The width at which the lines around each line are wrapped, in columns; 0: they are not.

    A neighbourhood is wrapped where its widest lines agree within a few columns.  Three
    neighbourhoods (before, around, after) are tried, for texts wrapped in one part only.
    """
    count = len(lines)
    result = np.zeros(count, dtype=np.int64)
    if count < 3:
        return result
    widths = np.array([line.width for line in lines], dtype=np.int64)
    padded = np.concatenate(
        [np.zeros(2 * _REACH, np.int64), widths, np.zeros(2 * _REACH, np.int64)]
    )
    size = 2 * _REACH + 1
    windows = np.lib.stride_tricks.sliding_window_view(padded, size)
    ordered = np.sort(windows, axis=1)
    best = np.zeros(count, dtype=np.int64)
    for shift in (_REACH, 0, 2 * _REACH):
        window, sort = windows[shift : shift + count], ordered[shift : shift + count]
        guess = sort[:, -4] if count > 6 else sort[:, -2]
        top = guess[:, None]
        support = ((window >= top - _BAND) & (window <= top + _BAND)).sum(axis=1)
        longer = (window > top + _BAND + 2).sum(axis=1)
        least = 4 if count > 6 else 2
        good = (guess >= _NARROWEST) & (support >= least) & (longer <= 2) & (support > 2 * longer)
        good &= widths <= guess + _BAND + 4
        better = good & (support > best)
        result[better] = guess[better]
        best[better] = support[better]
    return result


def is_full(line: Line, following: Line, wrap_width: int, indent: int) -> bool:
    """Whether the first word of the following line had no room on this one.

    `indent` is the usual indent around, in columns: what exceeds it takes room too.
    """
    if not wrap_width:
        return False
    token = _TOKEN.match(following.text)
    # Spaces typed round figures take room, though widths do not count them.
    spaces = min(line.text.count(" "), 6) if "   " not in line.text else 0
    room = wrap_width - line.width - min(max(line.indent - indent, 0), 6) - spaces
    return width_of(token.group() if token else "") + 3 > room


def is_open(text: str) -> bool:
    """Whether a bracket that `text` opened near its end is not closed in it."""
    tail = text[-120:]
    return any(tail.rfind(mark) > tail.rfind(close) for mark, close in _BRACKETS)


def joins(
    so_far: str,
    line: Line,
    following: Line,
    *,
    wrap_width: int,
    indent: int,
    heading: bool,
    opened_in: int,
    spaced: bool,
) -> bool:
    """Whether `following` goes on with the sentence that `line` breaks off.

    Args:
        so_far: the text of the paragraph up to the end of `line`.
        line: the line before the break.
        following: the next line with prose; it opens with no ordinal.
        wrap_width: the wrap width around `line`, 0 where the text is not wrapped.
        indent: columns that lines around are indented by as a rule.
        opened_in: columns that the first line of the paragraph is indented by.
        heading: whether `line` opened with an ordinal or a heading mark and is short.
        spaced: whether paragraphs around are set apart by blank lines.
    """
    text = line.text
    full = is_full(line, following, wrap_width, indent)
    if CONTINUES.match(following.text) and not ends(TERMINAL, text):
        return True
    if full and runs_on(
        line, following, wrap_width, indent=indent, opened_in=opened_in, spaced=spaced
    ):
        return True
    if ends(TERMINAL, text):
        return False
    if is_open(so_far) and not (line.width < 30 and not full and len(so_far) < 30):
        return True
    if (
        _NUMBER_END.search(text)
        and _NUMBER_START.match(following.text)
        and (full or line.width > 40)
    ):
        return True
    new_paragraph = following.indent >= max(indent, 0) + 2 and not following.page
    apart = following.blanks > 0 and not following.page
    if ends(UNFINISHED, text):
        if apart and is_body(following):
            return False
        return not heading or full or ends(COMMA, text)
    if new_paragraph and following.indent > line.indent:
        return False
    if ends(SEMI, text) or ends(COLON, text):
        return full and not apart and not new_paragraph
    inside = goes_on(so_far, following.text)
    if new_paragraph and not full:
        inside -= 2
    if heading:
        return inside > (0 if full else 4.5 if wrap_width else 6)
    if _CRUMBS.search(text) and not _PROSE.search(text):
        return False
    if full:
        return inside > -6
    if _is_form(line, wrap_width) or _is_form(following, wrap_width):
        return False
    if wrap_width:
        share = line.width / wrap_width
        return inside > (-3.5 if share > 0.8 else -1 if share > 0.6 else 3)
    # Not wrapped: a line of prose that stops inside a sentence was cut by a converter.
    if line.width >= 50 and _PROSE.search(so_far):
        return inside > -1
    return inside > 5


def _is_form(line: Line, wrap_width: int) -> bool:
    short = not wrap_width or line.width < 0.7 * wrap_width
    return short and _FORM.search(line.text) is not None and not _PROSE.search(line.text)
