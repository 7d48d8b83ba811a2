"""Layout and reading noise on marked text; spans keep their edges by construction.

The markup is read into glyphs, each with the span marks that open before and close after it.
What noise puts in stands between glyphs, so no span can start or end with it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from training.corpus.markup import CLOSE, LETTERS

_TOKEN = re.compile(r"⟦([^⟦⟧|\n]*)\||⟧|.", re.DOTALL)
_FIGURES = frozenset("mpq")
_NAMES = frozenset("ci")
_HALF = {"，": ",", "：": ":", "（": "(", "）": ")", "；": ";", "％": "%"}
_FULL = {**{chr(c): chr(c + 0xFEE0) for c in b"0123456789"}, "%": "％", ".": "．"}
_LOOKALIKE = dict(
    zip(
        "未已日人入干千土士大太目自白问间末曰己夭天治冶拨拔折拆帐账贷货栏拦晴睛氐氏",
        "末己曰入人千干士土太大自目自间问未日已天夭冶治拔拨拆折账帐货贷拦栏睛晴氏氐",
        strict=True,
    )
)
_LOOKALIKE_DIGIT = {"0": "O", "1": "l", "5": "S"}


@dataclass(frozen=True)
class Glyph:
    """A character with the marks round it; `inside` holds the letters of the spans about it."""

    char: str
    opens: str = ""
    closes: str = ""
    inside: frozenset[str] = frozenset()
    table: bool = False


def read_glyphs(marked: str) -> list[Glyph]:
    """Split marked text into glyphs."""
    glyphs: list[Glyph] = []
    stack: list[str] = []
    opens = ""
    for token in _TOKEN.finditer(marked):
        text = token[0]
        if text == CLOSE:
            stack.pop()
            glyphs[-1] = replace(glyphs[-1], closes=glyphs[-1].closes + text)
        elif token[1] is not None and token[1][:1] in LETTERS:
            stack.append(token[1][0])
            opens += text
        else:
            glyphs.append(Glyph(text, opens, inside=frozenset(stack)))
            opens = ""
    return _mark_tables(glyphs)


def _mark_tables(glyphs: list[Glyph]) -> list[Glyph]:
    result: list[Glyph] = []
    line: list[Glyph] = []
    for glyph in [*glyphs, Glyph("\n")]:
        line.append(glyph)
        if glyph.char == "\n":
            text = "".join(g.char for g in line)
            table = "\t" in text or "|" in text or "....." in text  # or a line of contents
            result += [replace(g, table=True) if table else g for g in line]
            line = []
    return result[:-1]


def write_glyphs(glyphs: Iterable[Glyph]) -> str:
    return "".join(g.opens + g.char + g.closes for g in glyphs)


def _spans_over(left: Glyph, right: Glyph) -> frozenset[str]:
    """The spans that go on from one glyph to the next, as far as the marks between tell."""
    return frozenset() if left.closes and right.opens else left.inside & right.inside


def hard_wrap(glyphs: list[Glyph], chance: random.Random) -> list[Glyph]:
    """Break lines at a fixed width, and pages with their numbers where no name is cut."""
    width, page = chance.randint(24, 44), chance.randint(18, 34)
    style = chance.choice(["- {} -", "— {} —", "{}", "第 {} 页", "－{}－"])
    blank = chance.choice(["", "\n"])
    indent = chance.random() < 0.3
    result: list[Glyph] = []
    column = lines = 0
    number = 1
    for place, glyph in enumerate(glyphs):
        result.append(glyph)
        column += 1
        if glyph.char == "\n":
            column, lines = 0, lines + 1
            continue
        after = glyphs[place + 1] if place + 1 < len(glyphs) else None
        if column < width or after is None or glyph.table or after.char in "\n，。；：、）":
            continue
        kept = _spans_over(glyph, after)
        text = "\n"
        column, lines = 0, lines + 1
        if lines >= page and not kept & (_FIGURES | _NAMES):
            text = f"\n{blank}{style.format(number)}\n{blank}"
            number, lines = number + 1, 0
        elif indent and not kept & _FIGURES and chance.random() < 0.1:
            text = "\n " + "\u3000" * chance.randint(0, 1)
        result += [Glyph(char, inside=kept) for char in text]
    return result


def stray_spaces(glyphs: list[Glyph], chance: random.Random) -> list[Glyph]:
    """Blanks round figures, before their units and now and then between their digits."""
    around, within, rate = chance.choice([0.0, 0.3, 0.8]), chance.choice([0.2, 0.6]), 0.03
    result: list[Glyph] = []
    for glyph, after in zip(glyphs, [*glyphs[1:], None], strict=True):
        result.append(glyph)
        if after is None or glyph.table or "\n" in (glyph.char, after.char):
            continue
        kept = _spans_over(glyph, after)
        figures = bool(kept & _FIGURES)
        digit, next_digit = _digit(glyph.char), _digit(after.char)
        probability = 0.0
        if figures and digit and next_digit:
            probability = rate
        elif figures and (digit != next_digit) and after.char not in ".．,":
            probability = within if glyph.char not in ".．," else 0.02
        elif not figures and digit != next_digit and (digit or next_digit):
            probability = around
        elif not figures and not digit and glyph.char not in " \u3000" and after.char != " ":
            probability = 0.002
        if glyph.char in " #*" or after.char in " #*":
            probability = 0.0
        if chance.random() < probability:
            result.append(Glyph(" " if chance.random() < 0.9 else "  ", inside=kept))
    return result


def _digit(char: str) -> bool:
    return char.isascii() and char.isdigit()


def confuse(glyphs: list[Glyph], chance: random.Random) -> list[Glyph]:
    """Misread characters, none in a figure; digits only in what no span holds."""
    rate = chance.choice([0.02, 0.06, 0.15])  # of those that have a lookalike
    result = []
    for glyph in glyphs:
        swap = None
        if not glyph.table and not glyph.inside & _FIGURES:
            swap = _LOOKALIKE.get(glyph.char)
            if not glyph.inside:
                swap = swap or _LOOKALIKE_DIGIT.get(glyph.char)
        misread = swap is not None and chance.random() < rate
        result.append(replace(glyph, char=swap or glyph.char) if misread else glyph)
    return result


def half_width(glyphs: list[Glyph], chance: random.Random) -> list[Glyph]:
    """Half-width punctuation, in some paragraphs or everywhere; names keep their brackets."""
    share = chance.choice([0.3, 1.0])
    on = chance.random() < share
    result = []
    for glyph in glyphs:
        if glyph.char == "\n":
            on = chance.random() < share
        change = on and not glyph.table and not glyph.inside & _NAMES
        result.append(replace(glyph, char=_HALF.get(glyph.char, glyph.char)) if change else glyph)
    return result


def full_width(glyphs: list[Glyph], chance: random.Random) -> list[Glyph]:
    """Full-width digits in some paragraphs."""
    share, on = 0.4, False
    result = []
    for glyph in glyphs:
        if glyph.char == "\n":
            on = chance.random() < share
        change = on and not glyph.table and (glyph.char != "." or bool(glyph.inside & _FIGURES))
        result.append(replace(glyph, char=_FULL.get(glyph.char, glyph.char)) if change else glyph)
    return result


def lost_stops(glyphs: list[Glyph], chance: random.Random) -> list[Glyph]:
    """Full stops missing at some paragraph ends."""
    result = []
    for glyph, after in zip(glyphs, [*glyphs[1:], Glyph("\n")], strict=True):
        lost = glyph.char == "。" and after.char == "\n" and not glyph.opens and not glyph.closes
        if not (lost and chance.random() < 0.3):
            result.append(glyph)
    return result


Noise = Callable[[list[Glyph], random.Random], list[Glyph]]
# In the order in which they come about; with the share of documents that have each.
NOISES: dict[str, tuple[Noise, float]] = {
    "half_width": (half_width, 0.2),
    "full_width": (full_width, 0.06),
    "lost_stops": (lost_stops, 0.12),
    "confusions": (confuse, 0.12),
    "spaces": (stray_spaces, 0.25),
    "hard_wrap": (hard_wrap, 0.3),
}


def add_noise(marked: str, chance: random.Random) -> tuple[str, list[str]]:
    """Marked text with a random choice of noises, and their names."""
    glyphs, names = read_glyphs(marked), []
    for name, (noise, share) in NOISES.items():
        if chance.random() < share:
            glyphs = noise(glyphs, chance)
            names.append(name)
    return write_glyphs(glyphs), names
