"""Changes and deviations: each stated result against the figures it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import product
from typing import Final

from xfnlp.audit.check import Check, amount
from xfnlp.audit.judge import (
    Pair,
    Source,
    change,
    change_rate,
    distance,
    distance_rate,
    judge,
    rate_of_move,
)
from xfnlp.audit.ledger import Item, Ledger, Scope, is_generic

_NOW: Final = ("actual", "value")
_MOVES: Final = {
    "increase_amount": 1,
    "decrease_amount": -1,
    "increase_rate": 1,
    "decrease_rate": -1,
}
# Words of the comparison itself, where a move was read as a deviation.
_LAST_YEAR: Final = re.compile(r"上年|上一年|去年|同比|同期")
_AIM: Final = re.compile(r"预算|目标|计划|平均|任务|标准|要求")
_ALIKE: Final = Decimal("0.1")  # of this year's figure that last year's is at least, and vice versa
_LESS: Final = re.compile(r"减|降|少|节|低")
_MORE: Final = re.compile(r"增|超|高|多|长|升")
# Plans for a later year stand beside this year's figures.
_PLANNED: Final = re.compile(r"拟|计划安排|明年|下年|下一年|次年|力争|预计")


def check_changes(ledger: Ledger) -> Iterator[Check]:
    """Moves and deviations of prose, in the order of the report."""
    for item in ledger.items:
        if item.source == "table":
            continue
        if item.field in _MOVES:
            yield _move(ledger, item)
        elif item.field == "deviation":
            yield _deviation(ledger, item)


def _certain(*scopes: Scope, items: Sequence[Item]) -> bool:
    """Whether figures stand close enough together to belong to one statement."""
    if all(scope != "line" for scope in scopes):
        return True
    return not any(is_generic(item.key) for item in items)


def _move(ledger: Ledger, item: Item) -> Check:
    sign = _MOVES[item.field]
    money_move = item.field.endswith("_amount")
    unit = item.figure.unit
    now, near = ledger.near(item, _NOW, None if not money_move else unit)
    last, far = ledger.near(item, ("prior_actual",), None if not money_move else unit)
    sources: list[Source] = []
    planned = _PLANNED.search(ledger.text[max(0, item.start - 40) : item.start])
    certain = _certain(near, far, items=[item]) and not planned
    for a, b in product(now, last):
        if a.figure.unit != b.figure.unit:
            continue
        if money_move or (unit == "%" and a.figure.unit == "%"):
            sources.append(((a, b), change(sign)))
        if not money_move and not item.figure.points:
            sources.append(((a, b), change_rate(sign)))
    if not sources and not money_move and not item.figure.points:
        sources, certain = _rate_of_amount(ledger, item, sign)

    def explain(items: Pair, value: Decimal) -> str:
        word = "增加" if sign > 0 else "减少"
        shown = amount(value, unit)
        return (
            f"“{item.name}”写明比上年{word}{item.written}，按{_sum_words(items)}计算应为{shown}。"
        )

    rule = "change" if money_move else "change_rate"
    loose = [] if money_move or item.figure.points else _moves_beside(ledger, item, sign)
    if money_move and not now:
        # What was given this year stands for what was spent, where a slip of the pen shows it.
        given = ledger.near(item, ("annual_budget",), unit)[0]
        loose = [((a, b), change(sign)) for a, b in product(given, last)]
    stated_both = (
        near == far == "mention"
        and len(now) == len(last) == 1
        and _ALIKE * last[0].figure.value < now[0].figure.value
        and _ALIKE * now[0].figure.value < last[0].figure.value
    )
    given = [] if money_move else ledger.near(item, ("annual_budget",), "元")[0]
    moves = _moves_of(ledger, item, sign)[0] if given else []
    return judge(
        rule,
        item,
        sources,
        certain=certain,
        explain=explain,
        loose=loose,
        confirming=[((a, move), rate_of_move(sign)) for move, a in product(moves, given)],
        mistyped=money_move,
        close=stated_both,
    )


def _moves_beside(ledger: Ledger, item: Item, sign: int) -> list[Source]:
    """A rate from the change just before it and a figure of its sentence under another name."""
    field = "increase_amount" if sign > 0 else "decrease_amount"
    moves = [move for move in ledger.beside(item, (field,)) if item.start - move.end < 40]
    return [
        ((now, move), rate_of_move(sign))
        for move, now in product(moves[-1:], ledger.beside(item, (*_NOW, "annual_budget")))
        if move.figure.unit == now.figure.unit
    ]


def _moves_of(ledger: Ledger, item: Item, sign: int) -> tuple[list[Item], Scope]:
    """The change of the line that is told beside its rate."""
    field = "increase_amount" if sign > 0 else "decrease_amount"
    moves, near = ledger.near(item, (field,))
    return [move for move in moves if abs(move.start - item.start) < 40], near


def _rate_of_amount(ledger: Ledger, item: Item, sign: int) -> tuple[list[Source], bool]:
    """A rate of change from the change and this year's figure: Δ ÷ (now ∓ Δ)."""
    moves, near = _moves_of(ledger, item, sign)
    now, far = ledger.near(item, _NOW)
    if not now:
        now, far = ledger.near(item, ("annual_budget",))
    sources: list[Source] = [
        ((a, move), rate_of_move(sign))
        for move, a in product(moves, now)
        if move.figure.unit == a.figure.unit
    ]
    # One figure of the line in all the report cannot be another's.
    alone = len({a.figure.value for a in now}) == 1 and not is_generic(item.key)
    return sources, near != "line" and (far != "line" or alone) and bool(sources)


