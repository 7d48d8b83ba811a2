import random
from types import SimpleNamespace

import numpy as np

from training.examples import Example
from training.selection import Difficulty

NOTHING = np.empty((0, 2), dtype=np.int64)


def window(report: int, first: int, last: int) -> Example:
    return Example(
        ids=np.zeros(last - first + 1, dtype=np.int32),
        spans=np.empty((0, 3), dtype=np.int64),
        parts=NOTHING,
        part_truth=np.empty(0, dtype=np.bool_),
        relations=[],
        source=(report, first, last),
    )


def corpus(*lengths: int):
    return [SimpleNamespace(name=f"r{n}", stream=range(length)) for n, length in enumerate(lengths)]


def test_what_was_not_seen_is_kept_whatever_the_share():
    difficulty = Difficulty(corpus(100, 100))
    difficulty.record(window(0, 0, 99), 9.0)
    unseen = window(1, 0, 99)
    assert unseen in difficulty.choose([window(0, 0, 99), unseen], 0.1, random.Random(1))


def test_costly_windows_are_drawn_more_often_and_easy_ones_still_sometimes():
    difficulty = Difficulty(corpus(100, 100))
    costly, easy = window(0, 0, 99), window(1, 0, 99)
    difficulty.record(costly, 4.0)
    difficulty.record(easy, 0.4)
    chance = random.Random(2)
    drawn = [difficulty.choose([costly, easy], 0.5, chance)[0] is costly for _ in range(400)]
    # Of two, the first drawn is the costly one with probability 4 / 4.4.
    assert 0.85 < sum(drawn) / 400 < 0.96


def test_a_window_cut_elsewhere_has_the_mean_loss_of_its_text():
    difficulty = Difficulty(corpus(100))
    difficulty.record(window(0, 0, 49), 1.0)
    difficulty.record(window(0, 50, 99), 3.0)
    assert difficulty.of(window(0, 25, 74)) == 2.0


def test_notes_outlast_the_run_for_the_same_reports_only(tmp_path):
    difficulty = Difficulty(corpus(10, 20))
    difficulty.record(window(0, 0, 9), 1.5)
    difficulty.record(window(1, 0, 19), 2.5)
    difficulty.save(tmp_path / "difficulty.npz")
    later = Difficulty(corpus(10, 25))  # the second report has changed since
    later.load(tmp_path / "difficulty.npz")
    assert later.of(window(0, 0, 9)) == 1.5
    assert np.isinf(later.of(window(1, 0, 24)))
    later.load(tmp_path / "missing.npz")
