"""The list numbers that Word shows but does not store in the text: 一、 （一） 1."""

from __future__ import annotations

import re
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS = "零一二三四五六七八九"
_PLACE = re.compile(r"%(\d)")
_DEEPEST = 9


class Numbering:
    """Counts the numbered paragraphs of one document."""

    def __init__(self, document: Any) -> None:
        self.levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self.counts: dict[str, list[int]] = {}
        self.shared: dict[str, str] = {}
        self.styles = _style_numbers(document)
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            return
        abstract = {
            item.get(f"{_W}abstractNumId"): _levels(item) for item in root.iter(f"{_W}abstractNum")
        }
        for item in root.iter(f"{_W}num"):
            link = item.find(f"{_W}abstractNumId")
            key = link.get(f"{_W}val") if link is not None else None
            number = item.get(f"{_W}numId")
            if key and key in abstract and number:
                self.levels[number] = abstract[key]
                self.shared[number] = key

    def mark(self, paragraph: Any) -> str:
        """The number that stands before a paragraph, "" where there is none."""
        number, level = _number_of(paragraph)
        if not number:
            style = paragraph.find(f"{_W}pPr/{_W}pStyle")
            name = style.get(f"{_W}val") if style is not None else None
            number, level = self.styles.get(name or "", ("", 0))
        levels = self.levels.get(number)
        if not levels or level not in levels:
            return ""
        counts = self.counts.setdefault(
            self.shared[number], [levels[n][2] - 1 if n in levels else 0 for n in range(_DEEPEST)]
        )
        counts[level] += 1
        for deeper in range(level + 1, _DEEPEST):
            counts[deeper] = levels[deeper][2] - 1 if deeper in levels else 0
        form, text, _ = levels[level]
        if form in ("bullet", "none"):
            return ""

        def shown(match: re.Match[str]) -> str:
            place = int(match.group(1)) - 1
            kind = levels[place][0] if place in levels else "decimal"
            return write_number(max(counts[min(place, _DEEPEST - 1)], 1), kind)

        return _PLACE.sub(shown, text)


def write_number(number: int, form: str) -> str:
    """A list number in one of Word's forms."""
    if form.startswith(("chinese", "japaneseCounting", "ideographDigital", "taiwanese")):
        return _chinese(number)
    if form == "decimalEnclosedCircle" or form == "decimalEnclosedCircleChinese":
        return chr(0x2460 + number - 1) if number <= 20 else str(number)
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26)
        return letter.upper() if form == "upperLetter" else letter
    return str(number)


def _chinese(number: int) -> str:
    if number < 10:
        return _DIGITS[number]
    if number >= 100:
        return str(number)
    tens, ones = divmod(number, 10)
    return (_DIGITS[tens] if tens > 1 else "") + "十" + (_DIGITS[ones] if ones else "")


def _levels(abstract: Any) -> dict[int, tuple[str, str, int]]:
    found: dict[int, tuple[str, str, int]] = {}
    for level in abstract.iter(f"{_W}lvl"):
        index = level.get(f"{_W}ilvl") or "0"
        form, text, start = (
            child.get(f"{_W}val") if (child := level.find(f"{_W}{tag}")) is not None else None
            for tag in ("numFmt", "lvlText", "start")
        )
        if index.isdigit() and int(index) < _DEEPEST:
            first = int(start) if start and start.isdigit() else 1
            found[int(index)] = (form or "decimal", text or "", first)
    return found


def _number_of(paragraph: Any) -> tuple[str, int]:
    number = paragraph.find(f"{_W}pPr/{_W}numPr/{_W}numId")
    level = paragraph.find(f"{_W}pPr/{_W}numPr/{_W}ilvl")
    depth = level.get(f"{_W}val") if level is not None else "0"
    return (
        (number.get(f"{_W}val") or "") if number is not None else "",
        min(int(depth), _DEEPEST - 1) if depth and depth.isdigit() else 0,
    )


def _style_numbers(document: Any) -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    try:
        styles = document.styles.element
    except (KeyError, AttributeError):
        return found
    for style in styles.iter(f"{_W}style"):
        number, level = _number_of(style)
        if number:
            found[style.get(f"{_W}styleId") or ""] = (number, level)
    return found
