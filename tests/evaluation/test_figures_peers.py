from decimal import Decimal

import pytest

from evaluation import figures_peers
from evaluation.figures_peers import Form, compare, decimal, forms, measure, numeral

TABLE = [Form("3万元", "MONEY", Decimal(30000)), Form("5%", "PERCENT", Decimal(5))]


def test_xfnlp_reads_the_whole_table():
    table = forms()
    outcomes, missing = compare(table, names=["xfnlp"])
    assert len(table) >= 200 and not missing
    assert sum(outcomes["xfnlp"].right.values()) == len(table) == outcomes["xfnlp"].read


def test_errors_and_wrong_values_are_not_right():
    def read(written, label):
        if label == "PERCENT":
            raise ValueError(written)
        return Decimal(3)

    outcome = measure(read, TABLE)
    assert outcome.right == {"MONEY": 0, "PERCENT": 0, "QUANTITY": 0} and outcome.read == 1
    assert measure(lambda w, _: Decimal(-30000) if "元" in w else None, TABLE).right["MONEY"] == 1


def test_a_peer_that_is_not_installed_is_named(monkeypatch, tmp_path, capsys):
    def absent():
        raise ImportError("No module named 'nowhere'")

    readers = {"xfnlp": figures_peers.READERS["xfnlp"], "Nobody": (absent, "nowhere")}
    monkeypatch.setattr(figures_peers, "READERS", readers)
    outcomes, missing = compare(TABLE, names=list(readers))
    assert list(outcomes) == ["xfnlp"]
    assert "nowhere" in missing["Nobody"]
    text = figures_peers.as_markdown(TABLE, outcomes, missing)
    assert "| Nobody | not run" in text and "1 of 1 | 1 of 1 | 0 of 0 | 100.0%" in text


@pytest.mark.parametrize(
    ("written", "number"),
    [("98.83万元", "98.83万"), ("百分之八十", "八十"), ("下降12.6万元", "12.6万"), ("整", "整")],
)
def test_numeral(written, number):
    assert numeral(written) == number


def test_decimal_of_peers_answers():
    assert decimal("1.50") == Decimal("1.5") and decimal(2.5) == Decimal("2.5")
    assert decimal("一万") is None and decimal(None) is None
