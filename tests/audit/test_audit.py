"""The report's arithmetic: what adds up stays silent, what does not is found."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from tests.marked import marked
from xfnlp.audit import Check, audit, find_checks
from xfnlp.report import plain

RIGHT = [
    # A rate of the year's budget and one of the budget at its start.
    "⟦c1|项目支出⟧全年预算⟦m1 ab<c1|12,473.90万元⟧，支出⟦m2 ac<c1|10,479.60万元⟧，完成全年预算的"
    "⟦p1 er<c1|84.01%⟧。"
    + "另有说明若干。"
    * 12
    + "⟦c2|项目支出⟧年初预算⟦m3 ib<c2|12,460.88万元⟧，"
    "支出⟦m4 ac<c2|10,479.60万元⟧，完成年初预算的⟦p2 er<c2|84.10%⟧。",
    # One whole divided twice.
    "⟦c1|整体支出⟧⟦m0 ac<c1|281.95万元⟧，按来源分为⟦c2 po>c1|财政拨款⟧⟦m1 ac<c2|278.95万元⟧、"
    "⟦c3 po>c1|其他资金⟧⟦m2 ac<c3|3.00万元⟧；按性质分为⟦c4 po>c1|基本支出⟧⟦m3 ac<c4|168.73万元⟧、"
    "⟦c5 po>c1|项目支出⟧⟦m4 ac<c5|113.22万元⟧。",
    # Next year's budget.
    "⟦c1|救助专项资金⟧支出⟦m1 ac<c1|20.00万元⟧，执行率⟦p1 er<c1|100%⟧。下一年拟安排⟦c2|救助专项资金⟧"
    "⟦m2 ab<c2|30.00万元⟧。",
    "交办⟦i1|重复信访事项⟧⟦q1 va<i1|35件⟧，⟦i2|化解⟧⟦q2 va<i2|33件⟧，⟦i3|化解率⟧⟦p1 va<i3|94.29%⟧。",
    "⟦i1|受理⟧⟦q1 va<i1|694件⟧，⟦i2|办结⟧⟦q2 va<i2|601件⟧，⟦i3|按期办结率⟧⟦p1 va<i3|100%⟧。",
    "⟦i1|发放生活补贴⟧⟦m1 va<i1|842.6万元⟧，⟦i2|发放护理补贴⟧⟦m2 va<i2|553.8万元⟧，合计⟦i3|发放⟧"
    "⟦m3 va<i3|1,396.4万元⟧。",
    "⟦i1|核定编制⟧⟦q1 va<i1|86名⟧。" + "另有说明若干。" * 20 + "⟦i2|事业编制⟧⟦q2 va<i2|68名⟧。",
    "食堂⟦i1|群众满意率⟧⟦p1 va<i1|95.2%⟧。"
    + "另有说明若干。" * 20
    + "大厅⟦i2|群众满意率⟧⟦p2 va<i2|95.9%⟧。",
    "⟦c1|基本支出⟧预算⟦m1 ab<c1|120.00万元⟧，支出⟦m2 ac<c1|118.50万元⟧，执行率⟦p1 er<c1|98.75%⟧。",
    "⟦c1|基本支出⟧预算⟦m1 ab<c1|120万元⟧，支出⟦m2 ac<c1|118.50万元⟧，执行率约⟦p1 er<c1|99%⟧。",
    "⟦c1|支出合计⟧⟦m0 ac<c1|80.00万元⟧，其中⟦c2 po>c1|基本支出⟧⟦m1 ac<c2|50.00万元⟧"
    "，占⟦p1 sh<c2 sb>c1|62.50%⟧；"
    "⟦c3 po>c1|项目支出⟧⟦m2 ac<c3|30.00万元⟧，占⟦p2 sh<c3 sb>c1|37.50%⟧。",
    "⟦c1|会议费⟧⟦m1 ac<c1|3.20万元⟧，上年⟦m2 pa<c1|4.00万元⟧，减少⟦m3 da<c1|0.80万元⟧"
    "，下降⟦p1 dr<c1|20.00%⟧。",
    "⟦c1|会议费⟧⟦m1 ac<c1|3.20万元⟧，比上年减少⟦m3 da<c1|0.80万元⟧，下降⟦p1 dr<c1|20.00%⟧。",
    "⟦c1|会议费⟧年初预算⟦m1 ib<c1|4.00万元⟧，支出⟦m2 ac<c1|3.20万元⟧"
    "，比预算节约⟦m3 dev<c1|0.80万元⟧。",
    "⟦i1|办结率⟧目标⟦p1 ta<i1|95%⟧，实际⟦p2 va<i1|97.4%⟧，高于目标⟦p3 dev<i1|2.4个百分点⟧。",
    "⟦i1|自评得分⟧⟦q1 va<i1|95分⟧，其中⟦i2|投入⟧⟦q2 va<i2|19分⟧、⟦i3|产出⟧"
    "⟦q3 va<i3|48分⟧、⟦i4|效益⟧⟦q4 va<i4|28分⟧。",
    "⟦c1|项目支出⟧⟦m0 ac<c1|90.00万元⟧，其中⟦c2 po>c1|培训⟧⟦m1 ac<c2|10.00万元⟧"
    "、⟦c3 po>c1|宣传⟧⟦m2 ac<c3|20.00万元⟧等。",
    "截至6月底，⟦c1|项目支出⟧预算⟦m1 ab<c1|90.00万元⟧。全年支出⟦m2 ac<c1|88.20万元⟧"
    "。上半年⟦c2|项目支出⟧执行率⟦p1 er<c2|38%⟧。",
    "⟦i1|参保率⟧⟦p1 va<i1|99.6%⟧；⟦i2|任务完成率⟧⟦p2 va<i2|115%⟧。",
    "⟦i1|接待来访⟧⟦q1 va<i1|1,204人次⟧。后来⟦i2|走访⟧⟦q2 va<i2|1,240人次⟧。",
    # What is missing from a list may be a part left out.
    "⟦c1|项目支出⟧⟦m0 ac<c1|139.56万元⟧，其中⟦c2 po>c1|宣传⟧⟦m1 ac<c2|87.50万元⟧、⟦c3 po>c1|培训⟧"
    "⟦m2 ac<c3|42.06万元⟧。",
    "⟦c1|专项资金⟧⟦m0 ac<c1|139.56万元⟧，其中⟦c2|宣传⟧⟦m1 ac<c2|87.50万元⟧、⟦c3|培训⟧"
    "⟦m2 ac<c3|31.84万元⟧。",
    # A distance from a target beside a figure of last year.
    "⟦i1|一次化解率⟧由上年的⟦p1 pa<i1|84.2%⟧升至⟦p2 va<i1|90.5%⟧，高出目标⟦p3 dev<i1|5.5个百分点⟧。",
    # A distance from the budget printed as a negative rate.
    "⟦c1|公务接待费⟧预算⟦m1 ab<c1|1.00万元⟧，支出⟦m2 ac<c1|0.80万元⟧，比预算⟦p1 er<c1|-20.00%⟧。",
    # Points are no change of an amount.
    "⟦c1|会议费⟧⟦m1 ac<c1|3.20万元⟧，上年⟦m2 pa<c1|4.00万元⟧，增加⟦p1 ir<c1|3.35个百分点⟧。",
    # Lists that were read with a part too few (not linked, or linked to another) or too many.
    "⟦c1|项目支出⟧⟦m0 ac<c1|1,432.15万元⟧，分别为：⟦c2 po>c1|产业项目⟧⟦m1 ac<c2|1,020.00万元⟧，⟦c3 po>c1|"
    "整治经费⟧⟦m2 ac<c3|186.50万元⟧，⟦c4|换届经费⟧⟦m3 ac<c4|148.30万元⟧，⟦c5 po>c1|防控经费⟧"
    "⟦m4 ac<c5|77.35万元⟧。",
    "⟦c1|本年收入⟧⟦m0 ac<c1|1,812.37万元⟧，其中：⟦c2 po>c1|财政拨款收入⟧⟦m1 ac<c2|1,806.22万元⟧，⟦c3 po>c1|"
    "事业收入⟧⟦m2 ac<c3|0.00万元⟧；⟦m3|6.15万元⟧为其他收入。",
    "⟦c1|本年支出合计⟧⟦m0 ac<c1|940.29万元⟧。其中：⟦c2 po>c1|基本支出⟧⟦m1 ac<c2|491.54万元⟧，含⟦c3 po>c1|"
    "公用经费⟧⟦m2 ac<c3|51.32万元⟧；⟦c4 po>c1|项目支出⟧⟦m3 ac<c4|448.75万元⟧。",
    "⟦c1|法律服务经费⟧预算⟦m0 ab<c1|148.50万元⟧；⟦c2 po>c1|补助经费⟧预算⟦m1 ab<c2|412.80万元⟧；"
    "⟦c3 po>c1|运维费⟧预算⟦m2 ab<c3|96.51万元⟧。",
    "⟦i1|签订协议⟧⟦q0 va<i1|53件⟧，其中甲县⟦q1 va<i1|21件⟧、乙县⟦q2 va<i1|14件⟧、丙区⟦q3 va<i1|11件⟧、"
    "⟦i2|市直单位⟧⟦q4 va<i2|7件⟧。",
    # A rate of what was handed in, with what is left standing between.
    "⟦i1|送审金额⟧⟦m1 va<i1|1,254.70万元⟧，⟦i2|审定金额⟧⟦m2 va<i2|1,219.39万元⟧，⟦i3|审减金额⟧"
    "⟦m3 va<i3|35.31万元⟧，⟦i4|审减率⟧⟦p1 va<i4|2.81%⟧。",
    # A share of the budget of a line whose outlay the report states, too.
    "⟦c1|项目支出⟧支出⟦m1 ac<c1|316.52万元⟧。⟦c2|结余资金⟧⟦m2 ac<c2|65.98万元⟧，占⟦c3|项目支出⟧年初预算的"
    "⟦p1 sh<c2 sb>c3|17.25%⟧。",
    # Numerals that count something else than the parts.
    *(
        "⟦c1|项目支出⟧⟦m0 ac<c1|120万元⟧，"
        + words
        + "：⟦c2 po>c1|培训⟧⟦m1 ac<c2|40万元⟧，⟦c3 po>c1|宣传⟧⟦m2 ac<c3|40万元⟧，"
        "⟦c4 po>c1|维修⟧⟦m3 ac<c4|24万元⟧。"
        for words in (
            "共十三个项目",
            "见第三部分",
            "前三个项目",
            "用了三个季度",
            "按进度支付部分款项",
            "按照百分之六十预付",
            "按进度支付部分",
        )
    ),
    # A list of more amounts than are looked at adds up as a whole.
    "⟦c1|专项资金⟧⟦m0 ac<c1|139.56万元⟧，其中"
    + "、".join(f"⟦c{n}|第{n}批⟧⟦m{n} ac<c{n}|10.00万元⟧" for n in range(2, 13))
    + "、⟦c13|宣传⟧⟦m13 ac<c13|25.96万元⟧、⟦c14|培训⟧⟦m14 ac<c14|3.60万元⟧。",
    # One that goes on beyond the reach of its whole is not tested either.
    "⟦c1|专项资金⟧⟦m0 ac<c1|139.56万元⟧，其中⟦c2|宣传⟧⟦m1 ac<c2|100.00万元⟧、⟦c3|培训⟧"
    "⟦m2 ac<c3|35.96万元⟧，"
    + "另有说明若干，" * 120
    + "⟦c4|维修⟧⟦m3 ac<c4|2.00万元⟧、⟦c5|会务⟧⟦m4 ac<c5|1.60万元⟧。",
    # A budget that was changed in between.
    "⟦c1|会议费⟧年初预算⟦m1 ib<c1|4.00万元⟧，年中有调整，支出⟦m2 ac<c1|3.20万元⟧，"
    "执行率⟦p1 er<c1|76.00%⟧。",
    # A negative whole is no slip of a positive sum.
    "⟦c1|结余资金⟧⟦m0 ac<c1|-139.10万元⟧，有⟦c2 po>c1|上级⟧⟦m1 ac<c2|87.10万元⟧、"
    "⟦c3 po>c1|本级⟧⟦m2 ac<c3|52.10万元⟧。",
    "⟦c1|结余资金⟧⟦m0 ac<c1|-139.10万元⟧，有⟦c2 po>c1|上级⟧⟦m1 ac<c2|87.10万元⟧、"
    "⟦c3 po>c1|本级⟧⟦m2 ac<c3|51.91万元⟧。",
]
WRONG = [
    (
        "execution_rate",
        "⟦c1|基本支出⟧预算⟦m1 ab<c1|120.00万元⟧，支出⟦m2 ac<c1|118.50万元⟧"
        "，执行率⟦p1 er<c1|97.85%⟧。",
        "98.75",
    ),
    (
        "share",
        "⟦c1|支出合计⟧⟦m0 ac<c1|80.00万元⟧，其中⟦c2 po>c1|基本支出⟧⟦m1 ac<c2|50.00万元⟧"
        "，占⟦p1 sh<c2 sb>c1|65.20%⟧。",
        "62.5",
    ),
    (
        "change",
        "⟦c1|会议费⟧⟦m1 ac<c1|3.20万元⟧，上年⟦m2 pa<c1|4.00万元⟧，减少⟦m3 da<c1|0.60万元⟧。",
        "8000",
    ),
    (
        "change_rate",
        "⟦c1|会议费⟧⟦m1 ac<c1|3.20万元⟧，上年⟦m2 pa<c1|4.00万元⟧，下降⟦p1 dr<c1|25.00%⟧。",
        "20",
    ),
    (
        "sum",
        "⟦c1|三公经费⟧⟦m0 ac<c1|6.50万元⟧，包括⟦c2 po>c1|公务接待费⟧⟦m1 ac<c2|2.40万元⟧"
        "和⟦c3 po>c1|车辆费用⟧⟦m2 ac<c3|4.60万元⟧。",
        "70000",
    ),
    (
        "sum",
        "⟦c1|项目支出⟧⟦m0 ac<c1|85.00万元⟧，分别为⟦c2 po>c1|培训⟧⟦m1 ac<c2|21.00万元⟧"
        "、⟦c3 po>c1|宣传⟧⟦m2 ac<c3|33.00万元⟧、"
        "⟦c4 po>c1|维修⟧⟦m3 ac<c4|22.00万元⟧。",
        "760000",
    ),
    (
        "repeat",
        "⟦c1|机关运行经费⟧支出⟦m1 ac<c1|268.26万元⟧。"
        + "另有说明若干。" * 12
        + "⟦c2|机关运行经费⟧共⟦m2 ac<c2|268.62万元⟧。",
        "2682600",
    ),
    ("percentage", "⟦i1|群众满意率⟧为⟦p1 va<i1|108%⟧。", "100"),
    (
        "score_sum",
        "⟦i1|自评得分⟧⟦q1 va<i1|95分⟧，其中⟦i2|投入⟧⟦q2 va<i2|19分⟧、⟦i3|产出⟧"
        "⟦q3 va<i3|46分⟧、⟦i4|效益⟧⟦q4 va<i4|28分⟧。",
        "93",
    ),
    (
        "target",
        "⟦i1|培训⟧目标不少于⟦q1 ta<i1|300人⟧，实际⟦q2 va<i1|280人⟧，超额完成年度目标。",
        "300",
    ),
    (
        "ratio",
        "交办⟦i1|重复信访事项⟧⟦q1 va<i1|35件⟧，⟦i2|化解⟧⟦q2 va<i2|33件⟧，⟦i3|化解率⟧⟦p1 va<i3|91.43%⟧。",
        "94.2857",
    ),
    (
        "deviation",
        "⟦i1|按期办结率⟧，指标值≥⟦p1 ta<i1|95%⟧，实际⟦p2 va<i1|97.6%⟧，高于指标值⟦p3 dev<i1|2.8个百分点⟧。",
        "2.6",
    ),
    # One digit wrong, and the share beside it shows the whole.
    (
        "share",
        "⟦c0|支出合计⟧⟦m0 ac<c0|2,451.28万元⟧。"
        + "另有说明若干。" * 12
        + "⟦c1 po>c0|基本支出⟧⟦m1 ac<c1|812.46万元⟧，占⟦c2|总支出⟧的⟦p1 sh<c1 sb>c2|33.14%⟧，⟦c3 po>c0|项目支出⟧"
        "⟦m2 ac<c3|1,638.82万元⟧，占⟦c4|总支出⟧的⟦p2 sh<c3 sb>c4|68.86%⟧。",
        "66.8557",
    ),
    (
        "total",
        "⟦i1|发放生活补贴⟧⟦m1 va<i1|842.6万元⟧，⟦i2|发放护理补贴⟧⟦m2 va<i2|553.8万元⟧，合计⟦i3|发放⟧"
        "⟦m3 va<i3|1,386.4万元⟧。",
        "13964000",
    ),
    (
        "restated",
        "全年⟦i1|接待群众来访⟧⟦q1 va<i1|1,468批⟧。"
        + "另有说明若干。" * 20
        + "一年来⟦i2|来访⟧⟦q2 va<i2|1,486批⟧。",
        "1468",
    ),
    (
        "restated",
        "全年⟦i1|化解特殊疑难信访案件⟧⟦q1 va<i1|83件⟧。"
        + "另有说明若干。" * 20
        + "共⟦i2|化解特殊疑难案件⟧⟦q2 va<i2|81件⟧。",
        "83",
    ),
    (
        "share",
        "⟦c1|产业类项目⟧安排⟦m1 ab<c1|8,126万元⟧，占⟦p1 sh<c1|60.25%⟧；⟦c2|设施类项目⟧安排"
        "⟦m2 ab<c2|3,274万元⟧，占⟦p2 sh<c2|23.47%⟧；⟦c3|就业类项目⟧安排⟦m3 ab<c3|2,550万元⟧，"
        "占⟦p3 sh<c3|18.28%⟧。",
        "58.2521",
    ),
    (
        "change_rate",
        "⟦c1|会议费⟧⟦m1 ac<c1|8.88万元⟧，较上年⟦m2 pa<c1|8.57万元⟧增长⟦p1 ir<c1|13.6%⟧。",
        "3.6173",
    ),
    (
        "sum",
        "⟦c1|基本支出⟧⟦m0 ac<c1|1,136.48万元⟧。"
        + "另有说明若干。" * 12
        + "⟦c2|基本支出⟧主要是⟦c3 po>c2|人员经费⟧⟦m1 ac<c3|1,002.36万元⟧、"
        "⟦c4 po>c2|公用经费⟧⟦m2 ac<c4|143.12万元⟧。",
        "11454800",
    ),
    # The first digit wrong: far from what it should be, and one digit apart from it.
    (
        "change_rate",
        "⟦c1|会议费⟧⟦m1 ac<c1|4.80万元⟧，上年⟦m2 pa<c1|4.00万元⟧，增长⟦p1 ir<c1|70.00%⟧。",
        "20",
    ),
    (
        "execution_rate",
        "⟦c1|会议费⟧预算⟦m1 ab<c1|8120.00万元⟧，支出⟦m2 ac<c1|1118.50万元⟧，执行率⟦p1 er<c1|99.87%⟧。",
        "13.7746",
    ),
    # A small change of two large amounts, of which one is off by little.
    (
        "change",
        "⟦c1|会议费⟧⟦m1 ac<c1|449.87万元⟧，上年⟦m2 pa<c1|523.05万元⟧，减少⟦m3 da<c1|21.35万元⟧。",
        "731800",
    ),
    # The line again in its paragraph, by a name that many lines share.
    (
        "change_rate",
        "⟦c1|收入合计⟧⟦m1 ac<c1|1186.23万元⟧，都是拨款。比上年⟦c2|收入合计⟧减少⟦m2 da<c2|142.07万元⟧，"
        "下降⟦p1 dr<c2|10.07%⟧。",
        "10.6956",
    ),
    # A move against last year that was read as a deviation.
    (
        "deviation",
        "⟦c1|会议费⟧⟦m1 ac<c1|3600元⟧，上年是⟦m2 pa<c1|4150元⟧，少了⟦m3 dev<c1|450元⟧。",
        "550",
    ),
    # A share whose whole is named in words only.
    (
        "share",
        "⟦c1|本年支出合计⟧⟦m0 ac<c1|80.00万元⟧。⟦c2|基本支出⟧⟦m1 ac<c2|50.00万元⟧，占本年支出合计的"
        "⟦p1 sh<c2|68.40%⟧。",
        "62.5",
    ),
    # Lists that are not linked, or only in part.
    (
        "sum",
        "⟦c1|专项资金⟧⟦m0 ac<c1|139.56万元⟧，其中⟦c2|宣传⟧⟦m1 ac<c2|87.50万元⟧、⟦c3|培训⟧"
        "⟦m2 ac<c3|52.60万元⟧。",
        "1401000",
    ),
    (
        "sum",
        "⟦c1|购置支出⟧⟦m0 ac<c1|1,187.6万元⟧（⟦c2|专用设备⟧⟦m1 ac<c2|1,502.0万元⟧、⟦c3|办公设备⟧"
        "⟦m2 ac<c3|135.6万元⟧），其余不论。",
        "16376000",
    ),
    (
        "sum",
        "⟦c1|专项资金⟧⟦m0 ac<c1|34.26万元⟧，都已付清。构成上，⟦c2|劝返⟧⟦m1 ac<c2|19.85万元⟧，"
        "⟦c3 po>c1|救助⟧⟦m2 ac<c3|6.20万元⟧，⟦c4 po>c1|培训⟧⟦m3 ac<c4|8.57万元⟧。",
        "346200",
    ),
    # More than the whole by far, and one digit apart from it.
    (
        "sum",
        "⟦c1|专项资金⟧⟦m0 ac<c1|5486万元⟧，其中⟦c2 po>c1|中央⟧⟦m1 ac<c2|4215万元⟧、⟦c3 po>c1|省级⟧"
        "⟦m2 ac<c3|2880万元⟧、⟦c4 po>c1|县级⟧⟦m3 ac<c4|2391万元⟧。",
        "94860000",
    ),
    # All there are, by their number.
    (
        "sum",
        "⟦c1|项目支出⟧⟦m0 ac<c1|120万元⟧，项目有两个：⟦c2 po>c1|培训⟧⟦m1 ac<c2|86万元⟧，⟦c3 po>c1|宣传⟧"
        "⟦m2 ac<c3|30万元⟧。",
        "1160000",
    ),
    *(
        (
            "sum",
            "⟦c1|项目支出⟧⟦m0 ac<c1|120万元⟧，"
            + words
            + "：⟦c2 po>c1|培训⟧⟦m1 ac<c2|40万元⟧，⟦c3 po>c1|宣传⟧⟦m2 ac<c3|40万元⟧，"
            "⟦c4 po>c1|维修⟧⟦m3 ac<c4|24万元⟧。",
            "1040000",
        )
        for words in ("涉及三个方面", "共三项", "按用途划分如下", "按用途分", "按用途分成")
    ),
    # Parts by definition that exceed their whole.
    *(
        (
            "sum",
            f"⟦c1|{whole}⟧⟦m0 ac<c1|80.00万元⟧。⟦c2|基本支出⟧⟦m1 ac<c2|50.00万元⟧，"
            "⟦c3|项目支出⟧⟦m2 ac<c3|35.60万元⟧。",
            "856000",
        )
        for whole in ("支出合计", "支出总计")
    ),
    (
        "sum",
        "⟦c1|基本支出⟧⟦m0 ac<c1|180.00万元⟧。⟦c2|人员经费⟧⟦m1 ac<c2|250.00万元⟧，"
        "⟦c3|公用经费⟧⟦m2 ac<c3|130.00万元⟧。",
        "3800000",
    ),
    # A budget that is said to have stayed as it was.
    *(
        (
            "execution_rate",
            f"⟦c1|会议费⟧年初预算⟦m1 ib<c1|4.00万元⟧，年中{words}，支出⟦m2 ac<c1|3.20万元⟧，"
            "执行率⟦p1 er<c1|76.00%⟧。",
            "80",
        )
        for words in ("无调整", "未调整", "未作调整")
    ),
    # Off by a power of ten.
    *(
        (
            "execution_rate",
            "⟦c1|会议费⟧预算⟦m1 ab<c1|120.00万元⟧，支出⟦m2 ac<c1|118.50万元⟧，"
            f"执行率⟦p1 er<c1|{rate}⟧。",
            "98.75",
        )
        for rate in ("9.88%", "9.80%")
    ),
    # A round amount missing from amounts that are not.
    (
        "sum",
        "⟦c1|总收入⟧⟦m0 ac<c1|4892.28万元⟧，其中⟦c2 po>c1|拨款⟧⟦m1 ac<c2|3986.10万元⟧、⟦c3 po>c1|事业收入⟧"
        "⟦m2 ac<c3|612.48万元⟧、⟦c4 po>c1|利息⟧⟦m3 ac<c4|193.70万元⟧。",
        "47922800",
    ),
    # What the parts add up to is stated for the whole in another place.
    (
        "sum",
        "⟦c9|办案经费⟧⟦m9 ac<c9|2287.38万元⟧。"
        + "另有说明若干。" * 12
        + "⟦c1|办案经费⟧⟦m0 ac<c1|2836.35万元⟧，其中⟦c2 po>c1|保险⟧⟦m1 ac<c2|1986.40万元⟧、"
        "⟦c3 po>c1|补助⟧⟦m2 ac<c3|300.98万元⟧。",
        "22873800",
    ),
]


def inconsistent(source: str) -> list[Check]:
    text, entities, relations = marked(source)
    return [c for c in find_checks(text, entities, relations) if c.verdict == "inconsistent"]


@pytest.mark.parametrize("source", RIGHT)
def test_what_adds_up_raises_no_alarm(source: str) -> None:
    assert [check.message for check in inconsistent(source)] == []


@pytest.mark.parametrize(("rule", "source", "expected"), WRONG)
def test_an_error_is_found(rule: str, source: str, expected: str) -> None:
    (check,) = inconsistent(source)
    assert check.rule == rule
    assert check.expected is not None
    assert plain(check.expected) == expected
    assert re.search("[一-鿿]{4}", check.message)
    text, *_ = marked(source)
    for item in check.items:
        assert text[item.start : item.end].replace("\n", "") in check.message


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (
            "⟦c1|会议费⟧⟦m1 ac<c1|3600元⟧，上年是⟦m2 pa<c1|4150元⟧，少了⟦m3 dev<c1|450元⟧。",
            "写明与上年相差450元",
        ),
        (
            "⟦c1|会议费⟧年初预算⟦m1 ib<c1|4.00万元⟧，支出⟦m2 ac<c1|3.20万元⟧"
            "，比预算节约⟦m3 dev<c1|0.60万元⟧。",
            "写明与预算（目标）相差0.60万元",
        ),
    ],
)
def test_a_deviation_says_what_it_is_from(source: str, words: str) -> None:
    (check,) = inconsistent(source)
    assert words in check.message


def test_the_tolerance_comes_from_the_decimals() -> None:
    # 31.6 ÷ 64 is 49.375%; with one decimal each it may be 49.26% to 49.49%.
    stated = "⟦c1|基本支出⟧预算⟦m1 ab<c1|64.0万元⟧，支出⟦m2 ac<c1|31.6万元⟧，执行率⟦p1 er<c1|{}%⟧。"
    assert not inconsistent(stated.format("49.45"))
    assert inconsistent(stated.format("49.60"))


BASIC = (
    "⟦c1|基本支出⟧⟦m0 ac<c1|596.00万元⟧。其中⟦c2|工资福利支出⟧⟦m1 ac<c2|480.00万元⟧；"
    "⟦c3|商品和服务支出⟧⟦m2 ac<c3|{}万元⟧；⟦c4|对个人和家庭的补助⟧⟦m3 ac<c4|13.00万元⟧。"
)


@pytest.mark.parametrize(
    ("amount", "verdict"),
    [("103.00", "consistent"), ("153.00", "inconsistent"), ("453.00", None), ("92.00", None)],
)
def test_parts_by_definition_need_no_link(amount: str, verdict: str | None) -> None:
    # Less than the whole may be for want of 资本性支出, far more is of something else.
    text, entities, relations = marked(BASIC.format(amount))
    found = [check for check in find_checks(text, entities, relations) if check.rule == "sum"]
    assert [check.verdict for check in found] == ([verdict] if verdict else [])


def test_a_computed_rate_is_rounded_once() -> None:
    source = "⟦c1|抚恤补助⟧预算⟦m1 ab<c1|10,063.12万元⟧，支出⟦m2 ac<c1|9,864.37万元⟧，执行率⟦p1 er<c1|98.20%⟧。"
    (check,) = inconsistent(source)  # 98.02497…%
    assert "98.02%" in check.message


def test_a_doubtful_reading_leaves_the_check_open() -> None:
    text, entities, relations = marked(WRONG[0][1])
    doubtful = [type(r)(r.head, r.tail, r.type, 0.1) for r in relations]
    found = find_checks(text, entities, doubtful)
    assert {check.verdict for check in found} == {"unchecked"}


def test_swapped_digits_speak_for_a_doubtful_reading() -> None:
    swapped, plain_error = WRONG[0][1], WRONG[0][1].replace("97.85%", "91.20%")
    for source, verdict in ((swapped, "inconsistent"), (plain_error, "unchecked")):
        text, entities, relations = marked(source)
        doubtful = [type(r)(r.head, r.tail, r.type, 0.3) for r in relations]
        (check,) = find_checks(text, entities, doubtful)
        assert check.verdict == verdict


def test_the_worst_comes_first() -> None:
    found = inconsistent(
        WRONG[0][1]
        + "\n\n"
        + WRONG[3][1].replace("c1", "c9").replace("⟦m", "⟦m9").replace("⟦p", "⟦p9")
    )
    assert [check.rule for check in found] == ["change_rate", "execution_rate"]


TABLES = """支出决算表
公开03表
金额单位：万元
科目编码\t科目名称\t本年支出合计\t基本支出\t项目支出
合计\t\t{total}\t60.00\t40.00
201\t一般公共服务支出\t90.00\t55.00\t35.00
20103\t信访事务\t90.00\t55.00\t35.00
2010301\t行政运行\t55.00\t55.00\t
2010308\t信访业务\t{part}\t\t35.00
208\t社会保障和就业支出\t10.00\t5.00\t5.00
"""


ACROSS = """收入支出决算总表
公开01表
金额单位：万元
收入\t金额\t支出\t金额
一、财政拨款收入\t{income}\t一、一般公共服务支出\t{spent}
本年收入合计\t{income}\t本年支出合计\t{spent}

