"""One figure stated twice, with two values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations, product
from typing import Final

from xfnlp.audit.check import Check, amount, relative
from xfnlp.audit.ledger import Item, Ledger, is_generic
from xfnlp.audit.restated import ELSEWHEN
from xfnlp.audit.slips import digits, is_digit_changed, is_slip, is_swap
from xfnlp.records.lines import core_name

_FIELDS: Final = (
    "actual",
    "annual_budget",
    "initial_budget",
    "prior_actual",
    "value",
    "execution_rate",
    "share",
)
# What a rate is of: one of the budget at the start of the year is not one of the whole year's.
_BASES: Final = (
    re.compile(r"年初|预算批复"),
    re.compile(r"全年预算|调整|全年安排"),
    re.compile(r"到位|收入"),
)
_CERTAIN: Final = 5  # with more digits than this even a common name is no accident
_PRINTED: Final = 4  # digits from which one other digit is none in an amount of one line
_HUNDREDS: Final = 1000  # the same, of those printed: 69.00 has four
_FUND: Final = re.compile(r"^(?:一般公共预算)?(?:财政拨款)?(?=[“\"]?三公)")
_NAME: Final = 6  # characters of such a line's name
_NOTHING: Final = Decimal("0.0005")
_MENTIONS: Final = 40  # of one value that are compared
_FAR: Final = 60  # characters: a slip repeats a figure in another place


def check_repeats(ledger: Ledger) -> Iterator[Check]:
    """Pairs of the same line and field whose values differ as a slip of the pen does.

    Two values of one name are mostly two things; so only those are reported that look like one
    figure mistyped: the same digits in another order, or one digit changed among many.
    """
    groups: dict[tuple[str, str, str, str], list[Item]] = {}
    for item in ledger.items:
        open_ended = item.figure.upper is not None or (item.vague and not item.figure.approximate)
        if item.field in _FIELDS and not open_ended and "｜" not in item.name:
            # 接待群众来访 and 接待来访群众 are one indicator.
            name = line_name(item.name) if item.kind == "budget" else "".join(sorted(item.key))
            key = (name, item.kind, item.field, item.figure.unit)
            groups.setdefault(key, []).append(item)
    for items in groups.values():
        yield from _group(ledger, items)


def line_name(name: str) -> str:
    """A line's name; “三公”经费 are paid from the grant, whether it is named or not."""
    return _FUND.sub("", core_name(name))


def _group(ledger: Ledger, items: list[Item]) -> Iterator[Check]:
    by_digits: dict[str, list[Item]] = {}
    for item in items:
        by_digits.setdefault(digits_of(item), []).append(item)
    if len(by_digits) > 4:
        return  # a name of many things
    for mine, yours in combinations(by_digits.values(), 2):
        # The first mentions tell; all pairs of a long table would take for ever.
        pairs = product(mine[:_MENTIONS], yours[:_MENTIONS])
        # 0.78 for 0.87 is a slip where the one is stated twice, and no accident of two figures.
        twice = max(len(mine), len(yours)) > 1 and min(len(mine), len(yours)) == 1
        found = next(
            (pair for pair in pairs if _conflict(ledger, *pair, short=twice)),
            None,
        )
        if found is None:
            continue
        one, other = sorted(found, key=lambda item: item.start)
        # The value stated more often is taken for the right one, else the first.
        right, wrong = one, other
        if len(by_digits[digits_of(other)]) > len(by_digits[digits_of(one)]):
            right, wrong = other, one
        message = (
            f"“{one.name}”前后不一致：一处写{one.written}，另一处写{other.written}，"
            f"相差{amount(abs(one.figure.value - other.figure.value), one.figure.unit)}，请核对。"
        )
        yield Check(
            "repeat",
            "inconsistent",
            message,
            wrong.figure.value,
            right.figure.value,
            wrong.figure.step,
            (wrong, right),
            relative(wrong.figure.value, right.figure.value),
            slip=True,
        )


def _conflict(ledger: Ledger, one: Item, other: Item, *, short: bool) -> bool:
    alike = _slip(one, other) or (
        short
        and one.field == "actual"
        and not is_generic(one.key)
        and is_swap(one.figure.value, other.figure.value, least=2)
    )
    return (
        not one.interval.meets(other.interval)
        and alike
        and _same_matter(ledger, one, other)
        and not _other_base(ledger, one, other)
    )


def digits_of(item: Item) -> str:
    return digits(item.figure.value)


def _slip(one: Item, other: Item) -> bool:
    """Whether the values differ as a slip does; of a common name only by swapped digits.

    A table and the prose about it may also differ by next to nothing.
    """
    if {one.source, other.source} == {"prose", "table"} and not (one.vague or other.vague):
        gap = abs(one.figure.value - other.figure.value)
        if gap <= abs(one.figure.value) * _NOTHING and one.kind == "budget":
            return True
    if is_generic(one.key):
        return is_swap(one.figure.value, other.figure.value)
    if _is_line(one) and one.figure.step == other.figure.step:
        full = min(len(digits_of(one)), len(digits_of(other))) >= _PRINTED
        same = one.key == other.key
        if (
            full
            and same
            and is_digit_changed(one.figure.value, other.figure.value, step=one.figure.step)
        ):
            return True
        printed = min(item.figure.value / item.figure.step for item in (one, other))
        if printed >= _HUNDREDS and is_swap(one.figure.value, other.figure.value, least=2):
            return True  # 69.00 for 96.00
    return is_slip(one.figure.value, other.figure.value)


def _is_line(item: Item) -> bool:
    """Whether an amount is of a budget line with a name long enough to be one thing."""
    return item.kind == "budget" and item.source == "prose" and len(item.key) >= _NAME


def _same_matter(ledger: Ledger, one: Item, other: Item) -> bool:
    """Whether the two stand for the same thing: not another period, not another kind."""
    if is_generic(one.key) and one.head != other.head and len(digits_of(one)) <= _CERTAIN:
        return False
    for item in (one, other):
        lead = re.split(r"[，,。；;]", ledger.text[max(0, item.start - 16) : item.start])[-1]
        if item.source == "prose" and ELSEWHEN.search(lead):
            return False
    return one.head == other.head or abs(one.start - other.start) > _FAR


def _other_base(ledger: Ledger, one: Item, other: Item) -> bool:
    """Whether two rates of a line say that they are of different budgets."""
    if one.field != "execution_rate":
        return False
    bases = [
        [bool(base.search(ledger.text[max(0, item.start - 14) : item.start])) for base in _BASES]
        for item in (one, other)
    ]
    return bases[0] != bases[1] and any(bases[0]) and any(bases[1])
