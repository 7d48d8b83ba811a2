"""Totals at the end of an enumeration: 甲842.6万元、乙553.8万元，合计1,396.4万元."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from xfnlp.audit.check import Check, amount, relative
from xfnlp.audit.interval import add
from xfnlp.audit.ledger import Item, Ledger
from xfnlp.audit.slips import is_slip

_TOTAL: Final = re.compile(r"(?:合计|共计|总计|[两三四五六]项(?:合计|共计))[^，,。；;]{0,8}$")
_MOST: Final = 12  # figures before a total that are tried


def check_totals(ledger: Ledger) -> Iterator[Check]:
    """Each total against the figures of its sentence before it."""
    for item in ledger.items:
        if item.source != "prose" or item.vague or item.field not in ("value", "actual"):
            continue
        if _TOTAL.search(ledger.text[max(0, item.start - 16) : item.start]):
            terms = [
                other
                for other in ledger.beside(item, (item.field,))
                if other.figure.unit == item.figure.unit
            ]
            yield from _check(item, terms[-_MOST:])


def _check(item: Item, terms: Sequence[Item]) -> Iterator[Check]:
    """The total is of the figures directly before it; a sum of any run of them confirms it."""
    if len(terms) < 2 or any(term.vague for term in terms):
        return
    total = item.allowed
    for size in range(2, len(terms) + 1):
        if total.meets(add(term.interval for term in terms[-size:])):
            yield _result(item, terms[-size:], same=True)
            return
    for size in range(2, len(terms) + 1):
        value = sum((term.figure.value for term in terms[-size:]), Decimal(0))
        if is_slip(item.figure.value, value):
            yield _result(item, terms[-size:], same=False)
            return


def _result(item: Item, terms: Sequence[Item], *, same: bool) -> Check:
    value = sum((term.figure.value for term in terms), Decimal(0))
    gap, unit = value - item.figure.value, item.figure.unit
    added = "＋".join(term.written for term in terms)
    message = f"“{item.name}”合计写为{item.written}，前面各项相加（{added}）为{amount(value, unit)}"
    side = "多" if gap > 0 else "少"
    return Check(
        "total",
        "consistent" if same else "inconsistent",
        message + ("，相符。" if same else f"，{side}{amount(abs(gap), unit)}，请核对。"),
        item.figure.value,
        value,
        item.figure.step,
        (item, *terms),
        relative(item.figure.value, value),
        slip=True,
    )
