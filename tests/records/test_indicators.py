"""Indicator facts to records."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.marked import marked
from xfnlp.records import facts_of, indicator_records
from xfnlp.records.indicators import compare
from xfnlp.types import Entity, Fact


def records(source: str) -> list[dict[str, Any]]:
    text, entities, relations = marked(source)
    return indicator_records(facts_of(entities, relations, text), entities, relations, text=text)


def test_two_counts_are_two_values_of_one_indicator() -> None:
    (record,) = records("⟦a|全年⟦i1|接待来访⟧⟦q1 va<i1|318批⟧⟦q2 va<i1|1204人次⟧⟧。")
    assert [(v["value"], v["unit"]) for v in record["values"]] == [
        (Decimal(318), "批"),
        (Decimal(1204), "人次"),
    ]
    assert record["achievement"] == "全年接待来访318批1204人次"


def test_one_name_with_two_values_is_two_indicators() -> None:
    found = records("来信⟦i1|办结率⟧⟦p1 va<i1|100%⟧；网上信访⟦i2|办结率⟧⟦p2 va<i2|98.2%⟧。")
    assert [record["values"][0]["value"] for record in found] == [Decimal(100), Decimal("98.2")]


@pytest.mark.parametrize(
    ("source", "status", "gap"),
    [
        ("⟦i1|满意度⟧目标不低于⟦p1 ta<i1|95%⟧，实际⟦p2 va<i1|96.5%⟧。", "met", "1.5"),
        ("⟦i1|满意度⟧目标⟦p1 ta<i1|95%⟧以上，实际⟦p2 va<i1|93%⟧。", "missed", "-2"),
        ("⟦i1|办结时限⟧不超过⟦q1 ta<i1|15天⟧，平均⟦q2 va<i1|12天⟧。", "met", "-3"),
        ("⟦i1|单位成本⟧目标⟦m1 ta<i1|500元⟧，实际⟦m2 va<i1|486元⟧。", None, "-14"),
        ("⟦i1|培训⟧计划⟦q1 ta<i1|10期⟧，完成⟦q2 va<i1|300人⟧。", None, None),
    ],
)
def test_targets(source: str, status: str | None, gap: str | None) -> None:
    (record,) = records(source)
    assert record["status"] == status
    assert record["gap"] == (None if gap is None else Decimal(gap))


def test_compare_judges_burdens_by_their_bound_only() -> None:
    assert compare("重复信访率", Decimal(8), Decimal(10), "max")[0] == "met"
    assert compare("重复信访率", Decimal(8), Decimal(10), None)[0] is None
    assert compare("参训人数", Decimal(8), Decimal(10), None)[0] == "missed"


PLACES = st.tuples(st.integers(0, 40), st.integers(1, 12)).map(lambda p: (p[0], p[0] + p[1]))


@given(st.lists(PLACES, max_size=8), st.lists(PLACES, min_size=1, max_size=4, unique=True))
def test_the_achievement_is_the_first_that_holds_a_mention(
    statements: list[tuple[int, int]], mentions: list[tuple[int, int]]
) -> None:
    text = "字" * 60
    entities = [
        Entity(number, "ACHIEVEMENT", start, end, text[start:end])
        for number, (start, end) in enumerate(sorted(statements))
    ]
    facts = [
        Fact("indicator", "接待", "value", Decimal(3), "批", "prose", spans=((50, 52), mention))
        for mention in mentions
    ]
    (record,) = indicator_records(facts, entities)
    wanted = next(
        ([e.start, e.end] for e in entities if any(e.start <= s < e.end for s, _ in mentions)), None
    )
    assert record["achievement_span"] == wanted
