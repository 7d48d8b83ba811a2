"""The record of one written figure and the arithmetic of what its decimals leave open."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

Bound = Literal["min", "max"]
INFINITY: Final = Decimal("Infinity")

# Measures that are read off a scale: a whole number of them may have been rounded.
# Everything else that is counted in ones (人, 件, 批) is exact.
_SCALE_NAMES: Final = """
亩 公顷 平方米 平方公里 ㎡ m² km² 立方米 m³ 方 公里 千米 米 延米 厘米 毫米 km m cm mm
吨 千克 公斤 克 斤 kg t 毫克 小时 分钟 秒 度 千瓦时 千瓦 兆瓦 升 分 倍 年 天
"""
_SCALES: Final = frozenset(_SCALE_NAMES.split())


@dataclass(frozen=True, slots=True)
class Figure:
    """A written figure with its exact value and its stated precision.

    `value` is in yuan for money, in percent for rates, else in `unit`; of a range it is the lower
    end and `upper` the higher one.  A sign that is written as a character is in `value`; one that
    a word gives (减少, 低于) is in `sign`, and `signed` is the two together.  `bound` tells on
    which side of `value` the true one lies: without `approximate` it may be any distance away
    (90%以上), with it close by (380余万元: min; 近90万元: max).
    """

    value: Decimal
    unit: str
    upper: Decimal | None = None
    approximate: bool = False
    bound: Bound | None = None
    sign: Literal[-1, 0, 1] = 0
    # One unit in the last stated place, in the value's own unit: 98.83万元 → 100.
    step: Decimal = Decimal(1)
    # Percentage points (个百分点): a difference of two rates, in percent like them.
    points: bool = False

    @property
    def signed(self) -> Decimal:
        """The value with the sign that a direction word gives it."""
        return -self.value if self.sign < 0 else self.value

    @property
    def exact_count(self) -> bool:
        """Whether this counts things one by one, so that rounding leaves nothing open."""
        whole = self.step == 1 and self.value == self.value.to_integral_value()
        return whole and self.unit not in _SCALES and self.unit != "%" and "元" not in self.unit

    def interval(self) -> tuple[Decimal, Decimal]:
        """The closed interval of true values that are stated as this figure.

        Half a step to either side of an exact figure; nothing for counted things; for
        approximations one unit of the last digit that is not zero, on the side the word names;
        unlimited on the open side of a bound.
        """
        low, high = self.value, self.value if self.upper is None else self.upper
        if self.bound and not self.approximate:
            return (low, INFINITY) if self.bound == "min" else (-INFINITY, high)
        if self.approximate:
            slack = max(self.step, _last_digit(self.value))
            return (
                low if self.bound == "min" else low - slack,
                high if self.bound == "max" else high + slack,
            )
        half = Decimal(0) if self.exact_count else self.step / 2
        return low - half, high + half


def _last_digit(value: Decimal) -> Decimal:
    """The place of the last digit that is not zero: 2300 → 100, 5.9 → 0.1; 0 of zero."""
    if not value:
        return Decimal(0)
    exponent = value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(int(exponent))
