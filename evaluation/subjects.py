"""Codes of the official classification: `python -m evaluation.subjects [--mistakes]`.

Two lists of names, neither used in training:

- `subject_names.tsv`: every distinct CATEGORY name of corpora/dev and corpora/test (as they stood
  with 49 reports), folded, labelled by hand from the name alone before the matcher was run on
  it: the code of the subject that the name is (or is a usual variant of), several where it leaves
  them open, or a dash for projects, totals and sources of funds, which have no code.
- with `--tables FILE…`, the pairs of code and name that tables of PDF files print, each name
  matched without its code.

Precision is of the codes given; coverage of the names that have one code; open names count as
well read where no code is given and the candidates hold one of theirs.  Names that stand neither
in the official tables nor in the training list are counted once more by themselves.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from xfnlp.folding import fold, surface
from xfnlp.records.subject_table import subjects
from xfnlp.records.subjects import Match, match_subject

NAMES = Path(__file__).with_name("subject_names.tsv")
TRAINING = Path(__file__).resolve().parent.parent / "training" / "subject_names.tsv"


class Gold(NamedTuple):
    """A name with the codes that it stands for or leaves open, and the split it is from."""

    name: str
    codes: frozenset[str]
    split: str


class Counts(NamedTuple):
    """What a list of names was read as."""

    names: int
    single: int  # names with one code
    open: int  # names that leave several open
    given: int  # codes given
    right: int  # of them right
    flagged: int  # open names without a code, a right candidate among theirs
    hinted: int  # names without a subject that got candidates

    @property
    def precision(self) -> float:
        return self.right / self.given if self.given else 0.0

    @property
    def coverage(self) -> float:
        return self.right / self.single if self.single else 0.0


def read_names(path: Path = NAMES) -> list[Gold]:
    rows = [
        line.split("\t")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line and line[0] != "#"
    ]
    return [Gold(row[0], frozenset(row[1].split("/")) - {"-"}, row[2]) for row in rows]


def table_names(paths: Iterable[Path]) -> Iterator[Gold]:
    """Pairs of code and name in the tables of PDF files; a code of three columns is joined."""
    import pdfplumber

    for path in paths:
        with pdfplumber.open(path) as document:
            rows = [
                [surface(cell or "") for cell in row]
                for page in document.pages
                for table in page.extract_tables()
                for row in table
            ]
        for row in rows:
            for place, name in enumerate(row):
                if not re.search(r"[一-鿿]{2}", name) or not place:
                    continue
                code = row[place - 1] if re.fullmatch(r"\d{3,7}", row[place - 1]) else ""
                three = row[max(0, place - 3) : place]
                if not code and len(three) == 3 and re.fullmatch(r"\d{3}", three[0]):
                    code = "".join(three)
                if re.fullmatch(r"\d{3}|\d{5}|\d{7}", code):
                    yield Gold(fold(name), frozenset({code}), "tables")


def known_names() -> frozenset[str]:
    """Names that the matcher has seen: of the tables and of the training list."""
    listed = TRAINING.read_text(encoding="utf-8").splitlines()
    return frozenset(
        {fold(row.name) for row in subjects()} | {line.split("\t")[0] for line in listed}
    )


def count(gold: Sequence[Gold]) -> tuple[Counts, list[tuple[Gold, Match]]]:
    """Counts over a list, and the names that were misread."""
    given = right = flagged = hinted = 0
    wrong = []
    for row in gold:
        match = match_subject(row.name)
        good = not row.codes
        if match.code:
            given += 1
            good = row.codes == {match.code}
            right += good
        elif match.candidates and row.codes:
            good = len(row.codes) > 1 and bool(row.codes & set(match.candidates))
            flagged += good
        elif match.candidates:
            hinted += 1
        if not good:
            wrong.append((row, match))
    single = sum(len(row.codes) == 1 for row in gold)
    several = sum(len(row.codes) > 1 for row in gold)
    return Counts(len(gold), single, several, given, right, flagged, hinted), wrong


def report(title: str, counts: Counts) -> str:
    return (
        f"{title}: {counts.names} names, {counts.single} with one code, {counts.open} open; "
        f"precision {counts.precision:.3f} ({counts.right}/{counts.given}), coverage "
        f"{counts.coverage:.3f} ({counts.right}/{counts.single}), open flagged {counts.flagged}, "
        f"candidates for names without a subject {counts.hinted}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m evaluation.subjects", description=__doc__)
    parser.add_argument("--tables", nargs="*", type=Path, default=[], help="PDF files")
    parser.add_argument("--mistakes", action="store_true")
    options = parser.parse_args()
    gold = read_names()
    known = known_names()
    lists = {
        "dev": [row for row in gold if row.split == "dev"],
        "test": [row for row in gold if row.split == "test"],
        "dev and test": gold,
        "not seen in tables or training": [row for row in gold if row.name not in known],
    }
    if options.tables:
        lists["tables of PDF files"] = list(dict.fromkeys(table_names(options.tables)))
    for title, rows in lists.items():
        counts, wrong = count(rows)
        print(report(title, counts))
        if options.mistakes and title in ("dev and test", "tables of PDF files"):
            for row, match in wrong:
                read = match.code or "/".join(match.candidates) or "-"
                print(f"  {row.name}: {'/'.join(sorted(row.codes)) or '-'} read as {read}")


if __name__ == "__main__":
    main()
