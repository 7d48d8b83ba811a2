"""Reports as terminal tables, JSON, JSON Lines and CSV."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from rich.console import Console
from rich.table import Table

from xfnlp.report import Report, plain
from xfnlp.scheme import BUDGET_FIELDS, INDICATOR_FIELDS

_HEADINGS = {
    "name": "名称",
    "initial_budget": "年初预算",
    "annual_budget": "全年预算",
    "actual": "决算",
    "prior_actual": "上年",
    "increase_amount": "增加额",
    "decrease_amount": "减少额",
    "execution_rate": "执行率",
    "share": "占比",
    "increase_rate": "增长",
    "decrease_rate": "下降",
    "deviation": "偏差",
    "parent": "上级",
    "value": "完成值",
    "target": "目标值",
    "weight": "分值",
    "score": "得分",
}
_CSV_COLUMNS = ("file", "kind", "name", "field", "value", "unit", "source", "score", "start", "end")
_WRONG = {"inconsistent": "[red]不符[/]", "consistent": "[green]相符[/]", "unchecked": "未核"}


def _cell(report: Report, kind: str, name: str, field: str) -> str:
    found = []
    for fact in report.facts:
        if (fact.kind, fact.name, fact.field) == (kind, name, field):
            value = fact.value
            if fact.unit == "元" and isinstance(value, Decimal):
                found.append(f"{value / 10000:,.2f}")
            else:
                found.append(plain(value) + (fact.unit if fact.unit != "元" else ""))
    return "；".join(dict.fromkeys(found))


def facts_table(report: Report, kind: str, title: str) -> Table:
    """A row for each budget line or indicator, a column for each field that occurs.

    Amounts are shown in 万元, rounded to two places; the records keep the exact yuan.
    """
    fields = BUDGET_FIELDS if kind == "budget" else INDICATOR_FIELDS
    names = list(dict.fromkeys(fact.name for fact in report.facts if fact.kind == kind))
    used = [f for f in fields if any(x.kind == kind and x.field == f for x in report.facts)]
    table = Table(title=title, title_justify="left", header_style="bold")
    table.add_column(_HEADINGS["name"], overflow="fold", ratio=2)
    for field in used:
        table.add_column(_HEADINGS[field], justify="right", overflow="fold")
    for name in names:
        table.add_row(name, *(_cell(report, kind, name, field) for field in used))
    return table


def checks_table(path: str, report: Report) -> Table:
    """The audit's verdicts, worst first."""
    table = Table(title=f"{path}：核对 {len(report.checks)} 项", title_justify="left")
    table.add_column("结论")
    table.add_column("说明", overflow="fold")
    order = {"inconsistent": 0, "unchecked": 1, "consistent": 2}
    for check in sorted(report.checks, key=lambda c: order.get(c["verdict"], 1)):
        table.add_row(_WRONG.get(check["verdict"], check["verdict"]), str(check.get("message", "")))
    return table


class Writer:
    """Writes reports one by one; what has been written stays whole if the run breaks off."""

    def __init__(self, sink: TextIO, format: str, *, console: Console) -> None:
        self.sink, self.format, self.console = sink, format, console
        self._count = 0
        if format == "csv":
            csv.writer(sink).writerow(_CSV_COLUMNS)

    def write(self, path: Path, report: Report) -> None:
        if self.format == "table":
            self._tables(path, report)
        elif self.format == "csv":
            csv.writer(self.sink).writerows(_rows(path, report))
        else:
            content = {"file": str(path), **report.to_dict()}
            indent = 1 if self.format == "json" else None
            if self.format == "json":
                self.sink.write(",\n" if self._count else "[\n")
            self.sink.write(json.dumps(content, ensure_ascii=False, indent=indent))
            if self.format == "jsonl":
                self.sink.write("\n")
        self._count += 1
        self.sink.flush()

    def close(self) -> None:
        if self.format == "json":
            self.sink.write("\n]\n" if self._count else "[]\n")

    def _tables(self, path: Path, report: Report) -> None:
        about: Mapping[str, Any] = report.document
        line = "，".join(f"{value}" for value in about.values() if value)
        self.console.print(f"[bold]{path}[/]  {line}")
        self.console.print(facts_table(report, "budget", "预算与决算（万元，%）"))
        self.console.print(facts_table(report, "indicator", "绩效指标"))
        wrong = [c for c in report.checks if c["verdict"] == "inconsistent"]
        self.console.print(
            f"成效 {len(report.achievements)} 条；"
            f"核对 {len(report.checks)} 项，不符 {len(wrong)} 项"
        )
        for check in wrong:
            self.console.print(f"  [red]不符[/] {check.get('message', '')}")
        for note in report.notes:
            self.console.print(f"  注：{note}")


def _rows(path: Path, report: Report) -> list[list[Any]]:
    return [
        [
            path,
            fact.kind,
            fact.name,
            fact.field,
            plain(fact.value),
            fact.unit,
            fact.source,
            round(fact.score, 4),
            *(fact.spans[0] if fact.spans else ("", "")),
        ]
        for fact in report.facts
    ]
