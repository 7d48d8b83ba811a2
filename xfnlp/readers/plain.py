"""Plain text and Markdown: the encoding is found out from the bytes."""

from __future__ import annotations

import codecs
import re

from xfnlp.errors import InputError
from xfnlp.readers.limits import MAX_TEXT
from xfnlp.readers.source import Place, Source

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x7f]")
_COMMON = re.compile("[的一是在不了有和人年月日为项支出预算元万，。、：；（）\r\n 0-9]")
_LINE = re.compile(r"[^\n]+")
_MOST_BAD = 0.01


def read_plain(data: bytes, name: str) -> Source:
    """Read text; the offsets of the result count the characters as decoded, nothing changed.

    Raises:
        InputError: where the bytes are no text in UTF-8, UTF-16, UTF-32 or GB18030.
    """
    text = decode(data, name)
    if len(text) > MAX_TEXT:
        raise InputError(f"{name}: more than {MAX_TEXT:,} characters")
    starts, places = [], []
    for number, match in enumerate(_LINE.finditer(text), start=1):
        starts.append(match.start())
        places.append(Place(paragraph=number))
    return Source(name, text, tuple(starts), tuple(places))


def decode(data: bytes, name: str) -> str:
    """Decode bytes whose encoding is not told.

    Raises:
        InputError: where no encoding makes text of them.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                return _tolerant(data, encoding, name)
    candidates = ["utf-8", "gb18030"]
    if len(data) % 2 == 0 and _looks_wide(data):
        candidates = ["utf-16-le", "utf-16-be", *candidates]
    best, most = "", 0.0
    for encoding in candidates:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8":
            best, most = text, 1.0
            break
        likely = _likely(text)
        if likely > most:
            best, most = text, likely
    if best and not _binary(best):
        return best
    return _tolerant(data, "utf-8" if _likely_utf8(data) else "gb18030", name)


def _looks_wide(data: bytes) -> bool:
    """Whether every second byte of a sample is often 0 or a high byte of Chinese (4E to 9F)."""
    sample = data[:4000]
    if sample.count(0) > len(sample) // 20:
        return True
    for first in (0, 1):
        half = sample[first::2]
        if half and sum(0x4E <= byte <= 0x9F or byte in (0x30, 0xFF) for byte in half) > 0.7 * len(
            half
        ):
            return True
    return False


def _likely(text: str) -> float:
    sample = text[:4000]
    return len(_COMMON.findall(sample)) / max(len(sample), 1)


def _likely_utf8(data: bytes) -> bool:
    return data[:100_000].decode("utf-8", "replace").count("\ufffd") < data[:100_000].decode(
        "gb18030", "replace"
    ).count("\ufffd")


def _binary(text: str) -> bool:
    sample = text[:20_000]
    return len(_CONTROL.findall(sample)) > _MOST_BAD * len(sample)


def _tolerant(data: bytes, encoding: str, name: str) -> str:
    text = data.decode(encoding, "replace")
    bad = text.count("\ufffd")
    if bad > _MOST_BAD * len(text) or _binary(text):
        raise InputError(
            f"{name}: not text in UTF-8, UTF-16 or GB18030 (bad bytes near position "
            f"{text.find(chr(0xFFFD))}); is it another kind of file?"
        )
    return text
