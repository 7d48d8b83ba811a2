"""Characters of a PDF page gathered into lines, and lines into words that stand apart.

A character is pdfplumber's: a mapping with `text`, `x0`, `x1`, `top` and `bottom` in points.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

Glyph = dict[str, Any]
Glyphs = list[Glyph]

# In heights of a character: gaps that show, between words and between columns …
_WORD_GAP = 0.9
_COLUMN_GAP = 2.0
# … and that part two cells, where no space was typed between them and where one was.
_CELL_GAP = 0.6
_ANY_GAP = 1.6
_FARTHEST = 4.5
_LEVELS = frozenset("类款项")
_TOKEN = re.compile(r"[（《“‘〔(]*(?:[\d.,%A-Za-z]+|.)[，。；：！？、）》”’〕%,;:!?)]*")


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a line that stand apart from the others on it; lengths in points.

    `middle` is the height on the page that the middles of their characters stand at.
    """

    text: str
    left: float
    right: float
    size: float
    middle: float = 0.0


def unique(characters: Iterable[Glyph]) -> Glyphs:
    """Characters without those printed twice on one spot (a way of making bold)."""
    seen: set[tuple[str, int, int]] = set()
    kept = []
    for char in characters:
        key = (char["text"], round(char["x0"]), round(char["top"]))
        if key not in seen or char["text"].isspace():
            seen.add(key)
            kept.append(char)
    return kept


def within(char: Glyph, box: Sequence[float]) -> bool:
    """Whether the middle of a character lies in a box (x0, top, x1, bottom)."""
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def height(char: Glyph) -> float:
    """Height of a character in points; none is lower than 1."""
    return max(float(char["bottom"] - char["top"]), 1.0)


def lines_of(characters: Sequence[Glyph]) -> list[Glyphs]:
    """Characters gathered into lines by the height of their middle.

    Digits often stand some points lower than Chinese characters, so a line takes whatever lies
    within about half a character of its mean.
    """
    solid = [char for char in characters if not char["text"].isspace()]
    if not solid:
        return []
    usual = median(char["bottom"] - char["top"] for char in solid)
    lines: list[Glyphs] = []
    middle = -1e9
    for char in sorted(characters, key=lambda c: (c["top"] + c["bottom"]) / 2):
        at = (char["top"] + char["bottom"]) / 2
        reach = 0.55 * max(min(usual, char["bottom"] - char["top"]), 4.0)
        if lines and at - middle <= reach:
            line = lines[-1]
            line.append(char)
            middle += (at - middle) / len(line)
        else:
            lines.append([char])
            middle = at
    kept = [line for line in lines if any(not char["text"].isspace() for char in line)]
    return [sorted(line, key=lambda c: c["x0"]) for line in kept]


def text_of(line: Sequence[Glyph]) -> str:
    """The text of a line; a gap of two characters or more shows as columns apart."""
    parts: list[str] = []
    end = None
    for char in line:
        size = height(char)
        if end is not None and not char["text"].isspace() and char["x0"] - end > _WORD_GAP * size:
            wide = char["x0"] - end > _COLUMN_GAP * size
            parts.append("   " if wide else " ")
        parts.append(char["text"])
        if not char["text"].isspace():
            end = char["x1"]
    return "".join(parts).strip()


def words_of(line: Glyphs) -> list[Words]:
    """The words of a line of characters, by the gaps between them."""
    groups: list[Glyphs] = []
    end, typed = 0.0, 0.0
    for place, char in enumerate(line):
        if char["text"].isspace():
            typed += char["x1"] - char["x0"]
            continue
        gap = char["x0"] - end
        apart = gap / height(char) > (_ANY_GAP if typed else _CELL_GAP)
        if not groups or (apart and not (typed > 0.8 * gap and _lettered(groups[-1], line, place))):
            groups.append([])
        groups[-1].append(char)
        end, typed = char["x1"], 0.0
    return [_words(group) for group in groups]


def _words(group: Glyphs) -> Words:
    middle = median((char["top"] + char["bottom"]) / 2 for char in group)
    return Words(text_of(group), group[0]["x0"], group[-1]["x1"], height(group[0]), middle)


def _lettered(before: Glyphs, line: Glyphs, place: int) -> bool:
    """Whether the character at `place` goes on with a name set with spaces (项     目).

    Characters of one word stand alone, each; 类, 款 and 项 head columns of their own.
    """
    char = line[place]
    letters = text_of([*before, char]).split()
    after = line[place + 1] if place + 1 < len(line) else None
    room = _CELL_GAP * height(char)
    alone = after is None or after["text"].isspace() or after["x0"] - char["x1"] > room
    return (
        alone
        and char["x0"] - before[-1]["x1"] < _FARTHEST * height(char)
        and all(len(letter) == 1 and not letter.isascii() for letter in letters)
        and not _LEVELS.issuperset(letters)
    )


def first_width(text: str) -> float:
    """Width of the first stretch of a line that a typesetter would not cut, in characters."""
    token = _TOKEN.match(text)
    return sum(0.6 if mark.isascii() else 1.0 for mark in token.group()) if token else 1.0
