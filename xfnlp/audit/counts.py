"""Counts told by place or by grade: 完成1,286户，其中甲镇402户、乙镇518户、丙镇366户."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from xfnlp.audit.check import Check, is_share, share_check
from xfnlp.audit.interval import add
from xfnlp.audit.ledger import Item, Ledger
from xfnlp.audit.repairs import is_repaired_by_digit, is_repaired_by_swap
from xfnlp.audit.sums import result

_OPENS: Final = re.compile(r"^[^。；;\d]{0,10}?(?:其中|包括|[:：(（])")
_NO_COUNT: Final = frozenset({"%", "元", "分"})
_MOST: Final = 40  # counts of a list
_SHARE: Final = re.compile(r"占[^，。；;]{0,10}$")
_BACK: Final = 4  # sentences before a share in which its whole is told
_AGREED: Final = 2  # shares that a whole must fit before it shows another to be wrong
_PLACES: Final = 2  # of one count that make up the whole
_KINDS: Final = 3  # of different names, where a slip of the pen mends the sum
_DIGITS: Final = Decimal(100)  # and the whole must be large enough for that to be no accident
# The grades of an evaluation, as they are listed: “优”的9个、“良”的2个、“中”的0个.
_GRADE: Final = re.compile(
    r"[“\"‘「]?(?:优秀?|良好?|中|差|合格|不合格|一般|较差)[”\"’」]?(?:的|等[次级]|$)"
)


def check_counts(ledger: Ledger) -> Iterator[Check]:
    """Each count with the counts that the same clause lists behind it."""
    counts = [
        item
        for item in ledger.items
        if item.source == "prose" and item.field == "value" and item.figure.unit not in _NO_COUNT
    ]
    for number, whole in enumerate(counts):
        if not whole.vague and _OPENS.match(ledger.text[whole.end : whole.end + 30]):
            yield from _listed(whole, _behind(ledger, whole, counts, number + 1))
        yield from _grades(ledger, counts, number)


def _behind(ledger: Ledger, whole: Item, counts: Sequence[Item], number: int) -> list[Item]:
    """The counts of the whole's unit that follow it, to the end of its clause."""
    found: list[Item] = []
    place = whole.end
    for item in counts[number : number + _MOST]:
        if item.figure.unit != whole.figure.unit or item.vague:
            break
        if re.search(r"[。；;]", ledger.text[place : item.start]):
            break
        found.append(item)
        place = item.end
    return found


def _listed(whole: Item, behind: Sequence[Item]) -> Iterator[Check]:
    """Counts of the same thing by place are all of it; of several kinds only slips are told."""
    own = [item for item in behind if item.head == whole.head]
    by_place = len(own) >= _PLACES and list(behind[: len(own)]) == own
    parts = own if by_place else list(behind)
    total = whole.interval
    # Also with counts that were read as another indicator's.
    sizes = range(_PLACES, len(behind) + 1)
    same = next((n for n in sizes if total.meets(add(i.interval for i in behind[:n]))), 0)
    if same:
        yield result(whole, behind[:same], "consistent")
    elif by_place or (
        len(parts) >= _KINDS
        and whole.figure.value >= _DIGITS
        and (is_repaired_by_swap(whole, parts) or is_repaired_by_digit(whole, parts))
    ):
        yield result(whole, parts, "inconsistent")


def _grades(ledger: Ledger, counts: Sequence[Item], number: int) -> Iterator[Check]:
    """Grades that follow each other, against the count of the sentence that stands before them."""
    if not _is_grade(counts[number]) or (number and _is_grade(counts[number - 1])):
        return
    first = counts[number]
    here = ledger.sentence(first.start)
    grades = []
    for item in counts[number:]:
        if not _is_grade(item) or item.vague or ledger.sentence(item.start) != here:
            break
        grades.append(item)
    before = [
        item
        for item in counts[max(0, number - 3) : number]
        if item.figure.unit == first.figure.unit and ledger.sentence(item.start) == here
    ]
    if len(grades) < _KINDS or len(before) != 1 or before[0].vague:
        return
    value = sum((item.figure.value for item in grades), Decimal(0))
    same = value == before[0].figure.value
    yield result(before[0], grades, "consistent" if same else "inconsistent")


def _is_grade(item: Item) -> bool:
    return _GRADE.search(item.name) is not None


def check_count_shares(ledger: Ledger) -> Iterator[Check]:
    """Shares of a count (来信716件，占13.98%), where others beside them show what they are of."""
    groups: list[list[tuple[Item, list[Item]]]] = []
    for item in ledger.items:
        if item.source == "prose" and item.field == "value" and item.figure.unit == "%":
            own = _own_counts(ledger, item)
            if not own:
                continue
            last = groups[-1][-1][0] if groups else item
            near = ledger.sentence(item.start) - ledger.sentence(last.start) <= 1
            if groups and near and len(groups[-1]) < _MOST:
                groups[-1].append((item, own))
            else:
                groups.append([(item, own)])
    for pairs in groups:
        if len(pairs) > _AGREED:
            yield from _count_shares(ledger, pairs)


def _count_shares(ledger: Ledger, pairs: Sequence[tuple[Item, list[Item]]]) -> Iterator[Check]:
    wholes = [
        other
        for other in ledger.beside(pairs[-1][0], ("value",), back=_BACK)
        if other.figure.unit not in _NO_COUNT and not other.vague
    ][-_MOST:]
    fitting = {
        number: [item for item, own in pairs if any(is_share(item, o, whole) for o in own)]
        for number, whole in enumerate(wholes)
    }
    best = max(fitting, key=lambda number: len(fitting[number]), default=-1)
    if best < 0 or len(fitting[best]) < _AGREED:
        return
    whole = wholes[best]
    for item, own in pairs:
        same = any(item in fit for fit in fitting.values())
        if same:
            count = next((o for o in own if is_share(item, o, whole)), None)
        else:
            count = own[0] if len(own) == 1 and _of_all(ledger, item) else None
        if count is not None and count is not whole and count.figure.value <= whole.figure.value:
            opening = f"“{item.name}”{count.written}写明占{item.written}"
            yield share_check("share", item, count, whole, opening=opening, same=same)


def _of_all(ledger: Ledger, item: Item) -> bool:
    """Whether a share is said to be of the total, or of nothing else."""
    words = _SHARE.search(ledger.text[max(0, item.start - 12) : item.start])
    return words is not None and (len(words.group()) <= 2 or "总" in words.group())


def _own_counts(ledger: Ledger, item: Item) -> list[Item]:
    """The counts of the mention that a share belongs to."""
    if item.vague or item.figure.points:
        return []
    if not _SHARE.search(ledger.text[max(0, item.start - 12) : item.start]):
        return []
    return [
        other
        for other in ledger.of_head(item.head, ("value",))
        if other.figure.unit not in _NO_COUNT and not other.vague and other.figure.value > 0
    ]
