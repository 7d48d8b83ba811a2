"""A reader of reports by rules alone: what a careful programmer gets without a trained model.

Figures by pattern, budget lines by lexicon and suffix, relations by cue words and nearest names,
achievements by sentence part and section, explanations by their cue.  Written against
`../shared/reports` and the training reports; it has not seen the dev and test reports.
Same layout, same table reader and same records as xfnlp: what differs is the reading of prose.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import Any, Final

from evaluation.baselines.links import link
from evaluation.baselines.names import Span, find_categories
from evaluation.baselines.reporting import as_report
from evaluation.baselines.running import Running, running_text
from evaluation.baselines.state import Links
from evaluation.baselines.statements import is_achievement, reasons, section_kind
from xfnlp.figures import FoundFigure, find_figures

_PRICE: Final = re.compile(r"单价|价值|单台|单笔")
_ABOVE: Final = re.compile(r"(?:[（(]不?含[）)])?以[上下]")
_ENDS: Final = re.compile(r"[。；;！？\n]")
# 支出合计…。按性质分： opens a list whose items stand in the lines that follow.
_OPENS: Final = re.compile(
    r"(?:其中|如下|分别(?:为|是|用于)|包括|方面|[分看]|情况|构成)[:：]?[。]?$|按[^。]{2,10}分?[:：，]"
)
_ORDINAL: Final = re.compile(
    r"[*\-—·•]*(?:[（(]?[一二三四五六七八九十\d]{1,2}[）)、.．]+|[①-⑳]|[\-—·•])?[*]*"
)
_REPORT: Final = re.compile(r"报告|评价|公开")
_DIGIT: Final = re.compile(r"\d(?!年)\d*[.\d]*[万%元个]")
_ITEMS: Final = re.compile(r"(?:主要)?(?:包括|包含|用于)[:：]?[（(]?")


def read(text: str) -> dict[str, Any]:
    """Read a report; the shape of `Report.to_dict()`, all scores 1."""
    running = running_text(text)
    return as_report(text, running, *read_prose(running))


def read_prose(
    running: Running,
) -> tuple[dict[str, list[Span]], list[tuple[str, Span, Span]]]:
    """Spans by label and relations, in positions of the running text."""
    text = running.text
    figures = [figure for figure in find_figures(text) if not _threshold(text, figure)]
    floors = _floors(text, figures)
    categories = find_categories(text, figures, floors)
    links = link(text, figures, categories, floors, _topics(running, categories))
    ends = [end for end, _ in links.heads]

    def moved(place: int) -> bool:
        at = bisect_right(ends, place)
        return at > 0 and place - ends[at - 1] <= 25

    explained = reasons(text, moved)
    relations = [*links.relations, *_lists(text, categories, links)]
    relations += _open_lists(running, categories)
    for cue, span in explained:
        at = bisect_right(ends, cue)
        if at and "\n" not in text[ends[at - 1] : cue]:
            relations.append(("reason", links.heads[at - 1][1], span))
    tails = {tail for _, _, tail in links.relations}
    indicators = _apart(links, categories)
    spans = {
        "CATEGORY": list(categories),
        "INDICATOR": indicators,
        "REASON": [span for _, span in explained],
        "ACHIEVEMENT": _achievements(running, indicators),
    }
    for figure in figures:
        place = (figure.start, figure.end)
        if figure.label != "QUANTITY" or place in tails:
            spans.setdefault(figure.label, []).append(place)
    return spans, relations


def _threshold(text: str, figure: FoundFigure) -> bool:
    """单价50万元以上通用设备: part of a name, no figure of the report's."""
    before = text[max(0, figure.start - 6) : figure.start]
    return _PRICE.search(before) is not None and _ABOVE.match(text, figure.end) is not None


def _floors(text: str, figures: list[FoundFigure]) -> list[int]:
    """Per figure: where the figure before it, or the sentence part before, ends."""
    marks = [match.end() for match in _ENDS.finditer(text)]
    floors, last = [], 0
    for figure in figures:
        at = bisect_right(marks, figure.start)
        floors.append(max(last, marks[at - 1] if at else 0))
        last = figure.end
    return floors


