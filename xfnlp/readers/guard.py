"""Reading in a process of its own, within limits of memory and time that no file gets past.

A few kilobytes of PDF can unpack to gigabytes, or draw a form that draws a form for hours; the
libraries that read PDF have no limit for either.  The child runs `serve`: it takes a line of JSON
and the file's bytes, and answers in JSON.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from xfnlp.errors import InputError
from xfnlp.readers.limits import MAX_MEMORY, MAX_SECONDS, SECONDS, SECONDS_A_MEGABYTE
from xfnlp.readers.source import Place, Source

Reader = Callable[[bytes, str], Source]

# Wall clock over processor time, for a machine that is busy.
_PATIENCE = 6
_MEGABYTE = 1024 * 1024
# What the system says of a child that it ended for its processor time.
_KILLED = frozenset(-getattr(signal, sign, 99) for sign in ("SIGXCPU", "SIGKILL"))


def read_guarded(kind: str, data: bytes, name: str, *, seconds: int | None = None) -> Source:
    """Read a file of a kind (`xfnlp.readers.READERS`) in a child process.

    Args:
        kind: the reader's name.
        data: the file.
        name: what messages call it.
        seconds: processor time it may take; as its size asks for, where not given.

    Raises:
        InputError: what the reader says, or that a limit was reached.
    """
    allowed = seconds or min(SECONDS + SECONDS_A_MEGABYTE * len(data) // _MEGABYTE, MAX_SECONDS)
    order = {"kind": kind, "name": name, "seconds": allowed, "memory": MAX_MEMORY}
    try:
        done = subprocess.run(
            [sys.executable, "-c", "from xfnlp.readers.guard import serve; serve()"],
            input=json.dumps(order).encode() + b"\n" + data,
            capture_output=True,
            timeout=_PATIENCE * allowed,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path or "." for path in sys.path)},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise InputError(_too_long(name, _PATIENCE * allowed)) from error
    except OSError as error:
        raise InputError(f"{name}: no process to read it in ({error})") from error
    if done.returncode in _KILLED:
        raise InputError(_too_long(name, allowed))
    return _answer(done, name)


def _answer(done: subprocess.CompletedProcess[bytes], name: str) -> Source:
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:
        last = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise InputError(
            f"{name}: damaged (reading broke off: {last or done.returncode})"
        ) from error
    if answer.get("memory"):
        raise InputError(
            f"{name}: more than {MAX_MEMORY // _MEGABYTE:,} MB of memory to read; not read"
        )
    if "error" in answer:
        raise InputError(answer["error"])
    places = tuple(Place(**place) for place in answer["places"])
    return Source(answer["name"], answer["text"], tuple(answer["starts"]), places)


def _too_long(name: str, seconds: int) -> str:
    return f"{name}: more than {seconds} s to read; not read"


def _limit(order: Mapping[str, Any]) -> None:
    """Take the limits on; where the system has none, the parent's patience is the limit."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (order["seconds"], order["seconds"] + 5))
        resource.setrlimit(resource.RLIMIT_AS, (order["memory"], order["memory"]))


def serve() -> None:
    """The child: read an order and a file, write what became of it."""
    from xfnlp.readers import READERS

    order = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    _limit(order)
    answer: dict[str, Any]
    try:
        source = READERS[order["kind"]](data, order["name"])
        answer = {
            "name": source.name,
            "text": source.text,
            "starts": source.starts,
            "places": [
                {"page": p.page, "paragraph": p.paragraph, "sheet": p.sheet, "cell": p.cell}
                for p in source.places
            ],
        }
    except InputError as error:
        answer = {"error": str(error)}
    except MemoryError:
        answer = {"memory": True}
    sys.stdout.write(json.dumps(answer))
