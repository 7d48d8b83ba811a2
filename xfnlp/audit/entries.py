"""A report's spans, links and cells as the entries of its ledger."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from xfnlp.audit.ledger import BUDGET_FIELDS, Item, Ledger
from xfnlp.figures import Figure, read_figure
from xfnlp.folding import fold, surface
from xfnlp.records.facts import figures_of
from xfnlp.scheme import FIGURE_RELATIONS
from xfnlp.types import Block, Entity, Fact, Relation

_SENTENCE: Final = re.compile(r"[。！？!?]")
# Figures of a later year stand beside this year's.
_PLANNED: Final = re.compile(r"拟|(?<!年初)计划(?:安排|投入)|明年|下年|下一年|次年|力争|建议|预计")
# What was planned and done in the same year: 计划投入85万元，…已支付57.8万元.
_MEANT: Final = re.compile(r"计划(?:安排|投入)")
_DONE: Final = re.compile(r"实际|已|支付|兑付|到位|执行|完成|[，,]支出")
_DONE_REACH: Final = 60  # characters behind a planned figure in which what was done is told
_PLAN_REACH: Final = 48  # characters before a figure in which that is said, in its sentence


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
    ledger.ends = sorted(ends | {block.end - 1 for block in blocks})
    known = {entity.id: entity for entity in entities}
    figures = figures_of(entities, text)
    ledger.printed = sorted(
        ((known[number].start, figure) for number, figure in figures.items()),
        key=lambda place: place[0],
    )
    for relation in relations:
        head, tail = known.get(relation.head), known.get(relation.tail)
        if head is None or tail is None:
            continue
        if relation.type == "part_of":
            ledger.parts.append((head, tail))
        elif relation.type == "share_base":
            ledger.bases.setdefault(head.start, []).append(tail)
        elif relation.type in FIGURE_RELATIONS and tail.id in figures:
            planned = relation.type in BUDGET_FIELDS and _is_planned(ledger, tail.start)
            ledger.put(_item(head, tail, relation, figures[tail.id], planned=planned))
    starts = [block.start for block in blocks]
    for fact in tables:
        if item := _table_item(text, fact, starts):
            ledger.put(item)
    ledger.items.sort(key=lambda item: item.start)
    return ledger


def _is_planned(ledger: Ledger, start: int) -> bool:
    """Whether the words before a figure, in its sentence, say that it is of a year to come."""
    number = ledger.sentence(start - 1)
    begin = ledger.ends[number - 1] + 1 if number else 0
    words = ledger.text[max(begin, start - _PLAN_REACH) : start]
    end = ledger.ends[number] if number < len(ledger.ends) else len(ledger.text)
    if _DONE.search(ledger.text[start : min(end, start + _DONE_REACH)]):
        words = _MEANT.sub("", words)
    return _PLANNED.search(words) is not None


def _item(head: Entity, tail: Entity, relation: Relation, figure: Figure, *, planned: bool) -> Item:
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
        planned=planned,
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
