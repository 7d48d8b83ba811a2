"""Where the time of `parse` goes: stages measured inside the very calls that users make."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import xfnlp.engine as engine_module
from xfnlp.engine import Engine

_ABSENT = object()
STAGES = ("layout", "stream", "encoder", "heads", "records", "tables", "audit")


class Clock:
    """Seconds spent in named calls; a call inside another counts for both."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function, updated=())
        def run(*args: Any, **options: Any) -> Any:
            begin = time.perf_counter()
            try:
                return function(*args, **options)
            finally:
                spent = time.perf_counter() - begin
                self.seconds[name] = self.seconds.get(name, 0.0) + spent

        return run


@contextmanager
def watched(engine: Engine) -> Iterator[Clock]:
    """Time the stages of an engine while the block runs; meant for one worker thread."""
    clock = Clock()
    backend = engine.model.backend
    whole = engine_module.tag_streams

    def tag_all(*args: Any, **options: Any) -> list[Any]:
        return list(whole(*args, **options))  # it is lazy: run it where it is timed

    places: list[tuple[Any, str, str, Callable[..., Any]]] = [
        (engine_module, "find_blocks", "layout", engine_module.find_blocks),
        (engine_module, "make_stream", "stream", engine_module.make_stream),
        (engine_module, "tag_streams", "tagging", tag_all),
        (engine_module, "read_tables", "tables", engine_module.read_tables),
        (engine_module, "audit", "audit", engine_module.audit),
        (backend, "_encoder", "encoder", backend._encoder),
        (engine, "_report", "report", engine._report),
    ]
    before = [(owner, name, vars(owner).get(name, _ABSENT)) for owner, name, _, _ in places]
    try:
        for owner, name, stage, function in places:
            setattr(owner, name, clock.timed(stage, function))
        yield clock
    finally:
        for owner, name, old in before:
            if old is _ABSENT:
                delattr(owner, name)
            else:
                setattr(owner, name, old)


def stage_seconds(engine: Engine, text: str) -> dict[str, float]:
    """Seconds of one parse by stage, and its `total`; stages are disjoint.

    `heads` is all of tagging but the encoder: windows, the span and pair graphs, decoding;
    `records` all of the report but tables and audit: values, choice of readings, facts, records.
    """
    with watched(engine) as clock:
        begin = time.perf_counter()
        engine.read(text)
        total = time.perf_counter() - begin
    spent = clock.seconds
    result = {name: spent.get(name, 0.0) for name in STAGES}
    result["heads"] = spent.get("tagging", 0.0) - result["encoder"]
    result["records"] = spent.get("report", 0.0) - result["tables"] - result["audit"]
    return result | {"total": total}
