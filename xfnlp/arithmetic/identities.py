"""The identities that hold under some open readings."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Final

from xfnlp.arithmetic.case import REACH, Case, Choice, Identity
from xfnlp.audit.interval import Interval, add, percent, subtract

_PARTS: Final = 8  # most parts of a whole that are tried
_WHOLES: Final = 6  # most wholes of a share that are tried
_FULL: Final = 3.0  # decimal places of agreement from which an identity counts fully
_BUDGETS: Final = ("annual_budget", "initial_budget")
_NOW: Final = ("actual", "value", "annual_budget")
_SUMS: Final = ("actual", "annual_budget", "initial_budget", "prior_actual")


def find_identities(case: Case) -> Iterator[Identity]:
    """Every identity that holds under some open readings."""
    for number in case.order:
        for head, kind in case.options[number]:
            if kind == "execution_rate":
                yield from _execution(case, number, head)
            elif kind in ("increase_amount", "decrease_amount"):
                yield from _change(case, number, head, kind)
            elif kind in ("increase_rate", "decrease_rate"):
                yield from _change_rate(case, number, head, kind)
            elif kind == "share":
                yield from _share(case, number, head)
            elif kind == "deviation":
                yield from _deviation(case, number, head)
    yield from _sums(case)


def _found(
    case: Case, result: Choice, sources: Sequence[Choice], expected: Interval | None
) -> Iterator[Identity]:
    """The identity if the result agrees with its sources, and some reading in it is open."""
    choices = (result, *sources)
    if expected is None or len({number for number, _ in choices}) < len(choices):
        return
    stated = case.interval(result[0])
    if not case.is_open(choices) or not stated.meets(expected):
        return
    value = abs(case.figures[result[0]].value)
    slack = (stated.high - stated.low + expected.high - expected.low) / 2
    if not value or not slack.is_finite():
        return
    agreement = -math.log10(float(slack / value)) if slack else _FULL
    if agreement > 0:
        yield Identity(choices, min(1.0, agreement / _FULL))


def _execution(case: Case, rate: int, head: int) -> Iterator[Identity]:
    place = case.place[rate]
    for budget in _BUDGETS:
        for a, b in product(case.near((head, "actual"), place), case.near((head, budget), place)):
            yield from _found(
                case,
                (rate, (head, "execution_rate")),
                [(a, (head, "actual")), (b, (head, budget))],
                percent(case.interval(a), case.interval(b)),
            )


def _pairs(case: Case, number: int, head: int) -> Iterator[tuple[Choice, Choice, Interval]]:
    """This year's and last year's figure of a line, and the change between them."""
    place = case.place[number]
    for kind in _NOW:
        for now, last in product(
            case.near((head, kind), place), case.near((head, "prior_actual"), place)
        ):
            if now != last and case.figures[now].unit == case.figures[last].unit:
                change = subtract(case.interval(now), case.interval(last))
                yield (now, (head, kind)), (last, (head, "prior_actual")), change


def _signed(change: Interval, kind: str) -> Interval:
    return change if kind.startswith("increase") else Interval(-change.high, -change.low)


def _change(case: Case, number: int, head: int, kind: str) -> Iterator[Identity]:
    for now, last, change in _pairs(case, number, head):
        if case.figures[now[0]].unit == case.figures[number].unit:
            yield from _found(case, (number, (head, kind)), [now, last], _signed(change, kind))


def _change_rate(case: Case, number: int, head: int, kind: str) -> Iterator[Identity]:
    result = (number, (head, kind))
    points = case.figures[number].points
    for now, last, change in _pairs(case, number, head):
        change = _signed(change, kind)
        if points or case.figures[now[0]].unit == "%":
            yield from _found(case, result, [now, last], change)
        if not points:
            yield from _found(case, result, [now, last], percent(change, case.interval(last[0])))
    if not points:
        yield from _rate_of_amount(case, result, kind)


def _rate_of_amount(case: Case, result: Choice, kind: str) -> Iterator[Identity]:
    """A rate of change with the change itself: Δ ÷ (this year ∓ Δ)."""
    number, (head, _) = result
    place, moved = case.place[number], kind.replace("rate", "amount")
    for now_kind in _NOW:
        for now, move in product(
            case.near((head, now_kind), place), case.near((head, moved), place)
        ):
            if now != move and case.figures[now].unit == case.figures[move].unit:
                delta = case.interval(move)
                before = subtract(case.interval(now), _signed(delta, kind))
                sources = [(now, (head, now_kind)), (move, (head, moved))]
                yield from _found(case, result, sources, percent(delta, before))


def _share(case: Case, number: int, head: int) -> Iterator[Identity]:
    """A share with the part it is of, and a whole before it of another line."""
    place = case.place[number]
    for kind in ("actual", "annual_budget"):
        for part in case.near((head, kind), place):
            wholes = 0
            for whole in reversed(case.order[: bisect_left(case.starts, place)]):
                if case.place[whole] < place - 4 * REACH or wholes >= _WHOLES:
                    break
                value = case.figures[whole].value
                if case.figures[whole].unit != "元" or value <= case.figures[part].value:
                    continue
                wholes += 1
                for option in case.options[whole]:
                    if option[1] == kind and option[0] != head:
                        yield from _found(
                            case,
                            (number, (head, "share")),
                            [(part, (head, kind)), (whole, option)],
                            percent(case.interval(part), case.interval(whole)),
                        )


def _deviation(case: Case, number: int, head: int) -> Iterator[Identity]:
    result, place = (number, (head, "deviation")), case.place[number]
    for now_kind, goal_kind in (
        ("actual", "initial_budget"),
        ("actual", "annual_budget"),
        ("annual_budget", "initial_budget"),
        ("value", "target"),
    ):
        for now, goal in product(
            case.near((head, now_kind), place), case.near((head, goal_kind), place)
        ):
            if now == goal or case.figures[now].unit != case.figures[goal].unit:
                continue
            gap = subtract(case.interval(now), case.interval(goal))
            size = gap if gap.low >= 0 else Interval(-gap.high, -gap.low)
            sources = [(now, (head, now_kind)), (goal, (head, goal_kind))]
            if case.figures[number].unit == case.figures[now].unit:
                yield from _found(case, result, sources, size)
            elif case.figures[number].unit == "%" and not case.figures[number].points:
                yield from _found(case, result, sources, percent(size, case.interval(goal)))


def _sums(case: Case) -> Iterator[Identity]:
    """A whole and the run of amounts after it that add up to it, all read in one field."""
    amounts = [number for number in case.order if case.figures[number].unit == "元"]
    places = [case.place[number] for number in amounts]
    for index, whole in enumerate(amounts):
        total = case.figures[whole].value
        if total <= 0:
            continue
        last = bisect_right(places, places[index] + 2 * REACH)
        for kind in _SUMS:
            heads = [option for option in case.options[whole] if option[1] == kind]
            if not heads:
                continue
            run: list[Choice] = []
            for part in amounts[index + 1 : last]:
                # Parts of parts, and figures of another field, stand between the parts.
                options = [option for option in case.options[part] if option[1] == kind]
                if not options or case.figures[part].value > total or len(run) >= _PARTS:
                    continue
                best = max(options, key=lambda o, p=part: case.options[p][o])  # type: ignore[misc]
                run.append((part, best))
                if len(run) >= 2:
                    expected = add(case.interval(number) for number, _ in run)
                    for head in heads:
                        if head[0] not in {option[0] for _, option in run}:
                            yield from _found(case, (whole, head), run, expected)
