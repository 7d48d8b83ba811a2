"""Where one table ends and the next begins, for files that run several into one grid."""

from __future__ import annotations

import re
from collections.abc import Sequence

_FIGURE = re.compile(r"[-+−－]?[\d,，]*[.．]?\d+\s*[%％]?|[-—–－/／]{1,3}")
_OUTSIDE = re.compile(
    r"单位\s*[:：]|[。！？][”’）)]*\Z|\A注\s*[:：]|\A公开\s*\d+\s*表\Z|\A第[一二三四五六七八九十]{1,3}部分"
    r"|(?:表|一览|明细|清单)(?:[（(][^）)]{1,20}[）)])?\Z"
)
_HEADER = re.compile("项目|科目|名称|指标|金额|预算|决算|执行|序号|行次|得分|分值|数量|收入|支出")
_LONGEST = 60


def is_figure(text: str) -> bool:
    """Whether a cell holds a number, a rate or a dash and nothing else."""
    return _FIGURE.fullmatch(text) is not None


def parts_tables(between: Sequence[str], following: Sequence[str]) -> bool:
    """Whether lines that stand alone between two rows part two tables.

    Args:
        between: texts of the lines (or of the one filled cell of their rows).
        following: cells of the row after them.

    Returns:
        False where they are rows with one filled cell: the name of a group, a line without amounts.
    """
    if any(_OUTSIDE.search(text) or len(text) > _LONGEST for text in between):
        return True
    return bool(between) and is_header(following)


def is_header(cells: Sequence[str]) -> bool:
    """Whether a row reads as a header: words that head columns, and no figure."""
    filled = [text for text in cells if text]
    return (
        not any(is_figure(text) for text in filled)
        and sum(bool(_HEADER.search(text)) for text in filled) >= 2
    )
