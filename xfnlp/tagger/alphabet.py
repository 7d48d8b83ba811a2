"""Characters to token ids: one character is one token, so offsets need no mapping."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

PAD, UNK, CLS, SEP, MASK = range(5)
_NAMES = {" ": "[SP]", "\t": "[TAB]", "\n": "[NL]"}
_CODE_POINTS = 0x110000


def fold(character: str) -> str:
    """NFKC of one character where that is one character again, else the character itself."""
    folded = unicodedata.normalize("NFKC", character)
    return folded if len(folded) == 1 else character


@lru_cache(maxsize=4)
def _table(vocabulary: tuple[str, ...]) -> npt.NDArray[np.int32]:
    table = np.full(_CODE_POINTS, UNK, dtype=np.int32)
    ids = {token: number for number, token in enumerate(vocabulary)}
    # A token that is one character stands for every character that folds to it.
    for code in (*range(0x3400), *range(0x4E00, 0xA000), *range(0xF900, 0x10000)):
        character = chr(code)
        folded = fold(character)
        number = ids.get(_NAMES.get(folded, folded))
        if number is not None:
            table[code] = number
    for token, number in ids.items():
        if len(token) == 1:
            table[ord(token)] = number
    return table


class Alphabet:
    """Looks characters up in a vocabulary of single characters."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self.vocabulary = tuple(vocabulary)
        self._ids = _table(self.vocabulary)
        self.newline = self.vocabulary.index("[NL]") if "[NL]" in self.vocabulary else UNK

    @classmethod
    def read(cls, path: Path) -> Alphabet:
        return cls(path.read_text(encoding="utf-8").removesuffix("\n").split("\n"))

    def ids(self, text: str) -> npt.NDArray[np.int32]:
        """Token ids of the characters of `text`; shape (len(text),)."""
        return self._ids[code_points(text)]


def code_points(text: str) -> npt.NDArray[np.uint32]:
    """The code points of `text`, lone surrogates included; shape (len(text),)."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
