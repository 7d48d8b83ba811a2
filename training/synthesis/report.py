"""The sections of a report, as blocks of marked text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from training.synthesis.case import Case
from training.synthesis.lexicon import fields
from training.synthesis.tables import indicator_table, project_table, public_table, subject_table
from training.synthesis.template import Unfit, Writer


class Block(NamedTuple):
    """A heading (h1, h2), a paragraph (p), a table, or a line set off (line)."""

    kind: str
    text: str


Section = Callable[[Writer, Case], list[Block]]


def sentences(writer: Writer, name: str, count: int, scope: dict[str, Any]) -> list[str]:
    """Up to `count` different sentences of a list."""
    options = list(writer.grammar[name])
    writer.chance.shuffle(options)
    found: list[str] = []
    for option in options:
        if len(found) == count:
            break
        try:
            found.append(writer.render(option, scope))
        except Unfit:
            continue
    return found


def _money(writer: Writer, case: Case, *names: str, most: int = 3) -> list[Block]:
    """Budget sentences: each list as one paragraph or a paragraph a sentence."""
    blocks = []
    for name in names:
        found = sentences(writer, name, writer.chance.randint(1, most), case.budget)
        together = writer.chance.random() < 0.5 and not any("\n" in text for text in found)
        blocks += [Block("p", "".join(found))] if together else [Block("p", t) for t in found]
    return blocks


def duties(writer: Writer, case: Case) -> list[Block]:
    entry = fields()[case.kind]
    listed = writer.chance.random() < 0.5
    texts = list(entry["duties"])
    if listed:
        blocks = [Block("p", f"{n}.{text}；") for n, text in enumerate(texts, 1)]
        blocks.append(Block("p", f"{len(texts) + 1}.完成{writer.draw('superior')}交办的其他任务。"))
    else:
        blocks = [Block("p", f"{case.org}主要职责是：{'；'.join(texts)}。")]
    if writer.chance.random() < 0.4:
        blocks.append(Block("p", writer.any("rule")))
    blocks += [Block("p", t) for t in sentences(writer, "staffing", 2, case.budget)]
    return blocks


def income(writer: Writer, case: Case) -> list[Block]:
    return _money(writer, case, "income", most=4)


def spending(writer: Writer, case: Case) -> list[Block]:
    blocks = _money(writer, case, "spend", "spend_short", most=3)
    if writer.chance.random() < 0.6:
        blocks += _money(writer, case, "carried", most=2)
    return blocks


def classes(writer: Writer, case: Case) -> list[Block]:
    blocks = [Block("h2", _marked(writer, "{basic}", case) + writer.draw("state"))]
    blocks += _money(writer, case, "basic", most=3)
    blocks.append(Block("h2", _marked(writer, "{project}", case) + writer.draw("state")))
    blocks += _money(writer, case, "project", most=4)
    if writer.chance.random() < 0.4:
        blocks.append(_table(writer, case, project_table))
    return blocks


def functions(writer: Writer, case: Case) -> list[Block]:
    blocks = _money(writer, case, "subject", most=2)
    if writer.chance.random() < 0.4:
        blocks.append(_table(writer, case, subject_table))
    return blocks


def public(writer: Writer, case: Case) -> list[Block]:
    blocks = _money(writer, case, "public", most=4)
    if writer.chance.random() < 0.3:
        blocks.append(_table(writer, case, public_table))
    return blocks


def operations(writer: Writer, case: Case) -> list[Block]:
    return _money(writer, case, "running", most=3)


def _table(writer: Writer, case: Case, make: Callable[[Writer, dict[str, Any]], str]) -> Block:
    return Block("table", make(writer, case.budget))


def _marked(writer: Writer, template: str, case: Case) -> str:
    return writer.render(template, case.budget)


def work(writer: Writer, case: Case) -> list[Block]:
    """Paragraphs in which counted work, soft achievements and what is none stand mixed."""
    chance = writer.chance
    blocks: list[Block] = []
    for _ in range(chance.randint(2, 4)):
        if chance.random() < 0.6:
            blocks.append(Block("h2", writer.draw("slogan") + chance.choice(["", "。"])))
        # Dense paragraphs, and long ones in which a few results hide.
        count, weights = chance.choice([((2, 6), (5, 4, 3)), ((5, 9), (2, 2, 6))])
        lists = chance.choices(["counted", "soft", "hardneg"], weights, k=chance.randint(*count))
        texts = [writer.maybe(name, **work_scope(writer, case)) for name in lists]
        if chance.random() < 0.3:
            marks = "一二三四五六七八九"
            texts = [f"{marks[n]}是{text}" for n, text in enumerate(texts) if text]
        blocks.append(Block("p", "".join(texts)))
    return blocks


def work_scope(writer: Writer, case: Case) -> dict[str, Any]:
    """Work, nouns, rates and amounts, others each time until all have had their turn."""
    m = case.measures
    for group in m.values():
        if group is not m["scores"]:
            group.append(group.pop(0))
    tasks, nouns, rates = m["tasks"], m["nouns"], m["rates"]
    return {
        "t1": tasks[0], "t2": tasks[2], "t3": tasks[4], "n1": nouns[0], "n2": nouns[1],
        "r1": rates[0], "r2": rates[1], "m": m["money"][0], "sat": m["sat"][0],
        "meet": m["meet"][0], "visits": m["visits"][0],
    }  # fmt: skip


def targets(writer: Writer, case: Case) -> list[Block]:
    count = writer.chance.randint(2, 5)
    texts = dict.fromkeys(writer.maybe("target", **work_scope(writer, case)) for _ in range(count))
    blocks = [Block("p", text) for text in texts]
    if writer.chance.random() < 0.35:
        blocks.append(Block("table", indicator_table(writer, case.measures)))
    return blocks


def score(writer: Writer, case: Case) -> list[Block]:
    total, *parts = case.measures["scores"]
    scope = {"total": total, "grade": case.grade} | {
        f"s{n}": part for n, part in enumerate(parts, 1)
    }
    text = writer.any("score", **scope)
    return [Block("p", text + writer.any("rule") if writer.chance.random() < 0.3 else text)]


def problems(writer: Writer, case: Case) -> list[Block]:
    return [Block("p", t) for t in sentences(writer, "problems", writer.chance.randint(1, 3), {})]


def plans(writer: Writer, case: Case) -> list[Block]:
    blocks = [Block("p", t) for t in sentences(writer, "plans", 2, {})]
    if writer.chance.random() < 0.5:
        scope = work_scope(writer, case)
        blocks += [Block("p", t) for t in sentences(writer, "plan_target", 2, scope)]
    return blocks


def glossary(writer: Writer, case: Case) -> list[Block]:
    count = writer.chance.randint(3, 6)
    texts = sentences(writer, "glossary", count, case.budget)
    return [Block("p", f"{n}.{text}") for n, text in enumerate(texts, 1)]


SECTIONS: dict[str, tuple[str, Section]] = {
    "duties": ("name_duties", duties),
    "income": ("name_income", income),
    "spending": ("name_spending", spending),
    "classes": ("name_classes", classes),
    "functions": ("name_functions", functions),
    "public": ("name_public", public),
    "operations": ("name_operations", operations),
    "work": ("name_work", work),
    "targets": ("name_targets", targets),
    "score": ("name_score", score),
    "problems": ("name_problems", problems),
    "plans": ("name_plans", plans),
    "glossary": ("name_glossary", glossary),
}
