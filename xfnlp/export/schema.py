"""The tables that records are exported as: columns, their types and their Chinese headings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from xfnlp.scheme import BUDGET_MONEY_FIELDS, BUDGET_RATE_FIELDS

Kind = Literal["text", "money", "number", "integer", "score"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `money` is in the chosen unit, `number` in percent or the row's own unit."""

    name: str
    heading: str
    kind: Kind = "text"


_HEADINGS: Final = {
    "initial_budget": "年初预算",
    "annual_budget": "全年预算",
    "actual": "决算",
    "prior_actual": "上年",
    "increase_amount": "增加额",
    "decrease_amount": "减少额",
    "execution_rate": "执行率（%）",
    "share": "占比（%）",
    "increase_rate": "增长（%）",
    "decrease_rate": "下降（%）",
}
_FILE: Final = Column("file", "文件")
_PLACE: Final = (Column("start", "起", "integer"), Column("end", "止", "integer"))

TABLES: Final[dict[str, tuple[Column, ...]]] = {
    "documents": (
        _FILE,
        Column("org", "单位"),
        Column("fiscal_year", "年度"),
        Column("title", "标题"),
        Column("date", "日期"),
        Column("self_score", "自评得分", "number"),
        Column("grade", "等级"),
        Column("inconsistent", "不符项数", "integer"),
    ),
    "budget": (
        _FILE,
        Column("name", "预算项目"),
        Column("code", "科目编码"),
        Column("flow", "收支"),
        Column("year", "年度"),
        Column("parent", "上级项目"),
        *(Column(name, _HEADINGS[name], "money") for name in BUDGET_MONEY_FIELDS),
        *(Column(name, _HEADINGS[name], "number") for name in BUDGET_RATE_FIELDS),
        Column("deviation", "偏差", "number"),
        Column("share_base", "占比基数"),
        Column("reason", "原因"),
        Column("score", "把握", "score"),
        *_PLACE,
    ),
    "indicators": (
        _FILE,
        Column("levels", "上级指标"),
        Column("name", "指标"),
        Column("target", "目标值"),
        Column("target_number", "目标数值", "number"),
        Column("value", "完成值"),
        Column("value_number", "完成数值", "number"),
        Column("unit", "计量单位"),
        Column("prior_actual", "上年", "number"),
        Column("deviation", "偏差", "number"),
        Column("status", "完成情况"),
        Column("weight", "分值", "number"),
        Column("score", "得分", "number"),
        Column("achievement", "所在成效"),
        Column("reason", "原因"),
        Column("confidence", "把握", "score"),
        *_PLACE,
    ),
    "achievements": (
        _FILE,
        Column("text", "成效"),
        Column("indicators", "指标"),
        Column("score", "把握", "score"),
        *_PLACE,
    ),
    "checks": (
        _FILE,
        Column("rule", "规则"),
        Column("verdict", "结论"),
        Column("message", "说明"),
        Column("stated", "所写", "number"),
        Column("expected", "应为", "number"),
        Column("tolerance", "容差", "number"),
        *_PLACE,
    ),
    "facts": (
        _FILE,
        Column("kind", "类别"),
        Column("name", "名称"),
        Column("field", "字段"),
        Column("value", "值"),
        Column("number", "数值", "number"),
        Column("unit", "计量单位"),
        Column("source", "来源"),
        Column("score", "把握", "score"),
        *_PLACE,
    ),
}
SHEETS: Final = {
    "documents": "报告",
    "budget": "预算",
    "indicators": "指标",
    "achievements": "成效",
    "checks": "核对",
    "facts": "事实",
}
# Yuan in one unit, and how many decimals keep every fen.
UNITS: Final = {"元": (1, 2), "万元": (10**4, 6), "亿元": (10**8, 10)}
VERDICTS: Final = {"inconsistent": "不符", "consistent": "相符", "unchecked": "未核"}
FLOWS: Final = {"revenue": "收入", "expenditure": "支出"}
STATUS: Final = {"met": "完成", "missed": "未完成"}
