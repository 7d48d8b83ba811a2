"""parse end to end: exact offsets whatever the text holds, the same result by every way in."""

from __future__ import annotations

import multiprocessing
import threading
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import xfnlp
from xfnlp.engine import EMPTY_NOTE, get_engine
from xfnlp.report import Report
from xfnlp.scheme import FIGURES, relation_allowed

SENTENCES = [
    "2023年基本支出98.83万元，其中公用经费12.5万元，占12.65%。",
    "全年接待来访群众993批2147人次，按期办结率达到99.2%，比上年提高1.5个百分点。",
    "“三公”经费决算0.32万元，比上年减少0.05万元，主要原因是厉行节约。",
    "项目支出年初预算120万元，全年预算150万元，执行率96.4%。",
]


def check_offsets(report: Report) -> None:
    """What every report keeps, whatever the text."""
    text = report.text
    for entity in report.entities:
        assert text[entity.start : entity.end] == entity.text
        assert entity.text == entity.text.strip()
        assert 0 <= entity.score <= 1
        assert entity.value is None or entity.label in FIGURES
    assert [e.start for e in report.entities] == sorted(e.start for e in report.entities)
    known = {entity.id: entity for entity in report.entities}
    assert len(known) == len(report.entities)
    for relation in report.relations:
        head, tail = known[relation.head], known[relation.tail]
        assert relation_allowed(relation.type, head.label, tail.label)
        assert head is not tail
    places = [span for fact in report.facts for span in fact.spans]
    places += [span for check in report.checks for span in check["spans"]]
    for record in (*report.budget, *report.indicators):
        places += [span for spans in record["provenance"].values() for span in spans]
    for start, end in places:
        assert 0 <= start < end <= len(text)


def test_offsets_over_the_corpus(documents: list[dict[str, Any]]) -> None:
    # A window's length of each report, cut anywhere: the start of one, the middle of the next.
    texts = []
    for number, document in enumerate(documents):
        start = len(document["text"]) * (number % 4) // 5
        texts.append(document["text"][start : start + 350])
    found = 0
    for text, report in zip(texts, xfnlp.parse_many(texts), strict=True):
        assert report.text == text
        check_offsets(report)
        found += len(report.entities)
    assert found > len(texts)


def test_a_whole_report(sample_text: str) -> None:
    report = xfnlp.parse(sample_text)
    check_offsets(report)
    assert report.document["org"]
    assert report.budget and report.indicators and report.achievements


ODD = [
    *("\x00", "\x07", "\x1b[31m", "\x7f", "\x85", "\u2028", "\ufeff", "\u200b", "\u3000", "\xa0"),
    *("\r\n", "\r", "\n", "\n\n\n", "\t", "\v", "\f"),
    *("😀", "👨‍👩‍👧", "🇨🇳", "𠮷", "é", "e\u0301", "\U0010ffff"),
    *("\ud800", "\udfff", "\udc00\ud800"),
    *(
        "預算執行率達到95%。",
        "壹佰萬元整",
        "１２．５万元",
        "|---|---|",
        "# ",
        "**",
        "（一）",
        "—— 3 ——",
    ),
]


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from([*SENTENCES, *ODD, *ODD]), max_size=9).map("".join))
def test_offsets_among_odd_characters(text: str) -> None:
    report = xfnlp.parse(text)
    assert report.text == text
    check_offsets(report)
    assert report.to_json()


@settings(max_examples=40)
@given(st.text(max_size=60))
def test_offsets_in_any_text(text: str) -> None:
    check_offsets(xfnlp.parse(text))


@pytest.mark.parametrize(
    "odd", ["\x00", "😀", "\ud800", "\u200b", "𠮷\U0010ffff", "\r\n\r\n", "\ufeff"]
)
def test_what_stands_before_moves_offsets_and_nothing_else(odd: str) -> None:
    plain, moved = xfnlp.parse(SENTENCES[0]), xfnlp.parse(odd + "\n" + SENTENCES[0])
    money = [
        (e.start + len(odd) + 1, e.text, e.value) for e in plain.entities if e.label == "MONEY"
    ]
    assert len(money) == 2
    assert [(e.start, e.text, e.value) for e in moved.entities if e.label == "MONEY"] == money


def test_line_endings_change_no_figure() -> None:
    lines = ["一、收支情况", *SENTENCES, "二、履职情况", *SENTENCES[1:3]]
    values = [
        [(e.label, e.text, e.value) for e in xfnlp.parse(ending.join(lines)).entities]
        for ending in ("\n", "\r\n", "\r")
    ]
    assert values[0]
    assert values[0] == values[1] == values[2]


@pytest.mark.parametrize("text", ["", " ", "\n\r\n\t", "\u3000\u3000", "\x00\x01", "\u200b\ufeff"])
def test_blank_text_gives_an_empty_report_with_a_note(text: str) -> None:
    report = xfnlp.parse(text)
    assert (list(report.entities), list(report.facts), list(report.checks)) == ([], [], [])
    assert list(report.notes) == [EMPTY_NOTE]
    assert set(report.document.values()) == {None}


