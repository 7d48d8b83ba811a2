"""From a baseline's spans and relations to the shape of `Report.to_dict()`.

Same layout, same table reader and same records as xfnlp: what differs is the reading of prose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from evaluation.baselines.running import Running
from xfnlp.document import document_facts
from xfnlp.layout import find_blocks
from xfnlp.records import facts_of, merge_facts
from xfnlp.report import Report
from xfnlp.scheme import LABELS, relation_allowed
from xfnlp.tables import read_tables
from xfnlp.types import Entity, Relation

Span = tuple[int, int]  # positions of the running text, end exclusive


def as_report(
    text: str,
    running: Running,
    spans: Mapping[str, Sequence[Span]],
    relations: Sequence[tuple[str, Span, Span]],
) -> dict[str, Any]:
    """A report as plain JSON types, all scores 1.

    Args:
        spans: by label.
        relations: (type, head, tail); those that the scheme does not allow are left out.
    """
    entities, ids = _entities(text, running, spans)
    links = [
        Relation(ids[head], ids[tail], kind)
        for kind, head, tail in relations
        if head in ids and tail in ids
    ]
    labels = {entity.id: entity.label for entity in entities}
    links = [
        r for r in dict.fromkeys(links) if relation_allowed(r.type, labels[r.head], labels[r.tail])
    ]
    blocks = find_blocks(text)
    about = document_facts(text, blocks, entities, links)
    facts = merge_facts(facts_of(entities, links, text), read_tables(text, blocks))
    return Report(text=text, entities=entities, relations=links, facts=[*about, *facts]).to_dict()


def _entities(
    text: str, running: Running, spans: Mapping[str, Sequence[Span]]
) -> tuple[list[Entity], dict[Span, int]]:
    """Entities by start; the id of a place (figures and names win over statements)."""
    rows = sorted(
        (
            (*running.original(*span), label, span)
            for label in LABELS
            for span in set(spans.get(label, []))
        ),
        key=lambda row: (row[0], -row[1]),
    )
    entities, ids = [], {}
    for number, (start, end, label, span) in enumerate(rows, start=1):
        entities.append(Entity(number, label, start, end, text[start:end]))
        if span not in ids or label != "ACHIEVEMENT":
            ids[span] = number
    return entities, ids
