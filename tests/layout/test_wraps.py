"""The width at which lines are wrapped, and the junction model."""

from __future__ import annotations

from xfnlp.layout.flow import spaced_lines
from xfnlp.layout.junction import goes_on
from xfnlp.layout.lines import split_lines, width_of
from xfnlp.layout.wraps import is_open, wrap_widths


def test_width_counts_columns_without_spaces() -> None:
    assert width_of("支出 12 万元") == 10


def test_lines_know_margins_and_blanks() -> None:
    first, second = split_lines("\n　　甲乙 \n\n\f\n\t丙\t\t\n")
    assert (first.text, first.indent) == ("甲乙", 4)
    assert (second.text, second.blanks, second.page) == ("丙", 3, True)
    assert (second.tabs_before, second.tabs_after) == (1, 2)


def test_wrapped_and_clean_neighbourhoods() -> None:
    wrapped = split_lines("\n".join(["字" * 30] * 9 + ["字" * 8]))
    assert all(abs(width - 60) <= 2 for width in wrap_widths(wrapped))
    clean = split_lines("\n".join("字" * size for size in (210, 8, 95, 160, 12, 340, 20, 55)))
    assert not wrap_widths(clean).any()


def test_open_brackets() -> None:
    assert is_open("包括（基本工资、津贴")
    assert not is_open("包括（基本工资）、津贴")


def test_junctions() -> None:
    assert goes_on("全年共接待来访群", "众三百余人") > goes_on("取得了明显成效", "二是加强督查")


def test_where_blank_lines_part_paragraphs() -> None:
    paragraph = "\n".join(["字" * 30] * 3 + ["字" * 8 + "。"])
    for gap, apart in (("\n\n", True), ("\n", False)):
        lines = split_lines(gap.join([paragraph] * 5))
        assert spaced_lines(lines, wrap_widths(lines).tolist()) == [apart] * len(lines)
