"""Rates told beside their figures: 完成率 of a target, 到位率 and 兑付率 of money, sums a head."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import product
from typing import Final

from xfnlp.audit.check import Check, amount, rate
from xfnlp.audit.interval import Interval, percent
from xfnlp.audit.judge import Pair, Source, judge
from xfnlp.audit.ledger import BUDGET_FIELDS, Item, Ledger

_DONE: Final = re.compile(r"完成率|(?:完成|达到?|为|占)[^，。；;]{0,10}(?:目标|任务|计划|指标)")
_PAID: Final = re.compile(
    r"^(?:资金|经费|预算)?(?:到位|兑付|支付|使用|拨付|发放|执行|支出|结算)率$"
)
_EACH: Final = re.compile(r"^(?:人|户|亩|生|车|件|案|站|村)均|^平均每|^每[人户亩件案个]")
_CHANGED: Final = re.compile(r"追加|调整|调增|调减|追减|压减")
_BEFORE: Final = 24  # characters before a rate in which it is said what it is of
_NEXT: Final = 30  # characters from an amount paid to its rate
_WIDE: Final = 24  # figures of each kind that are tried


def check_completions(ledger: Ledger) -> Iterator[Check]:
    """The rates and averages of indicators in prose, in the order of the report."""
    for item in ledger.items:
        if item.source != "prose" or item.field != "value" or item.vague:
            continue
        if item.figure.unit == "%" and not item.figure.points:
            yield from _completion(ledger, item)
            if _PAID.search(item.key):
                yield from _payment(ledger, item)
        elif item.figure.unit == "元" and _EACH.search(item.key):
            yield from _each(ledger, item)


def _completion(ledger: Ledger, item: Item) -> Iterator[Check]:
    """A rate of completion, against the value and the target of its own indicator."""
    before = ledger.text[max(0, item.start - _BEFORE) : item.start]
    clause = re.split(r"[。；;]", before)[-1]
    if not _DONE.search(clause):
        return
    near = ledger.beside(item, ("value", "target"))[-_WIDE:]
    done = [other for other in near if other.field == "value" and not other.vague]
    goals = [other for other in near if other.field == "target"]
    pairs: list[Source] = [
        ((a, b), percent)
        for a, b in product(done, goals)
        if a.head == b.head and a.figure.unit == b.figure.unit != "%"
    ]
    if not pairs:
        return
    last = pairs[-1][0]
    # Of another indicator where another value stands between.
    certain = not any(other.start > max(last[0].start, last[1].start) for other in done)

    def explain(items: Pair, value: Decimal) -> str:
        a, b = items
        return (
            f"“{a.name}”的完成率写为{item.written}，按{a.written}÷{b.written}计算为"
            f"{rate(value, item.figure.value)}。"
        )

    yield judge("completion", item, pairs, certain=certain, explain=explain)


def _payment(ledger: Ledger, item: Item) -> Iterator[Check]:
    """到位率, 兑付率 and the like, against the amount just before and what it was to be."""
    amounts = [
        other
        for other in ledger.beside(item, ("actual",), back=1)
        if other.figure.unit == "元" and not other.vague
    ]
    paid = amounts[-1:]
    if not paid or item.start - paid[0].end > _NEXT:
        return
    own, scope = ledger.near(paid[0], BUDGET_FIELDS, "元")
    wide = ledger.beside(item, ("actual", *BUDGET_FIELDS), back=3)[-_WIDE:]
    own = [other for other in own if not other.vague]
    pairs: list[Source] = [((paid[0], other), percent) for other in own]
    first = min((other.end for other in own), default=item.start)
    between = re.sub(r"\s", "", ledger.text[min(first, item.start) : item.start])
    changed = all(o.field == "initial_budget" for o in own) and _CHANGED.search(between)
    confirming: list[Source] = [
        ((a, b), percent)
        for a, b in product(amounts[-3:], wide)
        if a is not b and b.figure.unit == "元"
    ]

    check = judge(
        "payment",
        item,
        pairs,
        certain=scope in ("mention", "sentence") and len(pairs) == 1 and not changed,
        explain=_divided(item, lambda value: rate(value, item.figure.value)),
        confirming=confirming,
    )
    if check.verdict != "unchecked":
        yield check


def _each(ledger: Ledger, item: Item) -> Iterator[Check]:
    """A sum a head, against the sums and counts of its sentence and the one before."""
    near = ledger.beside(item, ("actual", *BUDGET_FIELDS, "value", "target"), back=1)[-_WIDE:]
    sums = [o for o in near if o.figure.unit == "元" and not o.vague]
    counts = [o for o in near if o.figure.unit not in ("元", "%", "分") and not o.vague]
    pairs: list[Source] = [
        ((a, b), _quotient)
        for a, b in product(sums, counts)
        if a.figure.value > item.figure.value and b.figure.value > 1
    ]

    if not pairs:
        return
    explain = _divided(item, lambda value: amount(value, "元"))
    check = judge("average", item, (), certain=False, explain=explain, loose=pairs)
    if check.verdict != "unchecked":
        yield check


def _divided(item: Item, shown: Callable[[Decimal], str]) -> Callable[[Pair, Decimal], str]:
    """The sentence of a figure that should be the quotient of a pair."""

    def explain(items: Pair, value: Decimal) -> str:
        a, b = items
        return f"“{item.name}”写为{item.written}，按{a.written}÷{b.written}计算为{shown(value)}。"

    return explain


def _quotient(total: Interval, count: Interval) -> Interval | None:
    found = percent(total, count)
    return found and Interval(found.low / 100, found.high / 100)
