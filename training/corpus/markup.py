"""Inline markup: a report written with its annotation in place, and back.

A `.mark` file is one line of JSON (the document's `meta`, with its `id`) and then the text, in
which a span is written `⟦c1|基本支出⟧`.  The first letter of the id gives the label (see
`LETTERS`); a bare letter makes an anonymous span.  Relations stand in the span that they end
in or start from: `⟦m1 actual<c1|98.83万元⟧` makes c1 the head and m1 the tail, and
`⟦p1 share<c1 share_base>c2|65.3%⟧` makes p1 a tail of c1 and the head of c2.  Spans nest.
Relation names may be shortened as in `SHORT`.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from xfnlp.errors import CorpusError
from xfnlp.scheme import LABELS, RELATIONS

OPEN, CLOSE, BAR = "⟦", "⟧", "|"
LETTERS = {label[0].lower(): label for label in LABELS}
SHORT = {
    "ib": "initial_budget",
    "ab": "annual_budget",
    "ac": "actual",
    "pa": "prior_actual",
    "ia": "increase_amount",
    "da": "decrease_amount",
    "ir": "increase_rate",
    "dr": "decrease_rate",
    "dev": "deviation",
    "er": "execution_rate",
    "sh": "share",
    "sb": "share_base",
    "po": "part_of",
    "re": "reason",
    "va": "value",
    "ta": "target",
}
LONG = {name: short for short, name in SHORT.items()}
_TOKEN = re.compile(f"{OPEN}([^{OPEN}{CLOSE}|\n]*)\\{BAR}|{CLOSE}")
_CLAUSE = re.compile(r"([a-z_]+)([<>])([a-z][0-9a-z]*)")


def compile_markup(source: str, *, name: str = "markup") -> dict[str, Any]:
    """Turn marked-up text into one document of the corpus format.

    Args:
        source: a line of JSON meta (with `id`), then the marked-up text.
        name: how error messages call the source.

    Raises:
        CorpusError: naming the line, where the markup is broken or an id is unknown.
    """
    first, _, body = source.partition("\n")
    try:
        meta = json.loads(first)
    except json.JSONDecodeError as error:
        raise CorpusError(f"{name}, line 1: the meta line is not JSON ({error})") from error
    text_parts: list[str] = []
    length = position = 0
    stack: list[tuple[str, str, list[tuple[str, str, str]], int, int]] = []
    entities: list[dict[str, Any]] = []
    clauses: list[tuple[str, str, str, str, int]] = []
    numbers: dict[str, int] = {}

    def line_of(offset: int) -> int:
        return body.count("\n", 0, offset) + 2

    for token in _TOKEN.finditer(body):
        plain = body[position : token.start()]
        text_parts.append(plain)
        length += len(plain)
        position = token.end()
        if token.group(0) == CLOSE:
            if not stack:
                raise CorpusError(f"{name}, line {line_of(token.start())}: ⟧ without ⟦")
            key, label, relations, start, opened = stack.pop()
            if key in numbers:
                raise CorpusError(f"{name}, line {line_of(opened)}: id {key} is used twice")
            numbers[key] = len(entities)
            entities.append(
                {"id": key, "label": label, "start_offset": start, "end_offset": length}
            )
            clauses += [(key, *relation, line_of(opened)) for relation in relations]
            continue
        words = token.group(1).split()
        if not words or words[0][0] not in LETTERS:
            raise CorpusError(
                f"{name}, line {line_of(token.start())}: no label letter in {token.group(0)!r}"
            )
        key = words[0] if len(words[0]) > 1 else f"{words[0]}@{token.start()}"
        relations = []
        for word in words[1:]:
            clause = _CLAUSE.fullmatch(word)
            relation = SHORT.get(clause[1], clause[1]) if clause else ""
            if clause is None or relation not in RELATIONS:
                raise CorpusError(
                    f"{name}, line {line_of(token.start())}: {word!r} is no relation clause"
                )
            relations.append((relation, clause[2], clause[3]))
        stack.append((key, LETTERS[words[0][0]], relations, length, token.start()))
    if stack:
        raise CorpusError(f"{name}, line {line_of(stack[-1][4])}: ⟦ is never closed")
    text = "".join(text_parts) + body[position:]
    if OPEN in text or CLOSE in text:
        raise CorpusError(f"{name}: a bracket {OPEN}…{CLOSE} without label and bar is left in text")
    return _assemble(meta, text, entities, clauses, name=name)


def _assemble(
    meta: dict[str, Any],
    text: str,
    entities: list[dict[str, Any]],
    clauses: list[tuple[str, str, str, str, int]],
    *,
    name: str,
) -> dict[str, Any]:
    entities.sort(key=lambda e: (e["start_offset"], -e["end_offset"]))
    ids = {entity["id"]: number for number, entity in enumerate(entities, start=1)}
    relations = []
    for key, relation, arrow, other, line in clauses:
        if other not in ids:
            raise CorpusError(f"{name}, line {line}: {key} names {other}, which no span has")
        head, tail = (other, key) if arrow == "<" else (key, other)
        relations.append({"from_id": ids[head], "to_id": ids[tail], "type": relation})
    relations = [dict(t) for t in dict.fromkeys(tuple(r.items()) for r in relations)]
    relations.sort(key=lambda r: (r["to_id"], r["from_id"], r["type"]))
    for number, relation in enumerate(relations, start=1):
        relation["id"] = number
    return {
        "id": meta.pop("id", Path(name).stem),
        "text": text,
        "entities": [{**entity, "id": ids[entity["id"]]} for entity in entities],
        "relations": [
            {key: relation[key] for key in ("id", "from_id", "to_id", "type")}
            for relation in relations
        ],
        "meta": meta,
    }


def write_markup(document: dict[str, Any]) -> str:
    """Render one corpus document as inline markup, for reading and correcting by hand.

    Spans that cross without nesting cannot be written in markup.

    Raises:
        CorpusError: where two spans cross.
    """
    text, entities = document["text"], document["entities"]
    keys, counts = {}, dict.fromkeys(LETTERS, 0)
    ordered = sorted(entities, key=lambda e: (e["start_offset"], -e["end_offset"]))
    for entity in ordered:
        letter = entity["label"][0].lower()
        counts[letter] += 1
        keys[entity["id"]] = f"{letter}{counts[letter]}"
    clauses: dict[Any, list[str]] = {}
    for relation in document["relations"]:
        clauses.setdefault(relation["to_id"], []).append(
            f" {LONG[relation['type']]}<{keys[relation['from_id']]}"
        )
    out: list[str] = []
    ends: list[int] = []
    position = 0

    def advance(offset: int) -> None:
        nonlocal position
        while ends and ends[-1] <= offset:
            end = ends.pop()
            out.append(text[position:end] + CLOSE)
            position = end
        out.append(text[position:offset])
        position = offset

    for entity in ordered:
        advance(entity["start_offset"])
        if ends and entity["end_offset"] > ends[-1]:
            raise CorpusError(
                f"{document['id']}: spans cross at offset {entity['start_offset']}: "
                f"{text[entity['start_offset'] : entity['end_offset']]!r}"
            )
        relation_part = "".join(clauses.get(entity["id"], []))
        out.append(f"{OPEN}{keys[entity['id']]}{relation_part}{BAR}")
        ends.append(entity["end_offset"])
    advance(len(text))
    while ends:
        ends.pop()
        out.append(CLOSE)
    meta = {"id": document["id"], **document.get("meta", {})}
    return json.dumps(meta, ensure_ascii=False) + "\n" + "".join(out)
