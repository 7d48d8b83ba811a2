"""One report as TXT, DOCX, HTML, XLSX and PDF made by LibreOffice: the same facts from each."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import xfnlp
from tests.conftest import ROOT
from tests.readers import files
from tests.readers.formats import SOFFICE, parts_of, to_docx, to_html, to_pdf, to_text, to_xlsx
from xfnlp.layout import find_blocks
from xfnlp.readers import Source, read_bytes, read_file
from xfnlp.records.facts import fact_key
from xfnlp.tables import read_tables

for module in ("docx", "openpyxl", "lxml", "pdfplumber"):
    pytest.importorskip(module)

FIGURES = """
七、收支决算表
单位：万元
项目\t年初预算数\t决算数\t执行率
基本支出\t100.00\t98.83\t98.83%
其中：人员经费\t80.00\t79.12\t98.90%
机关日常运行维护及后勤服务社会化购买经费\t20.00\t19.71\t98.55%
信访稳定专项经费\t115.00\t109.86\t95.53%
合计\t215.00\t208.69\t97.07%
以上数据均为决算数。
"""
needs_office = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")


def differences(one: set[object], other: set[object]) -> str:
    return "\n".join([*(f"- {x}" for x in one - other), *(f"+ {x}" for x in other - one)])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A short report with a table of figures, in every format."""
    text = (ROOT / "corpora/sample/sample.txt").read_text(encoding="utf-8") + FIGURES
    parts = parts_of(text)
    folder = tmp_path_factory.mktemp("formats")
    (folder / "a.txt").write_bytes(to_text(parts))
    (folder / "a.docx").write_bytes(to_docx(parts))
    (folder / "bare.docx").write_bytes(to_docx(parts, ruled=False))
    (folder / "a.html").write_bytes(to_html(parts))
    (folder / "a.xlsx").write_bytes(to_xlsx(parts))
    if SOFFICE:
        to_pdf(folder / "a.docx")
        to_pdf(folder / "bare.docx")
    return folder


@pytest.fixture(scope="module")
def expected(folder: Path) -> set[object]:
    return {fact_key(fact) for fact in xfnlp.parse_file(folder / "a.txt").facts}


@pytest.mark.parametrize(
    "name",
    [
        "a.docx",
        "a.html",
        "a.xlsx",
        pytest.param("a.pdf", marks=needs_office),
        pytest.param("bare.pdf", marks=needs_office),
    ],
)
def test_same_facts(folder: Path, expected: set[object], name: str) -> None:
    found = {fact_key(fact) for fact in xfnlp.parse_file(folder / name).facts}
    assert len(expected) > 40
    assert len(found ^ expected) <= 0.01 * len(found | expected), differences(expected, found)


def tables_and_prose(source: Source) -> tuple[set[object], list[str]]:
    blocks = find_blocks(source.text)
    prose = [b.text(source.text) for b in blocks if b.kind in ("paragraph", "list_item", "heading")]
    facts = {fact_key(fact) for fact in read_tables(source.text, blocks)}
    return facts, ["".join(text.split()) for text in prose]


@needs_office
@pytest.mark.parametrize("ruled", [True, False])
def test_nine_tables_over_many_pages(tmp_path: Path, ruled: bool) -> None:
    file = ROOT / "corpora/test/g6-tashisu-wlj-2022.jsonl"
    parts = parts_of(json.loads(file.read_text(encoding="utf-8").splitlines()[0])["text"])
    expected, prose = tables_and_prose(read_bytes(to_text(parts), "a.txt"))
    (tmp_path / "a.docx").write_bytes(to_docx(parts, ruled=ruled))
    source = read_file(to_pdf(tmp_path / "a.docx"))
    found, told = tables_and_prose(source)
    assert len(expected) > 50
    assert len(found ^ expected) <= 0.01 * len(expected), differences(expected, found)
    torn = [text for text in prose if text not in told]
    assert len(torn) <= 0.01 * len(prose), torn
    assert source.place(source.text.index("公开09表")).page > 3


@needs_office
def test_merged_headers(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(files.as_docx())
    source = read_file(to_pdf(tmp_path / "a.docx"))
    expected, prose = tables_and_prose(read_bytes(files.as_text(), "a.txt"))
    assert len(expected) == 9
    assert tables_and_prose(source) == (expected, prose)
    assert source.place(source.text.index("全年收入合计")).page == 1
