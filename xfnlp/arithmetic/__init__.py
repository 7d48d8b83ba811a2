"""Close calls of the linker settled by what adds up.

The model scores every reading of a figure: a head and a relation.  Where several score alike,
the combination is taken whose arithmetic holds: 执行率 = 决算 ÷ 预算, a share is part ÷ whole, a
change is this year less last, a rate of change is the change ÷ last year, parts sum to their
whole.  A reading that the model is sure of has no rivals within the margin and stands, so that
an author's own errors survive as read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from xfnlp.arithmetic.case import NONE, Case, Identity, Option, make_case, open_options
from xfnlp.arithmetic.identities import find_identities
from xfnlp.types import Entity, Relation

__all__ = ["LEAST", "MARGIN", "NONE", "settle"]

MARGIN: Final = 0.2  # of probability: readings this close to the best are open
LEAST: Final = 0.5  # a reading below this is no relation, unless arithmetic speaks for it


def settle(
    entities: Sequence[Entity],
    readings: Mapping[int, Sequence[tuple[int, str, float]]],
    *,
    margin: float = MARGIN,
    least: float = LEAST,
) -> list[Relation]:
    """Choose one reading for each figure.

    Args:
        entities: The spans of the report.
        readings: For each figure (by entity id) its candidate readings: head id, relation and
            probability; head -1 for the reading that it belongs to nothing.
        margin: Readings whose probability is at most this far below the best are open; zero
            leaves the model's choice as it is.
        least: The probability of belonging to nothing where `readings` does not give it.

    Returns:
        At most one relation a figure, with the model's probability of it, in the order of
        `readings`.
    """
    options = {
        number: open_options(candidates, margin, least) for number, candidates in readings.items()
    }
    chosen = {number: max(found, key=lambda o, f=found: f[o]) for number, found in options.items()}  # type: ignore[misc]
    if margin > 0 and any(len(found) > 1 for found in options.values()):
        case = make_case(entities, options)
        _improve(case, chosen, list(find_identities(case)), bonus=margin)
    return [
        Relation(head, number, kind, options[number][head, kind])
        for number, (head, kind) in chosen.items()
        if head != NONE
    ]


def _improve(
    case: Case, chosen: dict[int, Option], identities: Sequence[Identity], *, bonus: float
) -> None:
    """Move to the readings of an identity while that raises probability plus bonus."""
    touching: dict[int, list[Identity]] = {}
    for identity in identities:
        for number, _ in identity.choices:
            touching.setdefault(number, []).append(identity)

    def worth(numbers: set[int], reading: Mapping[int, Option]) -> float:
        """Probability of these figures' readings, and the identities they take part in."""
        total = sum(case.options[number][reading[number]] for number in numbers)
        seen: set[int] = set()
        for number in numbers:
            for identity in touching.get(number, ()):
                if id(identity) not in seen and all(
                    reading[other] == option for other, option in identity.choices
                ):
                    seen.add(id(identity))
                    total += bonus * identity.weight
        return total

    for _ in range(4):
        moved = False
        for identity in identities:
            changed = {n for n, option in identity.choices if chosen[n] != option}
            if not changed:
                continue
            after = {**chosen, **dict(identity.choices)}
            if worth(changed, after) > worth(changed, chosen) + 1e-9:
                chosen.update(identity.choices)
                moved = True
        if not moved:
            return
