"""Interval arithmetic over stated figures: what the decimals of each leave open."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Final, NamedTuple

_ZERO: Final = Decimal(0)
_CENT: Final = Decimal("0.01")


class Interval(NamedTuple):
    """A closed interval of possible true values."""

    low: Decimal
    high: Decimal

    def meets(self, other: Interval) -> bool:
        """Whether the two have a value in common."""
        return self.low <= other.high and other.low <= self.high

    def widen(self, by: Decimal) -> Interval:
        return Interval(self.low - by, self.high + by)

    @property
    def middle(self) -> Decimal:
        return (self.low + self.high) / 2

    def distance(self, other: Interval) -> Decimal:
        """How far apart the two lie; zero where they meet."""
        return max(_ZERO, self.low - other.high, other.low - self.high)


def add(parts: Iterable[Interval]) -> Interval:
    low = high = _ZERO
    for part in parts:
        low, high = low + part.low, high + part.high
    return Interval(low, high)


def subtract(one: Interval, other: Interval) -> Interval:
    return Interval(one.low - other.high, one.high - other.low)


def percent(part: Interval, whole: Interval) -> Interval | None:
    """part ÷ whole in percent; None where the whole may be zero or less, or is unlimited."""
    if whole.low <= 0 or not all(edge.is_finite() for edge in (*part, *whole)):
        return None
    edges = [100 * edge / side for edge in part for side in whole]
    return Interval(min(edges), max(edges))
