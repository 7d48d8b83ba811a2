"""A small trained model: does a name of a report stand for a subject of the classification?

What the two names share is measured by the weights of their character n-grams (tf-idf); what one
has and the other lacks is weighed by n-gram too, so that 支出 too much costs little and 改造 much.
`training/subjects.py` fits the weights.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from heapq import nlargest
from importlib import resources
from typing import Final, NamedTuple
from zlib import crc32

import numpy as np

from xfnlp.folding import fold
from xfnlp.records.subject_table import Subject, subjects

SIZES: Final = (1, 2, 3)
NEAREST: Final = 16  # names of subjects that are scored for a name
# What the two names have in common, beside the n-grams that only one of them has.
SHARED: Final = (
    "cosine", "cosine2", "same", "same_core", "of_name", "of_subject", "starts", "ends",
    "short", "long", "economic", "income", "fee", "inflow",
)  # fmt: skip
_TAIL: Final = re.compile(r"(?:支出|费用|经费|费)$")
_LEVEL: Final = re.compile(r"\([类款项]\)$")
# What a name holds in brackets at its end (事业收入（学费、住宿费）) tells more of it, not another.
_NOTE: Final = re.compile(r"(?<=收入)\([^()]*\)$")
_LEAD: Final = re.compile(r"^(?:国内|日常|本单位|本部门)(?=.{3})")
# Short and old ways of writing, and the commonest misprint, with what they stand for.
_SAME: Final = (
    ("拔款", "拨款"), ("公务车", "公务用车"), ("公车", "公务用车"), ("运维", "运行维护"),
    ("津补贴", "津贴补贴"), ("拨款本年收入", "拨款收入"), ("财政补助收入", "财政拨款收入"),
    ("缴款收入", "上缴收入"),
)  # fmt: skip


class Weights(NamedTuple):
    """The trained model: by n-gram its rarity, and what it costs on one side only."""

    rarity: dict[int, float]
    extra: dict[int, float]
    missing: dict[int, float]
    shared: tuple[float, ...]
    intercept: float
    least: float  # probability from which a code is given
    apart: float  # and the lead over the next code that it needs
    hint: float  # probability from which a code is a candidate


def key(name: str) -> str:
    """A name as it is compared: folded, without level and note, in its usual wording."""
    bare = _LEAD.sub("", _NOTE.sub("", _LEVEL.sub("", fold(name))))
    for short, usual in _SAME:
        if short in bare and usual not in bare:
            bare = bare.replace(short, usual)
    return bare


def grams(name: str, *, sizes: Sequence[int] = SIZES) -> Iterator[int]:
    """Keys of the character n-grams of a name between its borders."""
    framed = f"^{name[:40]}$"
    for size in sizes:
        for place in range(len(framed) - size + 1):
            yield crc32(framed[place : place + size].encode("utf-8", "surrogatepass"))


class Index:
    """The distinct names of subjects by n-gram, to find those nearest to a name."""

    def __init__(self, rows: Iterable[Subject], rarity: Mapping[int, float]) -> None:
        by_name: dict[str, list[Subject]] = {}
        for row in rows:
            by_name.setdefault(key(row.name), []).append(row)
        self.names = list(by_name)
        self.rows = [tuple(found) for found in by_name.values()]
        self.grams = [frozenset(grams(name)) for name in self.names]
        self.rarity = rarity
        self._usual = max(rarity.values(), default=1.0)
        self._sizes = [self._size(found) for found in self.grams]
        self._places: dict[int, list[int]] = {}
        for number, name in enumerate(self.names):
            for gram in set(grams(name, sizes=SIZES[1:])):  # single characters are in too many
                self._places.setdefault(gram, []).append(number)

    def _weight(self, gram: int) -> float:
        return self.rarity.get(gram, self._usual) ** 2

    def _size(self, found: Iterable[int]) -> float:
        return math.sqrt(sum(map(self._weight, found))) or 1.0

    def nearest(self, name: str, most: int = NEAREST) -> list[tuple[int, float]]:
        """Numbers of the nearest names with the cosine of their weighted n-grams, best first."""
        sums: dict[int, float] = {}
        for gram in set(grams(name, sizes=SIZES[1:])):
            weight = self._weight(gram)
            for number in self._places.get(gram, ()):
                sums[number] = sums.get(number, 0.0) + weight
        rough = nlargest(2 * most, sums, key=lambda number: sums[number] / self._sizes[number])
        mine = frozenset(grams(name))
        size = self._size(mine)
        scored = [
            (number, sum(map(self._weight, mine & self.grams[number])) / size / self._sizes[number])
            for number in rough
        ]
        return sorted(scored, key=lambda item: (-item[1], item[0]))[:most]


def shared(name: str, other: str, row: Subject, cosine: float, common: float) -> list[float]:
    """The features of a pair that are not single n-grams, in the order of `SHARED`.

    Args:
        name: The key of the report's name.
        other: The key of the subject's name.
        row: The subject.
        cosine: Of the two names' weighted n-grams.
        common: Number of n-grams that both have, over that of the name's own.
    """
    core, kernel = _TAIL.sub("", name) or name, _TAIL.sub("", other) or other
    return [
        cosine,
        cosine * cosine,
        float(name == other),
        float(core == kernel),
        common,
        min(1.0, common * len(name) / max(1, len(other))),
        float(name.startswith(other)),
        float(name.endswith(other)),
        float(len(other) <= 3),
        float(len(name) > len(other) + 4),
        float(row.kind == "economic"),
        float(row.kind == "income"),
        float(row.kind == "economic" and name.endswith(("费", "费用"))),
        float(row.kind == "income" and name.endswith(("收入", "税", "拨款"))),
    ]


@cache
def weights() -> Weights:
    """The weights that ship with the package."""
    file = resources.files("xfnlp.records").joinpath("subject_names.npz")
    with file.open("rb") as stream, np.load(stream) as arrays:
        keys = arrays["keys"].tolist()
        columns = [arrays[name].astype(float).tolist() for name in ("rarity", "extra", "missing")]
        rarity, extra, missing = (dict(zip(keys, column, strict=True)) for column in columns)
        least, apart, hint = arrays["limits"].tolist()
        return Weights(
            {gram: value for gram, value in rarity.items() if value},
            {gram: value for gram, value in extra.items() if value},
            {gram: value for gram, value in missing.items() if value},
            tuple(arrays["shared"].astype(float).tolist()),
            float(arrays["intercept"]),
            least,
            apart,
            hint,
        )


@cache
def index() -> Index:
    """The index of all subjects of the shipped tables."""
    return Index(subjects(), weights().rarity)


def probabilities(
    name: str, rows: Index | None = None, model: Weights | None = None
) -> list[tuple[Subject, float]]:
    """The subjects nearest to a name with the probability that it stands for them, best first."""
    model, rows = model or weights(), rows or index()
    bare = key(name)
    mine = frozenset(grams(bare))
    result: list[tuple[Subject, float]] = []
    for number, cosine in rows.nearest(bare):
        theirs = rows.grams[number]
        score = model.intercept
        score += sum(model.extra.get(gram, 0.0) for gram in mine - theirs)
        score += sum(model.missing.get(gram, 0.0) for gram in theirs - mine)
        common = len(mine & theirs) / max(1, len(mine))
        by_kind: dict[str, float] = {}
        for row in rows.rows[number]:
            if row.kind not in by_kind:
                dense = shared(bare, rows.names[number], row, cosine, common)
                total = score + sum(w * value for w, value in zip(model.shared, dense, strict=True))
                by_kind[row.kind] = 1 / (1 + math.exp(-max(min(total, 30.0), -30.0)))
            result.append((row, by_kind[row.kind]))
    return sorted(result, key=lambda item: (-item[1], item[0].code))
