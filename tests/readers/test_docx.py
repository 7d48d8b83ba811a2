"""Word documents: text boxes, footnotes, tracked changes, automatic numbers."""

from __future__ import annotations

import pytest

from tests.readers.files import as_docx, saved, with_macros
from xfnlp.readers import read_bytes
from xfnlp.readers.numbering import write_number

docx = pytest.importorskip("docx")

NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


def read(*paragraphs: str) -> str:
    from docx.oxml import parse_xml

    document = docx.Document()
    for inner in paragraphs:
        document.element.body.insert(
            len(document.element.body) - 1, parse_xml(f"<w:p {NS}>{inner}</w:p>")
        )
    return read_bytes(saved(document), "a.docx").text


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def test_tracked_changes_are_read_as_accepted() -> None:
    text = read(
        f"{run('支出')}<w:ins>{run('十')}</w:ins><w:del><w:r><w:delText>九</w:delText></w:r></w:del>{run('万元')}"
    )
    assert text == "支出十万元\n"


def test_text_boxes_are_read_once() -> None:
    box = f"<w:txbxContent><w:p>{run('框内文字')}</w:p></w:txbxContent>"
    text = read(
        f"{run('正文')}<w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert text == "正文\n框内文字\n"


def test_automatic_numbers_are_written_out() -> None:
    from docx.oxml import parse_xml

    document = docx.Document()
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text) in enumerate([("chineseCounting", "%1、"), ("decimal", "%2．")])
    )
    numbering.insert(
        0, parse_xml(f'<w:abstractNum {NS} w:abstractNumId="90">{levels}</w:abstractNum>')
    )
    numbering.append(parse_xml(f'<w:num {NS} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    for level, text in [(0, "概况"), (1, "职责"), (1, "机构"), (0, "收支"), (1, "收入")]:
        paragraph = parse_xml(
            f'<w:p {NS}><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="90"/>'
            f"</w:numPr></w:pPr>"
            f"{run(text)}</w:p>"
        )
        document.element.body.insert(len(document.element.body) - 1, paragraph)
    text = read_bytes(saved(document), "a.docx").text
    assert text.split() == ["一、概况", "1．职责", "2．机构", "二、收支", "1．收入"]


@pytest.mark.parametrize(
    ("number", "form", "shown"),
    [(11, "chineseCounting", "十一"), (20, "chineseCountingThousand", "二十"),
     (3, "decimalEnclosedCircle", "③"), (2, "lowerLetter", "b"), (7, "decimal", "7")],
)  # fmt: skip
def test_number_forms(number: int, form: str, shown: str) -> None:
    assert write_number(number, form) == shown


def test_a_text_box_in_a_cell_is_read_once() -> None:
    from docx.oxml import parse_xml

    box = f"<w:txbxContent><w:p>{run('框内')}</w:p></w:txbxContent>"
    document = docx.Document()
    cell = document.add_table(rows=1, cols=2).cell(0, 0)
    cell._tc.append(
        parse_xml(
            f"<w:p {NS}>{run('格内')}<w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
            f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
        )
    )
    document.tables[0].cell(0, 1).text = "9.5"
    assert read_bytes(saved(document), "a.docx").text.strip() == "格内框内\t9.5"


def test_footnotes_stand_at_the_end_and_out_of_the_sentence() -> None:
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml import parse_xml

    document = docx.Document()
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    document.element.body.insert(
        0, parse_xml(f"<w:p {NS}>{run('支出十万元')}{reference}{run('，与上年持平。')}</w:p>")
    )
    notes = (
        f'<w:footnotes {NS}><w:footnote w:type="separator" w:id="0"><w:p>{run("线")}</w:p>'
        f'</w:footnote><w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r>'
        f"{run('含上年结转三万元。')}</w:p></w:footnote></w:footnotes>"
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, notes.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    source = read_bytes(saved(document), "a.docx")
    assert source.text == "支出十万元，与上年持平。\n\n注：含上年结转三万元。\n"
    assert source.place(source.text.index("结转")).paragraph == 2


def test_merged_cells_leave_their_place_empty() -> None:
    document = docx.Document()
    table = document.add_table(rows=4, cols=4)
    rows = ["项目||年初预算数|决算数", "基本支出|人员经费|7|6", "|公用经费|2|1", "合计||9|7"]
    for r, row in enumerate(rows):
        for c, text in enumerate(row.split("|")):
            table.cell(r, c).text = text
    for (top, left), (bottom, right) in [((0, 0), (0, 1)), ((1, 0), (2, 0)), ((3, 0), (3, 1))]:
        text = table.cell(top, left).text
        table.cell(top, left).merge(table.cell(bottom, right)).text = text
    shown = read_bytes(saved(document), "a.docx").text.strip()
    assert shown == "\n".join(row.replace("|", "\t") for row in rows)


@pytest.mark.parametrize(
    "form",
    [
        "ms-word.document.macroEnabled",
        "openxmlformats-officedocument.wordprocessingml.template",
    ],
)
def test_macros_and_templates(form: str) -> None:
    data = with_macros(
        as_docx(),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        f"application/vnd.{form}.main+xml",
        "word/_rels/document.xml.rels",
    )
    assert read_bytes(data, "a.docm").text == read_bytes(as_docx(), "a.docx").text
