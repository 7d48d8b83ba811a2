"""Planted errors found by the audit, and false alarms: `python -m evaluation.audit GOLD…`.

An error that an author planted stands in `meta["errors"]` of a corpus report, as a record (type,
text, where, should_be) or, in the early reports, in free words; `planted_errors.tsv` holds the
printed figures of the latter, and which errors of either kind no arithmetic can find, with the
reason.  Misprints of words are never counted.  An error is found where an inconsistent check
cites one of its figures.  An inconsistent check that cites no planted error is a false alarm.

With gold annotation this measures the rules alone; with `--model DIR` (or `--model default`) the
annotation is what the model reads.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evaluation.gold import gold_objects
from training.corpus.reading import corpus_files, read_corpus
from xfnlp.audit import Check, find_checks
from xfnlp.types import Entity, Relation

TABLE = Path(__file__).with_name("planted_errors.tsv")
_NUMBER = re.compile(r"[\d０-９][\d０-９,，.．]*(?:\s*[%％])?")
_KINDS = frozenset({"arithmetic", "contradiction"})
Span = tuple[int, int]


@dataclass(frozen=True)
class Planted:
    """One planted error: where its figures stand, or nowhere if it cannot be checked."""

    kind: str
    text: str
    places: tuple[Span, ...]

    @property
    def checkable(self) -> bool:
        return bool(self.places)


@dataclass
class Outcome:
    """What the audit made of one report."""

    name: str
    errors: list[Planted]
    found: list[Planted] = field(default_factory=list)
    alarms: list[Check] = field(default_factory=list)

    @property
    def checkable(self) -> list[Planted]:
        return [error for error in self.errors if error.checkable]


def read_table(path: Path = TABLE) -> dict[tuple[str, int], tuple[str, ...]]:
    """By report and number of the error its figures; none where it cannot be checked."""
    rows = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and line[0] != "#":
            name, number, figures, *_ = line.split("\t")
            rows[name, int(number)] = () if figures == "-" else tuple(figures.split("/"))
    return rows


def planted(
    document: Mapping[str, Any], table: Mapping[tuple[str, int], tuple[str, ...]]
) -> list[Planted]:
    """The planted errors of a report with the places of their figures."""
    result = []
    for number, error in enumerate(document["meta"].get("errors") or ()):
        words = error if isinstance(error, str) else str(error["text"])
        kind = "free" if isinstance(error, str) else str(error["type"])
        figures = table.get((str(document["id"]), number))
        if figures is None and kind in _KINDS:
            figures = tuple(match.group() for match in _NUMBER.finditer(words))
        places = tuple(
            match.span()
            for figure in figures or ()
            for match in re.finditer(_loose(figure), document["text"])
        )
        result.append(Planted(kind, words, places))
    return result


def _loose(figure: str) -> str:
    """A pattern of a figure as printed, white space and line breaks between its characters."""
    body = r"\s*".join(re.escape(character) for character in figure.rstrip(".,，"))
    return rf"(?<![\d.,]){body}(?![\d])"


def judge(document: Mapping[str, Any], checks: Iterable[Check], errors: list[Planted]) -> Outcome:
    """Match the inconsistent checks of a report with its planted errors."""
    outcome = Outcome(str(document["id"]), errors)
    for check in checks:
        if check.verdict != "inconsistent":
            continue
        spans = [(item.start, item.end) for item in check.items]
        hits = [
            error
            for error in errors
            if any(a < end and start < b for start, end in error.places for a, b in spans)
        ]
        outcome.found += [error for error in hits if error not in outcome.found]
        if not hits:
            outcome.alarms.append(check)
    return outcome


def outcomes(documents: Iterable[Mapping[str, Any]], *, model: str | None = None) -> list[Outcome]:
    """The audit of every report, on gold annotation or on a model's."""
    table = read_table()
    read = model_reader(model) if model else gold_objects
    result = []
    for document in documents:
        entities, relations = read(document)
        checks = find_checks(document["text"], entities, relations)
        result.append(judge(document, checks, planted(document, table)))
    return result


def model_reader(model: str) -> Any:
    """What reads a document with a model: a folder, or `default` for the one that ships."""
    from xfnlp.engine import get_engine

    engine = get_engine(None if model == "default" else Path(model))

    def read(document: Mapping[str, Any]) -> tuple[Sequence[Entity], Sequence[Relation]]:
        report = engine.read(document["text"])
        return report.entities, report.relations

    return read


def summary(rows: Sequence[Outcome]) -> dict[str, Any]:
    """Counts over reports: errors found by kind, and reports with a false alarm."""
    kinds: dict[str, list[int]] = {}
    for row in rows:
        for error in row.checkable:
            tally = kinds.setdefault(error.kind, [0, 0])
            tally[0] += error in row.found
            tally[1] += 1
    clean = [row for row in rows if not row.checkable]
    return {
        "reports": len(rows),
        "errors": sum(len(row.errors) for row in rows),
        "checkable": sum(len(row.checkable) for row in rows),
        "found": sum(len(row.found) for row in rows),
        "by_kind": {kind: f"{found}/{total}" for kind, (found, total) in sorted(kinds.items())},
        "reports_without_error": len(clean),
        "of_them_with_alarm": sum(bool(row.alarms) for row in clean),
        "reports_with_error": len(rows) - len(clean),
        "of_them_with_other_alarm": sum(bool(row.alarms) for row in rows if row.checkable),
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m evaluation.audit", description=__doc__)
    parser.add_argument("gold", nargs="+", type=Path, help="folders or files of gold reports")
    parser.add_argument("--model", help="a model folder, or default; without it, gold annotation")
    parser.add_argument("--show", action="store_true", help="name misses and false alarms")
    parser.add_argument("--json", type=Path, help="write the counts here")
    options = parser.parse_args()
    counts = {}
    for folder in options.gold:
        documents = read_corpus(list(corpus_files([folder])))
        rows = outcomes(documents, model=options.model)
        counts[str(folder)] = summary(rows)
        print(folder, json.dumps(counts[str(folder)], ensure_ascii=False))
        for row in rows if options.show else ():
            for error in row.checkable:
                if error not in row.found:
                    print(f"  missed {row.name}: {error.kind} {error.text}")
            for check in row.alarms:
                where = "with error" if row.checkable else "clean"
                print(f"  alarm {row.name} ({where}): {check.rule} {check.message}")
    if options.json:
        options.json.write_text(json.dumps(counts, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
