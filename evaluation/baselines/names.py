"""Budget lines by lexicon and suffix; names of indicators by what stands beside a figure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from evaluation.baselines.lexicon import FIELD, GENERIC, LEFT, OPEN_END, STANDARD
from xfnlp.figures import FoundFigure

Span = tuple[int, int]

_OPEN: Final = re.compile(rf"([^，。；;：:！？\n%]{{2,36}}?{OPEN_END})({FIELD})$")
_LISTED: Final = re.compile(r"其中|包括|分别(?:为|是)|主要有|含")
_FUNDS: Final = re.compile(r"支出|经费|资金|拨款|预算|补助")
_NOUN: Final = re.compile(rf"([^，。；;：:、！？\n%\d]{{4,26}}?){FIELD}$")
_WORK: Final = re.compile(
    r"[比较]|上年|去年|预算|决算|执行|减少|增加|用于|其中|包括|结余|调整|占|发放|挽回|追回|筹措|争取|为|年"
)
_TRAIL: Final = re.compile(r"支出(?=[\d（(]|为\d)")
_PLAIN: Final = re.compile(
    r"(?<=[预决]算)(?:收入|支出)(?=[为共计]{0,2}\d)|(?<![\u4e00-\u9fff])(?:收入|支出)(?=情况[:：])"
)

_SUBJECT: Final = re.compile(
    r"^.*(?:累计|共计|共|先后|成功|主动|有效|及时|积极|今年以来|今年来|年以来|全年|年内|本年度?|年度|已|均"
    r"|其中|目前|截至.{0,12}日|年底|年末|我[局委办院校镇乡县市区]|全[县市区镇乡局省]|本?单位|依法"
    r"|圆满|顺利|新时代|分别|实际|实现|完成|达到|通过|专题|就|仅|实有(?!人)|(?<![国实所])有(?!效|关|机|害|序)|[会局办院委](?=研究|听取|召开|组织|开展|检查|办理)|人员(?=检查)|另有|还有|[0-9]月|核定|内设|下设|下辖|设有|设|辖|实有(?=在)"
    r"|拥有|现有|一是|二是|三是|四是|五是|[）)](?!率)|向.{2,8}(?=推送|报送|移交|争取)|为.{2,8}(?=发放|提供|办理|挽回))"
)
_NAME_END: Final = re.compile(
    r"(?:均?达到?了?|均?为|共计|共|约|近|超过?|突破|得|完成|实现|保持在?|控制在|提高到|提升至|降至|不低于"
    r"|不少于|不超过|不高于|≥|≤|[>＞<＜=]|大于|小于|目标值?|计划|实际|仅|只有|各|合计|累计|总计|有|的|是|了|在|至"
    r"|大约|多达|由?(?:上年|去年)|就|仅|满分|指标值|扣|提高|压缩|缩短|精简|下降|力争|争取|仍|低于|高于|显示|从|由|降到|升到|压缩到|缩短到|[:：*“”\"（(]|[、，]|年度|全年)+$"
)
_AFTER: Final = re.compile(
    r"的?([\u4e00-\u9fff]{1,12}?(?:[（(][\u4e00-\u9fff、]{1,4}[）)])?)(?=[，。；;、：:！？\n（(“《\d]|$|"
    r"实现|完成|开展|进行|驻|成功|组成|参与|提供|达到|参加|全部|得到|已|均|分别|采取|制定|被|为|是|的|在|到|和|及|与|共|以上|以下|以内)"
)
_OWNERS: Final = frozenset(["个", "名", "家", "位", "所", "座"])  # these count the noun behind them
_FOLLOWS: Final = frozenset(
    ["项", "条", "支", "件", "批", "场", "辆", "台", "户", "处", "人", "起", "篇", "次", "期"]
)
_GRADE: Final = re.compile(
    r"(?:绩效)?(?:综合|整体)?(?:自评|评价|考核|综合|最终)*(?:得分|总分|评分|自评分|分值|自评)$"
)
_NO_NOUN: Final = frozenset(
    [
        "方面",
        "阶段",
        "部分",
        "环节",
        "左右",
        "以上",
        "以下",
        "以内",
        "等级",
        "内容",
        "维度",
        "步骤",
        "问题",
        "层面",
    ]
)
_NO_NAME: Final = re.compile(
    r"应当|每[月季年日周人]|^[为按]|[优良中差]$|以[上下]|^(?:第|上|下)|^(?:其|该|此)"
)
_VERB: Final = re.compile(
    r"^(?:[\u4e00-\u9fff]{0,2}(?:派出?|选派|安排|对|有|由|和|及|与|以及|涉及|打造|评选|确定|组建|成立|建成|新增"
    r"|解决|化解|办理|实施|举办|召开|开展|培育|引进|新建|创建|查处|覆盖|帮扶|处理|整改|配备|聘请))?$"
)


def find_categories(text: str, figures: Sequence[FoundFigure], floors: Sequence[int]) -> list[Span]:
    """Budget lines of the running text: known names everywhere, open names before an amount.

    Args:
        text: running text.
        figures: its figures, in order.
        floors: per figure, where its sentence part (or the figure before it) ends.
    """
    found = []
    for match in STANDARD.finditer(text):
        start, end = _trimmed_class(text, *match.span())
        if longer := _TRAIL.match(text, end):
            end = longer.end()
        found.append((start, end))
    found += [match.span() for match in _PLAIN.finditer(text)]
    found = _disjoint(found)
    fresh: set[str] = set()
    for figure, floor in zip(figures, floors, strict=True):
        if figure.label != "MONEY":
            continue
        floor = max(floor, figure.start - 60)
        match = _OPEN.search(text[floor : figure.start])
        if not match:
            if item := _item(text, floor, figure.start):
                found.append(item)
            continue
        start = floor + match.start(1)
        name = match.group(1)
        if lead := LEFT.match(name[: -len(_end_of(name))] or ""):
            start += lead.end()
        start = _quoted(text, start, floor)
        end = floor + match.end(1)
        start = _known(text, start, end)
        written = text[start:end]
        if written in GENERIC and text[start - 1 : start] not in "，。；：、\n":
            continue
        if end - start >= 3 or written in GENERIC:
            found.append((start, end))
            if end - start >= 5:
                fresh.add(written)
    for name in fresh:
        at = text.find(name)
        while at >= 0:
            found.append((at, at + len(name)))
            at = text.find(name, at + len(name))
    return _disjoint(found)


def _known(text: str, start: int, end: int) -> int:
    """Where a known name begins that ends where an open one ends (某某局政府采购支出总额)."""
    for match in STANDARD.finditer(text, start, end):
        if match.end() == end and match.end() - match.start() >= 4:
            return match.start()
    return start


def _quoted(text: str, start: int, floor: int) -> int:
    """The start of a name moved back over a quotation that it begins with (“某某”补助)."""
    if text[start - 1 : start] != "”":
        return start
    opening = text.rfind("“", floor, start)
    return opening if opening >= 0 and start - opening <= 16 else start


def _item(text: str, floor: int, end: int) -> Span | None:
    """An item of a list of amounts (其中：甲改造30万元、乙采购…), whatever its name ends in."""
    opening = max(text.rfind(mark, 0, floor) for mark in "。！？\n") + 1
    if not _LISTED.search(text, opening, end) or not _FUNDS.search(text, opening, end):
        return None
    match = _NOUN.search(text, floor, end)
    return match.span(1) if match and not _WORK.search(match.group(1)) else None


def _end_of(name: str) -> str:
    match = re.search(OPEN_END + "$", name)
    return match.group() if match else name[-1:]


def _trimmed_class(text: str, start: int, end: int) -> Span:
    """A classification's name without what the pattern took in before it (按功能分类，…)."""
    name = text[start:end]
    if "类" in name:
        head = name.split("（类")[0].split("(类")[0]
        if lead := re.match(r"^.*(?:其中|用于|年度|年|包括|[一二三四五六七八九十]、)|^、", head):
            start += lead.end()
    return start, end


