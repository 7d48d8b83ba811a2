"""Relations to facts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.marked import marked
from xfnlp.records import facts_of, merge_facts
from xfnlp.records.facts import deviation_sign
from xfnlp.types import Fact


def stated(source: str) -> set[tuple[str, str, str, str]]:
    text, entities, relations = marked(source)
    return {
        (
            fact.name,
            fact.field,
            format(fact.value, "f") if isinstance(fact.value, Decimal) else fact.value,
            fact.unit,
        )
        for fact in facts_of(entities, relations, text)
    }


def test_amounts_are_in_yuan_and_names_without_breaks() -> None:
    assert stated("全年⟦c1|公务接\n待费⟧支出⟦m1 ac<c1|1.25\n万元⟧，下降⟦p1 dr<c1|3.5%⟧。") == {
        ("公务接待费", "actual", "12500.00", "元"),
        ("公务接待费", "decrease_rate", "3.5", "%"),
    }


def test_a_fact_is_counted_once_with_all_its_places() -> None:
    text, entities, relations = marked(
        "⟦c1|“三公”经费⟧⟦m1 ac<c1|3.20万元⟧。其后又写⟦c2|三公经费⟧支出⟦m2 ac<c2|3.2万元⟧。"
    )
    (fact,) = facts_of(entities, relations, text)
    assert fact.name == "“三公”经费"
    assert [text[start:end] for start, end in fact.spans] == [
        "3.20万元",
        "“三公”经费",
        "3.2万元",
        "三公经费",
    ]


def test_two_units_are_two_values() -> None:
    assert stated("全年⟦i1|接待来访⟧⟦q1 va<i1|318批⟧⟦q2 va<i1|1,204人次⟧。") == {
        ("接待来访", "value", "318", "批"),
        ("接待来访", "value", "1204", "人次"),
    }


def test_parents() -> None:
    assert ("办公费", "parent", "公用经费", "") in stated("⟦c1|公用经费⟧包括⟦c2 po>c1|办公费⟧等。")


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("⟦c1|会议费⟧支出比年初预算少⟦m1 dev<c1|2.5万元⟧。", "-25000.0"),
        ("⟦c1|会议费⟧比预算节约⟦m1 dev<c1|2.5万元⟧。", "-25000.0"),
        ("⟦c1|会议费⟧较预算减少2万元，降低⟦p1 dev<c1|17.6%⟧。", "-17.6"),
        ("⟦i1|办结率⟧低于年度目标⟦p1 dev<i1|1.8个百分点⟧。", "-1.8"),
        ("⟦i1|办结率⟧比不低于95%的要求高⟦p1 dev<i1|3.3个百分点⟧。", "3.3"),
        ("⟦i1|办结率⟧超出全市要求\n ⟦p1 dev<i1|0.6个百分点⟧。", "0.6"),
        ("⟦i1|培训⟧与目标还差⟦q1 dev<i1|12人⟧。", "-12"),
        ("⟦i1|培训⟧比计划多完成⟦q1 dev<i1|30人⟧。", "30"),
        ("⟦i1|整治点位⟧偏差⟦p1 dev<i1|-14.29%⟧。", "-14.29"),
        ("⟦i1|亮灯率⟧和保洁率分别低于标准1.2个和⟦p1 dev<i1|1.5个百分点⟧。", "-1.5"),
    ],
)
def test_deviations_are_signed(source: str, value: str) -> None:
    assert {item[2] for item in stated(source)} == {value}


def test_decreases_are_positive() -> None:
    assert stated("⟦c1|差旅费⟧下降⟦p1 dr<c1|-12.3%⟧。") == {
        ("差旅费", "decrease_rate", "12.3", "%")
    }


def test_a_figure_without_a_value_stays_text() -> None:
    assert stated("财政资金⟦i1|撬动比⟧为⟦q1 va<i1|1∶15⟧。") == {("撬动比", "value", "1∶15", "")}


def test_no_direction_word_no_sign() -> None:
    assert deviation_sign("与目标相差2个百分点", 5, 10) == 0


def test_prose_comes_before_tables() -> None:
    prose = Fact(
        "budget", "基本支出", "actual", Decimal("100"), "元", "prose", spans=((5, 8), (0, 4))
    )
    table = Fact(
        "budget",
        "基本支出",
        "actual",
        Decimal("100.00"),
        "元",
        "table",
        spans=((50, 53), (40, 44)),
        code="301",
    )
    other = Fact(
        "budget", "项目支出", "actual", Decimal("7"), "元", "table", spans=((60, 61), (55, 59))
    )
    merged = merge_facts([prose], [table, other])
    assert [(fact.name, fact.source) for fact in merged] == [
        ("基本支出", "prose"),
        ("项目支出", "table"),
    ]
    assert merged[0].spans == ((5, 8), (0, 4), (50, 53), (40, 44))
    assert merged[0].code == "301"
