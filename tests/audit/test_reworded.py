"""One figure stated again in other words, claims of a budget kept, and rates of cases elsewhere."""

from __future__ import annotations

import pytest

from tests.marked import marked
from xfnlp.audit import find_checks

FILLER = "另有说明若干。" * 20

# Each with what is right, what is wrong, and the rule that finds it.
SHORT_LINE = (
    "社会保障支出（类）最低生活保障（款）⟦c1|农村最低生活保障金支出（项）⟧决算⟦m1 ac<c1|7,184.92万元⟧。"
    + FILLER
    + "⟦c2|农村低保金支出⟧⟦m2 ac<c2|{}⟧居首。"
)
LEFT_TWICE = (
    "年末⟦c1|结余资金⟧⟦m1 ac<c1|138.46万元⟧。"
    + FILLER
    + "⟦c2|补助资金⟧{}⟦m2 dev<c2|{}⟧，按规定收回。"
)
TURNED_NAME = (
    "⟦i1|维修旧井⟧⟦q1 va<i1|79眼⟧。" + FILLER + "⟦i2|旧井维修⟧{}只完成⟦q2 va<i2|{}⟧，差距明显。"
)
NAMED_BY_UNIT = (
    "⟦i1|救助困难信访群众⟧⟦q1 va<i1|187户⟧。" + FILLER + "⟦i2|救助户数⟧完成⟦q2 va<i2|{}⟧。"
)
ZERO_SWAPPED = "⟦i1|改造户厕⟧⟦q1 va<i1|480户⟧。" + FILLER + "改造的⟦q2 va<i2|{}⟧⟦i2|户厕⟧冬季上冻。"
PUBLIC = (
    "{}⟦i1|群众满意率⟧为⟦p1 va<i1|97.3%⟧。"
    + FILLER
    + "虽然{}⟦i2|群众满意率⟧⟦p2 va<i2|{}⟧，仍有不满。"
)
SCORES = "⟦i1|综合得分⟧⟦q1 va<i1|90.50分⟧。自评部分，该项目⟦i2|得分⟧⟦q2 va<i2|{}⟧。"
BESIDE_BOTH = (
    "⟦i1|包联案件⟧⟦q1 va<i1|82件⟧，⟦i2|化解⟧⟦q2 va<i2|79件⟧，⟦i3|包案率⟧⟦p1 va<i3|96.34%⟧。"
    + FILLER
    + "⟦i4|包案率⟧⟦p2 va<i4|96.34%⟧（⟦i5|包案⟧⟦q3 va<i5|{}⟧、⟦i6|化解⟧⟦q4 va<i6|{}⟧）。"
)
NAMED_BEFORE = (
    "对照年初设定的{}⟦q1 ta<i1|180件⟧的目标，全年⟦i1|化解⟧⟦q2 va<i1|187件⟧。"
    + FILLER
    + "推动⟦i2|化解历史积案⟧⟦q3 va<i2|{}⟧。"
)
RATE_OF_CASES = (
    "一年间{}各类纠纷⟦q1 va<i1|6,834件⟧，⟦i1|办结率⟧⟦p1 va<i1|98.6%⟧。"
    + FILLER
    + "矛调中心受理事项办结率目标98%，实际⟦i2|办结率⟧⟦p2 va<i2|{}⟧。"
)
KEPT = (
    "⟦c1|“三公”经费支出⟧⟦m1 ac<c1|{}⟧，{}。"
    + FILLER
    + "⟦c2|“三公”经费⟧年初预算数⟦m2 ib<c2|386,000元⟧。"
)
OVERTAKEN = (
    "⟦i1|受理矛盾纠纷⟧⟦q1 va<i1|{}⟧，⟦i2|调处成功⟧⟦q2 va<i2|560起⟧，⟦i3|调处率⟧⟦p1 va<i3|99.64%⟧。"
)
ELSEWHERE = (
    "全年⟦i1|化解重点积案⟧⟦q1 va<i1|48件⟧，⟦i2|化解率⟧⟦p1 va<i2|{}⟧。"
    + FILLER
    + "⟦i3|纳入清单的{}⟧⟦q2 va<i3|52件⟧，年底⟦i4|化解⟧⟦q3 va<i4|48件⟧。"
)
ROWS = [
    (SHORT_LINE, ("71,849,200元",), ("71,489,200元",), "restated"),
    (LEFT_TWICE, ("未支付的", "138.46万元"), ("未支付的", "138.64万元"), "restated"),
    (TURNED_NAME, ("", "79眼"), ("", "81眼"), "restated"),
    (NAMED_BY_UNIT, ("187户",), ("178户",), "restated"),
    (ZERO_SWAPPED, ("480户",), ("408户",), "restated"),
    (PUBLIC, ("", "", "97.3%"), ("", "", "97.8%"), "restated"),
    (SCORES, ("90.50分",), ("90.05分",), "restated"),
    (BESIDE_BOTH, ("82件", "79件"), ("82件", "76件"), "restated"),
    (NAMED_BEFORE, ("化解历史积案", "187件"), ("化解历史积案", "181件"), "restated"),
    (RATE_OF_CASES, ("中心受理", "98.6%"), ("中心受理", "98.2%"), "restated"),
    (KEPT, ("38.22万元", "控制在年初预算以内"), ("40.22万元", "控制在年初预算以内"), "limit"),
    (KEPT, ("38.22万元", "未超年初预算"), ("40.22万元", "未超年初预算"), "limit"),
    (OVERTAKEN, ("562起",), ("526起",), "ratio"),
    (ELSEWHERE, ("92.31%", "积案"), ("96%", "积案"), "ratio"),
]
SILENT = [
    # A budget that was not kept, and one that is not stated.
    KEPT.format("40.22万元", "未能控制在年初预算以内"),
    KEPT.format("40.22万元", "没有控制在年初预算以内"),
    KEPT.format("40.22万元", "控制在调整后预算以内"),
    # One name of many things.
    "".join(
        f"⟦i{n}|化解历史积案⟧⟦q{n} va<i{n}|{count}件⟧，{town}推动基层治理。"
        for n, (town, count) in enumerate(zip("甲乙丙丁", (187, 181, 185, 189), strict=True))
    ),
    # A rate of a count further back.
    "⟦i1|受理⟧⟦q1 va<i1|562起⟧，其中⟦i2|当年新受理⟧⟦q2 va<i2|552起⟧，⟦i3|调处成功⟧⟦q3 va<i3|560起⟧，"
    "⟦i4|调处率⟧⟦p1 va<i4|99.64%⟧。",
    # Another amount altogether, one of another field, one whose distance the report explains.
    SHORT_LINE.format("70,189,200元"),
    SHORT_LINE.replace("ac<c2", "pa<c2").format("71,489,200元"),
    SHORT_LINE.format("71,489,200元") + "⟦c3|特困供养⟧⟦m3 ac<c3|36.00万元⟧。",
    # A part with digits of the whole, its rest printed beside it.
    "⟦c1|财政拨款收入⟧⟦m1 ac<c1|3862.47万元⟧，"
    + "为当年取得的资金，" * 15
    + "⟦c2|一般公共预算财政拨款收入⟧⟦m2 ac<c2|3682.47万元⟧，⟦c3|政府性基金拨款收入⟧"
    "⟦m3 ac<c3|180.00万元⟧。",
    LEFT_TWICE.format("少到位", "138.64万元"),
    # Last year's, and a value too far off.
    TURNED_NAME.format("上年", "81眼"),
    TURNED_NAME.format("", "112眼"),
    # Not the same digits.
    NAMED_BY_UNIT.format("176户"),
    ZERO_SWAPPED.format("29户"),
    # Of two places; too far apart; more than a digit.
    PUBLIC.format("食堂", "大厅", "97.8%"),
    PUBLIC.format("", "", "98.3%"),
    PUBLIC.format("", "", "96.9%"),
    # Three digits are soon swapped, and these are scores of parts.
    SCORES.replace("90.50", "95.4").format("94.5分"),
    SCORES.replace("综合得分", "产出").format("90.05分"),
    # Only one other figure stands beside both.
    BESIDE_BOTH.format("86件", "76件"),
    # What stands before the one is not what the other is of.
    NAMED_BEFORE.format("化解信访事项", "181件"),
    NAMED_BEFORE.format("化解历史积案", "152件"),
    RATE_OF_CASES.format("法院立案", "98.2%"),
    RATE_OF_CASES.format("中心受理", "95.1%"),
    # Nothing is claimed, or it is denied.
    KEPT.format("40.22万元", "主要用于公车运行"),
    KEPT.format("40.22万元", "超出年初预算"),
    KEPT.replace("“三公”经费支出", "会议费").format("40.22万元", "控制在年初预算以内"),
    # More came of it than there was, yet no digit mended makes the rate right.
    OVERTAKEN.format("311起"),
    # Other cases, or a rate too far off to be of these.
    ELSEWHERE.format("96%", "信件"),
    ELSEWHERE.format("81%", "积案"),
    # A rate that one of the report's counts fits.
    ELSEWHERE.format("96%", "积案") + "⟦i5|挂账⟧⟦q4 va<i5|50件⟧。",
]


