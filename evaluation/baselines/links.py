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
)
from xfnlp.figures import FoundFigure

_UP: Final = r"增加|增长|增收|增支|增幅|上升|提高|上涨|多支?|高出|超出|超支|增"
_DOWN: Final = r"减少|下降|降低|降幅|减支|节约|压减|压缩|低|少|减|下浮"
_MOVE: Final = re.compile(rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))[了支收出率幅]?(?:约|近|[:：为])?$")
_MOVED: Final = re.compile(rf"(?:{_UP}|{_DOWN})")
_AGAINST: Final = re.compile(r"[比较与于](?:年初|年度|全年|调整)?(?:预算|目标|计划|标准|平均)|(?:高|低|多|少)于|超出?(?:预算|目标)|结余")
_EARLIER: Final = re.compile(r"[比较](?:上年|去年|上一年|20\d\d|年初(?!预算))|同比|上年|去年|环比")
_FORMER: Final = re.compile(r"(?:上年|去年|上一年|上年度)[^，。；]{0,12}$")
_INITIAL: Final = re.compile(r"年初[^，。；]{0,8}(?:预算|安排|批复)|年初预算|部门预算(?:安排|批复)")
_BUDGET: Final = re.compile(r"预算|安排|计划(?:投资|资金)?|下达|批复")
_ACTUAL: Final = re.compile(r"决算|执行|实际|支出|收入|支付|使用|完成|到位|实支|拨付")
_EXECUTION: Final = re.compile(
    r"(?:完成|占|为)[^，。；]{0,12}(?:预算|计划)|执行率|支付率|预算完成率|支出进度|使用率|执行进度|支出率|预算的$"
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
    whole: Span | None = None


def link(
    text: str,
    figures: Sequence[FoundFigure],
    categories: Sequence[Span],
    floors: Sequence[int],
    topics: Sequence[tuple[int, Span]],
) -> Links:
    """Give every figure its head and its relation, sentence by sentence.

    Args:
        floors: per figure, the end of the figure or the sentence before it.
        topics: (place from which it holds, line) of headings that name a line.
    """
    links, state = Links(), _State()
    starts = [start for start, _ in categories]
    sentence = -1
    queue: list[Span] = []
    for number, figure in enumerate(figures):
        floor = floors[number]
        here = _sentence_start(text, figure.start)
        if here != sentence:
            last = state.head if state.budget else None
            state = _State(head=last or _topic(topics, figure.start), budget=True)
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
        if _WHOLE.search(gap) and state.head and state.budget:
            state.whole = state.whole or state.head
            if len(inside) > 1 and (cue := _WHOLE.search(gap)) and inside[0][0] < floor + cue.start():
                state.whole = inside[0]
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


def _topic(topics: Sequence[tuple[int, Span]], place: int) -> Span | None:
    at = bisect_left(topics, (place, (0, 0))) - 1
    return topics[at][1] if at >= 0 else None


def _add(links: Links, kind: str, head: Span, figure: FoundFigure) -> None:
    links.relations.append((kind, head, (figure.start, figure.end)))
    links.heads.append((figure.end, head))


def _budget_cue(figure: FoundFigure, gap: str, state: _State) -> bool:
    """Whether a figure without a line beside it goes on about the line before."""
    if _EXECUTION.search(gap) or _MOVE.search(gap):
        return True
    if figure.label == "PERCENT":
        return False
    words = _INITIAL.search(gap) or _BUDGET.search(gap) or _ACTUAL.search(gap)
    return state.budget and (words is not None or _FORMER.search(gap) is not None)


def _money(gap: str, state: _State, text: str, figure: FoundFigure) -> str:
    clause = re.split("[，；;,]", gap)[-1]
    if move := _MOVE.search(gap):
        return _moved(gap, move, state, "amount")
    state.against = ""
    if _FORMER.search(clause) and not _MOVED.search(clause):
        return "prior_actual"
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
    move = _MOVE.search(gap)
    same = (not gap or _LIST.match(gap)) and not state.budget
    before = None if same or move else indicator_before(text, floor, figure.start)
    name = before
    if move and not state.budget and state.head and floor > _sentence_start(text, figure.start) + 1:
        name = state.head
    elif counts_what_follows(text, before, figure) and not (same and state.head):
        name = indicator_after(text, figure.end) or before
    elif same and state.head:
        name = state.head
    elif before is None:
        if re.search(_TARGET, gap) or re.search(_REACHED, gap):
            name = state.head if not state.budget else None
        name = name or indicator_after(text, figure.end)
    if name is None:
        return
    state.head, state.budget = name, False
    links.indicators.add(name)
    kind = "value"
    if move:
        kind = _moved(gap, move, state, "rate" if figure.label == "PERCENT" else "amount")
    elif _TARGET.search(gap) and not _REACHED.search(gap):
        kind = "target"
    elif _FORMER.search(gap):
        kind = "prior_actual"
    _add(links, kind, name, figure)
