import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation import accuracy
from evaluation.compare import ComparisonError, as_markdown, compare, read_result
from evaluation.scoring import Score

COUNTS = st.builds(Score, st.integers(0, 20), st.integers(0, 20), st.integers(0, 20))
RESULTS = st.dictionaries(st.sampled_from("abcdef"), COUNTS, min_size=1)


def tables(scores):
    return {name: {"relations": score} for name, score in scores.items()}


@given(RESULTS)
def test_a_system_is_no_better_than_itself(scores):
    for difference in compare(tables(scores), tables(scores), rounds=50):
        assert difference.gain == difference.low == difference.high == 0
        assert difference.surety == 0.5
        assert difference.verdict == "no clear difference"


@given(RESULTS, RESULTS)
def test_turned_round_the_difference_changes_its_sign(first, second):
    second = second | {name: second.get(name, Score()) for name in list(first)[:1]}
    there = compare(tables(first), tables(second), rounds=80)
    back = compare(tables(second), tables(first), rounds=80)
    for one, other in zip(there, back, strict=True):
        assert one.gain == pytest.approx(-other.gain)
        assert one.surety == pytest.approx(1 - other.surety)


def test_a_clear_gain_is_told_from_a_chance_one():
    first = {str(n): Score(tp=50 + n % 5, fp=20, fn=20) for n in range(20)}
    better = {name: Score(s.tp + 8, s.fp - 8, s.fn - 8) for name, s in first.items()}
    mixed = {
        name: Score(s.tp + (8 if n % 2 else -8), s.fp, s.fn - (8 if n % 2 else -8))
        for n, (name, s) in enumerate(first.items())
    }
    (clear,) = compare(tables(first), tables(better))
    assert clear.verdict == "better" and clear.surety == 1
    assert clear.low <= clear.gain <= clear.high
    (chance,) = compare(tables(first), tables(mixed))
    assert chance.verdict == "no clear difference" and 0.05 < chance.surety < 0.95


def test_only_shared_documents_count():
    first = {"a": Score(1, 0, 1), "only": Score(0, 9, 9)}
    (difference,) = compare(tables(first), tables({"a": Score(1, 0, 0)}))
    assert difference.first == pytest.approx(2 / 3) and difference.second == 1
    with pytest.raises(ComparisonError, match="share no document"):
        compare(tables({"a": Score(1)}), tables({"b": Score(1)}))


def test_files_of_the_command_are_compared(tmp_path):
    def write(name, tp):
        row = {"relations": {"f1": 0, "tp": tp, "fp": 1, "fn": 3}}
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps({"all": row, "x": row, "y": row}), encoding="utf-8")
        return path

    first, second = write("a", 1), write("b", 6)
    assert read_result(second) == {n: {"relations": Score(6, 1, 3)} for n in "xy"}
    assert accuracy.main(["--compare", str(first), str(second), "--out", str(tmp_path)]) == 0
    written = (tmp_path / "comparison.md").read_text(encoding="utf-8")
    assert "| relations | 0.333 | 0.750 | +0.417 |" in written and "B better" in written
    (tmp_path / "bad.json").write_text('{"x": [1]}', encoding="utf-8")
    with pytest.raises(ComparisonError, match=r"bad\.json"):
        read_result(tmp_path / "bad.json")
    bad = ["--compare", str(first), str(tmp_path / "missing.json"), "--out", str(tmp_path)]
    assert accuracy.main(bad) == 1


def test_table_names_both_sides():
    found = compare(tables({"a": Score(1, 1, 0)}), tables({"a": Score(2, 0, 0)}))
    text = as_markdown(found, names=("old", "new"), documents=1)
    assert "A = old, B = new; 1 documents" in text
    assert "say little" in text
    assert "say little" not in as_markdown(found, names=("old", "new"), documents=10)
