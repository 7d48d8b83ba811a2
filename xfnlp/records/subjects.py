"""Codes of budget lines in the official classification of expenditure (支出功能分类, 经济分类).

`data/subjects.tsv` holds the upper two levels of the functional classification, its items that
departments' reports name most, and the departmental economic classification, as of 2024; earlier
names of a subject stand beside its present one.  It is no full copy: an item that is not in it
has no code, and the subject above it is the candidate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

from xfnlp.folding import fold

TABLE_YEAR: Final = 2024

_LEVEL: Final = re.compile(
    r"(?P<name>[^()]+(?:\([^()类款项]+\)[^()]*)?)\((?P<level>[类款项])\)(?:支出)?"
)
_DIGITS: Final = {"类": 3, "款": 5, "项": 7}
_TAIL: Final = re.compile(r"支出$")


class Match(NamedTuple):
    """The code of a line, or the candidates where the name alone does not decide."""

    code: str | None
    candidates: tuple[str, ...] = ()


class _Table(NamedTuple):
    by_name: dict[str, tuple[str, ...]]
    common: dict[str, str]  # 行政运行 → 01, under any subject of the second level


def match_subject(name: str) -> Match:
    """Find the code of a budget line by its name.

    A subject written in full (类、款、项) is followed level by level; a bare name counts where
    the tables hold it once, else its subjects are candidates.
    """
    levels = _levels(name)
    if levels:
        return _follow(levels)
    key = _key(name)
    found = _table().by_name.get(key, ())
    if len(found) == 1:
        return Match(found[0], found)
    return Match(None, found)


def _levels(name: str) -> list[tuple[str, int]]:
    """The names of a subject written in full, with the digits of their codes."""
    return [(match["name"], _DIGITS[match["level"]]) for match in _LEVEL.finditer(fold(name))]


def _follow(levels: list[tuple[str, int]]) -> Match:
    code = above = ""
    for name, digits in levels:
        found = [item for item in _codes(name, digits) if item.startswith(code)]
        if not found and digits == 7 and len(code) == 5:
            common = _table().common.get(_key(name))
            if fold(name).startswith("其他") and above and above in fold(name):
                common = "99"  # 公安（款）其他公安支出（项）
            found = [code + common] if common else []
        if len(found) != 1:
            return Match(None, tuple(found) or ((code,) if code else ()))
        code, above = found[0], _key(name)
    return Match(code, (code,))


def _codes(name: str, digits: int) -> Iterator[str]:
    for code in _table().by_name.get(_key(name), ()):
        if len(code) == digits and code[0] == "2":
            yield code


def _key(name: str) -> str:
    bare = fold(name)
    return _TAIL.sub("", bare) or bare


@cache
def _table() -> _Table:
    by_name: dict[str, list[str]] = {}
    common = {}
    text = files("xfnlp.records").joinpath("data/subjects.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("#") or not line:
            continue
        code, name, _ = line.split("\t")
        if code.startswith("*"):
            common[_key(name)] = code[1:]
        else:
            by_name.setdefault(_key(name), []).append(code)
    return _Table({key: tuple(codes) for key, codes in by_name.items()}, common)
