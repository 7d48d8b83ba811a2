"""What a cell holds: a number, a rate, a dash, text; and its exact value."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Literal

from xfnlp.figures import read_figure

CellKind = Literal["blank", "dash", "number", "percent", "money", "text"]

_NUMBER = re.compile(r"[-+−－]?(?:\d{1,3}(?:,\s?\d{3})+|\d+)(?:\.\d+)?|[-+−－]?\.\d+")
_BRACKETED = re.compile(r"[(（](?P<number>[\d,.]+)[)）]")
_MONEY = re.compile(rf"(?P<number>{_NUMBER.pattern})(?P<unit>亿元|百万元|十万元|万元|千元|百元|元)")
_DASH = re.compile(r"[-—–－/／\\.。…·*×xX]{1,4}|无|空")
_UNIT = re.compile(
    r"(?:金额)?(?:单位)?\s*[:：]?\s*(?:人民币)?\s*(?P<unit>亿元|百万元|十万元|万元|千元|百元|元|％|%)"
)
_SCALE = {
    "亿元": Decimal(100_000_000),
    "百万元": Decimal(1_000_000),
    "十万元": Decimal(100_000),
    "万元": Decimal(10_000),
    "千元": Decimal(1_000),
    "百元": Decimal(100),
    "元": Decimal(1),
}
_MEASURE = re.compile(
    r"[（(](?P<unit>个|人次?|辆|[台套](?:[，,、/]套)?|批次?|次|户|间|件|平方米|㎡|亩|公里|栋|处|家|名)[）)]\Z"
)
_ORDINAL = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[)）]"
    r"|\d{1,2}[、．]|\d{1,2}\.(?!\d)|[①-⑳]|\d{1,2}[)）]|指标\d{1,2}[:：])\s*"
)
# A second figure in what was read as the unit of the first; 6/10万 is a rate.
_SECOND = re.compile(r"(?!/10).*\d")
# In front of a target: =100%, 大于等于90%.
_EXACTLY = re.compile(r"\A\s*(?:[=＝≧≦⩾⩽]|(?:大于|小于)或?等于)\s*(?=\d)")
_AMONG = re.compile(r"其\s*中\s*[:：]?\s*")
_SPACE = re.compile(r"[\s\u200b\ufeff]+")


def cell_kind(text: str) -> CellKind:
    """Kind of a cell's content."""
    if not text:
        return "blank"
    narrow = unicodedata.normalize("NFKC", text).replace(" ", "")
    if _NUMBER.fullmatch(narrow) or _BRACKETED.fullmatch(narrow):
        return "number"
    if narrow.endswith("%") and _NUMBER.fullmatch(narrow[:-1]):
        return "percent"
    if _MONEY.fullmatch(narrow):
        return "money"
    return "dash" if _DASH.fullmatch(narrow) else "text"


def number_in(text: str) -> Decimal | None:
    """The number of a `number` or `percent` cell; accountants' brackets mean less than zero."""
    narrow = unicodedata.normalize("NFKC", text).replace(" ", "").rstrip("%")
    bracketed = _BRACKETED.fullmatch(narrow)
    if bracketed:
        narrow = "-" + bracketed.group("number")
    try:
        return Decimal(narrow.replace(",", "").replace("−", "-"))
    except InvalidOperation:
        return None


def money_in(text: str) -> tuple[Decimal, str] | None:
    """Number and unit of a `money` cell (12.5万元)."""
    match = _MONEY.fullmatch(unicodedata.normalize("NFKC", text).replace(" ", ""))
    number = number_in(match.group("number")) if match else None
    return (number, match.group("unit")) if match and number is not None else None


def figure_in(text: str) -> tuple[Decimal, str] | None:
    """Value and unit of an indicator's cell, None where it is no single figure."""
    kind = cell_kind(text)
    if kind in ("number", "percent"):
        number = number_in(text)
        return None if number is None else (number, "%" if kind == "percent" else "")
    if kind not in ("text", "money") or len(text) > 24:
        return None
    figure = read_figure(_EXACTLY.sub("", text))
    if figure is None or figure.value is None or _SECOND.match(figure.unit):
        return None  # two figures (900批/2000人次) are text
    return figure.value, figure.unit


def is_measure(text: str) -> bool:
    """Whether a cell holds a unit of measure alone (公里, 人次, %)."""
    if not text or len(text) > 5 or cell_kind(text) not in ("text", "dash"):
        return text in ("%", "％")
    figure = read_figure(f"1{text}")
    return figure is not None and bool(figure.unit)


def unit_in(text: str) -> str:
    """The unit of money (or %) that a header or a caption names, "" where it names none."""
    match = None
    for match in _UNIT.finditer(text):
        if "单位" in match.group():
            break
    return unicodedata.normalize("NFKC", match.group("unit")) if match else ""


def measure_in(name: str) -> str:
    """The unit of counting that a name ends in (批次（个）), "" where there is none."""
    match = _MEASURE.search(row_name(name))
    return match.group("unit") if match else ""


def scale_of(unit: str) -> Decimal:
    """Yuan to one `unit`."""
    return _SCALE.get(unit, Decimal(1))


def row_name(text: str) -> str:
    """A row's name without white space, ordinal and 其中."""
    name = _SPACE.sub("", text)
    while True:
        match = _ORDINAL.match(name) or _AMONG.match(name)
        if not match or match.end() == len(name):
            break
        name = name[match.end() :]
    return name.rstrip("：:")
