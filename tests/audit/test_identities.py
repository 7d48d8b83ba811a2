"""Balances, changed budgets, completion, counts by place, closed lists: right and wrong."""

from __future__ import annotations

import pytest

from tests.marked import marked
from xfnlp.audit import Check, find_checks

LEFT = (
    "⟦c1|矛盾纠纷化解经费⟧全年预算⟦m1 ab<c1|86.40万元⟧，支出⟦m2 ac<c1|79.15万元⟧，"
    "⟦c2|结余⟧⟦m3 ac<c2|{}⟧。"
)
LEFT_OF_PARTS = (
    "⟦c1|培训资金⟧总收入⟦m1 ac<c1|864.5万元⟧。支出⟦m2 ac<c1|791.2万元⟧，其中"
    "⟦c2 po>c1|讲课费⟧⟦m3 ac<c2|500.0万元⟧、⟦c3 po>c1|场地费⟧⟦m4 ac<c3|291.2万元⟧，"
    "⟦c4|结余资金⟧⟦m5 ac<c4|{}⟧。"
)
YEAR = (
    "⟦c1|年初结转和结余⟧⟦m1 ac<c1|14.20万元⟧，⟦c2|本年收入⟧⟦m2 ac<c2|768.16万元⟧，"
    "⟦c3|本年支出⟧⟦m3 ac<c3|775.91万元⟧，{}⟦c4|年末结转和结余⟧⟦m4 ac<c4|{}⟧。"
)
CHANGED = (
    "⟦c1|水源地保护资金⟧年初预算⟦m1 ib<c1|412.60万元⟧，年中追加⟦m2 dev<c1|58.30万元⟧、"
    "调减⟦m3 dev<c1|21.50万元⟧，调整后预算⟦m4 ab<c1|{}⟧。"
)
DONE = "⟦i1|新建充电桩⟧⟦q1 va<i1|1,248个⟧，任务数⟦q2 ta<i1|1,200个⟧，⟦i2|完成率⟧⟦p1 va<i2|{}⟧。"
PAID = (
    "⟦c1|护林员补助⟧应兑付⟦m1 ab<c1|312.00万元⟧，{}已兑付⟦m2 ac<c1|296.40万元⟧，"
    "⟦i1|兑付率⟧⟦p1 va<i1|{}⟧。"
)
EACH = (
    "⟦i1|救助困难家庭⟧⟦q1 va<i1|46户⟧，发放⟦c1|救助金⟧⟦m1 ac<c1|57.04万元⟧，"
    "⟦i2|户均救助金⟧⟦m2 va<i2|{}⟧。"
)
BY_PLACE = (
    "⟦i1|改造户厕⟧⟦q1 va<i1|1,286户⟧，其中青石乡⟦q2 va<i1|402户⟧、柳湾镇⟦q3 va<i1|{}⟧、"
    "白塔镇⟦q4 va<i1|366户⟧。"
)
GRADES = (
    "⟦i1|参评项目⟧⟦q1 va<i1|{}⟧，涉及⟦c1|资金⟧⟦m1 ac<c1|820.00万元⟧，"
    "⟦i2|评价为“优”的项目⟧⟦q2 va<i2|9个⟧、⟦i3|“良”的项目⟧⟦q3 va<i3|4个⟧、"
    "⟦i4|“中”的项目⟧⟦q4 va<i4|1个⟧。"
)
COUNT_SHARES = (
    "全年⟦i0|受理事项⟧⟦q0 va<i0|5,120件⟧，其中：⟦i1|来信⟧⟦q1 va<i1|716件⟧，"
    "占⟦p1 va<i1|13.98%⟧；⟦i2|来访⟧⟦q2 va<i2|1,529件⟧，占⟦p2 va<i2|29.86%⟧；"
    "⟦i3|网上信访⟧⟦q3 va<i3|2,875件⟧，占{}⟦p3 va<i3|{}⟧。"
)
SOURCES = (
    "⟦c1|渠道维修资金⟧⟦m0 ab<c1|{}⟧，其中：⟦c2 po>c1|{}⟧⟦m1 ab<c2|612.00万元⟧，"
    "⟦c3 po>c1|{}⟧⟦m2 ab<c3|188.00万元⟧。"
)
REST = (
    "⟦c1|公用经费⟧⟦m0 ac<c1|{}⟧，其中⟦c2 po>c1|办公费⟧⟦m1 ac<c2|21.36万元⟧、"
    "⟦c3 po>c1|水电费⟧⟦m2 ac<c3|24.75万元⟧、⟦c4 po>c1|{}⟧⟦m3 ac<c4|9.30万元⟧。"
)
THIS_YEAR = (
    "⟦c1|年初结转⟧⟦m9 ac<c1|42.32万元⟧，⟦c0|本年收入⟧⟦m0 ac<c0|{}⟧，⟦c8|年末结转⟧"
    "⟦m8 ac<c8|20.00万元⟧。⟦c2|本年收入⟧按来源：⟦c3 po>c2|财政拨款⟧⟦m1 ac<c3|1,187.45万元⟧，"
    "⟦c4 po>c2|其他收入⟧⟦m2 ac<c4|14.50万元⟧。"
)
FAR_OVER = (
    "⟦c1|宣传经费⟧⟦m0 ac<c1|18.40万元⟧，其中⟦c2 po>c1|展板⟧⟦m1 ac<c2|30.15万元⟧、"
    "⟦c3 po>c1|短片⟧⟦m2 ac<c3|8.25万元⟧。"
)
PLANNED = (
    "⟦c1|陵园修缮项目⟧计划投入⟦m1 ab<c1|85.00万元⟧，已支付⟦m2 ac<c1|57.80万元⟧，"
    "支付率⟦p1 er<c1|{}⟧。"
)
BELOW_BUDGET = (
    "⟦c1|公务接待费⟧支出⟦m1 ac<c1|7.45万元⟧，⟦c2|公务接待费⟧比预算减少"
    "⟦m2 dev<c2|12.55万元⟧，下降⟦p1 dev<c2|{}⟧。"
)
GIVEN = (
    "⟦c1|膳食补助资金⟧⟦m1 ab<c1|1,938.0万元⟧。⟦c2|膳食补助资金⟧比上年减少"
    "⟦m2 da<c2|{}⟧，上年为⟦m3 pa<c2|1,984.8万元⟧。"
)
STEPS = "⟦i1|监测项目⟧由⟦q1 pa<i1|46项⟧增加到⟦q2 va<i1|58项⟧，增加⟦q3 ia<i1|{}⟧。"
TIMELY = (
    "全年⟦i1|办理来信来访⟧⟦q1 va<i1|1,846件次⟧。⟦i2|办结信访事项⟧⟦q2 va<i2|1,798件⟧，"
    "⟦i3|按期办结率⟧⟦p1 va<i3|{}⟧。"
)
NAMED_LIKE = (
    "⟦c1|生均公用经费⟧到位⟦m1 ac<c1|126.55万元⟧。支出⟦m2 ac<c1|118.42万元⟧，其中"
    "⟦c2|教师培训费⟧⟦m3 ac<c2|6.62万元⟧。⟦c3|教师培训费⟧占⟦c4|公用经费总额⟧的"
    "⟦p1 sh<c3 sb>c4|{}⟧。"
)
FILLER = "另有说明若干。" * 20
TWICE = (
    "⟦c1|天然林管护补助资金⟧下达⟦m1 ab<c1|226.1万元⟧。" + FILLER + "⟦c2|天然林管护补助资金⟧下达"
    "⟦m2 ab<c2|{}⟧。"
)
ROUND = (
    "⟦c1|值班巡护经费支出⟧⟦m1 ac<c1|86.00万元⟧。" + FILLER + "⟦c2|值班巡护经费⟧"
    "⟦m2 ac<c2|{}⟧按月拨付。"
)
OF_THE_GRANT = (
    "⟦c1|一般公共预算财政拨款“三公”经费支出⟧⟦m1 ac<c1|5.27万元⟧。" + FILLER + "⟦c2|“三公”经费⟧"
    "花了⟦m2 ac<c2|{}⟧。"
)
SHARED = (
    "⟦i1|牧民来电⟧⟦q1 va<i1|1,375次⟧⟦q2 va<i1|{}⟧。" + FILLER + "⟦i2|接听热线⟧"
    "⟦q3 va<i2|{}⟧⟦q4 va<i2|2,046人⟧。"
)
ON_THINGS = "⟦i1|枯死松树⟧⟦q1 va<i1|2.86万株⟧。" + FILLER + "⟦i2|{}枯死松树⟧⟦q2 va<i2|2.79万株⟧。"

