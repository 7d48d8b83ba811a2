"""The report that `parse` returns: what was read, each item with its place and score."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from xfnlp.types import Entity, Fact, Relation

if TYPE_CHECKING:
    from xfnlp.readers.source import Place, Source

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
        source: the file that `text` was read from, where it was.
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
    source: Source | None = field(default=None, repr=False)

    def place(self, offset: int) -> Place | None:
        """Where in its file the character at `offset` stands: page, paragraph, or sheet and cell.

        None where the report was not read from a file.

        Raises:
            IndexError: where the text has no such character.
        """
        if not 0 <= offset < len(self.text):
            raise IndexError(f"offset {offset} is outside the text of {len(self.text)} characters")
        return self.source.place(offset) if self.source else None

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
        """The report as plain JSON types, amounts as strings; `json_schema` describes them.

        Where the report was read from a file, `places` tells of every place in it that an entity,
        fact or check cites what part of the text it holds.
        """
        content = {
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
        if self.source is not None:
            content["places"] = list(self._places(self.source))
        return content

    def _places(self, source: Source) -> Iterator[dict[str, Any]]:
        """The places of `source` that something was read from, by offset."""
        cited = [(entity.start, entity.end) for entity in self.entities]
        cited += [span for fact in self.facts for span in fact.spans]
        cited += [tuple(span) for check in self.checks for span in check.get("spans", ())]
        ends = [*source.starts[1:], len(self.text)]
        for number in sorted(_touched(cited, source.starts)):
            place = source.places[number]
            known = {name: getattr(place, name) for name in ("page", "paragraph", "sheet", "cell")}
            yield {
                "start_offset": source.starts[number],
                "end_offset": ends[number],
                **{name: value for name, value in known.items() if value},
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


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of what `Report.to_dict` returns."""
    path = files("xfnlp") / "schema" / "report.schema.json"
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


def _touched(spans: Iterable[tuple[int, int]], starts: Sequence[int]) -> set[int]:
    """The numbers of the stretches, each from one of `starts` to the next, that spans touch."""
    numbers: set[int] = set()
    for start, end in set(spans):
        first = max(bisect_right(starts, start) - 1, 0)
        numbers.update(range(first, bisect_right(starts, max(end - 1, start))))
    return numbers


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