def _disjoint(spans: Sequence[Span]) -> list[Span]:
    """Spans by start; of overlapping ones the longer."""
    kept: list[Span] = []
    for span in sorted(set(spans), key=lambda s: (s[0], -s[1])):
        if kept and span[0] < kept[-1][1]:
            if span[1] - span[0] > kept[-1][1] - kept[-1][0]:
                kept[-1] = span
            continue
        kept.append(span)
    return kept


def indicator_before(text: str, floor: int, end: int) -> Span | None:
    """The name that stands before a figure, in text[floor:end]; None where nothing names it."""
    gap = text[floor:end]
    cut = max((gap.rfind(mark) for mark in "，。；;：:,！\n（(."), default=-1)
    chunk = gap[cut + 1 :]
    tail = _NAME_END.search(chunk)
    chunk_end = tail.start() if tail else len(chunk)
    if not chunk[:chunk_end].strip("、和及与") and cut > 0:
        # 办结率，为98%; 自评得分：97分
        before = max((gap.rfind(mark, 0, cut) for mark in "，。；;：:,！\n"), default=-1)
        cut, chunk = before, gap[before + 1 : cut]
        tail = _NAME_END.search(chunk)
        chunk_end = tail.start() if tail else len(chunk)
    name = chunk[:chunk_end]
    lead = _SUBJECT.match(name)
    start = lead.end() if lead else 0
    while start < len(name) and name[start] in '、和及与了*“”"》）)（(':
        start += 1
    if grade := _GRADE.search(name, start):
        start = grade.start()
    if _NO_NAME.search(name, start):
        return None
    if len(name) - start < 2 or len(name) - start > 24:
        return None
    offset = floor + cut + 1
    return offset + start, offset + len(name)


def indicator_after(text: str, end: int) -> Span | None:
    """The noun that a figure counts, right behind it."""
    match = _AFTER.match(text, end)
    if not match or len(match.group(1)) < 2 or match.group(1) in _NO_NOUN:
        return None
    return match.span(1)


def counts_what_follows(text: str, before: Span | None, figure: FoundFigure) -> bool:
    """Whether a count belongs to the noun behind it (`8个` 街镇) rather than to what precedes."""
    following = text[figure.end : figure.end + 1]
    if figure.label != "QUANTITY" or not "\u4e00" <= following <= "\u9fff":
        return False
    if before is None:
        return True
    if figure.figure.unit in _OWNERS:
        return indicator_after(text, figure.end) is not None
    return figure.figure.unit in _FOLLOWS and _VERB.match(text[slice(*before)]) is not None


def sharing(text: str, name: Span) -> list[Span]:
    """Several rates that share a figure (甲率和乙率均达到100%), or the one name itself."""
    written = text[slice(*name)]
    pieces = [match.span() for match in re.finditer(r"[^、和及与]+", written)]
    if len(pieces) > 1 and all(written[end - 1] in "率度" for _, end in pieces):
        return [(name[0] + start, name[0] + end) for start, end in pieces]
    return [name]