收入决算表
公开02表
金额单位：万元
科目名称\t本年收入合计\t财政拨款收入\t其他收入
合计\t100.00\t100.00\t
一般公共服务支出\t100.00\t100.00\t

支出决算表
公开03表
金额单位：万元
科目名称\t本年支出合计\t基本支出\t项目支出
合计\t96.00\t60.00\t36.00
一般公共服务支出\t96.00\t60.00\t36.00

一般公共预算财政拨款支出决算表
公开05表
金额单位：万元
科目名称\t合计\t基本支出\t项目支出
合计\t96.00\t60.00\t36.00
一般公共服务支出\t96.00\t60.00\t36.00

一般公共预算财政拨款基本支出决算表
公开06表
金额单位：万元
科目名称\t决算数
工资福利支出\t48.00
商品和服务支出\t{goods}
合计\t{basic}
"""


@pytest.mark.parametrize(
    ("figures", "wrong"),
    [
        ({}, 0),
        ({"income": "101.00"}, 1),
        ({"spent": "69.00"}, 1),
        ({"basic": "66.00"}, 1),
    ],
)
def test_tables_against_each_other(figures: dict[str, str], wrong: int) -> None:
    values = {"income": "100.00", "spent": "96.00", "goods": "12.00", "basic": "60.00"} | figures
    text = "云岫县信访局2023年度部门决算\n\n" + ACROSS.format(**values)
    checks = [check for check in find_checks(text, [], []) if check.rule == "tables"]
    assert len(checks) == 3
    assert sum(check.verdict == "inconsistent" for check in checks) == wrong


SCORES = """项目支出绩效自评表
一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分
产出指标\t数量指标\t接待来访批次\t≥600批\t{value}批\t40\t40
产出指标\t质量指标\t按期办结率\t≥95%\t98.7%\t30\t28
效益指标\t社会效益指标\t群众满意率\t≥90%\t91.9%\t30\t{score}
"""


@pytest.mark.parametrize(
    ("value", "score", "stated", "rules"),
    [
        ("612", "29", "97分", set()),
        ("538", "29", "97分", {"score"}),
        ("612", "29", "96分", {"score_sum"}),
        ("612", "31", "99分", {"score"}),
    ],
)
def test_scores_in_tables(value: str, score: str, stated: str, rules: set[str]) -> None:
    source = f"经综合评价，⟦i1|自评得分⟧为⟦q1 va<i1|{stated}⟧。\n\n"
    text, entities, relations = marked(source + SCORES.format(value=value, score=score))
    found = [c for c in find_checks(text, entities, relations) if c.verdict == "inconsistent"]
    assert {check.rule for check in found} == rules


def test_tables_that_add_up() -> None:
    text = "云岫县信访局2023年度部门决算\n\n" + TABLES.format(total="100.00", part="35.00")
    checks = find_checks(text, [], [])
    assert {check.verdict for check in checks if check.rule.startswith("table")} == {"consistent"}
    assert {check.rule for check in checks} >= {"table_row", "table_subjects"}


@pytest.mark.parametrize(
    ("total", "part", "rule"),
    [("101.00", "35.00", "table_row"), ("100.00", "53.00", "table_subjects")],
)
def test_tables_that_do_not(total: str, part: str, rule: str) -> None:
    text = "云岫县信访局2023年度部门决算\n\n" + TABLES.format(total=total, part=part)
    wrong = [check for check in find_checks(text, [], []) if check.verdict == "inconsistent"]
    assert rule in {check.rule for check in wrong}


def test_records_are_plain() -> None:
    text, entities, relations = marked(WRONG[0][1])
    (record,) = [c for c in audit(text, entities, relations) if c["verdict"] == "inconsistent"]
    assert record["stated"] == Decimal("97.85")
    assert record["difference"] == Decimal("-0.9000")
    assert [text[start:end] for start, end in record["spans"]] == [
        "97.85%",
        "118.50万元",
        "120.00万元",
    ]
    assert {fact["field"] for fact in record["facts"]} == {
        "execution_rate",
        "actual",
        "annual_budget",
    }
