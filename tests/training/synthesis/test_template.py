"""Templates: heads before and after their figures, lists, choices, templates that do not fit."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from training.corpus.markup import compile_markup
from training.synthesis.budget import Line
from training.synthesis.lexicon import grammar
from training.synthesis.style import Style
from training.synthesis.template import Unfit, Writer
from training.synthesis.work import Measure


def line(name, *, initial=0, annual=0, actual=0, prior=0):
    values = {"initial": initial, "annual": annual, "actual": actual, "prior": prior}
    return Line((name,), {key: Decimal(value) for key, value in values.items()})


def writer(**lists):
    return Writer(
        random.Random(1), Style(numerals=0, loose=0, thousands_of=0), {**grammar(), **lists}
    )


def read(marked):
    document = compile_markup('{"id": "x"}\n' + marked)
    text = document["text"]
    spans = {e["id"]: text[e["start_offset"] : e["end_offset"]] for e in document["entities"]}
    return text, {
        (r["type"], spans[r["from_id"]], spans[r["to_id"]]) for r in document["relations"]
    }


def test_figure_belongs_to_the_last_mention():
    a = line("会议费", initial=40000, actual=32000)
    text, relations = read(
        writer().render("{a}预算{a.initial}，支出{a.actual}，执行率{a.done_initial}。", {"a": a})
    )
    assert text == "会议费预算4.00万元，支出3.20万元，执行率80.00%。"
    assert relations == {
        ("initial_budget", "会议费", "4.00万元"),
        ("actual", "会议费", "3.20万元"),
        ("execution_rate", "会议费", "80.00%"),
    }


def test_figure_before_its_noun_is_headed_by_it():
    cameras = Measure("摄像头", ((Decimal(18), "个"),), "安装")
    text, relations = read(writer().render("{n.verb}{n.value}{n}。", {"n": cameras}))
    assert text == "安装18个摄像头。"
    assert relations == {("value", "摄像头", "18个")}


def test_parts_before_and_after_their_whole():
    whole, parts = line("人员经费"), [line("基本工资"), line("奖金")]
    scope = {"w": whole, "ps": parts}
    expected = {("part_of", "基本工资", "人员经费"), ("part_of", "奖金", "人员经费")}
    assert read(writer().render("{w}包括{ps:figureless<w}。", scope))[1] == expected
    assert read(writer().render("{ps:figureless<w}等{w}。", scope))[1] == expected


def test_share_names_its_whole_and_two_lines_share_a_figure():
    a, b = line("基本支出", actual=500000), line("总支出", actual=800000)
    text, relations = read(writer().render("{a}占{b}的{a.share/b}。", {"a": a, "b": b}))
    assert text == "基本支出占总支出的62.50%。"
    assert relations == {
        ("share", "基本支出", "62.50%"),
        ("share_base", "62.50%", "总支出"),
    }
    zero, none = line("出国费"), line("购车费")
    _, relations = read(writer().render("{a}和{b}均为{a+b.actual}。", {"a": zero, "b": none}))
    assert relations == {("actual", "出国费", "0万元"), ("actual", "购车费", "0万元")}


@pytest.mark.parametrize(
    ("template", "amounts"),
    [
        ("{a}{a.rate}", {"actual": 100}),  # nothing a year before
        ("{a}{a.dir}{a.move}", {"actual": 100, "prior": 100}),
        ("{a}{a.done_initial}", {"actual": 100}),
        ("{a}{a.done}", {"actual": 100, "initial": 100, "annual": 200}),
        ("{a}{a.none}", {"actual": 100}),
        ("{a.actual}", {"actual": 100}),  # no mention at all
        ("{other}", {}),
    ],
)
def test_template_that_asks_for_what_is_not_there_does_not_fit(template, amounts):
    with pytest.raises(Unfit):
        writer().render(template, {"a": line("甲", **amounts)})


def test_direction_words_follow_the_figures():
    up, down = line("甲", actual=300, prior=100), line("乙", actual=100, prior=300)
    scope = {"a": up, "b": down}
    text, relations = read(
        writer().render("{a}{a.grow}{a.rate}、{b}{b.grow}{b.rate}，{b.move}归{b}", scope)
    )
    assert text.startswith("甲增长200.00%、乙下降66.67%")
    assert {r[0] for r in relations} == {"increase_rate", "decrease_rate", "decrease_amount"}


def test_choices_nest_and_every_wording_is_used_before_one_comes_again():
    author = writer(fruit=("梨", "桃", "杏"))
    assert author.expand("[甲[乙|乙]|甲乙]") == "甲乙"
    assert sorted(author.expand("<fruit>") for _ in range(3)) == sorted("梨桃杏")


def test_a_word_before_the_amount_belongs_to_the_name_once():
    _, relations = read(writer().render("{a&支出}{a.actual}", {"a": line("人员经费", actual=100)}))
    assert relations == {("actual", "人员经费支出", "0.01万元")}
    _, relations = read(writer().render("{a&支出}{a.actual}", {"a": line("项目支出", actual=100)}))
    assert relations == {("actual", "项目支出", "0.01万元")}


def test_only_targets_that_were_met_are_told_as_achievements():
    met = Measure("办结率", ((Decimal(97), "%"),), target=Decimal(95))
    missed = Measure("办结率", ((Decimal(93), "%"),), target=Decimal(95))
    with pytest.raises(Unfit):
        writer().render("«{a}{a.value}»{a.met}", {"a": missed})
    with pytest.raises(Unfit):
        writer().render("{a}{a.value}{a.missed}", {"a": met})
    assert writer().render("«{a}»{a.met}", {"a": met}) == "⟦a|⟦i1|办结率⟧⟧"
