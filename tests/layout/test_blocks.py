"""Layout: what is joined, what is kept apart, what each block is."""

from __future__ import annotations

import random
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xfnlp.layout import find_blocks

PROSE = [
    "一、部门概况",
    "我局为县政府工作部门，核定行政编制二十名，年末实有在职人员十八人，退休人员六人，"
    "另有聘用人员三人，均纳入本次自评范围，单位执行政府会计制度，实行独立核算。",
    "二、预算执行情况",
    "全年收入合计1,286.40万元，其中一般公共预算财政拨款收入1,200.15万元，其他收入86.25万元；"
    "全年支出合计1,275.02万元，比上年增加63.71万元，增长5.26%，主要原因是新增两个乡镇服务站点，"
    "租赁和人员费用相应增加，同时按政策调整了在职人员的津贴补贴标准。",
    "（一）基本支出",
    "基本支出主要用于保障机构正常运转，包括人员经费和日常公用经费两部分，全年严格按定额执行，"
    "没有超标准发放补贴的情况，日常公用经费比年初预算节约了三万余元。",
    "1.受理来访群众三百二十七批，按期办结率达到百分之九十九，群众评价总体较好，没有发生越级上访。",
    "2.排查调处各类矛盾纠纷四百余件，成功率比上年提高两个百分点，重点人群服务管理做到全覆盖。",
    "三、存在的问题",
    "预算编制还不够细，部分项目的绩效指标偏少，业务股室参与不够，需要在今后的工作中加以改进。",
]


def kinds(text: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text(text)) for block in find_blocks(text)]


def wrap(paragraph: str, columns: int) -> list[str]:
    lines, line, width = [], "", 0
    for mark in paragraph:
        size = 1 if ord(mark) < 128 else 2
        if width + size > columns and mark not in "，。；：、）":
            lines.append(line)
            line, width = "", 0
        line += mark
        width += size
    return [*lines, line]


@pytest.mark.parametrize("columns", [56, 64, 72, 80])
@pytest.mark.parametrize("number", ["- {} -", "— {} —", "第 {} 页", "第{}页 共9页", "{}\f", ""])
def test_wrapped_lines_are_rejoined_over_page_breaks(columns: int, number: str) -> None:
    lines: list[str] = []
    count = 0
    for paragraph in PROSE:
        for line in wrap(paragraph, columns):
            lines.append(line)
            count += 1
            if count % 7 == 0:
                lines += ["", number.format(count // 7), ""]
    text = "\n".join(lines)
    assert [block.text(text) for block in find_blocks(text)] == PROSE


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\r\n", "\n\n\n"])
def test_clean_paragraphs_are_not_glued(gap: str) -> None:
    text = gap.join(PROSE)
    assert [block.text(text) for block in find_blocks(text)] == PROSE


def test_text_wrapped_in_one_part_and_clean_in_another() -> None:
    text = "\n".join([*PROSE, *(line for p in PROSE for line in wrap(p, 60))])
    assert [block.text(text) for block in find_blocks(text)] == PROSE + PROSE


def test_break_inside_number_and_before_unit() -> None:
    text = (
        "按照年初批复的预算和年中追加的指标，全年共安排项目资金1,23\n4.5万\n元，"
        "当年全部支付完毕，没有形成结转。"
    )
    (block,) = find_blocks(text)
    assert "1,234.5万元" in block.text(text)


def test_long_line_cut_by_a_page_break() -> None:
    start = (
        "今年以来，我们坚持把矛盾化解在基层，先后召开调度会十二次，"
        "现场解决群众反映的难点堵点，实有在职在"
    )
    text = f"{start}\n\n编人员十三人全部参与包案。\n\n二、下一步打算\n\n继续做好工作。"
    assert kinds(text)[0][1] == start + "编人员十三人全部参与包案。"


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("第一部分 部门概况", 1),
        ("一、主要职责", 2),
        ("（二）机构设置", 3),
        ("3．人员情况", 4),
        ("（4）车辆情况", 5),
        ("## 五、存在问题", 2),
        ("### 附表说明", 3),
        ("**六、改进措施**", 2),
    ],
)
def test_heading_levels(line: str, level: int) -> None:
    text = f"前文到此为止，本段结束。\n\n{line}\n\n这里是一段正文，说明有关情况，供参考。"
    block = find_blocks(text)[1]
    assert (block.kind, block.level) == ("heading", level)


def test_bold_lead_in_stays_in_its_paragraph() -> None:
    text = (
        "**一、攻坚有力。**全年化解积案二十件，群众满意率百分之九十五。\n\n"
        "**二、服务提质。**新建站点三个。"
    )
    assert [kind for kind, _ in kinds(text)] == ["list_item", "list_item"]


