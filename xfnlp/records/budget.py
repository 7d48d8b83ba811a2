"""Budget facts to budget records: one record a line, with its place in the tree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from xfnlp.folding import fold, surface
from xfnlp.records.facts import facts_by_name
from xfnlp.records.lines import core_name, flow_of
from xfnlp.records.subjects import Match, beginnings, match_subject
from xfnlp.scheme import BUDGET_FIELDS
from xfnlp.types import Entity, Fact, Relation

_FIGURE_FIELDS: Final = tuple(name for name in BUDGET_FIELDS if name != "parent")
Span = tuple[int, int]


@dataclass(slots=True)
class _Line:
    """A budget line in the making: all values of each field, best first."""

    names: list[str]
    facts: dict[str, list[Fact]] = field(default_factory=dict)
    joined: bool = False

    @property
    def parents(self) -> set[str]:
        return {fold(str(fact.value)) for fact in self.facts.get("parent", ())}

    def add(self, facts: Sequence[Fact]) -> None:
        for fact in facts:
            self.facts.setdefault(fact.field, []).append(fact)


def budget_records(
    facts: Sequence[Fact],
    entities: Sequence[Entity] = (),
    relations: Sequence[Relation] = (),
) -> list[dict[str, Any]]:
    """One record a budget line, in the order of the report.

    Args:
        facts: All facts of the report; document facts give the year.
        entities: Its spans, for reasons and the wholes of shares.
        relations: Their links.

    Returns:
        Records with `name`, `aliases`, `code` (as a table prints it, else by the name),
        `code_candidates` (where the name leaves several open), `flow`, `year`, `parent`, every
        field of `BUDGET_FIELDS` (decimals, amounts in yuan; None where not stated), `share_base`,
        `reason`, `alternatives` (further values of a field that the report states),
        `provenance` (field → places, the value first) and `score`.
    """
    year = next((str(f.value) for f in facts if f.field == "fiscal_year"), None)
    lines = _join([_line(group) for group in facts_by_name(facts, "budget").values()])
    by_name = {fold(name): line for line in lines for name in line.names}
    reasons, bases = _notes(entities, relations)
    for name in reasons:  # a line with a reason and no figure is no record
        by_name.setdefault(name, _Line([]))
    parents = {id(line): parent for line in lines if (parent := _parent(line, by_name)) is not None}
    _drop_cycles(parents)
    return [_record(line, parents, year=year, reasons=reasons, bases=bases) for line in lines]


def _line(group: list[Fact]) -> _Line:
    line = _Line(list(dict.fromkeys(fact.name for fact in group)))
    line.add(group)
    return line


def _join(lines: list[_Line]) -> list[_Line]:
    """Join lines that differ in how they are named only, where no figure speaks against it.

    A name joins when exactly one other line has the same core, both agree in every figure that
    both state, and neither is the other's part or its sibling.
    """
    cores: dict[str, list[_Line]] = {}
    for line in lines:
        if "｜" not in line.names[0]:
            cores.setdefault(core_name(line.names[0]), []).append(line)
    for same in cores.values():
        first = same[0]
        for other in same[1:]:
            if _agree(first, other):
                first.names += [name for name in other.names if name not in first.names]
                for facts in other.facts.values():
                    first.add(facts)
                other.joined = True
    return [line for line in lines if not line.joined]


def _agree(one: _Line, other: _Line) -> bool:
    if one.parents & other.parents:
        return False
    own, others = ({fold(name) for name in line.names} for line in (one, other))
    if one.parents & others or other.parents & own:
        return False
    if {flow_of(one.names[0]), flow_of(other.names[0])} == {"revenue", "expenditure"}:
        return False
    for name in _FIGURE_FIELDS:
        mine = {fact.value for fact in one.facts.get(name, ())}
        theirs = {fact.value for fact in other.facts.get(name, ())}
        if mine and theirs and not mine & theirs:
            return False
    return True


def _parent(line: _Line, by_name: Mapping[str, _Line]) -> Fact | None:
    """The best stated parent that is another line."""
    stated = sorted(line.facts.get("parent", ()), key=lambda fact: -fact.score)
    for fact in stated:
        if by_name.get(fold(str(fact.value))) is not line:
            return fact
    return None


def _drop_cycles(parents: dict[int, Fact]) -> None:
    """A part cannot be its whole's whole: the weaker statement of two goes."""
    by_child = {fold(fact.name): key for key, fact in parents.items()}
    for key in list(parents):
        seen, at = set(), key
        while at in parents and at not in seen:
            seen.add(at)
            at = by_child.get(fold(str(parents[at].value)), -1)
        if at in seen and at in parents:
            weakest = min(seen, key=lambda item: parents[item].score if item in parents else 2.0)
            parents.pop(weakest, None)


