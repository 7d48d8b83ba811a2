"""How long the readers take over a long PDF: `python -m evaluation.reading [PDF…] [--pages 40]`.

Makes a PDF of so many pages (prose of corpus reports, a ruled table on every fourth page), reads it
and any PDFs named in fresh processes, and prints seconds a page, peak memory and how much of the
time goes into taking the characters off the pages (pdfminer).  Medians of `--repeats`.
"""

from __future__ import annotations

import argparse
import tempfile
from itertools import islice
from pathlib import Path
from typing import Any

from evaluation.fresh import ROOT, measured
from evaluation.layout import Style, opens, paragraphs, texts, wrapped
from evaluation.pdf_maker import Rule, Text, make_pdf, table_page

STYLE = Style(columns=78, indent=True, flush=False, apart=False, number="", page=38)
_LINES, _ROWS, _TABLE_EVERY = 38, 28, 4
_HEADER = ["科目名称", "年初预算数", "全年预算数", "决算数", "执行率"]


def long_pdf(pages: int, folder: Path = ROOT / "corpora" / "test") -> bytes:
    """A PDF of so many pages of prose from the reports of a folder, with ruled tables."""
    lines = [
        ("\u3000\u3000" if not number and opens(part, STYLE) else "") + line
        for text in texts([folder])
        for part in paragraphs(text)
        for number, line in enumerate(wrapped(part, STYLE))
    ]
    made: list[tuple[list[Text], list[Rule]]] = []
    rest = iter(lines * (1 + pages * _LINES // max(len(lines), 1)))
    for page in range(1, pages + 1):
        if page % _TABLE_EVERY == 0:
            rows = [_HEADER, *(_row(page * 100 + number) for number in range(1, _ROWS))]
            texts_, rules = table_page(rows, 70, widths=[150, 80, 80, 80, 60])
        else:
            body = islice(rest, _LINES)
            texts_, rules = [(56, 70 + 18 * n, 12, line) for n, line in enumerate(body)], []
        made.append(([*texts_, (290, 800, 9, f"— {page} —")], rules))
    return make_pdf(made)


def _row(number: int) -> list[str]:
    budget, spent = 3 * number, 3 * number - number % 7
    return [f"专项经费第{number}项", f"{number}.00", f"{budget}.00", f"{spent}.50",
            f"{100 * spent / budget:.2f}%"]  # fmt: skip


def in_child(file: Path, repeats: int) -> dict[str, Any]:
    """What `evaluation.reading_child` measures, in a fresh process.

    Raises:
        XfnlpError: with its last words, where it fails.
    """
    return measured("evaluation.reading_child", str(file), str(repeats), name=str(file))


def main() -> None:
    """Print seconds a page and peak memory of reading each PDF."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("files", nargs="*", type=Path, metavar="PDF")
    parser.add_argument("--pages", type=int, default=40, help="of the PDF made (default 40)")
    parser.add_argument("--repeats", type=int, default=3)
    arguments = parser.parse_args()
    if min(arguments.pages, arguments.repeats) < 1:
        parser.error("--pages and --repeats must be at least 1")
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / f"made-{arguments.pages}-pages.pdf"
        made.write_bytes(long_pdf(arguments.pages))
        print("| PDF | pages | characters | s | s a page | of it pdfminer | peak MiB (before) |")
        print("|---|---|---|---|---|---|---|")
        for file in [made, *(path.resolve() for path in arguments.files)]:
            row = in_child(file, arguments.repeats)
            print(
                f"| {row['file']} | {row['pages']} | {row['characters']:,} | {row['seconds']:.2f} "
                f"| {row['seconds'] / row['pages']:.3f} | {row['pdfminer'] / row['seconds']:.0%} "
                f"| {row['memory']:.0f} ({row['before']:.0f}) |"
            )


if __name__ == "__main__":
    main()