ROWS = [
    (LEFT, ("7.25万元",), ("2.75万元",), "balance"),
    (LEFT, ("7.25万元",), ("7.52万元",), "balance"),
    (LEFT_OF_PARTS, ("73.3万元",), ("37.3万元",), "balance"),
    (YEAR, ("", "6.45万元"), ("", "6.54万元"), "carry"),
    (CHANGED, ("449.40万元",), ("494.40万元",), "adjustment"),
    (DONE, ("104%",), ("107%",), "completion"),
    (PAID, ("", "95.00%"), ("", "59.00%"), "payment"),
    (EACH, ("1.24万元",), ("1.42万元",), "average"),
    (BY_PLACE, ("518户",), ("508户",), "sum"),
    (GRADES, ("14个",), ("15个",), "sum"),
    (COUNT_SHARES, ("", "56.15%"), ("", "57.50%"), "share"),
    (
        SOURCES,
        ("800.00万元", "中央资金", "省级资金"),
        ("810.00万元", "中央资金", "省级资金"),
        "sum",
    ),
    (SOURCES, ("800.00万元", "货物类", "服务类"), ("860.00万元", "货物类", "服务类"), "sum"),
    (REST, ("55.41万元", "其他支出"), ("58.91万元", "其他支出"), "sum"),
    (THIS_YEAR, ("1,201.95万元",), ("1,210.95万元",), "sum"),
    (FAR_OVER.replace("18.40", "{}"), ("38.40",), ("18.40",), "sum"),
    (PLANNED, ("68.00%",), ("86.00%",), "execution_rate"),
    (BELOW_BUDGET, ("62.75%",), ("62.57%",), "deviation"),
    (GIVEN, ("46.8万元",), ("46.6万元",), "change"),
    (STEPS, ("12项",), ("72项",), "change"),
    (TIMELY, ("97.40%",), ("94.70%",), "ratio"),
    (NAMED_LIKE, ("5.23%",), ("5.32%",), "share"),
    (TWICE, ("226.1万元",), ("225.1万元",), "repeat"),
    (ROUND, ("86.00万元",), ("68.00万元",), "repeat"),
    (OF_THE_GRANT, ("5.27万元",), ("5.72万元",), "repeat"),
    (SHARED, ("2,046人", "1,375次"), ("2,046人", "1,357次"), "restated"),
]
SILENT = [
    # What is left of another year, or after money given back.
    YEAR.format("收回存量，", "6.54万元"),
    # Not a slip of the pen: something else was taken away or added.
    LEFT.format("5.10万元"),
    CHANGED.format("430.00万元"),
    YEAR.format("", "3.20万元"),
    # A part of the sum may be left out where the parts are of no closed kind.
    SOURCES.format("830.00万元", "衬砌", "闸门"),
    REST.format("58.91万元", "差旅费"),
    # A budget that was changed before it was paid out.
    PAID.replace("ab<c1", "ib<c1").format("年中追加若干，", "92.00%"),
    EACH.format("1.10万元"),
    # A share of something that it names, and a round figure that is two things.
    COUNT_SHARES.format("农村", "57.50%"),
    TWICE.format("326万元"),
    ROUND.format("68万元"),
    # Names that are little alike, and no other figure that they share.
    SHARED.format("2,118人", "1,357次"),
    ON_THINGS.format("清理"),
    # Parts of a part among the parts.
    "⟦c1|救助支出⟧⟦m0 ac<c1|112.60万元⟧，其中⟦c2 po>c1|生活救助⟧⟦m1 ac<c2|80.40万元⟧，"
    "⟦c3 po>c1|城镇⟧⟦m2 ac<c3|6.10万元⟧，⟦c4 po>c1|农村⟧⟦m3 ac<c4|74.30万元⟧，"
    "⟦c5 po>c1|临时救助⟧⟦m4 ac<c5|3.80万元⟧。",
]


