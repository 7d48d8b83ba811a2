"""Spreadsheets: percent formats, macros, several tables and lines in one sheet."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.readers.files import as_xlsx, saved, with_macros
from xfnlp.errors import InputError
from xfnlp.layout import find_blocks
from xfnlp.readers import read_bytes
from xfnlp.readers.extras import load_extra
from xfnlp.tables import read_tables

openpyxl = pytest.importorskip("openpyxl")


def text_of(rows: list[list[object]], formats: dict[str, str] | None = None) -> str:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cell, form in (formats or {}).items():
        book.active[cell].number_format = form
    return read_bytes(saved(book), "a.xlsx").text


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (0.95, "0%", "95%"),
        (0.95, "0.00%", "95.00%"),
        (0.9553, "0.0%", "95.5%"),
        (1, "0%", "100%"),
        (0.95, "General", "0.95"),
        (1286.4, "#,##0.00", "1286.40"),
        (1234567.125, "General", "1234567.125"),
        (12, "0.00_);(0.00)", "12.00"),
    ],
)
def test_numbers_as_shown(value: float, form: str, shown: str) -> None:
    text = text_of([["项目", "数"], ["甲", value]], {"B2": form})
    assert f"甲\t{shown}\n" in text


def test_rates_of_a_percent_format_are_facts() -> None:
    text = text_of(
        [["单位：万元"], ["项目", "全年预算数", "执行数", "执行率"], ["基本支出", 100, 95, 0.95]],
        {"D3": "0.00%"},
    )
    facts = {f.field: f.value for f in read_tables(text, find_blocks(text))}
    assert facts["execution_rate"] == Decimal(95)


def test_macros_are_neither_run_nor_in_the_way() -> None:
    data = with_macros(
        as_xlsx(),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        "xl/_rels/workbook.xml.rels",
    )
    assert b"Auto_Open" in data
    assert read_bytes(data, "a.xlsm").text == read_bytes(as_xlsx(), "a.xlsx").text


def test_lines_and_tables_of_one_sheet_stay_apart() -> None:
    text = text_of(
        [
            ["　　收入情况如下表。"],
            ["单位：万元"],
            ["项目", "决算数", "上年决算数"],
            ["事业收入", 5, None],
            ["二、支出情况"],
            ["单位：元"],
            ["项目", "决算数"],
            ["基本支出", 7],
            ["以上数据均为决算数。"],
        ]
    )
    assert text.startswith("　　收入情况如下表。\n")
    kinds = [block.kind for block in find_blocks(text)]
    assert kinds == ["paragraph", "caption", "table", "heading", "caption", "table", "paragraph"]
    facts = {fact.name: fact.value for fact in read_tables(text, find_blocks(text))}
    assert facts == {"事业收入": 50000, "基本支出": 7}


def test_a_missing_package_is_named() -> None:
    with pytest.raises(InputError, match=r"a\.xyz: reading XYZ needs xyz .*xfnlp\[files\]"):
        load_extra("xfnlp_none_such", package="xyz", kind="XYZ", name="a.xyz")
