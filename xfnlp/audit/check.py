"""One check: what is stated, what should be, and a sentence that says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final, Literal

from xfnlp.audit.interval import percent
from xfnlp.audit.ledger import Item

Verdict = Literal["consistent", "inconsistent", "unchecked"]
_LARGE: Final = Decimal(10000)
_SLIP: Final = 0.3  # of the score that a finding else needs; checked on corpora/dev and train


@dataclass(frozen=True, slots=True)
class Check:
    """A tested identity; `weight` orders the inconsistent ones, the worst first."""

    rule: str
    verdict: Verdict
    message: str
    stated: Decimal | None
    expected: Decimal | None
    tolerance: Decimal | None
    items: tuple[Item, ...]
    weight: float = 0.0
    slip: bool = False  # one figure is another with its digits swapped: no accident of reading

    @property
    def score(self) -> float:
        """How sure the least certain reading is that the check rests on."""
        return min((item.score for item in self.items), default=1.0)

    def open_below(self, least: float) -> Check:
        """The check, left open where it rests on a doubtful reading.

        A slip of the pen speaks for the reading that shows it: `_SLIP` of `least` is enough then.
        """
        if self.verdict == "inconsistent" and self.score < (least * _SLIP if self.slip else least):
            return replace(self, verdict="unchecked")
        return self

    def to_dict(self) -> dict[str, Any]:
        return {
            "rule": self.rule,
            "verdict": self.verdict,
            "message": self.message,
            "stated": self.stated,
            "expected": self.expected,
            "tolerance": self.tolerance,
            "difference": None
            if self.stated is None or self.expected is None
            else self.stated - self.expected,
            "spans": [[item.start, item.end] for item in self.items],
            "facts": [
                {
                    "name": item.name,
                    "field": item.field,
                    "value": item.figure.value,
                    "unit": item.figure.unit,
                    "spans": [[item.start, item.end]],
                }
                for item in self.items
            ],
            "score": round(self.score, 4),
        }


def money(value: Decimal) -> str:
    """An amount as an author writes it: 万元 from ten thousand yuan on."""
    if abs(value) >= _LARGE:
        return f"{_trim(value / _LARGE, 6)}万元"
    return f"{_trim(value, 2)}元"


def rate(value: Decimal, like: Decimal | None = None) -> str:
    """A percentage with two decimals, or as many as the stated one has."""
    places = 2 if like is None else max(2, -int(like.as_tuple().exponent))
    return f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)}%"


def amount(value: Decimal, unit: str) -> str:
    if unit == "元":
        return money(value)
    if unit == "%":
        return rate(value)
    return f"{_trim(value, 2)}{unit}"


def _trim(value: Decimal, places: int) -> str:
    text = format(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def relative(stated: Decimal, expected: Decimal) -> float:
    """How far off a figure is, as a share of what it should be."""
    return float(abs(stated - expected) / max(abs(expected), Decimal("0.01")))


def quote(items: Sequence[Item]) -> str:
    return "、".join(f"“{item.written}”" for item in items)


def is_share(rate: Item, part: Item, whole: Item) -> bool:
    """Whether a stated rate is part ÷ whole, as far as the three are rounded."""
    expected = percent(part.interval, whole.interval)
    return expected is not None and rate.allowed.meets(expected)


def share_check(
    rule: str, item: Item, part: Item, whole: Item, *, opening: str, same: bool
) -> Check:
    """The check of a stated rate against part ÷ whole; `opening` says what is stated."""
    value = 100 * part.figure.value / whole.figure.value
    message = (
        f"{opening}，按{part.written}÷{whole.written}计算为{rate(value, item.figure.value)}"
        + ("，相符。" if same else "，请核对。")
    )
    return Check(
        rule,
        "consistent" if same else "inconsistent",
        message,
        item.figure.value,
        value.quantize(Decimal("0.0001")),
        item.figure.step,
        (item, part, whole),
        relative(item.figure.value, value),
    )


def restated_check(one: Item, other: Item) -> Check:
    """The finding that two mentions of one figure give it two values."""
    first, second = sorted((one, other), key=lambda item: item.start)
    gap = abs(first.figure.value - second.figure.value)
    return Check(
        "restated",
        "inconsistent",
        f"“{first.name}”写{first.written}，后文“{second.name}”写{second.written}，"
        f"相差{amount(gap, first.figure.unit)}，若是同一数据请核对。",
        second.figure.value,
        first.figure.value,
        second.figure.step,
        (second, first),
        relative(second.figure.value, first.figure.value),
        slip=True,
    )
