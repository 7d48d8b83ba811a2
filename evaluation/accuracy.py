"""Accuracy on gold reports: `python -m evaluation.accuracy [--model DIR] GOLD…`.

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
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

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


def as_markdown(scores: Scores, bounds: Mapping[str, tuple[float, float]]) -> str:
    """A table with precision, recall, F1, its interval and the counts."""
    lines = [
        "| | F1 | 95% | precision | recall | right | spurious | missed |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name in ordered(scores):
        score = scores[name]
        low, high = bounds[name]
        lines.append(
            f"| {name} | {score.f1:.3f} | {low:.3f}–{high:.3f} | {score.precision:.3f} "
            f"| {score.recall:.3f} | {score.tp} | {score.fp} | {score.fn} |"
        )
    return "\n".join(lines) + "\n"


def as_json(scores: Scores) -> dict[str, Any]:
    return {
        name: {"f1": round(s.f1, 4), "tp": s.tp, "fp": s.fp, "fn": s.fn}
        for name, s in ((name, scores[name]) for name in ordered(scores))
    }


def evaluate(
    gold: Sequence[GoldReport], *, model: Path | None, runtime: str = "onnx"
) -> tuple[list[Scores], list[dict[str, Any]]]:
    """Parse every gold report's text; scores and found dictionaries by report."""
    from xfnlp.engine import get_engine

    engine = get_engine(model, runtime=runtime)
    found = [
        engine.read(report.document["text"]).to_dict()
        for report in track(
            gold, description="reading", console=Console(stderr=True), transient=True
        )
    ]
    return [score_report(g, f) for g, f in zip(gold, found, strict=True)], found


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
    parser.add_argument("gold", nargs="+", type=Path, help="folders or files of gold reports")
    parser.add_argument("--model", type=Path)
    parser.add_argument("--runtime", default="onnx")
    parser.add_argument("--name", default="accuracy", help="name of the result files")
    parser.add_argument("--out", type=Path, default=Path("evaluation/results"))
    options = parser.parse_args(arguments)
    try:
        gold = read_gold(options.gold)
        tables, found = evaluate(gold, model=options.model, runtime=options.runtime)
    except XfnlpError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    options.out.mkdir(parents=True, exist_ok=True)
    scores, bounds = add_up(tables), intervals(tables)
    print_scores(f"{len(gold)} reports", scores, bounds)
    by_style: dict[str, list[Scores]] = {}
    for report, table in zip(gold, tables, strict=True):
        by_style.setdefault(report.style, []).append(table)
    import onnxruntime

    import xfnlp

    about = (
        f"{len(gold)} reports, {', '.join(str(path) for path in options.gold)}; xfnlp "
        f"{xfnlp.__version__}, {options.runtime} (onnxruntime {onnxruntime.__version__}), "
        f"Python {platform.python_version()}, {platform.machine()}; bootstrap seed 1.\n"
    )
    styles = "\n| hand | reports | spans | relations | prose facts |\n|---|---|---|---|---|\n"
    for style, rows in sorted(by_style.items()):
        s = add_up(rows)
        styles += (
            f"| {style} | {len(rows)} | {s['spans'].f1:.3f} | {s['relations'].f1:.3f} "
            f"| {s['prose facts'].f1:.3f} |\n"
        )
    (options.out / f"{options.name}.md").write_text(
        about + "\n" + as_markdown(scores, bounds) + styles, encoding="utf-8"
    )
    content = {"all": as_json(scores)} | {
        report.name: as_json(table) for report, table in zip(gold, tables, strict=True)
    }
    (options.out / f"{options.name}.json").write_text(
        json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    page = options.out / f"{options.name}-errors.html"
    write_error_page(page, gold, found)
    console.print(f"written: {options.out}/{options.name}.md, .json, {page.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
