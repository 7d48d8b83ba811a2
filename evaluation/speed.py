"""How fast and how large: `python -m evaluation.speed [--model DIR] [--quick]`.

The whole of `parse` by stage on a short, a real and a long text; one and two threads; ONNX
Runtime, OpenVINO and torch; start-up and peak memory of fresh processes; growth with the text's
length; and, in the same run, what the machine can do (matrix products) and how fast others read.
Medians of five.  The texts are corpus reports, repeated for the long ones.  `--quick` tries
everything once on short texts: to see that it runs, not to be quoted.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import math
import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from rich.console import Console

from evaluation import speed_page
from evaluation.fresh import ROOT, measured
from evaluation.speed_peers import ceiling, peers
from evaluation.stages import STAGES, stage_seconds
from xfnlp.errors import XfnlpError

LENGTHS = (10_000, 30_000, 100_000, 300_000, 1_000_000)
QUICK = (1_000, 3_000)
SHORT = 400
PEER_TEXTS = 20
console = Console(stderr=True)


def corpus_texts(folder: Path) -> list[str]:
    """The texts of all reports below a folder, by file name."""
    return [
        json.loads(line)["text"]
        for file in sorted(folder.rglob("*.jsonl"))
        if not file.name.endswith(".facts.jsonl")
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]


def text_of(texts: Sequence[str], length: int) -> str:
    """Exactly `length` characters: whole reports one after the other, again from the first."""
    pieces, size, place = [], 0, 0
    while size < length:
        piece = texts[place % len(texts)] + "\n\n"
        pieces.append(piece)
        size, place = size + len(piece), place + 1
    return "".join(pieces)[:length]


def exponent(lengths: Sequence[float], costs: Sequence[float]) -> float | None:
    """Slope of log cost over log length: 1 is linear, 2 is quadratic; None below two points.

    Points without a cost (memory that was there before) are left out.
    """
    points = [(math.log(n), math.log(c)) for n, c in zip(lengths, costs, strict=True) if c > 0]
    if len({x for x, _ in points}) < 2:
        return None
    middle = sum(x for x, _ in points) / len(points)
    height = sum(y for _, y in points) / len(points)
    spread = sum((x - middle) ** 2 for x, _ in points)
    return sum((x - middle) * (y - height) for x, y in points) / spread


def child(task: dict[str, Any]) -> dict[str, float]:
    """Run `evaluation.speed_child` on a task in a fresh process.

    Raises:
        XfnlpError: where it fails, with its last words.
    """
    return measured("evaluation.speed_child", json.dumps(task), name="the measuring process failed")


def median_row(rows: Sequence[dict[str, float]]) -> dict[str, float]:
    """Key by key, the median of several measurements."""
    return {key: sorted(row[key] for row in rows)[len(rows) // 2] for key in rows[0]}


def stage_table(
    samples: dict[str, str], *, model: Path | None, runtime: str, repeats: int
) -> dict[str, dict[str, float]]:
    """Seconds by stage of each sample, one thread; each stage's median."""
    from xfnlp.engine import get_engine

    engine = get_engine(model, runtime=runtime, threads=1)
    result = {}
    for name, text in samples.items():
        console.print(f"stages, {runtime}: {name}, {len(text):,} characters")
        engine.read(text[:SHORT])
        rows = [stage_seconds(engine, text) for _ in range(repeats)]
        result[name] = median_row(rows) | {"characters": float(len(text))}
    return result


def runtimes(model: Path) -> list[str]:
    """What this machine can run the model with; the default first."""
    found = ["onnx"]
    if importlib.util.find_spec("openvino"):
        found.append("openvino")
    weights = model / "xfnlp" / "training", model / "training"
    if any(folder.is_dir() for folder in weights) and all(
        importlib.util.find_spec(name) for name in ("torch", "transformers", "safetensors")
    ):
        found.append("torch")
    return found


