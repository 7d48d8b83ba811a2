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
from rich.text import Text

from xfnlp.export.schema import UNITS
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
_CSV_COLUMNS = (
    *("file", "kind", "name", "field", "value", "unit", "source", "score"),
    *("start", "end", "place"),
)
_VERDICTS = {
    "inconsistent": ("不符", "red"),
    "consistent": ("相符", "green"),
    "unchecked": ("未核", ""),
}
# Escape sequences in a report must not reach the terminal.
_CONTROLS = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)), " ")


def _safe(text: object, style: str = "") -> Text:
    """Text for the terminal as it is: brackets are no markup, control characters are blanks."""
    clean = str(text).translate(_CONTROLS).encode("utf-8", "replace").decode("utf-8")
    return Text(clean, style=style)


def _cell(report: Report, kind: str, name: str, field: str, unit: str) -> str:
    found = []
    for fact in report.facts:
        if (fact.kind, fact.name, fact.field) == (kind, name, field):
            value = fact.value
            if fact.unit == "元" and isinstance(value, Decimal):
                found.append(f"{value / UNITS[unit][0]:,.2f}")
            else:
                found.append(plain(value) + (fact.unit if fact.unit != "元" else ""))
    return "；".join(dict.fromkeys(found))


def facts_table(report: Report, kind: str, *, unit: str = "万元") -> Table:
    """A row for each budget line or indicator, a column for each field that occurs.

    Amounts are shown in `unit`, rounded to two places; the records keep the exact yuan.
    """
    fields = BUDGET_FIELDS if kind == "budget" else INDICATOR_FIELDS
    names = list(dict.fromkeys(fact.name for fact in report.facts if fact.kind == kind))
    used = [f for f in fields if any(x.kind == kind and x.field == f for x in report.facts)]
    table = Table(header_style="bold")
    table.add_column(_HEADINGS["name"], overflow="fold", ratio=2)
    for field in used:
        table.add_column(_HEADINGS[field], justify="right", overflow="fold")
    for name in names:
        cells = (_safe(_cell(report, kind, name, field, unit)) for field in used)
        table.add_row(_safe(name), *cells)
    return table


def checks_table(report: Report) -> Table:
    """The audit's verdicts, worst first."""
    table = Table()
    table.add_column("结论")
    table.add_column("说明", overflow="fold")
    order = {"inconsistent": 0, "unchecked": 1, "consistent": 2}
    for check in sorted(report.checks, key=lambda c: order.get(c["verdict"], 1)):
        table.add_row(Text(*_VERDICTS[check["verdict"]]), _safe(check["message"]))
    return table


def print_checks(console: Console, path: Path, report: Report) -> None:
    """The audit of one report: a line that says how it went, and the table."""
    wrong = sum(check["verdict"] == "inconsistent" for check in report.checks)
    console.print(_safe(f"{path}：核对 {len(report.checks)} 项，不符 {wrong} 项", "bold"))
    if report.checks:
        console.print(checks_table(report))


class Writer:
    """Writes reports one by one; what has been written stays whole if the run breaks off."""

    def __init__(self, sink: TextIO, format: str, *, console: Console, unit: str = "万元") -> None:
        self.sink, self.format, self.console, self.unit = sink, format, console, unit
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
            written = json.dumps(content, ensure_ascii=False, indent=indent)
            # A lone surrogate is no UTF-8; JSON writes it as an escape.
            self.sink.write(written.encode("utf-8", "backslashreplace").decode("utf-8"))
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
        self.console.print(_safe(path, "bold"), _safe(line))
        for kind, title in (("budget", f"预算与决算（{self.unit}，%）"), ("indicator", "绩效指标")):
            table = facts_table(report, kind, unit=self.unit)
            # The title of a rich table breaks at the table's width: a line of its own does not.
            self.console.print(_safe(title if table.row_count else f"{title}：没有读出", "italic"))
            if table.row_count:
                self.console.print(table)
        wrong = [c for c in report.checks if c["verdict"] == "inconsistent"]
        self.console.print(
            f"成效 {len(report.achievements)} 条；"
            f"核对 {len(report.checks)} 项，不符 {len(wrong)} 项"
        )
        for check in wrong:
            self.console.print(Text("  不符", style="red"), _safe(check["message"]))
        for note in report.notes:
            self.console.print(_safe(f"  注：{note}"))


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
            (report.place(fact.spans[0][0]) or "") if fact.spans else "",
        ]
        for fact in report.facts
    ]
