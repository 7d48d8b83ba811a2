"""Words that tell what a figure says: budget or outcome, move, share, target."""

from __future__ import annotations

import re
from typing import Final

UP: Final = (
    r"增加|增长|增收|增支|增幅|上升|提高|上涨|多支?|高出|超出|超支|提升|扩大|延长|延后|推迟|增|升"
)
DOWN: Final = r"减少|下降|降低|降幅|减支|节约|压减|压缩|缩短|缩小|回落|下滑|提前|低|少|减|降|下浮"
MOVE: Final = re.compile(rf"(?:(?P<up>{UP})|(?P<down>{DOWN}))[了支收出率幅]?(?:约|近|[:：为])?$")
MOVED: Final = re.compile(rf"(?:{UP}|{DOWN})")
# 高于目标值2个百分点, 调增350万元: off what was planned.
OFF: Final = re.compile(
    r"(?:超过?|[高低多少优]于|[高低]出|较|比)[^，。；]{0,10}(?:目标|计划|预算|标准|平均|指标|任务)(?:值|水平|要求)?(?:的?要求)?"
    r"(?:高出?|低|多|少|增加|减少|节约|超出?)?(?:了|约)?$|(?:调增|调减|追加|核减|超支|超额完成)(?:了|约)?$"
)
AIM: Final = re.compile(r"目标(?:值?为|是|[:：])|力争|计划(?!生育|财务|单列)|拟|预计|(?<![完即])将")
DUTIES: Final = re.compile(r"职责|职能(?!.*(?:机构|人员))|名词解释|评分标准")
AIMED: Final = re.compile(r"目标(?!.*(?:完成|实现|分析|评价|情况|管理))")
ATTAINED: Final = re.compile(r"完成|实际|已|达到了|实现了|自评|得分?")
PLANNED: Final = re.compile(r"年初预算|预算(?:安排|编制|批复)(?!.*(?:执行|决算|使用))")
AGAINST: Final = re.compile(
    r"[比较与于](?:年初|年度|全年|调整)?(?:预算|目标|计划|标准|平均)|(?:高|低|多|少)于|超出?(?:预算|目标)|结余"
)
EARLIER: Final = re.compile(r"[比较](?:上年|去年|上一年|20\d\d|年初(?!预算))|同比|上年|去年|环比")
FORMER: Final = re.compile(
    r"(?:上年|去年|上一年|上年度)[^，。；]{0,12}$|[比较与，](?:\d{4}年度?)(?:同期|决算数?)?的?(?:为)?$"
)
INITIAL: Final = re.compile(r"年初[^，。；]{0,8}(?:预算|安排|批复)|年初预算|部门预算(?:安排|批复)")
BUDGET: Final = re.compile(r"预算|安排|计划(?:投资|资金)?|下达|批复")
ACTUAL: Final = re.compile(r"决算|执行|实际|支出|收入|支付|使用|完成|到位|实支|拨付")
EXECUTION: Final = re.compile(
    r"(?:完成|占|为)[^，。；]{0,14}(?:预算|计划|指标)(?:[数额]|安排|执行数|总额)*的?(?:约|近|为)?$|完成率|执行率|支付率|预算完成率|支出进度|使用率|执行进度|支出率|预算的$"
)
SHARE: Final = re.compile(r"占(?:比|[^，。；、]{0,24})?(?:约|比重?|比例|为|的|近|[:：])*$")
TARGET: Final = re.compile(
    r"(?:目标值?|计划|指标值|不低于|不少于|不超过|不高于|力争|要求|≥|≤|>=|<=|应达|满分|分值)[^，。；]{0,6}$"
)
REACHED: Final = re.compile(r"(?:完成|实际|实现|达到|实施|自评|得)[^，。；]{0,4}$")
WHOLE: Final = re.compile(r"其中|包括|分别(?:为|是|用于)|包含|主要有|构成|含")
SHARED: Final = re.compile(r"(?:均|都)(?:为|是|达到?|完成|实现)?(?:了|约)?$")
RESPECTIVE: Final = re.compile(r"分别(?:为|是|达到?|完成|占|实现|支出|增加|增长|下降|减少)")
LIST: Final = re.compile(r"^[、和及与以及]+$")
FUNDED: Final = re.compile(
    r"预算执行率|[，,]执行率?|执行数|全年预算|年初预算|支出决算|实际支出|预算的$"
)
BAND: Final = re.compile(r"(?:[（(]不?含[）)])?(?:以[上下]|至|到|[-—~])")
_BUDGET_WORD: Final = re.compile(r"预算|决算|执行数|实际支出")
SENTENCE: Final = re.compile(r"[。！？\n]")
BUDGET_WORD: Final = re.compile(r"预算|决算|执行数|实际支出")
