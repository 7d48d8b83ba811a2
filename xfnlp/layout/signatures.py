"""Closing lines: the body's name, the date, who to call."""

from __future__ import annotations

from collections.abc import Sequence

from xfnlp.layout.headings import Group
from xfnlp.layout.lines import Line
from xfnlp.layout.marks import CONTACT, DATE, ORG_END, ends, rank_of


def signature_groups(layout: Sequence[Group]) -> set[int]:
    """Places of the groups that sign the report (or a report attached to it)."""
    signed: set[int] = set()
    last = len(layout) - 1
    for place, (role, group) in enumerate(layout):
        if role is not None:
            continue
        text = "".join(line.text for line in group).strip("（）() ")
        width = sum(line.width for line in group)
        if width > 100:
            continue
        if CONTACT.match(text) and width <= 80 and (last - place <= 10 or place - 1 in signed):
            signed.add(place)
        if DATE.fullmatch(text) or (place > 3 and _org_and_date(text)):
            above = layout[place - 1] if place else None
            org = above is not None and above[0] is None and _is_org(above[1])
            if org and place > 2:
                signed.update((place - 1, place))
            elif last - place <= 4 and place > 2:
                signed.add(place)
    if last > 3 and last not in signed and layout[last][0] is None and _is_org(layout[last][1]):
        signed.add(last)
    return signed


def _org_and_date(text: str) -> bool:
    match = DATE.search(text)
    return bool(match and match.end() == len(text) and ends(ORG_END, text[: match.start()].strip()))


def _is_org(group: Sequence[Line]) -> bool:
    text = "".join(line.text for line in group)
    return (
        len(group) <= 2
        and len(text) <= 40
        and ends(ORG_END, text)
        and not any(mark in text for mark in "，。；：:")
        and not rank_of(text)[0]
    )
