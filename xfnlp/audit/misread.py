"""Sums that would hold if their list had been read with one figure more or less.

What is missing, or too much, is printed in the list itself: then a part was not linked to its
whole, or one was that belongs to another, and the author made no mistake that could be told.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations
from typing import Final

from xfnlp.audit.ledger import Item, Ledger
from xfnlp.audit.slips import digits

_BEHIND: Final = 240  # characters behind a list in which a part of it may stand that was not read
_EXACT: Final = 3  # digits from which a figure that fits is no accident wherever it stands
_PAIRED: Final = 4  # and from which two are none that fit together
_WIDE: Final = 24  # figures that are tried in pairs


def is_misread(ledger: Ledger, whole: Item, parts: Sequence[Item]) -> bool:
    """Whether figures printed in or behind the list account for what its sum is off by."""
    gap = whole.figure.value - sum((item.figure.value for item in parts), Decimal(0))
    if gap < 0:  # a part of a part stands among the parts
        return _accounts(-gap, [item.figure.value for item in parts], exact=_EXACT)
    taken = {item.start for item in (whole, *parts)}
    first, last = min(item.start for item in parts), max(item.end for item in parts)
    # Of parts that have a sentence each, the next one may have been missed.
    sentence = ledger.sentence(last)
    sentence += sentence > ledger.sentence(first)
    inside, behind = [], []
    for start, figure in ledger.printed:
        if start in taken or figure.unit != whole.figure.unit:
            continue
        if first <= start and ledger.sentence(start) <= sentence:
            inside.append(figure.value)
        elif last <= start <= last + _BEHIND:
            behind.append(figure.value)
    return _accounts(gap, inside, exact=0) or _accounts(gap, inside + behind, exact=_EXACT)


def _accounts(gap: Decimal, values: Sequence[Decimal], *, exact: int) -> bool:
    """Whether one value makes up a gap, or two that need not follow each other in the list."""
    count = len(digits(gap))
    if count >= exact and gap in values:
        return True
    return count >= _PAIRED and any(a + b == gap for a, b in combinations(values[:_WIDE], 2))
