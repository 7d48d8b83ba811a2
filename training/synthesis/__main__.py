"""`python -m training.synthesis --count 200 --seed 1 -o FOLDER`: write synthetic reports."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from training.corpus.check import check_document
from training.synthesis.compose import synthesize
from training.synthesis.skeletons import count_skeletons


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.synthesis", description=__doc__)
    parser.add_argument("--count", type=int, default=200, help="documents to write")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-o", "--out", type=Path, required=True, help="folder for the .jsonl file")
    parser.add_argument("--clean", action="store_true", help="plant no arithmetic errors")
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    target = options.out / f"synthesis-{options.seed}.jsonl"
    errors = False if options.clean else None
    documents = [
        synthesize(options.seed, number, errors=errors) for number in range(1, options.count + 1)
    ]
    with target.open("w", encoding="utf-8") as lines:
        for document in documents:
            lines.write(json.dumps(document, ensure_ascii=False) + "\n")
    found = [finding for document in documents for finding in check_document(document)]
    wrong = [finding for finding in found if finding.severity == "error"]
    for finding in wrong:
        print(finding, file=sys.stderr)
    characters = sum(len(document["text"]) for document in documents)
    relations = sum(len(document["relations"]) for document in documents)
    warnings = sum(finding.severity == "warning" for finding in found)
    kinds = count_skeletons(documents)
    print(
        f"{target}: {len(documents)} documents, {characters} characters, {relations} relations, "
        f"{len(kinds)} sentence skeletons in {sum(kinds.values())} sentences, "
        f"{len(wrong)} errors, {warnings} warnings"
    )
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
