"""One count stated again under a name that differs a little, with another value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations
from typing import Final

from xfnlp.audit.check import Check, restated_check
from xfnlp.audit.ledger import Item, Ledger, is_generic
from xfnlp.audit.slips import digits, is_digit_changed, is_swap

# Figures of another time, another scope or another kind than the plain count.
ELSEWHEN: Final = re.compile(
    r"上半年|季度|截[至止到](?!\D{0,3}\d{0,4}\s*年?\s*12\s*月)|上年|去年|同期"
    r"|(?<!12)(?<!12 )月(?:底|末|份)|目标|计划|每|平均|人均|新增"
)
# What was done about things is not how many there are: 清理枯死松树, 枯死松树.
_ACT: Final = re.compile(
    r"^(?:清理|处理|处置|办结|化解|整改|修复|核查|验收|救助|治理|兑现|发放|完成)"
)
_OWN: Final = 3  # digits of a figure that tells what a mention is about
_LEAD: Final = 16  # characters before a figure in which that is said
_ALIKE: Final = 0.6  # of the shorter name's characters that the other must hold, digits swapped
_NAME: Final = 4  # characters that the shorter name needs where the values are only near
_RATE: Final = 6  # and a rate's, since 化解率 stands for many things
_POINT: Final = Decimal(1)  # percentage points that two rates may lie apart
_HALF: Final = Decimal("0.5")  # and two of satisfaction
_QUALIFIED: Final = re.compile(r"[\u4e00-\u9fff]{2}$")
_ASKED: Final = re.compile(r"满意|支持|认可")  # of each project's own public
_NEAR: Final = Decimal("0.12")  # of the larger: values further apart are two things
_CLOSE: Final = Decimal("0.05")  # where the names differ
_STEPS: Final = 2  # or so few apart in the last digit stated
_PUBLIC: Final = 5  # characters of a name that says whose opinion it is: 群众满意率
_FAR: Final = 100  # characters: a slip repeats a figure in another place
_MOST: Final = 400  # figures of a unit that are compared


def check_restated(ledger: Ledger) -> Iterator[Check]:
    """Counts of indicators, and amounts of an indicator against those of budget lines."""
    units: dict[str, list[Item]] = {}
    for item in ledger.items:
        if item.field in ("value", "actual") and item.source == "prose" and _plain(ledger, item):
            units.setdefault(item.figure.unit, []).append(item)
    confirmed, beside = _confirmed(ledger), _beside(units)
    for unit, items in units.items():
        if unit == "分":
            continue  # many scores have like names
        seen: set[frozenset[str]] = set()
        for one, other in _swapped(items, beside):
            yield from _once(seen, one, other)
        for one, other in _near(ledger, items, confirmed):
            yield from _once(seen, one, other)


def _plain(ledger: Ledger, item: Item) -> bool:
    if item.figure.bound is not None and not item.figure.approximate:
        return False
    lead = re.split(r"[，,。；;]", ledger.text[max(0, item.start - _LEAD) : item.start])[-1]
    return item.figure.upper is None and not ELSEWHEN.search(lead)


def _beside(units: Mapping[str, Sequence[Item]]) -> dict[int, set[tuple[str, Decimal]]]:
    """By mention the figures of it that are long enough to be no accident, with their units."""
    found: dict[int, set[tuple[str, Decimal]]] = {}
    for unit, items in units.items():
        for item in items:
            if len(digits(item.figure.value)) >= _OWN:
                found.setdefault(item.head, set()).add((unit, item.figure.value))
    return found


def _swapped(
    items: Sequence[Item], beside: Mapping[int, set[tuple[str, Decimal]]]
) -> Iterator[tuple[Item, Item]]:
    """Pairs of like names whose values are the same digits in another order.

    Of names that are less alike where the mentions share another figure (群众来访1,264批3,018人次,
    接待来访1,246批3,018人次).
    """
    buckets: dict[tuple[str, int], list[Item]] = {}
    for item in items:
        if item.figure.value:
            # Without zeros: 480 has lost its last one, 408 has not.
            order = "".join(sorted(digits(item.figure.value).replace("0", "")))
            buckets.setdefault((order, item.figure.value.adjusted()), []).append(item)
    for bucket in buckets.values():
        for one, other in combinations(bucket[:_MOST], 2):
            if (
                "indicator" in (one.kind, other.kind)
                and one.key != other.key
                and is_swap(one.figure.value, other.figure.value)
                and is_apart(one, other)
                and (
                    _alike(_bare(one), _bare(other)) >= _ALIKE
                    or beside.get(one.head, set()) & beside.get(other.head, set())
                )
            ):
                yield one, other


def _confirmed(ledger: Ledger) -> dict[str, Decimal]:
    """The rates that a table states under a name that only one of its rows has."""
    found: dict[str, set[Decimal]] = {}
    for item in ledger.items:
        if item.source == "table" and item.field == "value" and item.figure.unit == "%":
            found.setdefault(item.key, set()).add(item.figure.value)
    return {key: next(iter(values)) for key, values in found.items() if len(values) == 1}


def _near(
    ledger: Ledger, items: Sequence[Item], confirmed: Mapping[str, Decimal]
) -> Iterator[tuple[Item, Item]]:
    """Pairs of one name, or of a name held in the other, whose values are nearly the same."""
    counts = [item for item in items if item.kind == "indicator" and not item.vague][:_MOST]
    values: dict[str, set[Decimal]] = {}
    for item in counts:
        values.setdefault(item.key, set()).add(item.figure.value)
    for one, other in combinations(counts, 2):
        if one.figure.value == other.figure.value or not is_apart(one, other):
            continue
        if len(values[one.key]) > 2 or len(values[other.key]) > 2:
            continue  # a name of many things
        # 维修旧井 and 旧井维修 are one thing.
        same = sorted(one.key) == sorted(other.key)
        rate = one.figure.unit == "%"
        short, long = sorted((one.key, other.key), key=len)
        # A table that states one of the two rates shows that they are of one thing.
        told = same and confirmed.get(short) in (one.figure.value, other.figure.value)
        least = (_PUBLIC if _ASKED.search(short) else _RATE) if rate and not told else _NAME
        if is_generic(short) or len(short) < least or (rate and not same):
            continue
        if not same and (not is_held(short, long) or _is_act_on(short, long)):
            continue
        gap = abs(one.figure.value - other.figure.value)
        if rate and gap > _POINT:
            continue
        if (
            rate
            and not told
            and _ASKED.search(short)
            and not _is_one_public(ledger, one, other, values)
        ):
            continue
        largest = max(abs(one.figure.value), abs(other.figure.value))
        few = gap <= _STEPS * max(one.figure.step, other.figure.step)
        if gap <= largest * (_NEAR if same else _CLOSE) or (few and gap <= largest * _NEAR):
            yield one, other


def _is_one_public(
    ledger: Ledger, one: Item, other: Item, values: Mapping[str, set[Decimal]]
) -> bool:
    """Whether two rates of satisfaction are of one public: a digit apart, and there are no more.

    Not where each is said to be of something: 食堂群众满意率, 大厅群众满意率.
    """
    step, gap = one.figure.step, abs(one.figure.value - other.figure.value)
    slip = step == other.figure.step and is_digit_changed(
        one.figure.value, other.figure.value, step=step
    )
    return (
        slip
        and gap <= _HALF
        and len(one.key) >= _PUBLIC
        and len(values[one.key]) == 2
        and not all(
            _QUALIFIED.search(ledger.text[max(0, item.head_start - 2) : item.head_start])
            for item in (one, other)
        )
    )


def is_apart(one: Item, other: Item) -> bool:
    """Whether two figures of two mentions stand far from each other and disagree."""
    far = abs(one.start - other.start) > _FAR
    return one.head != other.head and far and not one.interval.meets(other.interval)


def _alike(one: str, other: str) -> float:
    mine, yours = set(one), set(other)
    return len(mine & yours) / min(len(mine), len(yours))


def _bare(item: Item) -> str:
    """A name without the unit that its figure states anyway: 救助户数, 187户."""
    bare = re.sub(rf"(?:{re.escape(item.figure.unit)})?(?:总数|数量?)$", "", item.key)
    return bare if len(bare) > 1 else item.key


def _is_act_on(short: str, long: str) -> bool:
    return _ACT.search(long) is not None and _ACT.search(short) is None


def is_held(short: str, long: str) -> bool:
    """Whether the characters of one name stand in the other in order."""
    places = iter(long)
    return all(character in places for character in short)


def _once(seen: set[frozenset[str]], one: Item, other: Item) -> Iterator[Check]:
    """One check for two values, however often each is stated."""
    pair = frozenset({digits(one.figure.value), digits(other.figure.value)})
    if pair in seen:
        return
    seen.add(pair)
    yield restated_check(one, other)
