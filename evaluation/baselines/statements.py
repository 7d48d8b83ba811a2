"""Sentence parts that state something attained, and explanations after their cue words."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

Span = tuple[int, int]

_NEVER: Final = re.compile(
    r"职责|职能|机构|概况|基本情况|目标(?!.*(?:完成|实现))|问题|不足|改进|建议|打算|下一步|计划|名词|组织实施"
    r"|评价工作|自评工作|评价过程|评价方法|收支|收入|预算执行|决算|三公|采购|国有资产|资金.*(?:情况|管理|使用)"
    r"|支出情况|人员|背景|评价结论|存在|附件"
)
_GOOD: Final = re.compile(
    r"成绩|成效|效果|效益|绩效.{0,8}(?:情况|分析|实现)|完成情况|实现情况|产出|业绩|工作开展|重点工作|主要做法"
    r"|满意度|影响|亮点|项目实施"
)
_DONE: Final = re.compile(
    r"完成了|完成(?!情况|后)|建成|建立|印发|制定|出台|荣获|获评|获得|被评|评为|实现|未发生|没有发生|零发生|达到|保障了|保证了"
    r"|召开|举办|开展|发放|新增|化解|办结|受理|组织|接待|培训|通过验收|投入使用|健全|完善了|落实了|提升|提高|改善|下降"
    r"|得到|维护了|推进|查处|帮助|走访|列支|严格|解决|落实|修订|启用|上线|挂牌"
)
_NOT: Final = re.compile(
    r"应当|将(?!.{1,20}(?:纳入|列入))|计划|拟|力争|力求|下一步|今后|继续|需要|有待|不足|不够|不高|偏低|未完成|目标[:：为是]"
    r"|负责|承担|得分|自评|评价(?:小组|工作|指标)|主要(?:用于|是为|包括)|预算数|决算数|支出为|收入为|年初预算|以.{2,40}为(?:指导|引领)"
    r"|编制\d|(?:现有|实有)(?:在职|在编|人员)|主要原因|扣\d?|根据《"
)
_MONEY: Final = re.compile(r"(?:经费|支出|收入|资金|预算|决算)[^，。]{0,6}\d[\d,.]*万?元")

_CUE: Final = re.compile(
    r"(?:偏差|变动|差异|增加|减少|增长|下降|增减|主要)?(?:的)?(?:主要)?原因(?:主要)?(?:在于|是|为|系|[:：])*[:：]?(?:由于|因为|因)?"
    r"|主要(?:是|系|为)?(?:由于|因为|因)|主要(?:是|系)(?:因|由于)?(?=[^，。]{2,})|(?<![是])由于"
)
_STOP: Final = re.compile(r"[。；;\n！？]")
_NUMBERED: Final = re.compile(r"[；;](?=[二三四五]是|[②-⑤]|[2-5][.、是]|[（(][二三四2-4][）)])")


def reasons(text: str, moved: Callable[[int], bool]) -> list[tuple[int, Span]]:
    """Explanations: (where their cue begins, span), each to the end of its sentence part.

    Args:
        moved: tells whether a figure that may need explaining stands shortly before a place.
    """
    found: list[tuple[int, Span]] = []
    for match in _CUE.finditer(text):
        start = match.end()
        if found and start < found[-1][1][1]:
            continue
        plain = "原因" not in match.group()
        if plain and not moved(match.start()):
            continue
        while start < len(text) and text[start] in "：:，,“":
            start += 1
        end = start
        while True:
            stop = _STOP.search(text, end)
            end = stop.start() if stop else len(text)
            if stop is None or not _NUMBERED.match(text, end):
                break
            end += 1
        while end > start and text[end - 1] in "）)”*":
            end -= 1
        if end - start >= 4:
            found.append((match.start(), (start, end)))
    return found


def section_kind(title: str, before: int) -> int:
    """1 where the section reports results, -1 where it never does, 0 where nothing tells."""
    if _NEVER.search(title):
        return -1
    return 1 if _GOOD.search(title) else before


def is_achievement(part: str, *, section: int, counted: bool) -> bool:
    """Whether a sentence part states something attained.

    Args:
        section: of `section_kind`.
        counted: whether an indicator with a figure stands in it.
    """
    if section < 0 or len(part) < 6 or _NOT.search(part) or _MONEY.search(part):
        return False
    done = _DONE.search(part) is not None
    return (counted and (done or section > 0)) or (section > 0 and done and len(part) >= 12)
