"""The same report in every format gives the same table facts and the same prose."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.readers import files
from xfnlp.layout import find_blocks
from xfnlp.readers import Source, read_bytes
from xfnlp.tables import read_tables

pytest.importorskip("docx")
pytest.importorskip("openpyxl")
pytest.importorskip("lxml")

FORMATS = {
    "a.txt": files.as_text,
    "a.docx": files.as_docx,
    "a.html": files.as_html,
    "a.xlsx": files.as_xlsx,
}


def facts(source: Source) -> set[tuple[str, str, str, str]]:
    found = read_tables(source.text, find_blocks(source.text))
    return {(f.name, f.field, f"{Decimal(f.value).normalize():f}", f.code) for f in found}


def prose(source: Source) -> list[str]:
    blocks = find_blocks(source.text)
    return [b.text(source.text).strip("　") for b in blocks if b.kind not in ("table", "caption")]


@pytest.mark.parametrize("name", FORMATS)
def test_same_facts_and_prose(name: str) -> None:
    source = read_bytes(FORMATS[name](), name)
    expected = read_bytes(files.as_text(), "a.txt")
    assert len(facts(expected)) == 9
    assert ("一般公共服务支出｜基本支出", "actual", "7500000", "201") in facts(expected)
    assert facts(source) == facts(expected)
    assert prose(source) == [files.TITLE, *files.PROSE]


@pytest.mark.parametrize(
    ("name", "check"),
    [
        ("a.docx", lambda place: place.paragraph == 3),
        ("a.html", lambda place: place.paragraph > 1),
        ("a.xlsx", lambda place: (place.sheet, place.cell) == ("Sheet", "A3")),
        ("a.txt", lambda place: place.paragraph == 3),
    ],
)
def test_places(name: str, check: Callable[[object], bool]) -> None:
    source = read_bytes(FORMATS[name](), name)
    assert check(source.place(source.text.index("全年收入合计")))


def test_cells_of_a_sheet_keep_their_address() -> None:
    source = read_bytes(files.as_xlsx(), "a.xlsx")
    (fact,) = [
        fact
        for fact in read_tables(source.text, find_blocks(source.text))
        if fact.name == "社会保障和就业支出"
    ]
    assert [source.place(start).cell for start, _ in fact.spans] == ["C11", "B11"]
