"""Word documents whose paragraphs are single lines: the indents and page breaks that Word stores.

A conversion from PDF leaves a paragraph for every line.  Layout rejoins such lines by where they
stand, which text alone does not show where the indent is a property of the paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LONG = 20
_TORN = 0.3
_LEAST = 3
_ENDED = re.compile(r"[。；！？：:;!?）)”]\s*\Z")
# Twips to a character of the body, as a rule between 10.5 and 16 points.
_CHARACTER = 240
_MOST = 12
_FIRST = ("firstLine", "hanging")


def is_wrapped(texts: Sequence[str]) -> bool:
    """Whether many long paragraphs stop inside a sentence: they are lines."""
    long = [text for text in texts if len(text) > _LONG]
    torn = sum(not _ENDED.search(text) for text in long)
    return torn >= _LEAST and torn > _TORN * len(long)


class Indents:
    """How far the first line of a paragraph is set in, its styles included."""

    def __init__(self, document: Any) -> None:
        self.styles: dict[str, Any] = {}
        self.default = ""
        try:
            styles = document.styles.element
        except (KeyError, AttributeError):
            return
        for style in styles.iter(f"{_W}style"):
            name = style.get(f"{_W}styleId") or ""
            self.styles[name] = style
            if style.get(f"{_W}type") == "paragraph" and style.get(f"{_W}default") in ("1", "true"):
                self.default = name

    def columns(self, paragraph: Any) -> int:
        """Indent of the first line in Chinese characters; hanging counts against it."""
        stated: dict[str, int] = {}
        named = paragraph.find(f"{_W}pPr/{_W}pStyle")
        name = named.get(f"{_W}val") if named is not None else self.default
        element: Any = paragraph
        for _ in range(10):  # a chain of styles, each based on the next
            indent = element.find(f"{_W}pPr/{_W}ind")
            here = _stated(indent) if indent is not None else {}
            if any(key.startswith(_FIRST) for key in stated):  # one replaces the other
                here = {key: value for key, value in here.items() if not key.startswith(_FIRST)}
            stated = here | stated
            element = self.styles.get(name or "")
            if element is None:
                break
            base = element.find(f"{_W}basedOn")
            name = base.get(f"{_W}val") if base is not None else ""
        left = _length(stated, "left") or _length(stated, "start")
        first = _length(stated, "firstLine") - _length(stated, "hanging")
        return min(max(round(left + first), 0), _MOST)


def _stated(indent: Any) -> dict[str, int]:
    return {
        key.removeprefix(_W): int(value)
        for key, value in indent.attrib.items()
        if re.fullmatch(r"-?\d{1,6}", value)
    }


def _length(stated: dict[str, int], name: str) -> float:
    """An indent in characters: stated in hundredths of one, or in twips."""
    characters = stated.get(f"{name}Chars", 0) / 100
    return characters or stated.get(name, 0) / _CHARACTER
