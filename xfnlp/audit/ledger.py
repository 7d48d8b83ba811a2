"""The stated figures of a report by head, line and sentence, as the rules look them up."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from xfnlp.audit.interval import Interval
from xfnlp.figures import Figure
from xfnlp.folding import fold
from xfnlp.records.lines import core_name
from xfnlp.types import Block, Entity

Scope = Literal["mention", "sentence", "paragraph", "line"]

BUDGET_FIELDS: Final = frozenset({"annual_budget", "initial_budget"})
_BESIDE: Final = 400  # figures before one that are looked at
# Names that many lines share: the same word in another section is another line.
_GENERIC_NAMES: Final = """
支出 收入 资金 经费 项目 项目资金 专项资金 合计 总计 小计 本年支出合计
支出合计 支出总计 收入合计 收入总计 预算 决算 其他 其他支出 其他收入 本年收入
本年支出 总收入 总支出 各项支出 补助资金 得分 完成率 执行率 满意度 参训 培训
服务对象
"""
_GENERIC: Final = frozenset(_GENERIC_NAMES.split())


@dataclass(frozen=True, slots=True)
class Item:
    """A stated figure: the line or indicator it belongs to, as what, and where."""

    key: str  # folded name
    name: str
    field: str
    figure: Figure
    start: int
    end: int
    head: int  # id of the mention; negative for table rows
    kind: Literal["budget", "indicator"]
    source: Literal["prose", "table"]
    written: str
    score: float = 1.0
    head_start: int = -1
    block: int = -1  # number of the table's block
    code: str = ""
    planned: bool = False  # of a later year

    @property
    def interval(self) -> Interval:
        return Interval(*self.figure.interval())

    @property
    def allowed(self) -> Interval:
        """What the figure stands for to a full last place: authors cut as well as round."""
        return self.interval.widen(self.figure.step / 2)

    @property
    def vague(self) -> bool:
        """Whether the figure is a bound, a range or an approximation."""
        return (
            self.figure.approximate
            or self.figure.bound is not None
            or self.figure.upper is not None
        )


@dataclass(slots=True)
class Ledger:
    """All items of a report, and who is part of whom."""

    text: str
    items: list[Item] = field(default_factory=list)
    parts: list[tuple[Entity, Entity]] = field(default_factory=list)  # part, whole
    bases: dict[int, list[Entity]] = field(default_factory=dict)  # start of a share → wholes
    printed: list[tuple[int, Figure]] = field(default_factory=list)  # of prose, linked or not
    blocks: Sequence[Block] = ()
    ends: list[int] = field(default_factory=list)  # of sentences and blocks, in order
    _by_head: dict[int, list[Item]] = field(default_factory=dict)
    _by_key: dict[str, list[Item]] = field(default_factory=dict)
    _by_core: dict[str, set[str]] = field(default_factory=dict)

    def put(self, item: Item) -> None:
        """Add an entry; `items` stay in the order they are put until they are sorted."""
        self.items.append(item)
        self._by_head.setdefault(item.head, []).append(item)
        self._by_key.setdefault(item.key, []).append(item)
        self._by_core.setdefault(core_name(item.name), set()).add(item.key)

    @property
    def budgets(self) -> list[Item]:
        """The budgets of all lines that prose states, the larger first."""
        found = [
            item
            for item in self.items
            if item.field in BUDGET_FIELDS and item.source == "prose" and item.figure.unit == "元"
        ]
        return sorted(found, key=lambda item: -item.figure.value)

    def sentence(self, position: int) -> int:
        return bisect_right(self.ends, position)

    def amounts(self) -> list[Item]:
        """Amounts of budget lines in running text, in order."""
        return [
            item
            for item in self.items
            if item.source == "prose" and item.kind == "budget" and item.figure.unit == "元"
        ]

    def of_head(self, head: int, fields: Iterable[str]) -> list[Item]:
        wanted = set(fields)
        return [item for item in self._by_head.get(head, ()) if item.field in wanted]

    def of_name(self, name: str, fields: Iterable[str]) -> list[Item]:
        """Items of a line by its name, or by the one other name with the same core."""
        wanted, key = set(fields), fold(name)
        found = [item for item in self._by_key.get(key, ()) if item.field in wanted]
        if not found and not is_generic(key) and len(core_name(name)) > 2:
            others = self._by_core.get(core_name(name), set()) - {key}
            if len(others) == 1:
                other = next(iter(others))
                found = [item for item in self._by_key.get(other, ()) if item.field in wanted]
        return found

    def beside(self, item: Item, fields: Iterable[str], *, back: int = 0) -> list[Item]:
        """Figures in prose of the item's sentence before it, and of so many sentences before."""
        wanted, last = set(fields), self.sentence(item.start)
        place = bisect_left(self.items, item.start, key=lambda other: other.start)
        found = []
        for number in range(place - 1, max(-1, place - 1 - _BESIDE), -1):
            other = self.items[number]
            if other.source != "prose":
                continue
            if self.sentence(other.start) < last - back:
                break
            if other.field in wanted:
                found.append(other)
        return found[::-1]

    def related(self, item: Item, fields: Iterable[str], unit: str) -> list[Item]:
        """Figures of lines whose name holds the item's, or is held by it; not its own line's."""
        wanted, core = set(fields), core_name(item.name)
        own = not is_generic(item.key) and len(core) >= 4
        found: list[Item] = []
        for other, keys in self._by_core.items():
            held = own and len(other) >= 4 and (other in core or core in other)
            if held or other == core:
                for key in keys - {item.key}:
                    found += [
                        figure
                        for figure in self._by_key[key]
                        if figure.field in wanted and figure.figure.unit == unit
                    ]
        return [figure for figure in found if item.planned or not figure.planned]

    def near(
        self, item: Item, fields: Iterable[str], unit: str | None = None
    ) -> tuple[list[Item], Scope]:
        """Figures of the same line, from the closest scope that has any.

        The same mention first, then the same sentence, then the paragraph before it, then the
        whole report; there only where the line has a name of its own and one value.
        """
        fields = tuple(fields)

        def fits(other: Item) -> bool:
            same = unit is None or other.figure.unit == unit
            return other is not item and same and (item.planned or not other.planned)

        own = [other for other in self.of_head(item.head, fields) if fits(other)]
        if own:
            return own, "mention"
        every = [other for other in self.of_name(item.name, fields) if fits(other)]
        here = self.sentence(item.start)
        beside = [other for other in every if self.sentence(other.start) == here]
        if beside:
            return beside, "sentence"
        above = [other for other in every if self._is_above(other, item)]
        if above and len({other.figure.value for other in above}) == 1:
            return above, "paragraph"
        if is_generic(item.key) or len({other.figure.value for other in every}) > 2:
            return [], "line"
        return every, "line"

    def _is_above(self, other: Item, item: Item) -> bool:
        """Whether a figure stands in the same paragraph before an item of the very same name."""
        if other.source != "prose" or other.key != item.key or other.start > item.start:
            return False
        return self._block(other.start) == self._block(item.start)

    def _block(self, position: int) -> int:
        return bisect_right(self.blocks, position, key=lambda block: block.start)


def is_generic(key: str) -> bool:
    """Whether a name says too little to be the same line wherever it stands."""
    return key in _GENERIC or len(key) < 3
