"""The verdict over all sets of figures that a stated result may come from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from xfnlp.audit.check import Check, Verdict, relative
from xfnlp.audit.interval import Interval, percent, subtract
from xfnlp.audit.ledger import Item
from xfnlp.audit.slips import is_digit_changed, is_digit_lost, is_swap_of_result, misprints

# Figures further apart than this were linked wrongly rather than written wrongly.
_FAR: Final = Decimal(3)
# So much of one of the figures it comes from must at least be right (a small change of two large
# amounts is off by more than `_FAR` where one of them is off by little).
_LEAST_RIGHT: Final = Decimal("0.75")
_PLACES: Final = Decimal("0.0001")
_EDGE: Final = Decimal("1e-12")

Formula = Callable[[Interval, Interval], Interval | None]
Pair = tuple[Item, Item]
Source = tuple[Pair, Formula]


class _Tested(NamedTuple):
    """A pair of figures with what follows from it, and how far that is from what is stated."""

    gap: Decimal
    pair: Pair
    expected: Interval
    value: Decimal
    formula: Formula


def judge(
    rule: str,
    item: Item,
    sources: Iterable[Source],
    *,
    certain: bool,
    explain: Callable[[Pair, Decimal], str],
    loose: Iterable[Source] = (),
    confirming: Iterable[Source] = (),
    mistyped: bool = False,
    close: bool = False,
) -> Check:
    """Test a stated result against every pair of figures that it may come from.

    Any pair that yields the stated figure makes it consistent.  Where none does, the one that
    comes nearest is shown: as wrong where the pair is certain, or where the stated figure is the
    computed one with its digits swapped, which is no accident; else the check stays open.

    Args:
        rule: The name of the check.
        item: The stated result.
        sources: Pairs of its own line that it should come from.
        certain: Whether those pairs are what it comes from.
        explain: The sentence for a pair and the computed value.
        loose: Pairs of lines with a name like its own; they refute by swapped digits only.
        confirming: Pairs that it may come from and that refute nothing.
        mistyped: Whether one changed digit refutes as swapped ones do.
        close: Whether all stand in one statement, so that the stated figure may be off by any way.
    """
    stated = _allowed(item)
    strict, likely = _test(stated, sources), _test(stated, loose)
    tested = [*strict, *likely, *_test(stated, confirming)]
    if not strict and not likely:
        message = f"“{item.name}”的{item.written}缺少可对照的数据，无法核对。"
        return Check(rule, "unchecked", message, item.figure.value, None, None, (item,))
    best = min(tested, key=lambda found: found.gap)
    verdict: Verdict = "consistent" if best.gap == 0 else "unchecked"
    swapped: list[_Tested] = []
    if best.gap:
        swapped = [
            found
            for found in (*strict, *likely)
            if is_swap_of_result(item.figure.value, found.value)
            or (mistyped and _is_misprint(item, found.value))
        ]
        best = min(swapped or strict or likely, key=lambda found: found.gap)
        sure = certain and best in strict and (close or _may_be_slip(item, stated, best))
        verdict = "inconsistent" if swapped or sure else "unchecked"
    value = best.value.quantize(_PLACES)
    # A bound (90%以上) among the figures leaves the result open on one side.
    slack = (best.expected.high - best.expected.low) / 2 + item.figure.step
    return Check(
        rule,
        verdict,
        explain(best.pair, best.value),  # rounded once, to the places it is printed with
        item.figure.value,
        value,
        slack if slack.is_finite() else None,
        (item, *best.pair),
        relative(item.figure.value, value),
        slip=bool(swapped) or (verdict == "inconsistent" and _is_misprint(item, best.value)),
    )


def _test(stated: Interval, sources: Iterable[Source]) -> list[_Tested]:
    result = []
    for pair, formula in sources:
        expected = formula(pair[0].interval, pair[1].interval)
        point = formula(_point(pair[0]), _point(pair[1]))
        if expected is not None and point is not None:
            gap = stated.distance(expected) or _at_edge(stated, expected)
            result.append(_Tested(gap, pair, expected, point.low, formula))
    return result


def _at_edge(stated: Interval, expected: Interval) -> Decimal:
    """Next to nothing where two intervals only touch: no rounding reaches its very edge."""
    if stated.low == stated.high or expected.low == expected.high:
        return Decimal(0)
    touch = stated.high == expected.low or stated.low == expected.high
    return _EDGE if touch else Decimal(0)


def _is_misprint(item: Item, value: Decimal) -> bool:
    stated = item.figure.value
    if item.field == "deviation":  # above or below, as the words say
        stated, value = abs(stated), abs(value)
    return not item.vague and is_digit_changed(stated, value, step=item.figure.step)


def _may_be_slip(item: Item, stated: Interval, found: _Tested) -> bool:
    """Whether a figure that does not follow is a slip, rather than a pair linked wrongly."""
    one, other = item.figure.value, found.value
    if _plausible(one, other) or is_digit_lost(one, other):
        return True
    if _is_misprint(item, other):
        return True
    return any(
        (found_by := found.formula(*terms)) is not None and stated.meets(found_by)
        for terms in _repairs(found.pair)
    )


def _repairs(pair: Pair) -> Iterator[tuple[Interval, Interval]]:
    """What a pair may have meant: one of its figures a little off, or with a digit misprinted."""
    for number, item in enumerate(pair):
        value, step = item.figure.value, item.figure.step
        if value <= 0:
            continue
        meant = [Interval(value * _LEAST_RIGHT, value / _LEAST_RIGHT)]
        meant += [Interval(other, other) for other in misprints(value, step)]
        for interval in meant:
            yield (interval, pair[1].interval) if number == 0 else (pair[0].interval, interval)


def _point(item: Item) -> Interval:
    return Interval(item.figure.value, item.figure.value)


def _allowed(item: Item) -> Interval:
    """What a stated figure stands for; of a deviation its size."""
    if item.field != "deviation":
        return item.allowed
    low, high = sorted(map(abs, item.interval))
    return Interval(low, high).widen(item.figure.step / 2)


def _plausible(stated: Decimal, expected: Decimal) -> bool:
    """Whether one can be a slip for the other: near it, or off by a power of ten."""
    one, other = abs(stated), abs(expected)
    if not one or not other:
        return False
    ratio = max(one, other) / min(one, other)
    if ratio <= _FAR:
        return True
    leading = ratio / Decimal(10) ** ratio.adjusted()
    return min(abs(leading - 1), abs(leading / 10 - 1)) < Decimal("0.01")


def change(sign: int) -> Formula:
    """This year less last, or last less this year."""

    def formula(now: Interval, last: Interval) -> Interval:
        return _moved(sign, now, last)

    return formula


def _moved(sign: int, now: Interval, last: Interval) -> Interval:
    return subtract(now, last) if sign > 0 else subtract(last, now)


def change_rate(sign: int) -> Formula:
    """The change in percent of last year."""

    def formula(now: Interval, last: Interval) -> Interval | None:
        return percent(_moved(sign, now, last), last)

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
