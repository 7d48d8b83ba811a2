"""Training of the junction model of layout."""

from __future__ import annotations

import random

import pytest

pytest.importorskip("sklearn")
from training.junctions import is_wrapped, samples, train
from xfnlp.layout.junction import features


def test_samples_tell_inside_from_border() -> None:
    text = "我局为行政单位，编制十名。年末实有九人。\n全年支出十万元，与上年持平。\n"
    found = list(samples(text, random.Random(1)))
    assert {label for *_, label in found} == {0, 1}
    assert ("编制十名", "年末实有", 0) in found
    assert all("。" not in left for left, _, label in found if label == 0)


def test_wrapped_texts_give_no_borders() -> None:
    lines = ["这一行文字没有在句子结束的地方停下来而是被转换软件从中间切断了"] * 9
    assert is_wrapped(lines)
    assert not is_wrapped([line + "。" for line in lines])


def test_training_learns_a_border() -> None:
    data = [("全年支出", "十万元整", 1), ("收入合计", "九万元整", 1)] * 20
    data += [("群众好评", "下一步要", 0), ("按期完成", "全年共有", 0)] * 20
    keys, weights, intercept = train(data)
    table = dict(zip(keys.tolist(), weights.tolist(), strict=True))

    def score(left: str, right: str) -> float:
        return intercept + sum(table.get(key, 0.0) for key in features(left, right))

    assert score("全年支出", "十万元整") > 0 > score("群众好评", "下一步要")
