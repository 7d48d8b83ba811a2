"""The line that names the report, and the year it is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from xfnlp.document.lines import DATE, ORG, WIDE_DIGITS, Line
from xfnlp.folding import surface

_HEAD: Final = 40  # lines in which a title is looked for
_WORDS: Final = re.compile(r"绩效|决算|预算|自评|评价|总结|支出|收支|资金|工作|项目|政策")
_END: Final = re.compile(
    r"(?:报告|说明|公开|公开说明|文本|情况|总结|结果|计划|自评|评价|公示|公告|概况)"
    r"(?:[（(][^（）()]{1,20}[)）])?$|(?:部门|单位)(?:决算|预算)$"
)
_NO_TITLE: Final = re.compile(
    r"[。；;！]|[:：].*\d{4}|^[\[【]|^(?:附件|附表|附|监督索引|目录|目\s*录|首页|当前位置|索引号|索"
    r"\s*引|发布|来源|字号|字体|名称)"
    r"|^[一二三四五六七八九十]+[、.．]|^[（(][一二三四五六七八九十\d]+[)）]|^\d+[、"
    r".．]|^第[一二三四五六七八九十]+部分"
    r"|[:：]|\t|>|…|\.{4}|^表"
)
_YEAR: Final = re.compile(r"((?:19|20)\d\d)\s*年")
_CHINESE_YEAR: Final = re.compile(
    r"二([〇○零Oo0])([一二三四五六七八九〇○零])([一二三四五六七八九〇○零])\s*年"
)
_DIGIT: Final = {char: str(value) for value, char in enumerate("零一二三四五六七八九")} | {
    "〇": "0",
    "○": "0",
    "O": "0",
    "o": "0",
    "0": "0",
}
_ADDRESSEE: Final = re.compile(r"[:：]$")

Span = tuple[int, int]


def find_title(lines: Sequence[Line]) -> tuple[str, Span] | None:
    """The report's title without white space, and its place; wrapped lines are joined."""
    head = lines[:_HEAD]
    for number, line in enumerate(head):
        if _is_contents(line):
            break
        joined = _join(head, number)
        if joined:
            return joined
    return None


def _is_contents(line: Line) -> bool:
    return line.bare in ("目录", "目次", "摘要")


def _join(head: Sequence[Line], number: int) -> tuple[str, Span] | None:
    """The title that starts at this line, on one line or on up to three."""
    first = head[number]
    if _NO_TITLE.search(first.text) or not _may_start(first.bare):
        return None
    name = ""
    for count in range(3):
        if number + count >= len(head):
            return None
        line = head[number + count]
        if count and (_NO_TITLE.search(line.text) or len(line.bare) > 45):
            return None
        name += line.bare
        if _END.search(name) and _WORDS.search(name) and 6 <= len(name) <= 80:
            # 报告 may still follow: 绩效自评 ⏎ 情况报告
            follows = head[number + count + 1] if number + count + 1 < len(head) else None
            if (
                follows is not None
                and not name.endswith(("报告", "说明", "公开", "总结"))
                and re.fullmatch(
                    r"(?:的?(?:自评|评价|情况|公开|说明)*)?(?:报告|说明)", follows.bare
                )
            ):
                return name + follows.bare, (first.start, follows.end)
            return name, (first.start, line.end)
    return None


def _may_start(bare: str) -> bool:
    """Whether a title can start with this line: a body's name alone, or a date, does not."""
    if DATE.fullmatch(bare.strip("（()）")) or _ADDRESSEE.search(bare) or len(bare) > 70:
        return False
    return not (ORG.match(bare) and not _YEAR.search(bare) and not _END.search(bare))


def find_year(text: str, title: str) -> tuple[str, Span] | None:
    """The fiscal year: the first one in the title, else the one most named as 年度."""
    for pattern, source in ((_YEAR, title), (_CHINESE_YEAR, title)):
        match = pattern.search(source.translate(WIDE_DIGITS))
        if match:
            place = re.search(
                r"\s*".join(map(re.escape, match.group())), text.translate(WIDE_DIGITS)
            )
            span = place.span() if place else (0, 0)
            return _number(match), span
    narrow = text.translate(WIDE_DIGITS)
    years = Counter(match.group(1) for match in re.finditer(r"((?:19|20)\d\d)\s*年度", narrow))
    years = years or Counter(match.group(1) for match in _YEAR.finditer(narrow))
    if not years:
        return None
    year = years.most_common(1)[0][0]
    at = narrow.find(year)
    return year, (at, at + 4)


def _number(match: re.Match[str]) -> str:
    if match.re is _YEAR:
        return match.group(1)
    return "2" + "".join(_DIGIT[surface(char)] for char in match.groups())
