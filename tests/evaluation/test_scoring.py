from hypothesis import given, settings
from hypothesis import strategies as st
from nervaluate import Evaluator

from evaluation.scoring import (
    Score,
    overlap_scores,
    relation_scores,
    score_items,
    span_scores,
    total,
)

LABELS = ["MONEY", "CATEGORY"]


@st.composite
def span_sets(draw):
    """Spans that do not overlap within a label, as the scheme has it."""
    spans = set()
    for label in LABELS:
        points = sorted(draw(st.sets(st.integers(0, 30), max_size=8)))
        spans |= {
            (label, start, end) for start, end in zip(points[::2], points[1::2], strict=False)
        }
    return spans


@given(span_sets(), span_sets())
@settings(max_examples=150, deadline=None)
def test_strict_scores_agree_with_nervaluate(gold, found):
    ours = span_scores(gold, found)

    def rows(spans, label):
        return [
            {"label": name, "start": start, "end": end - 1}
            for name, start, end in sorted(spans)
            if name == label
        ]

    for label in LABELS:
        mine, theirs = rows(gold, label), rows(found, label)
        score = ours.get(label, Score())
        if not mine or not theirs:
            assert (score.tp, score.fp, score.fn) == (0, len(theirs), len(mine))
            continue
        result = Evaluator([mine], [theirs], tags=[label], loader="dict").evaluate()
        strict = result["overall"]["strict"]
        assert score.tp == strict.correct
        assert abs(score.f1 - strict.f1) < 1e-9


@given(span_sets(), span_sets())
@settings(max_examples=150, deadline=None)
def test_overlap_counts_every_span_once_and_never_less_than_strict(gold, found):
    strict, loose = total(span_scores(gold, found)), total(overlap_scores(gold, found))
    assert loose.tp >= strict.tp
    assert loose.tp + loose.fn == len(gold)
    assert loose.tp + loose.fp == len(found)


ITEMS = st.lists(
    st.tuples(st.sampled_from("ab"), st.integers(0, 3), st.integers(0, 3)), max_size=12
)


@given(ITEMS, ITEMS)
def test_relation_scores_agree_with_counting_by_hand(gold, found):
    scores = relation_scores(gold, found)
    for name in {"a", "b"}:
        wanted = {item for item in gold if item[0] == name}
        given_items = {item for item in found if item[0] == name}
        score = scores.get(name, Score())
        assert score.tp == len([item for item in wanted if item in given_items])
        assert score.fp == len([item for item in given_items if item not in wanted])
        assert score.fn == len([item for item in wanted if item not in given_items])


def test_rates():
    score = Score(tp=6, fp=2, fn=4)
    assert (score.precision, score.recall) == (0.75, 0.6)
    assert abs(score.f1 - 2 * 0.75 * 0.6 / 1.35) < 1e-12
    assert Score().f1 == 0.0
    assert score_items("aab", "abb") == Score(2, 1, 1)
