"""The classifier of header cells generalises to wordings held out."""

from __future__ import annotations

import pytest

from xfnlp.tables.cells import cell_kind, figure_in, row_name, unit_in
from xfnlp.tables.headers import MEANINGS, header_meaning

sklearn = pytest.importorskip("sklearn")


def test_accuracy_on_wordings_held_out() -> None:
    from training.headers import held_out_accuracy

    accuracy, _ = held_out_accuracy(folds=3)
    assert accuracy > 0.85


def test_probability_and_names() -> None:
    meaning, score = header_meaning("全年预算数（万元）")
    assert meaning == "annual_budget" and 0.5 < score <= 1
    assert header_meaning("")[0] in MEANINGS


@pytest.mark.parametrize(
    ("text", "kind"),
    [("1,234.50", "number"), ("－12", "number"), ("9.5%", "percent"), ("--", "dash"), ("", "blank"),
     ("３．５", "number"), ("127批 600人", "text"), ("/", "dash"), ("12.5万元", "money"), ("1,200 元", "money"), ("约3万元", "text")],
)  # fmt: skip
def test_cell_kinds(text: str, kind: str) -> None:
    assert cell_kind(text) == kind


def test_figures_of_indicator_cells() -> None:
    assert figure_in("127批 600人") is None
    value = figure_in("≥95%")
    assert value is not None and (str(value[0]), value[1]) == ("95", "%")


def test_names_and_units() -> None:
    assert row_name("（一） 公 务 用 车") == "公务用车"
    assert row_name("其中：房屋") == "房屋"
    assert unit_in("金额单位：人民币万元") == "万元"
