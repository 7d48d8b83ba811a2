"""Parts against their whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from xfnlp.audit.check import Check, amount, relative
from xfnlp.audit.interval import add
from xfnlp.audit.ledger import Item, Ledger, is_generic
from xfnlp.audit.misread import is_misread
from xfnlp.audit.repairs import is_repaired_by_digit, is_repaired_by_swap, lacks_digit
from xfnlp.audit.slips import digits
from xfnlp.folding import fold
from xfnlp.records.lines import core_name

_FIELDS: Final = ("actual", "annual_budget", "initial_budget", "prior_actual", "value")
# The list goes on, or does not claim to be whole.
_OPEN: Final = re.compile(
    r"^[^。；;]{0,6}等|^[^。；;，,]{0,12}(?:等(?:支出|费用|项目|经费)|其余|其他)"
)
_CLOSED: Final = re.compile(
    r"分别(?:为|是)|由.{0,40}(?:组成|构成)|包括|合计|分为|构成|具体(?:为|是)"
    r"|按[^，。；]{2,8}(?:划分|(?<![部百得])分(?=[，：:]|为|成))"
)
_NUMERALS: Final = {"两": 2} | {numeral: n for n, numeral in enumerate("二三四五六七八九", start=2)}
# 十三个, 第三部分, 前三个, 三个季度 count no parts.
_COUNTED: Final = re.compile(
    r"(?<![十百第前后近])([二两三四五六七八九])(?:个(?!月|季|年)|项|类|块|部分)"
)
# A list that leaves out no more than this of its whole is meant to be all of it.
_NEAR: Final = Decimal("0.15")
_TINY: Final = Decimal("0.01")
_SAME: Final = Decimal("0.5")
_PRECISE: Final = 5  # digits of a sum that is no accident
_MOST: Final = 40  # parts among which a run that makes up the whole is looked for
_LEAD: Final = 80  # characters from a whole to its list, in which the list is said to be all
_RECEIVED: Final = re.compile(r"到位|来源|筹集|筹措|下达|拨入")
_PAID: Final = re.compile(r"支付|支出|使用|执行")
# Sets of parts that make up their whole by definition.
_COMPLETE: Final = (
    {"基本", "项目"},
    {"人员", "公用"},
    {"人员", "日常公用"},
    {"工资福利", "商品和服务", "对个人和家庭的补助"},
    {"因公出国(境)", "公务用车购置及运行维护", "公务接待"},
    {"因公出国(境)", "公务用车购置及运行", "公务接待"},
)
# Kinds of parts, of which any two that are no nothing make up their whole.
_KINDS: Final = (
    re.compile(r"^(?:货物|工程|服务)(?:类|采购|支出)?"),
    re.compile(r"^(?:因公出国|公务用车|公车|公务接待)"),
    re.compile(r"^(?:本年(?:收入|支出)|(?:年[初末]|上年|使用).{0,8}结[转余]|结余分配|利息收入)"),
    re.compile(r"^(?:税务|财政)部门"),
    re.compile(r"^(?:税收|非税)收入"),
    # Who gives the money.
    re.compile(
        r"^(?:中央|省|市|县|区|州|盟|旗|镇|乡|自治区|地区)(?:本?级|财政|补助|配套|预算|拨款|资金|专项|衔接|自筹)"
        r"|^(?:地方|本级|自筹|群众自筹|社会捐助|社会资本|单位自筹|其他资金)|^[中央省市县区级]{2,4}(?:资金|补助|配套)"
    ),
)
_REST: Final = re.compile(r"^(?:其他|其它|其余|剩余)(?:支出|费用?|经费|资金|项目|收入|各?项)?$")
_DIRECT: Final = 40  # characters from a whole to its list, nothing of its kind between


def check_sums(ledger: Ledger) -> Iterator[Check]:
    """Each whole that states a figure, with the parts that state one in the same field."""
    for whole, parts, own in _groups(ledger):
        yield from _check(ledger, whole, parts, own=own)


def _groups(ledger: Ledger) -> Iterator[tuple[Item, list[Item], bool]]:
    """Wholes with their parts, and whether the whole's figure stands at this very mention."""
    children: dict[int, list[int]] = {}
    names = {}
    for part, entity in ledger.parts:
        children.setdefault(entity.id, []).append(part.id)
        names[entity.id] = entity.text
    for whole_id, part_ids in children.items():
        for field in _FIELDS:
            wholes = [item for item in ledger.of_head(whole_id, (field,)) if not item.vague]
            own = bool(wholes)
            parts = [
                item
                for part_id in dict.fromkeys(part_ids)
                for item in ledger.of_head(part_id, (field,))
            ]
            parts.sort(key=lambda item: item.start)
            if not own and parts:
                wholes = _elsewhere(ledger, names[whole_id], parts[0])
            if not wholes or len(parts) < 2:
                continue
            whole = wholes[0] if len(wholes) == 1 else _fitting(wholes, parts)
            if all(item.figure.unit == whole.figure.unit for item in parts):
                yield whole, parts, own and len(wholes) == 1


