"""`python -m training.corpus COMMAND`: make, correct, check and compare annotated reports."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from training.corpus.agreement import agreement
from training.corpus.arithmetic import Arithmetic, check_arithmetic
from training.corpus.check import check_document
from training.corpus.duplicates import cross_overlaps
from training.corpus.markup import compile_markup, write_markup
from training.corpus.reading import corpus_files, read_corpus, read_lines
from training.corpus.stats import plot, print_summary
from xfnlp.errors import CorpusError, XfnlpError

SPLITS = ("train", "dev", "test")
MOST_SHARED = 0.25  # of a report's shingles with one report of another split
console = Console()


def compile_files(sources: Sequence[Path], out: Path) -> int:
    """Compile `.mark` files to one `.jsonl` each; the number of files with errors."""
    failed = 0
    out.mkdir(parents=True, exist_ok=True)
    for source in sources:
        try:
            document = compile_markup(source.read_text(encoding="utf-8"), name=str(source))
        except CorpusError as error:
            print(f"error: {error}")
            failed += 1
            continue
        findings = check_document(document)
        for finding in findings:
            print(finding)
        failed += any(finding.severity == "error" for finding in findings)
        target = out / f"{source.stem}.jsonl"
        target.write_text(json.dumps(document, ensure_ascii=False) + "\n", encoding="utf-8")
        print(
            f"{target}: {len(document['text'])} characters, {len(document['entities'])} spans, "
            f"{len(document['relations'])} relations, {len(findings)} findings"
        )
    return failed


def check(folder: Path, *, verbose: bool = False, arithmetic: bool = True) -> int:
    """Check all lines of all files; the number of errors.  Broken lines do not stop the rest.

    With `arithmetic`, what the reports state is also calculated and held against `meta`.
    """
    errors = warnings = count = 0
    sums = Arithmetic()
    splits: dict[str, list[dict[str, Any]]] = {}
    seen: dict[str, Path] = {}
    for file in corpus_files([folder]):
        for number, item in read_lines(file):
            if isinstance(item, CorpusError):
                print(f"error: {item}")
                errors += 1
                continue
            count += 1
            if arithmetic:
                found = check_arithmetic(item)
                sums += found
                for finding in found.findings:
                    print(f"{file}, line {number}, text line {finding.line}: {finding.message}")
            if item["id"] in seen:
                print(f"error: {file}: id {item['id']} stands in {seen[item['id']]} too")
                errors += 1
            seen[item["id"]] = file
            splits.setdefault(file.parent.name, []).append(item)
            doubtful = [f for f in check_document(item) if f.severity == "warning"]
            warnings += len(doubtful)
            if verbose:
                for finding in doubtful:
                    print(finding)
    overlaps = cross_overlaps(splits)
    for overlap in overlaps:
        if overlap.share > MOST_SHARED:
            print(f"error: {overlap.first} and {overlap.second} share {overlap.share:.0%}")
            errors += 1
    if overlaps:
        worst = overlaps[0]
        print(f"largest overlap of splits: {worst.share:.1%} ({worst.first}, {worst.second})")
    if arithmetic:
        print(
            f"stated arithmetic: {sums.held} identities hold, {sums.broken} do not, "
            f"{len(sums.findings)} of these not in meta; of {sums.listed} errors listed in meta "
            f"{sums.listed - sums.unseen} are seen by a check"
        )
    warnings += len(sums.findings)
    print(f"{count} reports checked: {errors} errors, {warnings} warnings")
    return errors


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.corpus", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("compile", help="compile .mark files, check what comes out")
    command.add_argument("sources", nargs="+", type=Path)
    command.add_argument("-o", "--out", type=Path, required=True, help="folder for .jsonl files")
    command = commands.add_parser("markup", help="print a corpus file as markup, to correct it")
    command.add_argument("source", type=Path)
    command = commands.add_parser("check", help="check a corpus folder")
    command.add_argument("folder", nargs="?", type=Path, default=Path("corpora"))
    command.add_argument("-v", "--verbose", action="store_true", help="print warnings too")
    command.add_argument(
        "--no-arithmetic", action="store_true", help="leave the stated arithmetic out (fast)"
    )
    command = commands.add_parser("stats", help="tables and plots of a corpus")
    command.add_argument("folder", nargs="?", type=Path, default=Path("corpora"))
    command.add_argument("--plots", type=Path, help="folder for the plots")
    command = commands.add_parser("agree", help="F1 between two annotations of the same reports")
    command.add_argument("first", type=Path)
    command.add_argument("second", type=Path)
    options = parser.parse_args(arguments)
    try:
        if options.command == "compile":
            return int(compile_files(options.sources, options.out) > 0)
        if options.command == "markup":
            # No line end of its own: what is printed compiles to the very same text.
            print("\n".join(map(write_markup, read_corpus([options.source]))), end="")
            return 0
        if options.command == "check":
            wanted = not options.no_arithmetic
            return int(check(options.folder, verbose=options.verbose, arithmetic=wanted) > 0)
        if options.command == "agree":
            first, second = (list(read_corpus([p])) for p in (options.first, options.second))
            scores = agreement(first, second)
            for name, score in scores.items():
                print(f"{name:22} {score.f1:.3f}  {score.tp} {score.fp} {score.fn}")
            return 0
        parts = [options.folder / s for s in SPLITS if (options.folder / s).is_dir()]
        splits = {part.name: list(read_corpus([part])) for part in parts or [options.folder]}
        print_summary(splits, console)
        if options.plots:
            print(*plot(splits, options.plots))
    except XfnlpError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
