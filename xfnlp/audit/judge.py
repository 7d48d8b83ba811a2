"""The verdict over all sets of figures that a stated result may come from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Final

from xfnlp.audit.check import Check, Verdict, relative
from xfnlp.audit.interval import Interval, percent, subtract
from xfnlp.audit.ledger import Item

# Figures further apart than this were linked wrongly rather than written wrongly.
_FAR: Final = Decimal(3)
_PLACES: Final = Decimal("0.0001")

Formula = Callable[[Interval, Interval], Interval | None]
Pair = tuple[Item, Item]
Source = tuple[Pair, Formula]


def judge(
    rule: str,
    item: Item,
    sources: Iterable[Source],
    *,
    certain: bool,
    explain: Callable[[Pair, Decimal], str],
) -> Check:
    """Test a stated result against every pair of figures that it may come from.

    Any pair that yields the stated figure makes it consistent; where none does, the one that
    comes nearest is shown, and without `certain` the check stays open.
    """
    stated = _allowed(item)
    best: tuple[Decimal, Pair, Interval, Decimal] | None = None
    for pair, formula in sources:
        expected = formula(pair[0].interval, pair[1].interval)
        point = formula(_point(pair[0]), _point(pair[1]))
        if expected is None or point is None:
            continue
        gap = stated.distance(expected)
        if best is None or gap < best[0]:
            best = (gap, pair, expected, point.low)
    if best is None:
        message = f"“{item.name}”的{item.written}缺少可对照的数据，无法核对。"
        return Check(rule, "unchecked", message, item.figure.value, None, None, (item,))
    gap, pair, expected, value = best
    certain = certain and _plausible(item.figure.value, value)
    verdict: Verdict = "consistent" if gap == 0 else "inconsistent" if certain else "unchecked"
    value = value.quantize(_PLACES)
    return Check(
        rule,
        verdict,
        explain(pair, value),
        item.figure.value,
        value,
        (expected.high - expected.low) / 2 + item.figure.step,
        (item, *pair),
        relative(item.figure.value, value),
    )


def _point(item: Item) -> Interval:
    return Interval(item.figure.value, item.figure.value)


def _allowed(item: Item) -> Interval:
    """What a stated figure stands for; a full last place, since authors cut as well as round."""
    low, high = item.interval
    if item.field == "deviation":
        low, high = sorted((abs(low), abs(high)))
    return Interval(low, high).widen(item.figure.step / 2)


def _plausible(stated: Decimal, expected: Decimal) -> bool:
    """Whether one can be a slip for the other: near it, or off by a power of ten."""
    one, other = abs(stated), abs(expected)
    if not one or not other:
        return False
    ratio = max(one, other) / min(one, other)
    if ratio <= _FAR:
        return True
    return abs(ratio / Decimal(10) ** ratio.adjusted() - 1) < Decimal("0.01")


def change(sign: int) -> Formula:
    """This year less last, or last less this year."""

    def formula(now: Interval, last: Interval) -> Interval:
        return subtract(now, last) if sign > 0 else subtract(last, now)

    return formula


def change_rate(sign: int) -> Formula:
    """The change in percent of last year."""

    def formula(now: Interval, last: Interval) -> Interval | None:
        return percent(change(sign)(now, last) or now, last)

    return formula


def rate_of_move(sign: int) -> Formula:
    """A stated change in percent of last year, which is this year less the change."""

    def formula(now: Interval, move: Interval) -> Interval | None:
        signed = move if sign > 0 else Interval(-move.high, -move.low)
        return percent(move, subtract(now, signed))

    return formula


def distance(one: Interval, other: Interval) -> Interval:
    """How far two figures lie apart, whichever is the larger."""
    gap = subtract(one, other)
    low, high = sorted((abs(gap.low), abs(gap.high)))
    return Interval(Decimal(0) if gap.low <= 0 <= gap.high else low, high)


def distance_rate(one: Interval, other: Interval) -> Interval | None:
    return percent(distance(one, other), other)
