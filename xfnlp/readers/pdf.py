"""PDF with a text layer: lines by their place on the page, ruled tables, furniture left out."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from itertools import pairwise
from typing import Any

from xfnlp.errors import InputError
from xfnlp.readers.extras import load_extra
from xfnlp.readers.limits import MAX_PAGES, MAX_TEXT
from xfnlp.readers.pages import PageLine, PageTable, page_items
from xfnlp.readers.paragraphs import mark_paragraphs
from xfnlp.readers.source import Source
from xfnlp.readers.unruled import header_row
from xfnlp.readers.writing import write_pages

_PAGE_NUMBER = re.compile(
    r"[-—–－~\s]*\d{1,4}[-—–－~\s]*|第\s*\d{1,4}\s*页.{0,12}|\d{1,4}\s*/\s*\d{1,4}"
)
_BARE = re.compile(r"\d{1,4}")
_DIGITS = re.compile(r"\d+")
# What a title does not hold, or not where it goes on.
_MARKS = re.compile(r"[，。；：:！？（(]")
_MARGIN = 0.12
_SCAN = 8


def read_pdf(data: bytes, name: str) -> Source:
    """Read a PDF's text layer.

    Raises:
        InputError: where it is damaged, locked, too long, or a scan without text.
    """
    pdfplumber = load_extra("pdfplumber", package="pdfplumber", kind="PDF", name=name)
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    pages: list[list[PageLine | PageTable]] = []
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            count = len(pdf.pages)
            if count > MAX_PAGES:
                raise InputError(f"{name}: {count} pages; up to {MAX_PAGES} are read")
            characters = 0
            for page in pdf.pages:
                items = page_items(page)
                characters += sum(item.size() for item in items)
                if characters > MAX_TEXT:
                    raise InputError(f"{name}: more than {MAX_TEXT:,} characters")
                pages.append(items)
                page.close()
    except (InputError, MemoryError):
        raise
    except Exception as error:  # pdfminer raises whatever its parts raise
        if _short_of_memory(error):
            raise MemoryError from error
        kind = "locked with a password" if "assword" in type(error).__name__ else "damaged"
        raise InputError(f"{name}: {kind} ({type(error).__name__}: {error})") from error
    if characters < _SCAN * max(len(pages), 1):
        raise InputError(
            f"{name}: {len(pages)} pages with hardly any text: a scan. Run OCR over it first"
        )
    _drop_furniture(pages)
    for number, items in enumerate(pages):
        pages[number] = _join_titles(items, body_size(pages))
    _move_headers(pages)
    mark_paragraphs(pages)
    return write_pages(pages, name)


def _short_of_memory(error: BaseException | None) -> bool:
    """Whether an error comes of one of memory, however wrapped."""
    while error is not None:
        if isinstance(error, MemoryError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _drop_furniture(pages: list[list[Any]]) -> None:
    """Take out page numbers and lines that come back in the margins of many pages."""
    margins: list[tuple[int, PageLine, str]] = []
    for number, items in enumerate(pages):
        for item in items:
            if isinstance(item, PageLine) and (item.share < _MARGIN or item.share > 1 - _MARGIN):
                margins.append((number, item, _DIGITS.sub("0", item.text.strip())))
    times = Counter(key for _, _, key in margins)
    # A bare number may be a cell: page numbers run with the pages.
    runs = Counter(
        int(item.text) - number for number, item, _ in margins if _BARE.fullmatch(item.text.strip())
    )
    for number, item, key in margins:
        text = item.text.strip()
        if _BARE.fullmatch(text):
            step = int(text) - number
            furniture = runs[step] >= 2 or step == 1
        else:
            running = times[key] >= 3 and times[key] >= 0.3 * len(pages)
            furniture = running or _PAGE_NUMBER.fullmatch(text) is not None
        if furniture:
            pages[number] = [other for other in pages[number] if other is not item]


def _move_headers(pages: list[list[Any]]) -> None:
    """Give a table at the top of a page the header that stands last on the page before."""
    for before, items in pairwise(pages):
        if not before or not items or not isinstance(items[0], PageTable):
            continue
        header = (
            header_row(before[-1].words, items[0].edges)
            if isinstance(before[-1], PageLine)
            else None
        )
        if header:
            items[0].rows.insert(0, header)
            del before[-1]


def body_size(pages: list[list[Any]]) -> float:
    """The size that most characters outside tables are set in, in points."""
    sizes: Counter[float] = Counter()
    for items in pages:
        for item in items:
            if isinstance(item, PageLine):
                sizes[round(item.size_pt)] += len(item.text)
    return float(sizes.most_common(1)[0][0]) if sizes else 0.0


def _join_titles(items: list[Any], body: float) -> list[Any]:
    """Titles that run over two lines, in larger letters or centred, as one line."""
    widest = max((item.width for item in items if isinstance(item, PageLine)), default=0.0)
    joined: list[Any] = []
    for item in items:
        above = joined[-1] if joined else None
        if (
            isinstance(item, PageLine)
            and isinstance(above, PageLine)
            and abs(item.size_pt - above.size_pt) < 1
            and item.top - above.bottom < 1.2 * item.size_pt
            and (_large(above, item, body, widest) or _centred(above, item, widest))
        ):
            above.text += item.text
            above.bottom = item.top + item.size_pt
            continue
        joined.append(item)
    return joined


def _large(above: PageLine, item: PageLine, body: float, widest: float) -> bool:
    if min(item.size_pt, above.size_pt) <= 1.15 * body:
        return False
    return above.width > max(0.6 * widest, 8 * item.size_pt, item.width)


def _centred(above: PageLine, item: PageLine, widest: float) -> bool:
    """Whether a line stands in the middle under one without punctuation that has no room left."""
    middles = above.left + above.width / 2, item.left + item.width / 2
    return (
        abs(middles[0] - middles[1]) < 0.5 * item.size_pt
        and item.left > above.left + 4 * item.size_pt
        and above.width > max(widest - item.size_pt, 20 * item.size_pt)
        and _MARKS.search(above.text + item.text) is None
    )
