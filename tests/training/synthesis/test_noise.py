"""Noise: the spans keep their words, figures keep their digits."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.corpus.check import check_document
from training.corpus.markup import compile_markup
from training.synthesis.noise import NOISES, read_glyphs, write_glyphs
from xfnlp.folding import surface

MARKED = (
    "⟦a|全年⟦i1|接待来访群众⟧⟦q1 va<i1|1,204人次⟧，⟦i2|办结率⟧达⟦p1 va<i2|98.5%⟧⟧。\n"
    "⟦c1|公务接待费（国内）⟧支出⟦m1 ac<c1|123.45万元⟧，未超预算，时间2023年5月1日。\n"
    "项目\t金额\n办公费\t12.5\n"
) + "其他说明，" * 40


def spans(document):
    text = document["text"]
    return [(e["label"], text[e["start_offset"] : e["end_offset"]]) for e in document["entities"]]


def compiled(marked):
    return compile_markup('{"id": "x"}\n' + marked)


def test_glyphs_are_lossless():
    assert write_glyphs(read_glyphs(MARKED)) == MARKED


@pytest.mark.parametrize("name", list(NOISES))
@given(seed=st.integers(0, 10_000))
def test_noise_keeps_spans_and_figures(name, seed):
    clean = compiled(MARKED)
    noisy = compiled(write_glyphs(NOISES[name][0](read_glyphs(MARKED), random.Random(seed))))
    assert [label for label, _ in spans(noisy)] == [label for label, _ in spans(clean)]
    assert not [f for f in check_document(noisy) if f.severity == "error"]
    for (label, before), (_, after) in zip(spans(clean), spans(noisy), strict=True):
        if label in ("MONEY", "PERCENT", "QUANTITY"):
            narrow = surface(after).translate(
                str.maketrans("０１２３４５６７８９％．", "0123456789%.")
            )
            assert narrow == surface(before)
        assert len(surface(after)) >= len(surface(before))
    assert "\n办公费\t12.5\n" in noisy["text"]  # tables stay as they are


@given(seed=st.integers(0, 10_000))
def test_page_numbers_never_cut_a_name_or_figure(seed):
    marked = "\n".join(
        f"说明文字{n}⟦c{n}|机关事业单位职业年金缴费⟧⟦m{n} ac<c{n}|{n}3.25万元⟧到位" + "无" * 37
        for n in range(1, 60)
    )
    noisy = compiled(write_glyphs(NOISES["hard_wrap"][0](read_glyphs(marked), random.Random(seed))))
    assert noisy["text"].count("\n") > 60
    for number, (_, text) in enumerate(spans(noisy)):
        count = number // 2 + 1
        assert surface(text) in ("机关事业单位职业年金缴费", f"{count}3.25万元")


def test_confusions_leave_figures_and_change_words():
    seen = set()
    for seed in range(40):
        noisy = compiled(
            write_glyphs(NOISES["confusions"][0](read_glyphs(MARKED), random.Random(seed)))
        )
        seen.add(noisy["text"])
        assert ("MONEY", "123.45万元") in spans(noisy)
    assert len(seen) > 5
