"""Parts that make up their whole by definition, whether or not the text links them to it.

基本支出 is 人员经费 and 公用经费, or by economic subjects 工资福利支出, 商品和服务支出 and
对个人和家庭的补助 (and 资本性支出, where there is any); “三公”经费 has its three kinds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from xfnlp.audit.check import Check
from xfnlp.audit.interval import add
from xfnlp.audit.ledger import Item, Ledger
from xfnlp.audit.repairs import is_repaired_by_digit, is_repaired_by_swap
from xfnlp.audit.sums import result
from xfnlp.folding import fold
from xfnlp.records.lines import core_name

_FIELDS: Final = frozenset({"actual", "annual_budget", "initial_budget"})
_REACH: Final = 800  # characters after a whole in which its parts are listed
_NEAR: Final = Decimal("0.15")  # of the whole: a sum further off is of something else


class _Definition(NamedTuple):
    whole: str  # what the whole's core name ends in, or begins with
    parts: tuple[tuple[str, ...], ...]  # the core names that each part goes by
    complete: bool  # whether nothing else can belong to it


_DEFINITIONS: Final = (
    _Definition("基本", (("人员",), ("公用", "日常公用")), complete=True),
    _Definition(
        "基本",
        (("工资福利",), ("商品和服务",), ("对个人和家庭的补助",), ("资本性",)),
        complete=True,
    ),
    _Definition("基本", (("工资福利",), ("商品和服务",), ("对个人和家庭的补助",)), complete=False),
    _Definition("支出合计", (("基本",), ("项目",)), complete=False),
    _Definition("支出总计", (("基本",), ("项目",)), complete=False),
    _Definition(
        "三公",
        (
            ("因公出国(境)", "因公出国"),
            ("公务用车购置及运行维护", "公务用车购置及运行", "公务用车购置和运行维护"),
            ("公务接待",),
        ),
        complete=True,
    ),
)


def check_definitions(ledger: Ledger) -> Iterator[Check]:
    """Wholes whose parts follow them in the text and are not linked to them as parts."""
    linked = {part.id for part, _ in ledger.parts}
    prose = ledger.amounts()
    for number, whole in enumerate(prose):
        if whole.field not in _FIELDS or whole.vague or whole.planned:
            continue
        core = core_name(whole.name)
        for definition in _DEFINITIONS:
            named = (core, fold(whole.name))
            if not any(
                n.endswith(definition.whole) or n.startswith(definition.whole) for n in named
            ):
                continue
            parts = _parts(whole, prose[number + 1 :], definition)
            if parts:
                if not all(part.head in linked for part in parts):
                    yield from _check(whole, parts, complete=definition.complete)
                break


def _parts(whole: Item, later: Sequence[Item], definition: _Definition) -> list[Item]:
    """The first figure of every part after the whole; none where one is missing or comes late."""
    found: dict[int, Item] = {}
    core = core_name(whole.name)
    for item in later:
        if item.start - whole.end > _REACH or core_name(item.name) == core:
            break
        if item.field != whole.field or item.vague or item.planned:
            continue
        name = core_name(item.name)
        for place, names in enumerate(definition.parts):
            if name in names:
                found.setdefault(place, item)
    return [found[place] for place in sorted(found)] if len(found) == len(definition.parts) else []


def _check(whole: Item, parts: Sequence[Item], *, complete: bool) -> Iterator[Check]:
    total = whole.allowed
    found = add(part.interval for part in parts)
    if total.meets(found):
        yield result(whole, parts, "consistent")
        return
    value = sum((part.figure.value for part in parts), Decimal(0))
    near = abs(value - whole.figure.value) <= abs(whole.figure.value) * _NEAR
    wrong = near and (complete or value > whole.figure.value)
    if wrong or is_repaired_by_swap(whole, parts) or is_repaired_by_digit(whole, parts):
        yield result(whole, parts, "inconsistent")
