"""One figure stated again in other words, with a value that differs as a slip of the pen does.

The names say too little to tell that two mentions are of one thing; so each rule asks for more:
what the words around them share, which other figures stand beside both, or many swapped digits.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations
from typing import Final

from xfnlp.audit.check import Check, restated_check
from xfnlp.audit.ledger import Item, Ledger, is_generic
from xfnlp.audit.restated import ELSEWHEN, is_apart, is_held
from xfnlp.audit.slips import digits, is_digit_changed, is_swap
from xfnlp.folding import fold
from xfnlp.records.lines import core_name

_AMOUNTS: Final = ("actual", "annual_budget", "initial_budget", "prior_actual")
_LEFT: Final = re.compile(r"结余|结转|未支付|未支出|未使用|未执行|剩余|余额")
_LEFT_REACH: Final = 16  # characters before an amount in which it is called a remainder
_MANY: Final = 5  # swapped digits of an amount that are no accident
_CORE: Final = 4  # characters of a line's name that another name may hold
_TOTAL: Final = re.compile(r"^(?:项目|部门)?(?:综合|评价|自评|绩效|最终|总)*(?:得分|总分|评分)$")
_PASSED: Final = 60  # points: from here on a score is one of the whole
_PRINTED: Final = 4  # digits of a score, of three two are soon swapped
_APART: Final = Decimal("0.12")  # of the larger: values further apart are two things
_POINT: Final = Decimal(1)  # percentage points that two rates may lie apart
_BESIDE: Final = 60  # characters between a figure and one that stands beside it
_SHARED: Final = 2  # figures that both mentions have beside them
_CONTEXT: Final = 24  # characters before a figure that say what it is of
_RATE_CONTEXT: Final = 34  # a rate's follow the count that it is of
_COMMON: Final = 3  # characters that the words before two counts share
_RATE_COMMON: Final = 4  # and those before two rates
_MOST: Final = 400  # figures of a unit that are compared
_OTHER: Final = re.compile(r"[^\u4e00-\u9fff]+")
_EMPTY: Final = re.compile(
    r"全年|年度|目标|计划|实际|完成|指标|绩效|其中|全部|累计|达到|不低于|达|率|市|县|区|州|全|共"
)


def check_reworded(ledger: Ledger) -> Iterator[Check]:
    """Amounts, scores, counts and rates under names that differ, each pair of values once."""
    seen: set[tuple[str, frozenset[Decimal]]] = set()
    for one, other in _pairs(ledger):
        pair = one.figure.unit, frozenset({one.figure.value, other.figure.value})
        if pair not in seen:
            seen.add(pair)
            yield restated_check(one, other)


def _pairs(ledger: Ledger) -> Iterator[tuple[Item, Item]]:
    yield from _amounts(ledger)
    yield from _totals(ledger)
    units: dict[str, list[Item]] = {}
    for item in _values(ledger):
        units.setdefault(item.figure.unit, []).append(item)
    for unit, items in units.items():
        if unit != "分":
            yield from _counts(ledger, items[:_MOST])


def _counts(ledger: Ledger, items: Sequence[Item]) -> Iterator[tuple[Item, Item]]:
    """Pairs of one unit that are reworded, from the smaller values to the larger."""
    values: dict[str, set[Decimal]] = {}
    for item in items:
        values.setdefault(item.key, set()).add(item.figure.value)
    # A name of more than two values is one of many things (a town each).
    items = [item for item in items if len(values[item.key]) <= 2]
    rising = sorted(items, key=lambda item: item.figure.value)
    for place, one in enumerate(rising):
        for other in rising[place + 1 :]:
            largest = other.figure.value
            if largest - one.figure.value > abs(largest) * _APART:
                break
            if _is_reworded(ledger, one, other) and is_apart(one, other):
                yield one, other


def _values(ledger: Ledger) -> Iterator[Item]:
    for item in ledger.items:
        if (
            item.source == "prose"
            and item.kind == "indicator"
            and item.field == "value"
            and not item.vague
            and not item.planned
            and not item.figure.points
        ):
            lead = re.split(r"[，,。；;]", ledger.text[max(0, item.start - 16) : item.start])[-1]
            if not ELSEWHEN.search(lead):
                yield item


def _amounts(ledger: Ledger) -> Iterator[tuple[Item, Item]]:
    """Amounts of many digits, two of them swapped, whatever unit each is printed in.

    Of lines of which one's name holds the other's in short (农村低保金支出,
    农村最低生活保障金支出), or of what both call a remainder.
    """
    buckets: dict[tuple[str, int], list[Item]] = {}
    for item in ledger.items:
        value = item.figure.value
        if item.kind == "budget" and item.figure.unit == "元" and value and not item.vague:
            order = "".join(sorted(digits(value).replace("0", "")))
            buckets.setdefault((order, value.adjusted()), []).append(item)
    for bucket in buckets.values():
        for one, other in combinations(bucket[:_MOST], 2):
            if (
                is_apart(one, other)
                and is_swap(one.figure.value, other.figure.value, least=_MANY)
                and (_is_line(one, other) or (_is_left(ledger, one) and _is_left(ledger, other)))
                and not _is_explained(ledger, one, other)
            ):
                yield one, other


def _is_line(one: Item, other: Item) -> bool:
    short, long = sorted((core_name(one.name), core_name(other.name)), key=len)
    same = one.field == other.field and one.field in _AMOUNTS
    # Of the very same name `check_repeats` compares the amounts.
    return (
        same
        and one.key != other.key
        and len(short) >= _CORE
        and not (is_generic(one.key) or is_generic(other.key))
        and is_held(short, long)
    )


def _is_left(ledger: Ledger, item: Item) -> bool:
    lead = re.split(r"[，,。；;、]", ledger.text[max(0, item.start - _LEFT_REACH) : item.start])[-1]
    return item.source == "prose" and _LEFT.search(lead) is not None


def _is_explained(ledger: Ledger, one: Item, other: Item) -> bool:
    """Whether the report states by how much the two differ: the one is then part of the other."""
    gap = abs(one.figure.value - other.figure.value)
    return any(figure.unit == "元" and abs(figure.value) == gap for _, figure in ledger.printed)


def _totals(ledger: Ledger) -> Iterator[tuple[Item, Item]]:
    """Total scores with two of four digits swapped: 90.50分, 90.05分."""
    scores = [
        item
        for item in ledger.items
        if item.figure.unit == "分"
        and item.field == "value"
        and item.source == "prose"
        and item.figure.value >= _PASSED
        and _TOTAL.search(item.key)
    ]
    for one, other in combinations(scores[:_MOST], 2):
        if one.head != other.head and is_swap(one.figure.value, other.figure.value, least=_PRINTED):
            yield one, other


def _is_reworded(ledger: Ledger, one: Item, other: Item) -> bool:
    """Whether two counts, or two rates, that are nearly the same are of one thing."""
    gap = abs(one.figure.value - other.figure.value)
    short, long = sorted((one.key, other.key), key=len)
    same = sorted(short) == sorted(long)
    rate = one.figure.unit == "%"
    if not gap or not (same or (is_held(short, long) and not rate)):
        return False
    if same and not rate and _shared(ledger, one, other) >= _SHARED:
        return True
    least = 2 if not rate else 3
    slip = is_swap(one.figure.value, other.figure.value) or (
        one.figure.step == other.figure.step
        and is_digit_changed(
            one.figure.value, other.figure.value, step=one.figure.step, least=least
        )
    )
    if not slip or (rate and gap > _POINT):
        return False
    reach = _RATE_CONTEXT if rate else _CONTEXT
    found = _common(_words(ledger, one, reach), _words(ledger, other, reach), short)
    return found >= (_RATE_COMMON if rate else _COMMON)


def _shared(ledger: Ledger, one: Item, other: Item) -> int:
    """How many other figures of a sentence stand beside both."""
    mine, yours = _beside(ledger, one), _beside(ledger, other)
    return len({unit for unit, _ in mine & yours}) if mine and yours else 0


def _beside(ledger: Ledger, item: Item) -> set[tuple[str, Decimal]]:
    here, printed = ledger.sentence(item.start), ledger.printed
    first = bisect_left(printed, item.start - _BESIDE, key=lambda place: place[0])
    last = bisect_right(printed, item.start + _BESIDE, key=lambda place: place[0])
    return {
        (figure.unit, figure.value)
        for start, figure in printed[first:last]
        if start != item.start
        and ledger.sentence(start) == here
        and figure.unit != "分"
        and len(digits(figure.value)) > 1
    }


def _words(ledger: Ledger, item: Item, reach: int) -> list[str]:
    """The runs of Chinese characters before a figure, in its paragraph."""
    lead = ledger.text[max(0, item.start - reach) : item.start]
    place = bisect_right(ledger.blocks, item.start, key=lambda block: block.start) - 1
    if place >= 0 and ledger.blocks[place].start > item.start - reach:
        lead = ledger.text[ledger.blocks[place].start : item.start]
    words = _OTHER.split(fold(lead))
    return [part for word in words for part in _EMPTY.split(word) if part]


def _common(mine: Sequence[str], yours: Sequence[str], name: str) -> int:
    """The most characters in a row that both have, what the shorter name says not counted."""
    best = 0
    for one in mine:
        for start in range(len(one)):
            for end in range(start + 1, len(one) + 1):
                piece = one[start:end]
                if not any(piece in other for other in yours):
                    break
                best = max(best, len(piece.replace(name, "")) if piece not in name else 0)
    return best
