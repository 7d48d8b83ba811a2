"""The records that pass between the stages: blocks, entities, relations, facts.

Offsets count code points of the text that the user passed in, end exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

BlockKind = Literal[
    "heading", "paragraph", "list_item", "table", "contents", "caption", "note", "signature"
]
Source = Literal["prose", "table"]


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the report that reads as one: a heading, a paragraph, a table.

    `pieces` are the ranges of the original text that make up its running text, in order: what
    layout left out (line breaks inside a sentence, page numbers, indents) lies between them.
    """

    kind: BlockKind
    start: int
    end: int
    pieces: tuple[tuple[int, int], ...]
    level: int = 0  # of a heading: 1 the outermost; 0 for everything else

    def text(self, document: str) -> str:
        return "".join(document[start:end] for start, end in self.pieces)


@dataclass(frozen=True, slots=True)
class Entity:
    """A labelled span; figures carry their exact value (yuan, percent, or the count's unit)."""

    id: int
    label: str
    start: int
    end: int
    text: str
    value: Decimal | None = None
    unit: str = ""
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Relation:
    """A typed link between two entities, by their ids, head → tail."""

    head: int
    tail: int
    type: str
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement of the report: (kind, name, field, value) and where it stands.

    `value` is an exact decimal where the fact is a figure (budget amounts in yuan, rates in
    percent), else text.  `spans` are the places in the text it was read from, the value first.
    """

    kind: Literal["budget", "indicator", "document"]
    name: str
    field: str
    value: Decimal | str
    unit: str
    source: Source
    score: float = 1.0
    spans: tuple[tuple[int, int], ...] = ()
    # Row code of a classification (功能分类 or 经济分类) where a table gives one.
    code: str = ""
    # Indicator rows: the names of the levels above; budget rows: the name of the line above.
    levels: tuple[str, ...] = ()
