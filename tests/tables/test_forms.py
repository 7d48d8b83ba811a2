"""Forms of tables that bureaus of different provinces publish."""

from __future__ import annotations

import pytest

from tests.tables.test_tables import Key, facts
from xfnlp.readers import read_bytes

LEVELS = "一级指标\t二级指标\t三级指标"


def of(found: set[Key], name: str) -> dict[str, str]:
    return {field: value for _, named, field, value in found if named == name}


def test_the_sign_and_the_unit_of_a_target_in_columns_of_their_own() -> None:
    text = (
        f"{LEVELS}\t指标性质\t指标值\t度量单位\t完成值\t权重\t得分\n"
        "产出指标\t数量指标\t养护里程\t≥\t250\t公里\t262.5\t20\t20\n"
        "\t\t新建桥涵投资\t≤\t90\t万元\t86\t10\t10\n\t质量指标\t路况优良率\t≥\t90\t%\t93.2\t20\t20\n"
        "效益指标\t社会效益指标\t出行便利程度\t定性\t好坏\t级\t好\t50\t50\n"
    )
    found = facts(text)
    assert of(found, "养护里程") == {
        "target": "250公里", "value": "262.5公里", "weight": "20", "score": "20"
    }  # fmt: skip
    assert of(found, "新建桥涵投资")["value"] == "860000元"
    assert of(found, "路况优良率")["target"] == "90%"
    assert of(found, "出行便利程度")["value"] == "好"


def test_units_under_a_header_that_could_head_bodies() -> None:
    measures = facts(
        "指标名称\t单位\t目标值\t完成值\n培训场次\t场\t10\t12\n培训人数\t人次\t90\t96\n"
    )
    assert of(measures, "培训场次") == {"target": "10场", "value": "12场"}
    bodies = facts("单位\t编制数\t实有人数\n县林场\t12\t11\n县苗圃\t9\t9\n")
    assert bodies == {
        ("indicator", "县林场｜编制数", "value", "12"),
        ("indicator", "县林场｜实有人数", "value", "11"),
        ("indicator", "县苗圃｜编制数", "value", "9"),
        ("indicator", "县苗圃｜实有人数", "value", "9"),
    }


def test_indicators_with_a_number_before_their_name() -> None:
    text = f"{LEVELS}\t年度指标值\t实际完成值\n产出指标\t数量指标\t指标1：修复古籍\t≥120册\t126册\n"
    assert facts(text) == {
        ("indicator", "修复古籍", "target", "120册"),
        ("indicator", "修复古籍", "value", "126册"),
    }


@pytest.mark.parametrize(
    ("wanted", "value"),
    [
        ("900批/2000人次", "900批/2000人次"),
        ("=100%", "100%"),
        ("大于等于95%", "95%"),
        ("≧8场", "8场"),
        ("6/10万", "6/10万"),
    ],
)
def test_targets_with_signs_and_of_two_figures(wanted: str, value: str) -> None:
    found = facts(f"指标名称\t目标值\t完成值\n接待来访\t{wanted}\t好\n宣传活动\t10场\t12场\n")
    assert of(found, "接待来访")["target"] == value


def test_two_rows_of_indicators_without_points() -> None:
    text = (
        f"绩效指标\t{LEVELS}\t年度指标值\t实际完成值\t偏差原因分析\n"
        "\t产出指标\t数量指标\t造林面积\t1.2万亩\t1.25万亩\t\n\t\t质量指标\t造林成活率\t≥85%\t88%\t\n"
    )
    assert facts(text) == {
        ("indicator", "造林面积", "target", "12000亩"),
        ("indicator", "造林面积", "value", "12500亩"),
        ("indicator", "造林成活率", "target", "85%"),
        ("indicator", "造林成活率", "value", "88%"),
    }


def test_a_budget_block_whose_headers_do_not_name_its_names() -> None:
    text = (
        "预算执行情况（10分）\t年度预算数（万元）\t年初预算\t调整后预算数\t预算执行数\t预算执行率\t权重\t得分\n"
        "\t总额\t300\t320\t310\t96.88%\t10\t9.7\n\t其中：财政资金\t300\t300\t300\t100%\t/\t/\n"
        "部门预算执行\t资金性质\t预算执行率\t全年执行数\t全年预算数\n\t上年结转\t50%\t10\t20\n\t单位资金\t94%\t47\t50\n"
    )
    found = facts(text)
    assert of(found, "总额") == {
        "initial_budget": "3000000元", "annual_budget": "3200000元", "actual": "3100000元",
        "execution_rate": "96.88%", "weight": "10", "score": "9.7",
    }  # fmt: skip
    assert of(found, "财政资金")["actual"] == "3000000元"
    assert of(found, "单位资金") == {
        "execution_rate": "94%", "actual": "470000元", "annual_budget": "500000元"
    }  # fmt: skip


