"""What the opening and the ending of a line say: ordinals, headings, page numbers, captions."""

from __future__ import annotations

import re

_CN = "一二三四五六七八九十百〇零"
# Ordinals that open a heading or a list item, by rank; rank is the heading's level.
_ORDINALS = (
    (
        1,
        rf"第\s*(?:[{_CN}]{{1,3}}|\d{{1,2}})\s*(?:部分|章|编|篇)(?![^\s、，：:]{{0,2}}(?:的|主要|所))",
    ),
    (
        2,
        rf"[{_CN}]{{1,3}}\s*[、．](?![{_CN}]{{1,2}}[、级类])|[{_CN}]{{1,2}}\.(?=\S)|附件\s*\d{{0,2}}\s*[:：]",
    ),
    (3, rf"[（(]\s*[{_CN}]{{1,3}}\s*[）)]、?"),
    (4, r"\d{1,2}\s*(?:、|．(?!\s?\d{1,2}(?!\d))|\.(?:(?!\s?\d)|(?=20\d\d\s*年)))|[❶-❿]"),
    (5, r"[（(]\s*\d{1,2}\s*[）)]、?"),
    (6, r"[①-⑳]|\d{1,2}\s?[）)]|[a-zA-Z][.．、)](?=[\u4e00-\u9fff])"),
)
ORDINAL = re.compile("|".join(f"(?P<r{rank}>{pattern})" for rank, pattern in _ORDINALS))
MARKDOWN = re.compile(r"(#{1,6})(?:\s+|(?=[^\s#]))")
# Marks that wrap a heading or open a list item without being part of its words.
OPENING = re.compile(r"(?:#{1,6}\s*)?(?:\*\*|__)?\s*")
BULLET = re.compile(r"(?:[-*+•●◆■◇▪·‧➢►★☆]|—(?!—))\s+(?=\S)|[•●◆■◇▪➢►★☆](?=\S)|\*(?=[^\s*])")
# A sentence ends here; closing brackets and quotes may follow.
TERMINAL = re.compile(r"[。！？!?…][”’」』）)\]】》*_\s]*\Z")
SEMI = re.compile(r"[；;][”’」』）)*_\s]*\Z")
COLON = re.compile(r"[：:][”’）)*_\s]*\Z")
# Ends that leave no doubt that more is to come.
UNFINISHED = re.compile(r"(?:[，、,（(《“‘「『〔\[—]|[^\s]的|[和与及或]|比上年|合计为|共计)\Z")
COMMA = re.compile(r"[，、,]\Z")
# The next line cannot begin a paragraph.
CONTINUES = re.compile(r"[，、。；：！？）》”’」』〕】％℃,;!?)%]|\.\d")
PAGE_NUMBER = re.compile(
    r"(?:[-—–－一─~～·•]{1,3}\s*(?:\d{1,4}|[IVXivx]{1,5})\s*[-—–－一─~～·•]{1,3}"
    r"|第\s*(?:\d{1,4}|[一二三四五六七八九十百]{1,4})\s*页(?:\s*[，,/]?\s*共\s*(?:\d{1,4}|[一二三四五六七八九十百]{1,4})\s*页)?"
    r"|\d{1,4}\s*/\s*\d{1,4}(?!\d)|[Pp]age\s*\d{1,4}(?:\s*of\s*\d{1,4})?|共\s*\d{1,4}\s*页)"
)
# Buttons that a saved web page shows about its article: 【打印本页】 [关闭窗口]
BUTTONS = re.compile(
    r"(?:[\[【〖]\s*(?:打印|关闭|返回|收藏|分享|下载|字[号体]|大\s*中\s*小|纠错|我要)[^\]】〗，。]{0,8}[\]】〗]\s*)+"
)
BARE_NUMBER = re.compile(r"\d{1,3}")
RULE = re.compile(r"(?:[-—_=*~─━－＿]\s?){3,}")
CONTENTS_TITLE = re.compile(r"[#*\s]*(?:目\s*录|目\s*次|内容目录|CONTENTS)[*\s:：]*", re.IGNORECASE)
LEADERS = re.compile(
    r"(?:\.{3,}|…{1,}|·{3,}|_{4,}|-{4,}|(?:\s\.){3,}|．{3,})\s*[-—]?\s*\d{1,4}\s*[-—]?\Z"
)
CONTENTS_NUMBER = re.compile(r"(?:[\s\t]{1,}|[（(])[-—]?\s*\d{1,3}\s*[-—]?[）)]?\Z")
NOTE = re.compile(
    r"(?:备\s*)?注\s*(?:\d{1,2}\s*)?[:：.．、]|说明[:：](?=.*(?:本表|表中))|数据来源[:：]|本表(?:反映|以|为)"
)
UNIT_LINE = re.compile(
    r"(?:金额)?单位\s*[:：]\s*(?:人民币)?\s*(?:[万亿千百]?元|万|亿|%|人|个|平方米)|公开\s*\d{1,2}\s*表|表\s*[一二三四五六七八九十\d]{1,3}(?:[-—.]\d{1,2})?\s*(?:[:：]|\Z)"
)
TABLE_TITLE = re.compile(
    r"[^，。；：！？,;!?]{2,45}(?:表|一览|明细|清单|情况)(?:[（(][^）)]{1,20}[）)])?\Z"
)
DATE = re.compile(
    r"(?:[12]\d\s?\d\s?\d|[二一][〇○零OＯo0０一二三四五六七八九]{3})\s*年\s*(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s*月"
    r"(?:\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*日)?"
    r"|20\d\d\s?[-./]\s?\d{1,2}\s?[-./]\s?\d{1,2}"
)
CONTACT = re.compile(
    r"(?:联\s*系\s*(?:人|电话|方式)|填\s*[报表]\s*(?:人|日期|单位|部门)?|电\s*话|负责人|单位负责人|财务负责人|审核人?|经办人|制表人?|报送日期|填报时间|邮编|传真|地址|主\s*任|局\s*长)"
    r"(?:\s*[（(][^）)]{1,8}[）)])?\s*[:：]"
)
ORG_END = re.compile(
    r"(?:局|委|委员会|办|办公室|厅|部|院|所|中心|政府|党校|学校|中学|小学|幼儿园|大队|支队|总队|站|馆|处|会|社|公司|集团|街道|乡|镇|台|办事处|段|队|场|协会|联合会|妇联|团委|工商联)(?:[（(](?:盖章|公章|章)[）)])?\Z"
)
REPORT_END = re.compile(
    r"(?:报告|说明|决算|预算|公开|总结|公告|公示|汇报|情况|材料|表|书|方案|意见|通知|函)(?:[（(][^）)]{1,12}[）)])?[》\s*]*\Z"
)


def rank_of(text: str) -> tuple[int, int]:
    """Rank of the ordinal that opens `text` (0: none) and where its words begin."""
    opening = OPENING.match(text)
    position = opening.end() if opening else 0
    match = ORDINAL.match(text, position)
    if not match or not match.lastgroup:
        return 0, position
    return int(match.lastgroup[1:]), match.end()


def ends(pattern: re.Pattern[str], text: str) -> bool:
    """Whether the end of `text` matches `pattern` (closed by \\Z); long texts cost no more."""
    return pattern.search(text, max(len(text) - 96, 0)) is not None
