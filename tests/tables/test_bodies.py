"""Rows of indicators that have lost their header."""

from __future__ import annotations

import pytest

from tests.tables.test_tables import Key, facts

ROWS = (
    "产出指标\t数量指标\t修复河堤\t≥12公里\t12.6公里\t20\t20\n"
    "\t质量指标\t验收合格率\t≥95%\t97.5%\t20\t20\n"
    "\t时效指标\t按期完工\t11月底前\t10月完工\t10\t10\n"
    "效益指标\t社会效益指标\t保护农田\t≥3000亩\t2850亩\t30\t27.5\n"
    "满意度指标\t服务对象满意度指标\t群众满意度\t≥90%\t93%\t10\t10\n"
    "总分\t\t\t\t\t90\t87.5\n"
)
READ = {
    ("修复河堤", "12公里", "12.6公里", "20", "20"),
    ("验收合格率", "95%", "97.5%", "20", "20"),
    ("按期完工", "11月底前", "10月完工", "10", "10"),
    ("保护农田", "3000亩", "2850亩", "30", "27.5"),
    ("群众满意度", "90%", "93%", "10", "10"),
}
TOTAL = {
    ("indicator", "总分", "weight", "90"),
    ("indicator", "总分", "score", "87.5"),
    ("document", "", "self_score", "87.5分"),
}


def keys(rows: set[tuple[str, ...]]) -> set[Key]:
    fields = ("target", "value", "weight", "score")
    return {
        ("indicator", row[0], *pair) for row in rows for pair in zip(fields, row[1:], strict=True)
    }


def test_after_a_page_break() -> None:
    assert facts(f"绩效自评表\n{ROWS}") == keys(READ) | TOTAL


def test_under_a_header_of_money() -> None:
    text = (
        "部门整体支出绩效自评表\n年度预算申请（万元）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分\n"
        f"\t年度资金总额\t50.00\t80.50\t72.45\t10\t90.00%\t9\n{ROWS}"
    )
    assert facts(text) == keys(READ) | TOTAL | {
        ("budget", "年度资金总额", "initial_budget", "500000元"),
        ("budget", "年度资金总额", "annual_budget", "805000元"),
        ("budget", "年度资金总额", "actual", "724500元"),
        ("budget", "年度资金总额", "execution_rate", "90%"),
        ("indicator", "年度资金总额", "weight", "10"),
        ("indicator", "年度资金总额", "score", "9"),
    }


def test_points_before_the_target() -> None:
    rows = [line.split("\t") for line in ROWS.splitlines()[:-1]]
    text = "\n".join("\t".join([*row[:3], row[5], *row[3:5], row[6]]) for row in rows)
    assert facts(f"绩效自评表\n{text}\n") == keys(READ)


def test_empty_cells_dropped() -> None:
    dropped = ROWS.replace("\n\t质量", "\n质量").replace("总分\t\t\t\t\t", "总分\t\t")
    assert facts(f"绩效自评表\n{dropped}") == keys(READ) | TOTAL


def test_targets_with_a_bound_need_no_levels() -> None:
    text = "\n".join(line.split("\t", 2)[2] for line in ROWS.splitlines()[:-1])
    assert facts(f"绩效自评表\n{text}\n") == keys(READ)


@pytest.mark.parametrize(
    "text",
    [
        # projects with planned and finished counts, and amounts that could be points
        "购置执法车辆\t2辆\t2辆\t30.0\t28.5\n更新监测设备\t12台\t11台\t20.0\t18.2\n"
        "修缮办公用房\t1处\t1处\t15.0\t15.0\n开展业务培训\t4期\t4期\t5.0\t4.6\n",
        # money, two columns of it
        "基本支出\t人员经费\t95%\t97%\t80.0\t79.1\n\t公用经费\t95%\t98%\t20.0\t19.7\n"
        "项目支出\t河道维护\t90%\t95%\t15.0\t14.9\n",
        # points above what a whole evaluation is worth
        "\n".join(f"产出指标\t数量指标\t培训{n}\t≥{n}期\t{n}期\t60\t50" for n in range(2, 7)),
        # a score above its weight
        "\n".join(f"产出指标\t数量指标\t培训{n}\t≥{n}期\t{n}期\t10\t12" for n in range(2, 7)),
        # two rows are too few
        "\n".join(ROWS.splitlines()[:2]),
    ],
)
def test_what_is_not_certain_is_left(text: str) -> None:
    assert not {fact for fact in facts(f"情况表\n{text}\n") if fact[2] in ("target", "value")}
