"""One measurement in a fresh process: `python -m evaluation.speed_child '{"what": …}'`.

Prints one line of JSON.  Start-up, peak memory and thread counts can only be told apart where
nothing else has run before.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from evaluation.fresh import peak_memory


def measure(task: dict[str, Any]) -> dict[str, float]:
    """Seconds of import, loading and reading, characters a second, peak memory in MiB.

    The task names `text` (a file), `model`, `runtime` (also `torch`), `threads` and `repeats`;
    with 0 repeats the text is read once, cold.
    """
    begin = time.perf_counter()
    from xfnlp.engine import get_engine

    imported = time.perf_counter()
    if task["runtime"] == "torch":
        from evaluation.torch_engine import released_engine

        engine = released_engine(Path(task["model"]), threads=task["threads"])
    else:
        engine = get_engine(task["model"], runtime=task["runtime"], threads=task["threads"])
    loaded = time.perf_counter()
    # As bytes: a text file's line ends would be translated, and the text be another one.
    text = Path(task["text"]).read_bytes().decode("utf-8")
    before = peak_memory()
    first = time.perf_counter()
    engine.read(text)
    seconds = [time.perf_counter() - first]
    if task["repeats"]:
        seconds = [_seconds(engine, text) for _ in range(task["repeats"])]
    return {
        "import": imported - begin,
        "load": loaded - imported,
        "first read": seconds[0],
        "seconds": sorted(seconds)[len(seconds) // 2],
        "characters": len(text),
        "memory before": before,
        "memory": peak_memory(),
    }


def _seconds(engine: Any, text: str) -> float:
    begin = time.perf_counter()
    engine.read(text)
    return time.perf_counter() - begin


if __name__ == "__main__":
    print(json.dumps(measure(json.loads(sys.argv[1]))))
