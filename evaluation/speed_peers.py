"""What the speed of reading is held against: other readers, and what the machine can do."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np


def median_seconds(run: Callable[[], Any], *, repeats: int) -> float:
    """Median wall time of `run`, after one run to warm up."""
    run()
    seconds = []
    for _ in range(repeats):
        begin = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - begin)
    return sorted(seconds)[len(seconds) // 2]


def encoder_work(model: Path) -> dict[str, Any] | None:
    """Shape of the encoder and its multiply-adds a token, from the model's own card.

    Counts the matrix products of the layers (four of h × h, two of h × m) and of attention over
    a full window; embeddings and heads are left out.  None where the card is not there.
    """
    inner = model / "xfnlp" if (model / "xfnlp").is_dir() else model
    card, settings = inner / "training" / "network.json", inner / "settings.json"
    if not card.is_file() or not settings.is_file():
        return None
    shape = json.loads(card.read_text(encoding="utf-8"))["encoder"]
    window = json.loads(settings.read_text(encoding="utf-8"))["windows"]
    hidden, inside = shape["hidden_size"], shape["intermediate_size"]
    size = window["size"]
    layer = 4 * hidden**2 + 2 * hidden * inside + 2 * size * hidden
    return {
        "hidden": hidden,
        "inside": inside,
        "layers": shape["num_hidden_layers"],
        "window": size,
        # Characters of the text that a window adds: the rest is context read twice.
        "new": size - window["left"] - window["right"] - window["titles"],
        "work": shape["num_hidden_layers"] * layer,
    }


def product_rate(rows: int, inner: int, columns: int, *, repeats: int) -> float:
    """Multiply-adds a second of a single-threaded numpy float32 product of this shape."""
    from threadpoolctl import threadpool_limits

    random = np.random.default_rng(1)
    left = random.standard_normal((rows, inner), dtype=np.float32)
    right = random.standard_normal((inner, columns), dtype=np.float32)
    out = np.empty((rows, columns), dtype=np.float32)
    count = max(1, int(5e8 // (rows * inner * columns)))  # long enough for the clock

    def run() -> None:
        for _ in range(count):
            np.matmul(left, right, out=out)

    with threadpool_limits(limits=1):
        seconds = median_seconds(run, repeats=repeats)
    return count * rows * inner * columns / seconds


def ceiling(model: Path, *, repeats: int) -> dict[str, float] | None:
    """Characters a second if nothing but the encoder's matrix products were done, one thread.

    `characters` reads each character once; `with context` counts the context that overlapping
    windows read again.
    """
    work = encoder_work(model)
    if work is None:
        return None
    rate = product_rate(work["window"], work["hidden"], work["inside"], repeats=repeats)
    once = rate / work["work"]
    return {
        "multiply-adds a second": rate,
        "multiply-adds a character": float(work["work"]),
        "characters": once,
        "with context": once * work["new"] / work["window"],
    }


def peers(texts: Sequence[str], *, repeats: int) -> tuple[dict[str, float], dict[str, str]]:
    """Characters a second of readers that are not xfnlp, one thread; and those missing, why."""
    from threadpoolctl import threadpool_limits

    size = sum(map(len, texts))
    speeds, missing = {}, {}
    makers: dict[str, Callable[[], Callable[[str], Any]]] = {
        "xfnlp.figures.find_figures": _figures,
        "rules only (evaluation.baselines)": _rules,
        "spaCy zh, blank, tok2vec": _spacy,
        "JioNLP extract_money": _jionlp,
    }
    for name, make in makers.items():
        try:
            read = make()
            with threadpool_limits(limits=1):
                seconds = median_seconds(partial(_all, read, texts), repeats=repeats)
        except Exception as error:  # a peer that is missing or fails must not stop the run
            missing[name] = f"{type(error).__name__}: {error}"
            continue
        speeds[name] = size / seconds
    return speeds, missing


def _all(read: Callable[[str], Any], texts: Sequence[str]) -> None:
    for text in texts:
        read(text)


def _figures() -> Callable[[str], Any]:
    from xfnlp.figures import find_figures

    return find_figures


def _rules() -> Callable[[str], Any]:
    from evaluation.baselines.rules import read

    return read


def _spacy() -> Callable[[str], Any]:
    """spaCy's smallest network on characters: what any spaCy zh component must pay first."""
    import spacy

    nlp = spacy.blank("zh")  # segments by character unless a segmenter is named
    nlp.add_pipe("tok2vec")
    nlp.initialize()
    nlp.max_length = 20_000_000
    return nlp


def _jionlp() -> Callable[[str], Any]:
    import contextlib
    import io

    with contextlib.redirect_stdout(io.StringIO()):
        import jionlp

    return lambda text: jionlp.ner.extract_money(text, with_parsing=True)
