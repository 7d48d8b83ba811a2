import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.confidence import (
    Judged,
    as_markdown,
    bins_of,
    calibration_error,
    draw,
    judge,
    review_curve,
    review_share,
    table,
)
from evaluation.gold import GoldReport

ITEMS = st.lists(
    st.builds(Judged, st.sampled_from([0.05, 0.2, 0.5, 0.55, 0.9, 1.0]), st.booleans()),
    min_size=1,
    max_size=30,
)


@given(ITEMS)
def test_bins_hold_every_item_once(items):
    boxes = bins_of(items)
    assert sum(b.count for b in boxes) == len(items)
    assert sum(b.count * b.right for b in boxes) == pytest.approx(sum(i.right for i in items))
    assert 0 <= calibration_error(items) <= 1


def test_calibration_error_of_known_cases():
    honest = [Judged(0.8, n < 8) for n in range(10)]
    assert calibration_error(honest) == pytest.approx(0)
    boastful = [Judged(1.0, n < 6) for n in range(10)]
    assert calibration_error(boastful) == pytest.approx(0.4)
    mixed = honest + boastful
    assert calibration_error(mixed) == pytest.approx(0.2)
    assert math.isnan(calibration_error([]))


def test_review_finds_errors_where_they_are():
    items = [Judged(n / 100, n >= 10) for n in range(100)]
    assert review_share(items) == pytest.approx(0.09)
    assert review_share(items, share=1.0) == pytest.approx(0.10)
    upside_down = [Judged(1 - n / 100, n >= 10) for n in range(100)]
    assert review_share(upside_down) == pytest.approx(0.99)
    assert math.isnan(review_share([Judged(0.5, True)]))


@given(ITEMS, st.sampled_from([0.5, 0.9, 1.0]))
def test_review_of_equal_scores_is_what_random_orders_give(items, share):
    wrong = sum(not item.right for item in items)
    if not wrong:
        return
    wanted = math.ceil(share * wrong)
    chance = random.Random(1)
    seen = []
    for _ in range(400):
        order = sorted(chance.sample(items, len(items)), key=lambda item: item.score)
        places = [n for n, item in enumerate(order, 1) if not item.right]
        seen.append(places[wanted - 1] / len(items))
    assert review_share(items, share=share) == pytest.approx(sum(seen) / len(seen), abs=0.08)


@given(ITEMS)
def test_review_curve_ends_with_everything(items):
    seen, found = review_curve(items)
    assert seen[-1] == 1 and seen == sorted(seen) and found == sorted(found)
    assert found[-1] == (0 if all(i.right for i in items) else 1)


def test_judging_a_report(tmp_path):
    text = "培训费3万元。"
    entities = [
        {"id": 1, "label": "CATEGORY", "start_offset": 0, "end_offset": 3},
        {"id": 2, "label": "MONEY", "start_offset": 3, "end_offset": 6},
    ]
    relations = [{"from_id": 1, "to_id": 2, "type": "actual"}]
    fact = {"kind": "budget", "name": "培训费", "field": "actual", "value": "30000", "unit": "元"}
    gold = GoldReport(
        {"id": "a", "text": text, "entities": entities, "relations": relations},
        (fact | {"source": "prose"},),
        derived=True,
    )
    found = {
        "entities": [e | {"score": 0.9} for e in entities],
        "relations": [r | {"score": 0.6} for r in relations]
        + [{"from_id": 1, "to_id": 2, "type": "prior_actual", "score": 0.3}],
        "facts": [
            fact | {"source": "prose", "score": 0.7},
            fact | {"source": "prose", "score": 0.2, "field": "prior_actual"},
            fact | {"source": "table", "score": 0.9},
        ],
    }
    judged = judge(gold, found)
    assert judged["spans"] == [Judged(0.9, True)] * 2
    assert judged["relations"] == [Judged(0.6, True), Judged(0.3, False)]
    assert judged["facts"] == [Judged(0.7, True), Judged(0.2, False)]  # no gold for tables
    rows = table([judged])
    facts = next(row for row in rows if row["kind"] == "facts")
    assert (facts["items"], facts["wrong"], facts["review"]) == (2, 1, 0.5)
    assert "| facts | 2 | 1 | 0.450 | 0.500 |" in as_markdown(rows)
    draw(tmp_path / "a.png", [judged])
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
