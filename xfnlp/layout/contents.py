"""Contents pages: lines with leaders and page numbers, or a list of headings under 目录."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xfnlp.layout.lines import Line
from xfnlp.layout.marks import CONTENTS_NUMBER, CONTENTS_TITLE, LEADERS, TERMINAL, ends, rank_of

_SPACE = re.compile(r"[\s*#]+")


def contents_spans(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Ranges of lines that are contents pages, in order."""
    spans: list[tuple[int, int]] = []
    index, count = 0, len(lines)
    while index < count:
        if CONTENTS_TITLE.fullmatch(lines[index].text):
            end = _entries_end(lines, index + 1)
            if end > index + 2:
                spans.append((index, end))
                index = end
                continue
        if ends(LEADERS, lines[index].text) and "\t" not in lines[index].text[:-6]:
            end = index
            while end < count and ends(LEADERS, lines[end].text):
                end += 1
            if end - index >= 3:
                spans.append((index, end))
            index = end
            continue
        index += 1
    return spans


def _entries_end(lines: Sequence[Line], start: int) -> int:
    """End of the entries below 目录: before the first heading that comes a second time."""
    seen: dict[str, int] = {}
    index = start
    numbered = sum(_numbered(line.text) for line in lines[start : start + 6]) >= 3
    while index < len(lines):
        text = lines[index].text
        if ends(TERMINAL, text) or lines[index].width > 120:
            break
        if numbered:
            wrapped = index + 1 < len(lines) and _numbered(lines[index + 1].text)
            if not _numbered(text) and not (wrapped and lines[index].width < 90):
                break
        key = _SPACE.sub("", CONTENTS_NUMBER.sub("", LEADERS.sub("", text[-160:])))
        if not numbered and key in seen:
            # Only the outermost rank of the list marks its end: 一、 may come in each part.
            rank = rank_of(text)[0]
            if not rank or rank <= min(seen.values(), default=9):
                break
        rank = rank_of(text)[0]
        if not numbered and not rank and lines[index].width > 60:
            break
        seen.setdefault(key, rank or 9)
        index += 1
    return index


def _numbered(text: str) -> bool:
    return bool(ends(LEADERS, text) or ends(CONTENTS_NUMBER, text))
