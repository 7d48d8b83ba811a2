"""Unruled tables whose cells stand in the middle of the rows that they cover."""

from __future__ import annotations

import pytest

from evaluation.pdf_maker import Text, make_pdf
from xfnlp.layout import find_blocks
from xfnlp.readers import read_bytes
from xfnlp.tables import read_tables

pytest.importorskip("pdfplumber")

LEFTS = (60.0, 122.0, 190.0, 290.0, 356.0, 422.0, 462.0)
HEADER = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"]
# Names of rows, a line each, and what stands beside them.
ROWS = [
    (["整修渠道长度"], "≥20公里", "21.5公里", "20", "20"),
    (["清淤土方"], "3万立方米", "2.8万立方米", "10", "9.3"),
    (["主要支渠和斗渠", "闸门改造及附属", "设施验收合格率"], "≥95%", "97%", "20", "20"),
    (["农田灌溉保证率"], "100%", "100%", "20", "20"),
    (["受益群众人数"], "≥3200人", "3350人", "20", "20"),
    (["群众满意度"], "≥90%", "93%", "10", "10"),
]
# Labels and the rows that they cover, by column.
LABELS = [
    [("产出指标", 0, 3), ("效益指标", 3, 2), ("满意度指标", 5, 1)],
    [("数量指标", 0, 2), ("质量指标", 2, 1), ("社会效益指标", 3, 2), ("服务对象满意", 5, 1)],
]
LEADING = 12.0


def page(*, centred: bool, pad: float) -> list[Text]:
    """The table; labels stand in the middle of their rows or beside the first of them."""
    heights = [LEADING * len(names) + 2 * pad for names, *_ in ROWS]
    tops = [120 + LEADING + sum(heights[:number]) for number in range(len(ROWS) + 1)]
    texts: list[Text] = [(180, 60, 14, "部门整体支出绩效自评表")]
    texts += [(left, 118 - pad, 10, cell) for left, cell in zip(LEFTS, HEADER, strict=True)]
    for number, (names, *cells) in enumerate(ROWS):
        middle = (tops[number] + tops[number + 1]) / 2
        first = middle - LEADING * (len(names) - 1) / 2
        texts += [(LEFTS[2], first + LEADING * n, 10, name) for n, name in enumerate(names)]
        texts += [(left, middle, 10, cell) for left, cell in zip(LEFTS[3:], cells, strict=True)]
    for left, labels in zip(LEFTS, LABELS, strict=False):
        for label, row, rows in labels:
            end = row + (rows if centred else 1)
            texts.append((left, (tops[row] + tops[end]) / 2, 10, label))
    return [(round(x, 2), round(y, 2), size, text) for x, y, size, text in texts]


@pytest.mark.parametrize("centred", [True, False])
@pytest.mark.parametrize("pad", [1.5, 3.0, 5.0])
def test_labels_cover_their_rows(centred: bool, pad: float) -> None:
    text = read_bytes(make_pdf([(page(centred=centred, pad=pad), [])]), "a.pdf").text
    found = read_tables(text, find_blocks(text))
    assert {(fact.name, fact.field) for fact in found} == {
        ("".join(names), field)
        for names, *_ in ROWS
        for field in ("target", "value", "weight", "score")
    }
    levels = {fact.name: fact.levels for fact in found}
    for number, (names, *_) in enumerate(ROWS):
        assert levels["".join(names)] == tuple(
            label for labels in LABELS for label, row, rows in labels if row <= number < row + rows
        )


def test_a_label_set_upright_beside_all_rows() -> None:
    texts = [(x + 20, y, size, text) for x, y, size, text in page(centred=True, pad=3.0)]
    texts += [(50, 180 + LEADING * n, 10, mark) for n, mark in enumerate("绩效指标")]
    text = read_bytes(make_pdf([(texts, [])]), "a.pdf").text
    found = read_tables(text, find_blocks(text))
    assert len({fact.name for fact in found}) == len(ROWS)
    assert len(found) == 4 * len(ROWS)
