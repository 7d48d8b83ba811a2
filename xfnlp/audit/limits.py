"""Percentages that cannot be, and targets called met that are not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from xfnlp.audit.check import Check, amount, relative
from xfnlp.audit.ledger import BUDGET_FIELDS, Item, Ledger, is_generic
from xfnlp.audit.repeats import line_name
from xfnlp.figures import read_figure
from xfnlp.records.indicators import compare

_HUNDRED: Final = Decimal(100)
# Rates of a whole that a part of it cannot exceed.
_PART: Final = re.compile(
    r"(?:满意|办结|合格|覆盖|参与|知晓|见面|化解|及时|规范|公开|准确|通过|达标|入学|入园|参保|受理"
    r"|答复|回访|支持|知晓|"
    r"安装|签约|普及|成活|发放|验收)(?:率|度)$"
)
_CLAIM: Final = re.compile(
    r"(?:均|全部|圆满|超额|顺利)?(?:达到|完成|实现|超过|高于)(?:了)?(?:年初|年度|预期|既定|设定|规"
    r"定)?(?:的)?(?:绩效)?目标"
)
_DENIED: Final = re.compile(r"未|没有|不|低于|差|尚|距|偏差")
# 控制在年初预算以内, of an amount that stands just before.
_WITHIN: Final = re.compile(
    r"^(?:(?!未|没有|不|难以)[^。；;]){0,8}?(?:控制在|严控在|(?:未|没有|不)(?:超过?|超出|突破))(?:了)?"
    r"(?P<base>年初|全年|年度|当年|调整后?的?)?(?:的)?预算(?:数|额|总额|安排)?"
    r"(?P<end>以内|之内|范围(?:以|之)?内|内|限额|[，,。；;])"
)
_WITHIN_REACH: Final = 32  # characters behind an amount in which that is said
# The budget that the words ask for; without such a word the one that allows most.
_ASKED: Final = {"年初": "initial_budget", "全年": "annual_budget", "调整": "annual_budget"}


def check_limits(ledger: Ledger) -> Iterator[Check]:
    for item in ledger.items:
        if item.figure.unit == "%" and (found := _impossible(item)):
            yield found
        if item.field == "value" and item.source == "prose":
            yield from _claims(ledger, item)
        if item.field == "actual" and item.source == "prose" and item.figure.unit == "元":
            yield from _within(ledger, item)


def _impossible(item: Item) -> Check | None:
    """A part above its whole, a fall by more than everything."""
    value = item.figure.value
    too_much = value > _HUNDRED and (
        item.field in ("share", "decrease_rate")
        or (item.field == "value" and _PART.search(item.name) is not None)
    )
    # A negative rate in prose may be a deviation from the budget.
    negative = value < 0 and (
        item.field == "share" or (item.field == "execution_rate" and item.source == "table")
    )
    if not too_much and not negative:
        return None
    side = "超过100%" if too_much else "为负数"
    kind = {"share": "占比", "decrease_rate": "下降幅度", "execution_rate": "执行率"}.get(
        item.field, ""
    )
    message = f"“{item.name}”的{kind}写为{item.written}，{side}，请核对。"
    bound = _HUNDRED if too_much else Decimal(0)
    return Check(
        "percentage",
        "inconsistent",
        message,
        value,
        bound,
        item.figure.step,
        (item,),
        relative(value, bound),
    )


def _claims(ledger: Ledger, item: Item) -> Iterator[Check]:
    """A value beside its target, and what the sentence says of the two."""
    targets = [
        other
        for other in ledger.of_head(item.head, ("target",))
        if other.figure.unit == item.figure.unit and other.figure.upper is None
    ]
    values = [o for o in ledger.of_head(item.head, ("value",)) if o.figure.unit == item.figure.unit]
    if len(targets) != 1 or len(values) != 1 or item.vague:
        return
    target = targets[0]
    bound = target.figure.bound or _bound_beside(ledger, target)
    status, gap = compare(item.name, item.figure.value, target.figure.value, bound)
    low, high = min(item.start, target.start), max(item.end, target.end)
    clause = re.split(r"[。；;]", ledger.text[high : high + 30])[0]
    between = ledger.text[low:high]
    claim = _CLAIM.search(clause)
    wrong = (
        status == "missed"
        and claim is not None
        and not _DENIED.search(clause)
        and not _DENIED.search(between.replace("不低于", "").replace("不少于", ""))
    )
    unit = item.figure.unit
    if wrong:
        message = (
            f"“{item.name}”完成{item.written}，目标{target.written}，"
            f"相差{amount(abs(gap), unit)}，文中却写“{claim.group() if claim else ''}”，请核对。"
        )
    else:
        message = f"“{item.name}”完成{item.written}，目标{target.written}。"
    yield Check(
        "target",
        "inconsistent" if wrong else "consistent" if status else "unchecked",
        message,
        item.figure.value,
        target.figure.value,
        target.figure.step,
        (item, target),
        relative(item.figure.value, target.figure.value),
    )


def _within(ledger: Ledger, item: Item) -> Iterator[Check]:
    """An amount said to be within its line's budget that no budget stated of the line allows."""
    claim = _WITHIN.search(ledger.text[item.end : item.end + _WITHIN_REACH])
    if claim is None or item.vague or is_generic(item.key):
        return
    name = line_name(item.name)
    budgets = [
        other
        for other in ledger.items
        if other.field in BUDGET_FIELDS
        and other.figure.unit == "元"
        and not other.vague
        and not other.planned
        and line_name(other.name) == name
    ]
    if asked := _ASKED.get((claim["base"] or "")[:2]):
        budgets = [other for other in budgets if other.field == asked]
    if not budgets:
        return
    # The one that allows most: a line in two accounts has two budgets.
    budget = max(budgets, key=lambda other: other.figure.value)
    over = item.interval.low > budget.interval.high
    said = claim.group().strip("，,。；;")
    yield Check(
        "limit",
        "inconsistent" if over else "consistent",
        f"“{item.name}”为{item.written}，预算{budget.written}"
        + (f"，文中却写“{said}”，请核对。" if over else "，相符。"),
        item.figure.value,
        budget.figure.value,
        budget.figure.step,
        (item, budget),
        relative(item.figure.value, budget.figure.value),
    )


def _bound_beside(ledger: Ledger, item: Item) -> str | None:
    figure = read_figure(
        ledger.text[item.start : item.end],
        before=ledger.text[max(0, item.start - 12) : item.start],
        after=ledger.text[item.end : item.end + 6],
    )
    return figure.bound if figure else None
