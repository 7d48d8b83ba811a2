"""One written figure to its exact value."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Final

from xfnlp.figures.context import Surroundings, read_surroundings
from xfnlp.figures.model import Bound, Figure
from xfnlp.figures.numerals import CHINESE, DIGITS, NARROW, Number, read_number
from xfnlp.folding import surface as bare

_PREFIX: Final = re.compile(
    r"(?:控制在|共计?|合计|总计|累计|达到?|为|约|近|超过?|逾|不足|不到|将近|接近|大约|突破|上(?=[十"
    r"百千万])|多达|高达|[≥≤<>]=?"
    r"|不(?:得)?(?:低于|少于|高于|超过|大于|小于)|至少|至多|最多|大于|小于|低于|高于|多于|少于"
    r"|(?:比?上年|同比|较上年)?(?:增加|增长|减少|下降|降低|提高|提升|上升|节约|压减|缩减)了?)"
)
_SUFFIX: Final = re.compile(r"(?:及|或)?(?:以上|以下|以内|之内|左右|上下)$|(?<=[元%])(?:多|余)$")
_CURRENCY: Final = re.compile(r"(?:人民币|RMB|CNY|¥)+")
_MONEY_UNIT: Final = re.compile(
    r"(?P<unit>(?:人民币|美|港|日|欧|澳|加|新台)?元|元人民币|块钱?|英镑|角|分)(?:人民币)?"
)
_COINS: Final = {"角": Decimal("0.1"), "分": Decimal("0.01")}
_WHOLE: Final = re.compile(r"[整正]$")
_RATE: Final = re.compile(r"个?(?:百分)点|%|‰|‱|个点")
_RATES: Final = {"‰": Decimal("0.1"), "‱": Decimal("0.01")}
_PARTS: Final = re.compile(r"(?P<base>百|千|万)分之")
_OF: Final = {"百": Decimal(1), "千": Decimal("0.1"), "万": Decimal("0.01")}
_FRACTION: Final = re.compile(rf"(?P<whole>[{CHINESE}十百\d]+)分之(?P<part>[{CHINESE}十百\d]+)$")
_SLASH: Final = re.compile(r"(?P<part>\d+)/(?P<whole>\d+)$")
_TENTHS: Final = re.compile(rf"(?P<tens>[{CHINESE}十\d]+(?:\.\d+)?)成(?P<ones>[{CHINESE}半])?$")
_RANGE: Final = re.compile(r"[至到—–~─―〜～-]+")
_HALVES: Final = frozenset({"一半", "半数", "半"})
_SIGNS: Final = re.compile(r"[-–负]")
_CENT: Final = Decimal("0.01")


def read_figure(
    text: str, *, label: str | None = None, before: str = "", after: str = ""
) -> Figure | None:
    """Read the value of a written amount, rate or quantity.

    Args:
        text: The figure as written, its unit included; white space inside does not matter.
        label: MONEY, PERCENT or QUANTITY where it is known; decides what 分 and ‰ stand for.
        before: What stands in front of it (some 8 characters): 约, 不低于, 减少 are read from it.
        after: What follows it: 以上, 左右.

    Returns:
        The figure; None where the text holds no single figure (几十人, 127批600人次).
    """
    surface = bare(text)
    narrow = surface.translate(NARROW)
    start, end = 0, len(narrow)
    while match := _PREFIX.match(narrow, start):
        start = match.end()
    if match := _SUFFIX.search(narrow, start):
        end = match.start()
    around = read_surroundings(prepare(before) + narrow[:start], narrow[end:] + prepare(after))
    figure = _read(surface[start:end], narrow[start:end], label)
    return _settle(figure, around) if figure else None


def prepare(text: str) -> str:
    """Narrow full-width forms and drop white space."""
    return bare(text).translate(NARROW)


def _settle(figure: Figure, around: Surroundings) -> Figure:
    approximate, bound, sign = around
    # 近三年: the last three years, not nearly three.
    if figure.unit in ("年", "个月") and approximate and bound == "max" and not figure.approximate:
        approximate, bound = False, None
    if figure.approximate:
        approximate, bound = True, figure.bound or bound
    return replace(figure, approximate=approximate, bound=bound, sign=sign)


def _read(surface: str, narrow: str, label: str | None) -> Figure | None:
    figure = _fraction(narrow) if label != "QUANTITY" or "分之" in narrow else None
    if figure:
        return figure
    start = 0
    if match := _CURRENCY.match(narrow, start):
        start = match.end()
    money = start > 0
    negative = bool(_SIGNS.match(narrow, start))
    start += negative
    if match := _CURRENCY.match(narrow, start):
        money, start = True, match.end()
    scale = Decimal(1)
    if match := _PARTS.match(narrow, start):
        scale, start = _OF[match["base"]], match.end()
        if narrow[start:] == "百" and match["base"] == "百":
            return Figure(Decimal(100), "%")
        return _parts(narrow, start, scale, negative)
    number = read_number(narrow, start)
    half = narrow.startswith("半", start)
    if number is None and half:
        return Figure(Decimal("0.5"), surface[start + 1 :], step=Decimal("0.5"))
    if number is None:
        return None
    figure = _measured(surface, narrow, number, label=label, money=money)
    if figure is None or not negative:
        return figure
    return replace(
        figure,
        value=-figure.value,
        upper=None if figure.upper is None else -figure.upper,
    )


def _measured(
    surface: str, narrow: str, number: Number, *, label: str | None, money: bool
) -> Figure | None:
    """The figure of a numeral and what stands after it: a unit, or a range and its unit."""
    position = number.end
    if match := _RATE.match(narrow, position):
        low = _rate(number, match.group(), label)
        return _range(surface, narrow, match.end(), low, number, label=label)
    if match := _RANGE.match(narrow, position):
        return _range(surface, narrow, position, None, number, label=label)
    unit = _MONEY_UNIT.match(narrow, position)
    coins = unit is not None and unit["unit"] in _COINS
    if unit and not (coins and label != "MONEY" and not money):
        return _money(surface, narrow, number, unit, label=label)
    if money or (label == "MONEY" and position == len(narrow)):
        rest = _WHOLE.sub("", narrow[position:])
        return _figure(number, "元") if not rest else None
    return _quantity(surface, narrow, number, position)


def _figure(number: Number, unit: str, *, scale: Decimal = Decimal(1)) -> Figure:
    over = number.mark in ("余", "多", "几")
    bound: Bound | None = "min" if over else None
    return Figure(
        number.value * scale,
        unit,
        upper=None if number.upper is None else number.upper * scale,
        approximate=bool(number.mark),
        bound=bound,
        step=number.step * scale,
    )


def _rate(number: Number, sign: str, label: str | None) -> Figure:
    if sign in _RATES:
        return _figure(number, "%", scale=_RATES[sign])
    return replace(_figure(number, "%"), points=sign != "%")


def _parts(narrow: str, start: int, scale: Decimal, negative: bool) -> Figure | None:
    """百分之九十五点五, and the range 百分之十至百分之十五."""
    number = read_number(narrow, start)
    if number is None:
        return None
    figure = _figure(number, "%", scale=-scale if negative else scale)
    figure = replace(figure, step=number.step * scale)
    if number.end == len(narrow):
        return figure
    match = _RANGE.match(narrow, number.end)
    if not match:
        return None
    rest = match.end()
    again = _PARTS.match(narrow, rest)
    upper = read_number(narrow, again.end() if again else rest)
    if upper is None or upper.end != len(narrow):
        return None
    return replace(figure, upper=upper.value * scale)


def _range(
    surface: str,
    narrow: str,
    position: int,
    low: Figure | None,
    number: Number,
    *,
    label: str | None,
) -> Figure | None:
    """A range, or just `low` where nothing follows it.

    The lower end takes multiplier and unit from the upper one where it has none: 3至5万元.
    """
    if position == len(narrow):
        return low
    match = _RANGE.match(narrow, position)
    if not match:
        return None
    high = _read(surface[match.end() :], narrow[match.end() :], label)
    if high is None or high.upper is not None:
        return None
    if low is None:
        low = _figure(number, high.unit)
        again = read_number(narrow, match.end()) or read_number(narrow, match.end() + 1)
        if again and again.value:
            scale = high.value / again.value  # 成, ‰, 角
            if number.scale == 1 and number.leading < again.leading:
                scale *= again.scale
            low = replace(low, value=low.value * scale, step=low.step * scale)
    return replace(
        high, value=low.value, upper=high.value, step=min(low.step, high.step), points=high.points
    )


def _money(
    surface: str, narrow: str, number: Number, unit: re.Match[str], *, label: str | None
) -> Figure | None:
    name = unit["unit"]
    if name in _COINS:
        figure = _figure(number, "元", scale=_COINS[name])
    else:
        foreign = name not in ("元", "人民币元", "元人民币", "块", "块钱")
        figure = _figure(number, name if foreign else "元")
    position = unit.end()
    while position < len(narrow):  # 3元5角2分
        more = read_number(narrow, position)
        coin = _MONEY_UNIT.match(narrow, more.end) if more else None
        if not more or not coin or coin["unit"] not in _COINS:
            break
        worth = _COINS[coin["unit"]]
        figure = replace(figure, value=figure.value + more.value * worth, step=worth)
        position = coin.end()
    rest = _WHOLE.sub("", narrow[position:])
    if not rest:
        return figure
    if rest[0] == "/":
        return replace(figure, unit=figure.unit + surface[position:])
    return _range(surface, narrow, position, figure, number, label=label)


def _quantity(surface: str, narrow: str, number: Number, position: int) -> Figure | None:
    unit = surface[position:]
    if "半" in narrow[position:]:  # 两年半, 两个半月
        unit = unit.replace("半", "", 1)
        half = replace(_figure(number, unit), value=number.value + Decimal("0.5"))
        return replace(half, step=Decimal("0.5"))
    if match := _RANGE.search(narrow, position):  # 5天至7天
        low = _figure(number, surface[position : match.start()])
        return _range(surface, narrow, match.start(), low, number, label="QUANTITY")
    if re.search(r"\d", narrow[position:]) and not re.search(r"/\d", narrow[position:]):
        return None  # 127批600人次: two figures
    if re.search(f"(?:[{CHINESE}]|十)[^)]", narrow[position:]):
        return None
    return _figure(number, unit)


def _fraction(narrow: str) -> Figure | None:
    """Rates that are no numeral with a sign: 三分之一, 两成五, 一半."""
    if narrow in _HALVES and narrow != "半":
        return Figure(Decimal(50), "%", step=Decimal(10))
    if match := _TENTHS.match(narrow):
        tens = read_number(narrow[: match.end("tens")])
        if tens is None or tens.end != match.end("tens"):
            return None
        figure = _figure(tens, "%", scale=Decimal(10))
        if not match["ones"]:
            return figure
        ones = Decimal(5) if match["ones"] == "半" else Decimal(DIGITS[match["ones"]])
        return replace(figure, value=figure.value + ones, step=Decimal(1))
    match = _FRACTION.match(narrow) or _SLASH.match(narrow)
    if not match or match["whole"] in ("百", "千", "万"):
        return None
    whole, part = read_number(match["whole"]), read_number(match["part"])
    if not whole or not part or not whole.value:
        return None
    # A fraction states no decimals; two are what rates are given with.
    return Figure((part.value * 100 / whole.value).quantize(_CENT), "%", step=_CENT)
