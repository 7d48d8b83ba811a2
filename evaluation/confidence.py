"""What the scores are worth: `python -m evaluation.confidence [--model DIR] GOLD…`.

Reliability diagram and expected calibration error of span, relation and fact scores (Guo et al.
2017), and how many facts a reviewer must look at, least certain first, to find 90% of the wrong
ones.  Facts that the reader missed have no score and are not found this way.
"""

from __future__ import annotations

import argparse
import json
import math
import platform
import random
import sys
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from evaluation.gold import GoldReport, fact_key, read_gold
from evaluation.scoring import document_items
from xfnlp.errors import XfnlpError

KINDS = ("spans", "relations", "facts")
BINS = 15
SHARE = 0.9


class Judged(NamedTuple):
    """An item that was read: its score and whether it is right."""

    score: float
    right: bool


class Bin(NamedTuple):
    """Items of a bin: how many, their mean score, the share that is right."""

    count: int
    score: float
    right: float


def judge(gold: GoldReport, found: Mapping[str, Any]) -> dict[str, list[Judged]]:
    """Every span, relation and fact of a report with its score and whether gold has it.

    Facts of tables are left out where the gold has none of them (corpus documents).
    """
    spans, relations = document_items(gold.document)
    places = {e["id"]: (e["label"], e["start_offset"], e["end_offset"]) for e in found["entities"]}
    wanted = {fact_key(fact) for fact in gold.facts}
    return {
        "spans": [Judged(e["score"], places[e["id"]] in spans) for e in found["entities"]],
        "relations": [
            Judged(
                r["score"],
                (r["type"], places[r["from_id"]][1:], places[r["to_id"]][1:]) in relations,
            )
            for r in found["relations"]
        ],
        "facts": [
            Judged(fact["score"], fact_key(fact) in wanted)
            for fact in found["facts"]
            if fact["kind"] in ("budget", "indicator")
            and not (gold.derived and fact["source"] == "table")
        ],
    }


def bins_of(items: Sequence[Judged], *, count: int = BINS) -> list[Bin]:
    """Items in bins of equal width over 0…1; empty bins are left out."""
    boxes: dict[int, list[Judged]] = {}
    for item in items:
        boxes.setdefault(min(int(item.score * count), count - 1), []).append(item)
    return [
        Bin(
            len(box),
            sum(item.score for item in box) / len(box),
            sum(item.right for item in box) / len(box),
        )
        for _, box in sorted(boxes.items())
    ]


def calibration_error(items: Sequence[Judged], *, count: int = BINS) -> float:
    """Expected calibration error: mean distance of score and accuracy, weighted by bin size."""
    if not items:
        return math.nan
    return sum(b.count * abs(b.score - b.right) for b in bins_of(items, count=count)) / len(items)


def review_share(items: Sequence[Judged], *, share: float = SHARE) -> float:
    """Share of items to look at, lowest scores first, until `share` of the wrong ones are found.

    Among equal scores the order is random and the expected number counts; nan without errors.
    """
    wanted = math.ceil(share * sum(not item.right for item in items) - 1e-9)
    if not wanted:
        return math.nan
    seen = 0.0
    for _, group in groupby(sorted(items), key=lambda item: item.score):
        row = list(group)
        wrong = sum(not item.right for item in row)
        if wrong >= wanted:
            # The k-th of e marked among n in random order stands at k (n + 1) / (e + 1).
            return (seen + wanted * (len(row) + 1) / (wrong + 1)) / len(items)
        wanted -= wrong
        seen += len(row)
    return 1.0


def review_curve(items: Sequence[Judged]) -> tuple[list[float], list[float]]:
    """(share of items seen, share of the errors found), lowest scores first."""
    errors = sum(not item.right for item in items) or 1
    seen, found, place = [0.0], [0.0], 0
    hits = 0
    for _, group in groupby(sorted(items), key=lambda item: item.score):
        row = list(group)
        place += len(row)
        hits += sum(not item.right for item in row)
        seen.append(place / len(items))
        found.append(hits / errors)
    return seen, found


def interval(
    reports: Sequence[Sequence[Judged]], measure: Any, *, rounds: int = 200, seed: int = 1
) -> tuple[float, float]:
    """95% bootstrap interval of a measure of items, resampling whole reports."""
    chance = random.Random(seed)
    draws = []
    for _ in range(rounds):
        sample = [item for _ in reports for item in chance.choice(reports)]
        value = measure(sample)
        if not math.isnan(value):
            draws.append(value)
    draws.sort()
    if not draws:
        return math.nan, math.nan
    return draws[int(0.025 * len(draws))], draws[max(int(0.975 * len(draws)) - 1, 0)]


