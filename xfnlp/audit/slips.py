"""Slips of the pen: a figure written with two digits swapped, or with one digit wrong."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Final

_SWAPPED: Final = 3  # significant digits from which two swapped ones are no accident
_TURNED: Final = 4  # from which three that changed places are none
_CHANGED: Final = 5  # and from which one changed digit is none


def digits(value: Decimal) -> str:
    """The significant digits of a value, without point, sign and zeros at either end."""
    return format(abs(value).normalize(), "f").replace(".", "").strip("0")


def is_swap(one: Decimal, other: Decimal, *, least: int = _SWAPPED) -> bool:
    """Whether one value is the other with its digits in another order, the size the same.

    Two digits that changed places, or three next to each other among `_TURNED` or more.

    Args:
        one: A value.
        other: The other.
        least: Significant digits that the longer must have.
    """
    if one * other <= 0 or one.adjusted() != other.adjusted():
        return False
    mine, yours = _level(one, other)
    differing = [place for place, a in enumerate(mine) if a != yours[place]]
    if len(mine) < least or sorted(mine) != sorted(yours):
        return False
    turned = len(differing) == 3 and differing[2] - differing[0] == 2
    return len(differing) == 2 or (turned and len(mine) >= _TURNED)


def is_slip(one: Decimal, other: Decimal) -> bool:
    """Whether one value is the other with digits swapped, or with one digit of many changed."""
    if is_swap(one, other):
        return True
    if one * other <= 0 or one.adjusted() != other.adjusted():
        return False
    mine, yours = _level(one, other)
    return sum(a != b for a, b in zip(mine, yours, strict=True)) == 1 and len(mine) >= _CHANGED


def is_digit_changed(one: Decimal, other: Decimal, *, step: Decimal, least: int = _SWAPPED) -> bool:
    """Whether two figures of one precision differ in a single digit, whichever it is.

    Args:
        one: A value.
        other: The other.
        step: One unit in the last place that is printed.
        least: Digits that must be printed.
    """
    if not step or one * other < 0:
        return False
    mine, yours = _printed(one, step), _printed(other, step)
    if len(mine) != len(yours) or len(mine) < least:
        return False
    return sum(a != b for a, b in zip(mine, yours, strict=True)) == 1


def misprints(value: Decimal, step: Decimal) -> Iterator[Decimal]:
    """The values that a figure may stand for if a printed digit is wrong, or two are swapped."""
    printed = _printed(value, step) if step else ""
    step = step.copy_sign(value)
    for place, (a, b) in enumerate(pairwise(printed)):
        if a != b and not (place == 0 and b == "0"):
            yield step * int(printed[:place] + b + a + printed[place + 2 :])
    for place, digit in enumerate(printed):
        for other in "0123456789":
            if other != digit and not (place == 0 and other == "0"):
                yield step * int(printed[:place] + other + printed[place + 1 :])


def is_swap_of_result(stated: Decimal, expected: Decimal) -> bool:
    """Whether a stated result is what was computed, rounded as stated, with digits swapped."""
    places = Decimal(1).scaleb(min(0, int(stated.as_tuple().exponent)))
    rounded = abs(expected).quantize(places, ROUND_HALF_UP)
    return is_swap(abs(stated), rounded, least=_SWAPPED)


def _printed(value: Decimal, step: Decimal) -> str:
    """The digits that are printed of a value whose last place is worth `step`."""
    return str(int((abs(value) / step).to_integral_value()))


def _level(one: Decimal, other: Decimal) -> tuple[str, str]:
    """The digits of both, the shorter filled up with zeros."""
    mine, yours = digits(one), digits(other)
    length = max(len(mine), len(yours))
    return mine.ljust(length, "0"), yours.ljust(length, "0")


def is_digit_lost(stated: Decimal, expected: Decimal) -> bool:
    """Whether a stated result is the computed one, rounded as stated, with a digit too many.

    Or with one too few: 13.6 for 3.6, 6 for 16.
    """
    places = Decimal(1).scaleb(min(0, int(stated.as_tuple().exponent)))
    mine = digits(stated)
    yours = digits(abs(expected).quantize(places, ROUND_HALF_UP))
    short, long = sorted((mine, yours), key=len)
    if len(long) - len(short) != 1:
        return False
    return any(long[:place] + long[place + 1 :] == short for place in range(len(long)))
