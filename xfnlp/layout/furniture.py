"""Page furniture: page numbers, rules, running headers, buttons. It belongs to no block."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate

from xfnlp.layout.lines import Line
from xfnlp.layout.marks import BARE_NUMBER, BUTTONS, PAGE_NUMBER, RULE, TERMINAL, ends

_DIGITS = re.compile(r"\d+")


def drop_furniture(lines: Sequence[Line]) -> list[Line]:
    """The lines of the report itself; a line after dropped furniture has `page` set.

    A bare number is a page number where it stands apart and continues the count of another.
    A running header is a short line that comes back again and again beside page breaks.
    """
    drop = [bool(PAGE_NUMBER.fullmatch(line.text)) for line in lines]
    # Buttons are no page break.
    buttons = [bool(BUTTONS.fullmatch(line.text)) for line in lines]
    ruled = [bool(RULE.fullmatch(line.text)) and "\t" not in line.text for line in lines]
    for index in _bare_page_numbers(lines, drop):
        drop[index] = True
    for index in _running_lines(lines, drop):
        drop[index] = True
    kept: list[Line] = []
    blanks, page = 0, False
    for line, gone, rule, button in zip(lines, drop, ruled, buttons, strict=True):
        if gone or rule or button:
            blanks += line.blanks
            page = page or gone or line.page
            continue
        if blanks or page:
            line.blanks += blanks
            line.page = line.page or page
            blanks, page = 0, False
        kept.append(line)
    return kept


def _bare_page_numbers(lines: Sequence[Line], drop: Sequence[bool]) -> list[int]:
    """Numbers alone on a line, apart from the lines around, that count up through the text."""
    last = len(lines) - 1
    pages = list(accumulate(line.page for line in lines))
    candidates = [
        index
        for index, line in enumerate(lines)
        if line.width <= 3
        and BARE_NUMBER.fullmatch(line.text)
        and (
            (index < last and lines[index + 1].page)
            or (
                (line.blanks or line.page or index == 0)
                and (index == last or lines[index + 1].blanks)
            )
        )
    ]
    chosen: list[int] = []
    for place, index in enumerate(candidates):
        number = int(lines[index].text)
        beside = [
            int(lines[other].text)
            for other in candidates[max(place - 1, 0) : place + 2]
            if other != index
        ]
        torn = 0 < index < last and not ends(TERMINAL, lines[index - 1].text)
        at_break = lines[index].page or (index < last and lines[index + 1].page)
        # A number at a page break may be a cell: alone, it must be that of its page.
        own = at_break and number in (pages[index], pages[index] + 1)
        counted = number - 1 in beside or number + 1 in beside
        if own or counted or (torn and number < 100 and not at_break):
            chosen.append(index)
    return chosen


def _running_lines(lines: Sequence[Line], drop: Sequence[bool]) -> list[int]:
    """Short lines repeated at least three times, nearly always beside a page break."""
    if not any(drop) and not any(line.page for line in lines):
        return []
    keys = [_DIGITS.sub("0", line.text) if line.width <= 80 else "" for line in lines]
    times = Counter(keys)
    beside: Counter[str] = Counter()
    for index, key in enumerate(keys):
        if not key or times[key] < 3 or drop[index]:
            continue
        around = range(max(index - 1, 0), min(index + 2, len(lines)))
        if (
            lines[index].page
            or any(drop[near] for near in around)
            or (index + 1 < len(lines) and lines[index + 1].page)
        ):
            beside[key] += 1
    return [
        index
        for index, key in enumerate(keys)
        if key and beside[key] >= 3 and beside[key] >= 0.8 * times[key]
    ]
