"""Rates of counts that stand just before them: 交办35件，化解33件，化解率94.29%."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from xfnlp.audit.check import Check, is_share, share_check
from xfnlp.audit.ledger import Item, Ledger
from xfnlp.audit.slips import is_swap_of_result

_NEXT: Final = 16  # characters between the part and its rate
_BACK: Final = 12  # sentences before a rate in which what it is of may stand
_MOST: Final = 40  # counts that are tried
_LARGE: Final = 100  # of counts that are told apart by their rate
_SLIP: Final = Decimal(4)  # percentage points: a rate further off is one of something else
# A rate of only some of the cases: 按期办结率 is not 办结 ÷ 受理.
NARROW: Final = re.compile(r"按期|及时|按时|一次|初次|首次|现行|当场|当年|累计|总")
_OTHER_UNITS: Final = frozenset({"%", "分"})


def check_ratios(ledger: Ledger) -> Iterator[Check]:
    """Each rate named after the count before it, against that count and the one it is part of."""
    for item in ledger.items:
        if (
            item.field == "value"
            and item.source == "prose"
            and item.figure.unit == "%"
            and not item.figure.points
            and not item.vague
            and item.key.endswith("率")
        ):
            counts = None if NARROW.search(item.key) else _counts(ledger, item)
            checks = list(_check(item, *counts)) if counts else []
            yield from checks or _swapped(ledger, item)


def _counts(ledger: Ledger, item: Item) -> tuple[Item, Item] | None:
    """The part that the rate is named after, and the nearest larger count of its unit."""
    before = ledger.beside(item, ("value",))
    part = before[-1] if before else None
    if (
        part is None
        or part.figure.unit in _OTHER_UNITS
        or part.vague
        or item.start - part.end > _NEXT
        or not item.key.removesuffix("率").endswith(part.key[:2])
    ):
        return None
    wholes = [
        whole
        for whole in reversed(before[:-1])
        if whole.figure.unit == part.figure.unit
        and whole.figure.value >= part.figure.value
        and not whole.vague
    ]
    # What comes between may be what is left (送审, 审定, 审减): the whole that fits is it.
    fitting = (whole for whole in wholes if is_share(item, part, whole))
    return (part, next(fitting, wholes[0])) if wholes else None


def _swapped(ledger: Ledger, item: Item) -> Iterator[Check]:
    """A rate whose digits are those of a count just before it by one further back, swapped."""
    near = [
        other
        for other in ledger.beside(item, ("value",), back=_BACK)
        if other.figure.unit not in _OTHER_UNITS and other.figure.value > 0 and not other.vague
    ]
    if not near or item.start - near[-1].end > _NEXT:
        return
    part, near = near[-1], near[-_MOST:]
    if not set(part.key) & set(item.key.removesuffix("率")):
        return
    wholes = [
        other
        for other in near[:-1]
        if other.figure.unit[:1] == part.figure.unit[:1]
        and other.figure.value >= part.figure.value >= _LARGE
    ]
    found = [list(_check(item, part, whole)) for whole in wholes]
    if any(check.verdict == "consistent" for checks in found for check in checks):
        return
    for checks, whole in zip(found, wholes, strict=True):
        value = 100 * part.figure.value / whole.figure.value
        if checks and is_swap_of_result(item.figure.value, value):
            yield from checks
            return


def _check(item: Item, part: Item, whole: Item) -> Iterator[Check]:
    if not whole.figure.value:
        return
    value = 100 * part.figure.value / whole.figure.value
    same = is_share(item, part, whole)
    if not same and abs(item.figure.value - value) > _SLIP:
        return
    opening = f"“{item.name}”写为{item.written}"
    yield share_check("ratio", item, part, whole, opening=opening, same=same)
