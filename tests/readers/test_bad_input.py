"""Bad input: clear errors, bounded time and memory, nothing reached from outside."""

from __future__ import annotations

import io
import socket
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.readers import files
from xfnlp.errors import InputError
from xfnlp.readers import Source, read_bytes, read_file, read_files

pytest.importorskip("docx")
pytest.importorskip("openpyxl")
pytest.importorskip("lxml")

SAMPLES = {
    "a.txt": files.as_text(),
    "a.docx": files.as_docx(),
    "a.html": files.as_html(),
    "a.xlsx": files.as_xlsx(),
}


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "utf-32"]
)
@pytest.mark.parametrize("text", ["本年收入合计1,286.40万元。\n二、说明", "预算", "〇年\r\n支出"])
def test_encodings(encoding: str, text: str) -> None:
    assert read_bytes(text.encode(encoding), "a.txt").text == text


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(sorted(SAMPLES)),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=12),
    st.floats(0.01, 1),
)
def test_damage_gives_an_error_or_a_text(
    name: str, flips: list[tuple[float, int]], share: float
) -> None:
    data = bytearray(SAMPLES[name])
    for place, value in flips:
        data[int(place * (len(data) - 1))] = value
    try:
        source = read_bytes(bytes(data[: max(int(len(data) * share), 1)]), name)
    except InputError as error:
        assert name in str(error)
    else:
        assert isinstance(source.text, str)


def test_zip_bomb_is_not_unpacked() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 150_000_000)
    tracemalloc.start()
    with pytest.raises(InputError, match="unpacks to too much"):
        read_bytes(stream.getvalue(), "bomb.docx")
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (bytes(range(256)) * 40, "not text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "DOCX"),
        (b"{\\rtf1 abc}", "RTF"),
        (b"PK\x03\x04 no archive", "archive"),
        (b"%PDF-1.7 nothing", "damaged"),
        (b"<html><body><script>x</script></body></html>", "without text"),
    ],
)
def test_errors_name_the_file(data: bytes, words: str) -> None:
    with pytest.raises(InputError, match=rf"some\.file.*{words}"):
        read_bytes(data, "some.file")


def test_scripts_hidden_parts_and_navigation_stay_out() -> None:
    text = read_bytes(SAMPLES["a.html"], "a.html").text
    assert "document.write" not in text
    assert "隐藏" not in text
    assert "栏目1" not in text
    assert "版权" not in text


def test_html_tables_with_huge_spans() -> None:
    rows = "<tr><td rowspan=99999 colspan=99999>甲</td><td>乙</td></tr>" * 20
    page = f"<html><body><table>{rows}</table></body></html>".encode()
    assert len(read_bytes(page, "a.html").text) < 1_000_000


def test_external_references_are_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("a reader reached out")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    page = (
        '<!DOCTYPE html [<!ENTITY x SYSTEM "http://198.51.100.1/x">]><html><body>'
        '<img src="http://198.51.100.1/a.png"><iframe src="http://198.51.100.1"></iframe>'
        "<p>支出一万元&x;</p></body></html>"
    )
    assert "支出一万元" in read_bytes(page.encode(), "a.html").text
    source, target = io.BytesIO(SAMPLES["a.docx"]), io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename == "word/_rels/document.xml.rels":
                data = data.replace(
                    b"</Relationships>",
                    b'<Relationship Id="rX" TargetMode="External" Target="http://198.51.100.1/t" '
                    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
                    b'attachedTemplate"/></Relationships>',
                )
            new.writestr(item, data)
    assert "全年收入合计" in read_bytes(target.getvalue(), "a.docx").text


def test_folder_and_zip_go_on_after_a_bad_file(tmp_path: Path) -> None:
    for name, data in SAMPLES.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "broken.docx").write_bytes(SAMPLES["a.docx"][:900])
    (tmp_path / "~$a.docx").write_bytes(b"lock")
    found = dict(read_files(tmp_path))
    assert sorted(found) == [*sorted(SAMPLES), "broken.docx"]
    assert isinstance(found["broken.docx"], InputError)
    assert all(isinstance(found[name], Source) for name in SAMPLES)
    archive = tmp_path / "all.zip"
    with zipfile.ZipFile(archive, "w") as target:
        for name in (*SAMPLES, "broken.docx"):
            target.write(tmp_path / name, f"内/{name}")
    inside = dict(read_files(archive))
    assert sum(isinstance(item, Source) for item in inside.values()) == len(SAMPLES)
    with pytest.raises(InputError, match="4 readable files"):
        read_file(archive)


def test_zip_of_one_file_reads_like_the_file(tmp_path: Path) -> None:
    archive = tmp_path / "one.zip"
    with zipfile.ZipFile(archive, "w") as target:
        target.writestr("report.txt", SAMPLES["a.txt"])
    assert read_file(archive).text == SAMPLES["a.txt"].decode()


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.txt"):
        read_file(tmp_path / "none.txt")
