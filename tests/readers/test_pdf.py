"""PDF: lines torn by baselines, tables over pages, furniture, scans."""

from __future__ import annotations

import os
from decimal import Decimal

import pytest

from evaluation.pdf_maker import make_pdf, table_page
from xfnlp.errors import InputError
from xfnlp.layout import find_blocks
from xfnlp.readers import read_bytes
from xfnlp.tables import read_tables

pytest.importorskip("pdfplumber")

HEADER = ["科目编码", "科目名称", "决算数"]
WIDTHS = [90.0, 180.0, 120.0]


def report() -> bytes:
    """Two pages: prose with figures set lower, a table that goes on without its header."""
    line = [
        (60.0, 96.0, 14.0, "　　本年收入合计"),
        (172.0, 99.5, 14.0, "286.40"),
        (214.0, 96.0, 14.0, "万"),
    ]
    texts = [
        (60.0, 40.0, 9.0, "青川县水利局决算公开"),
        *line,
        (60.0, 120.0, 14.0, "元，与上年持平。"),
    ]
    texts += [(250.0, 160.0, 12.0, "收入决算表"), (400.0, 176.0, 10.0, "单位：万元")]
    first, rules = table_page(
        [HEADER, ["301", "工资福利支出", "120.50"], ["30101", "基本工资", "60.00"]],
        700,
        widths=WIDTHS,
        drop=3,
    )
    pages = [([*texts, *first, (290.0, 815.0, 9.0, "- 1 -")], rules)]
    more, lines = table_page([["302", "商品和服务支出", "9.90"]], 70, widths=WIDTHS, drop=3)
    after = [(60.0, 150.0, 14.0, "二、其他说明"), (290.0, 815.0, 9.0, "- 2 -")]
    pages.append(([(60.0, 40.0, 9.0, "青川县水利局决算公开"), *more, *after], lines))
    pages.append(
        ([(60.0, 40.0, 9.0, "青川县水利局决算公开"), (60.0, 90.0, 14.0, "没有需要说明的事项。"),
          (290.0, 815.0, 9.0, "- 3 -")], [])
    )  # fmt: skip
    return make_pdf(pages)


def test_prose_keeps_its_figures_and_loses_the_furniture() -> None:
    source = read_bytes(report(), "a.pdf")
    texts = [block.text(source.text) for block in find_blocks(source.text)]
    assert "本年收入合计286.40万元，与上年持平。" in [text.strip("　") for text in texts]
    assert "决算公开" not in source.text
    assert "- 2 -" not in source.text


def test_table_over_two_pages() -> None:
    source = read_bytes(report(), "a.pdf")
    found = read_tables(source.text, find_blocks(source.text))
    assert [(fact.name, fact.value, fact.code) for fact in found] == [
        ("工资福利支出", Decimal("1205000.00"), "301"),
        ("基本工资", Decimal("600000.00"), "30101"),
        ("商品和服务支出", Decimal("99000.00"), "302"),
    ]
    assert [source.place(fact.spans[0][0]).page for fact in found] == [1, 1, 2]


def test_header_repeated_on_the_next_page_is_read_once() -> None:
    pages = [
        table_page([HEADER, [code, name, value]], 700 if not number else 70, widths=WIDTHS)
        for number, (code, name, value) in enumerate(
            [("301", "工资福利支出", "120.50"), ("302", "商品和服务支出", "9.90")]
        )
    ]
    text = read_bytes(make_pdf(pages), "a.pdf").text
    assert text.count("科目编码") == 1
    assert len(read_tables(text, find_blocks(text))) == 2


def test_table_without_rules() -> None:
    rows = [HEADER, ["301", "工资福利支出", "120.50"], ["302", "商品和服务支出", "9.90"]]
    texts, _ = table_page(rows, 120, widths=WIDTHS)
    title = [(60.0, 80.0, 12.0, "支出决算表"), (300.0, 100.0, 10.0, "单位：万元")]
    text = read_bytes(make_pdf([([*title, *texts], [])]), "a.pdf").text
    found = read_tables(text, find_blocks(text))
    assert {(fact.name, fact.value) for fact in found} == {
        ("工资福利支出", Decimal("1205000.00")),
        ("商品和服务支出", Decimal("99000.00")),
    }


def test_forty_pages_in_five_seconds() -> None:
    rows = [HEADER, *[[str(30100 + n), f"支出科目第{n}项", f"{n}.50"] for n in range(25)]]
    texts, rules = table_page(rows, 90, widths=WIDTHS)
    data = make_pdf([(texts, rules)] * 40)
    before = os.times()
    read_bytes(data, "long.pdf")
    after = os.times()  # processor time of the child that reads it, on a busy machine too
    spent = after.children_user + after.children_system
    assert spent - before.children_user - before.children_system < 8  # 3 s on an idle machine


def test_scan_is_told_as_such() -> None:
    with pytest.raises(InputError, match=r"scan\.pdf.*OCR"):
        read_bytes(make_pdf([([], [(0, 0, 9, 9)])] * 3), "scan.pdf")


@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.98])
def test_truncated(share: float) -> None:
    data = report()
    try:
        read_bytes(data[: int(len(data) * share)], "cut.pdf")
    except InputError as error:
        assert "cut.pdf" in str(error)


@pytest.mark.parametrize(
    ("second", "left", "joined"),
    [
        ("情况说明", 276.0, True),
        ("情况说明", 100.0, False),  # not in the middle
        ("（二〇二三年）", 258.0, False),
        ("单位：万元", 270.0, False),
    ],
)
def test_a_centred_title_over_two_lines(second: str, left: float, joined: bool) -> None:
    title = "第三部分清水县农业农村和水利水务局及其下属各事业单位二〇二三年度部门决算"
    body = [(84.0, 180.0 + 20 * n, 12.0, "全县农田水利工程" * 4 + "均已完成") for n in range(9)]
    texts = [(84.0, 100.0, 12.0, title), (left, 122.0, 12.0, second), *body]
    lines = read_bytes(make_pdf([(texts, [])]), "a.pdf").text.split("\n")
    assert (title + second in [line.strip() for line in lines]) is joined
