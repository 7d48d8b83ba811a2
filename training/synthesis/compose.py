"""Whole documents: sections in an order of their own, numbered and laid out by one hand."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from typing import Any

from training.corpus.markup import compile_markup
from training.synthesis.case import Case, make_case
from training.synthesis.lexicon import fields, grammar
from training.synthesis.noise import add_noise, read_glyphs
from training.synthesis.report import SECTIONS, Block
from training.synthesis.slips import plant
from training.synthesis.style import Style
from training.synthesis.template import Writer

NUMERALS = "一二三四五六七八九十"
LAYOUTS = ("plain", "plain", "indented", "markdown", "web")
# Kinds of document: sections that are always there, and those that may be.
KINDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "部门整体支出绩效自评报告": (
        ("duties", "spending", "work", "score", "problems"),
        ("income", "classes", "public", "targets", "plans"),
    ),
    "部门决算情况说明": (
        ("duties", "income", "spending", "classes", "public"),
        ("functions", "operations", "work", "glossary"),
    ),
    "项目支出绩效自评报告": (
        ("duties", "classes", "targets"),
        ("work", "score", "problems", "plans"),
    ),
    "工作总结": (("work", "spending"), ("targets", "public", "plans", "problems")),
    "段落": ((), tuple(SECTIONS)),
}
TITLES = {
    "部门整体支出绩效自评报告": "title_whole",
    "部门决算情况说明": "title_accounts",
    "项目支出绩效自评报告": "title_project",
    "工作总结": "title_summary",
}
_WEIGHTS = (6, 5, 3, 3, 8)
_ERRORS = 0.12  # of documents carry a planted slip


def synthesize(seed: int, number: int = 1, *, errors: bool | None = None) -> dict[str, Any]:
    """One annotated document in the corpus format; the same arguments give the same document.

    Args:
        seed: of the whole run.
        number: of the document in it.
        errors: whether a slip is planted; by default in about one document of eight.
    """
    chance = random.Random(f"{seed}/{number}")
    writer = Writer(chance, Style.sample(chance), grammar())
    writer.words = {name: grammar()[name] for name in grammar()}
    kind = chance.choice(sorted(fields()))
    writer.words["done"] = fields()[kind]["done"]
    form = chance.choices(list(KINDS), _WEIGHTS)[0]
    year = chance.randint(2017, 2025)
    place = chance.choice(writer.words["place"])
    body = chance.choice(fields()[kind]["bodies"])
    org = f"{place}镇人民政府" if kind == "township" else f"{place}{writer.draw('level')}{body}"
    layout = chance.choice(LAYOUTS)
    writer.base = {
        "org": org, "year": str(year), "next": str(year + 1), "code": place[0],
        "number": str(chance.randint(2, 180)), "layout": layout, "n": str(chance.randint(2, 9)),
    }  # fmt: skip
    case = make_case(kind, org, year, writer)
    writer.base["n"] = str(len(case.budget["projects"]))
    planted = None
    if errors or (errors is None and chance.random() < _ERRORS):
        planted = plant(writer, case.budget)
    names, blocks = _sections(writer, case, form)
    if planted:
        blocks.insert(chance.randint(0, 1), Block("p", planted.sentence))
    title = writer.render(writer.draw(TITLES[form]), {}) if form != "段落" else None
    date = f"{year + 1}年{chance.randint(1, 10)}月{chance.randint(1, 28)}日"
    marked = _lay_out(writer, blocks, layout, title, org, date)
    scored = title is not None and "score" in names
    graded = scored and re.search(f"等[级次]为“?{case.grade}", marked) is not None
    marked, noises = add_noise(marked, chance)
    meta = {
        "id": f"synthesis-{seed}-{number:05d}", "synthetic": True, "hand": "synthesis",
        "seed": seed, "number": number, "body": org, "body_kind": kind, "kind": form,
        "fiscal_year": year, "org": org if title else None, "title": title,
        "date": date if title and layout != "web" else None,
        "self_score": f"{case.score.normalize():f}" if scored else None,
        "grade": case.grade if graded else None, "shape": layout, "noise": noises,
        "errors": [planted.record] if planted else [],
    }  # fmt: skip
    return _compile(meta, marked)


def _compile(meta: dict[str, Any], marked: str) -> dict[str, Any]:
    return compile_markup(f"{json.dumps(meta, ensure_ascii=False)}\n{marked}", name=meta["id"])


def _sections(writer: Writer, case: Case, form: str) -> tuple[Sequence[str], list[Block]]:
    """The sections' names and blocks; a 段落 document is one to three of them without a frame."""
    chance = writer.chance
    always, maybe = KINDS[form]
    if form == "段落":
        names: Sequence[str] = chance.sample(maybe, chance.randint(1, 3))
    else:
        wanted = {*always, *(name for name in maybe if chance.random() < 0.55)}
        names = [name for name in SECTIONS if name in wanted]
    blocks = []
    if form != "段落":
        blocks.append(Block("p", writer.render(writer.draw("intro"), {})))
    for name in names:
        titles, section = SECTIONS[name]
        if form != "段落" or chance.random() < 0.5:
            blocks.append(Block("h1", _title(writer, titles)))
        blocks += section(writer, case)
    return names, blocks


def _title(writer: Writer, name: str) -> str:
    """A section title; the budget lines that it names are tagged."""
    return writer.render(writer.draw(name), {})


def _lay_out(
    writer: Writer, blocks: list[Block], layout: str, title: str | None, org: str, date: str
) -> str:
    chance = writer.chance
    indent = "\u3000\u3000" if layout == "indented" else ""
    gap = chance.choice(["\n", "\n\n"]) if layout != "markdown" else "\n\n"
    lines: list[str] = []
    if title:
        lines.append(f"# {title}" if layout == "markdown" else title)
        if layout == "web":
            lines.append(f"发布时间：{date}  来源：{org}  浏览次数：{chance.randint(20, 2000)}")
        elif chance.random() < 0.2 and layout != "markdown":
            lines += _contents(blocks, chance)
    first = second = 0
    for block in blocks:
        if block.kind == "h1":
            first, second = first + 1, 0
            mark = "## " if layout == "markdown" else indent
            lines.append(f"{mark}{NUMERALS[(first - 1) % 10]}、{block.text}")
        elif block.kind == "h2":
            second += 1
            head = f"（{NUMERALS[(second - 1) % 10]}）{block.text}"
            bold = layout == "markdown" and chance.random() < 0.7
            lines.append(f"**{head}**" if bold else indent + head)
        elif block.kind == "table":
            lines.append(block.text)
        elif block.text:
            lines.append("\n".join(indent + line for line in block.text.split("\n")))
    if title and layout == "web":
        lines.append("打印 关闭")
    elif title:
        lines += [" " * 20 + org, " " * 22 + date] if layout == "plain" else [org, date]
    return gap.join(lines) + "\n"


def _contents(blocks: list[Block], chance: random.Random) -> list[str]:
    lines, page = ["目  录"], 1
    for number, block in enumerate(b for b in blocks if b.kind == "h1"):
        bare = "".join(glyph.char for glyph in read_glyphs(block.text))
        lines.append(f"{NUMERALS[number % 10]}、{bare}{'.' * chance.randint(12, 30)}{page}")
        page += chance.randint(0, 3)
    return lines
