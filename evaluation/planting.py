"""One figure of a report changed so that an identity breaks, everything after it moved along."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from evaluation.identities import KINDS, Identity, annotated, identities
from xfnlp.figures import Figure
from xfnlp.records.facts import figure_at

SLIPS: Final = ("swap", "digit", "other")  # digits swapped, one changed, another figure
_TRIES: Final = 12
_CHOICES: Final = 8  # identities of a kind that are tried in a report
_SLACK: Final = Decimal("1.5")  # last places by which a broken identity must be out at least
_NUMBER: Final = re.compile(r"\d[\d,]*(?:\.\d+)?")


@dataclass(frozen=True)
class Plant:
    """An error put into a report: where it stands there now, and what stood there before."""

    kind: str
    slip: str
    start: int
    end: int
    before: str
    after: str


@dataclass(frozen=True)
class _Change:
    kind: str
    slip: str
    entity: int
    after: str


def plant(
    document: Mapping[str, Any], *, chance: random.Random, kinds: Sequence[str] = KINDS
) -> tuple[dict[str, Any], list[Plant]]:
    """A copy of a report with at most one broken identity of every kind.

    No two of them share a figure, so that each is found or missed for itself.
    """
    report, found = annotated(document), identities(document)
    spans = {row["id"]: (row["start_offset"], row["end_offset"]) for row in document["entities"]}
    labels = {row["id"]: row["label"] for row in document["entities"]}
    used: set[int] = set()
    changes: list[_Change] = []
    for kind in chance.sample(list(kinds), len(kinds)):
        choices = chance.sample(found[kind], min(_CHOICES, len(found[kind])))
        for identity in choices:
            if used & set(identity.members):
                continue
            # Any figure of an identity may be the wrong one, the stated result as often as all
            # that it follows from.
            one = chance.choice((identity.result, chance.choice(identity.terms)))
            if not report.figures[one].value:
                continue  # nobody mistypes 0万元
            start, end = spans[one]
            change = _broken(
                document["text"], (start, end, labels[one]), one, identity, report.figures, chance
            )
            if change:
                changes.append(change)
                used |= set(identity.members)
                break
    return _apply(document, changes, spans)


def _broken(
    text: str,
    span: tuple[int, int, str],
    one: int,
    identity: Identity,
    figures: Mapping[int, Figure],
    chance: random.Random,
) -> _Change | None:
    """A change of one figure after which the identity holds no more."""
    start, end, label = span
    slips = chance.sample(SLIPS, len(SLIPS))
    for slip in slips:
        for _ in range(_TRIES):
            after = slipped(text[start:end], slip, chance)
            if after is None:
                break
            figure = figure_at(text[:start] + after + text[end:], start, start + len(after), label)
            if figure is None or figure.value == figures[one].value or figure.bound:
                continue
            if not identity.holds({**figures, one: figure}, slack=_SLACK):
                return _Change(identity.kind, slip, one, after)
    return None


def slipped(written: str, slip: str, chance: random.Random) -> str | None:
    """A figure as a careless author writes it; None where the slip is not possible in it."""
    match = _NUMBER.search(written)
    if match is None or not match.group().isascii() or len(_NUMBER.findall(written)) > 1:
        return None
    number = match.group()
    places = [place for place, character in enumerate(number) if character.isdigit()]
    if slip == "swap":
        pairs = [
            (a, b)
            for a, b in pairwise(places)
            if number[a] != number[b] and not (a == 0 and number[b] == "0")
        ]
        if not pairs or len(places) < 3:
            return None
        a, b = chance.choice(pairs)
        changed = list(number)
        changed[a], changed[b] = changed[b], changed[a]
        new = "".join(changed)
    elif slip == "digit":
        place = chance.choice(places)
        digits = [d for d in "0123456789" if d != number[place] and not (place == 0 and d == "0")]
        new = number[:place] + chance.choice(digits) + number[place + 1 :]
    else:
        value = Decimal(number.replace(",", ""))
        factor = Decimal(chance.choice([*range(80, 98), *range(103, 126)])) / 100
        scale = Decimal(1).scaleb(min(0, int(value.as_tuple().exponent)))
        new = format((value * factor).quantize(scale), ",f" if "," in number else "f")
    return written[: match.start()] + new + written[match.end() :]


def _apply(
    document: Mapping[str, Any], changes: Sequence[_Change], spans: Mapping[int, tuple[int, int]]
) -> tuple[dict[str, Any], list[Plant]]:
    """The text with all changes, and every offset where it now is."""
    ordered = sorted(changes, key=lambda change: spans[change.entity])
    text, plants, moved = document["text"], [], []
    done, out = 0, ""
    for change in ordered:
        start, end = spans[change.entity]
        out += text[done:start]
        plants.append(
            Plant(
                change.kind,
                change.slip,
                len(out),
                len(out) + len(change.after),
                text[start:end],
                change.after,
            )
        )
        out += change.after
        moved.append((end, len(change.after) - (end - start)))
        done = end
    entities = [
        {
            **row,
            "start_offset": row["start_offset"] + _shift(moved, row["start_offset"]),
            "end_offset": row["end_offset"] + _shift(moved, row["end_offset"]),
        }
        for row in document["entities"]
    ]
    return {**document, "text": out + text[done:], "entities": entities}, plants


def _shift(moved: Sequence[tuple[int, int]], offset: int) -> int:
    return sum(by for end, by in moved if end <= offset)
