"""Lists whose lines the text names after their whole, whether or not they are linked as parts.

Where a part was not linked, the sum of the linked ones says nothing.  The figures that stand in
one sentence behind 其中 or in brackets behind their whole do: they add up to it, or would with
one slip of the pen mended.  Nothing else is reported; a list may leave parts out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

from xfnlp.audit.check import Check
from xfnlp.audit.interval import add
from xfnlp.audit.ledger import Item, Ledger
from xfnlp.audit.repairs import is_repaired_by_digit, is_repaired_by_swap
from xfnlp.audit.slips import digits
from xfnlp.audit.sums import result

_FIELDS: Final = frozenset({"actual", "annual_budget", "initial_budget"})
_OPENS: Final = re.compile(r"^[^。；;\d]{0,12}(?:其中|包括|分别|分为|[:：(（])")
_MOST: Final = 12  # figures of a list
_REACH: Final = 800  # characters behind a whole in which its parts stand
_PRECISE: Final = 4  # significant digits from which a slip that mends a sum is no accident


def check_lists(ledger: Ledger) -> Iterator[Check]:
    """Amounts of budget lines, with the amounts that the sentence lists behind them."""
    linked = {part.id for part, _ in ledger.parts}
    children: dict[int, set[int]] = {}
    for part, entity in ledger.parts:
        children.setdefault(entity.id, set()).add(part.id)
    prose = ledger.amounts()
    for number, whole in enumerate(prose):
        if whole.field not in _FIELDS or whole.vague or whole.planned:
            continue
        reach = bisect_right(prose, whole.end + _REACH, key=lambda item: item.start)
        later = prose[number + 1 : reach + 1]  # one more shows that a list goes on
        parts = _listed(ledger, whole, later)
        if len(parts) < 2:
            parts = _completed(ledger, whole, later, children.get(whole.head, set()))
        # Where all are linked the sums know them.
        if len(parts) > 1 and not all(part.head in linked for part in parts):
            yield from _check(whole, parts)


def _completed(
    ledger: Ledger, whole: Item, later: Sequence[Item], children: set[int]
) -> list[Item]:
    """The linked parts of a whole, with the amounts that their sentences list beside them."""
    own = [
        item
        for child in children
        for item in ledger.of_head(child, (whole.field,))
        if item.source == "prose" and item.figure.unit == "元" and item.start > whole.start
    ]
    if len(own) < 2 or max(item.start for item in own) - whole.end > _REACH:
        return []
    sentences = {ledger.sentence(item.start) for item in own}
    return _whole_list(
        whole,
        [
            item
            for item in later
            if ledger.sentence(item.start) in sentences and item.head != whole.head
        ],
    )


def _listed(ledger: Ledger, whole: Item, later: Sequence[Item]) -> list[Item]:
    """The amounts of the same kind behind a whole, to the end of its sentence or bracket."""
    if not _OPENS.match(ledger.text[whole.end : whole.end + 40]):
        return []
    bracket = ledger.text[whole.end : whole.end + 1] in "(（"
    here, found = ledger.sentence(whole.start), []
    depth, place = 0, whole.end
    for item in later:
        depth, place = depth + _depth(ledger.text[place : item.start]), item.start
        closed = bracket and depth <= 0
        if ledger.sentence(item.start) != here or closed or item.head == whole.head:
            break
        found.append(item)
    return _whole_list(whole, found)


def _whole_list(whole: Item, found: Sequence[Item]) -> list[Item]:
    """The figures of a list that are of its whole's kind; none of a list too long to be tested."""
    if found and found[-1].start - whole.end > _REACH:
        return []
    kind = [item for item in found if item.field == whole.field and not item.planned]
    return kind if len(kind) <= _MOST else []


def _depth(text: str) -> int:
    return sum(text.count(mark) for mark in "(（") - sum(text.count(mark) for mark in ")）")


def _check(whole: Item, parts: Sequence[Item]) -> Iterator[Check]:
    total = whole.allowed
    if any(
        total.meets(add(part.interval for part in parts[start:end]))
        for start in range(len(parts))
        for end in range(start + 1, len(parts) + 1)
    ):
        return
    twice = len({part.head for part in parts}) < len(parts)
    if twice or len(digits(whole.figure.value)) < _PRECISE:
        return
    for size in range(len(parts), 1, -1):
        group = parts[:size]
        swapped = is_repaired_by_swap(whole, group)
        if swapped or (size == len(parts) and is_repaired_by_digit(whole, group)):
            yield result(whole, group, "inconsistent")
            return
