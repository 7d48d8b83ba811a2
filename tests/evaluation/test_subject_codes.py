"""Precision of classification codes on names labelled by hand."""

from __future__ import annotations

from evaluation.subjects import Gold, count, known_names, read_names
from xfnlp.records.subject_table import subjects


def test_the_labelled_list() -> None:
    names = read_names()
    codes = {row.code for row in subjects()}
    assert len(names) == len({row.name for row in names}) > 150
    assert all(row.codes <= codes for row in names)
    assert sum(not row.codes for row in names) > 100


def test_counts_tell_given_right_and_flagged() -> None:
    names = [
        Gold("办公费", frozenset({"30201"}), "test"),
        Gold("住房公积金", frozenset({"30113", "2210201"}), "test"),
        Gold("平安建设经费", frozenset(), "test"),
        Gold("差旅费", frozenset({"30201"}), "test"),
    ]
    counts, wrong = count(names)
    assert (counts.names, counts.single, counts.open) == (4, 2, 1)
    assert (counts.given, counts.right, counts.flagged) == (2, 1, 1)
    assert [row.name for row, _ in wrong] == ["差旅费"]


def test_held_out_names_are_read_precisely() -> None:
    names = read_names()
    every, _ = count(names)
    assert every.precision >= 0.97
    assert every.coverage >= 0.85
    known = known_names()
    unseen, _ = count([row for row in names if row.name not in known])
    assert unseen.precision >= 0.95
    assert unseen.coverage >= 0.75
