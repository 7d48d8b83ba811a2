"""All written figures of a text, with their places: for baselines and for layout."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from xfnlp.figures.measures import MEASURES
from xfnlp.figures.model import Figure
from xfnlp.figures.numerals import CHINESE, NARROW
from xfnlp.figures.read import read_figure

CONTEXT: Final = 8  # characters to either side from which 约 or 以上 are read

_S: Final = r"\s{0,2}"  # bounded, so that matching stays linear
_GROUPS: Final = r"(?<![\d.])\d{1,3}(?:[ \u00a0]\d{3})+(?!\d)"  # 5 218.40
_ARABIC: Final = rf"(?:{_GROUPS}|\d+(?:{_S},{_S}\d{{3}})*)(?:{_S}\.{_S}\d+)?"
_NUMERAL: Final = rf"[{CHINESE}十拾百佰千仟]+(?:点[{CHINESE}]+)?"
_SCALE: Final = rf"(?:{_S}[余多几]?{_S}[十百千万亿]{{1,2}}(?:{_S}[余多])?|{_S}[余多])?"
_MIXED: Final = rf"(?:{_S}(?:\d+|[{CHINESE}十百千拾佰仟]+)[千万仟])?"
_NUMBER: Final = rf"(?:{_ARABIC}|{_NUMERAL}){_SCALE}{_MIXED}(?:[零{CHINESE}十百千拾佰仟]+)?"
_TO: Final = rf"{_S}[至到—–~─―-]{{1,2}}{_S}"
_MONEY: Final = rf"{_S}(?:元{_S}人民币|[美港欧日]?元(?:\d角)?|万|亿)?"
_COIN: Final = rf"(?:[{CHINESE}\d]+角)?(?:零?[{CHINESE}\d]+分)?"
_RATE: Final = rf"{_S}(?:%|‰|个{_S}百{_S}分{_S}点|百分点)"
_MEASURE: Final = "|".join(re.escape(measure.translate(NARROW)) for measure in MEASURES)
_BRACKET: Final = rf"(?:\([台套件条册顶枚粒、]{{1,5}}\))?(?:/(?:{_MEASURE}))?"
_PER: Final = rf"(?:/(?:{_MEASURE}|月))?"

_PATTERN: Final = re.compile(
    rf"""
    (?=[-\d¥{CHINESE}十拾百佰千仟万])(?:
    (?P<of>百分之|千分之)(?P<part>{_NUMBER}|百)
  | (?P<percent>(?<![\d.])-?{_ARABIC}(?:{_RATE})?{_TO}{_ARABIC}{_RATE}|(?<![\d.])-?{_ARABIC}{_RATE})
  | (?P<money>
      (?:[¥]{_S})?-?{_NUMBER}(?:{_S}元)?{_TO}{_NUMBER}{_S}[美港欧日]?元{_PER}
    | ¥{_S}-?{_ARABIC}(?:{_S}[万亿])?(?:{_S}元)?
    | -?{_NUMBER}{_S}[美港欧日]?元{_COIN}[整正]?{_PER}
    )
  | (?P<tenths>[一两二三四五六七八九]成[{CHINESE}半]?(?!立|本|员|果|效|为|功|都|人|年|长|熟)
      |[二三四五六七八九十]分之[{CHINESE}])
  | (?P<quantity>(?:{_NUMBER}{_TO})?{_NUMBER}{_S}(?:{_MEASURE}){_BRACKET}))
    """,
    re.VERBOSE,
)
# What looks like a count and is a date, an ordinal, a document number or a clock time.
_ORDINAL: Final = re.compile(r"(?:第|〔\d{0,4}〕|\[\d{0,4}\]|\d[年月时:/.-]|No\.?)\s?$")
_DATE: Final = re.compile(
    r"(?:19|20)\d\d\s?年|[二一][〇零九]{1,2}[^ ]{0,3}年|\d{1,2}\s?号$|.{1,3}月[份底初]"
)
_DAY: Final = re.compile(r"(?<!工作)(?<!个)[日]$")
_ONE: Final = re.compile(r"一\s?[^户辆轮十百千万亿点]")


@dataclass(frozen=True, slots=True)
class FoundFigure:
    """A figure and its place: `text[start:end]` is how it is written."""

    start: int
    end: int
    label: Literal["MONEY", "PERCENT", "QUANTITY"]
    figure: Figure


def find_figures(text: str) -> list[FoundFigure]:
    """Find the written amounts, rates and quantities of a text, in order, in linear time.

    Dates, ordinals and document numbers are left out.  White space and single line breaks are
    allowed between digits and separators and before the unit, not between two digits.
    """
    narrow = text.translate(NARROW)
    result = []
    for match in _PATTERN.finditer(narrow):
        start, end = match.span()
        kind = match.lastgroup
        label: Literal["MONEY", "PERCENT", "QUANTITY"]
        label = "MONEY" if kind == "money" else "QUANTITY" if kind == "quantity" else "PERCENT"
        if label == "QUANTITY" and _no_count(narrow, start, end):
            continue
        figure = read_figure(
            text[start:end],
            label=label,
            before=text[max(0, start - CONTEXT) : start],
            after=text[end : end + CONTEXT],
        )
        if figure:
            result.append(FoundFigure(start, end, label, figure))
    return result


def _no_count(narrow: str, start: int, end: int) -> bool:
    """Whether a number with a measure word is a date, an ordinal or part of a set phrase."""
    written = narrow[start:end]
    before = narrow[max(0, start - 8) : start]
    if _ORDINAL.search(before) or _DATE.match(written) or _ONE.match(written):
        return True
    quoted = before[-1:] in ("“", '"', "「") and not written[0].isdigit()
    return quoted or _DAY.search(written) is not None
