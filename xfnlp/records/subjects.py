"""Codes of budget lines in the official classification (支出功能分类, 经济分类, 收入分类).

`subject_table` holds the tables, `subject_scores` the trained matching of names.  A name that
several subjects share, or that a report's wording leaves open, gets no code but candidates; a
name that is no subject (a project, a total) gets neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Final, NamedTuple

from xfnlp.folding import fold
from xfnlp.records.subject_scores import key, probabilities, weights
from xfnlp.records.subject_table import TABLE_YEAR, Subject, subjects

__all__ = ["TABLE_YEAR", "Match", "decide", "match_subject"]

# 教育支出（类）普通教育（款）初中教育（项）, or with its digits: 教育支出（205类）普通教育（02款）.
_LEVEL: Final = re.compile(
    r"(?P<name>[^()]+(?:\([^()类款项]+\)[^()]*)?)\((?P<digits>\d{0,3})(?P<level>[类款项])\)(?:支出)?"
)
_DIGITS: Final = {"类": 3, "款": 5, "项": 7}
_PRINTED: Final = re.compile(r"^(\d{3}|\d{5}|\d{7})(?=[一-鿿])")
_TAIL: Final = re.compile(r"支出$")
_JOINED: Final = re.compile(r"[及和与、]")
_MOST: Final = 12  # candidates; a name that more subjects share (行政运行) says nothing
_BELOW: Final = 0.5  # of the limit is enough where the levels above leave few subjects
_OTHER: Final = re.compile(r"^其他")


class Match(NamedTuple):
    """The code of a line, or the candidates where the name alone does not decide."""

    code: str | None
    candidates: tuple[str, ...] = ()


NOTHING: Final = Match(None)


def match_subject(name: str, *, year: int | None = None, within: Sequence[str] = ()) -> Match:
    """Find the code of a budget line by its name.

    A subject written in full (类、款、项) is followed level by level.

    Args:
        name: The line as the report names it.
        year: The fiscal year, which tells apart a subject that was moved (信访事务).
        within: Beginnings of codes among which the line is known to be, from its whole (301 and
            303 for a part of 人员经费); they choose between candidates.
    """
    match = _match(name, year)
    if match.code is None and within:
        inside = [code for code in match.candidates if code.startswith(tuple(within))]
        if len(inside) == 1:
            return Match(inside[0], (inside[0],))
    return match


@lru_cache(maxsize=8192)
def _match(name: str, year: int | None) -> Match:
    bare = fold(name)
    if printed := _PRINTED.match(bare):
        code = printed.group(1)
        return Match(code, (code,)) if code in _codes() else NOTHING
    levels = list(_LEVEL.finditer(bare))
    if levels:
        return _follow(levels, year)
    if len(bare) < 2:
        return NOTHING
    model = weights()
    found = _current(probabilities(bare), year)
    match = decide(found, model.least, model.apart, model.hint, name=bare)
    if match.code and _JOINED.search(bare):
        names = [row.name for row, _ in found if row.code == match.code]
        if not any(_JOINED.search(name) for name in names):
            return Match(None, match.candidates)  # 购置及运行维护费 is more than 运行维护费
    return match


def decide(
    found: Sequence[tuple[Subject, float]],
    least: float,
    apart: float,
    hint: float,
    *,
    name: str = "",
) -> Match:
    """The code where one subject is likely enough and leads, else the candidates.

    Args:
        found: Subjects with their probabilities, best first.
        least: The probability from which a code is given.
        apart: The lead over the next code that it needs.
        hint: The probability from which a code is a candidate.
        name: The line's name; a subject of this very name leads those that differ from it.
    """
    scores = _by_code(found, name)
    if not scores:
        return NOTHING
    best = max(scores.values())
    near = tuple(code for code, score in scores.items() if score > best - apart)
    if best < least or len(near) > 1:
        open_to = tuple(code for code, score in scores.items() if score >= hint)
        return Match(None, open_to) if len(open_to) <= _MOST else NOTHING
    return Match(near[0], near)


def _by_code(found: Sequence[tuple[Subject, float]], name: str) -> dict[str, float]:
    """The best probability of each code; of nested subjects of one name the upper one."""
    exact = key(name) if name else ""
    same = [(row, score) for row, score in found if exact and key(row.name) == exact]
    if any(len(row.code) == 3 for row, _ in same):  # 教育支出 is the class, not 援助…（款）教育
        found = same = [(row, score) for row, score in same if len(row.code) == 3]
    elif same:
        kinds = {row.kind for row, _ in same}
        # 农业生产发展 and 农业生产发展支出 are two subjects that reports do not keep apart.
        found = [
            (row, score)
            for row, score in found
            if key(row.name) == exact or (row.kind in kinds and _core(row.name) == _core(exact))
        ]
    if any(len(row.code) == 2 for row, _ in same):  # a department's 其他收入 is not the treasury's
        found = [(row, score) for row, score in same if len(row.code) == 2]
    scores: dict[str, float] = {}
    for row, score in found:
        scores[row.code] = max(score, scores.get(row.code, 0.0))
    names = {row.code: _core(row.name) for row, _ in found}
    for code in list(scores):
        upper = next(
            (o for o in scores if o != code and code.startswith(o) and names[o] == names[code]),
            None,
        )
        if upper is not None:
            scores[upper] = max(scores[upper], scores.pop(code))
    return scores


def _core(name: str) -> str:
    bare = key(name)
    return _TAIL.sub("", bare) or bare


def _current(
    found: Sequence[tuple[Subject, float]], year: int | None
) -> list[tuple[Subject, float]]:
    """Without the subjects that do not hold in the year, where others of their name do."""
    if year is None:
        return list(found)
    living = {key(row.name) for row, _ in found if row.holds_in(year)}
    return [
        (row, score) for row, score in found if row.holds_in(year) or key(row.name) not in living
    ]


def _follow(levels: Sequence[re.Match[str]], year: int | None) -> Match:
    """A subject written in full, level by level; codes that it prints itself count first."""
    digits = "".join(match["digits"] for match in levels)
    if all(match["digits"] for match in levels) and levels[0]["level"] == "类":
        return Match(digits, (digits,))
    code = ""
    for match in levels:
        found = _level(match["name"], _DIGITS[match["level"]], code, year)
        if len(found) != 1:
            return Match(None, found if 0 < len(found) <= _MOST else ((code,) if code else ()))
        code = found[0]
    return Match(code, (code,))


def _level(name: str, digits: int, above: str, year: int | None) -> tuple[str, ...]:
    """The codes of one level under the one above it that a name stands for."""

    def fits(row: Subject) -> bool:
        return row.kind == "functional" and len(row.code) == digits and row.code.startswith(above)

    core = _core(name)
    exact = [(row, 1.0) for row in _by_name().get(core, ()) if fits(row)]
    if exact:
        return tuple(dict.fromkeys(row.code for row, _ in _current(exact, year)))
    if above and _OTHER.match(core) and (rest := f"{above}99") in _codes() and digits == 7:
        return (rest,)
    model = weights()
    near = [(row, score) for row, score in probabilities(name) if fits(row)]
    match = decide(near, model.least * _BELOW, model.apart, model.hint)
    return (match.code,) if match.code else ()


@cache
def _by_name() -> dict[str, tuple[Subject, ...]]:
    names: dict[str, list[Subject]] = {}
    for row in subjects():
        names.setdefault(_core(row.name), []).append(row)
    return {name: tuple(rows) for name, rows in names.items()}


@cache
def _codes() -> frozenset[str]:
    return frozenset(row.code for row in subjects())


def beginnings(match: Match, name: str) -> tuple[str, ...]:
    """Beginnings of the codes that the parts of a line can have, by the line's code or name."""
    if match.code is not None:
        return (match.code,)
    core = fold(name)
    return next((codes for words, codes in _WHOLES if any(word in core for word in words)), ())


# Wholes that are no subjects, and the classes that their parts belong to.
_WHOLES: Final[Iterable[tuple[tuple[str, ...], tuple[str, ...]]]] = (
    (("人员经费", "人员支出"), ("301", "303")),
    (("公用经费", "公用支出", "三公经费", "机关运行经费"), ("302", "310")),
)
