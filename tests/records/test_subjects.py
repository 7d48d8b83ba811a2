"""Codes of the official classification."""

from __future__ import annotations

from importlib.resources import files

import pytest

from xfnlp.records.subjects import match_subject


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
        ("办公费", "30201"),
        ("因公出国（境）费用", "30212"),
        ("工资福利支出", "301"),
    ],
)
def test_codes(name: str, code: str) -> None:
    assert match_subject(name).code == code


def test_what_a_name_leaves_open_has_candidates() -> None:
    assert match_subject("住房公积金").code is None
    assert set(match_subject("住房公积金").candidates) == {"30113", "2210201"}
    assert match_subject("教育支出（类）普通教育（款）某某项目（项）") == (None, ("20502",))


@pytest.mark.parametrize("name", ["项目支出", "信访维稳工作经费", "某某（类）", ""])
def test_no_subject_no_code(name: str) -> None:
    assert match_subject(name).code is None


def test_the_table_is_a_tree_without_doubles() -> None:
    lines = files("xfnlp.records").joinpath("data/subjects.tsv").read_text("utf-8").splitlines()[1:]
    codes = [line.split("\t")[0] for line in lines]
    assert len(lines) == len({tuple(line.split("\t")[:2]) for line in lines})
    for code in codes:
        if code.isdigit() and len(code) > 3:
            assert code[:-2] in codes, code
