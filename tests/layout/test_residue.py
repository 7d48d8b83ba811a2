"""What conversions leave in a text stays out of the running text; offsets of the rest do not move."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xfnlp.layout import find_blocks
from xfnlp.layout.residue import residue_spans, trim_residue, without_residue
from xfnlp.tables import read_tables
from xfnlp.tagger.alphabet import Alphabet
from xfnlp.tagger.stream import make_stream

MARKS = [
    "[bookmark: _Toc1]",
    "[bookmark: OLE_LINK1]",
    "[image: 图3.png]",
    "[图片]",
    "<br>",
    "<br/>",
    '<a name="_Toc9">',
    "</span>",
    "<!-- 第3页 -->",
    "![公章](data:image/png;base64,iVBORw0KGgo=)",
    "![](media/image1.png)",
    "&nbsp;",
    "PAGEREF _Toc1234 \\h",
    'HYPERLINK "http://198.51.100.1/a"',
    "错误!未定义书签。",
]
LETTERS = Alphabet(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "[SP]", "[TAB]", "[NL]"])
TEXT = (
    "二、收支情况\n收入情况：全年收入合计1,286.40万元，其中财政拨款1,200万元。\n"
    "全年受理来访群众三百余批，办结率100%。\n"
)


def told(text: str) -> list[str]:
    return [block.text(text) for block in find_blocks(text)]


@pytest.mark.parametrize("mark", MARKS)
def test_residue_is_known_by_its_form(mark: str) -> None:
    assert without_residue(f"收入{mark}情况") == "收入情况"
    assert told(f"{mark}收入情况：全年十万元。{mark}") == ["收入情况：全年十万元。"]
    start = len(mark)
    assert trim_residue(f"{mark} 收入 {mark}", 0, 2 * start + 4) == (start + 1, start + 3)


@pytest.mark.parametrize(
    "text",
    [
        "办结率<95%，满意度>90%，1<2",
        "文号〔2024〕5号，见[注1]和[2023]",
        "A&B公司投入3万元 [一、二]",
        "<!-- 没有结束的标记",
        "比例为1:3，时间12:30[上午]",
        "R&D经费!（重点）",
        "项目<A类>与<B1类>各3个，[PPP:2个]",
    ],
)
def test_words_of_the_report_are_no_residue(text: str) -> None:
    assert residue_spans(text) == []


def test_words_of_a_link_are_kept() -> None:
    assert (
        without_residue("见[部门决算表](https://198.51.100.1/a.xls)第二页") == "见部门决算表第二页"
    )


def test_a_heading_behind_a_mark_reads_as_a_heading() -> None:
    text = "前文到此结束。\n\n[bookmark: _Toc12]<b>二、收入情况</b>\n\n全年收入合计十万元，与上年持平。"
    block = find_blocks(text)[1]
    assert (block.kind, block.level, block.text(text)) == ("heading", 2, "二、收入情况")
    assert text[block.start : block.end] == "二、收入情况"


def test_a_comment_over_several_lines_and_a_line_of_residue_are_blank() -> None:
    text = "全年支出九万元，\n<!-- 页眉\n单位：万元\n-->\n[image: 章]\n比上年减少。"
    assert told(text) == ["全年支出九万元，比上年减少。"]


def test_cells_are_read_without_residue() -> None:
    text = "单位：元\n项目\t决算数\n[bookmark: a]基本<br>支出\t<p>12</p>\n项目支出\t9[image: b]\n"
    facts = read_tables(text, find_blocks(text))
    assert [(fact.name, int(fact.value)) for fact in facts] == [("基本支出", 12), ("项目支出", 9)]
    assert text[slice(*facts[0].spans[0])] == "12"
    assert text[slice(*facts[1].spans[0])] == "9"


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.sampled_from(MARKS)), max_size=8), st.integers())
def test_the_stream_is_that_of_the_clean_text(marks: list[tuple[float, str]], seed: int) -> None:
    text = TEXT
    for share, mark in marks:
        at = int(share * len(text))
        while any(start < at < end for start, end in residue_spans(text)):
            at += 1
        text = text[:at] + mark + text[at:]
    if without_residue(text) != TEXT:
        return  # two marks made a third kind
    stream = make_stream(text, find_blocks(text), LETTERS)
    clean = make_stream(TEXT, find_blocks(TEXT), LETTERS)
    assert stream.text == clean.text
    rng = random.Random(seed)
    for _ in range(20):
        start = rng.randrange(len(stream) - 1)
        first, last = stream.span(*_within_block(stream.offsets, start, rng))
        assert not residue_spans(text[first:last])
        assert text[first:last].strip()


def _within_block(offsets, start: int, rng: random.Random) -> tuple[int, int]:
    while offsets[start] < 0:
        start -= 1
    end = start + 1
    while end < len(offsets) and offsets[end] >= 0 and rng.random() < 0.9:
        end += 1
    return start, end
