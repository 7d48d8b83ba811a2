"""One figure stated twice, with two values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations, product
from typing import Final

from xfnlp.audit.check import Check, amount, relative
from xfnlp.audit.ledger import Item, Ledger, is_generic
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
_ELSEWHEN: Final = re.compile(
    r"上半年|季度|截[至止到]|上年|去年|同期|月(?:底|末|份)|目标|计划|每|平均|人均|新增"
)
_SWAPPED: Final = 3  # significant digits from which two swapped ones are no accident
_CHANGED: Final = 5  # and from which one changed digit is none
_CERTAIN: Final = 5  # with more digits than this even a common name is no accident
_MENTIONS: Final = 40  # of one value that are compared
_FAR: Final = 60  # characters: a slip repeats a figure in another place


def check_repeats(ledger: Ledger) -> Iterator[Check]:
    """Pairs of the same line and field whose values differ as a slip of the pen does.

    Two values of one name are mostly two things; so only those are reported that look like one
    figure mistyped: the same digits in another order, or one digit changed among many.
    """
    groups: dict[tuple[str, str, str, str], list[Item]] = {}
    for item in ledger.items:
        if item.field in _FIELDS and not item.vague and "｜" not in item.name:
            # 接待群众来访 and 接待来访群众 are one indicator.
            name = core_name(item.name) if item.kind == "budget" else "".join(sorted(item.key))
            key = (name, item.kind, item.field, item.figure.unit)
            groups.setdefault(key, []).append(item)
    for items in groups.values():
        yield from _group(ledger, items)


def _group(ledger: Ledger, items: list[Item]) -> Iterator[Check]:
    by_digits: dict[str, list[Item]] = {}
    for item in items:
        by_digits.setdefault(_digits(item), []).append(item)
    if len(by_digits) > 4:
        return  # a name of many things
    for mine, yours in combinations(by_digits.values(), 2):
        # The first mentions tell; all pairs of a long table would take for ever.
        pairs = product(mine[:_MENTIONS], yours[:_MENTIONS])
        found = next((pair for pair in pairs if _conflict(ledger, *pair)), None)
        if found is None:
            continue
        one, other = sorted(found, key=lambda item: item.start)
        # The value stated more often is taken for the right one, else the first.
        right, wrong = one, other
        if len(by_digits[_digits(other)]) > len(by_digits[_digits(one)]):
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
        )


def _conflict(ledger: Ledger, one: Item, other: Item) -> bool:
    return (
        not one.interval.meets(other.interval)
        and is_slip(one, other)
        and _same_matter(ledger, one, other)
    )


def _digits(item: Item) -> str:
    return format(item.figure.value.normalize(), "f").replace(".", "").strip("0")


def is_slip(one: Item, other: Item) -> bool:
    """Whether one value is the other with two digits swapped or one digit changed."""
    if one.figure.value.adjusted() != other.figure.value.adjusted():
        return False
    mine, yours = _digits(one), _digits(other)
    length = max(len(mine), len(yours))
    mine, yours = mine.ljust(length, "0"), yours.ljust(length, "0")
    differing = [(a, b) for a, b in zip(mine, yours, strict=True) if a != b]
    if len(differing) == 2 and differing[0] == differing[1][::-1]:
        return length >= _SWAPPED
    if is_generic(one.key):
        return False
    return len(differing) == 1 and length >= _CHANGED


def _same_matter(ledger: Ledger, one: Item, other: Item) -> bool:
    """Whether the two stand for the same thing: not another period, not another kind."""
    if is_generic(one.key) and one.head != other.head and len(_digits(one)) <= _CERTAIN:
        return False
    for item in (one, other):
        lead = re.split(r"[，,。；;]", ledger.text[max(0, item.start - 16) : item.start])[-1]
        if item.source == "prose" and _ELSEWHEN.search(lead):
            return False
    return one.head == other.head or abs(one.start - other.start) > _FAR
