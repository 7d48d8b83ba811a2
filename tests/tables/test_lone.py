"""Tables of one row of figures, whose headers are the names."""

from __future__ import annotations

import pytest

from tests.readers.formats import parts_of, to_docx, to_html, to_text, to_xlsx
from tests.tables.test_tables import Key, facts
from xfnlp.readers import read_bytes


def counts(**values: str) -> set[Key]:
    return {("indicator", name, "value", value) for name, value in values.items()}


STAFF = "编制数\t实有人数\t在职人员\t离退休人员\n45\t42\t40\t12\n"
READ = counts(编制数="45", 实有人数="42", 在职人员="40", 离退休人员="12")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (STAFF, READ),
        ("|编制数|实有人数|\n|---|---|\n|45人|42人|\n", counts(编制数="45人", 实有人数="42人")),
        ("编制数　　实有人数　　车辆数\n　45　　　　42　　　　3\n", counts(编制数="45", 实有人数="42", 车辆数="3")),
        ("序号\t编制数\t实有人数\n1\t45\t0\n", counts(编制数="45")),
        ("人员情况表\t\t\n编制人数\t年末实有人数\t控制率\n45\t42\t93.33%\n",
         counts(编制人数="45", 年末实有人数="42", 控制率="93.33%")),
        ("人员编制（名）\t\t实有人数（人）\t\n行政\t事业\t行政\t事业\n20\t25\t18\t24\n",
         {("indicator", f"{over}｜{name}", "value", value) for over, name, value in (
             ("人员编制（名）", "行政", "20名"), ("人员编制（名）", "事业", "25名"),
             ("实有人数（人）", "行政", "18人"), ("实有人数（人）", "事业", "24人"))}),
    ],
)  # fmt: skip
def test_staff(text: str, found: set[Key]) -> None:
    assert facts(text) == found


def test_assets() -> None:
    text = "房屋面积（平方米）\t单价50万元以上设备（台）\t固定资产总额（万元）\n1,200\t3\t980.30\n"
    assert facts(text) == {
        ("indicator", "房屋面积（平方米）", "value", "1200平方米"),
        ("indicator", "单价50万元以上设备（台）", "value", "3台"),
        ("budget", "固定资产总额（万元）", "actual", "9803000元"),
    }
    above = "资产情况表\n单位：万元\n资产总额\t流动资产\t固定资产\n1286.5\t306.2\t980.3\n"
    assert facts(above) == {
        ("budget", "资产总额", "actual", "12865000元"),
        ("budget", "流动资产", "actual", "3062000元"),
        ("budget", "固定资产", "actual", "9803000元"),
    }


def test_the_unit_of_a_table_before_is_not_that_of_counts() -> None:
    budget = "单位：万元\n项目\t决算数\n基本支出\t12.5\n项目支出\t10.5\n\n人员情况表\n"
    assert facts(budget + STAFF) >= READ
    mixed = "单位：万元\n编制数\t在职人员\t固定资产总额\n45\t42\t860.25\n"
    assert facts(mixed) == counts(编制数="45", 在职人员="42") | {
        ("budget", "固定资产总额", "actual", "8602500元")
    }


@pytest.mark.parametrize(
    "text",
    [
        "单位：万元\n年初预算数\t决算数\t执行率\n45\t42\t93%\n",  # of which line?
        "规格\t型号\n12\t30\n",
        "年份\t月份\n2023\t12\n",
        "编制数\t实有人数\n详见附表\t42\n",
    ],
)
def test_what_headers_do_not_name_is_left(text: str) -> None:
    assert not facts(text)


@pytest.mark.parametrize(
    ("make", "name"),
    [(to_text, "a.txt"), (to_docx, "a.docx"), (to_html, "a.html"), (to_xlsx, "a.xlsx")],
)
def test_in_files(make, name: str) -> None:
    text = f"某局情况说明\n一、基本情况\n本部门人员结构合理，各项工作顺利开展。\n{STAFF}二、预算情况\n全年执行良好。\n"
    assert facts(read_bytes(make(parts_of(text)), name).text) == READ
