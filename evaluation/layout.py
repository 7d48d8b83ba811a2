"""Layout alone: broken lines rejoined, paragraphs kept apart.

`python -m evaluation.layout REPORT… [--rounds 3]` takes the paragraphs of clean reports (JSON Lines
or TXT), breaks their lines as converters do (widths, indents, blank lines, page breaks and numbers)
and counts the breaks that layout takes back and the borders that it glues.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from training.junctions import is_wrapped
from xfnlp.layout import find_blocks

_SPACE = re.compile(r"[\t\r\n\f\u3000]+")
_STOP = re.compile(r"[。！？；：:;][”’）)*]*\Z")
_TITLE = re.compile(r"[^，。；：]{4,30}(?:年|年度|支出|资金|经费)")
_PROSE = frozenset({"heading", "paragraph", "list_item"})
_NO_START = "，。；：、！？）》”’〕%,;:!?)"
_NO_END = "（《“‘〔("
_NUMBERS = ("- {} -", "— {} —", "第 {} 页", "{}", "")
_LINES = (24, 38)
# Indented, blank lines between; both alike often, neither is rare.
_MARKS = ((True, False), (True, False), (True, True), (False, True), (False, False))
_WIDTHS = range(56, 98, 2)


@dataclass(frozen=True)
class Style:
    """How a converter lays paragraphs out; `apart`: blank lines between them.

    `flush` headings have no indent, whatever paragraphs have.
    """

    columns: int
    indent: bool
    flush: bool
    apart: bool
    number: str
    page: int

    @property
    def name(self) -> str:
        return " ".join(
            ["indented" if self.indent else "flush", "apart" if self.apart else "close"]
        )


@dataclass
class Count:
    """Breaks, those inside a sentence, borders of paragraphs; and what became of them."""

    breaks: int = 0
    rejoined: int = 0
    torn: int = 0
    inside: int = 0
    borders: int = 0
    glued: int = 0

    def add(self, other: Count) -> None:
        self.breaks += other.breaks
        self.rejoined += other.rejoined
        self.torn += other.torn
        self.inside += other.inside
        self.borders += other.borders
        self.glued += other.glued

    def __str__(self) -> str:
        return (
            f"{self.rejoined}/{self.breaks} rejoined ({self.rejoined / max(self.breaks, 1):.2%}), "
            f"inside sentences {self.inside - self.torn}/{self.inside} "
            f"({1 - self.torn / max(self.inside, 1):.2%}), "
            f"{self.glued}/{self.borders} borders glued ({self.glued / max(self.borders, 1):.2%})"
        )


def paragraphs(text: str) -> list[str]:
    """The paragraphs, headings and list items of a report that is not wrapped itself."""
    if is_wrapped([line for line in text.split("\n") if "\t" not in line and "|" not in line]):
        return []
    parts: list[str] = []
    for block in find_blocks(text):
        part = _SPACE.sub("", block.text(text)).strip() if block.kind in _PROSE else ""
        # A title over two lines is one, wherever it is broken.
        if part and parts and _TITLE.fullmatch(parts[-1]) and part.endswith("报告"):
            parts[-1] += part
        elif part:
            parts.append(part)
    return parts


def draw(rng: random.Random) -> Style:
    """A style; what marks no paragraph at all is rare."""
    indent, apart = rng.choice(
        [(True, False), (True, False), (True, True), (False, True), (False, False)]
    )
    flush = rng.random() < 0.4
    return Style(
        rng.choice(_WIDTHS), indent, flush, apart, rng.choice(_NUMBERS), rng.randint(*_LINES)
    )


def wrapped(paragraph: str, style: Style) -> list[str]:
    """A paragraph as lines of up to so many columns, the first one indented."""
    lines: list[str] = []
    line, room = "", style.columns - (4 if opens(paragraph, style) else 0)
    for place, mark in enumerate(paragraph):
        size = 1 if mark.isascii() else 2
        number = mark.isascii() and place and paragraph[place - 1].isascii() and mark.isalnum()
        if room < size and mark not in _NO_START and not (number and len(line) < 12):
            cut = len(line)
            while cut > 1 and line[cut - 1] in _NO_END:
                cut -= 1
            lines.append(line[:cut])
            line, room = line[cut:], style.columns
        line += mark
        room -= size
    return [*lines, line]


def opens(paragraph: str, style: Style) -> bool:
    """Whether a paragraph opens with an indent."""
    heading = style.flush and len(paragraph) < 40 and not _STOP.search(paragraph)
    return style.indent and not heading


def laid_out(parts: Sequence[str], style: Style) -> tuple[str, list[list[int]]]:
    """The text of a wrapped report, and the offset of every line of every paragraph."""
    text, places, count = "", [], 0
    for part in parts:
        starts = []
        for number, line in enumerate(wrapped(part, style)):
            if not number and opens(part, style):
                text += "\u3000\u3000"
            starts.append(len(text))
            text += line + "\n"
            count += 1
            if count % style.page == 0:
                page = style.number.format(count // style.page)
                text += f"\n{page}\n\n" if page else "\f"
        if style.apart:
            text += "\n"
        places.append(starts)
    return text, places


def measure(parts: Sequence[str], style: Style) -> tuple[Count, list[tuple[str, str, bool]]]:
    """Counts of one wrapped report, and its faults (line before, line after, whether glued)."""
    text, places = laid_out(parts, style)
    blocks = find_blocks(text)
    starts = [block.start for block in blocks]

    def owner(offset: int) -> int:
        return bisect_right(starts, offset) - 1

    count, faults = Count(), []
    flat = [(offset, number == 0) for lines in places for number, offset in enumerate(lines)]
    for (above, _), (below, border) in pairwise(flat):
        together = owner(above) == owner(below)
        if border:
            count.borders += 1
            count.glued += together
        else:
            count.breaks += 1
            count.rejoined += together
            if not _STOP.search(text[above:below].split("\n")[0]):
                count.inside += 1
                count.torn += not together
        if together == border:
            faults.append(
                (text[above:below].strip(), text[below : below + 40].split("\n")[0], border)
            )
    return count, faults


def texts(paths: Iterable[Path]) -> Iterator[str]:
    for path in paths:
        files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
        for file in files:
            content = file.read_text(encoding="utf-8")
            if file.suffix != ".jsonl":
                yield content
            elif not file.name.endswith(".facts.jsonl"):
                yield from (json.loads(line)["text"] for line in content.splitlines())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("reports", nargs="+", type=Path)
    parser.add_argument("--rounds", type=int, default=3, help="layouts a report (default 3)")
    parser.add_argument("--faults", type=int, default=0, help="so many faults of each kind shown")
    arguments = parser.parse_args()
    rng = random.Random(11)
    total, by_style = Count(), {}
    shown: Counter[bool] = Counter()
    for text in texts(arguments.reports):
        parts = paragraphs(text)
        for _ in range(arguments.rounds if len(parts) > 3 else 0):
            style = draw(rng)
            count, faults = measure(parts, style)
            total.add(count)
            by_style.setdefault(style.name, Count()).add(count)
            for above, below, glued in faults:
                if shown[glued] < arguments.faults:
                    shown[glued] += 1
                    print(f"{'glued' if glued else 'torn'} {style}: …{above[-40:]!r} | {below!r}")
    print(total)
    for name, count in sorted(by_style.items()):
        print(f"{name}: {count}")


if __name__ == "__main__":
    main()
