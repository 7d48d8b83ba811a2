"""The score and the grade that the report gives itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from xfnlp.figures import read_figure
from xfnlp.figures.numerals import CHINESE
from xfnlp.folding import surface
from xfnlp.types import Entity, Relation

Span = tuple[int, int]
Score = tuple[str, str, Span]

_NUMBER: Final = (
    rf"[\d０-９]{{1,3}}(?:\s*[.．]\s*[\d０-９]{{1,2}})?|[{CHINESE}十百]+(?:点[{CHINESE}]+)?"
)
_SCORE: Final = re.compile(rf"(?P<score>(?:{_NUMBER})\s*分)(?!以|及|（|\(含|之|至|[—-]|制)")
_NAME: Final = re.compile(
    r"自\s*评|评\s*价|综\s*合|总\s*分|总\s*得|得\s*分|最\s*终|打\s*分|评\s*分"
)
_WHOLE: Final = re.compile(
    r"整体|部门|综合|总分|总得分|最终|综上|我[局委办院校馆会中]|单位|全[局委]|总评|平均"
)
_RATED: Final = re.compile(r"等级|等次|评级|档次|结论|[“\"‘]\s*[优良]")
_PART: Final = re.compile(
    r"满分|标准分|权重|分值|指标(?:得|分|满)|扣|其中|不低于|低于|高于|百分制|每"
)
_PROJECT: Final = re.compile(r"[”\"]?项目(?:绩效)?自评|项目得分|专项")
_GRADE: Final = (
    r"\*{0,2}[“\"‘'「（(]?\s*(?P<grade>优\s*秀|良\s*好|较\s*好|基本合格|不合格|合格|优|良|中|差)\s"
    r"*[”\"’'」）)]?"
    r"(?![级等化先异势质分性]|[一-鿿]*等奖)"
)
_GRADED: Final = re.compile(
    r"(?:等\s*级|等\s*次|评\s*级|级\s*别|档\s*次|结\s*果|结\s*论|评\s*价|评\s*定|自\s*评)\s*(?:评\s"
    r"*定|确\s*定|评\s*为)?\s*"
    rf"(?:为|是|属于|[:：，,])?\s*{_GRADE}"
)
_BESIDE: Final = re.compile(rf"^[，,、；;（(\s]*(?:属于?|评为|为|达到|绩效|评价)?\s*{_GRADE}")
_RULE: Final = re.compile(
    r"\d\s*分\s*(?:[（(][^）)]{1,6}[）)])?\s*(?:以上|及以上|以下|至|—|-)?\s*(?:的)?\s*(?:评)?(?:定"
    r")?为?$"
)


def find_score(
    text: str, entities: Sequence[Entity], relations: Sequence[Relation]
) -> Score | None:
    """The report's own score: its value, unit and place."""
    ranked = sorted(
        (
            (_rank(text, start, end, known=known), start, end)
            for start, end, known in _candidates(text, entities, relations)
        ),
        key=lambda item: (item[0], item[1]),
    )
    if not ranked or ranked[-1][0] < 2:
        return None
    _, start, end = ranked[-1]
    figure = read_figure(text[start:end], label="QUANTITY")
    if figure is None or not 0 < figure.value <= 120:
        return None
    return format(figure.value, "f"), "分", (start, end)


def _candidates(
    text: str, entities: Sequence[Entity], relations: Sequence[Relation]
) -> list[tuple[int, int, bool]]:
    """Scores by the model's reading, or else by the words before them."""
    known = {entity.id: entity for entity in entities}
    result = []
    for relation in relations:
        head, tail = known.get(relation.head), known.get(relation.tail)
        if relation.type == "value" and head and tail and tail.unit == "分":
            name = surface(head.text)
            if _NAME.search(name) and "满意" not in name:
                result.append((tail.start, tail.end, True))
    if result:
        return result
    for match in _SCORE.finditer(text):
        before = text[max(0, match.start() - 24) : match.start()]
        if _NAME.search(before):
            result.append((*match.span("score"), False))
    return result


def _rank(text: str, start: int, end: int, *, known: bool) -> int:
    """How much a score looks like that of the whole report."""
    sentence = re.split(r"[。；;\n]\s*\n|[。；;]", text[max(0, start - 70) : start])[-1]
    near = sentence[-16:]
    after = text[end : end + 24]
    rank = 2 if known else 0
    rank += 2 * bool(re.search(r"自\s*评|综合|评价|总", near))
    rank += 2 * bool(_WHOLE.search(sentence))
    rank += 2 * bool(_RATED.search(after))
    rank += bool(re.search(r"其中|扣", after))
    rank -= 3 * bool(_PART.search(near))
    rank -= 2 * bool(_PROJECT.search(sentence))
    rank -= 6 * bool(re.match(r"\s*(?:[（(]含|以上|及以上|以下|[—-]|至)", after))
    return rank


def find_grade(text: str, score: Score | None) -> tuple[str, Span] | None:
    """The grade: beside the score, else the last that a report gives itself."""
    if score:
        start, end = score[2]
        match = _GRADED.search(text, end, end + 60) or _BESIDE.match(text[end : end + 24])
        if match:
            offset = end if match.string is not text else 0
            span = (match.start("grade") + offset, match.end("grade") + offset)
            return surface(match["grade"]), span
        before = [
            match
            for match in _GRADED.finditer(text, max(0, start - 60), start)
            if not _RULE.search(text[max(0, match.start() - 14) : match.start()])
        ]
        if before:
            return surface(before[-1]["grade"]), before[-1].span("grade")
    found = None
    for match in _GRADED.finditer(text):
        lead = text[max(0, match.start() - 14) : match.start()]
        if re.match(r"(?:评\s*价|自\s*评|结\s*果|评\s*定)", match.group()) and not re.search(
            r"等|级|为|[“\"]", match.group()
        ):
            continue
        if not _RULE.search(lead) and not re.search(r"分", text[match.end() : match.end() + 1]):
            found = match
    return (surface(found["grade"]), found.span("grade")) if found else None