def _fitting(wholes: Sequence[Item], parts: Sequence[Item]) -> Item:
    """Of several figures of a whole (到位, 支出) the one that its parts come nearest to."""
    value = sum((item.figure.value for item in parts), Decimal(0))
    return min(wholes, key=lambda item: abs(item.figure.value - value))


def _elsewhere(ledger: Ledger, name: str, first: Item) -> list[Item]:
    """The one figure that other mentions of a whole state; of 支出 the last before its parts."""
    key = fold(name)
    if is_generic(key):
        before = ledger.beside(first, (first.field,), back=1)
        before = [item for item in before if item.head != first.head and not item.vague]
        return ([item for item in before if item.key == key] or before)[-1:]
    found = [item for item in ledger.of_name(name, (first.field,)) if not item.vague]
    return found[:1] if len({item.figure.value for item in found}) == 1 else []


def _check(ledger: Ledger, whole: Item, parts: list[Item], *, own: bool) -> Iterator[Check]:
    if len({item.head for item in parts}) < len(parts):
        return  # a part with two figures in one field
    total = whole.allowed
    groups = [parts, *_passages(ledger, parts)]
    for group in (*groups, *_runs(parts)):
        if total.meets(add(item.interval for item in group)):
            yield result(whole, group, "consistent")
            return
    for group in groups[1:] or groups:
        if any(item.vague for item in group) or len(group) < 2 or _other_side(ledger, whole, group):
            continue
        found = add(item.interval for item in group)
        # A part as large as the whole is the whole by another name.
        over = found.low > total.high and not any(total.meets(item.interval) for item in group)
        # And one that is exceeded by far has parts that were linked wrongly.
        over = over and not _is_nested(group)
        over = over and (
            found.low - total.high <= abs(whole.figure.value) * _NEAR
            or is_repaired_by_digit(whole, group)
            or _is_direct(ledger, whole, group)
        )
        wrong = (own and over) or _claims_all(ledger, whole, group, own=own)
        wrong = wrong or (own and (_is_stated(ledger, whole, group) or lacks_digit(whole, group)))
        wrong = wrong and not is_misread(ledger, whole, group)
        yield result(whole, group, "inconsistent" if wrong else "unchecked")


def _is_stated(ledger: Ledger, whole: Item, group: Sequence[Item]) -> bool:
    """Whether the parts add up to what the report states for their whole in another place."""
    value = sum((item.figure.value for item in group), Decimal(0))
    if is_generic(whole.key) or len(digits(value)) < _PRECISE:
        return False
    near = abs(value - whole.figure.value) <= abs(whole.figure.value) * _SAME
    return near and any(
        other.figure.value == value and other.head != whole.head
        for other in ledger.of_name(whole.name, (whole.field,))
    )


