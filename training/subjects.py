"""Train the matching of names to the official classification.

    python -m training.subjects -o xfnlp/records/subject_names.npz

Positive pairs: the names of the tables and variants of them, and the names labelled by hand in
`subject_names.tsv` (budget lines of corpora/train).  Negative pairs: the same names with the
subjects that come nearest to them otherwise, lines that name no subject, and names of projects
made of subjects' names.  The limits (least probability, lead over the next code) are tuned on
five folds of the labelled names, for a precision of 0.98.  Prints precision and coverage there.
"""

from __future__ import annotations

import argparse
import math
import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold

from xfnlp.records.subject_scores import (
    SHARED,
    Index,
    Weights,
    grams,
    key,
    probabilities,
    shared,
)
from xfnlp.records.subject_table import Subject, subjects
from xfnlp.records.subjects import Match, decide

NAMES = Path(__file__).with_name("subject_names.tsv")
PRECISION = 0.98  # of the codes given, on held-out folds
_PROJECTS = (
    "专项经费", "工作经费", "项目", "补助资金", "改造工程", "系统运维费", "专项资金", "建设项目",
    "业务经费", "奖补资金", "服务采购", "宣传经费", "试点经费", "设备更新", "能力提升项目",
)  # fmt: skip
_PLACES = ("市级", "县本级", "省级", "中央", "乡镇", "全县", "驻村", "信访", "学校", "机关")
_HARD = 6  # nearest wrong subjects of a name that are negative pairs
_DENSE, _SINGLE = 2.0, 0.5
_HINT = 0.25  # from this probability on a subject is named as a candidate


class Line(NamedTuple):
    """A name and the codes that it stands for or leaves open; none for most lines."""

    name: str
    codes: frozenset[str]


def labelled(path: Path = NAMES) -> list[Line]:
    """The names labelled by hand: name, tab, codes apart by / or a dash."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    return [Line(row[0], frozenset(row[1].split("/")) - {"-"}) for row in rows if row[0][:1] != "#"]


def variants(name: str) -> list[str]:
    """Ways of writing a subject's name that leave its meaning."""
    bare = re.sub(r"[（(][^）)]*[）)]", "", name)
    found = {name, bare, name.replace("及", "和"), name.replace("和", "与", 1)}
    if name.endswith("支出"):
        found |= {name.removesuffix("支出"), f"{name}合计"}
    elif name.endswith("费用"):
        found |= {name[:-1], f"{name[:-2]}经费", f"{name}支出", f"{name[:-1]}支出", name[:-2]}
    elif name.endswith("费"):
        found |= {f"{name}用", f"{name}支出", f"{name[:-1]}支出"}
    elif name.endswith("收入"):
        found |= {name.removesuffix("收入")} if "拨款" in name else set()
    else:
        found |= {f"{name}支出", f"{name}费用"}
    return sorted(item for item in found if len(item) > 1)


def invented(names: Sequence[str], rng: random.Random) -> list[Line]:
    """Projects that hold a subject's name."""
    lines = []
    for name in names:
        stem = re.sub(r"(?:支出|事务|费)$", "", name)
        lines.append(Line(stem + rng.choice(_PROJECTS), frozenset()))
        lines.append(Line(rng.choice(_PLACES) + stem + rng.choice(_PROJECTS), frozenset()))
        if name.endswith("收入"):
            lines.append(Line(f"{name}支出", frozenset()))
    return lines


def rarities(rows: Sequence[Subject]) -> dict[int, float]:
    """Inverse document frequency of n-grams over the subjects' distinct names."""
    names = {key(row.name) for row in rows}
    counts = Counter(gram for name in names for gram in set(grams(name)))
    return {gram: math.log((1 + len(names)) / (1 + n)) + 1 for gram, n in counts.items()}


class Pair(NamedTuple):
    """A name and a subject as features, and whether the one stands for the other."""

    dense: list[float]
    extra: frozenset[int]
    missing: frozenset[int]
    label: bool
    weight: float


def pairs_of(line: Line, table: Index, *, weight: float) -> list[Pair]:
    """The subjects nearest to a line: all that it stands for, and the nearest others."""
    bare = key(line.name)
    mine = frozenset(grams(bare))
    result: list[Pair] = []
    hard = 0
    for number, cosine in table.nearest(bare):
        theirs = table.grams[number]
        common = len(mine & theirs) / max(1, len(mine))
        for row in {row.kind: row for row in table.rows[number]}.values():
            codes = [other.code for other in table.rows[number] if other.kind == row.kind]
            right = bool(line.codes & set(codes))
            if not right and any(code.startswith(tuple(line.codes)) for code in codes):
                # Nested subjects of one name (其他教育支出 20599, 2059999) are both right, the
                # subjects below one with a code are no examples of what it is not.
                right = table.names[number] == bare
                if not right:
                    continue
            hard += not right
            if right or hard <= _HARD:
                dense = shared(bare, table.names[number], row, cosine, common)
                result.append(Pair(dense, mine - theirs, theirs - mine, right, weight))
    return result


def table_pairs(table: Index, *, seed: int = 1) -> list[Pair]:
    """Pairs from the tables alone: their names, variants of them, and invented projects."""
    by_name: dict[str, set[str]] = {}
    for row in subjects():
        by_name.setdefault(row.name, set()).add(row.code)
    result = []
    for name, codes in by_name.items():
        for variant in variants(name):
            own = by_name.get(variant, codes)
            result += pairs_of(Line(variant, frozenset(own)), table, weight=0.5)
    for line in invented(sorted(by_name), random.Random(seed)):
        result += pairs_of(line, table, weight=0.3)
    return result