def test_list_items_without_full_stops_stay_apart() -> None:
    text = "主要职责：\n1.办理来信来访\n2.督查督办\n3.综合协调\n4.承办交办事项"
    assert [t for _, t in kinds(text)] == text.split("\n")


def test_title_over_two_lines_is_one_heading() -> None:
    text = (
        "东岭县民政局2022年度部门整体支出\n绩效自评报告\n\n根据要求，我局开展了自评，现报告如下。"
    )
    assert kinds(text)[0] == ("heading", "东岭县民政局2022年度部门整体支出绩效自评报告")


def test_body_and_title_are_two_headings() -> None:
    text = (
        "东岭县民政局\n2022年度部门整体支出绩效自评报告\n\n根据要求，我局开展了自评，现报告如下。"
    )
    assert [t for _, t in kinds(text)][:2] == ["东岭县民政局", "2022年度部门整体支出绩效自评报告"]


def test_table_with_caption_and_note() -> None:
    text = (
        "收支情况见下表。\n收入支出决算表\n单位：万元\n项目\t年初预算数\t决算数\n基本支出\t10\t9\n\t\t\n"
        "项目支出\t20\t18\n注：本表反映本年度支出情况。\n以上数据均与决算报表一致。"
    )
    assert [kind for kind, _ in kinds(text)] == [
        "paragraph", "caption", "caption", "table", "note", "paragraph",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "table",
    [
        "| 项目 | 决算数 |\n| --- | --- |\n| 基本支出 | 12.5 |",
        "项目      年初预算    决算数\n基本支出   10.00      9.80\n项目支出   20.00      18.00",
        "项目\n年初预算\n决算\n公务接待费\n12.00\n3.16\n会议费\n6.50\n5.00\n培训费\n2.00\n1.10",
    ],
)
def test_other_tables_in_plain_text(table: str) -> None:
    text = f"具体情况如下表所示。\n{table}\n以上就是本年度的有关情况。"
    assert [kind for kind, _ in kinds(text)] == ["paragraph", "table", "paragraph"]


def test_contents_page() -> None:
    text = (
        "目  录\n一、部门概况……………1\n（一）主要职责……………1\n二、决算说明……………3\n\n"
        "一、部门概况\n（一）主要职责\n负责全县有关工作的组织实施，落实上级部署。"
    )
    assert [kind for kind, _ in kinds(text)][:2] == ["contents", "heading"]


def test_contents_without_page_numbers_end_where_the_headings_return() -> None:
    text = (
        "目录\n第一部分 概况\n一、职责\n第二部分 说明\n一、收入说明\n第一部分 概况\n一、职责\n"
        "贯彻执行有关法律法规和方针政策，完成交办的其他任务。"
    )
    assert [kind for kind, _ in kinds(text)] == ["contents", "heading", "heading", "paragraph"]


def test_signature() -> None:
    text = (
        "五、建议\n建议继续安排该项目资金，并适当提高补助标准。\n\n"
        "东岭县民政局\n2023年5月18日\n联系电话：3386215"
    )
    assert [kind for kind, _ in kinds(text)][-3:] == ["signature"] * 3


def test_leftovers_are_left_out_of_the_running_text() -> None:
    text = "[bookmark: _Toc12]收入情况：全年收入合计十万元。<p>支出情况：全年支出合计九万元。</p>"
    (block,) = find_blocks(text)
    assert block.text(text) == "收入情况：全年收入合计十万元。支出情况：全年支出合计九万元。"


def test_a_heading_is_not_glued_to_what_follows() -> None:
    body = "思想上坚持正确方向，紧紧围绕中心工作，做好全年各项任务，提高服务水平，取得明显成效。"
    lines = [line for n in range(9) for line in ["（四）评价结论和评价等级", *wrap(body * 2, 64)]]
    texts = [block.text("\n".join(lines)) for block in find_blocks("\n".join(lines))]
    assert texts == ["（四）评价结论和评价等级", body * 2] * 9


def test_a_full_line_that_ends_a_sentence_where_blank_lines_part_paragraphs() -> None:
    first = "全年受理来访群众三百二十批，按期办结率达到百分之九十九以上，比上年有所提高。"
    paragraph = first + "没有发生越级上访的情况，群众评价总体较好，各项任务按期完成。"
    lines = wrap(paragraph, 2 * len(first))
    assert lines[0] == first
    text = "\n\n".join("\n".join(lines) for _ in range(6))
    assert [block.text(text) for block in find_blocks(text)] == [paragraph] * 6