def test_blocks_under_a_title_and_totals_merged_over_them() -> None:
    text = (
        "单位：元\n人员经费\t\t\t公用经费\t\t\t\t\t\n"
        "科目编码\t科目名称\t决算数\t科目编码\t科目名称\t决算数\t科目编码\t科目名称\t决算数\n"
        "301\t工资福利支出\t80\t302\t商品和服务支出\t9\t310\t资本性支出\t3\n"
        "30101\t基本工资\t80\t30201\t办公费\t9\t31002\t办公设备购置\t3\n"
        "人员经费合计\t\t80\t公用经费合计\t\t\t\t\t12\n"
    )
    assert {(name, value) for _, name, _, value in facts(text)} == {
        ("工资福利支出", "80元"), ("商品和服务支出", "9元"), ("资本性支出", "3元"),
        ("基本工资", "80元"), ("办公费", "9元"), ("办公设备购置", "3元"),
        ("人员经费合计", "80元"), ("公用经费合计", "12元"),
    }  # fmt: skip


@pytest.mark.parametrize("line", ["事业收入", "本年收入"])
def test_the_total_of_a_part_beside_the_total_of_all(line: str) -> None:
    text = f"单位：元\n科目名称\t合计\t{line}\t\t其他收入\n\t\t小计\t其中：教育收费\t\n学前教育\t50\t40\t38\t10\n"
    assert {(name, value) for _, name, _, value in facts(text)} == {
        ("学前教育", "50元"), (f"学前教育｜{line}", "40元"),
        ("学前教育｜教育收费", "38元"), ("学前教育｜其他收入", "10元"),
    }  # fmt: skip


def test_years_and_moves_in_the_upper_header() -> None:
    text = (
        "单位：元\n支出项目\t2022年决算\t2023年\t\t\t决算较上年增减\t\n\t\t年初预算\t调整预算\t决算\t金额\t%\n"
        "项目支出\t400\t300\t350\t340\t-60\t-15.00\n"
    )
    assert of(facts(text), "项目支出") == {
        "prior_actual": "400元", "initial_budget": "300元", "annual_budget": "350元",
        "actual": "340元", "decrease_amount": "60元", "decrease_rate": "15%",
    }  # fmt: skip


def test_budgets_of_two_years() -> None:
    head, row = "项目\t2023年预算数", "公务接待费\t30"
    both = facts(f"单位：元\n{head}\t2024年预算数\n{row}\t22\n")
    assert of(both, "公务接待费") == {"prior_actual": "30元", "annual_budget": "22元"}
    final = facts(f"单位：元\n{head}\t2023年决算数\t2024年预算数\n{row}\t25\t22\n")
    assert of(final, "公务接待费") == {"prior_actual": "25元", "annual_budget": "22元"}


def test_a_table_goes_on_behind_a_note() -> None:
    head = "单位：万元\n科目编码\t科目名称\t年初预算数\t决算数\n201\t一般公共服务支出\t5\t4\n20103\t政府办公厅事务\t5\t4\n"
    goes_on = facts(head + "注：含追加经费。\n221\t住房保障支出\t6\t7\n\t合计\t11\t11\n")
    assert of(goes_on, "住房保障支出") == {"initial_budget": "60000元", "actual": "70000元"}
    assert of(goes_on, "合计")["actual"] == "110000元"
    other = facts(head + "注：含追加经费。\n张三\t组长\t2023年\t是\n李四\t组员\t2023年\t否\n")
    assert not of(other, "组长")


def test_counts_with_their_unit() -> None:
    text = "资产名称\t数量\t账面原值（元）\n房屋\t3栋\t12,500.00\n车辆\t5辆\t856.00\n"
    assert facts(text) == {
        ("indicator", "房屋", "value", "3栋"), ("budget", "房屋", "actual", "12500元"),
        ("indicator", "车辆", "value", "5辆"), ("budget", "车辆", "actual", "856元"),
    }  # fmt: skip


def test_what_a_contract_costs_is_no_budget() -> None:
    text = "政府采购预算情况表（单位：元）\n采购项目\t预算金额\t合同金额\t节约率\n校园监控\t88\t86\t2.27%\n"
    assert facts(text) == {
        ("budget", "校园监控", "annual_budget", "88元"), ("budget", "校园监控", "actual", "86元"),
    }  # fmt: skip


