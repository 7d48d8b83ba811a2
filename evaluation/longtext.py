"""Long texts: seconds and memory of every stage but the network, at growing lengths.

`python -m evaluation.longtext [--characters 1000000]` puts a stand-in for the network that
answers at once with as many spans as reports have, so that what grows too fast shows.  An
exponent of 1 is linear growth, of 2 quadratic.
"""

from __future__ import annotations

import argparse
import json
import math
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from xfnlp.engine import Engine, get_engine
from xfnlp.layout import find_blocks
from xfnlp.scheme import RELATIONS
from xfnlp.tagger.decode import POINTED
from xfnlp.tagger.stream import make_stream
from xfnlp.tagger.windows import make_windows

ROOT = Path(__file__).resolve().parent.parent
Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
EVERY = 24  # characters between two names, about as in the reports of the corpus


class StandIn:
    """A network that finds a name and a figure at every so many characters."""

    def encode(self, ids: Ints) -> tuple[Floats, Floats]:
        size = len(ids) - 2
        scores = np.full((len(POINTED), size, size), -9, dtype=np.float32)
        for start in range(0, size - 12, EVERY):
            scores[POINTED.index("CATEGORY"), start, start + 3] = 5
            scores[POINTED.index("MONEY"), start + 6, start + 9] = 5
        return np.zeros((size, 4), dtype=np.float32), scores

    def relate(
        self, states: Floats, parts: Ints, spans: Ints, pairs: Ints
    ) -> tuple[Floats, Floats]:
        # A near head wins, and there are others for arithmetic to choose from.
        scores = np.full((len(pairs), len(RELATIONS)), -9, dtype=np.float32)
        scores[:, list(RELATIONS).index("actual")] = 3 - abs(pairs[:, 2] - 7)
        return np.full(len(parts), -9, dtype=np.float32), scores


def stand_in_engine() -> Engine:
    return Engine(replace(get_engine().model, backend=StandIn(), workers=1))


def texts() -> dict[str, Callable[[int], str]]:
    """Kinds of long text, each as a function of its length."""
    files = sorted((ROOT / "corpora").rglob("*.jsonl"))[::7]
    reports = [json.loads(file.read_text(encoding="utf-8").splitlines()[0]) for file in files]
    whole = "\n\n".join(report["text"] for report in reports)
    row = "2080501\t行政单位离退休\t12.50\t11.80\t0.70\t94.4%\n"
    numbered = "".join(f"（{n % 9 + 1}）完成第{n}项检查{n % 40 + 1}次；\n" for n in range(5000))

    def fill(piece: str) -> Callable[[int], str]:
        return lambda size: (piece * (size // len(piece) + 1))[:size]

    return {
        "reports": fill(whole),
        "one line": fill("".join(whole.replace("|", "").split())),
        "one sentence": fill("本年支出12.5万元，其中公用经费，"),
        "one table": fill("科目编码\t科目名称\t预算\t决算\t差额\t执行率\n" + row * 400),
        "short lines": fill("预\n算\n"),
        "headings": fill("一、收支情况\n（一）基本支出\n1. 人员经费\n"),
        "list": fill(numbered),
        "contents": fill("一、部门概况……………………3\n二、收入决算表........12\n"),
        "blank": fill(" \n\t\n"),
        "digits": fill("1234567890"),
        "marks": fill("|---|"),
    }


def stages(engine: Engine) -> dict[str, Callable[[str], Any]]:
    """What is measured, each from the text on."""
    alphabet, shape = engine.model.alphabet, engine.model.shape

    def windows(text: str) -> Iterator[Any]:
        return make_windows(make_stream(text, find_blocks(text), alphabet), shape)

    return {
        "layout": find_blocks,
        "stream": lambda text: make_stream(text, find_blocks(text), alphabet),
        "windows": lambda text: sum(1 for _ in windows(text)),
        "all": engine.read,
    }


def seconds(run: Callable[[str], Any], text: str) -> float:
    start = time.process_time()
    run(text)
    return time.process_time() - start


def megabytes(run: Callable[[str], Any], text: str) -> float:
    """The most memory held at once beyond the text itself."""
    tracemalloc.start()
    run(text)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 2**20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--characters", type=int, default=1_000_000)
    parser.add_argument("--kinds", nargs="*", help="only these kinds of text")
    parser.add_argument("--stages", nargs="*", default=["layout", "all"])
    parser.add_argument("--memory", action="store_true", help="measure memory too (slow)")
    options = parser.parse_args()
    found = stages(stand_in_engine())
    print("kind            stage      characters  seconds  exponent  megabytes")
    for kind, make in texts().items():
        if options.kinds and kind not in options.kinds:
            continue
        for stage in options.stages:
            before = 0.0
            for size in (options.characters // 4, options.characters):
                spent = seconds(found[stage], make(size))
                grown = f"{math.log(spent / before, 4):.2f}" if before > 0.02 else ""
                held = f"{megabytes(found[stage], make(size)):.0f}" if options.memory else ""
                print(
                    f"{kind:15} {stage:8} {size:12,} {spent:8.2f}  {grown:>8}  {held:>9}",
                    flush=True,
                )
                before = spent


if __name__ == "__main__":
    main()
