"""Indicator facts to indicator records: what was attained, against what target."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import accumulate
from typing import Any, Final

from xfnlp.figures import Figure, read_figure
from xfnlp.folding import fold, surface
from xfnlp.records.facts import figure_at
from xfnlp.scheme import INDICATOR_FIELDS
from xfnlp.types import Entity, Fact, Relation

Span = tuple[int, int]
# Less of it is better: no target is missed by staying below one that names no side.
_BURDEN: Final = re.compile(
    r"失业|投诉|犯罪|死亡|事故|发案|时限|时间|用时|天数|成本|造价|单价|浓度|重复|总量|能耗|差错|逾"
    r"期|欠|负担|药占比|费用|"
    r"控制|下降|减少|降低|信访量|住院日"
)


@dataclass(slots=True)
class _Indicator:
    """An indicator in the making: its facts by field, and the places of its name."""

    name: str
    facts: dict[str, list[Fact]] = field(default_factory=dict)
    heads: set[Span] = field(default_factory=set)

    def conflicts(self, fact: Fact) -> bool:
        """Whether a fact says something else than this indicator does, in the same unit."""
        return any(
            mine.unit == fact.unit and mine.value != fact.value
            for mine in self.facts.get(fact.field, ())
        )

    def add(self, fact: Fact, head: Span | None) -> None:
        held = self.facts.setdefault(fact.field, [])
        if not any((mine.value, mine.unit) == (fact.value, fact.unit) for mine in held):
            held.append(fact)
        if head:
            self.heads.add(head)


class _Holders:
    """Finds the first of many statements that holds one of some places, by bisection."""

    def __init__(self, entities: Sequence[Entity]) -> None:
        self._entities = sorted(entities, key=lambda entity: entity.start)
        # The furthest end so far: the first that lies beyond a place is that of a statement
        # which ends behind it, and holds it if it begins before it.
        self._ends = list(accumulate((entity.end for entity in self._entities), max))

    def first(self, places: Iterable[Span]) -> Entity | None:
        found = None
        for start, _ in places:
            number = bisect_right(self._ends, start)
            if number < len(self._ends) and self._entities[number].start <= start:
                found = number if found is None else min(found, number)
        return None if found is None else self._entities[found]


def indicator_records(
    facts: Sequence[Fact],
    entities: Sequence[Entity] = (),
    relations: Sequence[Relation] = (),
    *,
    text: str = "",
) -> list[dict[str, Any]]:
    """One record an indicator, in the order of the report.

    Mentions of one name belong together unless they give the same field two values in one unit:
    then they are two indicators of that name (two 办结率 of two kinds of work).

    Args:
        facts: All facts of the report.
        entities: Its spans, for the achievement that holds an indicator and its reason.
        relations: Their links.
        text: The report, for the bounds of targets (不低于, 以内); without it the words inside a
            figure decide alone.

    Returns:
        Records with `name`, `levels`, `values` and `targets` (each value, unit, upper, bound,
        approximate), the other fields of `INDICATOR_FIELDS`, `status` (met, missed or None),
        `gap` (value − target, in the target's unit), `achievement`, `reason`, `provenance`,
        `confidence`.
    """
    holders = _Holders([entity for entity in entities if entity.label == "ACHIEVEMENT"])
    reasons = _reasons(entities, relations)
    return [
        _record(item, text=text, holders=holders, reasons=reasons)
        for item in _group([fact for fact in facts if fact.kind == "indicator"])
    ]


def _group(facts: Sequence[Fact]) -> list[_Indicator]:
    """Facts to indicators, mention by mention."""
    found: dict[str, list[_Indicator]] = {}
    order: list[_Indicator] = []
    for fact in facts:
        same = found.setdefault(fold(fact.name), [])
        for head in _heads(fact) or [None]:
            item = next((item for item in same if head and head in item.heads), None)
            item = item or next((item for item in same if not item.conflicts(fact)), None)
            if item is None:
                item = _Indicator(fact.name)
                same.append(item)
                order.append(item)
            item.add(fact, head)
    return order


def _heads(fact: Fact) -> list[Span | None]:
    """The places of the name: every second span of a fact from prose."""
    return list(fact.spans[1::2]) if fact.source == "prose" else list(fact.spans[1:2])


def _reasons(
    entities: Sequence[Entity], relations: Sequence[Relation]
) -> dict[Span, tuple[str, Span]]:
    known = {entity.id: entity for entity in entities}
    result = {}
    for relation in relations:
        head, tail = known.get(relation.head), known.get(relation.tail)
        if relation.type == "reason" and head and tail and head.label == "INDICATOR":
            result[head.start, head.end] = (surface(tail.text), (tail.start, tail.end))
    return result


def _figure(fact: Fact, text: str) -> Figure | None:
    """The figure of a fact with the bounds that its surroundings give it."""
    if not text or not fact.spans:
        return read_figure(f"{fact.value}{fact.unit}")
    start, end = fact.spans[0]
    figure = figure_at(text, start, end)
    return figure or read_figure(f"{fact.value}{fact.unit}")


def _written(fact: Fact, text: str) -> dict[str, Any]:
    figure = None if isinstance(fact.value, str) else _figure(fact, text)
    return {
        "value": fact.value,
        "unit": fact.unit,
        "upper": figure.upper if figure else None,
        "bound": figure.bound if figure and not figure.approximate else None,
        "approximate": bool(figure and figure.approximate),
    }


def compare(
    name: str, value: Decimal, target: Decimal, bound: str | None
) -> tuple[str | None, Decimal]:
    """Whether a target is met, and by how much the value lies above it.

    A target without a bound is a least one, unless the name is of something that is better
    small; then a value below it is not judged.
    """
    gap = value - target
    if bound == "max":
        return ("met" if gap <= 0 else "missed"), gap
    if gap >= 0 and (bound == "min" or not _BURDEN.search(name)):
        return "met", gap
    if bound is None and _BURDEN.search(name):
        return None, gap
    return "missed", gap


def _record(
    item: _Indicator,
    *,
    text: str,
    holders: _Holders,
    reasons: Mapping[Span, tuple[str, Span]],
) -> dict[str, Any]:
    values = [_written(fact, text) for fact in item.facts.get("value", ())]
    targets = [_written(fact, text) for fact in item.facts.get("target", ())]
    status, gap = None, None
    for target in targets:
        for value in values:
            if (
                value["unit"] == target["unit"]
                and isinstance(value["value"], Decimal)
                and isinstance(target["value"], Decimal)
                and target["upper"] is None
                and gap is None
            ):
                status, gap = compare(item.name, value["value"], target["value"], target["bound"])
    holder = holders.first(item.heads)
    reason = next((reasons[head] for head in sorted(item.heads) if head in reasons), None)
    provenance = {
        name: [list(span) for fact in facts for span in fact.spans[:2]]
        for name, facts in item.facts.items()
    }
    single = {
        name: item.facts[name][0].value if name in item.facts else None
        for name in INDICATOR_FIELDS
        if name not in ("value", "target")
    }
    if reason:
        provenance["reason"] = [list(reason[1])]
    every = [fact for facts in item.facts.values() for fact in facts]
    return {
        "name": item.name,
        "levels": list(next((fact.levels for fact in every if fact.levels), ())),
        "values": values,
        "targets": targets,
        **single,
        "status": status,
        "gap": gap,
        "achievement": surface(holder.text) if holder else None,
        "achievement_span": [holder.start, holder.end] if holder else None,
        "reason": reason[0] if reason else None,
        "provenance": provenance,
        # `score` is the mark that the table gives; how sure the reading is stands here.
        "confidence": round(min(fact.score for fact in every), 4) if every else None,
    }
