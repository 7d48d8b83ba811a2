"""Shares: a part against the whole that is named, and against the shares beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import product
from typing import Final

from xfnlp.audit.check import Check, rate, relative
from xfnlp.audit.interval import Interval, percent
from xfnlp.audit.judge import Pair, Source, judge
from xfnlp.audit.ledger import Item, Ledger
from xfnlp.audit.slips import is_digit_changed
from xfnlp.records.lines import core_name

BUDGETS: Final = ("initial_budget", "annual_budget")
_MONEY: Final = ("actual", *BUDGETS)
_TOTAL: Final = re.compile(r"^(?:资金|投资|项目)?(?:总额|总量|总数|总投资|总资金|合计|总计)$")
# The words between 占 and 的 name the whole where a line of the report has that very name.
_NAMED: Final = re.compile(r"占([^占，,。；;、]{2,30}?)的?(?:比重|比例)?(?:为|约)?\s*$")
_BUDGETED: Final = re.compile(r"(年初|初始)?预算(?:总额|数|安排)?的?(?:比重|比例)?(?:为|约)?\s*$")
_NAME_REACH: Final = 40
_BACK: Final = 6  # sentences before a share in which a line named like its whole may stand
_OTHERS: Final = 2  # shares beside one that must agree on the whole before it is called wrong


def check_shares(ledger: Ledger) -> Iterator[Check]:
    """The shares of prose, in the order of the report."""
    checks = []
    for item in ledger.items:
        if item.field == "share" and item.source == "prose":
            check = _share(ledger, item)
            if check.verdict == "unchecked" and not item.vague:
                check = _against_siblings(ledger, item) or check
            checks.append(check)
    for check in checks:
        yield _misprinted(ledger, check, checks) or check


def _misprinted(ledger: Ledger, check: Check, others: Sequence[Check]) -> Check | None:
    """A share that one digit parts from what follows from a whole that a share beside it shows."""
    if check.verdict != "unchecked" or len(check.items) != 3 or check.expected is None:
        return None
    item, _, whole = check.items
    shown = any(
        other.verdict == "consistent"
        and other.items[-1] is whole
        and ledger.sentence(other.items[0].start) == ledger.sentence(item.start)
        for other in others
    )
    if not shown or not is_digit_changed(
        item.figure.value,
        check.expected.quantize(item.figure.step, ROUND_HALF_UP),
        step=item.figure.step,
    ):
        return None
    return replace(check, verdict="inconsistent", slip=True)


def _share(ledger: Ledger, item: Item) -> Check:
    own, near = ledger.near(item, ("actual", "annual_budget", "initial_budget"), "元")
    own = [part for part in own if part.figure.value >= 0]
    fields: tuple[str, ...] = ("actual", *BUDGETS)
    wholes: list[Item] = []
    for base in ledger.bases.get(item.start, ()):
        wholes += ledger.of_head(base.id, fields) or ledger.of_name(base.text, fields)
    before = ledger.text[max(0, item.start - _NAME_REACH) : item.start]
    if not wholes and (words := _NAMED.search(before)):
        wholes = [w for w in ledger.of_name(words.group(1), fields) if w not in own]
    if not wholes and any(_TOTAL.match(base.text) for base in ledger.bases.get(item.start, ())):
        wholes = [whole for whole in _parent_figures(ledger, item) if whole not in own]
    if asked := _BUDGETED.search(before):
        # Of a budget, though the line's outlay stands nearer.
        fields = ("initial_budget",) if asked.group(1) else BUDGETS
        wholes = [whole for whole in wholes if whole.field in fields]
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
    loose: list[Source] = [
        ((part, whole), percent)
        for part, whole in product(own, ledger.beside(item, fields, back=1))
        if whole.figure.unit == "元"
        and whole.field == part.field
        and whole.head != part.head
        and whole.figure.value > part.figure.value
    ]
    bases = [core_name(base.text) for base in ledger.bases.get(item.start, ())]
    loose += [
        ((part, whole), percent)
        for part, whole in product(own, ledger.beside(item, fields, back=_BACK))
        if whole.figure.unit == "元"
        and whole.figure.value > part.figure.value
        and any(base in core_name(whole.name) for base in bases)
    ]
    # Where the text names the whole beside the share, no other one excuses it.
    return judge(
        "share",
        item,
        pairs,
        certain=certain,
        explain=explain,
        loose=() if certain else loose,
        mistyped=named,
    )


def _parent_figures(ledger: Ledger, item: Item) -> list[Item]:
    result = []
    for part, whole in ledger.parts:
        if part.id == item.head:
            result += ledger.of_head(whole.id, ("actual", *BUDGETS))
    return result


def _against_siblings(ledger: Ledger, item: Item) -> Check | None:
    """The share against the whole that follows from the shares listed beside it."""
    own = _amount(ledger, item)
    if own is None:
        return None
    here = ledger.sentence(item.start)
    wholes = []
    for other in ledger.items:
        near = other.source == "prose" and abs(ledger.sentence(other.start) - here) <= 1
        if other is item or other.field != "share" or not near or other.vague:
            continue
        amount = _amount(ledger, other)
        if amount is not None and amount.field == own.field:
            whole = _whole(amount, other)
            if whole is not None:
                wholes.append((whole, amount, other))
    for whole, amount, other in wholes:
        agreeing = [found for found in wholes if found[0].meets(whole)]
        if len(agreeing) < _OTHERS or len(agreeing) < len(wholes):
            continue
        common = Interval(
            max(found[0].low for found in agreeing), min(found[0].high for found in agreeing)
        )
        expected = percent(own.interval, common) if common.low <= common.high else None
        if expected is None or item.allowed.meets(expected):
            return None
        message = (
            f"“{item.name}”{own.written}写明占{item.written}，但按“{other.name}”{amount.written}占"
            f"{other.written}推算的总额，应占{rate(expected.middle, item.figure.value)}，请核对。"
        )
        return Check(
            "share",
            "inconsistent",
            message,
            item.figure.value,
            expected.middle.quantize(Decimal("0.0001")),
            item.figure.step,
            (item, own, other, amount),
            relative(item.figure.value, expected.middle),
        )
    return None


def _amount(ledger: Ledger, item: Item) -> Item | None:
    """The one amount of the mention that a share belongs to."""
    found = [
        other
        for other in ledger.of_head(item.head, _MONEY)
        if other.figure.unit == "元" and not other.vague and other.figure.value > 0
    ]
    return found[0] if len(found) == 1 else None


def _whole(amount: Item, share: Item) -> Interval | None:
    """What the whole is if the amount is such a share of it."""
    low, high = share.interval
    if low <= 0:
        return None
    return Interval(100 * amount.interval.low / high, 100 * amount.interval.high / low)
