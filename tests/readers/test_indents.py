"""DOCX with a paragraph for every line: read as the same lines are as TXT."""

from __future__ import annotations

import random
from typing import Any

import pytest

from evaluation.layout import Style, laid_out, opens, paragraphs, wrapped
from tests.conftest import ROOT
from tests.readers.files import saved
from xfnlp.layout import find_blocks
from xfnlp.readers import read_bytes
from xfnlp.readers.indents import is_wrapped

docx = pytest.importorskip("docx")

PARTS = paragraphs((ROOT / "corpora/sample/sample.txt").read_text(encoding="utf-8"))
# Of lines of 34 and 36 characters the first ends with the first sentence.
FULL = "水库除险和渠道清淤各完成十二处，共用去资金若干万元，均为上年结转。"
PARTS[9:9] = [f"年{FULL}其后各项工程由乡镇接管。"] * 8
STYLE = Style(columns=72, indent=True, flush=False, apart=False, number="", page=23)


def blocks(text: str) -> list[tuple[str, str]]:
    return [(block.kind, "".join(block.text(text).split())) for block in find_blocks(text)]


def a_paragraph_a_line(style: Style, how: str) -> str:
    """The text of a DOCX of wrapped lines; the indent is typed, a tab, or a property."""
    document: Any = docx.Document()
    base = document.styles.add_style("First", 1)
    base.paragraph_format.first_line_indent = docx.shared.Pt(24)
    document.styles.add_style("Second", 1).base_style = base
    count = 0
    for part in PARTS:
        for number, line in enumerate(wrapped(part, style)):
            first = not number and opens(part, style)
            mark = {"typed": "\u3000\u3000", "tab": "\t"}.get(how, "") if first else ""
            paragraph = document.add_paragraph(mark + line)
            if first and how == "property":
                paragraph.paragraph_format.first_line_indent = docx.shared.Pt(24)
            elif first and how == "style":
                paragraph.style = document.styles["Second"]
            count += 1
            if count % style.page == 0:
                document.add_paragraph().add_run().add_break(docx.enum.text.WD_BREAK.PAGE)
        if style.apart:
            document.add_paragraph("")
    return read_bytes(saved(document), "a.docx").text


@pytest.mark.parametrize("how", ["typed", "tab", "property", "style"])
def test_lines_are_rejoined_as_in_text(how: str) -> None:
    expected, _ = laid_out(PARTS, STYLE)
    assert len(PARTS) > 20
    assert blocks(a_paragraph_a_line(STYLE, how)) == blocks(expected)


def test_any_layout() -> None:
    rng = random.Random(3)
    for _ in range(12):
        style = Style(
            columns=rng.randrange(56, 98, 2),
            indent=rng.random() < 0.7,
            flush=rng.random() < 0.4,
            apart=rng.random() < 0.4,
            number="",
            page=rng.randint(24, 38),
        )
        expected, _ = laid_out(PARTS, style)
        assert blocks(a_paragraph_a_line(style, "property")) == blocks(expected), style


def test_whole_paragraphs_are_left_as_they_are() -> None:
    document = docx.Document()
    for part in PARTS:
        document.add_paragraph(part).paragraph_format.first_line_indent = docx.shared.Pt(24)
    assert not is_wrapped(PARTS)
    assert read_bytes(saved(document), "a.docx").text.split("\n")[:-1] == PARTS


def lines_of(*made: tuple[str, bool]) -> Any:
    """A document of torn lines behind which `made` paragraphs stand, some after a page break."""
    document: Any = docx.Document()
    base = document.styles.add_style("Body", 1)
    base.paragraph_format.first_line_indent = docx.shared.Pt(24)
    for number in range(6):
        document.add_paragraph(f"第{number}行写到这里还没有写完，句子要到下一行才写得完，再下一行")
    for text, broken in made:
        paragraph = document.add_paragraph(style="Body")
        if broken:
            paragraph.add_run().add_break(docx.enum.text.WD_BREAK.PAGE)
        paragraph.add_run(text)
    return document


def test_an_indent_stands_behind_the_page_break() -> None:
    text = read_bytes(saved(lines_of(("新的一段从这里开始。", True))), "a.docx").text
    assert "\f\u3000\u3000新的一段" in text


def test_a_hanging_indent_replaces_that_of_the_style() -> None:
    document = lines_of(("一是悬挂缩进的一项。", False), ("照样式缩进的一段。", False))
    hanging = document.paragraphs[-2].paragraph_format
    hanging.left_indent, hanging.first_line_indent = docx.shared.Pt(24), docx.shared.Pt(-24)
    lines = read_bytes(saved(document), "a.docx").text.split("\n")
    assert "一是悬挂缩进的一项。" in lines
    assert "\u3000\u3000照样式缩进的一段。" in lines
