"""Codes of the official classification."""

from __future__ import annotations

import pytest

from xfnlp.records.subject_scores import Index, grams, key, probabilities, weights
from xfnlp.records.subject_table import TABLE_YEAR, Subject, subjects
from xfnlp.records.subjects import Match, beginnings, decide, match_subject


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("一般公共服务支出（类）政府办公厅（室）及相关机构事务（款）行政运行（项）", "2010301"),
        ("一般公共服务（类）政府办公厅(室)及相关机构事务（款）信访事务（项）", "2010308"),
        ("一般公共服务支出（类）信访事务（款）一般行政管理事务（项）", "2014002"),
        (
            "社会保障和就业（类）行政事业单位养老支出（款）机关事业单位基本养老保险缴费支出（项）",
            "2080505",
        ),
        ("住房保障支出（类）住房改革支出（款）住房公积金（项）", "2210201"),
        ("社会保障和就业支出（类）", "208"),
        ("公共安全（类）支出", "204"),
        ("公共安全支出（类）公安（款）其他公安支出（项）", "2040299"),
        (
            "社会保障和就业（类）行政事业单位离退休（款）机关事业单位基本养老保险缴费支出（项）",
            "2080505",
        ),
        ("教育支出（205类）普通教育（02款）高中教育（04项）", "2050204"),
        ("2080505机关事业单位基本养老保险缴费支出", "2080505"),
        ("办公费", "30201"),
        ("因公出国（境）费用", "30212"),
        ("工资福利支出", "301"),
        ("教育支出", "205"),
        ("增值税", "10101"),
        ("罚没收入", "10305"),
        ("上级补助收入", "04"),
        ("其他收入", "08"),
    ],
)
def test_names_of_the_tables(name: str, code: str) -> None:
    assert match_subject(name).code == code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("因公出国（境）经费支出", "30212"),
        ("国内公务接待费", "30217"),
        ("差旅费用", "30211"),
        ("公务车运行维护费", "30231"),
        ("一般公共预算财政拔款收入", "01"),
        ("事业收入（含学费）", "05"),
        ("附属单位缴款收入", "07"),
    ],
)
def test_usual_variants(name: str, code: str) -> None:
    assert name not in {row.name for row in subjects()}
    assert match_subject(name).code == code


def test_what_a_name_leaves_open_has_candidates() -> None:
    assert match_subject("住房公积金").code is None
    assert set(match_subject("住房公积金").candidates) == {"30113", "2210201"}
    assert set(match_subject("财政拨款收入").candidates) == {"01", "02", "03"}
    assert match_subject("教育支出（类）普通教育（款）某某项目（项）") == (None, ("20502",))
    assert match_subject("公务用车购置及运行维护费").code is None
    assert match_subject("行政运行") == Match(None)  # under any of a hundred


def test_the_year_and_the_whole_choose_between_candidates() -> None:
    assert match_subject("信访事务", year=2021).code == "2010308"
    assert match_subject("信访事务", year=2024).code == "20140"
    assert set(match_subject("信访事务").candidates) == {"2010308", "20140"}
    pay = beginnings(match_subject("人员经费"), "人员经费")
    assert match_subject("住房公积金", within=pay).code == "30113"
    assert match_subject("住房公积金", within=beginnings(Match("221"), "")).code == "2210201"


@pytest.mark.parametrize(
    "name",
    [
        "项目支出", "信访维稳工作经费", "某某（类）", "", "费", "三公经费", "普法宣传经费",
        "政府性基金预算财政拨款收入支出", "办公楼防水维修", "人员经费", "本年支出合计",
    ],
)  # fmt: skip
def test_no_subject_no_code(name: str) -> None:
    assert match_subject(name).code is None


def test_the_tables_are_trees_without_doubles() -> None:
    rows = subjects()
    codes = {row.code for row in rows}
    assert len({(row.code, row.name) for row in rows}) == len(rows)
    for row in rows:
        assert row.code.isdigit()
        assert len(row.code) in (2, 3, 5, 7)
        if len(row.code) > 3:
            assert row.code[:-2] in codes, row
    # Each code has one present name.
    present = [row.code for row in rows if row.last is None]
    assert len(present) == len(set(present))
    assert {row.kind for row in rows} == {"functional", "economic", "income"}
    assert all(row.holds_in(TABLE_YEAR) for row in rows if row.last is None)


def test_decide_abstains_below_the_limit_and_between_rivals() -> None:
    one = Subject("30201", "办公费", "economic", None, None, True)
    other = Subject("30202", "印刷费", "economic", None, None, True)
    limits = (0.8, 0.1, 0.25)
    assert decide([(one, 0.9), (other, 0.3)], *limits) == ("30201", ("30201",))
    assert decide([(one, 0.7), (other, 0.3)], *limits) == (None, ("30201", "30202"))
    assert decide([(one, 0.9), (other, 0.85)], *limits) == (None, ("30201", "30202"))
    assert decide([(one, 0.2)], *limits) == Match(None)
    assert decide([], *limits) == Match(None)


def test_the_shipped_weights_rank_by_name() -> None:
    found = probabilities("培训费支出")
    assert found[0][0].code == "30216"
    assert found[0][1] > weights().least
    assert all(0 <= score <= 1 for _, score in found)
    assert key("“两庭”建设（项）") == "两庭建设"


def test_an_index_finds_the_nearest_name() -> None:
    rows = [row for row in subjects() if row.kind == "economic"]
    index = Index(rows, dict.fromkeys(grams("差旅费"), 1.0))
    number, cosine = index.nearest("差旅费")[0]
    assert index.names[number] == "差旅费"
    assert cosine == pytest.approx(1.0)
