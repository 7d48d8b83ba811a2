"""Measuring in a process where nothing else has run before: starting one, and its peak memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from xfnlp.errors import XfnlpError

ROOT = Path(__file__).resolve().parent.parent
_LAST_WORDS = 400  # characters of what a process said before it failed


def measured(module: str, *arguments: str, name: str) -> dict[str, Any]:
    """Run a module in a fresh process; what its last line says in JSON.

    Raises:
        XfnlpError: where it fails, with `name` and its last words.
    """
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise XfnlpError(f"{name}: {done.stderr.strip()[-_LAST_WORDS:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def peak_memory() -> float:
    """Largest resident set of this process so far, in MiB; not of the one that started it."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / (1024 * 1024 if sys.platform == "darwin" else 1024)
