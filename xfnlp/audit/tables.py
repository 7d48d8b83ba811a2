"""Tables against themselves and against each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from xfnlp.audit.check import Check, amount, relative
from xfnlp.audit.interval import add
from xfnlp.audit.ledger import Item, Ledger
from xfnlp.folding import fold

# Columns of the accounts of expenditure, which add up to their total.
_COLUMNS: Final = frozenset(
    ["基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出"]
)
_NUMBER: Final = re.compile(r"公开\s*0?(\d)\s*表")
_TITLES: Final = (
    ("三公经费支出决算", 7),
    ("三公经费财政拨款支出决算", 7),
    ("三公经费决算", 7),
    ("政府性基金预算财政拨款收入支出决算", 8),
    ("政府性基金预算财政拨款支出决算", 8),
    ("国有资本经营预算财政拨款", 9),
    ("一般公共预算财政拨款基本支出决算", 6),
    ("一般公共预算财政拨款支出决算", 5),
    ("财政拨款收入支出决算总表", 4),
    ("财政拨款收支决算总表", 4),
    ("收入支出决算总表", 1),
    ("收入决算表", 2),
    ("支出决算表", 3),
)
_TITLE_REACH: Final = 120  # characters above a table in which its name stands
_TOTALS: Final = ("合计", "本年支出合计", "本年收入合计", "总计", "支出合计")


def check_tables(ledger: Ledger) -> Iterator[Check]:
    """Columns against totals, subjects against their parts, tables against tables."""
    blocks: dict[int, list[Item]] = {}
    for item in ledger.items:
        if item.source == "table" and item.kind == "budget" and item.figure.unit == "元":
            blocks.setdefault(item.block, []).append(item)
    for items in blocks.values():
        yield from _columns(items)
        yield from _codes(items)
    yield from _across(ledger, blocks)


def _columns(items: Sequence[Item]) -> Iterator[Check]:
    """Each row of an expenditure table: 基本支出 + 项目支出 = total."""
    rows: dict[int, list[Item]] = {}
    for item in items:
        rows.setdefault(item.head, []).append(item)
    columns = {fold(item.name.partition("｜")[2]) for item in items} - {""}
    if not {"基本支出", "项目支出"} <= columns or not columns <= _COLUMNS:
        return
    for row in rows.values():
        totals = [item for item in row if "｜" not in item.name and item.field == "actual"]
        parts = [item for item in row if "｜" in item.name and item.field == "actual"]
        if len(totals) == 1 and parts:
            yield _sum("table_row", totals[0], parts)


def _codes(items: Sequence[Item]) -> Iterator[Check]:
    """Each subject whose subjects below are listed, column by column."""
    columns: dict[tuple[str, str], dict[str, list[Item]]] = {}
    for item in items:
        if item.code.isdigit():
            column = columns.setdefault((item.name.partition("｜")[2], item.field), {})
            column.setdefault(item.code, []).append(item)
    for column in columns.values():
        single = {code: found[0] for code, found in column.items() if len(found) == 1}
        for code, whole in single.items():
            below = [c for c in column if len(c) == len(code) + 2 and c.startswith(code)]
            if below and all(c in single for c in below):
                yield _sum("table_subjects", whole, [single[c] for c in below])


def _sum(rule: str, whole: Item, parts: Sequence[Item]) -> Check:
    value = sum((item.figure.value for item in parts), Decimal(0))
    same = whole.allowed.meets(add(part.interval for part in parts))
    gap = value - whole.figure.value
    terms = "＋".join(item.written for item in parts)
    message = f"表中“{whole.name}”为{amount(whole.figure.value, '元')}，"
    message += f"各项相加（{terms}）为{amount(value, '元')}"
    message += (
        "，相符。" if same else f"，{'多' if gap > 0 else '少'}{amount(abs(gap), '元')}，请核对。"
    )
    return Check(
        rule,
        "consistent" if same else "inconsistent",
        message,
        whole.figure.value,
        value,
        whole.figure.step,
        (whole, *parts),
        relative(whole.figure.value, value),
    )


def _across(ledger: Ledger, blocks: Mapping[int, Sequence[Item]]) -> Iterator[Check]:
    """01 with 02 and 03, 04 with 05, 05 with 06: the totals that must be one figure."""
    numbered: dict[int, Sequence[Item]] = {}
    for block, items in blocks.items():
        number = _table_number(ledger, block)
        if number and number not in numbered:
            numbered[number] = items
    for one, other, left, right in (
        (1, 2, ("本年收入合计",), ("合计", "本年收入合计")),
        (1, 3, ("本年支出合计",), ("合计", "本年支出合计")),
        (
            4,
            5,
            ("本年支出合计｜一般公共预算财政拨款", "本年财政拨款支出｜一般公共预算财政拨款"),
            _TOTALS,
        ),
        (5, 6, ("合计｜基本支出", "本年支出合计｜基本支出"), ("合计", "总计")),
    ):
        first = _named(numbered.get(one, ()), left)
        second = _named(numbered.get(other, ()), right)
        if first is None or second is None:
            continue
        same = first.allowed.meets(second.interval)
        message = (
            f"公开{one:02}表“{first.name}”为{amount(first.figure.value, '元')}，"
            f"公开{other:02}表“{second.name}”为{amount(second.figure.value, '元')}"
        )
        yield Check(
            "tables",
            "consistent" if same else "inconsistent",
            message + ("，相符。" if same else "，两表不一致，请核对。"),
            second.figure.value,
            first.figure.value,
            first.figure.step,
            (second, first),
            relative(second.figure.value, first.figure.value),
        )


def _named(items: Sequence[Item], names: Sequence[str]) -> Item | None:
    """The one figure of a table under one of these names; None where there are two."""
    for name in names:
        found = [item for item in items if item.key == fold(name) and item.field == "actual"]
        if found:
            return found[0] if len({item.figure.value for item in found}) == 1 else None
    return None


def _table_number(ledger: Ledger, block: int) -> int | None:
    start = ledger.blocks[block].start
    above = fold(ledger.text[max(0, start - _TITLE_REACH) : start + 40])
    numbers = _NUMBER.findall(above)
    if numbers:
        return int(numbers[-1])
    places = [
        (above.rfind(title) + len(title), len(title), number)
        for title, number in _TITLES
        if title in above
    ]
    if not places:
        return None
    nearest = max(places)[0]
    # 三公经费支出决算表 ends in the name of another table: of names that overlap the longest.
    return max(place[1:] for place in places if place[0] >= nearest - 2)[1]
