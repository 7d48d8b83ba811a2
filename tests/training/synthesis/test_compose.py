"""Whole synthetic documents: exact, checked, adding up, the same for the same seed."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from training.corpus.check import check_document
from training.corpus.markup import compile_markup, write_markup
from training.synthesis import synthesize
from training.synthesis.__main__ import main
from training.synthesis.compose import KINDS
from training.synthesis.lexicon import fields, grammar
from training.synthesis.skeletons import count_skeletons, skeletons
from xfnlp.audit import find_checks
from xfnlp.figures import read_figure
from xfnlp.scheme import FIGURES, RELATIONS
from xfnlp.types import Entity, Relation

seeds = st.tuples(st.integers(0, 2**31), st.integers(1, 500))
# Derandomized: a seed that shows a limit of the audit should not turn up in somebody else's run.
several = settings(max_examples=60, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def hundred():
    return [synthesize(11, number) for number in range(1, 101)]


def figure_of(document, span):
    text, start, end = document["text"], span["start_offset"], span["end_offset"]
    return read_figure(
        text[start:end],
        label=span["label"],
        before=text[max(0, start - 12) : start],
        after=text[end : end + 12],
    )


def audited(document):
    entities = []
    for span in document["entities"]:
        start, end = span["start_offset"], span["end_offset"]
        figure = figure_of(document, span) if span["label"] in FIGURES else None
        entities.append(
            Entity(
                span["id"],
                span["label"],
                start,
                end,
                document["text"][start:end],
                figure.value if figure else None,
                figure.unit if figure else "",
            )
        )
    relations = [Relation(r["from_id"], r["to_id"], r["type"]) for r in document["relations"]]
    return [
        check
        for check in find_checks(document["text"], entities, relations)
        if check.verdict == "inconsistent"
    ]


@several
@given(seeds)
def test_every_document_passes_the_checks(seed):
    document = synthesize(*seed)
    assert [f for f in check_document(document) if f.severity == "error"] == []
    heads = {r["to_id"] for r in document["relations"]}
    for span in document["entities"]:
        if span["label"] in FIGURES:
            assert span["id"] in heads
            assert figure_of(document, span) is not None, document["text"][
                span["start_offset"] : span["end_offset"]
            ]


@several
@given(seeds)
def test_offsets_survive_the_way_through_markup(seed):
    document = synthesize(*seed)
    again = compile_markup(write_markup(document))
    assert (again["text"], again["entities"]) == (document["text"], document["entities"])


@several
@given(seeds)
def test_nothing_is_inconsistent_where_no_error_is_planted(seed):
    assert [check.message for check in audited(synthesize(*seed, errors=False))] == []


@several
@given(seeds)
def test_a_planted_error_is_found(seed):
    document = synthesize(*seed, errors=True)
    (error,) = document["meta"]["errors"]
    assert error["where"] in {check.rule for check in audited(document)}
    assert error["text"] != error["should_be"]


@given(seeds)
@settings(max_examples=15)
def test_same_seed_same_document(seed):
    assert synthesize(*seed) == synthesize(*seed)


def test_other_numbers_give_other_documents(hundred):
    assert len({document["text"] for document in hundred}) == 100
    for one, other in pairwise(hundred):
        assert one["id"] != other["id"]


def test_all_relations_kinds_and_noises_occur(hundred):
    assert {r["type"] for d in hundred for r in d["relations"]} == set(RELATIONS)
    assert {d["meta"]["kind"] for d in hundred} == set(KINDS)
    assert len({n for d in hundred for n in d["meta"]["noise"]}) == 6
    assert 3 <= sum(bool(d["meta"]["errors"]) for d in hundred) <= 30
    assert all(d["meta"]["synthetic"] and d["meta"]["hand"] == "synthesis" for d in hundred)


def test_no_template_syntax_is_left(hundred):
    for document in hundred:
        for mark in "{}«»⟦⟧⏎<>[]":
            assert mark not in document["text"], (document["id"], mark)


def test_there_is_variety(hundred):
    templates = [line for lines in grammar().values() for line in lines if "{" in line]
    assert len(templates) >= 40
    assert len(fields()) >= 15
    assert len(count_skeletons(hundred)) >= 600


def test_skeleton_leaves_out_names_and_figures():
    document = compile_markup(
        '{"id": "x"}\n⟦c1|会议费⟧支出⟦m1 ac<c1|3.2万元⟧。2023年无事。⟦c2|差旅费⟧支出⟦m2 ac<c2|4万元⟧。'
    )
    assert skeletons(document) == ["⟨C⟩支出⟨M⟩", "⟨C⟩支出⟨M⟩"]


def test_command_writes_json_lines(tmp_path, capsys):
    assert main(["--count", "3", "--seed", "5", "-o", str(tmp_path)]) == 0
    lines = (tmp_path / "synthesis-5.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["text"] for line in lines] == [
        synthesize(5, number)["text"] for number in (1, 2, 3)
    ]
    assert "3 documents" in capsys.readouterr().out
