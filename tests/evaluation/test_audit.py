"""Planted errors are matched with the checks that cite them."""

from __future__ import annotations

from evaluation.audit import judge, outcomes, planted, read_table, summary
from training.corpus.markup import compile_markup

WRONG = (
    '{"id": "a", "errors": [{"type": "arithmetic", "text": "97.85%", "where": "一", "should_be": '
    '"98.75%"}, {"type": "typing", "text": "拔款", "where": "一", "should_be": "拨款"}]}\n'
    "⟦c1|基本支出⟧预算⟦m1 ab<c1|120.00万元⟧，支出⟦m2 ac<c1|118.50万元⟧，执行率⟦p1 er<c1|97.85 %⟧，拔款。"
)
CLEAN = '{"id": "b"}\n⟦c1|基本支出⟧预算⟦m1 ab<c1|120.00万元⟧，支出⟦m2 ac<c1|118.50万元⟧。'
ALARM = '{"id": "c"}\n⟦i1|群众满意率⟧⟦p1 va<i1|108%⟧。'


def test_errors_found_and_false_alarms() -> None:
    rows = outcomes([compile_markup(source) for source in (WRONG, CLEAN, ALARM)])
    counts = summary(rows)
    assert (counts["reports"], counts["errors"]) == (3, 2)
    assert (counts["checkable"], counts["found"]) == (1, 1)  # a misprint of a word is none
    assert counts["by_kind"] == {"arithmetic": "1/1"}
    assert (counts["reports_without_error"], counts["of_them_with_alarm"]) == (2, 1)
    assert counts["of_them_with_other_alarm"] == 0


def test_a_missed_error_is_no_alarm() -> None:
    document = compile_markup(WRONG)
    outcome = judge(document, [], planted(document, {}))
    assert not outcome.found
    assert not outcome.alarms
    assert len(outcome.checkable) == 1


def test_the_table_says_why_an_error_cannot_be_checked() -> None:
    table = read_table()
    assert len(table) > 50
    assert any(figures for figures in table.values())
    document = compile_markup(WRONG)
    assert not planted(document, {("a", 0): ()})[0].checkable
    assert planted(document, {("a", 0): ("118.50",)})[0].places
