"""The record of what is finished: one JSON line a report, whole or not there at all."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from xfnlp.errors import InputError


class Journal:
    """A JSON Lines file that is appended to; each line is on the disk when `add` returns.

    Opening one that a broken-off run left keeps its whole lines and cuts off a torn last one.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.done: set[str] = set()
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            self._recover()
        self._sink: BinaryIO | None = path.open("ab")

    def _recover(self) -> None:
        whole = 0
        with self.path.open("rb") as source:
            for number, line in enumerate(source, start=1):
                if not line.endswith(b"\n"):
                    break
                try:
                    self.done.add(json.loads(line)["file"])
                except (ValueError, KeyError, TypeError) as error:
                    raise InputError(
                        f"{self.path}: line {number} is no exported report; "
                        "choose another name or remove the file"
                    ) from error
                whole += len(line)
        if whole < self.path.stat().st_size:
            os.truncate(self.path, whole)

    def add(self, file: str, report: Mapping[str, Any]) -> None:
        if self._sink is None:
            raise InputError(f"{self.path} is closed")
        content = {"file": file, **report}
        line = json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"
        self._sink.write(line.encode("utf-8", "backslashreplace"))
        self._sink.flush()
        os.fsync(self._sink.fileno())
        self.done.add(file)

    def close(self) -> None:
        if self._sink is not None:
            self._sink.close()
            self._sink = None

    def __iter__(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """The reports in the order they were added."""
        with self.path.open("rb") as source:
            for line in source:
                content = json.loads(line)
                yield content.pop("file"), content
