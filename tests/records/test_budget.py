"""Budget facts to records."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.marked import marked
from xfnlp.records import budget_records, facts_of
from xfnlp.records.lines import core_name, flow_of


def records(source: str) -> dict[str, dict[str, Any]]:
    text, entities, relations = marked(source)
    found = budget_records(facts_of(entities, relations, text), entities, relations)
    return {record["name"]: record for record in found}


def test_a_record_holds_a_line() -> None:
    found = records(
        "⟦c1|支出合计⟧⟦m0 ac<c1|200万元⟧，其中⟦c2 po>c1|基本支出⟧预算⟦m1 ab<c2|100万元⟧"
        "，支出⟦m2 ac<c2|98.50万元⟧，"
        "完成⟦p1 er<c2|98.5%⟧，占⟦c3|支出合计⟧的⟦p2 sh<c2 sb>c3|49.25%⟧"
        "，原因是⟦r1 re<c2|人员退休⟧。"
    )
    record = found["基本支出"]
    assert record["annual_budget"] == Decimal(1000000)
    assert record["actual"] == Decimal(985000)
    assert record["execution_rate"] == Decimal("98.5")
    assert record["share_base"] == "支出合计"
    assert record["reason"] == "人员退休"
    assert record["parent"] == "支出合计"
    assert record["flow"] == "expenditure"
    assert record["initial_budget"] is None
    assert set(record["provenance"]) == {
        "annual_budget",
        "actual",
        "execution_rate",
        "share",
        "parent",
        "reason",
    }


def test_names_of_one_line_join_where_the_figures_allow() -> None:
    found = records(
        "⟦c1|国内公务接待⟧支出⟦m1 ac<c1|0.8万元⟧；⟦c2|公务接待费⟧比上年增加⟦m2 ia<c2|0.2万元⟧。"
    )
    (record,) = found.values()
    assert record["aliases"] == ["公务接待费"]
    assert record["increase_amount"] == Decimal(2000)


def test_names_do_not_join_against_the_figures() -> None:
    found = records(
        "⟦c1|国内公务接待⟧支出⟦m1 ac<c1|0.8万元⟧；⟦c2|公务接待费⟧支出⟦m2 ac<c2|0.9万元⟧。"
    )
    assert set(found) == {"国内公务接待", "公务接待费"}


def test_parts_of_one_whole_do_not_join() -> None:
    found = records(
        "⟦c1|三公经费⟧包括⟦c2 po>c1|公务接待费⟧⟦m1 ac<c2|1万元⟧、⟦c3 po>c1|公务接待支出⟧"
        "⟦m2 ac<c3|1万元⟧。"
    )
    assert {"公务接待费", "公务接待支出"} <= set(found)


def test_a_second_value_is_kept() -> None:
    found = records("⟦c1|培训费⟧⟦m1 ac<c1|5.21万元⟧。文末⟦c2|培训费⟧⟦m2 ac<c2|5.12万元⟧。")
    assert found["培训费"]["actual"] == Decimal(52100)
    assert found["培训费"]["alternatives"] == {"actual": [Decimal(51200)]}


def test_wholes_that_contain_each_other_are_cut() -> None:
    found = records(
        "⟦c1|甲支出⟧⟦m1 ac<c1|1万元⟧含⟦c2 po>c1|乙支出⟧⟦m2 ac<c2|1万元⟧"
        "；⟦c3|乙支出⟧含⟦c4 po>c3|甲支出⟧。"
    )
    assert [found["甲支出"]["parent"], found["乙支出"]["parent"]].count(None) == 1


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("公务接待费", "公务接待"),
        ("国内公务接待", "公务接待"),
        ("项目支出合计", "项目"),
        ("一般公共服务支出（类）信访事务（款）行政运行（项）", "行政运行"),
        ("经费", "经费"),
    ],
)
def test_core_names(name: str, core: str) -> None:
    assert core_name(name) == core


def test_flows() -> None:
    assert flow_of("一般公共预算财政拨款收入") == "revenue"
    assert flow_of("办公设备购置费") == "expenditure"
    assert flow_of("年末结转") is None