def _alarms(source: str) -> list[str]:
    return [c.rule for c in find_checks(*marked(source)) if c.verdict == "inconsistent"]


@pytest.mark.parametrize(("source", "right", "wrong", "rule"), ROWS)
def test_reworded(source: str, right: tuple[str, ...], wrong: tuple[str, ...], rule: str) -> None:
    assert _alarms(source.format(*right)) == []
    assert _alarms(source.format(*wrong)) == [rule]


@pytest.mark.parametrize("source", SILENT)
def test_what_may_be_two_things_raises_no_alarm(source: str) -> None:
    assert _alarms(source) == []


def test_a_line_in_two_accounts_is_held_to_the_larger_budget() -> None:
    source = KEPT.format("40.22万元", "控制在年初预算以内")
    more = "⟦c3|“三公”经费⟧年初预算数⟦m3 ib<c3|45.00万元⟧。"
    assert _alarms(source + more) == []


def test_each_pair_of_values_is_reported_once() -> None:
    source = SCORES.format("90.05分") + FILLER + "⟦i3|综合得分⟧⟦q3 va<i3|90.50分⟧。"
    assert _alarms(source) == ["restated"]


def test_two_values_are_told_once() -> None:
    source = (
        "全县⟦i1|维修旧井⟧⟦q1 va<i1|1187件⟧，已全部验收。"
        + "另有说明若干。" * 12
        + "全县⟦i2|旧井维修⟧⟦q2 va<i2|1178件⟧，已全部验收。"
    )
    assert len(_alarms(source)) == 1
