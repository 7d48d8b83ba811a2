"""The released model's card says what a re-run of its figures gives."""

import json

import pytest

from evaluation.accuracy import add_up, evaluate
from evaluation.gold import read_gold
from evaluation.released import (
    DOCUMENTS,
    FIGURES,
    MEASURES,
    by_document,
    disagreements,
    recorded,
    tolerance,
    write_figures,
)
from evaluation.scoring import Score
from tests.conftest import ROOT

MODEL = ROOT / "models" / "xfnlp-zh"
# Of the documents of corpora/test, by name: every fourth, about a quarter of a minute on two cores.
STEP = 4
AGAIN = "run python -m training.package models/xfnlp-zh --test corpora/test … once more"


def test_a_rerun_gives_the_recorded_figures():
    held = recorded(MODEL)
    files = sorted((ROOT / "corpora" / "test").glob("*.jsonl"))[::STEP]
    reports = read_gold(files)
    rows = {name: row for documents in held.values() for name, row in documents.items()}
    missing = [report.name for report in reports if report.name not in rows]
    assert not missing, f"{FIGURES} knows nothing of {missing}; {AGAIN}"
    tables, _ = evaluate(reports, model=MODEL)
    card = add_up([rows[report.name] for report in reports])
    assert disagreements(card, add_up(tables)) == [], AGAIN


def test_the_recorded_documents_add_up_to_the_recorded_sums():
    content = json.loads((MODEL / FIGURES).read_text(encoding="utf-8"))
    held = recorded(MODEL)
    assert set(held) == set(content) - {DOCUMENTS}, AGAIN
    for title, documents in held.items():
        total = add_up(list(documents.values()))
        for name in MEASURES:
            row = content[title].get(name, {"tp": 0, "fp": 0, "fn": 0})
            score = total.get(name, Score())
            assert (score.tp, score.fp, score.fn) == (row["tp"], row["fp"], row["fn"]), title


def test_the_card_shows_the_recorded_sums():
    content = json.loads((MODEL / FIGURES).read_text(encoding="utf-8"))
    lines = (MODEL / "README.md").read_text(encoding="utf-8").splitlines()
    shown: dict[str, dict[str, list[int]]] = {}
    title = ""
    for line in lines:
        if line.startswith("**"):
            title = line.split("**")[1]
        cells = [cell.strip().replace(",", "") for cell in line.strip("| ").split("|")]
        # A row of figures ends with the right, the spurious and the missed ones.
        if line.startswith("| ") and len(cells) >= 7 and all(c.isdecimal() for c in cells[-3:]):
            shown.setdefault(title, {})[line.split("|")[1].strip()] = [int(c) for c in cells[-3:]]
    for title, table in content.items():
        if title != DOCUMENTS:
            wanted = {name: [row["tp"], row["fp"], row["fn"]] for name, row in table.items()}
            assert shown[title] == wanted, f"{title}: {AGAIN}"


def test_what_is_written_is_read_again(tmp_path):
    scores = {"spans": Score(8, 1, 2), "relations": Score(3, 0, 1), "span MONEY": Score(1, 0, 0)}

    class Report:
        name = "甲"

    documents = by_document([Report()], [scores])
    write_figures(tmp_path, {"集": {"spans": {"tp": 8}}}, {"集": documents})
    text = (tmp_path / FIGURES).read_text(encoding="utf-8")
    assert json.loads(text)["集"] == {"spans": {"tp": 8}}
    assert '"spans": [8, 1, 2]' in text
    assert recorded(tmp_path) == {
        "集": {"甲": {"spans": Score(8, 1, 2), "relations": Score(3, 0, 1)}}
    }


@pytest.mark.parametrize(
    ("again", "agrees"),
    [
        (Score(900, 50, 100), True),
        (Score(895, 52, 105), True),
        (Score(880, 50, 120), False),  # fewer right
        (Score(900, 70, 100), False),  # more spurious
        (Score(900, 50, 103), False),  # other gold: the corpus was changed
    ],
)
def test_a_disagreement_is_one_that_processors_do_not_explain(again, agrees):
    card = {"spans": Score(900, 50, 100)}
    assert tolerance(card["spans"]) == 10
    assert (disagreements(card, {"spans": again}) == []) is agrees
    assert tolerance(Score(3, 1, 0)) == 2


def test_a_measure_that_is_gone_disagrees():
    assert disagreements({"relations": Score(90, 0, 10)}, {}) != []
    assert disagreements({}, {"relations": Score(90, 0, 10)}) != []
