"""Parts against their whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from xfnlp.audit.check import Check, amount, relative
from xfnlp.audit.interval import add
from xfnlp.audit.ledger import Item, Ledger
from xfnlp.records.lines import core_name

_FIELDS: Final = ("actual", "annual_budget", "initial_budget", "prior_actual", "value")
# The list goes on, or does not claim to be whole.
_OPEN: Final = re.compile(
    r"^[^。；;]{0,6}等|^[^。；;，,]{0,12}(?:等(?:支出|费用|项目|经费)|其余|其他)"
)
_CLOSED: Final = re.compile(
    r"分别(?:为|是)|由.{0,40}(?:组成|构成)|包括|合计|分为|构成|具体(?:为|是)|[:：]\s*$"
)
# A list that leaves out no more than this of its whole is meant to be all of it.
_NEAR: Final = Decimal("0.15")
_TINY: Final = Decimal("0.01")
# Sets of parts that make up their whole by definition.
_COMPLETE: Final = (
    {"基本", "项目"},
    {"人员", "公用"},
    {"人员", "日常公用"},
    {"工资福利", "商品和服务", "对个人和家庭的补助"},
    {"因公出国(境)", "公务用车购置及运行维护", "公务接待"},
    {"因公出国(境)", "公务用车购置及运行", "公务接待"},
)


def check_sums(ledger: Ledger) -> Iterator[Check]:
    """Each whole that states a figure, with the parts that state one in the same field."""
    for whole, parts in _groups(ledger):
        yield from _check(ledger, whole, parts)


def _groups(ledger: Ledger) -> Iterator[tuple[Item, list[Item]]]:
    """Wholes with their parts, the parts of one passage together."""
    children: dict[int, list[int]] = {}
    for part, whole in ledger.parts:
        children.setdefault(whole.id, []).append(part.id)
    for whole_id, part_ids in children.items():
        for field in _FIELDS:
            wholes = [item for item in ledger.of_head(whole_id, (field,)) if not item.vague]
            parts = [
                item
                for part_id in dict.fromkeys(part_ids)
                for item in ledger.of_head(part_id, (field,))
            ]
            parts.sort(key=lambda item: item.start)
            if len(wholes) == 1 and len(parts) >= 2:
                same = [item for item in parts if item.figure.unit == wholes[0].figure.unit]
                if len(same) == len(parts):
                    yield wholes[0], same


def _check(ledger: Ledger, whole: Item, parts: list[Item]) -> Iterator[Check]:
    if len({item.head for item in parts}) < len(parts):
        return  # a part with two figures in one field
    total = whole.interval.widen(whole.figure.step / 2)
    groups = [parts, *_passages(ledger, parts)]
    for group in groups:
        if total.meets(add(item.interval for item in group)):
            yield _result(whole, group, "consistent")
            return
    for group in groups[1:] or groups:
        found = add(item.interval for item in group)
        if any(item.vague for item in group) or len(group) < 2:
            continue
        if found.low > total.high or _claims_all(ledger, whole, group):
            yield _result(whole, group, "inconsistent")
        else:
            yield _result(whole, group, "unchecked")


def _passages(ledger: Ledger, parts: Sequence[Item]) -> list[list[Item]]:
    """The parts sentence by sentence, where they stand in more than one."""
    by_sentence: dict[int, list[Item]] = {}
    for item in parts:
        by_sentence.setdefault(ledger.sentence(item.start), []).append(item)
    passages = list(by_sentence.values())
    # Parts on a line each are one list.
    listed = all(len(passage) == 1 for passage in passages)
    return passages if len(passages) > 1 and not listed else []


def _claims_all(ledger: Ledger, whole: Item, group: Sequence[Item]) -> bool:
    """Whether the text says, or the names imply, that these are all the parts there are."""
    names = {core_name(item.name) for item in group}
    if any(names == known for known in _COMPLETE):
        return True
    last = max(item.end for item in group)
    if _OPEN.match(ledger.text[last : last + 16]):
        return False
    first = min(group, key=lambda item: item.start)
    lead = ledger.text[min(whole.end, first.start) : first.start]
    value = sum((item.figure.value for item in group), Decimal(0))
    near = abs(value - whole.figure.value) <= abs(whole.figure.value) * _NEAR
    slip = _is_slip(value, whole)
    return near and (slip or (len(group) >= 3 and bool(_CLOSED.search(lead))))


def _is_slip(value: Decimal, whole: Item) -> bool:
    """Whether a sum is off as by two digits swapped (a multiple of nine), or by next to nothing."""
    gap = abs(value - whole.figure.value)
    step = min(whole.figure.step, Decimal(100)) if whole.figure.unit == "元" else whole.figure.step
    return gap <= abs(whole.figure.value) * _TINY or (gap / step) % 9 == 0


def _result(whole: Item, parts: Sequence[Item], verdict: str) -> Check:
    value = sum((item.figure.value for item in parts), Decimal(0))
    unit = whole.figure.unit
    gap = value - whole.figure.value
    terms = "＋".join(item.written for item in parts)
    message = f"“{whole.name}”为{whole.written}，各项相加（{terms}）为{amount(value, unit)}"
    if verdict == "inconsistent":
        message += f"，{'多' if gap > 0 else '少'}{amount(abs(gap), unit)}，请核对。"
    elif verdict == "unchecked":
        message += "，其余部分未列出，无法核对。"
    else:
        message += "，相符。"
    tolerance = whole.figure.step + sum((item.figure.step for item in parts), Decimal(0)) / 2
    return Check(
        "sum",
        verdict,  # type: ignore[arg-type]
        message,
        whole.figure.value,
        value,
        tolerance,
        (whole, *parts),
        relative(whole.figure.value, value),
    )
