"""How one author writes figures: units, decimals, separators, spaces, numerals."""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

TEN_THOUSAND = Decimal(10000)
MILLIONS = Decimal(100_000_000)
_NUMERALS = "零一两三四五六七八九十"


@dataclass(frozen=True)
class Style:
    """The figure habits of a document; `quantum` is the least amount in yuan it can state."""

    unit: str = "万元"  # 万元, 元
    separators: bool = False  # 1,234.56
    strip: bool = False  # 98.5 rather than 98.50
    rate_places: int = 2
    mixed: bool = False  # small amounts in 元 among those in 万元
    gap: str = ""  # between number and unit
    percent_gap: str = ""
    numerals: float = 0.2  # chance of 两轮 for 2轮
    loose: float = 0.2  # chance of 380余人 for 384人
    thousands_of: float = 0.5  # chance of 3.6万份 for 36000份

    @property
    def quantum(self) -> Decimal:
        return Decimal(100) if self.unit == "万元" else Decimal("0.01")

    @classmethod
    def sample(cls, chance: random.Random) -> Style:
        gap = chance.choices(["", " ", "  "], [12, 3, 1])[0]
        return cls(
            unit=chance.choices(["万元", "元"], [5, 1])[0],
            separators=chance.random() < 0.25,
            strip=chance.random() < 0.45,
            mixed=chance.random() < 0.12,
            rate_places=chance.choices([0, 1, 2, 3], [1, 3, 12, 1])[0],
            gap=gap,
            percent_gap=gap if chance.random() < 0.3 else "",
            numerals=chance.choice([0.0, 0.2, 0.6]),
            loose=chance.choice([0.0, 0.15, 0.35]),
            thousands_of=chance.choice([0.2, 0.8]),
        )

    def money(self, yuan: Decimal, *, unit: str | None = None) -> str:
        """An amount that states exactly `yuan`."""
        unit = unit or ("元" if self.mixed and 0 < yuan < TEN_THOUSAND else self.unit)
        scale = {"元": Decimal(1), "万元": TEN_THOUSAND, "亿元": MILLIONS}[unit]
        places = 2 if unit != "亿元" else 4
        value = yuan / scale
        if value != value.quantize(Decimal(1).scaleb(-places)):
            unit, value, places = "元", yuan, 2
        text = self.number(value, places)
        return f"{text}{self.gap}{unit}"

    def number(self, value: Decimal, places: int) -> str:
        text = f"{value:,.{places}f}" if self.separators else f"{value:.{places}f}"
        if "." in text and (self.strip or value == 0):
            text = text.rstrip("0").rstrip(".")
        return text

    def percent(self, value: Decimal, *, places: int | None = None) -> str:
        """A percentage rounded half up to the author's decimals."""
        digits = self.rate_places if places is None else places
        text = f"{round_to(value, digits):.{digits}f}"
        if "." in text and (self.strip or text.strip("0.") in ("", "1")):
            text = text.rstrip("0").rstrip(".")
        return f"{text}{self.percent_gap}%"

    def quantity(self, value: Decimal, unit: str, chance: random.Random) -> str:
        """A count; 余 and 多 only where they keep the leading digits."""
        whole = value == value.to_integral_value()
        count = int(value)
        if whole and 1 <= count <= 10 and chance.random() < self.numerals:
            return f"{_NUMERALS[count]}{unit}"
        if whole and count >= 10000 and chance.random() < self.thousands_of:
            text = f"{(value / TEN_THOUSAND).quantize(Decimal('0.1')).normalize():f}"
            return f"{text}万{chance.choice(['', '余', '多'])}{unit}"
        if whole and count > 30 and chance.random() < self.loose:
            step = 10 ** (len(str(count)) - 2)
            return f"{count // step * step}{chance.choice(['余', '多'])}{unit}"
        places = 0 if whole else -int(value.normalize().as_tuple().exponent)
        text = f"{value:,.{places}f}" if self.separators else f"{value:.{places}f}"
        return f"{text}{self.gap if chance.random() < 0.5 else ''}{unit}"


def round_to(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
