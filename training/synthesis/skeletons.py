"""Sentence skeletons: what is left of a sentence without its names and figures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

_END = re.compile(r"[。！？!?]|\n(?=[一二三四五六七八九十（(#*\d])")
_DIGITS = re.compile(r"\d+")
_BLANK = re.compile(r"\s+")


def skeletons(document: dict[str, Any]) -> list[str]:
    """Sentences that hold a span, with names and figures reduced to their label's letter."""
    text = document["text"]
    short = sorted(
        (e["start_offset"], e["end_offset"], e["label"][0])
        for e in document["entities"]
        if e["label"] in ("MONEY", "PERCENT", "QUANTITY", "CATEGORY", "INDICATOR")
    )
    parts, position = [], 0
    for start, end, letter in short:
        if start >= position:
            parts += [text[position:start], f"⟨{letter}⟩"]
            position = end
    whole = "".join((*parts, text[position:]))
    found = (_DIGITS.sub("0", _BLANK.sub("", part)) for part in _END.split(whole))
    return [part for part in found if "⟨" in part]


def count_skeletons(documents: Iterable[dict[str, Any]]) -> Counter[str]:
    return Counter(part for document in documents for part in skeletons(document))
