"""The stated figures of a report by head, line and sentence, as the rules look them up."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from xfnlp.audit.interval import Interval
from xfnlp.figures import Figure, read_figure
from xfnlp.folding import fold, surface
from xfnlp.records.facts import figures_of
from xfnlp.records.lines import core_name
from xfnlp.scheme import FIGURE_RELATIONS
from xfnlp.types import Block, Entity, Fact, Relation

Scope = Literal["mention", "sentence", "line"]

_SENTENCE: Final = re.compile(r"[。！？!?]")
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

    @property
    def interval(self) -> Interval:
        return Interval(*self.figure.interval())

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
    blocks: Sequence[Block] = ()
    _ends: list[int] = field(default_factory=list)
    _by_head: dict[int, list[Item]] = field(default_factory=dict)
    _by_key: dict[str, list[Item]] = field(default_factory=dict)
    _by_core: dict[str, set[str]] = field(default_factory=dict)

    def sentence(self, position: int) -> int:
        return bisect_right(self._ends, position)

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

    def near(
        self, item: Item, fields: Iterable[str], unit: str | None = None
    ) -> tuple[list[Item], Scope]:
        """Figures of the same line, from the closest scope that has any.

        The same mention first, then the same sentence, then the whole report; there only where
        the line has a name of its own and one value.
        """
        fields = tuple(fields)

        def fits(other: Item) -> bool:
            return other is not item and (unit is None or other.figure.unit == unit)

        own = [other for other in self.of_head(item.head, fields) if fits(other)]
        if own:
            return own, "mention"
        every = [other for other in self.of_name(item.name, fields) if fits(other)]
        here = self.sentence(item.start)
        beside = [other for other in every if self.sentence(other.start) == here]
        if beside:
            return beside, "sentence"
        if is_generic(item.key) or len({other.figure.value for other in every}) > 2:
            return [], "line"
        return every, "line"


def is_generic(key: str) -> bool:
    """Whether a name says too little to be the same line wherever it stands."""
    return key in _GENERIC or len(key) < 3


def make_ledger(
    text: str,
    entities: Sequence[Entity],
    relations: Sequence[Relation],
    tables: Sequence[Fact],
    blocks: Sequence[Block],
) -> Ledger:
    """Collect the items of a report: figures of its prose, and single figures of its tables."""
    ledger = Ledger(text, blocks=blocks)
    ends = {match.end() - 1 for match in _SENTENCE.finditer(text)}
    ledger._ends = sorted(ends | {block.end - 1 for block in blocks})
    known = {entity.id: entity for entity in entities}
    figures = figures_of(entities, text)
    for relation in relations:
        head, tail = known.get(relation.head), known.get(relation.tail)
        if head is None or tail is None:
            continue
        if relation.type == "part_of":
            ledger.parts.append((head, tail))
        elif relation.type == "share_base":
            ledger.bases.setdefault(head.start, []).append(tail)
        elif relation.type in FIGURE_RELATIONS and tail.id in figures:
            _put(ledger, _item(head, tail, relation, figures[tail.id]))
    starts = [block.start for block in blocks]
    for fact in tables:
        if item := _table_item(text, fact, starts):
            _put(ledger, item)
    ledger.items.sort(key=lambda item: item.start)
    return ledger


def _put(ledger: Ledger, item: Item) -> None:
    ledger.items.append(item)
    ledger._by_head.setdefault(item.head, []).append(item)
    ledger._by_key.setdefault(item.key, []).append(item)
    ledger._by_core.setdefault(core_name(item.name), set()).add(item.key)


def _item(head: Entity, tail: Entity, relation: Relation, figure: Figure) -> Item:
    return Item(
        key=fold(head.text),
        name=surface(head.text),
        field=relation.type,
        figure=figure,
        start=tail.start,
        end=tail.end,
        head=head.id,
        kind="budget" if head.label == "CATEGORY" else "indicator",
        source="prose",
        written=surface(tail.text),
        score=min(relation.score, head.score, tail.score),
        head_start=head.start,
    )


def _table_item(text: str, fact: Fact, starts: Sequence[int]) -> Item | None:
    """A cell with one figure; its step comes from the decimals that the cell states."""
    if isinstance(fact.value, str) or fact.kind == "document" or len(fact.spans) < 2:
        return None
    start, end = fact.spans[0]
    written = surface(text[start:end])
    cell = read_figure(written)
    if cell is None:
        return None
    scale = fact.value / cell.value if cell.value else 1
    figure = Figure(fact.value, fact.unit, step=abs(cell.step * scale), bound=cell.bound)
    return Item(
        key=fold(fact.name),
        name=fact.name,
        field=fact.field,
        figure=figure,
        start=start,
        end=end,
        head=-1 - fact.spans[1][0],  # the cells of one row have one head
        kind=fact.kind,
        source="table",
        written=written,
        score=fact.score,
        head_start=fact.spans[1][0],
        block=bisect_right(starts, start) - 1,
        code=fact.code,
    )
