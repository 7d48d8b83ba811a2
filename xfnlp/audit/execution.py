"""Execution rates (执行率, 完成预算的…%) against the amounts they come from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import product
from typing import Final

from xfnlp.audit.check import Check, rate
from xfnlp.audit.interval import percent
from xfnlp.audit.judge import Pair, Source, judge
from xfnlp.audit.ledger import Item, Ledger, is_generic
from xfnlp.records.lines import core_name

_BUDGETS: Final = ("initial_budget", "annual_budget")
_WIDE: Final = 60  # amounts of other lines that may confirm a rate
_YEAR_BUDGET: Final = re.compile(r"全年预算|调整后?预算|预算调整数")
# A rate of part of the year: the report's figures are of all of it.
_INTERIM: Final = re.compile(
    r"上半年|季度|截[至止到][^，。]{0,8}?(?<!1)(?<!12)(?:[1-9]|1[01])月|(?<!\d)(?:[1-9]|1[01])月(?"
    r":底|末|份)"
)
_ADJUSTED: Final = re.compile(r"追加|(?<!无)(?<!未)(?<!未作)调整|调增|调减|全年预算|追减")
_REACH: Final = 400  # characters before a rate in which a change of the budget is told


def check_executions(ledger: Ledger) -> Iterator[Check]:
    """The execution rates of prose and tables, in the order of the report."""
    for item in ledger.items:
        if item.field == "execution_rate":
            yield _execution(ledger, item)


def _execution(ledger: Ledger, item: Item) -> Check:
    actual, near = ledger.near(item, ("actual",), "元")
    budget, far = ledger.near(item, _BUDGETS, "元")
    if near == "line" or far == "line":  # both from one place of the report, if they can be
        actual, budget = _same_place(ledger, actual, budget) or (actual, budget)
    wording = ledger.text[max(0, item.start - 14) : item.start]
    if "年初" in wording and any(b.field == "initial_budget" for b in budget):
        budget = [b for b in budget if b.field == "initial_budget"]
    together = (near != "line" and far != "line") or not is_generic(item.key)
    certain = together and _is_of(ledger, item, budget, wording)
    pairs: list[Source] = [((a, b), percent) for a, b in product(actual, budget)]
    # A budget named in the very sentence leaves no other to be meant.
    here = ledger.sentence(item.start)
    said = [b.field for b in budget if ledger.sentence(b.start) == here]
    settled = certain and ("annual_budget" in said or ("年初" in wording and bool(said)))
    wider = item.source == "prose" and not settled

    def explain(items: Pair, value: Decimal) -> str:
        a, b = items
        return (
            f"“{item.name}”写的执行率（完成预算的比例）是{item.written}，"
            f"按{a.written}÷{b.written}计算为{rate(value, item.figure.value)}。"
        )

    return judge(
        "execution_rate",
        item,
        pairs,
        certain=certain,
        explain=explain,
        loose=_like(ledger, item, actual, budget) if wider else (),
        confirming=_confirming(ledger, item, actual) if wider else (),
    )


def _is_of(ledger: Ledger, item: Item, budget: Sequence[Item], wording: str) -> bool:
    """Whether a rate is of one of these budgets, by what stands before it."""
    if _INTERIM.search(ledger.text[max(0, item.start - 30) : item.start]):
        return False
    initial = all(b.field == "initial_budget" for b in budget)
    if "年初" in wording:
        return any(b.field == "initial_budget" for b in budget)
    if not initial:
        return True
    if _YEAR_BUDGET.search(wording):
        return False  # it says which budget it is of, and that one is not stated
    # A budget that was changed in between is not the one the rate is of.
    first = min([b.end for b in budget] + [item.start])
    return not _adjusted(ledger, item, max(first, item.start - _REACH))


def _like(
    ledger: Ledger, item: Item, actual: Sequence[Item], budget: Sequence[Item]
) -> list[Source]:
    """Amounts of lines that are named like the rate's."""
    named = ledger.related(item, ("actual", *_BUDGETS), "元")
    paid = [*actual, *(other for other in named if other.field == "actual")]
    given = [*budget, *(other for other in named if other.field != "actual")]
    known = set(product(map(id, actual), map(id, budget)))
    return [
        ((a, b), percent)
        for a, b in product(paid, given)
        if a is not b and (id(a), id(b)) not in known
    ]


def _confirming(ledger: Ledger, item: Item, actual: Sequence[Item]) -> list[Source]:
    """What else the rate may be of: money received (到位), the year's income, its budget."""
    others = ledger.of_name(item.name, ("actual", *_BUDGETS))
    others += ledger.beside(item, ("actual",), back=2)
    if is_generic(item.key):
        others += [b for b in ledger.budgets if not b.planned]
    return [
        ((a, b), percent)
        for a, b in product(actual, others[:_WIDE])
        if a is not b and b.figure.unit == "元"
    ]


def _adjusted(ledger: Ledger, item: Item, start: int) -> bool:
    """Whether the words from a place to a rate tell of budgets changed, and not another line's."""
    text = ledger.text[start : item.end + 16]
    for match in _ADJUSTED.finditer(text):
        low = max(text.rfind(mark, 0, match.start()) for mark in "，,。；;：:\n")
        ends = (text.find(mark, match.end()) for mark in "，,。；;\n")
        high = min((end for end in ends if end >= 0), default=len(text))
        named = {
            other.key
            for other in ledger.items
            if other.kind == "budget" and start + low < other.head_start < start + high
        }
        if not named or any(core_name(name) == core_name(item.name) for name in named):
            return True
    return False


def _same_place(
    ledger: Ledger, actual: list[Item], budget: list[Item]
) -> tuple[list[Item], list[Item]] | None:
    for a in actual:
        here = [b for b in budget if ledger.sentence(b.start) == ledger.sentence(a.start)]
        if here:
            return [a], here
    return None
