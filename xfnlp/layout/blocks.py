"""Joining lines into blocks and saying what each block is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from xfnlp.layout.flow import runs_on, spaced_lines
from xfnlp.layout.headings import is_title, kind_of, title_goes_on
from xfnlp.layout.lines import Line
from xfnlp.layout.marks import (
    BULLET,
    MARKDOWN,
    NOTE,
    SEMI,
    TERMINAL,
    UNFINISHED,
    ends,
    rank_of,
)
from xfnlp.layout.signatures import signature_groups
from xfnlp.layout.wraps import is_full, is_open, joins, wrap_widths
from xfnlp.types import Block, BlockKind

_HASHES = re.compile(r"#{1,6}\s*")
_PUNCTUATED = re.compile(r"[，。；：、,;:]")
_CHINESE = "零一二三四五六七八九十"
_INLINE = re.compile(rf"([（(]?)([{_CHINESE}]{{1,3}}|\d{{1,2}})([）)、.．])")


def make_blocks(
    text: str, lines: Sequence[Line], roles: Sequence[tuple[int, int, BlockKind]]
) -> list[Block]:
    """Blocks of `lines`, given which of them are tables, captions and contents pages."""
    blocks: list[Block] = []
    position = 0
    widths = wrap_widths(_prose_only(lines, roles)).tolist()
    done = 0
    groups: list[list[Line]] = []
    layout: list[tuple[BlockKind | None, list[Line]]] = []
    for start, end, kind in [*roles, (len(lines), len(lines), None)]:
        prose = lines[position:start]
        groups = _join(prose, widths[done : done + len(prose)])
        done += len(prose)
        layout += [(None, group) for group in groups]
        if kind is not None:
            layout.append((kind, list(lines[start:end])))
        position = end
    signed = signature_groups(layout)
    for place, (role, group) in enumerate(layout):
        if role is not None:
            blocks.append(_block(text, role, group, 0))
            continue
        if place in signed:
            blocks.append(_block(text, "signature", group, 0))
            continue
        before = layout[place - 1] if place else None
        after = layout[place + 1] if place + 1 < len(layout) else None
        found, level = kind_of(place, group, before, after)
        blocks.append(_block(text, found, group, level))
    return blocks


def _prose_only(lines: Sequence[Line], roles: Sequence[tuple[int, int, BlockKind]]) -> list[Line]:
    kept: list[Line] = []
    position = 0
    for start, end, _ in roles:
        kept += lines[position:start]
        position = end
    return [*kept, *lines[position:]]


def _block(text: str, kind: BlockKind, group: Sequence[Line], level: int) -> Block:
    pieces: list[tuple[int, int]] = []
    for line in group:
        hashes = _HASHES.match(text, line.start, line.end)
        start = hashes.end() if hashes and kind == "heading" else line.start
        for first, last in line.residue:
            if first > start:
                pieces.append((start, first))
            start = max(start, last)
        if line.end > start:
            pieces.append((start, line.end))
    return Block(kind, group[0].start, group[-1].end, tuple(pieces), level)


def _join(lines: Sequence[Line], widths: Sequence[int]) -> list[list[Line]]:
    """Group the lines of a stretch of prose into paragraphs."""
    if not lines:
        return []
    groups = [[lines[0]]]
    so_far = lines[0].text
    indents = _base_indents(lines)
    spaced = spaced_lines(lines, widths)
    for index, (line, following) in enumerate(pairwise(lines)):
        wrap = widths[index]
        if _same_block(
            so_far, groups[-1], line, following, wrap, indents[index], spaced=spaced[index]
        ):
            groups[-1].append(following)
            so_far = (so_far + following.text)[-400:]
        else:
            groups.append([following])
            so_far = following.text
    return groups


def _base_indents(lines: Sequence[Line]) -> list[int]:
    """The usual indent around each line: the lower quarter of its neighbours'."""
    result = []
    for index in range(0, len(lines), 16):
        around = sorted(line.indent for line in lines[max(index - 16, 0) : index + 32])
        result += [around[len(around) // 4]] * 16
    return result


def _same_block(
    so_far: str,
    group: Sequence[Line],
    line: Line,
    following: Line,
    wrap: int,
    indent: int,
    *,
    spaced: bool,
) -> bool:
    if MARKDOWN.match(following.text) or BULLET.match(following.text) or NOTE.match(following.text):
        return False
    if MARKDOWN.match(group[0].text) and not is_full(line, following, wrap, indent):
        return False
    full = is_full(line, following, wrap, indent)
    opened_in = group[0].indent
    rank = rank_of(following.text)[0]
    if rank:
        # 一、 and （一） open sections, whose titles stand as they like.
        flows = full and rank > 3 and not MARKDOWN.match(group[0].text)
        if flows and runs_on(
            line, following, wrap, indent=indent, opened_in=opened_in, spaced=False
        ):
            return True
        apart = following.indent >= indent + 2 or (following.blanks > 0 and not following.page)
        return not apart and _inline_ordinal(so_far, following.text, line.text, full)
    if following.text.startswith("**") and not (full and ends(UNFINISHED, line.text)):
        return False
    if title_goes_on(group, following):
        return True
    heading = (
        len(group) == 1
        and (bool(rank_of(line.text)[0]) or is_title(line.text))
        and (line.width <= (0.85 * wrap if wrap else 60) or is_title(line.text))
        and not _PUNCTUATED.search(line.text, 3)
    )
    return joins(
        so_far,
        line,
        following,
        wrap_width=wrap,
        indent=indent,
        heading=heading,
        opened_in=opened_in,
        spaced=spaced,
    )


def _inline_ordinal(so_far: str, opening: str, ending: str, full: bool) -> bool:
    """Whether an ordinal at a line start goes on a count inside the paragraph before."""
    if not full:
        return False
    match = _INLINE.match(opening)
    if match:
        before = _predecessor(match.group(2))
        mark = re.escape(match.group(1) + before + match.group(3))
        if before and re.search(rf"(?<![\d.]){mark}(?!\d)", so_far[3:]):
            return True
    if ends(TERMINAL, ending) or ends(SEMI, ending):
        return False
    return is_open(so_far) or ending[-1] in "，、,（("


def _predecessor(number: str) -> str:
    if number.isascii():
        return str(int(number) - 1) if int(number) > 1 else ""
    place = _CHINESE.find(number)
    return _CHINESE[place - 1] if len(number) == 1 and place > 1 else ""
