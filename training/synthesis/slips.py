"""An author's slip in one figure, planted where the report's own arithmetic shows it."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from training.synthesis.style import round_to
from training.synthesis.template import Spoken, Subject, Unfit, Writer

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_LEAST_STEPS = 6  # a slip nearer than this may be taken for rounding

# What is wrong, the sentence, and the figure in it that is changed.
PLANTS = (
    (
        "execution_rate",
        "{project}年初预算{project.initial}，决算{project.actual}，"
        "完成年初预算的{project.done_initial}。",
        ("project", "done_initial"),
    ),
    (
        "execution_rate",
        "{staff}全年预算{staff.annual}，支出{staff.actual}，执行率为{staff.done_annual}。",
        ("staff", "done_annual"),
    ),
    (
        "share",
        "{out}{out.actual}，其中{basic>out}{basic.actual}，占{out}的{basic.share/out}。",
        ("basic", "share"),
    ),
    (
        "change",
        "{staff}决算{staff.actual}，上年{staff.prior}，比上年{staff.dir}{staff.move}。",
        ("staff", "move"),
    ),
    (
        "change_rate",
        "{office}决算{office.actual}，上年决算{office.prior}，{office.grow}{office.rate}。",
        ("office", "rate"),
    ),
    (
        "sum",
        "{basic}{basic.actual}，其中：{staff>basic}{staff.actual}，{office>basic}{office.actual}。",
        ("office", "actual"),
    ),
)


@dataclass(frozen=True)
class Planted:
    """A sentence with a slip, and what `meta` says of it."""

    rule: str
    sentence: str
    record: dict[str, str]


def plant(writer: Writer, budget: dict[str, Any]) -> Planted | None:
    """Write one sentence with a figure that does not follow from those beside it."""
    chance, style = writer.chance, writer.style
    # Decimals written out, so that what they leave open is small.
    writer.style = replace(style, strip=False, rate_places=max(style.rate_places, 1))
    try:
        for rule, template, (name, what) in chance.sample(PLANTS, len(PLANTS)):
            record: dict[str, str] = {}
            writer.meddle = _meddle(budget[name], what, record, chance)
            try:
                sentence = writer.render(template, budget)
            except Unfit:
                continue
            return Planted(rule, sentence, {"type": "arithmetic", "where": rule, **record})
    finally:
        writer.meddle, writer.style = None, style
    return None


def _meddle(subject: Subject, what: str, record: dict[str, str], chance: random.Random) -> Any:
    def change(other: Subject, asked: str, spoken: Spoken) -> Spoken:
        if other is not subject or asked != what:
            return spoken
        match = _NUMBER.search(spoken.text)
        if match is None:
            raise Unfit(what)
        right = Decimal(match[0].replace(",", ""))
        places = -int(right.as_tuple().exponent)
        wrong = round_to(right * Decimal(chance.randint(115, 190)) / 100, places)
        if abs(wrong - right) < _LEAST_STEPS * Decimal(1).scaleb(-places):
            raise Unfit(what)
        commas = "," if "," in match[0] else ""
        text = spoken.text.replace(match[0], f"{wrong:{commas}.{places}f}")
        record.update(text=text, should_be=spoken.text)
        return replace(spoken, text=text)

    return change
