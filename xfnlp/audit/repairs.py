"""Sums that do not hold as they are printed, and would with one slip of the pen mended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

from xfnlp.audit.ledger import Item
from xfnlp.audit.slips import digits, is_digit_changed, is_swap

_ROUNDER: Final = 2  # places by which what is missing is rounder than every part


def is_repaired_by_swap(whole: Item, parts: Sequence[Item], *, least: int = 3) -> bool:
    """Whether the sum would hold if one of its figures had two digits in another order."""
    # The unit's own scale leaves the digits as they are printed.
    return _is_mended(
        whole, parts, lambda item, meant: is_swap(item.figure.value, meant, least=least)
    )


def is_repaired_by_digit(whole: Item, parts: Sequence[Item]) -> bool:
    """Whether the sum would hold if one of its figures had one other digit.

    Only a whole that is exceeded tells: what is missing from it may be a part left out.
    """
    return _gap(whole, parts) > 0 and _is_mended(
        whole,
        parts,
        lambda item, meant: is_digit_changed(item.figure.value, meant, step=item.figure.step),
    )


def _is_mended(
    whole: Item, parts: Sequence[Item], is_slip: Callable[[Item, Decimal], bool]
) -> bool:
    """Whether one figure of a sum is a slip for what would make the sum hold."""
    if any(item.vague for item in (whole, *parts)):
        return False
    gap = _gap(whole, parts)
    return is_slip(whole, whole.figure.value + gap) or any(
        is_slip(item, item.figure.value - gap) for item in parts if item.figure.value > gap
    )


def _gap(whole: Item, parts: Sequence[Item]) -> Decimal:
    return sum((item.figure.value for item in parts), Decimal(0)) - whole.figure.value


def lacks_digit(whole: Item, group: Sequence[Item]) -> bool:
    """Whether parts that are no round amounts lack a round one that is a single digit."""
    stated = [item for item in group if item.figure.value]
    gap = -_gap(whole, stated)
    if len(stated) < 3 or gap <= 0 or len(digits(gap)) != 1:
        return False
    round_to = gap.normalize().as_tuple().exponent
    finest = [item.figure.value.normalize().as_tuple().exponent for item in stated]
    rounder = all(int(round_to) >= int(place) + _ROUNDER for place in finest)
    return rounder and is_digit_changed(
        whole.figure.value, whole.figure.value - gap, step=whole.figure.step
    )
