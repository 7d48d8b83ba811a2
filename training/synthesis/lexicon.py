"""The word lists: grammars, fields of work, official subjects with their codes."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from xfnlp.records.subject_table import subjects

DATA = files("training.synthesis").joinpath("data")


class OfficialSubject(NamedTuple):
    """A functional subject as accounts print it."""

    code: str
    name: str  # the last level
    full: str  # 类、款、项 in one


@cache
def grammar() -> dict[str, tuple[str, ...]]:
    """The lists of `data/*.txt`: `# name` opens one, each line after it is a template."""
    lists: dict[str, list[str]] = {}
    for file in sorted(DATA.iterdir(), key=lambda item: item.name):
        if not file.name.endswith(".txt"):
            continue
        current: list[str] = []
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.startswith("# "):
                current = lists.setdefault(line[2:].strip(), [])
            elif line.strip() and not line.startswith("//"):
                current.append(line)
    return {name: tuple(lines) for name, lines in lists.items()}


@cache
def fields() -> dict[str, dict[str, Any]]:
    """Fields of work by body kind, from `data/fields*.toml`."""
    found: dict[str, dict[str, Any]] = {}
    for file in sorted(DATA.iterdir(), key=lambda item: item.name):
        if file.name.endswith(".toml"):
            found.update(tomllib.loads(file.read_text(encoding="utf-8")))
    return found


@cache
def _table() -> tuple[dict[str, str], dict[str, str]]:
    present = [row for row in subjects() if row.last is None]
    codes = {row.code: row.name for row in present if row.kind == "functional"}
    economic = {row.code: row.name for row in present if row.kind == "economic"}
    return codes, economic


@cache
def subjects_below(group: str) -> tuple[OfficialSubject, ...]:
    """The items (项) of a second-level subject, the ones common to all such subjects included."""
    codes, _ = _table()
    upper, middle = codes[group[:3]], codes[group]
    items = {code: name for code, name in codes.items() if len(code) == 7 and code[:5] == group}
    if group not in ("20805", "21011", "22102"):
        items |= {
            f"{group}01": "行政运行",
            f"{group}02": "一般行政管理事务",
            f"{group}50": "事业运行",
        }
    return tuple(
        OfficialSubject(code, name, f"{upper}（类）{middle}（款）{name}（项）")
        for code, name in sorted(items.items())
    )


def upper_name(code: str) -> str:
    """The name of the class (类) that a functional subject belongs to."""
    return _table()[0][code[:3]]


@cache
def economic(prefix: str) -> tuple[str, ...]:
    """Items of an economic class (301 pay, 302 goods and services, 303 grants, 310 capital)."""
    return tuple(
        name for code, name in _table()[1].items() if code.startswith(prefix) and len(code) == 5
    )
