"""How much a few annotated reports gain: `python -m evaluation.learning --train DIR --test DIR…`.

Trains on 0, 5, 10, 20, 50, 100 and all reports of `--train`, from the released model, from the
encoder alone and (`--start scratch`) from an encoder that was not pretrained, and measures spans,
relations and prose facts on the `--test` folders.  The subsets are nested: the first n of one
order drawn by `--seed`.  Every point is trained for the same number of epochs, or with
`--equal-work` for so many that every point sees as much text as `--epochs` passes over all
reports, so that points differ in what is read and not in how much.  It keeps its best epoch by
`--dev` and has its thresholds tuned there, as `training.export` does.  Without a report the
encoder has untrained heads and counts as 0.

A point that ends is appended to the results (JSON Lines); a run that was broken off continues
with the next one.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from evaluation import learning_page
from evaluation.accuracy import add_up, score_report
from evaluation.gold import GoldReport, read_gold
from evaluation.learning_page import MEASURES
from evaluation.torch_engine import tuned_engine
from training.config import TrainingConfig, read_config
from training.corpus.reading import read_corpus
from training.train import LATEST, train
from xfnlp.engine import default_model_folder
from xfnlp.errors import XfnlpError

POINTS = ("0", "5", "10", "20", "50", "100", "all")
STARTS = ("released", "encoder", "scratch")
WEIGHTS = "weights.safetensors"
Row = dict[str, Any]
console = Console(stderr=True)


def subsets(
    documents: Sequence[dict[str, Any]], points: Sequence[str], *, seed: int
) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """Nested subsets by size, ascending; a point beyond the reports there are is left out.

    The order depends on the seed and on the documents' ids alone.
    """
    order = sorted(documents, key=lambda document: str(document["id"]))
    random.Random(seed).shuffle(order)
    sizes = {size_of(point, len(order)) for point in points}
    for size in sorted(size for size in sizes if size <= len(order)):
        yield size, order[:size]


def size_of(point: str, count: int) -> int:
    """Reports of a point: a number, a share of all (`25%`), or `all`."""
    if point == "all":
        return count
    return max(1, round(count * int(point[:-1]) / 100)) if point.endswith("%") else int(point)


def measure(folder: Path, dev: Sequence[Any], gold: dict[str, list[GoldReport]]) -> Row:
    """Counts and F1 of each measure by test folder, with thresholds tuned on dev."""
    engine = tuned_engine(folder, dev)
    scores = {}
    for name, reports in gold.items():
        found = [engine.read(report.document["text"]).to_dict() for report in reports]
        total = add_up([score_report(g, f) for g, f in zip(reports, found, strict=True)])
        scores[name] = {
            measure: {"f1": round(s.f1, 4), "tp": s.tp, "fp": s.fp, "fn": s.fn}
            for measure in MEASURES
            for s in [total[measure]]
        }
    return scores


def nothing(gold: dict[str, list[GoldReport]]) -> Row:
    """What untrained heads read: nothing."""
    return {
        name: {
            measure: {"f1": 0.0, "tp": 0, "fp": 0, "fn": total[measure].tp} for measure in MEASURES
        }
        for name, reports in gold.items()
        for total in [add_up([score_report(g, as_found(g)) for g in reports])]
    }


def as_found(report: GoldReport) -> Row:
    """A gold report in the shape of a read one."""
    return {**report.document, "facts": list(report.facts)}


def run_point(
    start: str,
    documents: Sequence[dict[str, Any]],
    *,
    config: TrainingConfig,
    gold: dict[str, list[GoldReport]],
    dev: Sequence[Any],
    model: Path,
    folder: Path,
) -> Row:
    """Train one point in `folder` and measure it; the weights are removed again."""
    begin = time.time()
    best: Row = {}
    if documents:
        folder.mkdir(parents=True, exist_ok=True)
        lines = (json.dumps(document, ensure_ascii=False) + "\n" for document in documents)
        (folder / "train.jsonl").write_text("".join(lines), encoding="utf-8")
        changes = {
            "train": [str(folder / "train.jsonl")],
            "base": str(model) if start == "released" else None,
            "scratch": start == "scratch",
            "seed": config.seed,
        }
        best = train(config.model_copy(update=changes), folder)
        scores = measure(folder, dev, gold)
        (folder / WEIGHTS).unlink()
        shutil.rmtree(folder / LATEST)
    else:
        scores = measure(model, dev, gold) if start == "released" else nothing(gold)
    return {
        "characters": sum(len(document["text"]) for document in documents),
        "best epoch": best.get("epoch", 0),
        "seconds": round(time.time() - begin),
        "scores": scores,
    }


def read_rows(path: Path) -> list[Row]:
    """The points that are done; a line that was broken off is dropped.

    Raises:
        XfnlpError: where another line is not JSON.
    """
    rows = []
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    for number, line in enumerate(lines, start=1):
        try:
            rows.append(json.loads(line))
        except json.JSONDecodeError as error:
            if number < len(lines):
                raise XfnlpError(f"{path}, line {number}: not JSON ({error})") from error
            path.write_text("".join(f"{done}\n" for done in lines[:-1]), encoding="utf-8")
    return rows


def run(options: argparse.Namespace, log: Path) -> list[Row]:
    """All points that are not in the log yet; returns every row of this setting."""
    config = read_config(
        options.config,
        encoder=options.encoder,
        train=[str(options.train)],
        dev=[str(path) for path in options.dev],
        epochs=options.epochs,
        seed=options.seed,
    )
    documents, dev = list(read_corpus([options.train])), read_corpus(options.dev)
    gold = {path.name: read_gold([path]) for path in options.test}
    setting = {
        "train": str(options.train),
        "test": [str(path) for path in options.test],
        "dev": [str(path) for path in options.dev],
        "model": str(options.model),
        "encoder": config.encoder,
        "rates": [config.encoder_rate, config.head_rate],
        "epochs": options.epochs,
        "seed": options.seed,
    }
    if options.equal_work:  # points of files from before had no such setting
        setting["equal work"] = True
    rows = [row for row in read_rows(log) if row["setting"] == setting]
    done = {(row["start"], row["reports"]) for row in rows}
    for start in options.start:
        for size, some in subsets(documents, options.points, seed=options.seed):
            if (start, size) in done:
                continue
            console.print(f"{start}, {size} reports")
            folder = options.work / f"{start}-{size}"
            shutil.rmtree(folder, ignore_errors=True)
            epochs = options.epochs
            if options.equal_work and size:
                epochs = max(1, round(epochs * len(documents) / size))
            row = {"start": start, "reports": size, "epochs": epochs if size else 0}
            row |= {"setting": setting} | run_point(
                start,
                some,
                config=config.model_copy(update={"epochs": epochs, "patience": epochs}),
                gold=gold,
                dev=dev,
                model=options.model,
                folder=folder,
            )
            rows.append(row)
            with log.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(row, ensure_ascii=False) + "\n")
    return rows


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evaluation.learning", description=__doc__)
    parser.add_argument("--train", type=Path, required=True, help="reports to learn from")
    parser.add_argument("--test", type=Path, nargs="+", required=True, help="reports to measure")
    parser.add_argument("--dev", type=Path, nargs="+", default=[Path("corpora/dev")])
    parser.add_argument(
        "--points", nargs="+", default=list(POINTS), help="numbers, shares such as 25%%, or all"
    )
    parser.add_argument("--start", nargs="+", choices=STARTS, default=list(STARTS[:2]))
    parser.add_argument("--epochs", type=int, default=5, help="of every point")
    parser.add_argument(
        "--equal-work", action="store_true", help="--epochs of all; fewer reports are seen oftener"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--model", type=Path, help="the released model, or another")
    parser.add_argument("--encoder", help="folder or name, in place of the configuration's")
    parser.add_argument("--config", type=Path, default=Path("training/configs/base.toml"))
    parser.add_argument("--work", type=Path, default=Path("runs/learning"), help="run folders")
    parser.add_argument("--name", default="learning", help="name of the result files")
    parser.add_argument("--out", type=Path, default=Path("evaluation/results"))
    options = parser.parse_args(arguments)
    if not all(point == "all" or point.removesuffix("%").isdecimal() for point in options.points):
        parser.error("--points are whole numbers, shares such as 25%, or all")
    if len({path.name for path in options.test}) < len(options.test):
        parser.error("two --test folders have the same name, and the table could not tell them")
    options.out.mkdir(parents=True, exist_ok=True)
    try:
        options.model = options.model or default_model_folder()
        rows = run(options, options.out / f"{options.name}.jsonl")
    except XfnlpError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    text = learning_page.as_markdown(rows)
    (options.out / f"{options.name}.md").write_text(text, encoding="utf-8")
    learning_page.draw(options.out / f"{options.name}.png", rows)
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
