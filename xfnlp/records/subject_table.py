"""The official classification of income and expenditure, as data.

Three tables of the 2024 edition of 政府收支分类科目 (财预〔2023〕83号), each a line a name:

- `data/functional.tsv`: 支出功能分类科目, codes of 3 (类), 5 (款) and 7 digits (项);
- `data/economic.tsv`: 部门预算支出经济分类科目, 3 and 5 digits;
- `data/income.tsv`: 收入分类科目, 3 to 7 digits from 1; and the kinds of a department's income,
  01 to 08, numbered as the lines of 收入支出决算总表 (公开01表) are.

Names that a subject had in earlier editions stand beside its present one, with the last year of
their use.  The column `basis` says how a pair of code and name was checked: `seen` in a public
document, or written from `memory`.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final, Literal, NamedTuple

TABLE_YEAR: Final = 2024

Kind = Literal["functional", "economic", "income"]
KINDS: Final[tuple[Kind, ...]] = ("functional", "economic", "income")


class Subject(NamedTuple):
    """A name of a subject; `first` and `last` are fiscal years, None where not limited."""

    code: str
    name: str
    kind: Kind
    first: int | None
    last: int | None
    seen: bool

    def holds_in(self, year: int) -> bool:
        """Whether the name stood for the code in a fiscal year."""
        return (self.first or year) <= year <= (self.last or year)


@cache
def subjects() -> tuple[Subject, ...]:
    """All names of all subjects, by table and code."""
    return tuple(subject for kind in KINDS for subject in _read(kind))


def _read(kind: Kind) -> list[Subject]:
    text = files("xfnlp.records").joinpath(f"data/{kind}.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and line[0] != "#"]
    return [
        Subject(code, name, kind, int(first or 0) or None, int(last or 0) or None, basis == "seen")
        for code, name, first, last, basis in rows
    ]
