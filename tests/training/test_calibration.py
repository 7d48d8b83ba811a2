import numpy as np

from training.calibration import FLOOR, Samples, best_threshold, calibration_table, platt
from xfnlp.tagger.runtime import Calibration


def test_threshold_separates_right_from_wrong():
    samples = [(3.0, True), (2.0, True), (1.0, True), (-1.0, False), (-2.0, False)]
    assert best_threshold(samples, gold=3) == 0.0


def test_threshold_is_the_lowest_among_nearly_equal_ones():
    samples = [(2.0, True)] * 1000 + [(0.4, True), (-1.0, False), (-2.9, False)]
    assert best_threshold(samples, gold=1001) == round((-2.9 + FLOOR) / 2, 3)
    assert best_threshold([], gold=5) == 0.0


def test_platt_recovers_probabilities():
    chance = np.random.default_rng(0)
    scores = chance.normal(0, 3, 4000)
    right = chance.random(4000) < 1 / (1 + np.exp(-(0.7 * scores - 0.4)))
    slope, offset = platt(list(zip(scores.tolist(), right.tolist(), strict=True)))
    assert abs(slope - 0.7) < 0.08
    assert abs(offset + 0.4) < 0.15


def test_platt_refuses_scores_that_do_not_rank():
    samples = [(float(x), x < 0) for x in range(-50, 50)]
    assert platt(samples) is None
    assert platt(samples[:10]) is None


def test_facts_are_as_likely_as_they_are_right():
    # Spans are certain by half; the relation's score already counts that, their product twice.
    chance = np.random.default_rng(1)
    samples, truth = Samples(), []
    for score in chance.normal(1, 2, 4000).tolist():
        right = bool(chance.random() < 1 / (1 + np.exp(-score)))
        truth.append((score, right))
        for name in ("actual", "relation", "MONEY", "CATEGORY"):
            samples.add(name, score, right)
        samples.linked.append(((("actual", score), ("CATEGORY", score), ("MONEY", score)), right))
    calibration = Calibration(calibration_table(samples))
    for low, high in ((-2, -1), (0, 1), (2, 3)):
        near = [(score, right) for score, right in truth if low < score < high]
        share = sum(right for _, right in near) / len(near)
        products = [
            calibration.probability("actual", score) * calibration.probability("MONEY", score)
            for score, _ in near
        ]
        read = [calibration.fact_probability(product) for product in products]
        assert abs(sum(products) / len(near) - share) > 0.04
        assert abs(sum(read) / len(near) - share) < 0.05
