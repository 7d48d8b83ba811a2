"""Lines of a PDF that go on with their paragraph, told from indents and spaces."""

from __future__ import annotations

import pytest

from evaluation.pdf_maker import Text, make_pdf
from xfnlp.readers import read_bytes

pytest.importorskip("pdfplumber")

# Thirty characters fill a line; the second ends a sentence at the end of its first line.
FIRST = "全年收入合计一千二百万元，比上年增加六十三万元，增长百分之五点二，主要是新增服务站点的租赁费用。"
SECOND = "全年受理来访群众三百二十批，按期办结率达到百分之九十九以上。没有发生越级上访，群众评价总体较好。"
THIRD = "下一步将加强预算编制的科学性，提高资金使用效益，确保各项工作任务按时保质完成，不断提升服务水平。"


def lines(paragraph: str) -> list[str]:
    return [paragraph[at : at + 30] for at in range(0, len(paragraph), 30)]


def page(paragraphs: list[str], *, indent: float, space: float, top: float = 80.0) -> list[Text]:
    texts = []
    for paragraph in paragraphs:
        for number, line in enumerate(lines(paragraph)):
            texts.append((80.0 + (indent if not number else 0), top, 12.0, line))
            top += 20
        top += space
    return texts


def told(*pages: list[Text]) -> list[str]:
    text = read_bytes(make_pdf([(texts, []) for texts in pages]), "a.pdf").text
    return [line.strip() for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize(("indent", "space"), [(24.0, 0.0), (0.0, 14.0), (24.0, 14.0)])
def test_a_line_that_ends_a_sentence_goes_on_with_its_paragraph(
    indent: float, space: float
) -> None:
    assert len(lines(SECOND)[0]) == 30 and SECOND[29] == "。"
    assert told(page([FIRST, SECOND, THIRD, FIRST], indent=indent, space=space)) == [
        FIRST, SECOND, THIRD, FIRST,
    ]  # fmt: skip


def test_over_a_page_where_paragraphs_are_indented() -> None:
    first = page([FIRST, THIRD, FIRST], indent=24, space=0)
    cut = page([SECOND], indent=24, space=0, top=700)
    assert told([*first, cut[0]], [(80.0, 80.0, 12.0, cut[1][3])]) == [FIRST, THIRD, FIRST, SECOND]


def test_unmarked_paragraphs_are_left_to_the_words() -> None:
    shown = told(page([FIRST, SECOND, THIRD], indent=0, space=0))
    assert shown == [*lines(FIRST), *lines(SECOND), *lines(THIRD)]


def test_a_hanging_list_keeps_its_items() -> None:
    texts = page([FIRST, THIRD] * 7, indent=24, space=0, top=40)
    top = 620.0
    for number in (1, 2):
        item = f"{number}．{SECOND}"
        texts.append((80.0, top, 12.0, item[:30]))
        texts.append((104.0, top + 20, 12.0, item[30:]))
        top += 40
    assert told(texts)[14:] == [f"1．{SECOND}", f"2．{SECOND}"]


def test_a_bare_number_at_the_foot_is_a_cell_unless_pages_count() -> None:
    prose = page([FIRST, SECOND], indent=24, space=0)
    number = (80.0, 800.0, 12.0, "38")
    assert "38" in told([*prose, number], prose)
    counted = [[*prose, (290.0, 800.0, 9.0, str(12 + n))] for n in range(3)]
    assert not {"12", "13", "14"} & set(told(*counted))