def _sum_words(items: Sequence[Item]) -> str:
    return "与".join(item.written for item in items)


def _deviation(ledger: Ledger, item: Item) -> Check:
    unit = item.figure.unit
    fields = ("initial_budget", "annual_budget", "target")
    now, near = ledger.near(item, (*_NOW, "annual_budget", "execution_rate"))
    goal, far = ledger.near(item, fields)
    goal = [_edge(aim) if aim.field == "target" else aim for aim in goal]
    wording = ledger.text[max(0, item.start - 24) : item.start]
    sources: list[Source] = []
    for a, b in product(now, goal):
        if a is b or a.figure.unit != b.figure.unit or a.field == b.field:
            continue
        if unit == a.figure.unit:
            sources.append(((a, b), distance))
        if unit == "%" and not item.figure.points:
            sources.append(((a, b), distance_rate))
    certain = near != "line" and far != "line" and _measured(wording)
    if not sources and unit == "%" and not item.figure.points and _one_way(wording):
        sources, certain = _rate_of_deviation(ledger, item)
    clause = re.split(r"[，,；;。]", wording)[-1]
    against = "预算（目标）"
    if not sources and _LAST_YEAR.search(wording) and not _AIM.search(clause):
        sources, certain = _from_last_year(ledger, item)
        against = "上年"

    def explain(items: Pair, value: Decimal) -> str:
        return (
            f"“{item.name}”写明与{against}相差{item.written}，"
            f"按{_sum_words(items)}计算应相差{amount(value, unit)}。"
        )

    return judge("deviation", item, sources, certain=certain, explain=explain)


def _edge(aim: Item) -> Item:
    """A target as a distance is measured from it: its edge (at least 95%), and not rounded."""
    return replace(aim, figure=replace(aim.figure, bound=None, step=Decimal(0)))


def _one_way(wording: str) -> bool:
    """Whether it is said that a figure is less or more than it was to be."""
    return bool(_LESS.search(wording)) != bool(_MORE.search(wording))


def _rate_of_deviation(ledger: Ledger, item: Item) -> tuple[list[Source], bool]:
    """A rate from the distance just before it and the line's figure: 减少Δ，下降 Δ ÷ (now + Δ)."""
    gaps = [
        gap
        for gap in ledger.of_head(item.head, ("deviation",))
        if gap.figure.unit == "元" and 0 < item.start - gap.end < 24 and gap.figure.value
    ]
    now, near = ledger.near(item, ("actual",), "元")
    sign = 1 if _MORE.search(ledger.text[max(0, item.start - 24) : item.start]) else -1
    pairs: list[Source] = [
        ((a, gap), rate_of_move(sign)) for gap, a in product(gaps, now) if a.figure.value
    ]
    return pairs, near != "line"


def _from_last_year(ledger: Ledger, item: Item) -> tuple[list[Source], bool]:
    """A distance that the words take from last year, whatever it was read as."""
    now, near = ledger.near(item, _NOW, item.figure.unit)
    last, far = ledger.near(item, ("prior_actual",), item.figure.unit)
    pairs: list[Source] = [((a, b), distance) for a, b in product(now, last)]
    return pairs, near != "line" and far != "line"


def _measured(wording: str) -> bool:
    """Whether the deviation is one from the budget or target, not from an average.

    Money added or taken back in the year is none of either.
    """
    if re.search(r"(?:追加|收回|调[增减剂]|压减)[^，,。；;]{0,6}$", wording):
        return False
    aims = re.search(r"预算|目标|计划|年初|任务|指标值|标准值", wording)
    return bool(aims) and "平均" not in wording
