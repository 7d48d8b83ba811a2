"""Rates, shares, differences: each stated result against the figures it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import product
from typing import Final

from xfnlp.audit.check import Check, amount, rate
from xfnlp.audit.interval import percent
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

_BUDGETS: Final = ("initial_budget", "annual_budget")
_NOW: Final = ("actual", "value")
_MOVES: Final = {
    "increase_amount": 1,
    "decrease_amount": -1,
    "increase_rate": 1,
    "decrease_rate": -1,
}
# A rate of part of the year: the report's figures are of all of it.
_YEAR_BUDGET: Final = re.compile(r"全年预算|调整后?预算|预算调整数")
_INTERIM: Final = re.compile(
    r"上半年|季度|截[至止到][^，。]{0,8}?(?<!1)(?<!12)(?:[1-9]|1[01])月|(?<!\d)(?:[1-9]|1[01])月(?"
    r":底|末|份)"
)
_ADJUSTED: Final = re.compile(r"追加|调整|调增|调减|全年预算|追减")
# Plans for a later year stand beside this year's figures.
_PLANNED: Final = re.compile(r"拟|计划安排|明年|下年|下一年|次年|力争|预计")


def check_rates(ledger: Ledger) -> Iterator[Check]:
    """Execution rates, shares, moves and deviations, in the order of the report."""
    for item in ledger.items:
        if item.source == "table" and item.field != "execution_rate":
            continue
        if item.field == "execution_rate":
            yield _execution(ledger, item)
        elif item.field == "share":
            yield _share(ledger, item)
        elif item.field in _MOVES:
            yield _move(ledger, item)
        elif item.field == "deviation":
            yield _deviation(ledger, item)


def _certain(*scopes: Scope, items: Sequence[Item]) -> bool:
    """Whether figures stand close enough together to belong to one statement."""
    if all(scope != "line" for scope in scopes):
        return True
    return not any(is_generic(item.key) for item in items)


def _execution(ledger: Ledger, item: Item) -> Check:
    actual, near = ledger.near(item, ("actual",), "元")
    budget, far = ledger.near(item, _BUDGETS, "元")
    if near == "line" or far == "line":  # both from one place of the report, if they can be
        actual, budget = _same_place(ledger, actual, budget) or (actual, budget)
    wording = ledger.text[max(0, item.start - 14) : item.start]
    if "年初" in wording and any(b.field == "initial_budget" for b in budget):
        budget = [b for b in budget if b.field == "initial_budget"]
    pairs: list[Source] = [((a, b), percent) for a, b in product(actual, budget)]
    interim = _INTERIM.search(ledger.text[max(0, item.start - 30) : item.start])
    # A budget that was changed in between is not the one the rate is of.
    first = min([b.end for b in budget] + [item.start])
    moved = _ADJUSTED.search(ledger.text[max(first, item.start - 400) : item.end + 16])
    only_initial = "年初" not in wording and all(b.field == "initial_budget" for b in budget)
    # The rate says which budget it is of, and that one is not stated.
    other = ("年初" in wording and all(b.field != "initial_budget" for b in budget)) or (
        _YEAR_BUDGET.search(wording) is not None
        and all(b.field == "initial_budget" for b in budget)
    )
    certain = (
        _certain(near, far, items=[item])
        and not interim
        and not other
        and not (moved and only_initial)
    )

    def explain(items: Pair, value: Decimal) -> str:
        a, b = items
        return (
            f"“{item.name}”写的执行率（完成预算的比例）是{item.written}，"
            f"按{a.written}÷{b.written}计算为{rate(value, item.figure.value)}。"
        )

    return judge("execution_rate", item, pairs, certain=certain, explain=explain)


def _same_place(
    ledger: Ledger, actual: list[Item], budget: list[Item]
) -> tuple[list[Item], list[Item]] | None:
    for a in actual:
        here = [b for b in budget if ledger.sentence(b.start) == ledger.sentence(a.start)]
        if here:
            return [a], here
    return None


def _share(ledger: Ledger, item: Item) -> Check:
    own, near = ledger.near(item, ("actual", "annual_budget", "initial_budget"), "元")
    own = [part for part in own if part.figure.value >= 0]
    fields = ("actual", *_BUDGETS)
    wholes: list[Item] = []
    for base in ledger.bases.get(item.start, ()):
        wholes += ledger.of_head(base.id, fields) or ledger.of_name(base.text, fields)
    named = bool(wholes)
    here = ledger.sentence(item.start)
    beside = any(ledger.sentence(whole.start) == here for whole in wholes)
    # The parent may be the whole by another name; it can confirm a share, not refute it.
    wholes += _parent_figures(ledger, item)
    pairs: list[Source] = [
        ((part, whole), percent)
        for part, whole in product(own, wholes)
        if part is not whole and whole.figure.unit == "元"
    ]
    same = any(part.field == whole.field for (part, whole), _ in pairs)
    if same:
        pairs.sort(key=lambda pair: pair[0][0].field != pair[0][1].field)

    def explain(items: Pair, value: Decimal) -> str:
        part, whole = items
        return (
            f"“{item.name}”写明占“{whole.name}”的{item.written}，"
            f"按{part.written}÷{whole.written}计算为{rate(value, item.figure.value)}。"
        )

    certain = near != "line" and named and (same or beside)
    return judge("share", item, pairs, certain=certain, explain=explain)


def _parent_figures(ledger: Ledger, item: Item) -> list[Item]:
    result = []
    for part, whole in ledger.parts:
        if part.id == item.head:
            result += ledger.of_head(whole.id, ("actual", *_BUDGETS))
    return result


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
        if money_move or item.figure.points or (unit == "%" and a.figure.unit == "%"):
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
    return judge(rule, item, sources, certain=certain, explain=explain)


def _rate_of_amount(ledger: Ledger, item: Item, sign: int) -> tuple[list[Source], bool]:
    """A rate of change from the change and this year's figure: Δ ÷ (now ∓ Δ)."""
    field = "increase_amount" if sign > 0 else "decrease_amount"
    moves, near = ledger.near(item, (field,))
    moves = [move for move in moves if abs(move.start - item.start) < 40]
    now, far = ledger.near(item, (*_NOW, "annual_budget"))
    sources: list[Source] = [
        ((a, move), rate_of_move(sign))
        for move, a in product(moves, now)
        if move.figure.unit == a.figure.unit
    ]
    return sources, near != "line" and far != "line" and bool(sources)


def _sum_words(items: Sequence[Item]) -> str:
    return "与".join(item.written for item in items)


def _deviation(ledger: Ledger, item: Item) -> Check:
    unit = item.figure.unit
    fields = ("initial_budget", "annual_budget", "target")
    now, near = ledger.near(item, (*_NOW, "annual_budget", "execution_rate"))
    goal, far = ledger.near(item, fields)
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

    def explain(items: Pair, value: Decimal) -> str:
        return (
            f"“{item.name}”写明与预算（目标）相差{item.written}，"
            f"按{_sum_words(items)}计算应相差{amount(value, unit)}。"
        )

    return judge("deviation", item, sources, certain=certain, explain=explain)


def _measured(wording: str) -> bool:
    """Whether the deviation is one from the budget or target, not from an average."""
    return bool(re.search(r"预算|目标|计划|年初|任务", wording)) and "平均" not in wording
