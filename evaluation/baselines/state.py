"""What a sentence has said so far: the line spoken of, its wording, the whole of a list."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from evaluation.baselines.cues import PLANNED
from evaluation.baselines.names import Span
from xfnlp.figures import FoundFigure


@dataclass
class Links:
    """Indicators that were named and relations (type, head span, tail span)."""

    indicators: set[Span] = field(default_factory=set)
    relations: list[tuple[str, Span, Span]] = field(default_factory=list)
    heads: list[tuple[int, Span]] = field(default_factory=list)  # (end of figure, head)


@dataclass
class State:
    head: Span | None = None  # the line or indicator of the figure before
    budget: bool = False
    wording: str = "actual"  # what amounts of this sentence state
    against: str = ""  # what moves are measured against: plan or earlier
    wholes: list[Span] = field(default_factory=list)
    title: str = ""
    names: list[Span] = field(default_factory=list)  # rates that await a figure each

    @property
    def whole(self) -> Span | None:
        return self.wholes[-1] if self.wholes else None


def line_before(categories: Sequence[Span], starts: Sequence[int], place: int) -> Span | None:
    """The line named last, where it is not far."""
    at = bisect_left(starts, place) - 1
    return categories[at] if at >= 0 and place - categories[at][1] < 80 else None


def opening(
    before: State,
    categories: Sequence[Span],
    starts: Sequence[int],
    topics: Sequence[tuple[int, Span | None, str]],
    figure: FoundFigure,
    floor: int,
) -> State:
    """What a sentence begins with: the line spoken of last, or the one its title names."""
    at = bisect_left(topics, figure.start, key=lambda topic: topic[0]) - 1
    since, topic, title = topics[at] if at >= 0 else (0, None, "")
    near = bisect_left(starts, floor) - 1
    head = before.head if before.budget else None
    if near >= 0 and categories[near][0] >= since and floor - categories[near][1] < 200:
        # A line named after the last figure, as a list item's own title.
        head = head if head and head[0] >= categories[near][0] else (head or categories[near])
        if floor - categories[near][1] <= 2:
            head = categories[near]
    if head is None or head[0] < since:
        head = topic
    wording = "initial_budget" if PLANNED.search(title) else "actual"
    return State(head=head, budget=True, wording=wording, title=title)
