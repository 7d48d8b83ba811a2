"""Training of the matching of names to the official classification."""

from __future__ import annotations

import pytest

pytest.importorskip("sklearn")
from training.subjects import (
    Line,
    fit,
    invented,
    labelled,
    measure,
    pairs_of,
    rarities,
    tune,
    variants,
)
from xfnlp.records.subject_scores import Index, probabilities
from xfnlp.records.subject_table import Subject, subjects


def test_labels_are_codes_of_the_tables() -> None:
    lines = labelled()
    codes = {row.code for row in subjects()}
    assert len(lines) > 1000
    assert len({line.name for line in lines}) == len(lines)
    assert all(line.codes <= codes for line in lines)
    assert 0.05 < sum(bool(line.codes) for line in lines) / len(lines) < 0.5


def test_variants_keep_the_subject_and_projects_lose_it() -> None:
    assert {"因公出国费用", "因公出国（境）经费", "因公出国（境）费"} <= set(
        variants("因公出国（境）费用")
    )
    assert "教育" in variants("教育支出")
    import random

    lines = invented(["普法宣传", "罚没收入"], random.Random(1))
    assert all(not line.codes for line in lines)
    assert any(line.name == "罚没收入支出" for line in lines)


def test_training_learns_which_words_matter() -> None:
    rows = [row for row in subjects() if row.kind == "economic" and row.code[:3] in ("302", "303")]
    table = Index(rows, rarities(rows))
    lines = [
        Line(variant, frozenset({row.code}))
        for row in rows
        if len(row.code) == 5
        for variant in variants(row.name)
    ]
    lines += [Line(f"{row.name.removesuffix('费')}改造工程", frozenset()) for row in rows]
    model = fit(
        [pair for line in lines for pair in pairs_of(line, table, weight=1.0)], table.rarity
    )
    best, likely = probabilities("会议费用", table, model)[0]
    assert best.name == "会议费"
    unlikely = probabilities("会议改造工程", table, model)[0][1]
    assert likely > 0.5 > unlikely


def test_limits_are_tuned_for_precision() -> None:
    def subject(code: str) -> Subject:
        return Subject(code, f"第{code}项", "economic", None, None, False)

    scored = [
        (Line("甲", frozenset({"30201"})), [(subject("30201"), 0.95)]),
        (Line("乙", frozenset({"30202"})), [(subject("30202"), 0.9)]),
        (Line("丙", frozenset()), [(subject("30203"), 0.6)]),
    ]
    limits = tune(scored)
    assert 0.6 < limits[0] <= 0.9
    assert measure(scored, limits) == (1.0, 1.0, 2)
    assert measure(scored, (0.5, 0.1, 0.2))[0] == pytest.approx(2 / 3)
