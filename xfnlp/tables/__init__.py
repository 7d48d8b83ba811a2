"""Tables to facts: final accounts, budgets, self-evaluation, assets, project lists."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xfnlp.tables.cells import unit_in
from xfnlp.tables.columns import Column
from xfnlp.tables.facts import Setting, loose_facts, segment_facts
from xfnlp.tables.flat import fold_cells
from xfnlp.tables.grid import Row, table_rows
from xfnlp.tables.lone import lone_facts, lone_row
from xfnlp.tables.segments import goes_on, segments_of
from xfnlp.types import Block, Fact

__all__ = ["read_tables"]

_UNIT = re.compile(
    r"(?:金额)?单位\s*[:：]\s*(?:人民币)?\s*[^\s，。；)）]{1,4}|[（(](?:万|亿|千)?元[）)]"
)
_THREE = re.compile(r"[“\"]?三\s*公[”\"]?经费")
_REACH = 4


def read_tables(text: str, blocks: Sequence[Block]) -> list[Fact]:
    """Read the facts that the tables of a report state.

    Args:
        text: the report.
        blocks: its layout, from `find_blocks(text)`.

    Returns:
        Facts with `source` "table", in reading order; amounts in yuan.  The spans of a fact are
        the cell of its value, the cell that names its row, and the header that names a line.
    """
    facts: list[Fact] = []
    carried: list[Column] | None = None
    setting = Setting("", "", False)
    previous = -2
    for index, block in enumerate(blocks):
        if block.kind != "table":
            continue
        rows = table_rows(text, block)
        if len(rows) > 1 and all(len(row) == 1 for row in rows):
            rows = fold_cells([row[0] for row in rows])
        around = [text[near.start : near.end] for near in _above(blocks, index)]
        noted = all(near.kind == "note" for near in blocks[max(previous, 0) + 1 : index])
        continues = noted and previous >= 0 and not around
        if continues and index - previous > 1 and not goes_on(rows, carried):
            continues = False  # after a note only rows that fit the columns go on
        if not continues or not setting.unit:
            setting = _setting(around, rows, setting)
        if not continues and (lone := lone_row(rows, setting)):
            facts += lone_facts(lone, setting)
            carried, previous = None, index
            continue
        segments, loose = segments_of(rows, carried if continues else None)
        facts += loose_facts(loose, setting)
        for segment in segments:
            facts += segment_facts(segment, setting)
        if segments:
            carried = segments[-1].columns
        previous = index
    return _of_document(facts)


def _of_document(facts: Sequence[Fact]) -> list[Fact]:
    """`facts` with one document fact a field; of scores that differ none is the report's."""
    kept: list[Fact] = []
    scores = {fact.value for fact in facts if fact.field == "self_score"}
    known: set[str] = {"self_score"} if len(scores) > 1 else set()
    for fact in facts:
        if fact.kind == "document":
            if fact.field in known:
                continue
            known.add(fact.field)
        kept.append(fact)
    return kept


def _above(blocks: Sequence[Block], index: int) -> list[Block]:
    """The captions, headings and short lines directly above a table, nearest first."""
    above: list[Block] = []
    for near in reversed(blocks[max(index - _REACH, 0) : index]):
        if near.kind in ("table", "contents", "note") or near.end - near.start > 80:
            break
        above.append(near)
    return above


def _setting(around: Sequence[str], rows: Sequence[Row], before: Setting) -> Setting:
    """Unit and subject of a table, from the lines above it and its first rows."""
    unit = ""
    inside = [" ".join(cell.text for cell in row) for row in rows[:4]]
    for line in [*around, *inside]:
        match = _UNIT.search(line)
        if match and (unit := unit_in(match.group())) not in ("", "%"):
            break
        unit = ""
    title = " ".join(around)
    subject = _THREE.search(title) or _THREE.search(" ".join(inside))
    budget = "预算" in title and not any(word in title for word in ("决算", "绩效", "执行"))
    return Setting(unit or before.unit, subject.group() if subject else "", budget, bool(unit))
