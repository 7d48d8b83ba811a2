"""The report that `parse` returns: what was read, each item with its place and score."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from xfnlp.types import Entity, Fact, Relation

SCHEMA = "xfnlp.report/1"


@dataclass(frozen=True)
class Report:
    """One report as read: entities, relations, facts, and the records made of them.

    Offsets count code points of `text`, end exclusive: `text[e.start:e.end] == e.text` for every
    entity.  Amounts are `Decimal` in yuan, rates in percent.

    Attributes:
        text: the text that was parsed, unchanged.
        document: org, fiscal_year, title, date, self_score, grade; None where not stated.
        entities: labelled spans, by start.
        relations: typed links between entities.
        facts: every distinct statement with the places it was read from.
        budget: one record a budget line (see the JSON Schema).
        indicators: one record an indicator.
        checks: what the report's own arithmetic says.
        notes: what could not be read, in words.
    """

    text: str
    document: Mapping[str, str | None] = field(default_factory=dict)
    entities: Sequence[Entity] = ()
    relations: Sequence[Relation] = ()
    facts: Sequence[Fact] = ()
    budget: Sequence[Mapping[str, Any]] = ()
    indicators: Sequence[Mapping[str, Any]] = ()
    checks: Sequence[Mapping[str, Any]] = ()
    notes: Sequence[str] = ()

    @property
    def achievements(self) -> list[dict[str, Any]]:
        """Statements of something attained, with the names of the indicators inside them."""
        names = [entity for entity in self.entities if entity.label == "INDICATOR"]
        return [
            {
                "text": entity.text,
                "start_offset": entity.start,
                "end_offset": entity.end,
                "score": round(entity.score, 4),
                "indicators": [
                    name.text for name in names if entity.start <= name.start < entity.end
                ],
            }
            for entity in self.entities
            if entity.label == "ACHIEVEMENT"
        ]

    def to_dict(self) -> dict[str, Any]:
        """The report as plain JSON types, by the schema `xfnlp.report/1`; amounts as strings."""
        return {
            "schema": SCHEMA,
            "document": dict(self.document),
            "entities": [
                {
                    "id": entity.id,
                    "label": entity.label,
                    "start_offset": entity.start,
                    "end_offset": entity.end,
                    "text": entity.text,
                    "value": plain(entity.value) if entity.value is not None else None,
                    "unit": entity.unit,
                    "score": round(entity.score, 4),
                }
                for entity in self.entities
            ],
            "relations": [
                {
                    "from_id": relation.head,
                    "to_id": relation.tail,
                    "type": relation.type,
                    "score": round(relation.score, 4),
                }
                for relation in self.relations
            ],
            "facts": [
                {
                    "kind": fact.kind,
                    "name": fact.name,
                    "field": fact.field,
                    "value": plain(fact.value),
                    "unit": fact.unit,
                    "source": fact.source,
                    "score": round(fact.score, 4),
                    "spans": [list(span) for span in fact.spans],
                }
                for fact in self.facts
            ],
            "budget": [_jsonable(record) for record in self.budget],
            "indicators": [_jsonable(record) for record in self.indicators],
            "achievements": self.achievements,
            "checks": [_jsonable(check) for check in self.checks],
            "notes": list(self.notes),
        }

    def to_json(self, *, indent: int | None = None) -> str:
        """`to_dict` as JSON text."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)

    def to_frames(self) -> dict[str, Any]:
        """pandas frames of entities, facts, budget, indicators, achievements and checks.

        Raises:
            ImportError: where pandas is not installed (the extra `tables`).
        """
        import pandas

        content = self.to_dict()
        return {
            name: pandas.DataFrame(content[name])
            for name in ("entities", "facts", "budget", "indicators", "achievements", "checks")
        }


def plain(value: Decimal | str) -> str:
    """A decimal written out, without exponent and without idle zeros; text as it is."""
    if isinstance(value, str):
        return value
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _jsonable(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, Mapping):
        return {str(key): _jsonable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_jsonable(item) for item in value]
    return value