def _subject(line: _Line, parents: Mapping[int, Fact], year: str | None) -> Match:
    """The line's subject by its name, its whole choosing between what the name leaves open."""
    fiscal_year = int(year) if year and year.isdigit() else None
    within: tuple[str, ...] = ()
    if (parent := parents.get(id(line))) is not None:
        whole = str(parent.value)
        within = beginnings(match_subject(whole, year=fiscal_year), whole)
    return match_subject(line.names[0], year=fiscal_year, within=within)


def _notes(
    entities: Sequence[Entity], relations: Sequence[Relation]
) -> tuple[dict[str, list[tuple[str, Span]]], dict[Span, str]]:
    """Reasons by folded name of the line, and wholes by the place of their share."""
    known = {entity.id: entity for entity in entities}
    reasons: dict[str, list[tuple[str, Span]]] = {}
    bases: dict[Span, str] = {}
    for relation in relations:
        head, tail = known.get(relation.head), known.get(relation.tail)
        if head is None or tail is None:
            continue
        if relation.type == "reason" and head.label == "CATEGORY":
            note = (surface(tail.text), (tail.start, tail.end))
            reasons.setdefault(fold(head.text), []).append(note)
        elif relation.type == "share_base":
            bases[head.start, head.end] = surface(tail.text)
    return reasons, bases


def _record(
    line: _Line,
    parents: Mapping[int, Fact],
    *,
    year: str | None,
    reasons: Mapping[str, list[tuple[str, Span]]],
    bases: Mapping[Span, str],
) -> dict[str, Any]:
    values: dict[str, Decimal | str | None] = dict.fromkeys(BUDGET_FIELDS)
    alternatives: dict[str, list[Decimal | str]] = {}
    provenance: dict[str, list[list[int]]] = {}
    scores, base = [], None
    for name, facts in line.facts.items():
        chosen = parents.get(id(line)) if name == "parent" else facts[0]
        if chosen is None:
            continue
        values[name] = chosen.value
        scores.append(chosen.score)
        provenance[name] = [list(span) for span in chosen.spans]
        others = dict.fromkeys(fact.value for fact in facts if fact.value != chosen.value)
        if others:
            alternatives[name] = list(others)
        if name == "share":
            base = next((bases[span] for span in chosen.spans if span in bases), None)
    notes = [note for name in line.names for note in reasons.get(fold(name), ())]
    if notes:
        provenance["reason"] = [list(span) for _, span in notes]
    match = _subject(line, parents, year)
    printed = next((f.code for facts in line.facts.values() for f in facts if f.code), None)
    return {
        "name": line.names[0],
        "aliases": line.names[1:],
        "code": printed or match.code,
        "code_candidates": [] if printed or match.code else list(match.candidates),
        "flow": flow_of(line.names[0])
        or (flow_of(str(values["parent"])) if values["parent"] else None),
        "year": year,
        **values,
        "share_base": base,
        "reason": "；".join(dict.fromkeys(text for text, _ in notes)) or None,
        "alternatives": alternatives,
        "provenance": provenance,
        "score": round(min(scores), 4) if scores else None,
    }
