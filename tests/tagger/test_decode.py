import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from xfnlp.scheme import LABELS
from xfnlp.tagger.decode import POINTED, Reading, choose, decode_spans, readings
from xfnlp.tagger.pairs import NUMBERS, RELATION_NAMES, pair_table


def blank(n=6):
    return np.full((len(POINTED), n, n), -9.0, dtype=np.float32)


def test_spans_of_one_label_do_not_overlap_and_the_best_wins():
    scores = blank()
    money, category = POINTED.index("MONEY"), POINTED.index("CATEGORY")
    scores[money, 0, 2], scores[money, 2, 4], scores[money, 5, 5] = 1.0, 3.0, 0.5
    scores[category, 1, 3] = 2.0
    scores[money, 4, 1] = 8.0  # ends before it starts
    found = [(start, end, LABELS[label]) for start, end, label, _ in decode_spans(scores)]
    assert found == [(1, 4, "CATEGORY"), (2, 5, "MONEY"), (5, 6, "MONEY")]


def test_cells_that_end_before_they_start_hide_nothing():
    scores = blank(40)
    scores[:] = np.tril(np.full((40, 40), 20.0), -1) - 9.0
    scores[POINTED.index("MONEY"), 3, 7] = 0.5
    assert [span[:3] for span in decode_spans(scores)] == [(3, 8, NUMBERS["MONEY"])]


def test_pairs_join_only_permitted_labels():
    spans = np.array(
        [[0, 2, NUMBERS["CATEGORY"]], [3, 5, NUMBERS["MONEY"]], [6, 7, NUMBERS["REASON"]]]
    )
    pairs = pair_table(spans, np.array([5]))
    assert {(int(h), int(t)) for h, t, *_ in pairs} == {(0, 1), (0, 2)}
    assert pairs[1, 4] == 1  # one sentence part ends between category and reason


def test_readings_name_anchor_and_type():
    spans = np.array([[0, 2, NUMBERS["CATEGORY"]], [3, 5, NUMBERS["CATEGORY"]]])
    pairs = pair_table(spans, np.array([], dtype=np.int64))
    scores = np.full((len(pairs), len(RELATION_NAMES)), 2.0, dtype=np.float32)
    found = readings(spans, pairs, scores)
    assert {(r.anchor, r.head, r.tail, r.type) for r in found} == {
        (0, 0, 1, "part_of"),
        (1, 1, 0, "part_of"),
    }


def test_shared_figures_keep_all_heads_of_the_best_type():
    options = [
        Reading(0, 5, 1, 5, "value", 2.0),
        Reading(0, 5, 2, 5, "value", 1.0),
        Reading(0, 5, 3, 5, "target", 1.5),
        Reading(0, 5, 4, 5, "value", -1.0),
    ]
    assert [r.head for r in choose(options)] == [1, 2]
    assert choose(options[3:]) == []
    assert choose([]) == []


def test_a_part_has_one_whole():
    options = [Reading(1, 5, 5, 1, "part_of", 2.0), Reading(1, 5, 5, 2, "part_of", 1.9)]
    assert [r.tail for r in choose(options)] == [1]


@given(st.integers(0, 2**32 - 1), st.integers(1, 14))
def test_spans_are_those_of_a_search_cell_by_cell(seed, size):
    chance = np.random.default_rng(seed)
    scores = (chance.standard_normal((len(POINTED), size, size)) * 3 - 4).astype(np.float32)
    cells = sorted(
        (-float(scores[label, start, last]), label, start, last)
        for label in range(len(POINTED))
        for start in range(size)
        for last in range(start, size)
        if scores[label, start, last] > 0
    )
    chosen: list[tuple[int, int, int, float]] = []
    for score, label, start, last in cells[: 2 * size]:
        number = NUMBERS[POINTED[label]]
        if all(n != number or start >= e or s > last for s, e, n, _ in chosen):
            chosen.append((start, last + 1, number, -score))
    assert decode_spans(scores, thresholds=dict.fromkeys(POINTED, 0.0)) == sorted(chosen)
