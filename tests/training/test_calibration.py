import numpy as np

from training.calibration import FLOOR, best_threshold, platt


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
