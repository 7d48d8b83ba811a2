from xfnlp.tagger.decode import Reading
from xfnlp.tagger.pairs import NUMBERS
from xfnlp.tagger.tagger import Tagged
from xfnlp.tagger.unsure import lowered, without_unneeded

CATEGORY, INDICATOR, MONEY = (NUMBERS[n] for n in ("CATEGORY", "INDICATOR", "MONEY"))
LIMITS = {"CATEGORY": 0.0, "INDICATOR": 0.0, "relation": -1.0}


def tagged(*scores: float, readings: list[tuple[int, float]]) -> Tagged:
    """Categories with these scores, then a sure amount; readings as (head, score)."""
    spans = [(10 * n, 10 * n + 4, CATEGORY) for n in range(len(scores))]
    amount = len(spans)
    found = [Reading(0, amount, head, amount, "actual", score) for head, score in readings]
    return Tagged([*spans, (90, 95, MONEY)], [*scores, 9.0], {(0, amount): found})


def test_a_figure_without_a_head_keeps_the_best_unsure_name():
    result = without_unneeded(tagged(-1.0, -3.0, readings=[(0, 2.0), (1, 0.3)]), LIMITS)
    assert result.spans == [(0, 4, CATEGORY), (90, 95, MONEY)]
    assert result.readings == {(0, 1): [Reading(0, 1, 0, 1, "actual", 2.0)]}


def test_a_figure_with_a_sure_head_keeps_no_unsure_name():
    result = without_unneeded(tagged(-1.0, 3.0, readings=[(0, 9.0), (1, -0.5)]), LIMITS)
    assert result.spans == [(10, 14, CATEGORY), (90, 95, MONEY)]
    assert result.readings == {(0, 1): [Reading(0, 1, 0, 1, "actual", -0.5)]}


def test_a_name_far_below_its_threshold_needs_a_better_reading():
    assert len(without_unneeded(tagged(-3.9, readings=[(0, 0.9)]), LIMITS).spans) == 1
    assert len(without_unneeded(tagged(-3.9, readings=[(0, 1.1)]), LIMITS).spans) == 2


def test_only_names_are_collected_below_their_threshold():
    low = lowered({"MONEY": 0.2, "CATEGORY": -2.0})
    assert (low["MONEY"], low["CATEGORY"], low["INDICATOR"], low["REASON"]) == (0.2, -4, -4, -1.0)
