"""Slips of the pen."""

from __future__ import annotations

from decimal import Decimal

import pytest

from xfnlp.audit.slips import (
    digits,
    is_digit_changed,
    is_digit_lost,
    is_slip,
    is_swap,
    is_swap_of_result,
    misprints,
)


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("268.26", "268.62", True),
        ("15628", "15826", True),
        ("96.15", "95.61", True),  # three digits turned
        ("3186.42", "3216.48", False),  # three, but not next to each other
        ("15", "51", False),  # too few digits
        ("268.26", "2682.6", False),  # another size
        ("268.26", "268.26", False),
        ("0", "10", False),
        ("-268.26", "268.62", False),  # another sign
        ("-268.26", "-268.62", True),
    ],
)
def test_swaps(one: str, other: str, *, found: bool) -> None:
    assert is_swap(Decimal(one), Decimal(other)) is found
    assert is_swap(Decimal(other), Decimal(one)) is found


def test_short_figures_count_where_asked() -> None:
    assert is_swap(Decimal("0.78"), Decimal("0.87"), least=2)


def test_one_changed_digit_needs_many() -> None:
    assert is_slip(Decimal("17192.68"), Decimal("17192.88"))
    assert not is_slip(Decimal("92.6"), Decimal("92.4"))


def test_results_are_rounded_as_stated() -> None:
    assert is_swap_of_result(Decimal("84.10"), Decimal("84.0122"))
    assert not is_swap_of_result(Decimal("84.01"), Decimal("84.0122"))
    assert is_swap_of_result(Decimal("-9.56"), Decimal("9.649"))


def test_a_digit_too_many_or_too_few() -> None:
    assert is_digit_lost(Decimal("13.6"), Decimal("3.617"))
    assert is_digit_lost(Decimal("6"), Decimal("16.2"))
    assert not is_digit_lost(Decimal("13.6"), Decimal("4.7"))
    assert digits(Decimal("-0.0640")) == "64"


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("80.80", "10.80", True),
        ("10.80", "10.8", False),
        ("80.80", "10.90", False),
        ("1.80", "18.0", False),  # another size
        ("0.09", "0.03", False),  # too few digits
        ("-139.10", "139.20", False),  # another sign
        ("-139.10", "-139.20", True),
    ],
)
def test_one_digit_as_printed(one: str, other: str, *, found: bool) -> None:
    step = Decimal("0.01")
    assert is_digit_changed(Decimal(one), Decimal(other), step=step) is found


def test_what_a_misprint_may_have_meant() -> None:
    meant = set(misprints(Decimal("12.5"), Decimal("0.1")))
    assert {Decimal("21.5"), Decimal("15.2"), Decimal("12.6"), Decimal("92.5")} <= meant
    assert Decimal("12.5") not in meant
    assert Decimal("2.5") not in meant  # a digit lost
    assert {Decimal("-21.5"), Decimal("-12.6")} <= set(misprints(Decimal("-12.5"), Decimal("0.1")))
    assert not list(misprints(Decimal(3), Decimal(0)))
