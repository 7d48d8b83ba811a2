"""Headings, list items and titles: what a group of joined lines is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xfnlp.layout.lines import Line
from xfnlp.layout.marks import (
    BULLET,
    DATE,
    MARKDOWN,
    NOTE,
    ORG_END,
    REPORT_END,
    SEMI,
    TERMINAL,
    ends,
    rank_of,
)
from xfnlp.types import BlockKind

Group = tuple[BlockKind | None, Sequence[Line]]

_AMOUNT = re.compile(r"\d\s*(?:[万亿]?元|%|％|个|人|次|件|户|辆|批|名|项|套|台|座|份)|\d\.\d")
_COLON_END = re.compile(r"[：:][*_\s]*\Z")
_KEY_VALUE = re.compile(r"[^：:]{1,12}[：:]\s*\S")
_BOLD = re.compile(r"(?:\*\*|__)[^*_]{1,60}(?:\*\*|__)[：:]?")
_PUNCTUATED = re.compile(r"[，。；！？,;]")
_TITLE_WORD = re.compile(r"报告|说明|决算|预算公开|总结|自评|评价")


def kind_of(
    place: int, group: Sequence[Line], before: Group | None, after: Group | None
) -> tuple[BlockKind, int]:
    """Kind and heading level of the `place`-th group of the text."""
    text = "".join(line.text for line in group)
    width = sum(line.width for line in group)
    if NOTE.match(text):
        return "note", 0
    markdown = MARKDOWN.match(text)
    rank, _ = rank_of(text)
    if markdown and width <= 120 and not ends(TERMINAL, text):
        return "heading", rank or min(len(markdown.group(1)), 4)
    ended = ends(TERMINAL, text) or ends(SEMI, text)
    if rank:
        if not ended and width <= 80 and _names_section(text, rank, width, before, after):
            return "heading", rank
        return "list_item", 0
    if BULLET.match(text):
        return "list_item", 0
    if ended or width > 84 or width < 4:
        return "paragraph", 0
    if _BOLD.fullmatch(text):
        return "heading", 3
    if _KEY_VALUE.match(text) or _COLON_END.search(text) or DATE.fullmatch(text):
        return "paragraph", 0
    if is_title(text):
        return "heading", 1
    if place < 4 and ends(ORG_END, text) and not _PUNCTUATED.search(text):
        return "heading", 1
    if _AMOUNT.search(text) or width > 50 or _PUNCTUATED.search(text):
        return "paragraph", 0
    return ("heading", 3) if _stands_alone(before, after) else ("paragraph", 0)


def is_title(text: str) -> bool:
    """Whether a line reads as the title of a report."""
    return (
        len(text) <= 60
        and ends(REPORT_END, text)
        and _TITLE_WORD.search(text) is not None
        and not _PUNCTUATED.search(text)
    )


def title_goes_on(group: Sequence[Line], following: Line) -> bool:
    """Whether `following` is the second line of a report title."""
    line = group[-1]
    text = line.text
    if len(group) > 2 or following.blanks > 1 or line.width > 76 or following.width > 76:
        return False
    if _PUNCTUATED.search(text) or _PUNCTUATED.search(following.text):
        return False
    if ":" in text or "：" in text or ":" in following.text or "：" in following.text:
        return False
    if rank_of(text)[0] or BULLET.match(text) or DATE.fullmatch(following.text):
        return False
    if ends(ORG_END, text) or ends(REPORT_END, text) or MARKDOWN.match(text):
        return False
    report = ends(REPORT_END, following.text) and _TITLE_WORD.search(following.text)
    begun = re.search(r"20\d\d\s*年|年度|单位|部门|项目|资金|专项", text) is not None
    return bool(report) and begun and not following.text.startswith(("20", "（", "("))


def _names_section(
    text: str, rank: int, width: int, before: Group | None, after: Group | None
) -> bool:
    """Whether a short line with an ordinal is a heading rather than an item of a list."""
    if rank == 1:
        return True
    if _AMOUNT.search(text) and not re.search(r"\A\W*[一二三四五六七八九十]+\W.*20\d\d年", text):
        return False
    if rank == 2:
        return True
    siblings = (_rank(before) == rank, _rank(after) == rank)
    if rank == 3:
        return not all(siblings) or width <= 40
    return not any(siblings) and width <= 56


def _rank(group: Group | None) -> int:
    if group is None or group[0] is not None or not group[1]:
        return 0
    text = "".join(line.text for line in group[1])
    if ends(TERMINAL, text):
        return 0
    return rank_of(text)[0]


def _stands_alone(before: Group | None, after: Group | None) -> bool:
    """A short line between ended prose and prose: an unnumbered heading."""
    if after is None or not after[1]:
        return False
    follows = after[0] is None and (
        sum(line.width for line in after[1]) > 50 or rank_of(after[1][0].text)[0] > 0
    )
    if before is None or before[0] is not None:
        return follows
    ended = ends(TERMINAL, before[1][-1].text) or rank_of(before[1][0].text)[0]
    return bool(follows and ended)
