import copy
import json

import pytest

from training.corpus.__main__ import main
from training.corpus.check import check_document
from training.corpus.markup import compile_markup

GOOD = compile_markup('{"id": "a"}\n⟦c1|公用经费⟧支出⟦m1 ac<c1|3万元⟧。⟦c2|会议费⟧略。')


def broken(change):
    document = copy.deepcopy(GOOD)
    change(document)
    return [f.message for f in check_document(document) if f.severity == "error"]


def test_good_document_has_no_findings():
    assert check_document(GOOD) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d["entities"][0].update(end_offset=99), "outside the text"),
        (lambda d: d["entities"][0].update(label="THING"), "unknown label"),
        (lambda d: d["entities"][2].update(start_offset=0), "overlap"),
        (lambda d: d["relations"][0].update(type="owns"), "unknown relation"),
        (lambda d: d["relations"][0].update(to_id=3), "cannot join"),
        (lambda d: d["relations"][0].update(to_id=77), "missing entity"),
        (lambda d: d.update(text="  "), "no text"),
    ],
)
def test_each_fault_is_named(change, message):
    assert any(message in found for found in broken(change))


def test_figure_without_head_is_a_warning():
    document = copy.deepcopy(GOOD)
    document["relations"] = []
    assert any("has no head" in finding.message for finding in check_document(document))


def test_part_of_written_the_wrong_way_round_shows_as_a_part_with_two_wholes():
    whole = "⟦c1|总支出⟧其中⟦c2 po{0}c1|基本支出⟧、⟦c3 po{0}c1|项目支出⟧。"
    right, wrong = (
        check_document(compile_markup('{"id": "a"}\n' + whole.format(arrow))) for arrow in "><"
    )
    assert right == []
    assert ["总支出" in finding.message for finding in wrong] == [True]


def test_command_reports_broken_lines_and_checks_the_rest(tmp_path, capsys):
    bad = copy.deepcopy(GOOD) | {"id": "b"}
    bad["entities"][0]["label"] = "THING"
    lines = [json.dumps(GOOD), "{broken", json.dumps(bad), json.dumps(GOOD | {"id": "c"})]
    (tmp_path / "train").mkdir()
    (tmp_path / "train" / "x.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert main(["check", str(tmp_path)]) == 1
    printed = capsys.readouterr().out
    assert "line 2: not JSON" in printed
    assert "line 3: unknown label" in printed
    assert "2 reports checked: 2 errors" in printed


def test_overlapping_splits_are_found(tmp_path, capsys):
    text = "".join(chr(0x4E00 + i) for i in range(300))
    for split, name in (("train", "p"), ("test", "q")):
        (tmp_path / split).mkdir()
        document = {"id": name, "text": text, "entities": [], "relations": [], "meta": {}}
        (tmp_path / split / "x.jsonl").write_text(json.dumps(document), encoding="utf-8")
    assert main(["check", str(tmp_path)]) == 1
    assert "share 100%" in capsys.readouterr().out
