"""What came of a number of cases, and its rate: 受理562起，调处成功560起，调处率99.64%.

The rate shows which figure is wrong where more came of the cases than there were, and where the
number of cases stands in another place of the report.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Final

from xfnlp.audit.check import Check, is_share, relative, share_check
from xfnlp.audit.interval import Interval, percent
from xfnlp.audit.ledger import Item, Ledger
from xfnlp.audit.ratios import NARROW
from xfnlp.audit.slips import misprints

_NEXT: Final = 16  # characters between a count and its rate, and between two counts
_LEAST: Final = 100  # a misprint of a smaller count fits too easily
_SLIP: Final = Decimal(4)  # percentage points: a rate further off is one of something else
_SUBJECT: Final = 2  # characters in a row that the cases and what came of them share
_OTHER_UNITS: Final = frozenset({"%", "分", "元"})


def check_outcomes(ledger: Ledger) -> Iterator[Check]:
    """Each rate that follows the count that it is named after."""
    counts: dict[str, list[Item]] = {}  # by unit
    for item in ledger.items:
        if item.source == "prose" and item.field == "value" and not item.vague:
            counts.setdefault(item.figure.unit, []).append(item)
    for item in ledger.items:
        if (
            item.field == "value"
            and item.source == "prose"
            and item.figure.unit == "%"
            and item.key.endswith("率")
            and not item.figure.points
            and not item.vague
            and not NARROW.search(item.key)
        ):
            before = ledger.beside(item, ("value",))
            part = before[-1] if before else None
            if part is not None and _is_part(part, item):
                yield from _overtaken(item, part, before[:-1]) or _elsewhere(
                    ledger, item, part, counts.get(part.figure.unit, [])
                )


def _is_part(part: Item, rate: Item) -> bool:
    return (
        part.figure.unit not in _OTHER_UNITS
        and not part.vague
        and part.figure.value > 0
        and rate.start - part.end <= _NEXT
        and rate.key.removesuffix("率").endswith(part.key[:2])
    )


def _overtaken(rate: Item, part: Item, before: list[Item]) -> list[Check]:
    """More came of the cases than there were, and with a digit mended the rate is right."""
    whole = before[-1] if before else None
    if (
        whole is None
        or whole.vague
        or whole.figure.unit != part.figure.unit
        or not _LEAST <= whole.figure.value < part.figure.value
        or part.start - whole.end > _NEXT
        or any(
            other.figure.unit == part.figure.unit and is_share(rate, part, other)
            for other in before
        )
    ):
        return []
    for value in misprints(whole.figure.value, whole.figure.step):
        expected = percent(part.interval, Interval(value, value)) if value > 0 else None
        if expected is not None and value >= part.figure.value and rate.allowed.meets(expected):
            return [
                Check(
                    "ratio",
                    "inconsistent",
                    f"“{whole.name}”{whole.written}，少于“{part.name}”{part.written}，"
                    f"与“{rate.name}”{rate.written}不符，请核对。",
                    whole.figure.value,
                    value,
                    whole.figure.step,
                    (whole, part, rate),
                    relative(whole.figure.value, value),
                    slip=True,
                )
            ]
    return []


def _elsewhere(ledger: Ledger, rate: Item, part: Item, counts: list[Item]) -> Iterator[Check]:
    """The rate against the same count in another sentence, where the cases stand before it.

    Only where that count stands beside its cases in one place, and none of the report fits.
    """
    here = ledger.sentence(rate.start)
    if any(
        other.figure.value > part.figure.value and ledger.sentence(other.start) == here
        for other in counts
    ):
        return  # its own sentence tells what it is of
    found = [
        (whole, again)
        for whole, again in pairwise(counts)
        if again.figure.value == part.figure.value < whole.figure.value
        and again.head != part.head
        and again.key[:2] == part.key[:2]
        and again.start - whole.end <= _NEXT
        and ledger.sentence(whole.start) == ledger.sentence(again.start)
        and _is_subject(whole.key, part.key)
    ]
    if len({whole.figure.value for whole, _ in found}) != 1:
        return
    if any(is_share(rate, part, other) for other in counts):
        return
    whole = found[0][0]
    if abs(100 * part.figure.value / whole.figure.value - rate.figure.value) <= _SLIP:
        opening = f"“{rate.name}”写为{rate.written}"
        yield share_check("ratio", rate, part, whole, opening=opening, same=False)


def _is_subject(whole: str, part: str) -> bool:
    pieces = {part[start : start + _SUBJECT] for start in range(2, len(part) - _SUBJECT + 1)}
    return any(piece in whole for piece in pieces)
