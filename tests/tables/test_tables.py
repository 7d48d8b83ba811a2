"""Tables to facts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from xfnlp.layout import find_blocks
from xfnlp.tables import read_tables

Key = tuple[str, str, str, str]


def facts(text: str) -> set[Key]:
    found = read_tables(text, find_blocks(text))
    for fact in found:
        assert fact.source == "table"
        assert all(text[start:end].strip() for start, end in fact.spans)
    return {(fact.kind, fact.name, fact.field, shown(fact.value) + fact.unit) for fact in found}


def shown(value: Decimal | str) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def test_side_by_side_with_line_numbers() -> None:
    text = (
        "收入支出决算总表\n公开01表\n部门：青川河管理局\t2023年度\t单位：万元\n"
        "收入\t\t\t支出\t\t\n项目\t行次\t金额\t项目\t行次\t金额\n栏次\t\t1\t栏次\t\t2\n"
        "一、一般公共预算财政拨款收入\t1\t1,200.50\t一、农林水支出\t9\t1,100.00\n"
        "二、其他收入\t2\t\t二、住房保障支出\t10\t0.00\n本年收入合计\t3\t1,200.50\t本年支出合计\t11\t1,100.00\n"
    )
    assert facts(text) == {
        ("budget", "一般公共预算财政拨款收入", "actual", "12005000元"),
        ("budget", "农林水支出", "actual", "11000000元"),
        ("budget", "本年收入合计", "actual", "12005000元"),
        ("budget", "本年支出合计", "actual", "11000000元"),
    }


def test_codes_and_columns_that_name_lines() -> None:
    text = (
        "支出决算表\n金额单位：元\n项目\t\t本年支出合计\t基本支出\t项目支出\n"
        "功能分类科目编码\t科目名称\t\t\t\n合计\t\t300.00\t100.00\t200.00\n"
        "208\t社会保障和就业支出\t300.00\t100.00\t200.00\n20805\t养老支出\t100.00\t100.00\t\n"
    )
    found = read_tables(text, find_blocks(text))
    assert {(f.name, shown(f.value), f.code) for f in found} == {
        ("合计", "300", ""),
        ("合计｜基本支出", "100", ""),
        ("合计｜项目支出", "200", ""),
        ("社会保障和就业支出", "300", "208"),
        ("社会保障和就业支出｜基本支出", "100", "208"),
        ("社会保障和就业支出｜项目支出", "200", "208"),
        ("养老支出", "100", "20805"),
        ("养老支出｜基本支出", "100", "20805"),
    }


def test_codes_in_three_columns() -> None:
    text = (
        "单位：万元\n类\t款\t项\t科目名称\t年初预算数\t决算数\n"
        "201\t\t\t一般公共服务支出\t5.0\t6.0\n201\t03\t01\t行政运行\t5.0\t6.0\n"
    )
    codes = {fact.name: fact.code for fact in read_tables(text, find_blocks(text))}
    assert codes == {"一般公共服务支出": "201", "行政运行": "2010301"}


def test_three_expenses_under_a_header_of_three_rows() -> None:
    text = (
        "财政拨款“三公”经费支出决算表\n单位：万元\n"
        "合计\t\t因公出国（境）费\t\t公务用车购置及运行维护费\t\t\t\t公务接待费\t\n"
        "\t\t\t\t小计\t\t公务用车购置费\t\t\t\n"
        "预算数\t决算数\t预算数\t决算数\t预算数\t决算数\t预算数\t决算数\t预算数\t决算数\n"
        "9.00\t7.50\t0.00\t0.00\t8.00\t7.00\t3.00\t2.50\t1.00\t0.50\n"
    )
    assert facts(text) == {
        ("budget", "“三公”经费", "annual_budget", "90000元"),
        ("budget", "“三公”经费", "actual", "75000元"),
        ("budget", "公务用车购置及运行维护费", "annual_budget", "80000元"),
        ("budget", "公务用车购置及运行维护费", "actual", "70000元"),
        ("budget", "公务用车购置费", "annual_budget", "30000元"),
        ("budget", "公务用车购置费", "actual", "25000元"),
        ("budget", "公务接待费", "annual_budget", "10000元"),
        ("budget", "公务接待费", "actual", "5000元"),
    }


SELF_EVALUATION = (
    "部门整体支出绩效自评表\n（2023年度）\n"
    "部门名称\t\t青川县水利局\n"
    "年度预算（万元）\t资金来源\t全年预算数\t全年执行数\t执行率\t分值\t得分\n"
    "\t年度资金总额\t80.5\t72.45\t90.00%\t10\t9\n"
    "\t其中\t财政拨款\t80.5\t72.45\t90.00%\t--\t--\n"
    "\t一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因\n"
    "绩效指标\t产出指标\t数量指标\t整修渠道\t≥20公里\t21.5公里\t20\t20\t\n"
    "\t\t\t清淤土方\t3万立方米\t2.8万立方米\t20\t18.6\t汛期停工\n"
    "时效指标\t按期完工\t12月底前\t11月完工\t20\t20\n"
    "效益指标\t社会效益指标\t灌溉保证率\t100%\t100%\t30\t30\n"
    "总分\t\t\t\t\t\t100\t97.6\n"
)


def test_self_evaluation_with_shifted_rows() -> None:
    assert facts(SELF_EVALUATION) == {
        ("document", "", "org", "青川县水利局"),
        ("budget", "年度资金总额", "annual_budget", "805000元"),
        ("budget", "年度资金总额", "actual", "724500元"),
        ("budget", "年度资金总额", "execution_rate", "90%"),
        ("indicator", "年度资金总额", "weight", "10"),
        ("indicator", "年度资金总额", "score", "9"),
        ("budget", "财政拨款", "annual_budget", "805000元"),
        ("budget", "财政拨款", "actual", "724500元"),
        ("budget", "财政拨款", "execution_rate", "90%"),
        ("indicator", "整修渠道", "target", "20公里"),
        ("indicator", "整修渠道", "value", "21.5公里"),
        ("indicator", "整修渠道", "weight", "20"),
        ("indicator", "整修渠道", "score", "20"),
        ("indicator", "清淤土方", "target", "30000立方米"),
        ("indicator", "清淤土方", "value", "28000立方米"),
        ("indicator", "清淤土方", "weight", "20"),
        ("indicator", "清淤土方", "score", "18.6"),
        ("indicator", "按期完工", "target", "12月底前"),
        ("indicator", "按期完工", "value", "11月完工"),
        ("indicator", "按期完工", "weight", "20"),
        ("indicator", "按期完工", "score", "20"),
        ("indicator", "灌溉保证率", "target", "100%"),
        ("indicator", "灌溉保证率", "value", "100%"),
        ("indicator", "灌溉保证率", "weight", "30"),
        ("indicator", "灌溉保证率", "score", "30"),
        ("indicator", "总分", "weight", "100"),
        ("indicator", "总分", "score", "97.6"),
        ("document", "", "self_score", "97.6分"),
    }


def test_levels_are_carried_down() -> None:
    found = read_tables(SELF_EVALUATION, find_blocks(SELF_EVALUATION))
    levels = {fact.name: fact.levels for fact in found if fact.field == "target"}
    assert levels["清淤土方"] == ("产出指标", "数量指标")


def test_assets_have_counts_and_values() -> None:
    text = (
        "项 目\t数量\t价值（金额单位：万元）\n资产总额\t30\t12.5\n"
        "1、房屋（平方米）\t\t\n2、车辆（辆）\t1\t8.2\n"
    )
    assert facts(text) == {
        ("indicator", "资产总额", "value", "30"),
        ("budget", "资产总额", "actual", "125000元"),
        ("indicator", "车辆（辆）", "value", "1"),
        ("budget", "车辆（辆）", "actual", "82000元"),
    }


@pytest.mark.parametrize(
    ("total", "found"),
    [
        ("合计\t\t100\t96.5", {("合计", "100", "96.5")}),
        ("总分\t100\t96.5", {("总分", "100", "96.5")}),
        ("合计\t\t50\t46.5", {("合计", "50", "46.5")}),
        ("合计\t\t100\t196.5", set()),
        ("小计\t\t100\t96.5", set()),
    ],
)
def test_totals_of_scores(total: str, found: set[tuple[str, str, str]]) -> None:
    text = (
        f"一级指标\t二级指标\t分值\t得分\n产出\t数量\t60\t58\n效益\t社会效益\t40\t38.5\n{total}\n"
    )
    read = facts(text)
    scores = {name: value for _, name, field, value in read if field == "score"}
    weights = {name: value for _, name, field, value in read if field == "weight"}
    kept = {
        (name, weights[name], scores[name]) for name in scores if name not in ("数量", "社会效益")
    }
    assert kept == found
    own = {value for kind, _, field, value in read if field == "self_score" and kind == "document"}
    assert own == ({"96.5分"} if any(weight == "100" for _, weight, _ in found) else set())


def test_scores_of_several_tables_are_not_the_report_s() -> None:
    table = "指标名称\t分值\t得分\n产出\t60\t58\n效益\t40\t3{n}\n总分\t100\t9{n}\n"
    text = "甲项目自评表\n" + table.format(n=6) + "\n乙项目自评表\n" + table.format(n=4)
    assert not [key for key in facts(text) if key[0] == "document"]
    assert ("indicator", "总分", "score", "94") in facts(text)


@pytest.mark.parametrize(
    ("title", "header", "field"),
    [
        ("部门预算收支表", "执行数", "actual"),
        ("部门预算收支表", "决算数", "actual"),
        ("部门预算收支表", "金额", "annual_budget"),
        ("部门预算收支表", "年初预算数", "initial_budget"),
        ("部门决算收支表", "预算数", "annual_budget"),
        ("预算执行情况表", "金额", "actual"),
    ],
)
def test_the_header_of_a_column_goes_before_the_title(title: str, header: str, field: str) -> None:
    text = f"{title}\n单位：元\n项目\t{header}\n培训费\t50\n会议费\t70\n"
    assert {key[2] for key in facts(text)} == {field}


def test_units_in_the_cells() -> None:
    text = "项目\t年初预算\t决算\n基本支出\t12.5万元\t0.1亿元\n会议费\t3,000元\t2800元\n"
    assert facts(text) == {
        ("budget", "基本支出", "initial_budget", "125000元"),
        ("budget", "基本支出", "actual", "10000000元"),
        ("budget", "会议费", "initial_budget", "3000元"),
        ("budget", "会议费", "actual", "2800元"),
    }


def test_years_as_columns() -> None:
    text = "收支简表（单位：万元）\n项目\t2021年\t2022年\n总收入\t10.1\t12.3\n"
    assert facts(text) == {
        ("budget", "总收入", "prior_actual", "101000元"),
        ("budget", "总收入", "actual", "123000元"),
    }


def test_one_cell_a_line() -> None:
    text = (
        "“三公”经费对比表（单位：万元）\n项 目\n年初预算\n决算\n"
        "公务接待费\n12.00\n3.16\n会议费\n6.50\n5.00\n"
        "以上支出均符合有关规定。"
    )
    assert ("budget", "公务接待费", "initial_budget", "120000元") in facts(text)
    assert len(facts(text)) == 4


def test_one_cell_a_line_with_units_and_a_page_break() -> None:
    text = (
        "附：完成情况\n指标名称\n目标值\n完成值\n得分\n整修水闸\n9座\n10座\n15\n"
        "清理河道\n12公里\n\n- 6 -\n\n"
        "11.5公里\n14\n群众满意率\n90%\n96.3%\n20\n\n青川县水利局\n2020年5月6日\n"
    )
    found = facts(text)
    assert ("indicator", "清理河道", "value", "11.5公里") in found
    assert ("indicator", "群众满意率", "target", "90%") in found
    assert len(found) == 9


def test_one_cell_a_line_with_two_headers() -> None:
    text = (
        "基础数据表\n单位：万元\n人员情况\n编制数\n实有在职人数\n控制率\n38\n36\n94.74%\n经费控制\n"
        "上年决算数\n全年预算数\n决算数\n公务接待费\n5.24\n5.5\n4.06\n办公费\n63.1\n78\n75.3\n"
    )
    assert ("budget", "公务接待费", "prior_actual", "52400元") in facts(text)
    assert ("budget", "办公费", "actual", "753000元") in facts(text)


def test_table_goes_on_after_a_page_without_header() -> None:
    text = (
        "单位：万元\n科目编码\t科目名称\t决算数\n301\t工资福利支出\t5.5\n"
        "\n- 7 -\n\n302\t商品和服务支出\t1.5\n"
    )
    assert ("budget", "商品和服务支出", "actual", "15000元") in facts(text)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("年初部门预算安排数", "initial_budget"),
        ("调整后的全年预算数", "annual_budget"),
        ("实际执行金额", "actual"),
        ("上年决算金额", "prior_actual"),
    ],
)
def test_header_wordings_not_trained_on(header: str, field: str) -> None:
    text = f"单位：元\n项目\t{header}\n培训费\t50\n会议费\t70\n"
    assert facts(text) == {
        ("budget", "培训费", field, "50元"),
        ("budget", "会议费", field, "70元"),
    }


def test_tables_without_figures_give_nothing() -> None:
    assert not facts("序号\t单位名称\t单位性质\n1\t县水利局本级\t行政单位\n2\t灌区中心\t事业单位\n")
