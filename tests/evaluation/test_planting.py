"""Errors planted by chance: the identities they break, the text that carries them, what is found."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from evaluation.identities import KINDS, identities
from evaluation.planting import plant, slipped
from evaluation.unseen import clean, copies, main, summary
from training.corpus.markup import compile_markup
from xfnlp.types import Entity, Relation

SOURCE = (
    '{"id": "a"}\n⟦c0|支出合计⟧⟦m0 ac<c0|212.40万元⟧，其中⟦c1 po>c0|基本支出⟧⟦m1 ac<c1|118.50万元⟧，'
    "占⟦p1 sh<c1 sb>c0|55.79%⟧；⟦c2 po>c0|项目支出⟧⟦m2 ac<c2|93.90万元⟧，预算⟦m3 ab<c2|98.16万元⟧，"
    "执行率⟦p2 er<c2|95.66%⟧，上年⟦m4 pa<c2|90.25万元⟧，增加⟦m5 ia<c2|3.65万元⟧，"
    "增长⟦p3 ir<c2|4.04%⟧。\n" + "另有说明若干。" * 12 + "\n⟦c3|机关运行经费⟧⟦m6 ac<c3|31.27万元⟧。\n"
    + "另有说明若干。" * 12 + "\n全年⟦c4|机关运行经费⟧共⟦m7 ac<c4|31.27万元⟧，都有依据。"
)  # fmt: skip
NOTHING = '{"id": "b"}\n⟦c1|会议费⟧支出⟦m1 ac<c1|3.20万元⟧。'
WRONG = (
    '{"id": "c", "errors": [{"type": "arithmetic", "text": "91.20%", "where": "一", "should_be": '
    '"98.75%"}]}\n⟦c1|基本支出⟧预算⟦m1 ab<c1|120.00万元⟧，支出⟦m2 ac<c1|118.50万元⟧，'
    "执行率⟦p1 er<c1|91.20%⟧。"
)


def test_every_kind_of_identity_is_drawn_from_the_annotation() -> None:
    found = identities(compile_markup(SOURCE))
    assert {kind: len(rows) for kind, rows in found.items()} == {
        "rate": 1, "share": 1, "sum": 1, "change": 1, "change_rate": 2, "repeat": 1,
    }  # fmt: skip


def test_an_identity_that_does_not_hold_is_none() -> None:
    assert not any(identities(compile_markup(WRONG)).values())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(4))
def test_a_planted_error_breaks_its_identity(kind: str, seed: int) -> None:
    document = compile_markup(SOURCE)
    changed, (error,) = plant(document, chance=random.Random(seed), kinds=[kind])
    assert changed["text"][error.start : error.end] == error.after != error.before
    assert len(identities(changed)[kind]) < len(identities(document)[kind])


@pytest.mark.parametrize("seed", range(8))
def test_offsets_follow_the_text(seed: int) -> None:
    document = compile_markup(SOURCE)
    before = document["text"]
    changed, errors = plant(document, chance=random.Random(seed))
    assert errors
    put = {(error.start, error.end): error for error in errors}
    for old, new in zip(document["entities"], changed["entities"], strict=True):
        span = (new["start_offset"], new["end_offset"])
        shown = changed["text"][slice(*span)]
        known = before[old["start_offset"] : old["end_offset"]]
        assert shown == known or put[span].before == known
    assert document["text"] == before  # the report itself stays as it was


def test_the_same_seed_plants_the_same() -> None:
    document = compile_markup(SOURCE)
    one, other = (plant(document, chance=random.Random(5)) for _ in range(2))
    assert one == other
    texts = {plant(document, chance=random.Random(seed))[0]["text"] for seed in range(6)}
    assert len(texts) > 1


@pytest.mark.parametrize(
    ("written", "slip", "possible"),
    [
        ("118.50万元", "swap", True),
        ("11万元", "swap", False),  # nothing to swap
        ("三万元", "digit", False),
        ("3万至5万元", "digit", False),  # a range
        ("1,250.00 元", "other", True),
    ],
)
def test_slips(written: str, slip: str, *, possible: bool) -> None:
    after = slipped(written, slip, random.Random(1))
    assert (after is not None) is possible
    if after:
        assert after[-1] == written[-1]
        assert ("," in after) is ("," in written)


def test_found_missed_and_false_alarms() -> None:
    documents = [compile_markup(source) for source in (SOURCE, NOTHING)]
    counts = summary(copies(documents, rounds=2))
    assert (counts["reports"], counts["nothing_to_plant"], counts["copies"]) == (2, 1, 4)
    assert counts["planted"] >= counts["found"] > 0
    assert counts["reports_with_alarm"] == 0
    assert sum(int(row.split("/")[1]) for row in counts["by_kind"].values()) == counts["planted"]

    def blind(document: Any) -> tuple[list[Entity], list[Relation]]:
        return [], []

    assert summary(copies(documents, read=blind))["found"] == 0


def test_a_report_with_an_error_of_its_own_is_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    documents = [compile_markup(source) for source in (SOURCE, NOTHING, WRONG)]
    assert [document["id"] for document in clean(documents)] == ["a", "b"]
    (alarm,) = [row for row in copies([documents[2]]) if row.before]
    assert alarm.before[0].rule == "execution_rate"
    lines = [json.dumps(document, ensure_ascii=False) for document in documents]
    (tmp_path / "gold.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    result = tmp_path / "out.json"
    assert main([str(tmp_path / "gold.jsonl"), "--rounds", "1", "--json", str(result)]) == 0
    counts = json.loads(result.read_text(encoding="utf-8"))[str(tmp_path / "gold.jsonl")]["gold"]
    assert counts["reports"] == 2
    assert main([str(tmp_path / "none")]) == 1
    assert "no such file" in capsys.readouterr().err
