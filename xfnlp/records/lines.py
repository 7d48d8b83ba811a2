"""Names of budget lines: variants of one name, and whether money comes in or goes out."""

from __future__ import annotations

import re
from typing import Final, Literal

from xfnlp.folding import fold

Flow = Literal["revenue", "expenditure"]

_TAIL: Final = re.compile(
    r"(?:支出|经费|费用|费|合计|总计|小计|总额|决算数?|情况|金额|\([类款项]\))$"
)
_HEAD: Final = re.compile(r"^(?:国内|其中:?|全年|本年|当年|本级|部门|单位|我局|\d{4}年度?)")
_SUBJECT: Final = re.compile(r"(?:^|\)|-|—)([^()—-]+)(?:\((?:项|款|类)\))?$")
_REVENUE: Final = re.compile(r"(?:收入|拨款|来源|所得|拨入|补助金)(?:合计|总计|小计|总额)?$")
_SPENDING: Final = re.compile(
    r"(?:支出|费|费用|经费|工资|奖金|补贴|补助|津贴|公积金|购置|维护|接待|运行|服务|工程|采购)"
    r"(?:合计|总计|小计|总额)?(?:\([类款项]\))?$"
)


def core_name(name: str) -> str:
    """What is left of a line's name without the words that vary: 公务接待费 → 公务接待.

    Of a functional subject written in full (类、款、项) the last level is kept.
    """
    bare = fold(name)
    if "(项)" in bare or "(款)" in bare:
        match = _SUBJECT.search(bare)
        bare = match.group(1) if match else bare
    while True:
        shorter = _HEAD.sub("", _TAIL.sub("", bare))
        if len(shorter) < 2 or shorter == bare:
            return bare if len(bare) >= 2 else fold(name)
        bare = shorter


def flow_of(name: str) -> Flow | None:
    """Revenue or expenditure where the name itself says so."""
    bare = fold(name)
    if _REVENUE.search(bare):
        return "revenue"
    return "expenditure" if _SPENDING.search(bare) else None
