"""Accuracy on gold reports: `python -m evaluation.accuracy [--model DIR] GOLD…`.

`--system rules` scores the rules-only baseline in place of a model, `--system spancat --model DIR`
the spaCy baseline trained there; `--compare A B` tells whether B is better than A, each a result
file of this command, a model folder, or `rules`.

Spans strict and by overlap, relations end to end, facts, document facts; counts beside every
rate, 95% bootstrap intervals by document.  Writes a Markdown table, JSON and a browsable page of
every miss and false alarm under `evaluation/results/`.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

from evaluation import markdown
from evaluation.compare import ComparisonError, compare, read_result
from evaluation.compare import as_markdown as comparison_table
from evaluation.error_page import write_error_page
from evaluation.gold import GoldReport, fact_keys, read_gold
from evaluation.scoring import (
    Score,
    document_items,
    overlap_scores,
    relation_scores,
    score_items,
    span_scores,
    total,
)
from xfnlp.errors import XfnlpError
from xfnlp.scheme import LABELS, LONG_LABELS, RELATIONS

SYSTEMS = ("xfnlp", "rules", "spancat")
SPANCAT = Path("runs/spancat")
console = Console()
Scores = dict[str, Score]


def score_report(gold: GoldReport, found: Mapping[str, Any]) -> Scores:
    """All scores of one report; `found` is `Report.to_dict()` or a corpus document with facts."""
    spans, relations = document_items(gold.document)
    found_spans, found_relations = document_items(found)
    strict = span_scores(spans, found_spans)
    overlap = overlap_scores(spans, found_spans)
    by_type = relation_scores(relations, found_relations)
    scores: Scores = {f"span {name}": score for name, score in strict.items()}
    scores["spans"] = total(strict)
    scores |= {f"overlap {n}": score for n, score in overlap.items() if n in LONG_LABELS}
    scores |= {f"relation {name}": score for name, score in by_type.items()}
    scores["relations"] = total(by_type)
    facts = found["facts"]
    for kind in ("budget", "indicator"):
        for source in ("prose", "table"):
            if source == "table" and gold.derived:
                continue  # the corpus has no gold for its tables
            for loose in (False, True):
                name = f"{kind} facts, {source}{', loose names' if loose else ''}"
                scores[name] = score_items(
                    fact_keys(gold.facts, kind=kind, source=source, loose=loose),
                    fact_keys(facts, kind=kind, source=source, loose=loose),
                )
    scores["prose facts"] = scores["budget facts, prose"] + scores["indicator facts, prose"]
    if any(fact["kind"] == "document" for fact in gold.facts):
        scores["document facts"] = score_items(
            fact_keys(gold.facts, kind="document", source=None),
            fact_keys(facts, kind="document", source=None),
        )
    return scores


def add_up(tables: Sequence[Scores]) -> Scores:
    """Sum of the counts of several reports."""
    result: Scores = {}
    for table in tables:
        for name, score in table.items():
            result[name] = result.get(name, Score()) + score
    return result


def intervals(
    tables: Sequence[Scores], *, seed: int = 1, rounds: int = 500
) -> dict[str, tuple[float, float]]:
    """95% percentile bootstrap intervals of F1, resampling whole documents (Efron 1979)."""
    chance = random.Random(seed)
    draws: dict[str, list[float]] = {}
    for _ in range(rounds):
        sample = add_up([tables[chance.randrange(len(tables))] for _ in tables])
        for name, score in sample.items():
            draws.setdefault(name, []).append(score.f1)
    return {
        name: (
            sorted(values)[int(0.025 * len(values))],
            sorted(values)[int(0.975 * len(values)) - 1],
        )
        for name, values in draws.items()
    }


_ORDER = [
    "spans",
    *(f"span {label}" for label in LABELS),
    *(f"overlap {label}" for label in LONG_LABELS),
    "relations",
    *(f"relation {name}" for name in RELATIONS),
    "prose facts",
]


def ordered(scores: Scores) -> list[str]:
    """Rows in the order of the tables: spans, relations, facts."""
    first = [name for name in _ORDER if name in scores]
    return first + sorted(name for name in scores if name not in first)


def as_markdown(scores: Scores, bounds: Mapping[str, tuple[float, float]] | None = None) -> str:
    """A table with precision, recall, F1, its interval where one is given, and the counts."""
    interval = ["95%"] if bounds else []
    header = ["", "F1", *interval, "precision", "recall", "right", "spurious", "missed"]
    rows = []
    for name in ordered(scores):
        score = scores[name]
        reach = ["{:.3f}–{:.3f}".format(*bounds[name])] if bounds else []
        rates = (f"{rate:.3f}" for rate in (score.precision, score.recall))
        rows.append([name, f"{score.f1:.3f}", *reach, *rates, score.tp, score.fp, score.fn])
    return markdown.table(header, rows)


def as_json(scores: Scores) -> dict[str, Any]:
    return {
        name: {"f1": round(s.f1, 4), "tp": s.tp, "fp": s.fp, "fn": s.fn}
        for name, s in ((name, scores[name]) for name in ordered(scores))
    }


def evaluate(
    gold: Sequence[GoldReport],
    *,
    model: Path | None = None,
    runtime: str = "onnx",
    system: str = "xfnlp",
) -> tuple[list[Scores], list[dict[str, Any]]]:
    """Read every gold report's text; scores and found dictionaries by report.

    Args:
        system: `xfnlp`, `rules` for the baseline without a model, or `spancat`, trained in `model`.
    """
    read = reader(system, model=model, runtime=runtime)
    found = [
        read(report.document["text"])
        for report in track(
            gold, description="reading", console=Console(stderr=True), transient=True
        )
    ]
    return [score_report(g, f) for g, f in zip(gold, found, strict=True)], found


def reader(
    system: str, *, model: Path | None = None, runtime: str = "onnx"
) -> Callable[[str], dict[str, Any]]:
    """The function from a text to `Report.to_dict()` of a system."""
    if system == "rules":
        from evaluation.baselines.rules import read

        return read
    if system == "spancat":
        from evaluation.baselines.spancat import reader as spancat_reader

        return spancat_reader(model or SPANCAT)
    from xfnlp.engine import get_engine

    engine = get_engine(model, runtime=runtime)
    return lambda text: engine.read(text).to_dict()


def system_name(system: str, runtime: str) -> str:
    """What was measured, with its versions."""
    import onnxruntime
    import spacy

    import xfnlp

    around = f"with the layout, tables and records of xfnlp {xfnlp.__version__}"
    return {
        "xfnlp": f"xfnlp {xfnlp.__version__}, {runtime} (onnxruntime {onnxruntime.__version__})",
        "rules": f"rules only, {around}",
        "spancat": f"spancat of spaCy {spacy.__version__} and a relation component, {around}",
    }[system]


def tables_of(side: str, gold: Sequence[GoldReport], *, runtime: str) -> dict[str, Scores]:
    """Scores by document of one side of a comparison: a result file, a model folder or `rules`."""
    if side.endswith(".json"):
        return read_result(Path(side))
    if not gold:
        raise ComparisonError(f"{side}: give the gold reports to compare on, or a result file")
    system = "rules" if side == "rules" else "xfnlp"
    rows, _ = evaluate(gold, model=Path(side), runtime=runtime, system=system)
    return {report.name: row for report, row in zip(gold, rows, strict=True)}


def run_comparison(
    sides: tuple[str, str], gold: Sequence[GoldReport], *, runtime: str, out: Path, name: str
) -> None:
    """Print and write whether the second side is better than the first."""
    first, second = (tables_of(side, gold, runtime=runtime) for side in sides)
    shared = len(first.keys() & second.keys())
    text = comparison_table(compare(first, second), names=sides, documents=shared)
    out.mkdir(parents=True, exist_ok=True)
    (out / f"{name}.md").write_text(text, encoding="utf-8")
    console.print(text, markup=False, soft_wrap=True)


def print_scores(title: str, scores: Scores, bounds: Mapping[str, tuple[float, float]]) -> None:
    table = Table(title=title, title_justify="left")
    for column in ("", "F1", "95%", "P", "R", "right", "spurious", "missed"):
        table.add_column(column, justify="left" if not column else "right")
    for name in ordered(scores):
        s = scores[name]
        low, high = bounds[name]
        table.add_row(
            name, f"{s.f1:.3f}", f"{low:.2f}–{high:.2f}", f"{s.precision:.3f}", f"{s.recall:.3f}",
            str(s.tp), str(s.fp), str(s.fn),
        )  # fmt: skip
    console.print(table)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evaluation.accuracy", description=__doc__)
    parser.add_argument("gold", nargs="*", type=Path, help="folders or files of gold reports")
    parser.add_argument("--system", choices=SYSTEMS, default="xfnlp")
    parser.add_argument(
        "--compare", nargs=2, metavar=("A", "B"), help="result files, model folders, or rules"
    )
    parser.add_argument("--model", type=Path)
    parser.add_argument("--runtime", default="onnx")
    parser.add_argument("--name", help="name of the result files (accuracy, or comparison)")
    parser.add_argument("--out", type=Path, default=Path("evaluation/results"))
    options = parser.parse_args(arguments)
    try:
        gold = read_gold(options.gold)
        if options.compare:
            run_comparison(
                tuple(options.compare),
                gold,
                runtime=options.runtime,
                out=options.out,
                name=options.name or "comparison",
            )
            return 0
        if not gold:
            parser.error("name folders or files of gold reports")
        tables, found = evaluate(
            gold, model=options.model, runtime=options.runtime, system=options.system
        )
    except XfnlpError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    name = options.name or "accuracy"
    options.out.mkdir(parents=True, exist_ok=True)
    scores, bounds = add_up(tables), intervals(tables)
    print_scores(f"{len(gold)} reports", scores, bounds)
    by_style: dict[str, list[Scores]] = {}
    for report, table in zip(gold, tables, strict=True):
        by_style.setdefault(report.style, []).append(table)
    about = (
        f"{len(gold)} reports, {', '.join(str(path) for path in options.gold)}; "
        f"{system_name(options.system, options.runtime)}, "
        f"Python {platform.python_version()}, {platform.machine()}; bootstrap seed 1.\n"
    )
    styles = "\n| hand | reports | spans | relations | prose facts |\n|---|---|---|---|---|\n"
    for style, rows in sorted(by_style.items()):
        s = add_up(rows)
        styles += (
            f"| {style} | {len(rows)} | {s['spans'].f1:.3f} | {s['relations'].f1:.3f} "
            f"| {s['prose facts'].f1:.3f} |\n"
        )
    (options.out / f"{name}.md").write_text(
        about + "\n" + as_markdown(scores, bounds) + styles, encoding="utf-8"
    )
    content = {"all": as_json(scores)} | {
        report.name: as_json(table) for report, table in zip(gold, tables, strict=True)
    }
    (options.out / f"{name}.json").write_text(
        json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    page = options.out / f"{name}-errors.html"
    write_error_page(page, gold, found)
    console.print(f"written: {options.out}/{name}.md, .json, {page.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
