import random

import numpy as np

from training.augment import Augmenter, AugmentRates, Edit, apply_edits
from training.examples import Example, annotate, epoch_examples
from xfnlp.tagger.alphabet import MASK
from xfnlp.tagger.pairs import NUMBERS
from xfnlp.tagger.windows import WindowShape


def example():
    return Example(
        ids=np.arange(10, 20, dtype=np.int32),
        spans=np.array([[1, 3, NUMBERS["CATEGORY"]], [5, 8, NUMBERS["MONEY"]]]),
        parts=np.array([[0, 9]]),
        part_truth=np.array([True]),
        relations=[(0, 1, "actual")],
        unknown={(1, 0)},
    )


def test_edits_move_spans_with_their_tokens():
    new = np.array([90, 91, 92], dtype=np.int32)
    line = np.array([7], dtype=np.int32)
    changed = apply_edits(
        example(), [Edit(1, 3, new), Edit(6, 6, line), Edit(9, 10, line[:0])], size=50
    )
    assert changed.ids.tolist() == [10, 90, 91, 92, 13, 14, 15, 7, 16, 17, 18]
    assert changed.spans[:, :2].tolist() == [[1, 4], [6, 10]]
    assert changed.parts.tolist() == [[0, 11]]
    assert changed.relations == [(0, 1, "actual")]


def test_spans_beyond_the_size_go_with_their_relations():
    changed = apply_edits(example(), [Edit(0, 0, np.full(3, 7, dtype=np.int32))], size=8)
    assert len(changed.ids) == 8
    assert len(changed.spans) == 1
    assert changed.relations == []
    assert changed.unknown == {(1, 0)}


def test_augmented_windows_keep_figures_whole(documents, alphabet):
    corpus = [annotate(document, alphabet) for document in documents[:6]]
    chance = random.Random(5)
    augment = Augmenter(alphabet, {}, AugmentRates(1, 1, 1, 0, 0), size=600)
    digits = set(alphabet.ids("0123456789").tolist())
    seen = 0
    for window in epoch_examples(corpus, WindowShape(left=64, right=0), alphabet.newline, chance):
        changed = augment(window, chance)
        assert len(changed.ids) <= 600
        for (start, end, label), (old_start, old_end, old) in zip(
            changed.spans.tolist(), window.spans.tolist(), strict=True
        ):
            assert label == old
            inside = [t for t in changed.ids[start:end].tolist() if t != alphabet.newline]
            before = [t for t in window.ids[old_start:old_end].tolist() if t != alphabet.newline]
            # Digits may change, nothing else does.
            assert [t for t in inside if t not in digits] == [t for t in before if t not in digits]
            assert len(inside) == len(before)
            seen += 1
    assert seen > 50


def test_masks_hide_a_tenth_and_leave_figures_and_labels(documents, alphabet):
    corpus = [annotate(document, alphabet) for document in documents[:6]]
    chance = random.Random(5)
    augment = Augmenter(alphabet, {}, AugmentRates(0, 0, 0, 0, masks=1), size=600)
    figures = {NUMBERS[label] for label in ("MONEY", "PERCENT", "QUANTITY")}
    hidden = total = 0
    for window in epoch_examples(corpus, WindowShape(left=64, right=0), alphabet.newline, chance):
        changed = augment(window, chance)
        masked = changed.ids == MASK
        assert (changed.ids[~masked] == window.ids[~masked]).all()
        assert changed.spans is window.spans
        for start, end, label in window.spans.tolist():
            if label in figures:
                assert not masked[start:end].any()
        hidden, total = hidden + int(masked.sum()), total + len(masked)
    assert 0.05 < hidden / total < 0.12
