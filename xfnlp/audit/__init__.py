"""The report's own arithmetic, tested: a verdict and a sentence for every identity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from xfnlp.audit.balances import check_balances
from xfnlp.audit.changes import check_changes
from xfnlp.audit.check import Check
from xfnlp.audit.completions import check_completions
from xfnlp.audit.counts import check_count_shares, check_counts
from xfnlp.audit.definitions import check_definitions
from xfnlp.audit.entries import make_ledger
from xfnlp.audit.execution import check_executions
from xfnlp.audit.limits import check_limits
from xfnlp.audit.lists import check_lists
from xfnlp.audit.outcomes import check_outcomes
from xfnlp.audit.ratios import check_ratios
from xfnlp.audit.repeats import check_repeats
from xfnlp.audit.restated import check_restated
from xfnlp.audit.reworded import check_reworded
from xfnlp.audit.scores import check_scores
from xfnlp.audit.shares import check_shares
from xfnlp.audit.sums import check_sums
from xfnlp.audit.tables import check_tables
from xfnlp.audit.totals import check_totals
from xfnlp.tables import read_tables
from xfnlp.types import Block, Entity, Fact, Relation

__all__ = ["Check", "audit", "find_checks"]

# Chosen on corpora/dev and hands t of corpora/train, read by a model that had not seen the latter.
LEAST = 0.75
_ORDER = {"inconsistent": 0, "unchecked": 1, "consistent": 2}


def find_checks(
    text: str,
    entities: Sequence[Entity],
    relations: Sequence[Relation],
    *,
    blocks: Sequence[Block] | None = None,
    tables: Sequence[Fact] | None = None,
    least: float = LEAST,
) -> list[Check]:
    """Test every identity that the report's figures allow to be tested.

    Args:
        text: The report.
        entities: Its spans.
        relations: Their links.
        blocks: Its layout, where it is at hand; else it is found here.
        tables: What `read_tables` gives for it, where it is at hand: every cell, not merged.
        least: A check that rests on a reading less certain than this stays open.

    Returns:
        Checks, the inconsistent first and among them the largest error first.
    """
    if blocks is None:
        from xfnlp.layout import find_blocks

        blocks = find_blocks(text)
    if tables is None:
        tables = read_tables(text, blocks)
    ledger = make_ledger(text, entities, relations, tables, blocks)
    checks = [
        check.open_below(least)
        for check in (
            *check_executions(ledger),
            *check_changes(ledger),
            *check_shares(ledger),
            *check_sums(ledger),
            *check_definitions(ledger),
            *check_lists(ledger),
            *check_totals(ledger),
            *check_ratios(ledger),
            *check_outcomes(ledger),
            *check_completions(ledger),
            *check_counts(ledger),
            *check_count_shares(ledger),
            *check_balances(ledger),
            *check_repeats(ledger),
            *check_restated(ledger),
            *check_reworded(ledger),
            *check_limits(ledger),
            *check_scores(ledger),
            *check_tables(ledger),
        )
    ]
    return sorted(_once(checks), key=lambda check: (_ORDER[check.verdict], -check.weight))


def _once(checks: Iterable[Check]) -> Iterator[Check]:
    """The checks; two figures that several rules find to be one stated twice, once."""
    told = set()
    for check in checks:
        if check.rule in ("repeat", "restated") and check.verdict == "inconsistent":
            pair = frozenset(item.start for item in check.items)
            if pair in told:
                continue
            told.add(pair)
        yield check


def audit(
    text: str,
    entities: Sequence[Entity],
    relations: Sequence[Relation],
    facts: Sequence[Fact] = (),
    *,
    blocks: Sequence[Block] | None = None,
    tables: Sequence[Fact] | None = None,
) -> list[dict[str, Any]]:
    """`find_checks` as records, in the order and with the fields that `Report.checks` has.

    Each has rule, verdict (consistent, inconsistent or unchecked), message (a sentence in Chinese
    for the author), stated, expected, tolerance, difference, spans, facts and score.  `facts` is
    taken for the sake of the caller's other stages and not read: merged facts have lost cells.
    """
    return [
        check.to_dict()
        for check in find_checks(text, entities, relations, blocks=blocks, tables=tables)
    ]
