"""A file outside the repository is scored by offsets, inside the annotated stretches only."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from evaluation.outside import OFFSETS, main, measure
from xfnlp.errors import CorpusError, InputError
from xfnlp.scheme import LABELS, RELATIONS

TEXT = "目录见附表12.00万元。\n\n接待经费决算3.20万元，占总支出的4.50%。\n\n另有7.00万元未付。\n"


def place(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


def annotation(**changes: Any) -> dict[str, Any]:
    stretch = place("接待经费决算3.20万元，占总支出的4.50%。")
    return {
        "file": "report.txt",
        "text_sha256": hashlib.sha256(TEXT.encode()).hexdigest(),
        "stretches": [list(stretch)],
        "entities": [
            [1, "CATEGORY", *place("接待经费")],
            [2, "MONEY", *place("3.20万元")],
            [3, "PERCENT", *place("4.50%")],
        ],
        "relations": [[1, 2, "actual"], [1, 3, "share"]],
    } | changes


def found(text: str) -> dict[str, Any]:
    """One right name and amount, a wrong one outside, and a relation that leads outside."""
    assert text == TEXT
    spans = [("CATEGORY", "接待经费"), ("MONEY", "3.20万元"), ("MONEY", "12.00万元")]
    places = [place(words) for _, words in spans]
    return {
        "entities": [
            {"id": n, "label": label, "start_offset": start, "end_offset": end}
            for n, ((label, _), (start, end)) in enumerate(zip(spans, places, strict=True))
        ],
        "relations": [
            {"from_id": 0, "to_id": 1, "type": "actual"},
            {"from_id": 0, "to_id": 2, "type": "actual"},
        ],
        "facts": [
            {"kind": "budget", "name": "接待经费", "field": "actual", "value": value,
             "unit": "元", "source": "prose", "spans": [list(places[0]), list(places[n])]}
            for n, value in ((1, "32000"), (2, "120000"))
        ],
    }  # fmt: skip


def folders(tmp_path: Path, content: str) -> tuple[Path, Path]:
    files, offsets = tmp_path / "files", tmp_path / "offsets"
    files.mkdir()
    offsets.mkdir()
    (files / "report.txt").write_text(TEXT, encoding="utf-8")
    (offsets / "report.json").write_text(content, encoding="utf-8")
    return files, offsets


def test_only_the_stretches_count(tmp_path: Path) -> None:
    files, offsets = folders(tmp_path, json.dumps(annotation()))
    scores = measure(files, found, offsets=offsets)["report.txt"]
    assert (scores["spans"].tp, scores["spans"].fp, scores["spans"].fn) == (2, 0, 1)
    assert (scores["relations"].tp, scores["relations"].fp, scores["relations"].fn) == (1, 0, 1)
    facts = scores["prose facts"]
    assert (facts.tp, facts.fp, facts.fn) == (1, 0, 1)


@pytest.mark.parametrize("content", ["{", "[]", '{"file": "report.txt"}'])
def test_a_damaged_annotation_is_named(tmp_path: Path, content: str) -> None:
    files, offsets = folders(tmp_path, content)
    with pytest.raises(CorpusError, match=r"report\.json: damaged"):
        measure(files, found, offsets=offsets)


def test_another_text_is_refused(tmp_path: Path) -> None:
    files, offsets = folders(tmp_path, json.dumps(annotation(text_sha256="0" * 64)))
    with pytest.raises(CorpusError, match="not the one that was annotated"):
        measure(files, found, offsets=offsets)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    files, offsets = folders(tmp_path, json.dumps(annotation(file="gone.txt")))
    with pytest.raises(InputError, match=r"gone\.txt"):
        measure(files, found, offsets=offsets)
    assert main([str(tmp_path / "nowhere"), "--out", str(tmp_path)]) == 1


def test_shipped_annotations_hold_no_text() -> None:
    for path in OFFSETS.glob("*.json"):
        rows = json.loads(path.read_text(encoding="utf-8"))
        assert set(rows) == {
            "file", "text_sha256", "text_length", "stretches", "entities", "relations"
        }  # fmt: skip
        assert {label for _, label, _, _ in rows["entities"]} <= set(LABELS)
        assert {name for _, _, name in rows["relations"]} <= set(RELATIONS)
        ids = {number for number, *_ in rows["entities"]}
        assert all({head, tail} <= ids for head, tail, _ in rows["relations"])
        assert path.read_text(encoding="utf-8").isascii()
