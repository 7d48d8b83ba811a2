"""Close calls go to what adds up; confident readings stand."""

from __future__ import annotations

import random

import pytest

from tests.marked import Marked, marked
from xfnlp.arithmetic import settle

LINES = (
    "⟦c1|基本支出⟧预算⟦m1 ab<c1|120.00万元⟧，支出⟦m2 ac<c1|118.50万元⟧，执行率⟦p1 er<c1|98.75%⟧；"
    "⟦c2|项目支出⟧预算⟦m3 ab<c2|340.00万元⟧，支出⟦m4 ac<c2|312.80万元⟧，执行率⟦p2 er<c2|92.00%⟧。"
)
MOVES = (
    "⟦c1|会议费⟧⟦m1 ac<c1|3.20万元⟧，上年⟦m2 pa<c1|4.10万元⟧，减少⟦m3 da<c1|0.90万元⟧"
    "，下降⟦p1 dr<c1|21.95%⟧；"
    "⟦c2|培训费⟧⟦m4 ac<c2|8.64万元⟧。"
)
PARTS = (
    "⟦c0|支出合计⟧⟦m0 ac<c0|431.30万元⟧，其中⟦c1|基本支出⟧⟦m1 ac<c1|118.50万元⟧"
    "，占⟦p1 sh<c1|27.48%⟧，"
    "⟦c2|项目支出⟧⟦m2 ac<c2|312.80万元⟧，占⟦p2 sh<c2|72.52%⟧。"
)
Readings = dict[int, list[tuple[int, str, float]]]


def heads(document: Marked) -> dict[str, int]:
    return {e.text: e.id for e in document.entities if e.label == "CATEGORY"}


def gold(document: Marked) -> dict[int, tuple[int, str]]:
    return {r.tail: (r.head, r.type) for r in document.relations}


def read(document: Marked, readings: Readings, **options: float) -> dict[int, tuple[int, str]]:
    return {r.tail: (r.head, r.type) for r in settle(document.entities, readings, **options)}


def sure(document: Marked) -> Readings:
    return {tail: [(*option, 0.97)] for tail, option in gold(document).items()}


def test_a_close_call_goes_to_the_line_whose_rate_holds() -> None:
    document = marked(LINES)
    readings, names = sure(document), heads(document)
    for text in ("118.50万元", "312.80万元", "92.00%"):
        tail = next(e.id for e in document.entities if e.text == text)
        head, kind = gold(document)[tail]
        other = next(name for name in names.values() if name != head)
        readings[tail] = [(head, kind, 0.52), (other, kind, 0.60)]
    assert read(document, readings, margin=0) != gold(document)
    assert read(document, readings) == gold(document)


def test_a_close_call_between_fields() -> None:
    document = marked(LINES)
    readings = sure(document)
    budget = next(e.id for e in document.entities if e.text == "120.00万元")
    head = gold(document)[budget][0]
    readings[budget] = [(head, "prior_actual", 0.6), (head, "annual_budget", 0.5)]
    assert read(document, readings) == gold(document)


def test_a_change_and_its_rate() -> None:
    document = marked(MOVES)
    readings = sure(document)
    names = heads(document)
    for text in ("4.10万元", "0.90万元"):
        tail = next(e.id for e in document.entities if e.text == text)
        head, kind = gold(document)[tail]
        readings[tail] = [(names["培训费"], kind, 0.7), (head, kind, 0.55)]
    assert read(document, readings) == gold(document)


def test_parts_are_read_like_their_whole() -> None:
    document = marked(PARTS)
    readings = sure(document)
    for text in ("118.50万元", "312.80万元"):
        tail = next(e.id for e in document.entities if e.text == text)
        head, kind = gold(document)[tail]
        readings[tail] = [(head, "annual_budget", 0.62), (head, kind, 0.5)]
    assert read(document, readings) == gold(document)


def test_a_confident_reading_stands_against_the_arithmetic() -> None:
    # The author wrote 89.75% for 98.75%: as read it stays, whatever else would add up.
    document = marked(LINES.replace("98.75%", "92.00%"))
    names = heads(document)
    readings = sure(document)
    rate = next(e.id for e in document.entities if e.text == "92.00%")
    readings[rate] = [
        (names["基本支出"], "execution_rate", 0.95),
        (names["项目支出"], "execution_rate", 0.40),
    ]
    assert read(document, readings)[rate] == (names["基本支出"], "execution_rate")


def test_a_reading_just_below_the_threshold_is_taken_where_it_adds_up() -> None:
    document = marked(LINES)
    readings = sure(document)
    rate = next(e.id for e in document.entities if e.text == "98.75%")
    head, kind = gold(document)[rate]
    readings[rate] = [(head, kind, 0.42)]
    assert rate not in read(document, readings, margin=0)
    assert read(document, readings)[rate] == (head, kind)


def test_nothing_is_taken_without_arithmetic() -> None:
    document = marked("⟦c1|会议费⟧支出⟦m1 ac<c1|3.20万元⟧。")
    ((tail, (head, kind)),) = gold(document).items()
    assert read(document, {tail: [(head, kind, 0.42)]}) == {}
    assert read(document, {tail: [(head, kind, 0.55), (-1, "", 0.6)]}) == {}


def test_the_best_reading_wins_where_nothing_adds_up() -> None:
    document = marked(MOVES)
    names = heads(document)
    tail = next(e.id for e in document.entities if e.text == "8.64万元")
    readings = {tail: [(names["培训费"], "actual", 0.55), (names["会议费"], "actual", 0.5)]}
    (relation,) = settle(document.entities, readings)
    assert (relation.head, relation.type, relation.score) == (names["培训费"], "actual", 0.55)


@pytest.mark.parametrize("seed", range(5))
def test_never_outside_the_margin(seed: int) -> None:
    random.seed(seed)
    document = marked(
        LINES
        + MOVES.replace("c1", "c8").replace("c2", "c9").replace("⟦m", "⟦m7").replace("⟦p", "⟦p7")
    )
    names = list(heads(document).values())
    readings: Readings = {
        tail: [
            (head, kind, random.random()),
            *((n, kind, random.random()) for n in names if n != head),
        ]
        for tail, (head, kind) in gold(document).items()
    }
    for relation in settle(document.entities, readings, margin=0.2):
        best = max(score for *_, score in readings[relation.tail])
        assert relation.score >= max(best, 0.5) - 0.2


def test_nothing_in_nothing_out() -> None:
    assert settle([], {}) == []