def table(reports: Sequence[Mapping[str, Sequence[Judged]]]) -> list[dict[str, Any]]:
    """One row a kind: counts, calibration error, what a reviewer must look at."""
    rows = []
    for kind in KINDS:
        by_report = [report[kind] for report in reports]
        items = [item for row in by_report for item in row]
        if not items:
            continue
        wrong = sum(not item.right for item in items)
        rows.append(
            {
                "kind": kind,
                "items": len(items),
                "wrong": wrong,
                "mean score": sum(item.score for item in items) / len(items),
                "right": 1 - wrong / len(items),
                "error": calibration_error(items),
                "error interval": interval(by_report, calibration_error),
                "review": review_share(items),
                "review interval": interval(by_report, review_share),
                # Nobody can do better than to see all errors first.
                "best review": math.ceil(SHARE * wrong) / len(items),
                "bins": [list(b) for b in bins_of(items)],
            }
        )
    return rows


def as_markdown(rows: Sequence[Mapping[str, Any]]) -> str:
    lines = [
        "| | read | wrong | mean score | share right | calibration error | 95% | look at, to find "
        "90% of the wrong | 95% | at best |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        (low, high), (least, most) = row["error interval"], row["review interval"]
        lines.append(
            f"| {row['kind']} | {row['items']} | {row['wrong']} | {row['mean score']:.3f} "
            f"| {row['right']:.3f} | {row['error']:.3f} | {low:.3f}–{high:.3f} "
            f"| {row['review']:.1%} | {least:.1%}–{most:.1%} | {row['best review']:.1%} |"
        )
    return "\n".join(lines) + "\n"


def draw(path: Path, reports: Sequence[Mapping[str, Sequence[Judged]]]) -> None:
    """Reliability of each kind of score, and errors found against facts looked at."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, panels = pyplot.subplots(1, len(KINDS) + 1, figsize=(16, 4))
    for panel, kind in zip(panels, KINDS, strict=False):
        items = [item for report in reports for item in report[kind]]
        boxes = bins_of(items)
        panel.plot([0, 1], [0, 1], color="0.7", linewidth=1)
        panel.plot([b.score for b in boxes], [b.right for b in boxes], marker="o")
        for b in boxes:
            panel.annotate(str(b.count), (b.score, b.right), fontsize=6)
        panel.set(title=kind, xlabel="mean score", ylabel="share right", xlim=(0, 1), ylim=(0, 1))
    facts = [item for report in reports for item in report["facts"]]
    if facts:
        panels[-1].plot([0, 1], [0, 1], color="0.7", linewidth=1)
        panels[-1].plot(*review_curve(facts))
    panels[-1].axhline(SHARE, color="0.7", linestyle=":")
    panels[-1].set(
        title="review, least certain first", xlabel="share of facts seen",
        ylabel="share of wrong facts found",
    )  # fmt: skip
    figure.tight_layout()
    figure.savefig(path, dpi=110)
    pyplot.close(figure)


def _plain(value: Any) -> Any:
    """JSON has no nan: what could not be measured is null."""
    if isinstance(value, float):
        return None if math.isnan(value) else round(value, 6)
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evaluation.confidence", description=__doc__)
    parser.add_argument("gold", nargs="+", type=Path, help="folders or files of gold reports")
    parser.add_argument("--model", type=Path)
    parser.add_argument("--runtime", default="onnx")
    parser.add_argument("--system", choices=("xfnlp", "rules"), default="xfnlp")
    parser.add_argument("--name", default="confidence", help="name of the result files")
    parser.add_argument("--out", type=Path, default=Path("evaluation/results"))
    options = parser.parse_args(arguments)
    from evaluation.accuracy import reader

    try:
        gold = read_gold(options.gold)
        read = reader(options.system, model=options.model, runtime=options.runtime)
        reports = [judge(report, read(report.document["text"])) for report in gold]
    except XfnlpError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    rows = table(reports)
    options.out.mkdir(parents=True, exist_ok=True)
    about = (
        f"{len(gold)} reports, {', '.join(map(str, options.gold))}; {options.system}, model "
        f"{options.model or 'as shipped'}, {options.runtime}; {BINS} bins; Python "
        f"{platform.python_version()}, {platform.machine()}; bootstrap by document, seed 1.\n\n"
    )
    text = about + as_markdown(rows)
    (options.out / f"{options.name}.md").write_text(text, encoding="utf-8")
    (options.out / f"{options.name}.json").write_text(
        json.dumps(_plain(rows), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    draw(options.out / f"{options.name}.png", reports)
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
