import json
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation import accuracy
from evaluation.baselines.rules import read
from xfnlp.scheme import relation_allowed


def links(found):
    names = {e["id"]: e["text"] for e in found["entities"]}
    return {(names[r["from_id"]], r["type"], names[r["to_id"]]) for r in found["relations"]}


def facts(found):
    return {(f["name"], f["field"], f["value"]) for f in found["facts"] if f["kind"] != "document"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "2022年基本支出年初预算为120万元，支出决算为118.5万元，完成年初预算的98.75%。",
            {
                ("基本支出", "initial_budget", "1200000"),
                ("基本支出", "actual", "1185000"),
                ("基本支出", "execution_rate", "98.75"),
            },
        ),
        (
            "公务接待费支出2万元，比上年减少0.5万元，下降20%。",
            {
                ("公务接待费支出", "actual", "20000"),
                ("公务接待费支出", "decrease_amount", "5000"),
                ("公务接待费支出", "decrease_rate", "20"),
            },
        ),
        (
            "本年收入合计500万元，其中：财政拨款收入450万元，占90%；其他收入50万元，占10%。",
            {
                ("财政拨款收入", "parent", "本年收入合计"),
                ("财政拨款收入", "share", "90"),
                ("其他收入", "parent", "本年收入合计"),
                ("其他收入", "actual", "500000"),
            },
        ),
        (
            "培训费、会议费分别为3万元、4万元。",
            {("培训费", "actual", "30000"), ("会议费", "actual", "40000")},
        ),
        (
            "全年共化解矛盾纠纷86件，办结率达到100%，发放宣传手册2万余份。",
            {
                ("化解矛盾纠纷", "value", "86"),
                ("办结率", "value", "100"),
                ("发放宣传手册", "value", "20000"),
            },
        ),
        ("共接待群众45批120人次。", {("接待群众", "value", "45"), ("接待群众", "value", "120")}),
        (
            "受理率和答复率均达到99%。",
            {("受理率", "value", "99"), ("答复率", "value", "99")},
        ),
    ],
)
def test_rules_read_what_they_are_written_for(text, wanted):
    assert wanted <= facts(read(text))


def test_a_reason_belongs_to_the_line_before():
    found = read("差旅费比上年增加1.2万元，主要原因是外出调研批次增多。")
    assert ("差旅费", "reason", "外出调研批次增多") in links(found)


def test_parts_without_figures():
    found = links(read("日常公用经费主要包括：办公费、印刷费、邮电费等。"))
    assert {(n, "part_of", "日常公用经费") for n in ("办公费", "印刷费", "邮电费")} <= found


def test_achievements_are_told_by_section():
    done = "全年举办技能培训班12期，培训农民工800人次。"
    text = f"一、主要职责\n{done}\n二、主要工作成效\n{done}\n"
    found = [e["start_offset"] for e in read(text)["entities"] if e["label"] == "ACHIEVEMENT"]
    assert found == [text.rindex("全年")]


WORDS = st.lists(
    st.sampled_from(
        ["支出", "其中：", "培训费", "3万元", "12%", "8个", "，", "。", "；", "分别为", "和", "、", "（",
         "）", "比上年增加", "主要原因是", "等", "占", "完成预算的", "\n", " ", "一、", "（类）", "率", "均为"]
    ),
    max_size=40,
)  # fmt: skip


@given(WORDS)
@settings(max_examples=120)
def test_whatever_the_text_the_result_keeps_the_contract(words):
    text = "".join(words)
    found = read(text)
    labels = {}
    for entity in found["entities"]:
        assert text[entity["start_offset"] : entity["end_offset"]] == entity["text"]
        labels[entity["id"]] = entity["label"]
    assert len(labels) == len(found["entities"])
    for relation in found["relations"]:
        assert relation_allowed(
            relation["type"], labels[relation["from_id"]], labels[relation["to_id"]]
        )
    for label in set(labels.values()):
        spans = sorted(
            (e["start_offset"], e["end_offset"]) for e in found["entities"] if e["label"] == label
        )
        assert all(a[1] <= b[0] for a, b in pairwise(spans)), label


def test_time_grows_with_the_length_only():
    piece = "2022年基本支出120万元，其中：人员经费90万元，占75%，比上年增加3万元，主要原因是调资。"

    def seconds(count):
        begin = time.process_time()
        read(piece * count)
        return time.process_time() - begin

    seconds(20)
    # Ten times the text in far less than a hundred times the time.
    assert seconds(1000) < 40 * max(seconds(100), 0.005)


def test_the_system_is_scored_by_the_same_command(tmp_path):
    text = "培训费3万元。"
    document = {
        "id": "a",
        "text": text,
        "entities": [
            {"id": 1, "label": "CATEGORY", "start_offset": 0, "end_offset": 3},
            {"id": 2, "label": "MONEY", "start_offset": 3, "end_offset": 6},
        ],
        "relations": [{"id": 1, "from_id": 1, "to_id": 2, "type": "actual"}],
        "meta": {},
    }
    gold = tmp_path / "a.jsonl"
    gold.write_text(json.dumps(document, ensure_ascii=False) + "\n", encoding="utf-8")
    command = [str(gold), "--system", "rules", "--name", "rules", "--out", str(tmp_path)]
    assert accuracy.main(command) == 0
    scores = json.loads((tmp_path / "rules.json").read_text(encoding="utf-8"))["all"]
    assert scores["prose facts"]["tp"] == 1 and scores["spans"]["tp"] == 2
    assert "rules only" in (tmp_path / "rules.md").read_text(encoding="utf-8")