def _checks(source: str) -> list[Check]:
    return find_checks(*marked(source))


@pytest.mark.parametrize(("source", "right", "wrong", "rule"), ROWS)
def test_identities(source: str, right: tuple[str, ...], wrong: tuple[str, ...], rule: str) -> None:
    assert [c.message for c in _checks(source.format(*right)) if c.verdict == "inconsistent"] == []
    found = [c.rule for c in _checks(source.format(*wrong)) if c.verdict == "inconsistent"]
    assert rule in found


@pytest.mark.parametrize("source", SILENT)
def test_what_may_have_a_reason_raises_no_alarm(source: str) -> None:
    assert [c.message for c in _checks(source) if c.verdict == "inconsistent"] == []


def test_a_table_shows_that_two_rates_are_of_one_thing() -> None:
    source = (
        "⟦i1|家长满意度⟧为⟦p1 va<i1|95.8%⟧。" + FILLER + "⟦i2|家长满意度⟧⟦p2 va<i2|95.1%⟧。\n\n"
    )
    table = (
        "项目支出绩效自评表\n一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\n"
        "产出指标\t数量指标\t受益学生\t≥600人\t612人\t90\t90\n"
        "效益指标\t满意度指标\t家长满意度\t≥95%\t95.8%\t10\t10\n"
    )
    assert not [c for c in _checks(source) if c.verdict == "inconsistent"]
    text, entities, relations = marked(source + table)
    found = find_checks(text, entities, relations)
    assert [c.rule for c in found if c.verdict == "inconsistent"] == ["restated"]


def test_a_bound_among_the_figures_leaves_no_infinite_tolerance() -> None:
    source = (
        "⟦i1|游客满意度⟧目标⟦p1 ta<i1|92%⟧以上，实际⟦p2 va<i1|96.4%⟧，高出⟦p3 dev<i1|4.4个百分点⟧。"
    )
    checks = [check for check in _checks(source) if check.rule == "deviation"]
    assert checks
    assert all(check.tolerance is None or check.tolerance.is_finite() for check in checks)
