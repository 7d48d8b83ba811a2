"""What a report says of itself: body, fiscal year, title, date, score and grade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from xfnlp.document.lines import lines_of
from xfnlp.document.org import find_date, find_org
from xfnlp.document.rating import find_grade, find_score
from xfnlp.document.title import find_title, find_year
from xfnlp.records.facts import fact_key
from xfnlp.scheme import DOCUMENT_FIELDS
from xfnlp.types import Block, Entity, Fact, Relation

__all__ = ["document_facts", "with_table_facts"]


def document_facts(
    text: str,
    blocks: Sequence[Block],
    entities: Sequence[Entity],
    relations: Sequence[Relation],
) -> list[Fact]:
    """The document facts that a report states, in the order of `DOCUMENT_FIELDS`.

    Args:
        text: The report.
        blocks: Its layout; what a table states has the source `table`.
        entities: Its spans; scores are looked for among them first.
        relations: Their links.

    Returns:
        At most one fact a field, without a name; `date` as printed, without white space.
    """
    lines = lines_of(text)
    title = find_title(lines)
    name = title[0] if title else ""
    score = find_score(text, entities, relations)
    found: list[tuple[str, str | Decimal, str, tuple[int, int]]] = []
    if org := find_org(text, lines, name):
        found.append(("org", org[0], "", org[1]))
    if year := find_year(text, name):
        found.append(("fiscal_year", year[0], "", year[1]))
    if title:
        found.append(("title", title[0], "", title[1]))
    if date := find_date(lines):
        found.append(("date", date[0], "", date[1]))
    if score:
        found.append(("self_score", Decimal(score[0]), score[1], score[2]))
    if grade := find_grade(text, score):
        found.append(("grade", grade[0], "", grade[1]))
    return [
        Fact(
            kind="document",
            name="",
            field=field,
            value=value,
            unit=unit,
            source="table" if _in_table(blocks, span) else "prose",
            spans=(span,) if span[1] else (),
        )
        for field, value, unit, span in found
    ]


def with_table_facts(stated: Sequence[Fact], tables: Sequence[Fact]) -> list[Fact]:
    """The document facts that a report states, and those that only its tables do.

    Args:
        stated: What `document_facts` found.
        tables: Facts of the tables, of every kind.

    Returns:
        One fact a field, in the order of `DOCUMENT_FIELDS`; a value that a table repeats carries
        both places.
    """
    found = {fact.field: fact for fact in stated}
    for fact in tables:
        if fact.kind != "document":
            continue
        held = found.setdefault(fact.field, fact)
        if fact_key(held) == fact_key(fact) and held.spans[:1] != fact.spans[:1]:
            found[fact.field] = replace(held, spans=(*held.spans, *fact.spans))
    return [found[field] for field in DOCUMENT_FIELDS if field in found]


def _in_table(blocks: Sequence[Block], span: tuple[int, int]) -> bool:
    return any(block.kind == "table" and block.start <= span[0] < block.end for block in blocks)