def test_flush_headings_among_indented_paragraphs_stay_apart() -> None:
    body = "　　" + "全年受理来访群众三百余批，按期办结率百分之九十九，没有发生越级上访。" * 2
    heads = ["一、履职情况", "二、项目实施和资金使用情况说明", "三、存在的问题"]
    text = "\n".join(line for head in heads * 3 for line in [head, *wrap(body, 72)])
    assert [b.text(text) for b in find_blocks(text) if b.kind == "heading"] == heads * 3


@pytest.mark.parametrize(
    "head", ["首页 > 政务公开 > 绩效管理 > 自评报告", "来源：县财政局　时间：2024年5月"]
)
def test_the_head_of_a_web_page_stays_apart(head: str) -> None:
    title = "青川县水利局2023年度部门整体支出绩效自评报告"
    text = "\n".join([head, title, *[PROSE[1], PROSE[3]] * 2, "【打印本页】　【关闭窗口】"])
    texts = [block.text(text) for block in find_blocks(text)]
    assert texts[:2] == [head, title]
    assert texts[-1] == PROSE[3]


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ("全年安排资金12万元，\t其中基本支出10万元，\t项目支出2万元。", "paragraph"),
        ("收入情况 | 全年收入12万元，比上年有所增加 | 支出合计10万元。", "paragraph"),
        ("甲科室\t制定工作方案；落实责任\t按月检查；按季通报", "paragraph"),
        ("302\t商品和服务支出\t1.50", "table"),
        ("| 项目 | 决算数 | 说明 |", "table"),
    ],
)
def test_prose_with_tabs_or_bars_is_no_table(row: str, kind: str) -> None:
    text = f"有关情况如下。\n\n{row}\n\n以上就是本年度的有关情况。"
    assert kinds(text)[1][0] == kind


def test_a_number_before_a_page_break_may_be_a_cell() -> None:
    table = "项目\n年初预算\n决算\n公务接待费\n12\n9\n会议费\n6.50\n\f5\n培训费\n2\n1\n"
    text = f"具体情况如下表所示。\n{table}以上就是本年度的有关情况。"
    found = find_blocks(text)
    assert [block.kind for block in found] == ["paragraph", "table", "paragraph"]
    assert "6.505" in found[1].text(text)


def test_ordinals_are_not_taken_from_decimals() -> None:
    text = (
        "2.转移就业：目标2.6万人次，完成2.8万人次，得分10分。\n"
        "3.城镇登记失业率：目标4.5%以内，完成3.1%，得分10分。\n" * 4
    )
    assert all("\n3." not in text[b.start : b.end] for b in find_blocks(text))


_LINES = st.lists(
    st.sampled_from(
        [*PROSE, "", "- 3 -", "单位：万元", "项目\t决算数", "基本支出\t10.5", "| a | b |", "目录",
         "一、职责……1", "2023年5月18日", "12", "# 标题",
         "注：说明", "\t缩进", "　　全角缩进的段落", "\f"]
    ) | st.text(alphabet="甲乙，。；（）“”1.、 \t|#*-一（", max_size=30),
    max_size=40,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(_LINES, st.sampled_from(["\n", "\r\n", "\n\n", "\u2028"]))
def test_blocks_cover_the_text_in_order(lines: list[str], gap: str) -> None:
    text = gap.join(lines)
    blocks = find_blocks(text)
    position = 0
    for block in blocks:
        assert position <= block.start < block.end <= len(text)
        # What lies between blocks is white space or page furniture, never a word.
        assert not re.search("[甲乙万元支出]", text[position : block.start])
        position = block.end
        inside = block.start
        for start, end in block.pieces:
            assert inside <= start < end <= block.end
            inside = end
    assert not re.search("[甲乙万元支出]", text[position:])


def test_time_is_linear() -> None:
    rng = random.Random(3)
    text = "\n".join(line for _ in range(600) for p in PROSE for line in wrap(p, 60))
    text += "\n".join("".join(rng.choices("（.|、1- ", k=40)) for _ in range(500))
    started = time.process_time()
    find_blocks(text[: len(text) // 4])
    quarter = time.process_time() - started
    started = time.process_time()
    find_blocks(text)
    assert time.process_time() - started < 12 * quarter + 0.5


@pytest.mark.parametrize("end", ["主要做了三件事：", "预算数为一百万元；"])
def test_a_full_line_that_ends_with_a_colon_goes_on(end: str) -> None:
    told = "县水利局完成了水库除险和渠道清淤，" * 20
    lines = [told[: 36 - len(end)] + end, *(told[n : n + 36] for n in range(0, 216, 36)), "完。"]
    text = "\n".join(lines)
    assert [(block.start, block.end) for block in find_blocks(text)] == [(0, len(text))]
    # A line with room left ends its paragraph.
    short = "\n".join([end, *lines[1:]])
    assert find_blocks(short)[0].text(short) == end
