"""Surface forms without line breaks and page numbers, and the folding that names are matched by."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_SPACE: Final = re.compile(r"[\s\u200b\ufeff\u00ad]+")
# A page number on a line of its own that a break left inside a span.
_PAGE: Final = re.compile(
    r"\n\s*(?:[-—–－]\s*\d{1,4}\s*[-—–－]|第\s*\d{1,4}\s*页[^\n]{0,12})[ \t]*(?=\n)"
    r"|\n[ \t\u3000]*\n\s*\d{1,3}[ \t\u3000]*\n[ \t\u3000]*(?=\n)"
)
_QUOTES: Final = re.compile("[\"'“”‘’「」『』《》〈〉＂＇*`]")


def surface(text: str) -> str:
    """The text of a span as it reads: without white space and without page numbers inside."""
    return _SPACE.sub("", _PAGE.sub("", text))


def fold(name: str) -> str:
    """The key that names are compared by: no white space, no quotes, half-width forms."""
    bare = _QUOTES.sub("", surface(unicodedata.normalize("NFKC", name)))
    # Once more: without the space between them, a letter and its accent become one.
    return unicodedata.normalize("NFKC", bare)