@pytest.mark.parametrize("item", [None, 5, b"\xe6\x94\xaf", ["支出"], {"text": "支出"}])
def test_what_is_no_text_is_refused(item: Any) -> None:
    with pytest.raises(xfnlp.InputError, match=rf"{type(item).__name__}.*parse_file"):
        xfnlp.parse(item)
    with pytest.raises(xfnlp.InputError, match=type(item).__name__):
        list(xfnlp.parse_many([SENTENCES[0], item]))


def test_reports_before_a_bad_item_are_returned() -> None:
    found = xfnlp.parse_many(iter([SENTENCES[0], SENTENCES[1], None]))  # type: ignore[list-item]
    assert [next(found).text, next(found).text] == SENTENCES[:2]
    with pytest.raises(xfnlp.InputError, match="text 2 "):
        next(found)


def test_a_string_is_no_list_of_texts() -> None:
    with pytest.raises(xfnlp.InputError, match=r"xfnlp\.parse"):
        list(xfnlp.parse_many("支出1万元"))


def test_every_way_in_gives_the_same(documents: list[dict[str, Any]]) -> None:
    texts = [document["text"][:700] for document in documents[:40:10]] + ["", SENTENCES[0]]
    alone = [xfnlp.parse(text).to_dict() for text in texts]
    nlp = xfnlp.load()
    assert [report.to_dict() for report in xfnlp.parse_many(texts)] == alone
    assert [nlp(text)._.report.to_dict() for text in texts] == alone
    assert [doc._.report.to_dict() for doc in nlp.pipe(texts)] == alone


def test_texts_are_taken_as_they_are_needed() -> None:
    taken = 0

    def texts() -> Any:
        nonlocal taken
        while True:
            taken += 1
            yield f"支出{taken}万元。"

    found = xfnlp.parse_many(texts())
    assert next(found).text == "支出1万元。"
    assert taken < 50


def test_progress_counts_what_was_read() -> None:
    seen: list[int] = []
    text = SENTENCES[0] * 40
    list(xfnlp.parse_many([text, SENTENCES[1]], progress=seen.append))
    assert len(seen) > 2
    assert abs(sum(seen) - len(text + SENTENCES[1])) <= 4  # a separator a block


def test_threads_read_as_one_does() -> None:
    texts = [("".join(SENTENCES[n:] + SENTENCES[:n]) + "\n") * (n + 1) for n in range(4)]
    alone = [xfnlp.parse(text).to_dict() for text in texts]
    found: list[Any] = [None] * len(texts)
    start = threading.Barrier(len(texts))

    def work(number: int) -> None:
        start.wait()
        found[number] = [xfnlp.parse(texts[number]).to_dict() for _ in range(2)]

    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(texts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert found == [[report, report] for report in alone]


def test_threads_share_one_engine() -> None:
    engines: list[Any] = []
    threads = [
        threading.Thread(target=lambda: engines.append(get_engine(threads=3))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(engines) == 4
    assert len(set(map(id, engines))) == 1


def _facts(text: str) -> list[tuple[str, str, str]]:
    return [(fact.name, fact.field, str(fact.value)) for fact in xfnlp.parse(text).facts]


@pytest.mark.parametrize("method", ["spawn", "fork"])
def test_processes(method: str) -> None:
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"{method} is not known here")
    here = [_facts(text) for text in SENTENCES[:2]]  # the parent has its engine already
    with multiprocessing.get_context(method).Pool(2) as pool:
        assert pool.map_async(_facts, SENTENCES[:2]).get(timeout=120) == here


@pytest.mark.skipif(
    "fork" not in multiprocessing.get_all_start_methods(), reason="no fork on this system"
)
def test_a_fork_while_a_model_loads_does_not_hang() -> None:
    from xfnlp import engine

    with engine._lock:  # as if another thread were loading
        process = multiprocessing.get_context("fork").Process(target=_facts, args=(SENTENCES[0],))
        process.start()
    process.join(60)
    alive = process.is_alive()
    process.kill()
    assert not alive
    assert process.exitcode == 0


def test_what_a_table_says_of_the_report() -> None:
    text = (
        "部门名称\t云岫县水利局\n指标名称\t分值\t得分\n产出\t60\t58\n效益\t40\t40\n总分\t100\t98\n"
    )
    report = xfnlp.parse(text)
    assert report.document["org"] == "云岫县水利局"
    assert report.document["self_score"] == "98"
    stated = [fact.field for fact in report.facts if fact.kind == "document"]
    assert sorted(stated) == sorted(set(stated))


@pytest.mark.parametrize("mark", ["[bookmark: _Toc1]", "<br>", "<!-- 页 -->", "[image: a.png]"])
def test_spans_hold_no_residue(mark: str) -> None:
    clean = SENTENCES[0] + SENTENCES[1]
    places = {(entity.label, entity.text) for entity in xfnlp.parse(clean).entities}
    for at in range(0, len(clean), 3):
        report = xfnlp.parse(clean[:at] + mark + clean[at:])
        check_offsets(report)
        assert not any(mark in entity.text for entity in report.entities)
        # All but what the mark tears is read as before.
        found = {(entity.label, entity.text) for entity in report.entities}
        assert sum(key not in found for key in places) <= 4
