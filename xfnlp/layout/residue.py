"""What a conversion leaves in a text that is no word of the report: marks, tags, field codes.

Known by their form: `[bookmark: _Toc1]` and other marks in square brackets that an English word and
a colon open, HTML tags, comments and blank entities, Markdown images and the targets of links,
field codes of Word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Span = tuple[int, int]

_HINT = re.compile(r"[<\[&\\]|PAGEREF|HYPERLINK|[Ee]rror!|错误[!！]")
_MARK = re.compile(
    # [bookmark: _Toc1], [image: 3.png], [图片]
    r"\[[A-Za-z][a-z_ -]{1,19}:[^\[\]\n]{0,200}\]|\[(?:image|img|图片|图像)\]"
    # Markdown images, with whatever data they hold
    r"|!\[[^\]\n]{0,300}\](?:\([^()\n]*\)|\[[^\]\n]{0,60}\])"
    # HTML tags and blank entities
    r"|</?[A-Za-z][A-Za-z0-9:-]{0,15}(?:\s[^<>\n]{0,300})?/?>"
    r"|&(?:nbsp|ensp|emsp|thinsp|zwnj|zwj|#160|#8195|#12288|#x[aA]0);"
    # field codes of Word
    r"|PAGEREF\s+[A-Za-z0-9_]{1,40}(?:\s*\\[a-z])*"
    r"|HYPERLINK\s+(?:\\l\s*)?[\"“][^\"”\n]{0,300}[\"”](?:\s*\\[a-z])*"
    r"|\\\*\s*MERGEFORMAT|错误[!！]\s*未(?:定义书签|找到引用源)[。.]?|Error! Bookmark not defined\."
)
# [words](target): the words are kept.
_LINK = re.compile(
    r"(?<!!)\[(?P<words>[^\[\]\n]{1,200})\](?P<target>\((?:https?:|mailto:|www\.|[#./])[^()\s]*\))"
)
_OPEN, _CLOSE = "<!--", "-->"


def residue_spans(text: str) -> list[Span]:
    """Places of all residue, in order and without overlap."""
    if not _HINT.search(text):
        return []
    found: list[Span] = []
    for start, end in sorted([*_comments(text), *_marks(text)]):
        if not found or start >= found[-1][1]:
            found.append((start, end))
    return found


def without_residue(text: str) -> str:
    """`text` without its residue."""
    kept, position = "", 0
    for start, end in residue_spans(text):
        kept += text[position:start]
        position = end
    return kept + text[position:]


def trim_residue(text: str, start: int, end: int) -> Span:
    """The place of text[start:end] without residue and white space at its ends."""
    marks = residue_spans(text[start:end])
    first, last = 0, end - start
    while first < last:
        if text[start + first].isspace():
            first += 1
        elif marks and marks[0][0] == first:
            first = marks.pop(0)[1]
        elif text[start + last - 1].isspace():
            last -= 1
        elif marks and marks[-1][1] == last:
            last = marks.pop()[0]
        else:
            break
    return start + first, start + max(first, last)


def _marks(text: str) -> Iterator[Span]:
    for match in _MARK.finditer(text):
        yield match.span()
    for match in _LINK.finditer(text):
        yield match.start(), match.start("words")
        yield match.end("words"), match.end()


def _comments(text: str) -> Iterator[Span]:
    """HTML comments, over several lines too; one that is not closed is none."""
    start = text.find(_OPEN)
    while start >= 0:
        end = text.find(_CLOSE, start + len(_OPEN))
        if end < 0:
            return
        yield start, end + len(_CLOSE)
        start = text.find(_OPEN, end)