def _topics(running: Running, categories: list[Span]) -> list[tuple[int, Span | None, str]]:
    """Headings and short lines that name a budget line, and from where they hold."""
    starts = [start for start, _ in categories]
    topics: list[tuple[int, Span | None, str]] = []
    for block in running.blocks:
        title = running.text[block.start : block.end]
        low, high = bisect_left(starts, block.start), bisect_left(starts, block.end)
        named = categories[low] if low < high and not _REPORT.search(title) else None
        if block.level or (named and len(title) <= 40 and not _DIGIT.search(title, 4)):
            topics.append((block.end, named, title))
    return topics


def _lists(text: str, categories: list[Span], links: Links) -> list[tuple[str, Span, Span]]:
    """Lists without figures: 包括甲、乙等 → parts of the line before; 甲、乙等丙 → parts of 丙."""
    relations: list[tuple[str, Span, Span]] = []
    bases = {tail for kind, _, tail in links.relations if kind == "share_base"}
    ends = [end for end, _ in links.heads]
    group: list[Span] = []
    whole: Span | None = None
    for index, span in enumerate(categories):
        before = text[categories[index - 1][1] : span[0]] if index else ""
        if group and before in ("、", "和", "及", "以及", "，", "与"):
            group.append(span)
        elif group and before in ("等", "等的"):
            relations += [("part_of", part, span) for part in group]
            group = [span] if whole else []
        else:
            group, whole = [span], None
            if index and _ITEMS.search(text, max(0, span[0] - 8), span[0]):
                whole = categories[index - 1]
                at = bisect_right(ends, span[0])
                if at and (whole in bases or ends[at - 1] > whole[1] + 60):
                    whole = links.heads[at - 1][1]
                if _ENDS.search(text, whole[1], span[0]):
                    whole = None
        following = text[span[1] : span[1] + 1]
        if whole and len(group) > 1 and following in ("等", "。", "；", "）", ")", "，", "\n"):
            relations += [("part_of", part, whole) for part in group]
            group = []
    return relations


def _open_lists(running: Running, categories: list[Span]) -> list[tuple[str, Span, Span]]:
    """Parts that stand at the head of the lines after 其中： or 具体情况如下."""
    text, relations = running.text, list[tuple[str, Span, Span]]()
    starts = [start for start, _ in categories]
    whole: Span | None = None
    for block in running.blocks:
        at = bisect_left(starts, block.start)
        inside = categories[at : bisect_left(starts, block.end)]
        lead = _ORDINAL.match(text, block.start, block.end)
        first = lead.end() if lead else block.start
        if whole and inside and inside[0][0] == first and first > block.start:
            if text[slice(*inside[0])] != text[slice(*whole)]:
                relations.append(("part_of", inside[0], whole))
            continue
        ending = text[block.start : block.end]
        if inside and not block.level and _OPENS.search(ending[-24:]):
            last = text.rfind("。", block.start, block.end - 1) + 1
            here = [c for c in inside if c[0] >= last]
            whole = here[0] if here else inside[0]
        elif not (whole and first > block.start):
            whole = None
    return relations


def _apart(links: Links, categories: list[Span]) -> list[Span]:
    """Indicators that no budget line and no other indicator overlaps."""
    kept: list[Span] = []
    starts = [start for start, _ in categories]
    for span in sorted(links.indicators):
        at = bisect_left(starts, span[1])
        taken = at > 0 and categories[at - 1][1] > span[0] and categories[at - 1] == span
        if not taken and not (kept and kept[-1][1] > span[0]):
            kept.append(span)
    return kept


def _achievements(running: Running, indicators: list[Span]) -> list[Span]:
    text, found = running.text, []
    starts = [start for start, _ in indicators]
    kind, place = 0, 0
    for start, end in running.statements:
        while place < len(running.blocks) and running.blocks[place].start <= start:
            block = running.blocks[place]
            if block.level:
                kind = section_kind(text[block.start : block.end], 0 if block.level < 2 else kind)
            place += 1
        block = running.blocks[place - 1]
        if block.level and end == block.end:
            continue
        low = bisect_left(starts, start)
        counted = low < len(starts) and starts[low] < end
        if is_achievement(text[start:end], section=kind, counted=counted):
            found.append((start, end))
    return found
