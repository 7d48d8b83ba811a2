"""The measure of layout: what it breaks, and what it counts."""

from __future__ import annotations

from evaluation.layout import Style, laid_out, measure, paragraphs, wrapped

PARTS = [
    "一、部门概况",
    "我局为县政府工作部门，核定行政编制二十名，年末实有在职人员十八人，均纳入本次自评范围。" * 2,
    "二、预算执行",
    "全年收入合计1,286.40万元，其中财政拨款收入1,200.15万元；全年支出合计1,275.02万元。" * 3,
]
STYLE = Style(columns=60, indent=True, flush=True, apart=False, number="- {} -", page=4)


def test_lines_are_as_wide_as_said_and_lose_nothing() -> None:
    for part in PARTS:
        lines = wrapped(part, STYLE)
        assert "".join(lines) == part
        assert all(len(line) <= 61 for line in lines)
        assert not any(line.startswith(("，", "。", "；")) for line in lines)


def test_places_are_those_of_the_lines() -> None:
    text, places = laid_out(PARTS, STYLE)
    for part, starts in zip(PARTS, places, strict=True):
        lines = [text[start:].split("\n")[0] for start in starts]
        assert "".join(lines) == part
    assert "- 1 -" in text
    assert "\n一、部门概况" in f"\n{text}" and "\n　　我局" in text


def test_counts_of_a_report_read_rightly() -> None:
    count, faults = measure(PARTS, STYLE)
    assert (count.rejoined, count.torn, count.glued) == (count.breaks, 0, 0)
    assert count.borders == 3 and count.inside > 2
    assert not faults


def test_faults_are_told() -> None:
    # Nothing tells where these paragraphs end: they are one.
    parts = ["全年安排项目资金并按进度拨付到位", "主要用于乡镇站点运行"]
    count, faults = measure(parts, Style(34, False, False, False, "", 50))
    assert count.borders == 1
    assert bool(count.glued) == bool(faults)


def test_wrapped_reports_are_left_out() -> None:
    assert paragraphs("\n".join(wrapped(PARTS[3] * 4, STYLE))) == []
    assert paragraphs("\n".join(PARTS)) == PARTS
