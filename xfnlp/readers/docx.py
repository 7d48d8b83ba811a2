"""Word documents: paragraphs and tables in reading order, text boxes, footnotes, numbering."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from xfnlp.errors import InputError
from xfnlp.readers.extras import load_extra
from xfnlp.readers.indents import Indents, is_wrapped
from xfnlp.readers.limits import MAX_CELLS, open_archive
from xfnlp.readers.numbering import Numbering
from xfnlp.readers.source import Place, Source, TextBuilder

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}pPr", f"{_W}rPr"})
_FORMS = tuple(
    f"application/vnd.{form}.main+xml"
    for form in (
        "ms-word.document.macroEnabled",
        "ms-word.template.macroEnabledTemplate",
        "openxmlformats-officedocument.wordprocessingml.template",
    )
)
_BLANK = "\u3000"
_NOTES = (("footnotes", f"{_W}footnote"), ("endnotes", f"{_W}endnote"))


def read_docx(data: bytes, name: str) -> Source:
    """Read a DOCX; linked files are not opened and macros not looked at.

    Raises:
        InputError: where it is damaged, too large, or without text.
    """
    docx = load_extra("docx", package="python-docx", kind="DOCX", name=name)
    with open_archive(io.BytesIO(data), name):
        pass
    try:
        document = _open(docx, data)
        body = document.element.body
    except MemoryError:
        raise
    except Exception as error:  # python-docx raises whatever its parts raise
        raise InputError(f"{name}: cannot be read as a Word document ({error})") from error
    texts = [paragraph_text(paragraph) for paragraph in body.iterchildren(f"{_W}p")]
    writer = _Writer(Numbering(document), Indents(document) if is_wrapped(texts) else None)
    writer.blocks(body)
    writer.notes(document)
    if not "".join(writer.builder.parts).strip():
        raise InputError(f"{name}: a Word document without text (a scan needs OCR first)")
    return writer.builder.source(name)


def _open(docx: Any, data: bytes) -> Any:
    """The document in a package; python-docx itself refuses those with macros and templates."""
    part, package = docx.parts.document.DocumentPart, docx.package.Package
    for form in _FORMS:
        docx.opc.part.PartFactory.part_type_for.setdefault(form, part)
    return package.open(io.BytesIO(data)).main_document_part.document


class _Writer:
    def __init__(self, numbering: Numbering, indents: Indents | None) -> None:
        self.builder = TextBuilder()
        self.numbering = numbering
        # Where paragraphs are lines; None where a paragraph is one.
        self.indents = indents
        self.paragraph = 0
        self.cells = 0

    def blocks(self, parent: Any, depth: int = 0) -> None:
        """Write the paragraphs and tables below `parent` in order."""
        for element in parent:
            if element.tag == f"{_W}p":
                self.write(element, depth)
            elif element.tag == f"{_W}tbl":
                self.table(element)
            elif element.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
                self.blocks(element, depth)

    def write(self, paragraph: Any, depth: int) -> None:
        self.paragraph += 1
        place = Place(paragraph=self.paragraph)
        mark = self.numbering.mark(paragraph)
        if self.indents is None:
            text = paragraph_text(paragraph)
        else:
            text = paragraph_text(paragraph, tab=_BLANK * 2, page="\f")
            if text.strip():
                # The first line is set in behind the page break that it follows.
                line = text.lstrip("\f")
                indent = _BLANK * self.indents.columns(paragraph)
                text, mark = text[: len(text) - len(line)] + indent + mark + line, ""
        for number, line in enumerate(text.split("\n")):
            self.builder.line((mark if not number else "") + line, place)
        if depth < 3:
            for box in text_boxes(paragraph):
                self.blocks(box, depth + 1)

    def table(self, table: Any) -> None:
        rows = [self.row(row) for row in rows_of(table)]
        self.paragraph += 1
        place = Place(paragraph=self.paragraph)
        self.builder.table(rows, [[place] * len(row) for row in rows])

    def row(self, row: Any) -> list[str]:
        cells: list[str] = [""] * _number(row.find(f"{_W}trPr/{_W}gridBefore"))
        for cell in cells_of(row):
            properties = cell.find(f"{_W}tcPr")
            across, merged = 1, False
            if properties is not None:
                across = max(_number(properties.find(f"{_W}gridSpan")), 1)
                down = properties.find(f"{_W}vMerge")
                merged = down is not None and down.get(f"{_W}val") != "restart"
            text = (
                ""
                if merged
                else "\n".join(
                    self.numbering.mark(inner) + paragraph_text(inner)
                    for inner in cell.iter(f"{_W}p")
                    if not _is_copy(inner, cell)
                )
            )
            cells += [text, *[""] * (min(across, 200) - 1)]
            self.cells += across
            if self.cells > MAX_CELLS:
                raise InputError(f"a table of more than {MAX_CELLS:,} cells")
        return cells

    def notes(self, document: Any) -> None:
        """Footnotes and endnotes, at the end."""
        for kind, tag in _NOTES:
            for relation in document.part.rels.values():
                if relation.is_external or not relation.reltype.endswith(f"/{kind}"):
                    continue
                from docx.oxml import parse_xml

                for note in parse_xml(relation.target_part.blob).iter(tag):
                    if note.get(f"{_W}type") in ("separator", "continuationSeparator"):
                        continue
                    text = "".join(paragraph_text(inner) for inner in note.iter(f"{_W}p")).strip()
                    if text:
                        self.paragraph += 1
                        self.builder.gap()
                        self.builder.line(f"注：{text}", Place(paragraph=self.paragraph))


def paragraph_text(paragraph: Any, *, tab: str = "", page: str = "\n") -> str:
    """Text of a paragraph without deleted text and without its text boxes.

    `tab` stands for tabs before the first word, `page` for page breaks.
    """
    parts: list[str] = []
    stack = [paragraph]
    begun = False
    while stack:
        element = stack.pop()
        tag = element.tag
        if tag in _SKIPPED or tag in (_FALLBACK, f"{_W}txbxContent"):
            continue
        if tag == f"{_W}t":
            parts.append(element.text or "")
            begun = begun or bool(parts[-1].strip())
        elif tag in (f"{_W}tab", f"{_W}ptab"):
            parts.append("  " if begun else tab)
        elif tag in (f"{_W}br", f"{_W}cr"):
            parts.append(page if element.get(f"{_W}type") == "page" else "\n")
        elif tag == f"{_W}noBreakHyphen":
            parts.append("-")
        stack += reversed(element)
    return "".join(parts)


def text_boxes(paragraph: Any) -> Iterator[Any]:
    """Contents of the text boxes anchored in a paragraph, each once."""
    for box in paragraph.iter(f"{_W}txbxContent"):
        if not _is_copy(box, paragraph):
            yield box


def _is_copy(element: Any, inside: Any) -> bool:
    """Whether an element is the copy of a text box kept for programs that know no other."""
    for above in element.iterancestors():
        if above is inside:
            break
        if above.tag == _FALLBACK:
            return True
    return False


def rows_of(table: Any) -> Iterator[Any]:
    for element in table:
        if element.tag == f"{_W}tr":
            yield element
        elif element.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            yield from rows_of(element)


def cells_of(row: Any) -> Iterator[Any]:
    for element in row:
        if element.tag == f"{_W}tc":
            yield element
        elif element.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            yield from cells_of(element)


def _number(element: Any) -> int:
    value = element.get(f"{_W}val") if element is not None else None
    return min(int(value), 200) if value and value.isdigit() else 0
