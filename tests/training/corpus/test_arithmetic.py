import json

import pytest

from training.corpus.__main__ import main
from training.corpus.arithmetic import check_arithmetic
from training.corpus.markup import compile_markup

# 80 of 100 is 80%, not 90%; 30 and 50 are 80.
TEXT = (
    "一、情况\n⟦c1|基本支出⟧年初预算⟦m1 ib<c1|100.00万元⟧，决算⟦m2 ac<c1|80.00万元⟧，"
    "完成年初预算的⟦p1 er<c1|90.00%⟧。其中：⟦c2 po>c1|人员经费⟧⟦m3 ac<c2|30.00万元⟧，"
    "⟦c3 po>c1|公用经费⟧⟦m4 ac<c3|50.00万元⟧。"
)


def document(*errors):
    return compile_markup(json.dumps({"id": "a", "errors": errors}) + "\n" + TEXT)


def test_unlisted_inconsistency_is_a_warning_with_its_place():
    result = check_arithmetic(document())
    (finding,) = result.findings
    assert finding.line == 2
    assert "90.00%" in finding.message
    assert (result.broken, result.listed, result.unseen) == (1, 0, 0)
    assert result.held >= 1  # the parts add up


@pytest.mark.parametrize(
    "error",
    [
        {"type": "arithmetic", "text": "90.00%", "where": "一", "should_be": "80.00%"},
        "执行率印作90.00%，按80.00/100.00应为80.00%",
        "基本支出 ９０．００％ 应为 80%",
    ],
)
def test_listed_error_is_no_warning(error):
    result = check_arithmetic(document(error))
    assert result.findings == ()
    assert (result.broken, result.listed, result.unseen) == (1, 1, 0)


def test_other_errors_do_not_excuse_it_and_are_counted_as_unseen():
    unseen = {"type": "arithmetic", "text": "下降12.34%", "where": "二", "should_be": "12.43%"}
    typing = {"type": "typing", "text": "基木支出90", "where": "一", "should_be": "基本支出"}
    result = check_arithmetic(document(unseen))
    assert len(result.findings) == 1
    assert (result.listed, result.unseen) == (1, 1)
    assert check_arithmetic(document(typing)).listed == 0


def test_command_names_file_and_line_and_sums_up(tmp_path, capsys):
    folder = tmp_path / "train"
    folder.mkdir()
    (folder / "x.jsonl").write_text(json.dumps(document()) + "\n", encoding="utf-8")
    assert main(["check", str(tmp_path)]) == 0  # a warning, no error
    printed = capsys.readouterr().out
    assert f"{folder / 'x.jsonl'}, line 1, text line 2: warning: " in printed
    assert "1 do not, 1 of these not in meta; of 0 errors listed" in printed
    assert "1 reports checked: 0 errors, 1 warnings" in printed
    assert main(["check", "--no-arithmetic", str(tmp_path)]) == 0
    assert "text line" not in capsys.readouterr().out
