"""Gold reports with their facts, and the same items taken from a parsed report."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from training.corpus.reading import corpus_files, read_corpus
from xfnlp.errors import CorpusError
from xfnlp.folding import fold
from xfnlp.records import facts_of, figure_at
from xfnlp.scheme import FIGURES
from xfnlp.types import Entity, Relation


@dataclass(frozen=True)
class GoldReport:
    """A gold document with its facts; `derived` tells that they follow from its annotation."""

    document: dict[str, Any]
    facts: tuple[dict[str, str], ...]
    derived: bool

    @property
    def name(self) -> str:
        return str(self.document["id"])

    @property
    def style(self) -> str:
        """The hand that wrote it, or `real`."""
        return str(self.document.get("meta", {}).get("hand") or "real")


def gold_objects(document: Mapping[str, Any]) -> tuple[list[Entity], list[Relation]]:
    """A corpus document's annotation as the records that the library works on."""
    text = document["text"]
    entities = []
    for row in document["entities"]:
        start, end = row["start_offset"], row["end_offset"]
        figure = figure_at(text, start, end, row["label"]) if row["label"] in FIGURES else None
        entities.append(
            Entity(
                id=row["id"],
                label=row["label"],
                start=start,
                end=end,
                text=text[start:end],
                value=figure.value if figure else None,
                unit=figure.unit if figure else "",
            )
        )
    relations = [Relation(r["from_id"], r["to_id"], r["type"]) for r in document["relations"]]
    return entities, relations


def read_gold(paths: Iterable[Path]) -> list[GoldReport]:
    """Gold reports of folders or files; facts from `NAME.facts.jsonl` where it is there.

    Raises:
        CorpusError: naming file and line, where something is broken.
    """
    reports = []
    for file in corpus_files(paths):
        beside = file.with_name(file.name.removesuffix(".jsonl") + ".facts.jsonl")
        documents = read_corpus([file])
        if beside.is_file() and len(documents) == 1:
            reports.append(GoldReport(documents[0], tuple(_read_facts(beside)), derived=False))
            continue
        for document in documents:
            facts = derived_facts(document)
            facts += _meta_facts(document.get("meta", {}))
            reports.append(GoldReport(document, tuple(facts), derived=True))
    return reports


def derived_facts(document: Mapping[str, Any]) -> list[dict[str, str]]:
    """The facts that follow from a corpus document's annotation."""
    entities, relations = gold_objects(document)
    return [
        {
            "kind": fact.kind,
            "name": fact.name,
            "field": fact.field,
            "value": str(fact.value),
            "unit": fact.unit,
            "source": "prose",
        }
        for fact in facts_of(entities, relations, document["text"])
    ]


def _meta_facts(meta: Mapping[str, Any]) -> list[dict[str, str]]:
    names = ("org", "title", "date", "self_score", "grade", "fiscal_year")
    if not any(name in meta for name in names[:3]):
        return []
    same = {"kind": "document", "name": "", "unit": "", "source": "prose"}
    return [{**same, "field": name, "value": str(meta[name])} for name in names if meta.get(name)]


def _read_facts(path: Path) -> list[dict[str, str]]:
    facts = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            facts.append(json.loads(line))
        except json.JSONDecodeError as error:
            raise CorpusError(f"{path}, line {number}: not JSON ({error})") from error
    return facts


def fold_value(value: str) -> str:
    """Decimals by value (6084000.00 = 6084000), all else as folded text."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return fold(value)
    return format(number.normalize(), "f") if number.is_finite() else fold(value)


def fact_key(fact: Mapping[str, Any], *, loose: bool = False) -> tuple[str, ...]:
    """What makes two facts the same; `loose` compares the values and fields without the names."""
    name = "" if loose else fold(str(fact["name"]))
    unit = fold(str(fact["unit"])) if fact["kind"] == "indicator" else ""
    value = str(fact["value"])
    folded = fold(value) if fact["field"] == "parent" else fold_value(value)
    return (str(fact["kind"]), name, str(fact["field"]), folded, unit)


def fact_keys(
    facts: Sequence[Mapping[str, Any]], *, kind: str, source: str | None, loose: bool = False
) -> list[tuple[str, ...]]:
    """Keys of the facts of a kind (and source), each once (loose ones as often as they occur)."""
    rows = [
        fact_key(fact, loose=loose)
        for fact in facts
        if fact["kind"] == kind and (source is None or fact["source"] == source)
    ]
    return rows if loose else list(dict.fromkeys(rows))
