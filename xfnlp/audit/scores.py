"""Scores against their weights and their total."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from xfnlp.audit.check import Check, relative
from xfnlp.audit.ledger import Item, Ledger
from xfnlp.records.indicators import compare

_TOTAL: Final = re.compile(r"自评|评价|综合|总分|总得分|总评")
_REACH: Final = 200  # characters after a total in which its parts are listed
_BREAKDOWN: Final = re.compile(r"其中|包括|分别|[:：]")
_LOST: Final = re.compile(r"扣|满分|分值|权重|目标")
_WHOLE: Final = Decimal(100)
_NEAR: Final = Decimal(6)  # points: a list further off is not all of the score


def check_scores(ledger: Ledger) -> Iterator[Check]:
    yield from _rows(ledger)
    scores = [
        item
        for item in ledger.items
        if item.field == "value" and item.figure.unit == "分" and item.source == "prose"
    ]
    totals = [item for item in scores if _TOTAL.search(item.name)]
    yield from _tables(ledger, totals)
    for number, total in enumerate(scores):
        if _TOTAL.search(total.name):
            yield from _breakdown(ledger, total, scores[number + 1 :])


def _by_row(ledger: Ledger) -> Iterator[tuple[int, dict[str, Item]]]:
    """The rows of tables of indicators: their block, and the cells that stand alone in a field."""
    rows: dict[tuple[int, int], dict[str, list[Item]]] = {}
    for item in ledger.items:
        if item.source == "table" and item.kind == "indicator":
            row = rows.setdefault((item.block, item.head), {})
            row.setdefault(item.field, []).append(item)
    for (block, _), row in rows.items():
        yield block, {name: cells[0] for name, cells in row.items() if len(cells) == 1}


def _rows(ledger: Ledger) -> Iterator[Check]:
    """No score is above its weight, and none is full where the target was missed."""
    for _, row in _by_row(ledger):
        score, weight = row.get("score"), row.get("weight")
        if score is None or weight is None:
            continue
        above = score.figure.value > weight.figure.value
        missed = score.figure.value == weight.figure.value and _missed(row)
        message = f"“{score.name}”得分{score.written}，分值{weight.written}"
        if above:
            message += "，得分高于分值，请核对。"
        elif missed:
            written = row["value"].written, row["target"].written
            message += f"，但完成值{written[0]}未达到目标值{written[1]}，不应得满分，请核对。"
        else:
            message += "。"
        cells = (score, weight, *((row["value"], row["target"]) if missed else ()))
        yield Check(
            "score",
            "inconsistent" if above or missed else "consistent",
            message,
            score.figure.value,
            weight.figure.value,
            Decimal(0),
            cells,
            relative(score.figure.value, weight.figure.value),
        )


def _missed(row: Mapping[str, Item]) -> bool:
    """Whether a row's value falls short of a target that says which side is good."""
    value, target = row.get("value"), row.get("target")
    if value is None or target is None or value.figure.unit != target.figure.unit:
        return False
    if value.vague or target.figure.bound is None or target.figure.upper is not None:
        return False
    status, _ = compare(target.name, value.figure.value, target.figure.value, target.figure.bound)
    return status == "missed"


def _tables(ledger: Ledger, totals: Sequence[Item]) -> Iterator[Check]:
    """The scores of a table whose weights make up a hundred, against the score in prose."""
    tables: dict[int, list[tuple[Item, Item]]] = {}
    for block, row in _by_row(ledger):
        if "score" in row and "weight" in row:
            tables.setdefault(block, []).append((row["weight"], row["score"]))
    for rows in tables.values():
        weights = sum((weight.figure.value for weight, _ in rows), Decimal(0))
        value = sum((score.figure.value for _, score in rows), Decimal(0))
        if weights != _WHOLE or len(rows) < 3 or not totals:
            continue
        total = min(totals, key=lambda item: abs(item.figure.value - value))
        gap = value - total.figure.value
        same = abs(gap) <= _slack(total, [score for _, score in rows])
        if not same and abs(gap) > _NEAR:
            continue
        message = f"“{total.name}”写为{total.written}，评分表各项得分相加为{value.normalize():f}分"
        side = "多" if gap > 0 else "少"
        yield Check(
            "score_sum",
            "consistent" if same else "inconsistent",
            message + ("，相符。" if same else f"，{side}{abs(gap).normalize():f}分，请核对。"),
            total.figure.value,
            value,
            total.figure.step,
            (total, *(score for _, score in rows)),
            relative(total.figure.value, value),
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
