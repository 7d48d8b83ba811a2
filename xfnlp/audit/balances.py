"""What is left and what was changed: 结余 = 收入 － 支出, 全年预算 = 年初预算 ＋ 追加 － 调减."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import product
from typing import Final, NamedTuple

from xfnlp.audit.check import Check, amount, relative
from xfnlp.audit.interval import Interval, add, subtract
from xfnlp.audit.judge import Pair, Source, judge
from xfnlp.audit.ledger import BUDGET_FIELDS, Item, Ledger
from xfnlp.audit.slips import is_digit_changed, is_swap

_LEFT: Final = re.compile(
    r"^(?:年末|资金|年底|项目)?(?:结余|结转|剩余|余额)[^率]{0,6}$|^未(?:支付|使用|兑付)"
)
_PRIOR: Final = re.compile(r"年初|上年|上一年|以前年度")
# The four figures of a year's accounts.
_ROLES: Final = {
    "opening": re.compile(r"^(?:年初|上年)(?:财政拨款)?结[转余]"),
    "income": re.compile(r"^(?:本年收入(?:合计)?|收入合计)$"),
    "spent": re.compile(r"^(?:本年支出(?:合计)?|支出合计)$"),
    "closing": re.compile(r"^年末(?:财政拨款)?结[转余]"),
}
_OTHERS: Final = re.compile(r"结余分配|使用非财政拨款|专用基金|上缴|调[入出]|收回")
_BACK: Final = 5  # sentences before a balance in which stands what there was to spend
_MOST: Final = 40  # figures of a kind that are tried
_YEAR_REACH: Final = 600  # characters in which the four stand
_DIGITS: Final = 4  # printed digits from which one changed digit is no accident
_MOVE_REACH: Final = 240  # characters from the first budget to the changed one
_ADDED: Final = re.compile(r"追加|调增|增加|新增|增拨|加上")
_CUT: Final = re.compile(r"调减|压减|收回|核减|追减|减少|调剂|削减|扣减")
_PARTS: Final = re.compile(r"其中|包括|分别|执行|支出|支付")


class _Signed(NamedTuple):
    item: Item
    sign: int


def check_balances(ledger: Ledger) -> Iterator[Check]:
    """Balances, the year's accounts and budgets that were changed, in prose."""
    prose = [item for item in ledger.amounts() if not item.vague and not item.planned]
    for number, item in enumerate(prose):
        if item.field == "actual" and _LEFT.search(item.key):
            yield from _left(ledger, item)
        if item.field == "actual" and _ROLES["closing"].search(item.key):
            yield from _year(ledger, item, prose[max(0, number - 40) : number])
        if item.field == "annual_budget":
            yield from _changed(ledger, item, prose[max(0, number - 12) : number])


def _left(ledger: Ledger, item: Item) -> Iterator[Check]:
    """What is left, against what was to be had and what was spent just before it."""
    if _PRIOR.search(ledger.text[max(0, item.start - 12) : item.start]):
        return
    spent = [other for other in ledger.beside(item, ("actual",)) if not _LEFT.search(other.key)]
    if not spent:
        return
    # The whole sum spent of anything before it, and the last one of its own line's budget.
    spent = spent[-_MOST:]
    whole, last = max(spent, key=lambda other: other.figure.value), spent[-1]
    given = ledger.beside(item, ("actual", *BUDGET_FIELDS), back=_BACK)[-_MOST:]
    own = ledger.near(last, BUDGET_FIELDS, "元")[0]

    def pairs(givens: Sequence[Item], paid: Sequence[Item]) -> list[Source]:
        return [
            ((a, b), subtract)
            for a, b in product(givens, paid)
            if a.figure.unit == b.figure.unit == "元"
            and a.figure.value > b.figure.value
            and not (a.vague or b.vague)
        ]

    likely = [*pairs(given, [whole]), *pairs(own, [last])]
    if not likely:
        return

    def explain(items: Pair, value: Decimal) -> str:
        a, b = items
        return (
            f"“{item.name}”写为{item.written}，按{a.written}－{b.written}计算应为"
            f"{amount(value, '元')}。"
        )

    check = judge(
        "balance",
        item,
        (),
        certain=False,
        explain=explain,
        loose=likely,
        confirming=pairs([a for a in given if a.figure.value >= whole.figure.value], spent),
        mistyped=True,
    )
    if check.verdict != "unchecked":
        yield check


def _year(ledger: Ledger, closing: Item, before: Sequence[Item]) -> Iterator[Check]:
    """年初结转 + 本年收入 = 本年支出 + 年末结转."""
    found: dict[str, Item] = {}
    for item in reversed(before):
        if closing.start - item.start > _YEAR_REACH:
            break
        for role in ("opening", "income", "spent"):
            if item.field == "actual" and _ROLES[role].search(item.key):
                found.setdefault(role, item)
    if len(found) < 3:
        return
    first = min(item.start for item in found.values())
    if _OTHERS.search(ledger.text[first : closing.end]):
        return
    terms = [
        _Signed(found["opening"], 1),
        _Signed(found["income"], 1),
        _Signed(found["spent"], -1),
    ]
    yield from _equation("carry", closing, terms, f"“{closing.name}”写为{closing.written}")


def _changed(ledger: Ledger, item: Item, before: Sequence[Item]) -> Iterator[Check]:
    """A budget after the changes that are told between it and the one it began as."""
    first = next(
        (
            number
            for number in range(len(before) - 1, -1, -1)
            if before[number].field == "initial_budget"
        ),
        None,
    )
    if first is None or item.start - before[first].end > _MOVE_REACH:
        return
    start, moves = before[first], before[first + 1 :]
    between = ledger.text[start.end : item.start]
    if not moves or "\n\n" in between or _PARTS.search(between):
        return
    terms = [_Signed(start, 1)]
    for move in moves:
        place = moves.index(move)
        since = moves[place - 1].end if place else start.end
        lead = ledger.text[since : move.start]
        sign = bool(_ADDED.search(lead)) - bool(_CUT.search(lead))
        if not sign:
            return
        terms.append(_Signed(move, sign))
    yield from _equation("adjustment", item, terms, f"“{item.name}”的全年预算写为{item.written}")


def _equation(rule: str, stated: Item, terms: Sequence[_Signed], opening: str) -> Iterator[Check]:
    """A stated amount against a sum with signs; wrong where one slip of the pen mends it."""
    found = add(
        term.item.interval
        if term.sign > 0
        else Interval(-term.item.interval.high, -term.item.interval.low)
        for term in terms
    )
    value = sum((term.sign * term.item.figure.value for term in terms), Decimal(0))
    same = stated.allowed.meets(found)
    gap = value - stated.figure.value
    meant = [(stated, stated.figure.value + gap)]
    meant += [(term.item, term.item.figure.value - term.sign * gap) for term in terms]
    slip = any(
        is_swap(item.figure.value, other)
        or is_digit_changed(item.figure.value, other, step=item.figure.step, least=_DIGITS)
        for item, other in meant
    )
    if not same and not slip:
        return
    formula = "".join(
        ("" if not number else "＋" if term.sign > 0 else "－") + term.item.written
        for number, term in enumerate(terms)
    )
    yield Check(
        rule,
        "consistent" if same else "inconsistent",
        f"{opening}，按{formula}计算为{amount(value, '元')}"
        + ("，相符。" if same else "，请核对。"),
        stated.figure.value,
        value,
        stated.figure.step,
        (stated, *(term.item for term in terms)),
        relative(stated.figure.value, value),
        slip=not same,
    )
