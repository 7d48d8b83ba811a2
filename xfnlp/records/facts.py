"""Relations to facts: each statement once, with every place it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final, Literal

from xfnlp.figures import Figure, direction, prepare, read_figure
from xfnlp.folding import fold, surface
from xfnlp.scheme import FIGURE_RELATIONS, FIGURES
from xfnlp.types import Entity, Fact, Relation

CONTEXT: Final = 12  # characters beside a figure in which 约, 不低于, 以上 are looked for
_REACH: Final = 40  # and before it, in which the direction of a deviation is
_OPEN_END: Final = re.compile(r"(?:[为到至是近超仅只有,、(]|(?<!节)约)+$")
# 分别低1.2和1.5个百分点: the word stands before the first of several figures.
_BESIDE: Final = re.compile(r"\d[\d.,]*(?:%|个?百分点|[万亿]?元)?[、和及与]$")
_SHORT: Final = re.compile(
    r"^的?(?:缺口|差距|差额|结余|不足|短缺|.{0,4}(?:没有|未)能?(?:到位|支付|完成|支出))"
)
_FALLS: Final = frozenset({"decrease_amount", "decrease_rate"})

Key = tuple[str, str, str, Decimal | str, str]


def figure_at(text: str, start: int, end: int, label: str | None = None) -> Figure | None:
    """The figure that a span of the text writes, read with the words beside it."""
    return read_figure(
        text[start:end],
        label=label,
        before=text[max(0, start - CONTEXT) : start],
        after=text[end : end + CONTEXT],
    )


def figures_of(entities: Iterable[Entity], text: str) -> dict[int, Figure]:
    """The written figures of a report by entity id; those that hold no value are missing."""
    result = {}
    for entity in entities:
        if entity.label in FIGURES:
            figure = figure_at(text, entity.start, entity.end, entity.label)
            if figure:
                result[entity.id] = figure
    return result


def facts_of(
    entities: Sequence[Entity],
    relations: Sequence[Relation],
    text: str,
    *,
    calibrate: Callable[[float], float] = float,
) -> list[Fact]:
    """The facts that the running text states, in order of their first place.

    A fact is stated by a head, a relation and a figure (or, for `parent`, by a part and its
    whole).  Names are surface forms without white space, compared after folding; of a range the
    lower end is the value; a figure without one value (1∶15) stays text.

    Args:
        entities: The spans of the report.
        relations: Links between them, by id.
        text: The report; signs of deviations are read from it.
        calibrate: Makes a probability of what the scores of a relation and its spans multiply to.

    Returns:
        Facts with `source` prose; `spans` are figure, head, figure, head … by place, and `score`
        is the best of its places.
    """
    known = {entity.id: entity for entity in entities}
    figures = figures_of(entities, text)
    stated = []
    for relation in relations:
        head, tail = known.get(relation.head), known.get(relation.tail)
        if head is None or tail is None:
            continue
        score = calibrate(relation.score * min(head.score, tail.score))
        if relation.type == "part_of":
            fact = _parent_fact(head, tail, score)
        elif relation.type in FIGURE_RELATIONS:
            fact = _figure_fact(head, tail, relation.type, figures.get(tail.id), text, score)
        else:
            continue
        stated.append(fact)
    stated.sort(key=lambda fact: fact.spans)
    return gather(stated)


def merge_facts(prose: Iterable[Fact], tables: Iterable[Fact]) -> list[Fact]:
    """All facts, each once; what prose states at all has the source prose."""
    return gather([*prose, *tables])


def gather(facts: Iterable[Fact]) -> list[Fact]:
    """Join equal facts: places in order, the best score, the source prose before table."""
    same: dict[Key, list[Fact]] = {}
    for fact in facts:
        same.setdefault(fact_key(fact), []).append(fact)
    return [group[0] if len(group) == 1 else _joined(group) for group in same.values()]


def _joined(group: Sequence[Fact]) -> Fact:
    spans = list(group[0].spans)
    seen = set(spans)
    for fact in group[1:]:
        new = [span for span in fact.spans if span not in seen]
        spans += new
        seen.update(new)
    return replace(
        group[0],
        source="prose" if any(fact.source == "prose" for fact in group) else "table",
        score=max(fact.score for fact in group),
        spans=tuple(spans),
        code=next((fact.code for fact in group if fact.code), ""),
        levels=next((fact.levels for fact in group if fact.levels), ()),
    )


def fact_key(fact: Fact) -> Key:
    """What makes two facts the same one."""
    value = fold(fact.value) if isinstance(fact.value, str) else fact.value.normalize()
    return (fact.kind, fold(fact.name), fact.field, value, fold(fact.unit))


def deviation_sign(text: str, start: int, end: int) -> Literal[-1, 0, 1]:
    """Which side of its measure a deviation lies on, from the words near the figure."""
    before = prepare(text[max(0, start - _REACH) : start])
    for _ in range(3):
        if sign := direction(_OPEN_END.sub("", before)):
            return sign
        shorter = _BESIDE.sub("", before)
        if shorter == before:
            break
        before = shorter
    return -1 if _SHORT.match(prepare(text[end : end + CONTEXT])) else 0


def _figure_fact(
    head: Entity, tail: Entity, field: str, figure: Figure | None, text: str, score: float
) -> Fact:
    value: Decimal | str = surface(tail.text)
    unit = ""
    if figure is not None:
        value, unit = figure.value, surface(figure.unit)
        if field == "deviation":
            sign = deviation_sign(text, tail.start, tail.end)
            value = -abs(value) if sign < 0 or value < 0 else value
        elif field in _FALLS:
            value = abs(value)
    return Fact(
        kind="budget" if head.label == "CATEGORY" else "indicator",
        name=surface(head.text),
        field=field,
        value=value,
        unit=unit,
        source="prose",
        score=score,
        spans=((tail.start, tail.end), (head.start, head.end)),
    )


def _parent_fact(part: Entity, whole: Entity, score: float) -> Fact:
    return Fact(
        kind="budget",
        name=surface(part.text),
        field="parent",
        value=surface(whole.text),
        unit="",
        source="prose",
        score=score,
        spans=((whole.start, whole.end), (part.start, part.end)),
    )


def facts_by_name(facts: Iterable[Fact], kind: str) -> Mapping[str, list[Fact]]:
    """Facts of one kind by folded name, in order."""
    result: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.kind == kind:
            result.setdefault(fold(fact.name), []).append(fact)
    return result
