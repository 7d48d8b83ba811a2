"""Holds a report's stated arithmetic, as its annotation reads it, against the errors in `meta`.

Written reports have errors of the author's planted on purpose and noted in `meta["errors"]`: free
text, or objects with type, text, where and should_be.  An identity that does not hold and is not
noted is a slip of the writer or of the annotation (a wrong head, a wrong field).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from evaluation.gold import gold_objects
from training.corpus.check import Finding
from xfnlp.audit import Check, find_checks

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_LEAST_DIGITS = 2  # a single digit stands in too many places to tell one error from another


@dataclass(frozen=True)
class Arithmetic:
    """What the audit finds in one report.

    Attributes:
        held: identities that hold.
        broken: identities that do not.
        findings: a warning for each broken one that `meta` does not list.
        listed: arithmetic errors in `meta`.
        unseen: those of them that no check sees.
    """

    held: int = 0
    broken: int = 0
    findings: tuple[Finding, ...] = ()
    listed: int = 0
    unseen: int = 0

    def __add__(self, other: Arithmetic) -> Arithmetic:
        return Arithmetic(
            self.held + other.held,
            self.broken + other.broken,
            self.findings + other.findings,
            self.listed + other.listed,
            self.unseen + other.unseen,
        )


def check_arithmetic(document: dict[str, Any]) -> Arithmetic:
    """Test every identity that a document's annotation allows to be tested."""
    text = document["text"]
    checks = find_checks(text, *gold_objects(document))
    broken = [check for check in checks if check.verdict == "inconsistent"]
    errors = document.get("meta", {}).get("errors") or []
    noted = [_figures(_words(error)) for error in errors]
    stated = [_figures(text[item.start : item.end] for item in c.items) for c in broken]
    listed = [
        figures for error, figures in zip(errors, noted, strict=True) if _arithmetic(error, figures)
    ]
    return Arithmetic(
        held=sum(check.verdict == "consistent" for check in checks),
        broken=len(broken),
        findings=tuple(
            _warning(document, check)
            for check, figures in zip(broken, stated, strict=True)
            if not any(figures & other for other in noted)
        ),
        listed=len(listed),
        unseen=sum(not any(figures & other for other in stated) for figures in listed),
    )


def _warning(document: dict[str, Any], check: Check) -> Finding:
    text = document["text"]
    start = check.items[0].start
    quoted = "、".join(text[item.start : item.end] for item in check.items[:3])
    return Finding(
        str(document["id"]),
        "warning",
        f"warning: not in meta['errors']: {check.message} "
        f"({check.rule}: {' '.join(quoted.split())})",
        text.count("\n", 0, start) + 1,
    )


def _words(error: Any) -> Iterable[str]:
    """What a noted error quotes: for an object the wrong text and what it should be."""
    if isinstance(error, dict):
        return [str(error.get("text", "")), str(error.get("should_be", ""))]
    return [str(error)]


def _figures(parts: Iterable[str]) -> frozenset[Decimal]:
    """The numbers written in some texts, of two digits and more where there are any."""
    numbers = [
        number
        for part in parts
        for number in _NUMBER.findall(re.sub(r"(?<=\d)[,\s]+(?=\d)", "", _plain(part)))
    ]
    long = [n for n in numbers if len(n.replace(".", "")) >= _LEAST_DIGITS]
    return frozenset(map(Decimal, long or numbers))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("，", ",")


def _arithmetic(error: Any, figures: frozenset[Decimal]) -> bool:
    """Free text is taken for arithmetic where it names two figures."""
    if isinstance(error, dict):
        return error.get("type") == "arithmetic"
    return len(figures) > 1
