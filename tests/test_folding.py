"""Surface forms and the folding of names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xfnlp.folding import fold, surface


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("在职在\n\n编人员", "在职在编人员"),
        ("公务\n\n- 12 -\n\n接待费", "公务接待费"),
        ("公务\n\n  3\n\n接待费", "公务接待费"),
        ("第 2 批\n补助", "第2批补助"),
        ("12\n.5 万元", "12.5万元"),
    ],
)
def test_surface(text: str, bare: str) -> None:
    assert surface(text) == bare


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“三公”经费", "三公经费"),
        ("因公出国（境）费", "因公出国(境)费"),
        ("公务 接待费", "公务接待费"),
        ("《条例》宣传", "条例宣传"),
        ("ＡＰＰ下载", "APP下载"),
    ],
)
def test_names_that_are_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_names_that_are_two() -> None:
    assert fold("基本支出") != fold("项目支出")


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
