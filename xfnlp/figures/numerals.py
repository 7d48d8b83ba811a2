"""Numerals, arabic, Chinese, formal and mixed, to exact decimals.

Works on prepared text: full-width forms narrowed one to one, white space gone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

# One character for one, so that offsets stay what they were.
NARROW: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord("﹪"): ord("%"),
    ord("￥"): ord("¥"),
    ord("−"): ord("-"),
    ord("，"): ord(","),
    ord("．"): ord("."),
    ord("﹒"): ord("."),
    ord("萬"): ord("万"),
    ord("億"): ord("亿"),
    ord("圆"): ord("元"),
    ord("圓"): ord("元"),
    ord("點"): ord("点"),
}
DIGITS: Final = {
    **{char: value for value, char in enumerate("零一二三四五六七八九")},
    **{char: value for value, char in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    "○": 0,
    "两": 2,
    "贰": 2,
    "貳": 2,
    "参": 3,
    "叄": 3,
    "陸": 6,
}
TENS: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
MYRIADS: Final = {"万": 10**4, "亿": 10**8}
CHINESE: Final = "".join(DIGITS)
_ARABIC: Final = re.compile(r"\d+(?:,\d+)*(?:\.\d+)*|(?<![\d.])\.\d+")
_CHINESE: Final = re.compile(f"[{CHINESE}]+")
_POINT: Final = re.compile(f"点([{CHINESE}]+)")
# 千米, 千克, 千瓦 are measures of their own after a written-out number.
_KILO: Final = re.compile(r"千(?=[米克瓦伏帕卡焦赫安])|百(?=分[点之])")


@dataclass(frozen=True, slots=True)
class Number:
    """A numeral as read: `end` is where it stops, `scale` what its last digits stand in."""

    value: Decimal
    upper: Decimal | None
    step: Decimal
    end: int
    mark: str = ""  # 余, 多, 几 or 来 inside
    scale: int = 1
    leading: Decimal = Decimal(0)  # the first group of digits as written


@dataclass(slots=True)
class _Part:
    """A group of digits with the multipliers written after it."""

    value: Decimal
    step: Decimal
    other: Decimal | None = None  # 七八十: 7, and 8 as the other reading
    ten: int = 1
    myriads: tuple[int, ...] = ()
    bare: bool = False  # a single Chinese digit, no 零 before it: 三万五


def read_number(text: str, start: int = 0) -> Number | None:
    """Read the longest numeral at `start`; None where there is none that has a value."""
    parts: list[_Part] = []
    position, mark = start, ""
    while position < len(text):
        char = text[position]
        part, after = _digits(text, position, first=not parts)
        if part:
            if parts and parts[-1].ten == 1 and not parts[-1].myriads:
                break
            parts.append(part)
            position = after
        elif char in TENS:
            if _KILO.match(text, position) and parts and text[position - 1].isdigit():
                break
            if not parts or parts[-1].myriads or parts[-1].ten > 1:
                parts.append(_Part(Decimal(1), Decimal(1)))
            parts[-1].ten = TENS[char]
            position += 1
        elif char in MYRIADS:
            if not parts:
                parts.append(_Part(Decimal(1), Decimal(1)))
            parts[-1].myriads += (MYRIADS[char],)
            position += 1
        elif parts and parts[-1].ten > 1 and (point := _POINT.match(text, position)):
            tail = "".join(str(DIGITS[digit]) for digit in point.group(1))
            value = Decimal("0." + tail)
            parts.append(_Part(value, _place(value)))
            position = point.end()
        elif char in "余多几来" and parts and not mark:
            mark = char
            position += 1
        else:
            break
    if not parts:
        return None
    return _evaluate(parts, position, mark)


def _digits(text: str, position: int, *, first: bool) -> tuple[_Part | None, int]:
    """A group of digits at `position`, and where it ends."""
    if match := _ARABIC.match(text, position):
        value = _arabic(match.group())
        if value is not None:
            return _Part(value, _place(value)), match.end()
        return None, position
    match = _CHINESE.match(text, position)
    if not match:
        return None, position
    run, end = match.group(), match.end()
    bare = len(run) == 1 and DIGITS[run] > 0
    numbers = [DIGITS[char] for char in run]
    if point := _POINT.match(text, end):
        tail = "".join(str(DIGITS[char]) for char in point.group(1))
        value = Decimal("".join(map(str, numbers)) + "." + tail)
        return _Part(value, _place(value)), point.end()
    if not first and numbers[0] == 0 and len(numbers) > 1:
        numbers = numbers[1:]  # 一百零八
    adjacent = len(numbers) == 2 and numbers[0] > 0 and numbers[1] - numbers[0] == 1
    if adjacent or numbers == [3, 5]:
        return _Part(Decimal(numbers[0]), Decimal(1), Decimal(numbers[1])), end
    return _Part(Decimal("".join(map(str, numbers))), Decimal(1), bare=bare), end


def _arabic(written: str) -> Decimal | None:
    whole, *rest = written.replace(",", "").split(".")
    if len(rest) > 1:
        # 1.234.567,00 and OCR's 1.499.492.72: points between thousands.
        if any(len(group) != 3 for group in rest[:-1]):
            return None
        whole, rest = whole + "".join(rest[:-1]), rest[-1:]
    return Decimal(".".join([whole, *rest]))


def _place(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    return Decimal(1).scaleb(min(0, int(exponent)))


def _evaluate(parts: list[_Part], end: int, mark: str) -> Number:
    last = parts[-1]
    if last.bare and last.ten == 1 and not last.myriads and len(parts) > 1 and not mark:
        before = parts[-2].myriads[-1] if parts[-2].myriads else parts[-2].ten
        if before >= 100:  # 三万五, 一百二
            last.value, last.step = last.value * before / 10, last.step * before / 10
    scale = _product(last)
    # Of 三千二百万 the myriads are stated; of 六千元 the thousands are.
    step = last.step * (_myriads(last) if last.myriads else last.ten)
    upper = None
    if any(part.other is not None for part in parts):
        upper = _sum(parts, other=True)
    return Number(_sum(parts), upper, step, end, mark, scale, parts[0].value)


def _myriads(part: _Part) -> int:
    result = 1
    for myriad in part.myriads:
        result *= myriad
    return result


def _product(part: _Part) -> int:
    return part.ten * _myriads(part)


def _sum(parts: list[_Part], *, other: bool = False) -> Decimal:
    total = myriad = section = Decimal(0)
    for part in parts:
        value = part.other if other and part.other is not None else part.value
        section += value * part.ten
        for multiplier in part.myriads:
            if multiplier == 10**8:
                total += (myriad + section) * multiplier
                myriad = Decimal(0)
            else:
                myriad += section * multiplier
            section = Decimal(0)
    return total + myriad + section
