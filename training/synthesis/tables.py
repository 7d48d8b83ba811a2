"""Tables whose rows add up; cells carry no spans."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from training.synthesis.lexicon import upper_name
from training.synthesis.style import TEN_THOUSAND, round_to
from training.synthesis.template import Writer
from training.synthesis.work import Measure

HUNDRED = Decimal(100)


def _lay(writer: Writer, title: str, rows: Sequence[Sequence[str]], *, unit: str = "") -> str:
    """Rows as tab-separated or pipe lines under a title and the unit."""
    head = [title] + ([f"单位：{unit}"] if unit else [])
    if writer.base["layout"] == "markdown":
        lines = ["| " + " | ".join(row) + " |" for row in rows]
        lines.insert(1, "|" + " --- |" * len(rows[0]))
    else:
        lines = ["\t".join(row) for row in rows]
    return "\n".join([*head, *lines])


def _cell(writer: Writer, yuan: Decimal) -> str:
    value = yuan / TEN_THOUSAND if writer.style.unit == "万元" else yuan
    return f"{value:,.2f}" if writer.style.separators else f"{value:.2f}"


def project_table(writer: Writer, budget: dict[str, Any]) -> str:
    """Each project with its budgets, spending and rate, and the total."""
    rows = [["项目名称", "年初预算数", "全年预算数", "执行数", "执行率"]]
    total = budget["project"]
    for line, name in [*((p, p.names[0]) for p in budget["projects"]), (total, "合计")]:
        rate = "-" if not line.annual else f"{round_to(line.actual / line.annual * HUNDRED, 2)}%"
        amounts = [_cell(writer, a) for a in (line.initial, line.annual, line.actual)]
        rows.append([name, *amounts, rate])
    title = writer.chance.choice(["项目支出情况表", "项目资金使用情况表", "项目支出明细表"])
    return _lay(writer, title, rows, unit=writer.style.unit)


def subject_table(writer: Writer, budget: dict[str, Any]) -> str:
    """Functional subjects with their codes; the uppermost rows are sums of those below."""
    actual = {line.code: (line.short, line.actual) for line in budget["subjects"]}
    tops: dict[str, Decimal] = {}
    names: dict[str, str] = {}
    for line in budget["subjects"]:
        top = line.code[:3]
        tops[top] = tops.get(top, Decimal(0)) + line.actual
        names[top] = upper_name(line.code)
    rows = [["科目编码", "科目名称", "决算数"]]
    for top in sorted(tops):
        rows.append([top, names[top], _cell(writer, tops[top])])
        for code, (name, amount) in sorted(actual.items()):
            if code.startswith(top):
                rows.append([code, name, _cell(writer, amount)])
    rows.append(["", "合计", _cell(writer, budget["out"].actual)])
    return _lay(writer, "支出功能分类决算表", rows, unit=writer.style.unit)


def public_table(writer: Writer, budget: dict[str, Any]) -> str:
    """The three public expenses: budget and accounts."""
    rows = [["项目", "预算数", "决算数"]]
    for name, key in (
        ("合计", "public"),
        ("因公出国（境）费", "abroad"),
        ("公务用车购置及运行维护费", "car"),
        ("公务接待费", "reception"),
    ):
        line = budget[key]
        rows.append([name, _cell(writer, line.annual), _cell(writer, line.actual)])
    return _lay(writer, "“三公”经费支出情况表", rows, unit=writer.style.unit)


def indicator_table(writer: Writer, measures: dict[str, list[Measure]]) -> str:
    """Targets, results, weights and scores of a few indicators."""
    rows = [["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"]]
    groups = [("产出指标", "数量指标", m) for m in measures["tasks"][:3]]
    groups += [("产出指标", "质量指标", m) for m in measures["rates"][:2]]
    groups += [("满意度指标", "服务对象满意度", m) for m in measures["sat"]]
    for upper, middle, measure in groups:
        value, unit = measure.values[0]
        if measure.target is None:
            continue
        weight = writer.chance.choice([5, 8, 10, 15])
        lost = writer.chance.choice([0, 0, 0, 1, 2])
        # Full marks for a missed target would be an error that nobody planted.
        points = weight - (lost or int(value < measure.target))
        row = [upper, middle, measure.name, f"≥{measure.target}{unit}", f"{value}{unit}"]
        rows.append([*row, str(weight), str(points)])
    return _lay(writer, "部门整体支出绩效自评表", rows)