def _runs(parts: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Parts that follow each other: a whole may be divided twice (by source, by purpose)."""
    parts = parts[:_MOST]
    for size in range(len(parts) - 1, 1, -1):
        for start in range(len(parts) - size + 1):
            yield parts[start : start + size]


def _is_closed(group: Sequence[Item]) -> bool:
    """Whether the parts are of kinds that leave nothing out, or the last is all the rest."""
    names = [fold(item.name) for item in group if item.figure.value]
    if any(len(names) > 1 and all(kind.match(name) for name in names) for kind in _KINDS):
        return True
    return len(group) > 2 and _REST.match(fold(group[-1].name)) is not None


def _is_nested(group: Sequence[Item]) -> bool:
    """Whether one of the parts is the sum of those that follow it: it is told twice."""
    for number, item in enumerate(group[:_MOST]):
        value = Decimal(0)
        for size, part in enumerate(group[number + 1 : _MOST], start=1):
            value += part.figure.value
            if size > 1 and value == item.figure.value:
                return True
    return False


def _is_direct(ledger: Ledger, whole: Item, group: Sequence[Item]) -> bool:
    """Whether the parts are listed in the whole's own sentence, right behind it."""
    first, last = group[0], group[-1]
    here = ledger.sentence(whole.start)
    if whole.figure.value <= 0 or not whole.end <= first.start <= whole.end + _DIRECT:
        return False
    if any(item.figure.value > whole.figure.value for item in group):
        return False
    return ledger.sentence(last.start) == here and not any(item.vague for item in group)


def _other_side(ledger: Ledger, whole: Item, group: Sequence[Item]) -> bool:
    """Whether the parts tell where money came from and the whole where it went, or vice versa."""
    first = min(group, key=lambda item: item.start)
    lead = ledger.text[max(0, first.head_start - 10) : first.start]
    own = ledger.text[max(0, whole.start - 10) : whole.start]
    return bool(_RECEIVED.search(lead)) != bool(_RECEIVED.search(own)) and bool(_PAID.search(own))


def _passages(ledger: Ledger, parts: Sequence[Item]) -> list[list[Item]]:
    """The parts sentence by sentence, where they stand in more than one."""
    by_sentence: dict[int, list[Item]] = {}
    for item in parts:
        by_sentence.setdefault(ledger.sentence(item.start), []).append(item)
    passages = list(by_sentence.values())
    # Parts on a line each are one list.
    listed = all(len(passage) == 1 for passage in passages)
    return passages if len(passages) > 1 and not listed else []


def _claims_all(ledger: Ledger, whole: Item, group: Sequence[Item], *, own: bool) -> bool:
    """Whether the text says, or the names imply, that these are all the parts there are."""
    value = sum((item.figure.value for item in group), Decimal(0))
    first = min(group, key=lambda item: item.start)
    lead = ledger.text[min(whole.end, first.start) : first.start]
    closed = len(lead) <= _LEAD and bool(_CLOSED.search(lead))
    counted = len(lead) <= _LEAD and any(
        _NUMERALS[number] == len(group) for number in _COUNTED.findall(lead)
    )
    gap = abs(value - whole.figure.value)
    near = gap <= abs(whole.figure.value) * _NEAR
    if is_repaired_by_swap(whole, group, least=2 if own and near and len(group) > 2 else 3):
        return True  # no accident, whatever the text claims
    names = {core_name(item.name) for item in group}
    if not own:
        return False
    if any(names == known for known in _COMPLETE):
        return True
    last = max(item.end for item in group)
    if _OPEN.match(ledger.text[last : last + 16]):
        return False
    if near and len(group) >= 2 and _is_closed(group):
        return True
    return near and (
        counted or (closed and len(group) >= 3) or gap <= abs(whole.figure.value) * _TINY
    )


def result(whole: Item, parts: Sequence[Item], verdict: str) -> Check:
    """The check of a whole against the sum of its parts."""
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
        slip=verdict == "inconsistent"
        and (is_repaired_by_swap(whole, parts) or is_repaired_by_digit(whole, parts)),
    )
