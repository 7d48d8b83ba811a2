"""A department's budget that adds up: lines with all fields, wholes as the sums of their parts."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from training.synthesis.lexicon import economic, fields, grammar, subjects_below
from training.synthesis.style import Style, round_to
from training.synthesis.template import Spoken, Subject, Unfit, Writer

FIELDS = ("initial", "annual", "actual", "prior")
_RELATION = {"initial": "ib", "annual": "ab", "actual": "ac", "prior": "pa"}
HUNDRED = Decimal(100)


@dataclass(eq=False)
class Line:
    """A budget line; amounts in yuan."""

    names: tuple[str, ...]
    amounts: dict[str, Decimal] = field(default_factory=dict)
    code: str = ""
    short: str = ""
    letter: str = "c"
    units: tuple[str, ...] = ()

    def mention(self, chance: random.Random) -> str:
        return chance.choice(self.names)

    def __getattr__(self, name: str) -> Decimal:
        if name in FIELDS:
            try:
                return self.amounts[name]
            except KeyError:
                raise Unfit(name) from None
        raise AttributeError(name)

    def say(self, what: str, writer: Writer, other: Subject | None) -> Spoken:
        style = writer.style
        if what in FIELDS:
            amount = self.amounts.get(what)
            if amount is None:
                raise Unfit(what)
            return Spoken(style.money(amount), "m", _RELATION[what])
        if what == "none":  # a line that has nothing to spend
            if self.actual:
                raise Unfit(what)
            return Spoken("")
        if what == "share" and isinstance(other, Line):
            return self._rate(style, self.actual, other.actual, "sh")
        if what == "short":  # a line that did not spend what it had
            if self.actual >= self.annual:
                raise Unfit(what)
            return Spoken("")
        if what == "fresh":  # a line that there was not a year before
            if self.prior or not self.actual:
                raise Unfit(what)
            return Spoken("")
        if what == "done":  # a rate whose budget is not named: there must be one only
            if self.initial != self.annual:
                raise Unfit(what)
            what = "done_annual"
        if what in ("done_initial", "done_annual"):
            spoken = self._rate(style, self.actual, self.amounts[what[5:]], "er")
            if what == "done_annual" and self.initial > 0:
                beside = style.percent(self.actual / self.initial * HUNDRED)
                if _like_a_slip(spoken.text, beside):
                    raise Unfit(what)
            return spoken
        if what in ("why_up", "why_down"):
            return Spoken(writer.render(f"<{what}>", {}), "r", "re")
        return self._move(what, writer)

    def _rate(self, style: Style, part: Decimal, whole: Decimal, relation: str) -> Spoken:
        if whole <= 0:
            raise Unfit(relation)
        rate = part / whole * HUNDRED
        # 0.00% says nothing, and nobody prints a rate of many thousand percent.
        if not Decimal("0.05") <= rate <= 2500:
            raise Unfit(relation)
        return Spoken(style.percent(rate), "p", relation)

    def _move(self, what: str, writer: Writer) -> Spoken:
        """Moves against last year (`move`, `rate`, `dir`) and against budgets (`off_initial`…)."""
        base = {"off_initial": "initial", "off_annual": "annual", "added": "initial"}
        kind, _, against = what.partition("_") if what.startswith("dir") else (what, "", "")
        start = self.amounts.get(base.get(what) or against or "prior")
        now = self.amounts.get("annual" if what == "added" else "actual")
        if start is None or now is None or start == now:
            raise Unfit(what)
        up = now > start
        if kind == "dir":
            words = ("增加", "增加", "多支出") if up else ("减少", "减少", "少支出")
            return Spoken(writer.chance.choice(words if not against else words[:2]))
        if what == "why":
            return Spoken(writer.render("<why_up>" if up else "<why_down>", {}), "r", "re")
        if what in ("off_initial", "off_annual"):
            return Spoken(writer.style.money(abs(now - start)), "m", "dev")
        if what == "added":
            if not up:
                raise Unfit(what)
            return Spoken(writer.style.money(now - start), "m", "dev")
        if what == "move":
            return Spoken(writer.style.money(abs(now - start)), "m", "ia" if up else "da")
        if what in ("rate", "grow"):
            if start <= 0 or not Decimal("0.05") <= abs(now - start) / start * 100 <= 2500:
                raise Unfit(what)
            if what == "grow":
                return Spoken("增长" if up else "下降")
            rate = writer.style.percent(abs(now - start) / start * HUNDRED)
            return Spoken(rate, "p", "ir" if up else "dr")
        raise KeyError(what)


def _like_a_slip(one: str, other: str) -> bool:
    """Whether two rates of one line look like one rate mistyped (92.13%, 92.31%)."""
    if one == other or len(one) != len(other):
        return False
    return sorted(one) == sorted(other) or sum(map(str.__ne__, one, other)) == 1


def whole_of(names: Sequence[str], parts: Iterable[Line]) -> Line:
    """A line that is in every field the sum of its parts."""
    parts = list(parts)
    return Line(
        tuple(names),
        {f: sum((part.amounts[f] for part in parts), Decimal(0)) for f in FIELDS},
    )


def make_line(
    names: Sequence[str], chance: random.Random, style: Style, *, low: float, high: float
) -> Line:
    """A line of `low` to `high` yuan this year, its other fields near it."""
    actual = Decimal(str(round(10 ** chance.uniform(math.log10(low), math.log10(high)), 2)))
    q = style.quantum
    annual = actual * Decimal(str(round(chance.choice([1, 1, 1.02, chance.uniform(1, 1.25)]), 4)))
    initial = annual * Decimal(str(round(chance.choice([1, 1, chance.uniform(0.4, 1.3)]), 4)))
    prior = actual * Decimal(str(round(chance.choice([1, chance.uniform(0.6, 1.5)]), 4)))
    values = dict(zip(FIELDS, (initial, annual, actual, prior), strict=True))
    return Line(tuple(names), {f: round_to(v / q, 0) * q for f, v in values.items()})


def zero_line(names: Sequence[str]) -> Line:
    return Line(tuple(names), dict.fromkeys(FIELDS, Decimal(0)))


def split_line(whole: Line, shares: Sequence[Line], chance: random.Random, q: Decimal) -> None:
    """Give `shares` amounts that add up to those of `whole` in every field."""
    weights = [chance.uniform(0.15, 1) ** 2 for _ in shares]
    total = sum(weights)
    for name in FIELDS:
        left = whole.amounts[name]
        for line, weight in zip(shares[:-1], weights, strict=False):
            skew = Decimal(str(round(weight / total * chance.uniform(0.85, 1.0), 5)))
            amount = round_to(whole.amounts[name] * skew / q, 0) * q
            line.amounts[name] = amount
            left -= amount
        shares[-1].amounts[name] = left


def make_budget(kind: str, chance: random.Random, style: Style) -> dict[str, Any]:
    """The scope of a report's budget: its lines by role, and lists of parts."""
    words, q = grammar(), style.quantum
    staff = make_line(("人员经费", "人员经费支出"), chance, style, low=3e5, high=4e7)
    office = make_line(
        (("公用经费", "公用经费支出"), ("日常公用经费", "日常公用经费支出"))[chance.random() < 0.5],
        chance, style, low=6e4, high=4e6,
    )  # fmt: skip
    basic = whole_of(("基本支出",), (staff, office))
    pool = [*fields()[kind]["projects"], *words["project_name"]]
    names = dict.fromkeys(chance.sample(pool, chance.randint(3, 6)))
    projects = [make_line((n,), chance, style, low=1e4, high=6e6) for n in names]
    if chance.random() < 0.25:  # a project of this year only
        projects[-1].amounts["prior"] = Decimal(0)
    project = whole_of(("项目支出",), projects)
    out_names = ["本年支出合计", "支出合计", "总支出", "部门整体支出", "本年支出", "支出总额"]
    out = whole_of((chance.choice(out_names),), (basic, project))
    groups = [fields()[kind]["subject"], "20805", "21011", "22102"]
    official = []
    for group, count in zip(groups, (chance.randint(1, 3), 1, 1, 1), strict=True):
        below = subjects_below(group)
        official += chance.sample(below, min(count, len(below)))
    subjects = [
        Line((s.full if chance.random() < 0.6 else s.name,), {}, s.code, s.name)
        for s in official
        if s.name not in ("公务员医疗补助",)
    ]
    split_line(out, subjects, chance, q)
    grant = Line(("一般公共预算财政拨款收入",), {})
    other = Line((chance.choice(["其他收入", "上级专项补助收入", "非同级财政拨款收入"]),), {})
    fund = zero_line(
        (chance.choice(["政府性基金预算财政拨款收入", "国有资本经营预算财政拨款收入"]),)
    )
    income = Line((chance.choice(["本年收入合计", "收入合计", "总收入", "收入总额"]),), {})
    income.amounts = dict(out.amounts)
    split_line(income, (other, grant), chance, q)
    scope: dict[str, Any] = {
        "staff": staff, "office": office, "basic": basic, "project": project, "out": out,
        "projects": projects, "subjects": subjects, "income": income, "grant": grant,
        "other": other, "fund": fund, "sources": [grant, fund, other],
        "one": chance.choice(projects), "two": projects[0], "three": projects[1],
        "spend": Line(("支出",), out.amounts), "earn": Line(("收入",), income.amounts),
    }  # fmt: skip
    scope |= {"new": projects[-1]} if not projects[-1].prior else {}
    scope |= _public(chance, style)
    pay = chance.sample(economic("301"), chance.randint(4, 8))
    goods = chance.sample(economic("302"), chance.randint(4, 9))
    aid = chance.sample(economic("303"), chance.randint(2, 3))
    scope |= {
        "pay": [Line((n,)) for n in pay],
        "goods": [Line((n,)) for n in goods],
        "aid": [Line((n,)) for n in aid],
    }
    return scope


