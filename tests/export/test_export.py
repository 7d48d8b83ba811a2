"""Exports: every format holds every record, and a run that breaks off loses none."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from xfnlp.errors import InputError
from xfnlp.export import TABLES, Exporter, export, rows_of

REPORT: dict[str, Any] = {
    "schema": "xfnlp.report/1",
    "document": {"org": "云岫县信访局", "fiscal_year": "2023", "self_score": "95.5"},
    "facts": [
        {
            "kind": "budget",
            "name": "基本支出",
            "field": "actual",
            "value": "1234567.89",
            "unit": "元",
            "source": "prose",
            "score": 0.9,
            "spans": [[10, 20], [2, 6]],
        }
    ],
    "budget": [
        {
            "name": "基本支出",
            "flow": "expenditure",
            "year": "2023",
            "actual": "1234567.89",
            "execution_rate": "98.76",
            "reason": "=人员增加",
            "provenance": {"actual": [[10, 20], [2, 6]]},
            "score": 0.9,
        }
    ],
    "indicators": [
        {
            "name": "接待来访",
            "levels": ["产出指标", "数量指标"],
            "values": [
                {"value": "993", "unit": "批", "upper": None, "bound": None, "approximate": False},
                {
                    "value": "2147",
                    "unit": "人次",
                    "upper": None,
                    "bound": None,
                    "approximate": True,
                },
            ],
            "targets": [
                {"value": "900", "unit": "批", "upper": None, "bound": "min", "approximate": False}
            ],
            "status": "met",
            "provenance": {"value": [[30, 34]]},
            "confidence": 0.8,
        }
    ],
    "achievements": [
        {
            "text": "接待来访993批",
            "start_offset": 28,
            "end_offset": 36,
            "score": 0.7,
            "indicators": [],
        }
    ],
    "checks": [
        {
            "rule": "execution_rate",
            "verdict": "inconsistent",
            "message": "“基本支出”的执行率不符。",
            "stated": "98.76",
            "expected": "97.86",
            "tolerance": "0.01",
            "spans": [[40, 46]],
        }
    ],
}


def test_rows_have_the_columns_of_their_table() -> None:
    tables = rows_of("a.txt", REPORT, unit="万元")
    assert set(tables) == set(TABLES)
    for table, rows in tables.items():
        assert rows, table
        assert all(len(row) == len(TABLES[table]) for row in rows)
    names = [column.name for column in TABLES["budget"]]
    row = dict(zip(names, tables["budget"][0], strict=True))
    assert row["actual"] == Decimal("123.456789")
    assert row["flow"] == "支出"
    assert row["start"] == 10
    names = [column.name for column in TABLES["indicators"]]
    row = dict(zip(names, tables["indicators"][0], strict=True))
    assert row["value"] == "993批；约2147人次"
    assert row["value_number"] is None
    assert row["target"] == "≥900批"


def test_json_lines(tmp_path: Path) -> None:
    path = export([("a.txt", REPORT), ("b.txt", REPORT)], tmp_path / "out.jsonl")
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert [line["file"] for line in lines] == ["a.txt", "b.txt"]
    assert lines[0]["document"] == REPORT["document"]


def test_csv(tmp_path: Path) -> None:
    path = export([("a.txt", REPORT)], tmp_path / "out.csv", unit="万元")
    with (path / "budget.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["actual"] == "123.456789"
    assert row["name"] == "基本支出"


def test_xlsx_holds_numbers_and_no_formula(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    path = export([("a.txt", REPORT)], tmp_path / "out.xlsx", unit="万元")
    sheet = openpyxl.load_workbook(path)["预算"]
    heading, row = sheet.iter_rows(values_only=True)
    values = dict(zip(heading, row, strict=True))
    assert values["决算（万元）"] == pytest.approx(123.456789)
    assert values["原因"].strip() == "=人员增加"
    assert not values["原因"].startswith("=")


def test_parquet(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    path = export([("a.txt", REPORT), ("b.txt", REPORT)], tmp_path / "out.parquet")
    table = parquet.read_table(path / "budget.parquet")
    assert table.column("actual").to_pylist() == [Decimal("1234567.89")] * 2
    assert table.column("file").to_pylist() == ["a.txt", "b.txt"]


def test_duckdb(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    path = export([("a.txt", REPORT), ("b.txt", REPORT)], tmp_path / "out.duckdb")
    with duckdb.connect(str(path), read_only=True) as base:
        total = base.execute('SELECT sum(actual) FROM "budget"').fetchone()
        comments = base.execute(
            "SELECT comment FROM duckdb_columns() WHERE table_name = 'budget'"
        ).fetchall()
    assert total == (Decimal("2469135.78"),)
    assert ("决算（元）",) in comments


@pytest.mark.parametrize("ending", ["jsonl", "csv", "xlsx", "parquet", "duckdb"])
def test_a_run_that_breaks_off_goes_on(tmp_path: Path, ending: str) -> None:
    for module in {"xlsx": ["openpyxl"], "parquet": ["pyarrow"], "duckdb": ["duckdb"]}.get(
        ending, []
    ):
        pytest.importorskip(module)
    path = tmp_path / f"out.{ending}"
    with pytest.raises(RuntimeError), Exporter(path) as sink:
        sink.add("a.txt", REPORT)
        raise RuntimeError
    with Exporter(path) as sink:
        assert sink.done == {"a.txt"}
        sink.add("b.txt", REPORT)
    leftovers = {item.name for item in tmp_path.iterdir()} - {path.name}
    assert leftovers == set()
    again = export([("c.txt", REPORT)], tmp_path / "again.jsonl")
    assert again.exists()


def test_a_torn_line_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    export([("a.txt", REPORT)], path)
    with path.open("ab") as file:
        file.write(b'{"file": "b.txt", "docu')
    with Exporter(path) as sink:
        assert sink.done == {"a.txt"}
        sink.add("b.txt", REPORT)
    assert [json.loads(line)["file"] for line in path.read_text("utf-8").splitlines()] == [
        "a.txt",
        "b.txt",
    ]


def test_wrong_use_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="unknown format"):
        Exporter(tmp_path / "out.ods")
    with pytest.raises(InputError, match="unknown unit"):
        Exporter(tmp_path / "out.csv", unit="美元")
    (tmp_path / "notes.jsonl").write_text("hello\n", encoding="utf-8")
    with pytest.raises(InputError, match="no exported report"):
        Exporter(tmp_path / "notes.jsonl")
