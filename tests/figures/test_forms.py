"""The table of written forms, each with the value that a reader of reports takes from it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from xfnlp.figures import find_figures, read_figure

TABLE = Path(__file__).with_name("forms.tsv")


def rows() -> list[tuple[str, ...]]:
    lines = TABLE.read_text(encoding="utf-8").splitlines()[1:]
    cells = [(line.replace("⏎", "\n") + "\t" * 8).split("\t")[:8] for line in lines if line]
    return [tuple(row) for row in cells]


def test_the_table_is_large() -> None:
    assert len({row[0] for row in rows()}) >= 200


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0].replace("\n", "⏎"))
def test_written_form(row: tuple[str, ...]) -> None:
    written, label, value, unit, upper, approximate, bound, sign = row
    figure = read_figure(written, label=label)
    assert figure is not None
    assert figure.signed == Decimal(value)
    assert figure.unit == unit
    assert figure.upper == (Decimal(upper) if upper else None)
    assert figure.approximate == bool(approximate)
    assert figure.bound == (bound or None)
    assert figure.sign == {"": 0, "+": 1, "-": -1}[sign]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "全年接待来访993批2147人次。",
            [("993批", "993", "批"), ("2147人次", "2147", "人次")],
        ),
        (
            "2023年3月5日第12次会议〔2023〕5号文件下达资金约38.5万元，完成率不低于95%",
            [("38.5万元", "385000", "元"), ("95%", "95", "%")],
        ),
        (
            "培训班两期，参训一百二十余人，支出１２．５\n万元",
            [
                ("两期", "2", "期"),
                ("一百二十余人", "120", "人"),
                ("１２．５\n万元", "125000", "元"),
            ],
        ),
        ("贯彻“三重一大”制度，遵守八项规定精神", [("八项", "8", "项")]),
        (
            "占比百分之三十五点九一，降低3至5万元",
            [("百分之三十五点九一", "35.91", "%"), ("3至5万元", "30000", "元")],
        ),
    ],
)
def test_find_figures(text: str, found: list[tuple[str, str, str]]) -> None:
    given = find_figures(text)
    assert [(text[g.start : g.end], g.figure.value, g.figure.unit) for g in given] == [
        (written, Decimal(value), unit) for written, value, unit in found
    ]