def _public(chance: random.Random, style: Style) -> dict[str, Any]:
    """三公, running costs, purchases."""
    reception = make_line(("公务接待费",), chance, style, low=2e3, high=1e5)
    run = make_line(("公务用车运行维护费",), chance, style, low=1e4, high=3e5)
    buy = zero_line(("公务用车购置费",))
    if chance.random() < 0.15:
        buy = make_line(("公务用车购置费",), chance, style, low=1e5, high=3e5)
    abroad = zero_line((chance.choice(["因公出国（境）费", "因公出国（境）费用"]),))
    car = whole_of(("公务用车购置及运行维护费",), (buy, run))
    public = whole_of(
        (chance.choice(["“三公”经费", "三公经费", "“三公”经费支出"]),), (abroad, car, reception)
    )
    kinds = ("政府采购货物支出", "政府采购工程支出", "政府采购服务支出")
    parts = [make_line((n,), chance, style, low=1e4, high=2e6) for n in kinds]
    return {
        "reception": reception, "run": run, "buy": buy, "abroad": abroad, "car": car,
        "public": public, "publics": [abroad, car, reception],
        "running": make_line(("机关运行经费",), chance, style, low=5e4, high=3e6),
        "purchase": whole_of(("政府采购支出总额",), parts), "purchases": parts,
    }  # fmt: skip
