"""What a report says of itself."""

from __future__ import annotations

import pytest

from tests.marked import marked
from xfnlp.document import document_facts, with_table_facts
from xfnlp.layout import find_blocks
from xfnlp.report import plain
from xfnlp.scheme import DOCUMENT_FIELDS
from xfnlp.tables import read_tables
from xfnlp.types import Fact


def about(source: str) -> dict[str, str]:
    text, entities, relations = marked(source)
    return {fact.field: plain(fact.value) for fact in document_facts(text, [], entities, relations)}


def test_a_report_with_everything() -> None:
    found = about(
        "附件2\n\n云岫县信访局\n2023年度部门整体支出\n绩效自评报告\n\n一、"
        "部门概况\n我局负责全县信访工作。\n"
        "经综合评定，我局2023年度部门整体支出绩效⟦i1|自评得分⟧⟦q1 va<i1|96.5分⟧，等级为“优”。\n\n"
        "　　　　云岫县信访局\n　　　　2024年4月18日\n"
    )
    assert found == {
        "org": "云岫县信访局",
        "fiscal_year": "2023",
        "title": "2023年度部门整体支出绩效自评报告",
        "date": "2024年4月18日",
        "self_score": "96.5",
        "grade": "优",
    }


@pytest.mark.parametrize(
    ("head", "title", "org"),
    [
        ("云岫县司法局2022年度部门决算\n\n目录\n", "云岫县司法局2022年度部门决算", "云岫县司法局"),
        (
            "# 2021 年度云岫县档案馆部门整体支出绩效自评报告\n",
            "2021年度云岫县档案馆部门整体支出绩效自评报告",
            "云岫县档案馆",
        ),
        (
            "首页 > 财政预决算\n青禾镇人民政府2023年度部门决算公开说明\n发布时间：2024-09-20 09:0"
            "0\n",
            "青禾镇人民政府2023年度部门决算公开说明",
            "青禾镇人民政府",
        ),
        (
            "2023年度云岫县水利局\n部门整体支出绩效自评报告\n",
            "2023年度云岫县水利局部门整体支出绩效自评报告",
            "云岫县水利局",
        ),
        (
            "项目支出绩效自评报告\n（2022年度）\n单位名称（盖章）：云岫县林业局\n",
            "项目支出绩效自评报告",
            "云岫县林业局",
        ),
    ],
)
def test_titles_and_bodies(head: str, title: str, org: str) -> None:
    found = about(head + "\n一、基本情况\n本单位共有人员若干。\n")
    assert found["title"] == title
    assert found["org"] == org


def test_the_fuller_name_wins() -> None:
    found = about(
        "2020年度区教育局部门绩效自评报告\n一、概况\n略。\n部门（单位）名称\t\t清州市东岭区教育局\n"
    )
    assert found["org"] == "清州市东岭区教育局"


def test_the_rule_for_grades_is_no_grade() -> None:
    found = about(
        "2023年度绩效自评报告\n评分90分以上为优，80分至90分为良。经打分，"
        "自评得分88.4分，等次为“良”。\n"
    )
    assert found["grade"] == "良"
    assert found["self_score"] == "88.4"


@pytest.mark.parametrize(
    ("tail", "date"),
    [
        ("云岫县民政局\n2024 年 3 月 5 日\n", "2024年3月5日"),
        ("云岫县民政局\n二〇二四年三月\n", "二〇二四年三月"),
        ("填报日期：2024-03-05\n", "2024-03-05"),
    ],
)
def test_dates(tail: str, date: str) -> None:
    body = (
        "云岫县民政局2023年度部门整体支出绩效自评报告\n"
        + "截止时间：2023-12-31\n"
        + "一、概况\n略。\n" * 20
    )
    assert about(body + tail)["date"] == date


def test_nothing_stated_nothing_found() -> None:
    assert about("今天天气很好。\n") == {}


def test_marks_of_a_conversion_are_no_part_of_the_head() -> None:
    found = about(
        "![徽标](a.png)\n[bookmark: _Toc1]# 云岫县水利局<br>\n<p>2023年度部门整体支出绩效自评报告</p>\n"
        "一、部门概况\n我局负责全县水利工作。\n"
    )
    assert found["org"] == "云岫县水利局"
    assert found["title"] == "2023年度部门整体支出绩效自评报告"


TABLES = (
    "部门整体支出绩效自评表\n部门名称\t云岫县水利局\n"
    "一级指标\t三级指标\t指标值\t完成值\t分值\t得分\n"
    "产出指标\t整修渠道\t20公里\t21公里\t60\t58\n效益指标\t灌溉面积\t9万亩\t9万亩\t40\t40\n"
    "总分\t\t\t\t100\t98\n"
)


def completed(text: str) -> dict[str, Fact]:
    blocks = find_blocks(text)
    stated = document_facts(text, blocks, [], [])
    return {fact.field: fact for fact in with_table_facts(stated, read_tables(text, blocks))}


def test_what_only_tables_state_is_the_report_s() -> None:
    found = completed(f"附件\n\n{TABLES}")
    assert plain(found["self_score"].value) == "98"
    assert found["self_score"].source == "table"
    assert found["org"].value == "云岫县水利局"
    assert list(found) == [field for field in DOCUMENT_FIELDS if field in found]


def test_what_prose_states_goes_first() -> None:
    found = completed(f"经综合评定，我局部门整体支出绩效自评得分96.5分，等级为“优”。\n\n{TABLES}")
    assert (plain(found["self_score"].value), found["self_score"].source) == ("96.5", "prose")
    again = completed(f"经综合评定，我局部门整体支出绩效自评得分98分，等级为“优”。\n\n{TABLES}")
    assert len(again["self_score"].spans) == 3
