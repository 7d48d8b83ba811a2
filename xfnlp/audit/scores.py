"""Scores against their weights and their total."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from xfnlp.audit.check import Check, relative
from xfnlp.audit.ledger import Item, Ledger

_TOTAL: Final = re.compile(r"自评|评价|综合|总分|总得分|总评")
_REACH: Final = 200  # characters after a total in which its parts are listed
_BREAKDOWN: Final = re.compile(r"其中|包括|分别|[:：]")
_LOST: Final = re.compile(r"扣|满分|分值|权重|目标")
_NEAR: Final = Decimal(6)  # points: a list further off is not all of the score


def check_scores(ledger: Ledger) -> Iterator[Check]:
    yield from _rows(ledger)
    scores = [
        item
        for item in ledger.items
        if item.field == "value" and item.figure.unit == "分" and item.source == "prose"
    ]
    for number, total in enumerate(scores):
        if _TOTAL.search(total.name):
            yield from _breakdown(ledger, total, scores[number + 1 :])


def _rows(ledger: Ledger) -> Iterator[Check]:
    """In a table of indicators no score is above its weight."""
    weights: dict[str, list[Item]] = {}
    for item in ledger.items:
        if item.source == "table" and item.field == "weight":
            weights.setdefault(item.key, []).append(item)
    for item in ledger.items:
        if item.source != "table" or item.field != "score" or item.key not in weights:
            continue
        weight = max(weights[item.key], key=lambda other: other.figure.value)
        wrong = item.figure.value > weight.figure.value
        message = f"“{item.name}”得分{item.written}，分值{weight.written}" + (
            "，得分高于分值，请核对。" if wrong else "。"
        )
        yield Check(
            "score",
            "inconsistent" if wrong else "consistent",
            message,
            item.figure.value,
            weight.figure.value,
            Decimal(0),
            (item, weight),
            relative(item.figure.value, weight.figure.value),
        )


def _breakdown(ledger: Ledger, total: Item, later: Sequence[Item]) -> Iterator[Check]:
    """A total that is broken down in the words after it: 其中投入19.4分、产出39分……"""
    here = ledger.sentence(total.start)
    parts: list[Item] = []
    for item in later:
        if item.start - total.end > _REACH or ledger.sentence(item.start) > here + 1:
            break
        if _TOTAL.search(item.name) or _LOST.search(ledger.text[item.start - 6 : item.start]):
            break
        parts.append(item)
    if len(parts) < 3 or not _BREAKDOWN.search(ledger.text[total.end : parts[0].start]):
        return
    value = sum((item.figure.value for item in parts), Decimal(0))
    gap = value - total.figure.value
    same = abs(gap) <= _slack(total, parts)
    if not same and abs(gap) > _NEAR:
        return
    terms = "＋".join(item.written for item in parts)
    message = f"“{total.name}”为{total.written}，各部分得分相加（{terms}）为{value.normalize():f}分"
    yield Check(
        "score_sum",
        "consistent" if same else "inconsistent",
        message
        + (
            "，相符。"
            if same
            else f"，{'多' if gap > 0 else '少'}{abs(gap).normalize():f}分，请核对。"
        ),
        total.figure.value,
        value,
        total.figure.step,
        (total, *parts),
        relative(total.figure.value, value),
    )


def _slack(total: Item, parts: Sequence[Item]) -> Decimal:
    """What rounding may account for: points are whole unless a score states decimals."""
    finest = min(item.figure.step for item in parts)
    slack = finest * len(parts) / 2 if finest < 1 else Decimal(0)
    return slack + (total.figure.step / 2 if total.figure.step > finest else Decimal(0))
