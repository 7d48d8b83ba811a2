"""What a report is about, settled before a word of it is written: lines, indicators, scores."""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from training.synthesis.budget import make_budget
from training.synthesis.lexicon import fields
from training.synthesis.template import Writer
from training.synthesis.work import Measure, read_measure

_VISITS = (("集中督查", "轮"), ("实地走访", "次"), ("联合检查", "次"), ("专项培训", "期"))
_SCORES = (
    ("投入", "过程", "产出及效果"),
    ("预算执行", "产出指标", "效益指标"),
    ("决策", "管理", "绩效"),
)


@dataclass
class Case:
    """What one report is about."""

    kind: str  # of body
    org: str
    year: int
    budget: dict[str, Any]
    measures: dict[str, list[Measure]]
    grade: str
    score: Decimal


def make_case(kind: str, org: str, year: int, writer: Writer) -> Case:
    """Draw all lines, indicators and scores of a report before a word of it is written."""
    chance, entry = writer.chance, fields()[kind]
    measures = {
        "tasks": [read_measure(e, chance) for e in entry["tasks"]],
        "nouns": [read_measure(e, chance) for e in entry["nouns"]],
        "rates": [read_measure(e.replace(":", ":%:"), chance, rate=True) for e in entry["rates"]],
        "money": [read_measure(e, chance) for e in entry["money"]],
        "sat": [read_measure("服务对象满意度:%:86-99", chance, rate=True)],
    }
    measures["meet"] = [
        read_measure(f"{name}:次:2-30", chance) for name in ("召开调度会", "研究部署重点工作")
    ]
    measures["visits"] = [
        read_measure(f"{name}:{unit}:2-40", chance)
        for name, unit in (
            ("集中督查", "轮"),
            ("实地走访", "次"),
            ("联合检查", "次"),
            ("专项培训", "期"),
        )
    ]
    for group in measures.values():
        chance.shuffle(group)
    scores = _scores(chance)
    total = sum((m.values[0][0] for m in scores), Decimal(0))
    grade = "优" if total >= 90 else "良" if total >= 80 else "中"
    measures["scores"] = [
        _count("自评得分" if chance.random() < 0.5 else "自评总分", _plain(total), "分")
    ]
    measures["scores"] += scores
    budget = make_budget(kind, chance, writer.style)
    budget |= _staff(chance)
    return Case(kind, org, year, budget, measures, grade, total)


def _count(name: str, value: Decimal | int, unit: str, prior: int | None = None) -> Measure:
    before = None if prior is None else Decimal(prior)
    return Measure(name, ((Decimal(value), unit),), fixed=True, prior=before)


def _plain(value: Decimal) -> Decimal:
    return value.to_integral_value() if value == value.to_integral_value() else value


def _scores(chance: random.Random) -> list[Measure]:
    names = chance.choice(
        [
            ("投入", "过程", "产出及效果"),
            ("预算执行", "产出指标", "效益指标"),
            ("决策", "管理", "绩效"),
        ]
    )
    scores = []
    for name, full in zip(names, (20, 50, 30), strict=True):
        lost = Decimal(chance.choice([0, 0, 5, 10, 15, 20, 35])) / 10
        scores.append(_count(name, _plain(full - lost), "分"))
    return scores


def _staff(chance: random.Random) -> dict[str, Measure]:
    admin, institution = chance.randint(6, 60), chance.randint(4, 90)
    people = admin + institution
    money = Decimal(chance.randint(2000, 900000)) / 100
    return {
        "admin": _count("行政编制人员", admin, "人"),
        "institution": _count("事业编制人员", institution, "名"),
        "people": _count(chance.choice(["在职人员", "在编在岗人员", "实有人数"]), people, "人",
                         people + chance.choice([-3, -1, 2, 4])),
        "posts": _count(chance.choice(["编制", "人员编制", "编制数"]),
                        people + chance.randint(0, 9), chance.choice(["名", "个"])),
        "retired": _count("退休人员", chance.randint(3, 80), "人"),
        "offices": _count(chance.choice(["股室", "科室", "职能股室"]), chance.randint(3, 12), "个"),
        "units": _count("二级预算单位", chance.randint(2, 9), "个"),
        "cars": _count("公务用车保有量", chance.randint(1, 12), "辆"),
        "assets": Measure("固定资产总额", ((money, "万元"),)),
        "smes": Measure("中小企业合同金额", ((Decimal(chance.randint(100, 90000)) / 100, "万元"),)),
        "guests": Measure("国内公务接待", ((Decimal(a := chance.randint(4, 90)), "批次"),
                                     (Decimal(a * chance.randint(3, 9)), "人次")), fixed=True),
    }  # fmt: skip
