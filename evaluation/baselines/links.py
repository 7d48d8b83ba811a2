"""What an amount or a rate says, by cue words before it, and whose it is, by nearness."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from evaluation.baselines.cues import (
    ACTUAL,
    AGAINST,
    AIM,
    AIMED,
    ATTAINED,
    BAND,
    BUDGET,
    BUDGET_WORD,
    DUTIES,
    EARLIER,
    EXECUTION,
    FORMER,
    FUNDED,
    INITIAL,
    LIST,
    MOVE,
    MOVED,
    OFF,
    REACHED,
    RESPECTIVE,
    SHARE,
    SHARED,
    TARGET,
    WHOLE,
)
from evaluation.baselines.names import (
    Span,
    counts_what_follows,
    indicator_after,
    indicator_before,
    sharing,
)
from evaluation.baselines.state import Links, State, line_before, opening
from xfnlp.figures import FoundFigure


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
    links, state = Links(), State()
    starts = [start for start, _ in categories]
    sentence = -1
    queue: list[Span] = []
    for number, figure in enumerate(figures):
        floor = floors[number]
        here = _sentence_start(text, figure.start)
        if here != sentence:
            state = opening(state, categories, starts, topics, figure, floor)
            sentence, queue = here, []
        gap = text[floor : figure.start]
        low, high = bisect_left(starts, floor), bisect_left(starts, figure.start)
        inside = list(categories[low:high])
        if figure.label == "QUANTITY":
            _indicator(links, state, text, figure, floor, gap)
            continue
        share = figure.label == "PERCENT" and SHARE.search(gap)
        if share:
            base_at = floor + share.start()
            base = [c for c in inside if c[0] >= base_at]
            inside = [c for c in inside if c[0] < base_at]
            if inside:
                state.head, state.budget = inside[-1], True
            if state.head and state.budget and not EXECUTION.search(gap[share.start() :]):
                _add(links, "share", state.head, figure)
                whole = base[-1] if base else state.whole
                if whole and whole != state.head:
                    links.relations.append(("share_base", (figure.start, figure.end), whole))
                continue
        if len(state.wholes) > 1 and re.search("[；;]", gap):
            state.wholes.pop()
        if not inside and state.wholes and re.search("[；;]", gap) and BUDGET_WORD.search(gap):
            # 其中：甲…，乙…；全年执行数为…: back to the whole.
            state.head, state.budget = state.wholes.pop(), True
        if cue := WHOLE.search(gap):
            first = next((c for c in reversed(inside) if c[1] <= floor + cue.start()), None)
            whole = first or (state.head if state.budget else None)
            if whole and whole not in state.wholes:
                state.wholes.append(whole)
        if len(inside) > 1 and RESPECTIVE.search(gap):
            queue = inside[:]
        heads = inside[-1:]
        if len(inside) > 1 and SHARED.search(gap):
            heads = inside
        if not inside and queue and (not gap or LIST.match(gap) or RESPECTIVE.search(gap)):
            heads = [queue.pop(0)] if queue else []
        elif queue:
            heads = [queue.pop(0)]
        if heads:
            state.head, state.budget = heads[-1], True
        elif (
            not state.budget
            and FUNDED.search(gap)
            and (line := line_before(categories, starts, floor))
        ):
            state.head, state.budget = line, True
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


def _add(links: Links, kind: str, head: Span, figure: FoundFigure) -> None:
    links.relations.append((kind, head, (figure.start, figure.end)))
    links.heads.append((figure.end, head))


def _budget_cue(figure: FoundFigure, gap: str, state: State) -> bool:
    """Whether a figure without a line beside it goes on about the line before."""
    if (EXECUTION.search(gap) or MOVE.search(gap) or OFF.search(gap)) and state.budget:
        return True
    if figure.label == "PERCENT":
        return False
    words = INITIAL.search(gap) or BUDGET.search(gap) or ACTUAL.search(gap)
    return state.budget and (words is not None or FORMER.search(gap) is not None)


def _money(gap: str, state: State, text: str, figure: FoundFigure) -> str:
    clause = re.split("[，；;,]", gap)[-1]
    if OFF.search(gap):
        return "deviation"
    if move := MOVE.search(gap):
        return _moved(gap, move, state, "amount")
    if "，" in gap or "。" in gap:
        state.against = ""
    if FORMER.search(clause) and not MOVED.search(clause):
        state.against = "earlier"
        return "prior_actual"
    if re.search("[比较与][^，。；]{0,8}(?:预算|计划|目标)", clause):
        state.against = "plan"
    if INITIAL.search(clause):
        state.wording = "initial_budget"
    elif ACTUAL.search(clause) and not re.search(r"预算数?(?:安排)?[:：为是]?$", clause):
        state.wording = "actual"
    elif BUDGET.search(clause):
        state.wording = "annual_budget"
    return state.wording


def _percent(gap: str, state: State) -> str:
    if EXECUTION.search(gap):
        return "execution_rate"
    if OFF.search(gap):
        state.against = "plan"
        return "deviation"
    if move := MOVE.search(gap):
        return _moved(gap, move, state, "rate")
    return "execution_rate"


def _moved(gap: str, move: re.Match[str], state: State, what: str) -> str:
    if AGAINST.search(gap):
        state.against = "plan"
    elif EARLIER.search(gap):
        state.against = "earlier"
    if state.against == "plan":
        return "deviation"
    return f"{'increase' if move['up'] else 'decrease'}_{what}"


def _indicator(
    links: Links, state: State, text: str, figure: FoundFigure, floor: int, gap: str
) -> None:
    """Name what a count or rate measures, and say whether it was reached or aimed at."""
    if DUTIES.search(state.title):
        return
    move, off = MOVE.search(gap), OFF.search(gap)
    same = (not gap or LIST.match(gap)) and not state.budget
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
            if TARGET.search(gap) or REACHED.search(gap):
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
    elif FORMER.search(gap) or re.search("由.{0,8}的$", gap):
        kind = "prior_actual"
    if figure.figure.unit == "分" and BAND.match(text, figure.end):
        return  # 90分（含）以上为优
    names = sharing(text, name)
    if same and state.names:
        names = [state.names.pop(0)]
    elif "分别" in gap and len(names) > 1:
        names, state.names = names[:1], names[1:]
    state.head, state.budget = names[-1], False
    for one in names:
        links.indicators.add(one)
        _add(links, kind, one, figure)


def _aimed(text: str, figure: FoundFigure, gap: str, state: State) -> bool:
    """Whether a figure is required or planned rather than reached."""
    if REACHED.search(gap):
        return False
    if TARGET.search(gap):
        return True
    said = text[_sentence_start(text, figure.start) + 1 : figure.start]
    aim = [match.end() for match in AIM.finditer(said)]
    if not aim and not AIMED.search(state.title):
        return False
    return ATTAINED.search(said, aim[-1] if aim else 0) is None
