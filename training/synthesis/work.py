"""Indicators with what they reached, aimed at and were a year before."""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import Decimal

from training.synthesis.style import round_to
from training.synthesis.template import Spoken, Subject, Unfit, Writer

HUNDRED = Decimal(100)
_DIGITS = "零一二三四五六七八九"


@dataclass(eq=False)
class Measure:
    """An indicator: one value, or two of one count (批 and 人次)."""

    name: str
    values: tuple[tuple[Decimal, str], ...]
    verb: str = ""  # of a figure that stands before its noun: 建成 3个 …
    target: Decimal | None = None
    prior: Decimal | None = None
    fixed: bool = False  # always stated exactly, so that moves can be: staff, scores, some work
    letter: str = "i"

    def mention(self, chance: random.Random) -> str:
        return self.name

    def say(self, what: str, writer: Writer, other: Subject | None) -> Spoken:
        value, unit = self.values[0]
        if what in ("met", "missed"):
            if self.target is None or (value >= self.target) != (what == "met"):
                raise Unfit(what)
            return Spoken("")
        if what == "why":
            return Spoken(writer.render("<why_missed>", {}), "r", "re")
        if what == "verb":
            return Spoken(self.verb)
        if what == "done":  # 完成年度任务的115%
            if not self.target or len(self.values) > 1:
                raise Unfit(what)
            return Spoken(writer.style.percent(value / self.target * HUNDRED), "p", "va")
        if what in ("value", "exact"):
            exact = what == "exact" or self.fixed
            first, *rest = (self._spoken(v, u, "va", writer, exact=exact) for v, u in self.values)
            if not rest:
                return first
            mark = Spoken(writer.chance.choice(["", "", "、", "，"]))
            return Spoken(first.text, first.letter, first.relation, (mark, *rest))
        if what == "target":
            if self.target is None:
                raise Unfit(what)
            return self._spoken(self.target, unit, "ta", writer, exact=True)
        if what == "prior":
            if self.prior is None or not self.fixed:
                raise Unfit(what)
            return self._spoken(self.prior, unit, "pa", writer, exact=True)
        if what in ("above", "over"):
            return self._above(what, writer)
        return self._move(what, writer)

    def _spoken(
        self, value: Decimal, unit: str, relation: str, writer: Writer, *, exact: bool = False
    ) -> Spoken:
        if unit == "%":
            places = max(0, -int(value.as_tuple().exponent))
            if exact is False and places == 0 and writer.chance.random() < 0.08:
                return Spoken(_chinese_percent(int(value)), "p", relation)
            return Spoken(f"{value}{writer.style.percent_gap}%", "p", relation)
        if unit in ("万元", "亿元"):
            if not exact and value >= 20 and writer.chance.random() < writer.style.loose:
                return Spoken(_about(int(value), writer.chance) + unit, "m", relation)
            number = writer.style.number(value, max(0, -int(value.as_tuple().exponent)))
            return Spoken(f"{number}{writer.style.gap}{unit}", "m", relation)
        if exact:
            return Spoken(f"{value}{unit}", "q", relation)
        return Spoken(writer.style.quantity(value, unit, writer.chance), "q", relation)

    def _above(self, what: str, writer: Writer) -> Spoken:
        value, unit = self.values[0]
        if self.target is None or value == self.target:
            raise Unfit(what)
        gap = value - self.target
        if what == "over":
            return Spoken("高于" if gap > 0 else "低于")
        if unit != "%":
            return Spoken(f"{abs(gap)}{unit}", "q", "dev")
        return Spoken(f"{abs(gap)}个百分点", "p", "dev")

    def _move(self, what: str, writer: Writer) -> Spoken:
        value, unit = self.values[0]
        if self.prior is None or value == self.prior or len(self.values) > 1 or not self.fixed:
            raise Unfit(what)
        up, gap = value > self.prior, abs(value - self.prior)
        if what == "dir":
            return Spoken(writer.chance.choice(["增加", "多"] if up else ["减少", "少"]))
        if what == "grow":
            return Spoken(
                writer.chance.choice(["增长", "上升"] if up else ["下降", "减少"])
                if unit != "%"
                else writer.chance.choice(["提高", "提升"] if up else ["降低", "下降"])
            )
        side = "i" if up else "d"
        if what == "move":
            if unit == "%":
                return Spoken(f"{gap}个百分点", "p", f"{side}r")
            letter = "m" if unit in ("万元", "亿元") else "q"
            return Spoken(f"{gap}{unit}", letter, f"{side}a")
        if what == "rate":
            if unit == "%" or not self.prior:
                raise Unfit(what)
            return Spoken(writer.style.percent(gap / self.prior * HUNDRED), "p", f"{side}r")
        raise KeyError(what)


