"""What an amount or a rate says, by cue words before it, and whose it is, by nearness."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from evaluation.baselines.names import (
    Span,
    counts_what_follows,
    indicator_after,
    indicator_before,
    sharing,
)
from xfnlp.figures import FoundFigure

_UP: Final = (
    r"增加|增长|增收|增支|增幅|上升|提高|上涨|多支?|高出|超出|超支|提升|扩大|延长|延后|推迟|增|升"
)
_DOWN: Final = r"减少|下降|降低|降幅|减支|节约|压减|压缩|缩短|缩小|回落|下滑|提前|低|少|减|降|下浮"
_MOVE: Final = re.compile(rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))[了支收出率幅]?(?:约|近|[:：为])?$")
_MOVED: Final = re.compile(rf"(?:{_UP}|{_DOWN})")
# 高于目标值2个百分点, 调增350万元: off what was planned.
_OFF: Final = re.compile(
    r"(?:超过?|[高低多少优]于|[高低]出|较|比)[^，。；]{0,10}(?:目标|计划|预算|标准|平均|指标|任务)(?:值|水平|要求)?(?:的?要求)?"
    r"(?:高出?|低|多|少|增加|减少|节约|超出?)?(?:了|约)?$|(?:调增|调减|追加|核减|超支|超额完成)(?:了|约)?$"
)
_AIM: Final = re.compile(
    r"目标(?:值?为|是|[:：])|力争|计划(?!生育|财务|单列)|拟|预计|(?<![完即])将"
)
_AIMED: Final = re.compile(r"目标(?!.*(?:完成|实现|分析|评价|情况|管理))")
_ATTAINED: Final = re.compile(r"完成|实际|已|达到了|实现了|自评|得分?")
_PLANNED: Final = re.compile(r"年初预算|预算(?:安排|编制|批复)(?!.*(?:执行|决算|使用))")
_AGAINST: Final = re.compile(
    r"[比较与于](?:年初|年度|全年|调整)?(?:预算|目标|计划|标准|平均)|(?:高|低|多|少)于|超出?(?:预算|目标)|结余"
)
_EARLIER: Final = re.compile(r"[比较](?:上年|去年|上一年|20\d\d|年初(?!预算))|同比|上年|去年|环比")
_FORMER: Final = re.compile(
    r"(?:上年|去年|上一年|上年度)[^，。；]{0,12}$|[比较与，](?:\d{4}年度?)(?:同期|决算数?)?的?(?:为)?$"
)
_INITIAL: Final = re.compile(r"年初[^，。；]{0,8}(?:预算|安排|批复)|年初预算|部门预算(?:安排|批复)")
_BUDGET: Final = re.compile(r"预算|安排|计划(?:投资|资金)?|下达|批复")
_ACTUAL: Final = re.compile(r"决算|执行|实际|支出|收入|支付|使用|完成|到位|实支|拨付")
_EXECUTION: Final = re.compile(
    r"(?:完成|占|为)[^，。；]{0,14}(?:预算|计划|指标)(?:[数额]|安排|执行数|总额)*的?(?:约|近|为)?$|完成率|执行率|支付率|预算完成率|支出进度|使用率|执行进度|支出率|预算的$"
)
_SHARE: Final = re.compile(r"占(?:比|[^，。；、]{0,24})?(?:约|比重?|比例|为|的|近|[:：])*$")
_TARGET: Final = re.compile(
    r"(?:目标值?|计划|指标值|不低于|不少于|不超过|不高于|力争|要求|≥|≤|>=|<=|应达|满分|分值)[^，。；]{0,6}$"
)
_REACHED: Final = re.compile(r"(?:完成|实际|实现|达到|实施|自评|得)[^，。；]{0,4}$")
_WHOLE: Final = re.compile(r"其中|包括|分别(?:为|是|用于)|包含|主要有|构成|含")
_SHARED: Final = re.compile(r"(?:均|都)(?:为|是|达到?|完成|实现)?(?:了|约)?$")
_RESPECTIVE: Final = re.compile(r"分别(?:为|是|达到?|完成|占|实现|支出|增加|增长|下降|减少)")
_LIST: Final = re.compile(r"^[、和及与以及]+$")
_BAND: Final = re.compile(r"(?:[（(]不?含[）)])?(?:以[上下]|至|到|[-—~])")
_BUDGET_WORD: Final = re.compile(r"预算|决算|执行数|实际支出")
_SENTENCE: Final = re.compile(r"[。！？\n]")


@dataclass
class Links:
    """Indicators that were named and relations (type, head span, tail span)."""

    indicators: set[Span] = field(default_factory=set)
    relations: list[tuple[str, Span, Span]] = field(default_factory=list)
    heads: list[tuple[int, Span]] = field(default_factory=list)  # (end of figure, head)


@dataclass
class _State:
    head: Span | None = None  # the line or indicator of the figure before
    budget: bool = False
    wording: str = "actual"  # what amounts of this sentence state
    against: str = ""  # what moves are measured against: plan or earlier
    wholes: list[Span] = field(default_factory=list)
    title: str = ""

    @property
    def whole(self) -> Span | None:
        return self.wholes[-1] if self.wholes else None


def link(
    text: str,
    figures: Sequence[FoundFigure],
    categories: Sequence[Span],
    floors: Sequence[int],
    topics: Sequence[tuple[int, Span | None, str]],
) -> Links:
    """Give every figure its head and its relation, sentence by sentence.

    Args:
        floors: per figure, the end of the figure or the sentence before it.
        topics: (place from which it holds, line that it names, title) of headings.
    """
    links, state = Links(), _State()
    starts = [start for start, _ in categories]
    sentence = -1
    queue: list[Span] = []
    for number, figure in enumerate(figures):
        floor = floors[number]
        here = _sentence_start(text, figure.start)
        if here != sentence:
            state = _opening(state, categories, starts, topics, figure, floor)
            sentence, queue = here, []
        gap = text[floor : figure.start]
        low, high = bisect_left(starts, floor), bisect_left(starts, figure.start)
        inside = list(categories[low:high])
        if figure.label == "QUANTITY":
            _indicator(links, state, text, figure, floor, gap)
            continue
        share = figure.label == "PERCENT" and _SHARE.search(gap)
        if share:
            base_at = floor + share.start()
            base = [c for c in inside if c[0] >= base_at]
            inside = [c for c in inside if c[0] < base_at]
            if inside:
                state.head, state.budget = inside[-1], True
            if state.head and state.budget and not _EXECUTION.search(gap[share.start() :]):
                _add(links, "share", state.head, figure)
                whole = base[-1] if base else state.whole
                if whole and whole != state.head:
                    links.relations.append(("share_base", (figure.start, figure.end), whole))
                continue
        if len(state.wholes) > 1 and re.search("[；;]", gap):
            state.wholes.pop()
        if not inside and state.wholes and re.search("[；;]", gap) and _BUDGET_WORD.search(gap):
            # 其中：甲…，乙…；全年执行数为…: back to the whole.
            state.head, state.budget = state.wholes.pop(), True
        if cue := _WHOLE.search(gap):
            first = next((c for c in reversed(inside) if c[1] <= floor + cue.start()), None)
            whole = first or (state.head if state.budget else None)
            if whole and whole not in state.wholes:
                state.wholes.append(whole)
        if len(inside) > 1 and _RESPECTIVE.search(gap):
            queue = inside[:]
        heads = inside[-1:]
        if len(inside) > 1 and _SHARED.search(gap):
            heads = inside
        if not inside and queue and (not gap or _LIST.match(gap) or _RESPECTIVE.search(gap)):
            heads = [queue.pop(0)] if queue else []
        elif queue:
            heads = [queue.pop(0)]
        if heads:
            state.head, state.budget = heads[-1], True
        elif not _budget_cue(figure, gap, state):
            _indicator(links, state, text, figure, floor, gap)
            continue
        kind = _money(gap, state, text, figure) if figure.label == "MONEY" else _percent(gap, state)
        if state.head is None:
            continue
        if not state.budget:
            kind = "value" if kind in ("actual", "execution_rate", "annual_budget") else kind
        for head in heads or [state.head]:
            _add(links, kind, head, figure)
            if state.whole and head != state.whole and heads and state.budget:
                links.relations.append(("part_of", head, state.whole))
    return links


def _sentence_start(text: str, place: int) -> int:
    return max(text.rfind(mark, max(0, place - 400), place) for mark in "。！？\n")


def _opening(
    before: _State,
    categories: Sequence[Span],
    starts: Sequence[int],
    topics: Sequence[tuple[int, Span | None, str]],
    figure: FoundFigure,
    floor: int,
) -> _State:
    """What a sentence begins with: the line spoken of last, or the one its title names."""
    at = bisect_left(topics, figure.start, key=lambda topic: topic[0]) - 1
    since, topic, title = topics[at] if at >= 0 else (0, None, "")
    near = bisect_left(starts, floor) - 1
    head = before.head if before.budget else None
    if near >= 0 and categories[near][0] >= since and floor - categories[near][1] < 200:
        # A line named after the last figure, as a list item's own title.
        head = head if head and head[0] >= categories[near][0] else (head or categories[near])
        if floor - categories[near][1] <= 2:
            head = categories[near]
    if head is None or head[0] < since:
        head = topic
    wording = "initial_budget" if _PLANNED.search(title) else "actual"
    return _State(head=head, budget=True, wording=wording, title=title)


def _add(links: Links, kind: str, head: Span, figure: FoundFigure) -> None:
    links.relations.append((kind, head, (figure.start, figure.end)))
    links.heads.append((figure.end, head))


def _budget_cue(figure: FoundFigure, gap: str, state: _State) -> bool:
    """Whether a figure without a line beside it goes on about the line before."""
    if (_EXECUTION.search(gap) or _MOVE.search(gap) or _OFF.search(gap)) and state.budget:
        return True
    if figure.label == "PERCENT":
        return False
    words = _INITIAL.search(gap) or _BUDGET.search(gap) or _ACTUAL.search(gap)
    return state.budget and (words is not None or _FORMER.search(gap) is not None)


def _money(gap: str, state: _State, text: str, figure: FoundFigure) -> str:
    clause = re.split("[，；;,]", gap)[-1]
    if _OFF.search(gap):
        return "deviation"
    if move := _MOVE.search(gap):
        return _moved(gap, move, state, "amount")
    if "，" in gap or "。" in gap:
        state.against = ""
    if _FORMER.search(clause) and not _MOVED.search(clause):
        state.against = "earlier"
        return "prior_actual"
    if re.search("[比较与][^，。；]{0,8}(?:预算|计划|目标)", clause):
        state.against = "plan"
    if _INITIAL.search(clause):
        state.wording = "initial_budget"
    elif _ACTUAL.search(clause) and not re.search(r"预算数?(?:安排)?[:：为是]?$", clause):
        state.wording = "actual"
    elif _BUDGET.search(clause):
        state.wording = "annual_budget"
    return state.wording


def _percent(gap: str, state: _State) -> str:
    if _EXECUTION.search(gap):
        return "execution_rate"
    if _OFF.search(gap):
        state.against = "plan"
        return "deviation"
    if move := _MOVE.search(gap):
        return _moved(gap, move, state, "rate")
    return "execution_rate"


def _moved(gap: str, move: re.Match[str], state: _State, what: str) -> str:
    if _AGAINST.search(gap):
        state.against = "plan"
    elif _EARLIER.search(gap):
        state.against = "earlier"
    if state.against == "plan":
        return "deviation"
    return f"{'increase' if move['up'] else 'decrease'}_{what}"


def _indicator(
    links: Links, state: _State, text: str, figure: FoundFigure, floor: int, gap: str
) -> None:
    """Name what a count or rate measures, and say whether it was reached or aimed at."""
    move, off = _MOVE.search(gap), _OFF.search(gap)
    same = (not gap or _LIST.match(gap)) and not state.budget
    name: Span | None
    if move or off:
        place = floor + max(gap.rfind(word) for word in ("比", "较", "同比", "高于", "低于", "超"))
        name = indicator_before(text, floor, place) if place > floor + 2 else None
        name = name or (state.head if not state.budget else None)
        if name is None and move:
            name = indicator_before(text, floor, floor + move.start())
    else:
        before = None if same else indicator_before(text, floor, figure.start)
        name = before
        if counts_what_follows(text, before, figure) and not (same and state.head):
            name = indicator_after(text, figure.end) or before
        elif same and state.head:
            name = state.head
        elif before is None:
            if _TARGET.search(gap) or _REACHED.search(gap):
                name = state.head if not state.budget else None
            name = name or indicator_after(text, figure.end)
    if name is None:
        return
    kind = "value"
    if off:
        kind = "deviation"
    elif move:
        kind = _moved(gap, move, state, "rate" if figure.label == "PERCENT" else "amount")
    elif _aimed(text, figure, gap, state):
        kind = "target"
    elif _FORMER.search(gap) or re.search("由.{0,8}的$", gap):
        kind = "prior_actual"
    if figure.figure.unit == "分" and _BAND.match(text, figure.end):
        return  # 90分（含）以上为优
    names = sharing(text, name)
    state.head, state.budget = names[-1], False
    for one in names:
        links.indicators.add(one)
        _add(links, kind, one, figure)


def _aimed(text: str, figure: FoundFigure, gap: str, state: _State) -> bool:
    """Whether a figure is required or planned rather than reached."""
    if _REACHED.search(gap):
        return False
    if _TARGET.search(gap):
        return True
    said = text[_sentence_start(text, figure.start) + 1 : figure.start]
    aim = [match.end() for match in _AIM.finditer(said)]
    if not aim and not _AIMED.search(state.title):
        return False
    return _ATTAINED.search(said, aim[-1] if aim else 0) is None
