"""The figures of a report with the readings that the model leaves open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from xfnlp.audit.interval import Interval
from xfnlp.figures import Figure, read_figure
from xfnlp.scheme import FIGURES
from xfnlp.types import Entity

NONE: Final = -1  # the head of the reading that a figure belongs to nothing
REACH: Final = 300  # characters between the figures of one identity

Option = tuple[int, str]  # head, relation
Choice = tuple[int, Option]  # figure, how it is read


@dataclass(frozen=True, slots=True)
class Identity:
    """Choices under which an identity holds, and how much that says (0 to 1)."""

    choices: tuple[Choice, ...]
    weight: float


@dataclass(slots=True)
class Case:
    """One report: its figures in order, and the readings open for each."""

    order: list[int]
    starts: list[int]
    figures: dict[int, Figure]
    place: dict[int, int]
    options: dict[int, dict[Option, float]]
    by_option: dict[Option, list[int]] = field(default_factory=dict)

    def near(self, option: Option, place: int) -> list[int]:
        """Figures near a place that can be read so."""
        return [
            number
            for number in self.by_option.get(option, ())
            if abs(self.place[number] - place) <= REACH
        ]

    def interval(self, number: int) -> Interval:
        return Interval(*self.figures[number].interval())

    def is_open(self, choices: Sequence[Choice]) -> bool:
        return any(len(self.options[number]) > 1 for number, _ in choices)


def open_options(
    candidates: Sequence[tuple[int, str, float]], margin: float, least: float
) -> dict[Option, float]:
    """The readings of a figure that the model leaves open, with their probabilities."""
    scores: dict[Option, float] = {(NONE, ""): least}
    for head, kind, score in candidates:
        key = (NONE, "") if head == NONE else (head, kind)
        scores[key] = score if head == NONE else max(score, scores.get(key, 0.0))
    best = max(scores.values())
    return {key: score for key, score in scores.items() if score >= best - margin or score == best}


def make_case(entities: Sequence[Entity], options: Mapping[int, dict[Option, float]]) -> Case:
    figures, place = {}, {}
    for entity in entities:
        if entity.id in options and entity.label in FIGURES:
            figure = read_figure(entity.text, label=entity.label)
            if figure and figure.upper is None:
                figures[entity.id] = figure
                place[entity.id] = entity.start
    order = sorted(figures, key=lambda number: place[number])
    case = Case(order, [place[number] for number in order], figures, place, {**options})
    for number in order:
        for option in options[number]:
            if option[0] != NONE:
                case.by_option.setdefault(option, []).append(number)
    return case
