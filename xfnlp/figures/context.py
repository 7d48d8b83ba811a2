"""What the words round a figure say: 约, 近, 不低于, 以上, and which way it moved."""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple

from xfnlp.figures.model import Bound

_LINK: Final = r"[:：为达到至于了]{0,2}(?:人民币|[¥$])?$"
_NEAR: Final = re.compile(r"(?:大约|大概|约合|估计|(?<![节签合预集])约)" + _LINK)
_BELOW: Final = re.compile(r"(?:接近|将近|不足|不到|(?<![附最])近)" + _LINK)
_ABOVE: Final = re.compile(r"(?:超过|突破|多达|(?<!不)超|逾|(?<![以早马赶网线])上)" + _LINK)
_LEAST: Final = re.compile(
    r"(?:不(?:得|能|应)?(?:低|少|小)于|大于(?:或)?等于|大于|高于|多于|至少|最少|最低|起码|[≥>≧⩾]=?)"
    + _LINK
)
_MOST: Final = re.compile(
    r"(?:不(?:得|能|应)?(?:超过|高于|大于|多于|超出)|小于(?:或)?等于|小于|低于|少于|至多|最多|最高"
    r"|[≤<≦⩽]=?)" + _LINK
)
_LEAST_AFTER: Final = re.compile(r"(?:\(含\))?(?:及|或)?(?:以上|之上)|起(?:步)?(?!案)")
_MOST_AFTER: Final = re.compile(r"(?:\(含\))?(?:及|或)?(?:以内|以下|之内|之下|内(?!部|容|设))")
_NEAR_AFTER: Final = re.compile(r"左右|上下")
_MORE_AFTER: Final = re.compile(r"(?:有)?余(?![额款])|多(?!元|功|媒|部)")

_UP: Final = (
    "增加 增长 增收 增支 增幅 提高 提升 上升 上涨 上浮 上调 扩大 高于 高出 多于 超出 超过 超支 "
    "追加 调增 净增 延后 推迟 滞后 逾期"
)
_DOWN: Final = (
    "减少 下降 降低 降幅 下调 低于 少于 节约 节省 节支 压减 压缩 缩减 核减 调减 减支 减收 短收 "
    "短缺 缺口 缩短 缩小 回落 下滑 下浮 净减 提前 "
    "节余 剩余 未支付 未执行"
)
_WORDS: Final = {**dict.fromkeys(_UP.split(), 1), **dict.fromkeys(_DOWN.split(), -1)}
_WORD: Final = re.compile("(?<!不)(?:" + "|".join(_WORDS) + ")")
# Single characters are direction words only where the figure follows at once.
_CHAR: Final = re.compile(
    r"(?<![不相偏误])(?P<word>[高低多少差短降增减升涨超缺欠])"
    r"(?:出|了|收|支出|支|投入|到位|完成|安排|计划|(?:年初|年度)?目标值?|预算|任务|标准|达|近|约"
    r"|[放投办发建修帮种])*$"
)
_CHARS: Final = {**dict.fromkeys("高多增升涨超", 1), **dict.fromkeys("低少差短降减缺欠", -1)}
# 提高到, 降至: the figure is a level reached, no move.
_LEVEL: Final = re.compile(r"(?:到|至|为|(?<!完)成)(?:约|近)?$")
_CLAUSE: Final = re.compile(r"[。；;！？!?]")


class Surroundings(NamedTuple):
    """Approximation, bound and direction as told by the words round a figure."""

    approximate: bool
    bound: Bound | None
    sign: Literal[-1, 0, 1]


def read_surroundings(before: str, after: str) -> Surroundings:
    """Read the words next to a figure; both narrowed and without white space."""
    approximate, bound, sign = False, None, direction(before)
    side: Bound | None
    for pattern, side, near in (
        (_LEAST, "min", False),
        (_MOST, "max", False),
        (_ABOVE, "min", True),
        (_BELOW, "max", True),
        (_NEAR, None, True),
    ):
        if pattern.search(before):
            approximate, bound = near, side
            # 低于95% and 超过5万 tell where a value lies, not which way it moved.
            sign = sign if pattern in (_BELOW, _NEAR) else 0
            break
    if _LEAST_AFTER.match(after):
        approximate, bound = False, "min"
    elif _MOST_AFTER.match(after):
        approximate, bound = False, "max"
    elif _NEAR_AFTER.match(after):
        approximate = True
    elif _MORE_AFTER.match(after):
        approximate, bound = True, "min"
    return Surroundings(approximate, bound, sign)


def direction(before: str) -> Literal[-1, 0, 1]:
    """Which way the nearest direction word before a figure points; 0 where there is none.

    The word must stand in the same clause, and in front of a level reached (下降到) there is none.
    """
    clause = _CLAUSE.split(before)[-1]
    if _LEVEL.search(clause):
        return 0
    char = _CHAR.search(clause)
    if char:
        return 1 if _CHARS[char["word"]] > 0 else -1
    found = 0
    for match in _WORD.finditer(clause):
        found = _WORDS[match.group()]
    return 1 if found > 0 else -1 if found < 0 else 0
