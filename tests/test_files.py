"""Files, folders and archives to reports, with places; what fails does not stop the rest."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

import xfnlp
from tests.readers.files import as_docx, as_text, as_xlsx
from xfnlp.files import expand, read_sources


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in" / "下").mkdir(parents=True)
    (tmp_path / "in" / "a.txt").write_text("全年基本支出98.83万元。", encoding="utf-8")
    (tmp_path / "in" / "b.docx").write_bytes(b"PK\x03\x04 no archive")
    (tmp_path / "in" / "下" / "c.txt").write_text("全年项目支出12万元。", encoding="utf-8")
    (tmp_path / "in" / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    with zipfile.ZipFile(tmp_path / "in" / "z.zip", "w") as archive:
        archive.writestr("内/d.txt", "全年公用经费3万元。")
        archive.writestr("e.txt", "")
    return tmp_path / "in"


def test_folder_with_an_archive_and_a_broken_file(folder: Path) -> None:
    found = dict(xfnlp.parse_files([folder]))
    assert list(found) == [
        folder / "a.txt",
        folder / "b.docx",
        folder / "z.zip" / "内" / "d.txt",
        folder / "z.zip" / "e.txt",
        folder / "下" / "c.txt",
    ]
    for name in ("b.docx", "z.zip/e.txt"):
        error = found[folder / name]
        assert isinstance(error, xfnlp.InputError)
        assert name in str(error)
    for name in ("a.txt", "z.zip/内/d.txt", "下/c.txt"):
        report = found[folder / name]
        assert isinstance(report, xfnlp.Report)
        assert [e.label for e in report.entities if e.label == "MONEY"] == ["MONEY"]


def test_a_file_named_twice_is_read_once(folder: Path) -> None:
    assert expand([folder / "a.txt", folder, folder / "a.txt"])[0] == folder / "a.txt"
    assert expand([folder / "a.txt", folder]).count(folder / "a.txt") == 1


@pytest.mark.parametrize("name", ["none.txt", "x" * 400 + ".txt", "a\0b.txt", "空"])
def test_what_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "空").mkdir()
    ((path, error),) = xfnlp.parse_files([tmp_path / name])
    assert path == tmp_path / name
    assert isinstance(error, xfnlp.InputError)
    assert name in str(error)


def test_skipped_files_are_not_read(folder: Path) -> None:
    assert list(read_sources(folder / "b.docx", skip={str(folder / "b.docx")})) == []
    members = read_sources(folder / "z.zip", skip={str(folder / "z.zip" / "e.txt")})
    assert [path.name for path, _ in members] == ["d.txt"]


def test_no_model_is_told_before_any_file(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(xfnlp.ModelError):
        next(xfnlp.parse_files([folder], model=tmp_path / "none"))


def test_a_spreadsheet_has_cells(tmp_path: Path) -> None:
    pytest.importorskip("openpyxl")
    path = tmp_path / "表.xlsx"
    path.write_bytes(as_xlsx())
    report = xfnlp.parse_file(path)
    facts = [fact for fact in report.facts if fact.source == "table"]
    assert facts
    import openpyxl

    book = openpyxl.load_workbook(path)
    for fact in facts:
        start, end = fact.spans[0]
        place = report.place(start)
        assert place is not None
        assert str(book[place.sheet][place.cell].value) in report.text[start:end]
    content = report.to_dict()
    starts = [place["start_offset"] for place in content["places"]]
    assert starts == sorted(set(starts))
    assert all(place["sheet"] and place["cell"] for place in content["places"])


def test_a_document_has_paragraphs(tmp_path: Path) -> None:
    pytest.importorskip("docx")
    path = tmp_path / "a.docx"
    path.write_bytes(as_docx())
    report = xfnlp.parse_file(path)
    assert report.entities
    numbers = [report.place(entity.start).paragraph for entity in report.entities]  # type: ignore[union-attr]
    assert numbers == sorted(numbers)
    assert numbers[0] > 0


def test_a_text_file_reads_like_its_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(as_text())
    found = xfnlp.parse_file(path).to_dict()
    found.pop("places")
    assert found == xfnlp.parse(as_text().decode()).to_dict()