def test_counts_among_the_amounts_of_one_table() -> None:
    text = (
        "机构运行信息表\n单位：万元\n项目\t行次\t年初预算数\t支出决算数\t项目\t行次\t统计数\n"
        "公务接待费\t5\t2.00\t0.90\t四、机关运行经费\t15\t86.50\n"
        "1．国内公务接待批次（个）\t7\t20\t15\t（一）车辆数合计（辆）\t18\t4\n"
    )
    assert facts(text) == {
        ("budget", "公务接待费", "initial_budget", "20000元"),
        ("budget", "公务接待费", "actual", "9000元"),
        ("budget", "机关运行经费", "actual", "865000元"),
        ("indicator", "国内公务接待批次（个）", "target", "20个"),
        ("indicator", "国内公务接待批次（个）", "value", "15个"),
        ("indicator", "车辆数合计（辆）", "value", "4辆"),
    }


def test_points_beside_every_level() -> None:
    text = (
        "一级指标\t分值\t二级指标\t分值\t三级指标\t分值\t评分标准\t自评得分\n"
        "投入\t100\t目标设定\t40\t绩效目标合理性\t15\t符合得15分\t15\n\t\t\t\t绩效指标明确性\t25\t清晰得25分\t24\n"
        "\t\t预算配置\t60\t在职人员控制率\t60\t不超编得60分\t60\n"
    )
    found = facts(text)
    assert of(found, "绩效目标合理性") == {"weight": "15", "score": "15"}
    assert len(found) == 6


def test_spending_named_without_a_word_for_its_field() -> None:
    text = (
        "经费项目\t2023年预算（万元）\t2023年支出（万元）\t占总支出比重（%）\n培训费\t5\t4\t8.5\n"
    )
    assert of(facts(text), "培训费") == {
        "annual_budget": "50000元", "actual": "40000元", "share": "8.5%"
    }  # fmt: skip
    both = facts("单位：元\n项目\t收入\t支出\n食堂\t5\t4\n")
    assert {name for _, name, _, _ in both} == {"食堂｜收入", "食堂｜支出"}


def test_several_amounts_of_one_kind() -> None:
    text = "单位：元\n项目\t预算数\t调整预算数\t到位资金\t实际支出\n村道硬化\t90\t80\t70\t60\n"
    found = facts(text)
    assert of(found, "村道硬化") == {
        "initial_budget": "90元", "annual_budget": "80元", "actual": "60元"
    }  # fmt: skip
    assert of(found, "村道硬化｜到位资金") == {"actual": "70元"}


def test_plan_and_result_in_one_word_each() -> None:
    text = "序号\t绩效指标\t计划\t完成\t完成率\t自评分\n1\t举办培训班\t12期\t13期\t108%\t10\n"
    assert facts(text) == {
        ("indicator", "举办培训班", "target", "12期"), ("indicator", "举办培训班", "value", "13期"),
        ("indicator", "举办培训班", "score", "10"),
    }  # fmt: skip


def test_a_unit_for_every_row() -> None:
    text = "项目\t单位\t2022年\t2023年\t同比增减\n财政拨款\t万元\t820.5\t900.5\t80\n职工人数\t人\t120\t118\t-2\n"
    assert facts(text) == {
        ("budget", "财政拨款", "prior_actual", "8205000元"),
        ("budget", "财政拨款", "actual", "9005000元"),
        ("budget", "财政拨款", "increase_amount", "800000元"),
        ("indicator", "职工人数", "prior_actual", "120人"),
        ("indicator", "职工人数", "value", "118人"),
        ("indicator", "职工人数", "decrease_amount", "2人"),
    }
    assets = facts("资产类别\t数量\t单位\t原值（元）\n公务用车\t4\t辆\t72\n房屋\t32\t平方米\t90\n")
    assert of(assets, "公务用车") == {"value": "4辆", "actual": "72元"}


def test_a_table_of_one_row_in_a_page() -> None:
    head = (
        "<tr><td>序号<td>项目名称<td>年初预算<td>实际支出</tr><tr><td>1<td>小区改造<td>8<td>7</tr>"
    )
    tail = "<tr><td>2<td>建筑节能<td>5<td>4</tr>"
    page = f"<html><body><p>单位：元</p><table>{head}</table><table>{tail}</table></body></html>"
    found = facts(read_bytes(page.encode(), "a.html").text)
    assert of(found, "建筑节能") == {"initial_budget": "5元", "actual": "4元"}
