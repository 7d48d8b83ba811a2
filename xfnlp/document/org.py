"""The reporting body and the report's date, from labels, head and signature."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from xfnlp.document.lines import DATE, FIRM, ORG, ORG_END, Line
from xfnlp.folding import surface

Span = tuple[int, int]

_FOOT: Final = 30  # lines in which a signature is looked for
_HEAD: Final = 30
_COVER: Final = 12  # lines that may be the cover
_SEP: Final = r"[\s\u3000]*(?:[:：]|\t|\|)[\s\u3000\t|]*"
_STAMP: Final = r"(?:[（(](?:盖章|公章|签章|单位公章|章)[)）])?"
_NAME: Final = rf"(?P<name>[一-鿿（）()“”、·]{{2,40}}?(?:{ORG_END}))(?=[\s（(，,。；|]|$)"
_OWN: Final = re.compile(
    rf"(?:部门[（(]?单位[)）]?|预算(?:部门|单位)|填报(?:单位|部门)|编制单位|报送单位|评价单位|自评单位"
    rf"|部门[（(]单位[)）]|(?<![一-鿿])(?:单位|部门))(?:名称)?{_STAMP}{_SEP}{_NAME}"
)
_OVER: Final = re.compile(
    rf"(?:主管部门|实施单位|项目单位|被评价单位|发布机构|来源){_STAMP}{_SEP}{_NAME}"
)
_IN_TITLE: Final = re.compile(
    rf"^(?:关于)?(?:20\d\d\s*年度?|二〇..年度?)?(?P<name>[一-鿿（）()、·]{{2,40}}?(?:{ORG_END}))"
    r"(?:本级|机关)?(?=关于|20\d\d|二〇|部门|单位|整体|项目|预算|决算|绩效|工作|年度|支出)"
)
_LEAD_IN: Final = re.compile(
    rf"(?P<name>[一-鿿（）()·]{{3,30}}?(?:{ORG_END}))(?:[（(][^）)]{{2,30}}[）)])?[系是为](?!了)"
)
_RELEASED: Final = re.compile(
    rf"(?:(?<!截止)(?<!截至)(?<!起止)(?:日期|时间)|填报|填表|发布|成文)"
    rf"(?:{_SEP}|\s*[\]】]\s*)(?P<date>{DATE.pattern})"
)


def find_org(text: str, lines: Sequence[Line], title: str) -> tuple[str, Span] | None:
    """The body that reports, in the fullest form that the report gives it."""
    found: list[tuple[str, Span]] = []
    for line in _outer(lines):
        if match := _OWN.search(line.text):
            found.append(_named(line, match))
    found += _signatures(lines)
    found += [(line.bare, (line.start, line.end)) for line in lines[:_HEAD] if _is_org(line)]
    if match := _IN_TITLE.search(title):
        at = text.find(match["name"])
        found.append((match["name"], (at, at + len(match["name"])) if at >= 0 else (0, 0)))
    for line in _outer(lines):
        if match := _OVER.search(line.text):
            found.append(_named(line, match))
    if not found and (match := _LEAD_IN.search(text)):
        found.append((match["name"], match.span("name")))
    own = [item for item in found if not FIRM.search(item[0])] or found
    if not own:
        return None
    best = own[0]
    for item in own[1:]:  # 长沙市望城区信访局 for 区信访局
        if item[0].endswith(best[0]) and len(item[0]) > len(best[0]):
            best = item
    return best


def _is_org(line: Line) -> bool:
    """Whether a line is a body's name and nothing else."""
    return len(line.bare) <= 40 and "\t" not in line.text and ORG.match(line.bare) is not None


def _outer(lines: Sequence[Line]) -> list[Line]:
    """Head and foot, and every line that starts with a label (above tables)."""
    labelled = re.compile(
        r"^(?:部门|单位|预算|填报|编制|报送|评价|实施|自评|主管|项目单位|来源|发布)"
    )
    return [
        line
        for number, line in enumerate(lines)
        if number < _HEAD or number >= len(lines) - _FOOT or labelled.match(line.text)
    ]


def _named(line: Line, match: re.Match[str]) -> tuple[str, Span]:
    name = surface(match["name"])
    return name, (line.start + match.start("name"), line.start + match.end("name"))


def _signatures(lines: Sequence[Line]) -> list[tuple[str, Span]]:
    """Bodies that stand alone on a line before a date, the last one first."""
    result = []
    foot = lines[-_FOOT:]
    for number, line in enumerate(foot):
        after = " ".join(item.bare for item in foot[number + 1 : number + 4])
        if _is_org(line) and DATE.search(after):
            result.append((line.bare, (line.start, line.end)))
    return result[::-1]


def find_date(lines: Sequence[Line]) -> tuple[str, Span] | None:
    """The date of the signature, else that of the cover, else that of publication."""
    signed = unsigned = None
    for number, line in enumerate(lines):
        found = _alone(line)
        if not found:
            continue
        if number >= _COVER and any(ORG.match(item.bare) for item in lines[number - 2 : number]):
            signed = found
        elif number < _HEAD:
            unsigned = unsigned or found
        elif number >= len(lines) - _FOOT:
            signed = signed or found
    if signed or unsigned:
        return signed or unsigned
    for line in [*lines[:_HEAD], *lines[-_FOOT:]]:
        match = _RELEASED.search(line.text)
        if match:
            span = (line.start + match.start("date"), line.start + match.end("date"))
            return surface(match["date"]), span
    # 某某事务所　2024年5月30日: a signature on one line
    for line in reversed(lines[-_COVER:]):
        match = re.search(rf"(?:{ORG_END}|公司|所)[\s\u3000]+(?P<date>{DATE.pattern})$", line.text)
        if match:
            return surface(match["date"]), (
                line.start + match.start("date"),
                line.start + match.end("date"),
            )
    # in brackets under the title
    for line in lines[:8]:
        match = re.search(rf"[（(][^（）()]*?(?P<date>{DATE.pattern})[)）]$", line.text)
        if match:
            return surface(match["date"]), (
                line.start + match.start("date"),
                line.start + match.end("date"),
            )
    return None


def _alone(line: Line) -> tuple[str, Span] | None:
    content = line.text.strip("（()） \u3000")
    match = DATE.fullmatch(content.translate(_NARROW))
    if not match or line.end - line.start > 30:
        return None
    start = line.start + line.text.find(content)
    return surface(content), (start, start + len(content))


_NARROW: Final = str.maketrans("０１２３４５６７８９", "0123456789")
