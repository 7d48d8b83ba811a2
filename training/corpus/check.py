"""Checks one annotated document against the file format and the scheme."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from xfnlp.scheme import FIGURES, LABELS, RELATIONS, relation_allowed

_FIGURE = re.compile(
    r"[\d０-９][\d０-９,，. ．]*\s*(?:[％%]|个百分点|[百千万亿]*\s*元|余?万?"
    r"(?:人次|户次|件次|批次|人|件|次|个|户|名|批|份|场|期|辆|家|台|套|项))"
)
_PART_END = "。；！？!?;\n"
_LEADS = re.compile(
    r"(?:[一二三四五六七八九十]+[是、]|[（(][一二三四五六七八九十\d]+[)）]|\d+[.、．]|[①-⑳]"
    r"|[-*•●]|\*\*[^*\n]+\*\*|#+|\s|\u3000|>|“)*"
)


@dataclass(frozen=True)
class Finding:
    """One thing wrong (`error`) or to be looked at (`warning`) in a document."""

    document: str
    severity: str
    message: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.document}:{self.line}: {self.severity}: {self.message}"


def check_document(document: Any) -> list[Finding]:
    """Check offsets, labels, overlaps, relation types and heads of one document."""
    found: list[Finding] = []
    if faults := list(_shape(document)):
        return [Finding("?", "error", fault) for fault in faults]
    name, text = str(document.get("id", "?")), document.get("text")

    def report(severity: str, message: str, offset: int = 0) -> None:
        line = text.count("\n", 0, offset) + 1 if isinstance(text, str) else 0
        found.append(Finding(name, severity, message, line))

    if not isinstance(text, str) or not text.strip():
        report("error", "no text")
        return found
    entities: dict[Any, dict[str, Any]] = {}
    for entity in document.get("entities", []):
        start, end = entity.get("start_offset"), entity.get("end_offset")
        if entity.get("label") not in LABELS:
            report("error", f"unknown label {entity.get('label')!r}")
        elif not (
            isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text)
        ):
            report(
                "error", f"offsets {start}..{end} are outside the text of {len(text)} characters"
            )
        else:
            if entity["id"] in entities:
                report("error", f"entity id {entity['id']} is used twice", start)
            entities[entity["id"]] = entity
            if text[start:end] != text[start:end].strip():
                report("error", f"white space at an edge of {text[start:end]!r}", start)
    for severity, message, offset in (
        *_overlaps(text, entities),
        *_relations(text, entities, document.get("relations", [])),
        *_edges(text, entities),
        *_unmarked(text, entities),
    ):
        report(severity, message, offset)
    return found


def _shape(document: Any) -> Iterator[str]:
    """What keeps a line from being looked at further: parts of another type than the format's."""
    if not isinstance(document, dict):
        yield f"a line is one JSON object, not {type(document).__name__}"
        return
    if not isinstance(document.get("id"), str | int):
        yield "no id: give the report a name"
    if not isinstance(document.get("meta", {}), dict):
        yield "meta is no object"
    for part, keys in (("entities", ("id",)), ("relations", ("from_id", "to_id"))):
        rows = document.get(part, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            yield f"{part} is no list of objects"
            continue
        for row in rows:
            for key in keys:
                if type(row.get(key)) is not int:
                    yield f"{part}: {key} {row.get(key)!r} is no whole number"


Rows = Iterator[tuple[str, str, int]]


def _overlaps(text: str, entities: dict[Any, dict[str, Any]]) -> Rows:
    for label in LABELS:
        spans = sorted(
            (e["start_offset"], e["end_offset"]) for e in entities.values() if e["label"] == label
        )
        for (start, end), (next_start, next_end) in pairwise(spans):
            if next_start < end:
                yield (
                    "error",
                    f"two {label} overlap: {text[start:end]!r} and {text[next_start:next_end]!r}",
                    start,
                )


def _relations(text: str, entities: dict[Any, dict[str, Any]], relations: list[Any]) -> Rows:
    headed = set()
    wholes: dict[Any, set[Any]] = {}
    for relation in relations:
        head, tail = entities.get(relation.get("from_id")), entities.get(relation.get("to_id"))
        if relation.get("type") not in RELATIONS:
            yield "error", f"unknown relation {relation.get('type')!r}", 0
        elif head is None or tail is None:
            yield "error", f"relation {relation} names a missing entity", 0
        elif not relation_allowed(relation["type"], head["label"], tail["label"]):
            yield (
                "error",
                f"{relation['type']} cannot join {head['label']} to {tail['label']}",
                tail["start_offset"],
            )
        elif head is tail:
            yield "error", f"{relation['type']} joins a span to itself", head["start_offset"]
        else:
            headed.add(relation["to_id"])
            if relation["type"] == "part_of":
                wholes.setdefault(relation["from_id"], set()).add(relation["to_id"])
    for key, found in wholes.items():
        if len(found) > 1:
            start, end = entities[key]["start_offset"], entities[key]["end_offset"]
            # Two hands wrote it from the whole to its parts; this is how that shows.
            yield (
                "warning",
                f"{text[start:end]!r} is part_of {len(found)} wholes; the part is the head "
                "(`po>whole` in its mark-up)",
                start,
            )
    for key, entity in entities.items():
        if entity["label"] in (*FIGURES, "REASON") and key not in headed:
            start, end = entity["start_offset"], entity["end_offset"]
            yield "warning", f"{entity['label']} {text[start:end]!r} has no head", start


def _edges(text: str, entities: dict[Any, dict[str, Any]]) -> Rows:
    for entity in entities.values():
        if entity["label"] != "ACHIEVEMENT":
            continue
        start, end = entity["start_offset"], entity["end_offset"]
        begin = max(text.rfind(mark, 0, start) for mark in _PART_END) + 1
        if not _LEADS.fullmatch(text, begin, start) and text[start - 1 : start] not in "：:":
            yield (
                "warning",
                f"ACHIEVEMENT starts inside a part: …{text[begin : start + 8]!r}",
                start,
            )
        if (
            end < len(text)
            and text[end] not in _PART_END
            and text[end:].lstrip(" \u3000*")[:1] not in _PART_END
        ):
            yield "warning", f"ACHIEVEMENT ends inside a part: {text[end - 8 : end + 4]!r}", end


def _unmarked(text: str, entities: dict[Any, dict[str, Any]]) -> Rows:
    covered = sorted(
        (e["start_offset"], e["end_offset"]) for e in entities.values() if e["label"] in FIGURES
    )
    for match in _FIGURE.finditer(text):
        line_start = text.rfind("\n", 0, match.start()) + 1
        line_end = text.find("\n", match.end())
        line = text[line_start : line_end if line_end >= 0 else len(text)]
        if "\t" in line or line.count("|") > 1 or line.count("｜") > 1:
            continue
        if not any(start < match.end() and match.start() < end for start, end in covered):
            yield "note", f"figure without a span: {match.group(0)!r}", match.start()
