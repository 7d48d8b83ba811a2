"""Errors planted by chance, and how many the audit finds: `python -m evaluation.unseen GOLD…`.

Into every report without an error that its author planted, one figure an identity is changed
(`evaluation.planting`); at most one identity of each kind is broken in a copy.  An error is found
where an inconsistent check cites the changed figure.  Every inconsistent check of the unchanged
report is a false alarm.  One of a copy that cites no changed figure may follow from the planted
error (the shares of a whole that was changed), so it is counted apart.

Measured on gold annotation, and with `--model DIR` (or `--model default`) on the model's reading
of the changed text.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.audit import model_reader, planted, read_table
from evaluation.gold import gold_objects
from evaluation.identities import KINDS
from evaluation.planting import SLIPS, Plant, plant
from training.corpus.reading import corpus_files, read_corpus
from xfnlp.audit import Check, find_checks
from xfnlp.errors import XfnlpError
from xfnlp.types import Entity, Relation

Document = Mapping[str, Any]
Reader = Callable[[Document], tuple[Sequence[Entity], Sequence[Relation]]]


@dataclass(frozen=True)
class Copy:
    """A report with planted errors, and what the audit made of it before and after."""

    name: str
    plants: list[Plant]
    found: list[bool]
    before: list[Check]  # inconsistent checks of the unchanged report
    others: list[Check]  # those of the copy that cite no changed figure


def clean(documents: Iterable[Document]) -> list[Document]:
    """The reports in which their authors planted nothing that can be checked."""
    table = read_table()
    return [
        document
        for document in documents
        if not any(error.checkable for error in planted(document, table))
    ]


def copies(
    documents: Iterable[Document], *, read: Reader = gold_objects, rounds: int = 1, seed: int = 1
) -> list[Copy]:
    """Plant errors into every report, `rounds` times over, and audit what comes out."""
    result = []
    for document in documents:
        before = _wrong(document, read)
        for number in range(rounds):
            # By report and round: what is planted in one does not depend on the others.
            chance = random.Random(f"{seed}/{number}/{document['id']}")
            changed, plants = plant(document, chance=chance)
            after = _wrong(changed, read) if plants else []
            found = [any(_cites(check, error) for check in after) for error in plants]
            others = [c for c in after if not any(_cites(c, error) for error in plants)]
            result.append(Copy(str(document["id"]), plants, found, before, others))
    return result


def _wrong(document: Document, read: Reader) -> list[Check]:
    checks = find_checks(document["text"], *read(document))
    return [check for check in checks if check.verdict == "inconsistent"]


def _cites(check: Check, error: Plant) -> bool:
    return any(item.start < error.end and error.start < item.end for item in check.items)


def summary(rows: Sequence[Copy]) -> dict[str, Any]:
    """Found and planted by kind of identity and by slip, and the reports with a false alarm."""
    pairs = [(error, hit) for row in rows for error, hit in zip(row.plants, row.found, strict=True)]

    def tally(field: str, value: str) -> str:
        hits = [hit for error, hit in pairs if getattr(error, field) == value]
        return f"{sum(hits)}/{len(hits)}"

    reports = {row.name for row in rows}
    return {
        "reports": len(reports),
        "nothing_to_plant": len(reports - {row.name for row in rows if row.plants}),
        "planted": len(pairs),
        "found": sum(hit for _, hit in pairs),
        "by_kind": {kind: tally("kind", kind) for kind in KINDS},
        "by_slip": {slip: tally("slip", slip) for slip in SLIPS},
        "reports_with_alarm": len({row.name for row in rows if row.before}),
        "copies": len(rows),
        "copies_with_other_alarm": sum(bool(row.others) for row in rows),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evaluation.unseen", description=__doc__)
    parser.add_argument("gold", nargs="+", type=Path, help="folders or files of gold reports")
    parser.add_argument("--model", help="also on the reading of this model folder, or default")
    parser.add_argument("--rounds", type=int, default=5, help="copies a report (default 5)")
    parser.add_argument(
        "--model-rounds", type=int, default=1, help="copies that the model reads (default 1)"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="name misses and false alarms")
    parser.add_argument("--json", type=Path, help="write the counts here")
    options = parser.parse_args(arguments)
    counts: dict[str, Any] = {"seed": options.seed}
    try:
        readers: list[tuple[str, Reader, int]] = [("gold", gold_objects, options.rounds)]
        if options.model:
            readers.append(("model", model_reader(options.model), options.model_rounds))
        for folder in options.gold:
            documents = clean(read_corpus(list(corpus_files([folder]))))
            for name, read, rounds in readers:
                rows = copies(documents, read=read, rounds=rounds, seed=options.seed)
                counts.setdefault(str(folder), {})[name] = summary(rows)
                print(folder, name, json.dumps(summary(rows), ensure_ascii=False), flush=True)
                if options.show:
                    _show(rows)
    except XfnlpError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    if options.json:
        options.json.write_text(json.dumps(counts, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return 0


def _show(rows: Sequence[Copy]) -> None:
    named = set()
    for row in rows:
        for error, hit in zip(row.plants, row.found, strict=True):
            if not hit:
                print(f"  missed {row.name}: {error.kind} {error.before} → {error.after}")
        for check in row.before if row.name not in named else ():
            print(f"  alarm {row.name}: {check.rule} {check.message}")
        for check in row.others:
            print(f"  alarm in copy of {row.name}: {check.rule} {check.message}")
        named.add(row.name)


if __name__ == "__main__":
    sys.exit(main())