def _sparse(sets: Sequence[frozenset[int]], vocabulary: dict[int, int]) -> csr_matrix:
    rows, columns = [], []
    for number, found in enumerate(sets):
        for gram in found:
            if gram in vocabulary:
                rows.append(number)
                columns.append(vocabulary[gram])
    values = np.ones(len(rows), dtype=np.float32)
    return csr_matrix((values, (rows, columns)), shape=(len(sets), len(vocabulary)))


def fit(
    pairs: Sequence[Pair],
    rarity: dict[int, float],
    *,
    limits: tuple[float, float, float] = (0.5, 0.1, _HINT),
) -> Weights:
    """Fit the model on pairs."""
    counts = Counter(gram for pair in pairs for gram in (*pair.extra, *pair.missing))
    kept = sorted(gram for gram, count in counts.items() if count >= 4)
    vocabulary = {gram: number for number, gram in enumerate(kept)}
    extra = _sparse([pair.extra for pair in pairs], vocabulary)
    missing = _sparse([pair.missing for pair in pairs], vocabulary)
    dense = csr_matrix(np.array([pair.dense for pair in pairs]))
    # Scaled, so that the single n-grams are held back more than what the names share.
    x = hstack([dense * _DENSE, extra * _SINGLE, missing * _SINGLE]).tocsr()
    model = LogisticRegression(C=1.0, max_iter=2000)
    labels, weights = [pair.label for pair in pairs], [pair.weight for pair in pairs]
    model.fit(x, labels, sample_weight=weights)
    found, size = model.coef_[0], len(SHARED)
    one, other = np.split(found[size:] * _SINGLE, 2)
    return Weights(
        rarity,
        dict(zip(kept, one.tolist(), strict=True)),
        dict(zip(kept, other.tolist(), strict=True)),
        tuple((found[:size] * _DENSE).tolist()),
        float(model.intercept_[0]),
        *limits,
    )


def held_out(
    base: Sequence[Pair],
    own: Sequence[Sequence[Pair]],
    lines: Sequence[Line],
    table: Index,
    *,
    folds: int = 5,
) -> list[tuple[Line, list[tuple[Subject, float]]]]:
    """The probabilities of every labelled line by a model that has not seen it."""
    result = []
    for train, test in KFold(folds, shuffle=True, random_state=1).split(lines):
        model = fit([*base, *(pair for i in train for pair in own[i])], table.rarity)
        result += [(lines[i], probabilities(lines[i].name, table, model)) for i in test]
    return result


def measure(
    scored: Iterable[tuple[Line, list[tuple[Subject, float]]]], limits: tuple[float, float, float]
) -> tuple[float, float, int]:
    """Precision of the codes given, coverage of lines with one code, and how many were given."""
    given = right = single = 0
    for line, found in scored:
        match: Match = decide(found, *limits, name=line.name)
        single += len(line.codes) == 1
        if match.code:
            given += 1
            right += line.codes == {match.code}
    return right / max(1, given), right / max(1, single), given


def tune(
    scored: Sequence[tuple[Line, list[tuple[Subject, float]]]], *, precision: float = PRECISION
) -> tuple[float, float, float]:
    """The limits with the best coverage among those that reach the precision."""
    best, chosen = (-1.0, -1.0), (0.5, 0.1, _HINT)
    for least in np.arange(0.3, 0.96, 0.05):
        for apart in (0.05, 0.1, 0.2, 0.3):
            limits = (round(float(least), 2), apart, _HINT)
            exact, cover, _ = measure(scored, limits)
            rank = (cover, exact) if exact >= precision else (-1 + exact, cover)
            if rank > best:
                best, chosen = rank, limits
    return chosen


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the matching of names to subjects.")
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--mistakes", action="store_true")
    arguments = parser.parse_args()
    lines = labelled()
    table = Index(subjects(), rarities(subjects()))
    base = table_pairs(table)
    own = [pairs_of(line, table, weight=2.0) for line in lines]
    scored = held_out(base, own, lines, table)
    limits = tune(scored)
    exact, cover, given = measure(scored, limits)
    print(
        f"{len(lines)} labelled names, five folds: precision {exact:.4f}, coverage {cover:.4f} "
        f"({given} codes given), limits {limits}"
    )
    if arguments.mistakes:
        for line, found in scored:
            match = decide(found, *limits, name=line.name)
            if line.codes != ({match.code} if match.code else set(match.candidates)):
                best = ", ".join(f"{row.code} {row.name} {p:.2f}" for row, p in found[:3])
                print(f"  {line.name}: {'/'.join(sorted(line.codes)) or '-'}, {match} [{best}]")
    model = fit([*base, *(pair for pairs in own for pair in pairs)], table.rarity, limits=limits)
    keys = sorted(model.rarity.keys() | model.extra.keys())
    np.savez_compressed(
        arguments.output,
        keys=np.array(keys, dtype=np.uint32),
        rarity=np.array([model.rarity.get(gram, 0.0) for gram in keys], dtype=np.float16),
        extra=np.array([model.extra.get(gram, 0.0) for gram in keys], dtype=np.float16),
        missing=np.array([model.missing.get(gram, 0.0) for gram in keys], dtype=np.float16),
        shared=np.array(model.shared, dtype=np.float32),
        intercept=np.float32(model.intercept),
        limits=np.array(limits, dtype=np.float64),
    )


if __name__ == "__main__":
    main()
