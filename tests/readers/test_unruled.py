"""PDF tables without lines: columns from where words stand, wrapped cells, what is no table."""

from __future__ import annotations

from decimal import Decimal

import pytest

from evaluation.pdf_maker import Text, make_pdf
from xfnlp.layout import find_blocks
from xfnlp.readers import read_bytes
from xfnlp.readers.cuts import parts_tables
from xfnlp.tables import read_tables

pytest.importorskip("pdfplumber")

EDGES = (60.0, 200.0, 290.0, 380.0)
HEADER = ["项目", "年初预算数", "决算数", "执行率"]


def grid(rows: list[list[str]], top: float, *, pitch: float = 16) -> list[Text]:
    """Cells of 10 points at the left edges of four columns."""
    return [
        (EDGES[place], top + number * pitch, 10, cell)
        for number, row in enumerate(rows)
        for place, cell in enumerate(row)
        if cell
    ]


def values(*pages: list[Text]) -> dict[tuple[str, str], Decimal]:
    text = read_bytes(make_pdf([(texts, []) for texts in pages]), "a.pdf").text
    facts = read_tables(text, find_blocks(text))
    return {(fact.name, fact.field): Decimal(fact.value) for fact in facts}


def test_wrapped_names_stay_with_their_row() -> None:
    rows = [
        HEADER,
        ["基本支出", "100.00", "98.83", "98.83%"],
        ["公务用车购置及运行维护费", "20.00", "19.71", "98.55%"],
        ["（含新能源车）", "", "", ""],
        ["合计", "120.00", "118.54", "98.78%"],
    ]
    found = values([(60, 60, 10, "单位：万元"), *grid(rows, 90)])
    assert found["公务用车购置及运行维护费（含新能源车）", "actual"] == 197100
    assert len(found) == 9


def test_figures_in_the_middle_of_a_wrapped_name() -> None:
    texts = grid([HEADER, ["基本支出", "10.00", "9.00", "90.00%"]], 90)
    texts += [
        (EDGES[0], 122, 10, "信访稳定专项经费及重点"),
        (EDGES[0], 136, 10, "人员帮扶经费"),
        *((EDGES[n], 129, 10, cell) for n, cell in ((1, "5.00"), (2, "4.00"), (3, "80.00%"))),
    ]
    found = values([(60, 60, 10, "单位：元"), *texts])
    assert found["信访稳定专项经费及重点人员帮扶经费", "actual"] == 4


def test_a_sentence_below_and_a_title_between_are_no_rows() -> None:
    row = ["基本支出", "10.00", "9.00", "90.00%"]
    other = ["项目支出", "5.00", "4.00", "80.00%"]
    texts = [
        (60.0, 60.0, 10.0, "单位：元"),
        *grid([HEADER, row], 80),
        (60.0, 112.0, 10.0, "以上数据均与决算报表一致。"),
        (60.0, 132.0, 10.0, "项目支出明细表"),
        *grid([HEADER, other], 152),
    ]
    text = read_bytes(make_pdf([(texts, [])]), "a.pdf").text
    kinds = [block.kind for block in find_blocks(text)]
    assert kinds.count("table") == 2
    assert "以上数据均与决算报表一致。" in text.split("\n")
    assert len(values(texts)) == 6


def test_header_at_the_foot_of_the_page_before() -> None:
    prose = [(60.0, 300.0 + 20 * n, 10.0, "这里是表格之前的一段文字说明。") for n in range(3)]
    rows = [["基本支出", "10.00", "9.00", "90.00%"], ["项目支出", "5.00", "4.00", "80.00%"]]
    found = values(
        [*prose, (60, 370, 10, "单位：元"), *grid([HEADER], 400)], [*grid(rows, 80), *prose]
    )
    assert found["基本支出", "initial_budget"] == 10
    assert found["项目支出", "execution_rate"] == 80


def test_contents_and_spaced_prose_are_no_tables() -> None:
    lines = ["一、部门概况", "二、收入决算说明", "三、支出决算说明"]
    texts = [(60.0, 80.0 + 20 * n, 10.0, line) for n, line in enumerate(lines)]
    texts += [(500.0, 80.0 + 20 * n, 10.0, str(3 * n + 1)) for n in range(3)]
    texts += [(60.0, 200.0, 10.0, "联系人：周明"), (300.0, 200.0, 10.0, "电话：3386215")]
    assert "\t" not in read_bytes(make_pdf([(texts, [])]), "a.pdf").text


@pytest.mark.parametrize(
    ("between", "following", "parts"),
    [
        (["二、支出情况", "单位：万元"], ["科目", "金额"], True),
        (["收入支出决算总表"], ["项目", "1", "2"], True),
        (["其中：房屋"], ["车辆", "2", "8.2"], False),
        (["产出指标"], ["数量指标", "接访批次", "10"], False),
        ([], ["科目", "金额"], False),
    ],
)
def test_what_parts_two_tables(between: list[str], following: list[str], parts: bool) -> None:
    assert parts_tables(between, following) is parts


def test_letter_spaced_headers_are_one_cell() -> None:
    pages = [
        (
            [
                (60, 100, 10, "项     目"), (200, 100, 10, "决算数"), (300, 100, 10, "项     目"), (420, 100, 10, "决算数"),
                (60, 120, 10, "财政拨款收入"), (200, 120, 10, "12.50"), (300, 120, 10, "教育支出"), (420, 120, 10, "10.50"),
                (60, 140, 10, "总      计"), (200, 140, 10, "12.50"), (300, 140, 10, "总      计"), (420, 140, 10, "12.50"),
            ],
            [],
        )
    ]  # fmt: skip
    text = read_bytes(make_pdf(pages), "a.pdf").text
    assert "财政拨款收入\t12.50\t教育支出\t10.50" in text
    assert all(line.count("\t") == 3 for line in text.splitlines() if "\t" in line)


def test_a_name_of_two_lines_does_not_take_the_next_row() -> None:
    pages = [
        (
            [
                (60, 80, 10, "项目"), (190, 80, 10, "行次"), (240, 80, 10, "决算数"),
                (60, 100, 10, "公共预算财政拨款收入甲乙"), (190, 100, 10, "1"), (240, 100, 10, "845.20"),
                (60, 120, 10, "政府性基金预算财政拨款收"), (190, 126, 10, "2"), (240, 126, 10, "57.40"), (60, 132, 10, "入"),
                (60, 152, 10, "三、事业收入"), (190, 152, 10, "3"), (240, 152, 10, "12.30"),
            ],
            [],
        )
    ]  # fmt: skip
    text = read_bytes(make_pdf(pages), "a.pdf").text
    assert "公共预算财政拨款收入甲乙\t1\t845.20" in text
    assert "政府性基金预算财政拨款收入\t2\t57.40" in text
