"""The identities that a report's annotation states: what a planted error may break.

They are drawn from relations and arithmetic alone, apart from the rules of `xfnlp.audit`, which
are measured with them: figures of one line that yield a stated figure of that line, parts that
make up their whole, one figure stated in two places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice, product
from typing import Any, Final

from evaluation.gold import gold_objects
from xfnlp.audit.interval import Interval, add, percent, subtract
from xfnlp.figures import Figure
from xfnlp.folding import fold
from xfnlp.records.facts import figures_of
from xfnlp.scheme import FIGURE_RELATIONS
from xfnlp.types import Entity

KINDS: Final = ("rate", "share", "sum", "change", "change_rate", "repeat")
_BUDGETS: Final = ("annual_budget", "initial_budget")
_AMOUNTS: Final = ("actual", *_BUDGETS)
_APART: Final = 60  # characters between two statements of one figure
_DIGITS: Final = 3  # significant digits from which a figure stated twice is no accident
_MOST: Final = 200  # identities of a kind and line that are looked at

Formula = Callable[[Sequence[Interval]], Interval | None]


@dataclass(frozen=True)
class Identity:
    """A stated figure, by the id of its span, and the figures that it follows from."""

    kind: str
    result: int
    terms: tuple[int, ...]
    formula: Formula

    @property
    def members(self) -> tuple[int, ...]:
        return (self.result, *self.terms)

    def holds(self, figures: Mapping[int, Figure], *, slack: Decimal = Decimal("0.5")) -> bool:
        """Whether it holds inside what the decimals of its figures leave open.

        Args:
            figures: The figures by the ids of their spans.
            slack: Units of the result's last place that are let pass besides.
        """
        stated = figures[self.result]
        found = self.formula([Interval(*figures[term].interval()) for term in self.terms])
        room = Interval(*stated.interval()).widen(stated.step * slack)
        return found is not None and room.meets(found)


@dataclass(frozen=True)
class Annotated:
    """The exact figures of a report by head, line and field."""

    figures: dict[int, Figure]
    by_head: dict[tuple[int, str], list[int]]
    by_name: dict[tuple[str, str], list[int]]
    heads: dict[int, Entity]
    parts: dict[int, list[int]]  # whole → parts
    bases: dict[int, list[int]]  # share → wholes
    starts: dict[int, int]


def annotated(document: Mapping[str, Any]) -> Annotated:
    """Read a corpus document; bounds, ranges and approximations are left out."""
    entities, relations = gold_objects(document)
    known = {entity.id: entity for entity in entities}
    read = figures_of(entities, document["text"])
    figures = {
        key: figure
        for key, figure in read.items()
        if not figure.approximate and figure.bound is None and figure.upper is None
    }
    found = Annotated(figures, {}, {}, known, {}, {}, {e.id: e.start for e in entities})
    for relation in relations:
        if relation.type == "part_of":
            found.parts.setdefault(relation.tail, []).append(relation.head)
        elif relation.type == "share_base":
            found.bases.setdefault(relation.head, []).append(relation.tail)
        elif relation.type in FIGURE_RELATIONS and relation.tail in figures:
            name = fold(known[relation.head].text)
            found.by_head.setdefault((relation.head, relation.type), []).append(relation.tail)
            found.by_name.setdefault((name, relation.type), []).append(relation.tail)
    return found


def identities(document: Mapping[str, Any]) -> dict[str, list[Identity]]:
    """All identities of a report that hold as it stands, by kind."""
    report = annotated(document)
    found: dict[str, list[Identity]] = {kind: [] for kind in KINDS}
    makers = (_of_lines, _shares, _sums, _repeats)
    for identity in (identity for maker in makers for identity in maker(report)):
        if identity.holds(report.figures):
            found[identity.kind].append(identity)
    return found


def _of_lines(report: Annotated) -> Iterator[Identity]:
    """Rates and changes, from the figures of one mention, else of one name."""

    def given(head: int, field: str) -> list[int]:
        own = report.by_head.get((head, field))
        return own or report.by_name.get((fold(report.heads[head].text), field), [])

    for (head, field), results in report.by_head.items():
        now, last = given(head, "actual") + given(head, "value"), given(head, "prior_actual")
        sign = -1 if field.startswith("decrease") else 1
        rows: list[tuple[str, list[int], list[int], Formula]] = []
        if field == "execution_rate":
            budgets = [figure for name in _BUDGETS for figure in given(head, name)]
            rows = [("rate", given(head, "actual"), budgets, _ratio)]
        elif field.endswith("_amount"):
            rows = [("change", now, last, _change(sign))]
        elif field in ("increase_rate", "decrease_rate"):
            moves = report.by_head.get((head, field.replace("rate", "amount")), [])
            rows = [
                ("change_rate", now, last, _growth(sign)),
                ("change_rate", moves, now, _growth_of_move(sign)),
            ]
        for kind, ones, others, formula in rows:
            for result, one, other in islice(product(results, ones, others), _MOST):
                units = {report.figures[one].unit, report.figures[other].unit}
                if kind == "change":
                    units.add(report.figures[result].unit)
                elif report.figures[result].points:
                    continue
                if len(units) == 1 and one != other:
                    yield Identity(kind, result, (one, other), formula)


def _shares(report: Annotated) -> Iterator[Identity]:
    for (head, field), results in report.by_head.items():
        if field != "share":
            continue
        for result, name in product(results, _AMOUNTS):
            wholes = [
                figure
                for base in report.bases.get(result, ())
                for figure in report.by_head.get((base, name))
                or report.by_name.get((fold(report.heads[base].text), name), [])
            ]
            for part, whole in islice(product(report.by_head.get((head, name), ()), wholes), _MOST):
                if part != whole:
                    yield Identity("share", result, (part, whole), _ratio)


def _sums(report: Annotated) -> Iterator[Identity]:
    for whole, parts in report.parts.items():
        for name in (*_AMOUNTS, "prior_actual"):
            totals = report.by_head.get((whole, name), [])
            terms = [report.by_head.get((part, name), []) for part in dict.fromkeys(parts)]
            stated = tuple(figures[0] for figures in terms if len(figures) == 1)
            if len(stated) > 1 and all(len(figures) < 2 for figures in terms):
                for total in totals:
                    yield Identity("sum", total, stated, add)


def _repeats(report: Annotated) -> Iterator[Identity]:
    for (_, field), places in report.by_name.items():
        if field not in (*_AMOUNTS, "prior_actual", "value", "execution_rate"):
            continue
        places = sorted(set(places), key=report.starts.__getitem__)
        for number, one in enumerate(places):
            for other in places[number + 1 :]:
                first, second = report.figures[one], report.figures[other]
                digits = str(first.value).replace(".", "").strip("0")
                far = report.starts[other] - report.starts[one] > _APART
                same = first.value == second.value and first.unit == second.unit
                if far and same and len(digits) >= _DIGITS:
                    yield Identity("repeat", other, (one,), add)
                    break


def _ratio(terms: Sequence[Interval]) -> Interval | None:
    return percent(terms[0], terms[1])


def _change(sign: int) -> Formula:
    def formula(terms: Sequence[Interval]) -> Interval:
        return _moved(sign, terms)

    return formula


def _moved(sign: int, terms: Sequence[Interval]) -> Interval:
    now, last = terms
    return subtract(now, last) if sign > 0 else subtract(last, now)


def _growth(sign: int) -> Formula:
    def formula(terms: Sequence[Interval]) -> Interval | None:
        return percent(_moved(sign, terms), terms[1])

    return formula


def _growth_of_move(sign: int) -> Formula:
    def formula(terms: Sequence[Interval]) -> Interval | None:
        move, now = terms
        before = subtract(now, move) if sign > 0 else add((now, move))
        return percent(move, before)

    return formula
