"""The lines of a report as its head and foot are read: trimmed, with their places."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from xfnlp.folding import surface
from xfnlp.layout.residue import trim_residue, without_residue

_MARKS: Final = "#*>| \t\u3000\u00a0"
ORG_END: Final = (
    "局|委员会|办公室|办事处|人民政府|政府|法院|检察院|医院|研究院|学院|中心|总站|工作站|站|所|博"
    "物馆|图书馆|"
    "文化馆|档案馆|纪念馆|馆|党校|学校|小学|中学|大学|幼儿园|总队|支队|大队|中队|联合会|工商联|联"
    "合社|协会|"
    "红十字会|学会|总工会|妇联|残联|文联|科协|部|厅|署|管委会|管理处|养护处|处|林场|农场|团委|县委"
    "|市委|区委|"
    "省委|旗委|州委|委|办|社|队|院|台|基地|公园|景区"
)
ORG: Final = re.compile(
    rf"^(?:[一-鿿（）()“”·]{{2,38}}?(?:{ORG_END}))"
    r"(?:[（(][^（）()]{2,20}[)）])?(?:本级|机关)?$"
)
FIRM: Final = re.compile(r"公司|事务所|评价组|评估组|研究中心$|咨询")
_CHINESE_DATE: Final = "[二一〇○零Oo0三四五六七八九]"
DATE: Final = re.compile(
    r"(?:20|19)\d\d\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?"
    r"|(?:20|19)\d\d\s*[-./－]\s*\d{1,2}\s*[-./－]\s*\d{1,2}"
    rf"|二{_CHINESE_DATE}{{3}}年[一二三四五六七八九十]{{1,2}}月(?:[一二三四五六七八九十]{{1,3}}日)?"
)
WIDE_DIGITS: Final = str.maketrans("０１２３４５６７８９", "0123456789")


@dataclass(frozen=True, slots=True)
class Line:
    """A line without marks, white space and residue at its ends; `text[start:end]` holds it."""

    start: int
    end: int
    text: str

    @property
    def bare(self) -> str:
        """The content without white space."""
        return surface(without_residue(self.text))


def lines_of(text: str) -> list[Line]:
    """The lines that hold anything, without Markdown marks and indents."""
    result, position = [], 0
    for raw in text.splitlines(keepends=True):
        body = raw.rstrip("\r\n")
        start, end = 0, 0
        first, last = 0, len(body)
        while (first, last) != (start, end):  # marks and residue, in whatever order
            start, end = first, last
            first, last = trim_residue(body, start, end)
            shown = body[first:last]
            first += len(shown) - len(shown.lstrip(_MARKS))
            last -= len(shown) - len(shown.rstrip(_MARKS.replace(">", "")))
        if end > start:
            result.append(Line(position + start, position + end, body[start:end]))
        position += len(raw)
    return result