def _chinese_percent(value: int) -> str:
    if value == 100:
        return "百分之百"
    tens, ones = divmod(value, 10)
    text = (_DIGITS[tens] if tens > 1 else "") + ("十" if tens else "")
    return f"百分之{text}{_DIGITS[ones] if ones or not tens else ''}"


def _about(value: int, chance: random.Random) -> str:
    """380余, 三百八十多: the two leading digits and a word for the rest."""
    step = 10 ** (len(str(value)) - 2)
    value = value // step * step
    text = _chinese(value) if value < 10000 and chance.random() < 0.4 else str(value)
    return text + chance.choice("余多")


def _chinese(value: int) -> str:
    """Numerals of a number below ten thousand with at most two digits that are not zero."""
    text = ""
    for power, place in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, power)
        if digit:
            leading = "" if power == 10 and digit == 1 and not text else _DIGITS[digit]
            text += leading + place
    return text


def read_measure(entry: str, chance: random.Random, *, rate: bool = False) -> Measure:
    """One indicator of a lexicon entry `name:unit[+unit]:low-high[:decimals]`, `verb~name:…`.

    Values are drawn evenly over the orders of magnitude of the range.
    """
    name, unit, span, *more = entry.split(":")
    verb, _, noun = name.rpartition("~")
    low, _, high = span.partition("-")
    places = int(more[0]) if more else 0
    value = _draw(float(low), float(high), places, chance, even=rate)
    units = unit.split("+")
    values = [(value, units[0])]
    if len(units) == 2:
        factor = Decimal(str(round(chance.uniform(1.4, 6), 2)))
        values.append((round_to(value * factor, 0), units[1]))
    measure = Measure(noun, tuple(values), verb, fixed=rate or chance.random() < 0.6)
    if rate:
        measure.target = _target(value, chance)
    elif chance.random() < 0.7:
        least, most = (0.7, 1.0) if chance.random() < 0.8 else (1.05, 1.4)
        measure.target = round_to(
            value * Decimal(str(round(chance.uniform(least, most), 2))), places
        )
    prior = value * Decimal(str(round(chance.uniform(0.7, 1.3), 3)))
    if rate:
        prior = value - Decimal(chance.randint(-15, 40)) / 10
    measure.prior = round_to(min(prior, HUNDRED) if rate else prior, 1 if rate else places)
    return measure


def _draw(low: float, high: float, places: int, chance: random.Random, *, even: bool) -> Decimal:
    raw = chance.uniform(low, high) if even else low * (high / low) ** chance.random()
    if even and high == 100 and chance.random() < 0.35:
        return HUNDRED
    places = chance.choice([0, 1, 2]) if even else places
    return round_to(Decimal(str(raw)), places)


def _target(value: Decimal, chance: random.Random) -> Decimal:
    """A round target, mostly at or below what was reached."""
    above = [Decimal(t) for t in (70, 80, 85, 90, 95, 98, 100) if t > value]
    if above and chance.random() < 0.2:
        return above[0]
    below = [Decimal(t) for t in (80, 85, 90, 92, 95, 98, 100) if t <= value]
    return chance.choice(below[-3:]) if below else round_to(value - 2, 0)