def measure(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """All measurements, as plain JSON types; `folder` holds texts for the children."""
    from xfnlp.engine import default_model_folder

    model = options.model or default_model_folder()
    texts = corpus_texts(options.corpus)
    if not texts:
        raise XfnlpError(f"{options.corpus}: no corpus reports (*.jsonl) to measure with")
    real = sorted(texts, key=len)[len(texts) // 2]
    samples = {"short": real[:SHORT], "real": real, "long": text_of(texts, max(options.lengths))}
    files = {}
    for length in options.lengths:
        files[length] = folder / f"{length}.txt"
        files[length].write_text(text_of(texts, length), encoding="utf-8", newline="")
    (short := folder / "short.txt").write_text(samples["short"], encoding="utf-8", newline="")
    found = runtimes(Path(model))
    task = {"model": str(model), "runtime": "onnx", "threads": 1, "repeats": 0}
    result: dict[str, Any] = {"about": about(options, model), "runtimes": found}
    result["stages"] = {
        # The long text would take the others hours and tell nothing new.
        runtime: stage_table(
            {name: text for name, text in samples.items() if runtime == "onnx" or name != "long"},
            model=model,
            runtime=runtime,
            repeats=options.repeats,
        )
        for runtime in found
        if runtime != "torch"  # in a process of its own, for its threads are the process's
    }
    console.print("start-up")
    result["start"] = median_row(
        [child(task | {"text": str(short)}) for _ in range(options.repeats)]
    )
    middle = files[sorted(options.lengths)[len(options.lengths) // 2]]
    result["threads"] = {
        runtime: {
            threads: child(
                task
                | {"text": str(middle), "runtime": runtime, "threads": threads}
                | {"repeats": options.repeats}
            )
            for threads in (1, 2)
        }
        for runtime in found
    }
    result["growth"] = []
    for length in options.lengths:
        console.print(f"growth: {length:,} characters")
        rows = [child(task | {"text": str(files[length])}) for _ in range(options.repeats)]
        result["growth"].append(median_row(rows))
    sizes = [row["characters"] for row in result["growth"]]
    result["exponents"] = {
        "time": exponent(sizes, [row["seconds"] for row in result["growth"]]),
        # Of what reading adds to the loaded model, which is a constant.
        "memory": exponent(
            sizes, [row["memory"] - row["memory before"] for row in result["growth"]]
        ),
    }
    console.print("machine and peers")
    result["ceiling"] = ceiling(Path(model), repeats=options.repeats)
    count = 2 if options.quick else PEER_TEXTS
    some = texts[:: max(len(texts) // count, 1)][:count]
    result["peers"], result["missing"] = peers(some, repeats=options.repeats)
    return result


def about(options: argparse.Namespace, model: Path) -> dict[str, Any]:
    """Versions, machine and settings, so that a reader can run the same again."""
    versions = {}
    for package in ("onnxruntime", "openvino", "torch", "numpy", "spacy", "jionlp"):
        try:
            versions[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            versions[package] = "not installed"
    cpu = Path("/proc/cpuinfo")
    name = next(
        (line.split(":", 1)[1].strip() for line in cpu.read_text().splitlines()
         if line.startswith("model name")), platform.processor(),
    ) if cpu.is_file() else platform.processor()  # fmt: skip
    # A machine that does something else at the same time gives other figures: say so.
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else -1.0
    return {
        "model": str(model),
        "machine": f"{name}, {os.cpu_count()} processors, {platform.system()}",
        "python": platform.python_version(),
        "versions": versions,
        "repeats": options.repeats,
        "load before": round(load, 2),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evaluation.speed", description=__doc__)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--corpus", type=Path, default=ROOT / "corpora")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--lengths", type=int, nargs="+", default=list(LENGTHS))
    parser.add_argument("--quick", action="store_true", help="everything once, on short texts")
    parser.add_argument("--name", default="speed", help="name of the result files")
    parser.add_argument("--out", type=Path, default=Path("evaluation/results"))
    options = parser.parse_args(arguments)
    if options.quick:
        options.repeats, options.lengths = 1, list(QUICK)
        options.name += "-quick"
    if options.repeats < 1 or min(options.lengths) < 1:
        parser.error("--repeats and --lengths must be at least 1")
    try:
        with tempfile.TemporaryDirectory() as folder:
            result = measure(options, Path(folder))
    except XfnlpError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    options.out.mkdir(parents=True, exist_ok=True)
    text = speed_page.as_markdown(result)
    (options.out / f"{options.name}.md").write_text(text, encoding="utf-8")
    (options.out / f"{options.name}.json").write_text(
        json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    speed_page.draw(options.out / f"{options.name}.png", result, STAGES)
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
