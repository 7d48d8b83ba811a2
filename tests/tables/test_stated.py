"""Amounts inside the cells of names."""

from __future__ import annotations

import pytest

from tests.tables.test_tables import facts
from xfnlp.layout import find_blocks
from xfnlp.tables import read_tables
from xfnlp.tables.grid import Cell
from xfnlp.tables.stated import stated_in

INDICATORS = (
    "一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\n"
    "产出指标\t数量指标\t整修渠道\t≥20公里\t21.5公里\t50\t50\n"
)


def budget(text: str) -> set[tuple[str, str, str]]:
    return {(name, field, value) for kind, name, field, value in facts(text) if kind == "budget"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("其中：财政拨款 120.50万元", [("其中：财政拨款", "120.50", "万元")]),
        ("办公费（3.2万元）", [("办公费", "3.2", "万元")]),
        ("年度资金总额：585.20", [("年度资金总额", "585.20", "")]),
        ("财政拨款1,200万元，自筹资金12.5万元", [("财政拨款", "1,200", "万元"), ("自筹资金", "12.5", "万元")]),
        ("联系电话：3386215", []),
        ("总分：97.6", []),
        ("单价50万元以上设备", []),
        ("财政拨款80万元用于修路", []),
        ("12.5万元", []),
    ],
)  # fmt: skip
def test_cells(text: str, found: list[tuple[str, str, str]]) -> None:
    read = stated_in(Cell(text, 0, len(text)))
    assert [(one.name.text, one.amount.text, one.unit) for one in read] == found


def test_the_budget_block_of_a_self_evaluation() -> None:
    text = (
        "项目支出绩效自评表\n年度预算（万元）\t年度资金总额：585.20\t其中：财政拨款：480.20\t其他资金：105.00\n"
        f"{INDICATORS}"
    )
    assert budget(text) == {
        ("年度资金总额", "annual_budget", "5852000元"),
        ("财政拨款", "annual_budget", "4802000元"),
        ("其他资金", "annual_budget", "1050000元"),
    }
    assert len(facts(text)) == 7
    found = read_tables(text, find_blocks(text))
    spans = [text[start:end] for start, end in found[1].spans]
    assert spans == ["480.20", "其中：财政拨款"]


def test_by_kind_of_income_and_of_spending() -> None:
    text = (
        "年度预算申请（万元）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分\n"
        "\t年度资金总额\t50.00\t80.50\t72.45\t10\t90.00%\t9\n"
        "\t按收入性质分：\t\t\t按支出性质分：\t\t\t\n"
        "\t其中：一般公共预算：60.50\t\t\t其中：基本支出：45.20\t\t\t\n"
        f"\t政府性基金拨款：20.00\t\t\t项目支出：35.30\t\t\t\n{INDICATORS}"
    )
    assert {key for key in budget(text) if key[0] != "年度资金总额"} == {
        ("一般公共预算", "annual_budget", "605000元"), ("基本支出", "annual_budget", "452000元"),
        ("政府性基金拨款", "annual_budget", "200000元"), ("项目支出", "annual_budget", "353000元"),
    }  # fmt: skip


def test_what_was_spent_is_named_in_the_block() -> None:
    text = (
        "项目资金（万元）\t年度资金总额：585.20\t全年执行数：570.10\n\t其中：财政拨款：480.20\t\n"
    )
    assert budget(text + INDICATORS) == {
        ("年度资金总额", "annual_budget", "5852000元"),
        ("年度资金总额", "actual", "5701000元"),
        ("财政拨款", "annual_budget", "4802000元"),
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("项目\t明细\n公用经费\t办公费（3.2万元）\n\t差旅费（1.5万元）\n",
         {("办公费", "actual", "32000元"), ("差旅费", "actual", "15000元")}),
        ("单位：万元\n项目\t预算数\n其中：财政拨款 120.50万元\t\n项目支出\t90.00\n",
         {("财政拨款", "annual_budget", "1205000元"), ("项目支出", "annual_budget", "900000元")}),
        # of two columns of amounts it could stand for either
        ("单位：元\n项目\t预算数\t执行数\n基本支出\t50\t49\n其中：财政拨款 12.5万元\t\t\n",
         {("基本支出", "annual_budget", "50元"), ("基本支出", "actual", "49元")}),
        # a name with an amount in a row of figures
        ("单位：元\n项目\t执行数\n基本支出（530.00万元）\t49\n", {("基本支出", "actual", "49元")}),
        ("补助对象\t标准\n老人\t每人补助 200元\n儿童\t每月 300元\n", set()),
    ],
)  # fmt: skip
def test_other_tables(text: str, found: set[tuple[str, str, str]]) -> None:
    assert budget(text) == found
