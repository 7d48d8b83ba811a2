"""The contract of `Report.to_dict`: the JSON Schema fits real output and refuses wrong data."""

from __future__ import annotations

import copy
import json
from typing import Any

import jsonschema
import pytest

import xfnlp
from xfnlp.readers.source import Place, Source
from xfnlp.report import Report, json_schema
from xfnlp.scheme import (
    BUDGET_FIELDS,
    DOCUMENT_FIELDS,
    FIGURES,
    INDICATOR_FIELDS,
    LABELS,
    RELATIONS,
)
from xfnlp.types import Entity

VALIDATOR = jsonschema.Draft202012Validator(json_schema())


@pytest.fixture(scope="module")
def content(sample_text: str) -> dict[str, Any]:
    found = xfnlp.parse(sample_text).to_dict()
    return json.loads(json.dumps(found, ensure_ascii=False))


def faults(content: Any) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(content)]


def closed(schema: Any) -> Any:
    """The schema with every object closed: what it does not name is a fault."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    copied = {key: closed(value) for key, value in schema.items()}
    if "properties" in schema and "required" in schema:
        copied.setdefault("additionalProperties", False)
    return copied


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())


def test_real_output_fits(content: dict[str, Any]) -> None:
    assert faults(content) == []
    # Nothing of it goes unchecked because a list is empty.
    for name in ("entities", "relations", "facts", "budget", "indicators", "achievements"):
        assert content[name], name


def test_the_schema_names_all_that_is_written(content: dict[str, Any]) -> None:
    validator = jsonschema.Draft202012Validator(closed(json_schema()))
    assert [error.message for error in validator.iter_errors(content)] == []


def test_empty_and_short_texts_fit() -> None:
    for text in ("", " \n", "支出1万元。", "预算执行率达到九成。"):
        assert faults(xfnlp.parse(text).to_dict()) == []


def test_reports_of_the_corpus_fit(documents: list[dict[str, Any]]) -> None:
    # The ends of reports: tables of scores, final words, dates.
    texts = [document["text"][-500:] for document in documents[::8]]
    for report in xfnlp.parse_many(texts):
        assert faults(json.loads(report.to_json())) == []


def test_the_schema_agrees_with_the_scheme() -> None:
    parts = json_schema()["$defs"]
    assert parts["entity"]["properties"]["label"]["enum"] == list(LABELS)
    assert parts["relation"]["properties"]["type"]["enum"] == list(RELATIONS)
    assert set(BUDGET_FIELDS) <= set(parts["budget_record"]["required"])
    assert set(INDICATOR_FIELDS) - {"value", "target"} <= set(parts["indicator_record"]["required"])
    assert json_schema()["properties"]["document"]["required"] == list(DOCUMENT_FIELDS)
    fields = {
        case["if"]["properties"]["kind"]["const"]: case["then"]["properties"]["field"]["enum"]
        for case in parts["fact"]["allOf"]
        if "kind" in case["if"]["properties"]
    }
    assert fields == {
        "budget": list(BUDGET_FIELDS),
        "indicator": list(INDICATOR_FIELDS),
        "document": list(DOCUMENT_FIELDS),
    }


def _budget_fact(content: dict[str, Any]) -> dict[str, Any]:
    return next(fact for fact in content["facts"] if fact["unit"] == "元")


def _name(content: dict[str, Any]) -> dict[str, Any]:
    return next(item for item in content["entities"] if item["label"] not in FIGURES)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda c: c.pop("checks"),
        lambda c: c.update(schema="xfnlp.report/2"),
        lambda c: c["document"].pop("grade"),
        lambda c: c["document"].update(fiscal_year=2023),
        lambda c: c["entities"][0].update(label="AMOUNT"),
        lambda c: c["entities"][0].update(start_offset=-1),
        lambda c: c["entities"][0].update(score=1.2),
        lambda c: c["entities"][0].update(text=""),
        lambda c: _name(c).update(value="12"),
        lambda c: c["relations"][0].update(type="belongs_to"),
        lambda c: c["relations"][0].update(from_id="1"),
        lambda c: _budget_fact(c).update(value=3200.0),
        lambda c: _budget_fact(c).update(value="1,200"),
        lambda c: _budget_fact(c).update(value="1E+3"),
        lambda c: _budget_fact(c).update(field="self_score"),
        lambda c: _budget_fact(c).update(spans=[[1, 2, 3]]),
        lambda c: c["budget"][0].update(actual=1.5),
        lambda c: c["budget"][0].pop("parent"),
        lambda c: c["budget"][0].update(flow="income"),
        lambda c: c["budget"][0]["provenance"].update(amount=[[0, 1]]),
        lambda c: c["indicators"][0].update(status="failed"),
        lambda c: c["indicators"][0].update(values=["12"]),
        lambda c: c["achievements"][0].pop("end_offset"),
        lambda c: c.update(file=None),
        lambda c: c.update(places=[{"start_offset": 0, "end_offset": 1, "page": 0}]),
    ],
)
def test_wrong_data_is_refused(content: dict[str, Any], spoil: Any) -> None:
    wrong = copy.deepcopy(content)
    spoil(wrong)
    assert faults(wrong)


def report_of_a_file() -> Report:
    text = "支出表\n甲\t乙\n1万元\t2万元\n"
    places = (Place(page=1), Place(page=2), Place(sheet="附表", cell="B2"))
    source = Source("a.pdf", text, (0, 4, 12), places)
    return Report(
        text, dict.fromkeys(DOCUMENT_FIELDS), [Entity(1, "MONEY", 12, 15, "2万元")], source=source
    )


def test_places_of_a_file() -> None:
    report = report_of_a_file()
    assert [str(report.place(offset)) for offset in (0, 3, 4, 12)] == [
        *("第1页", "第1页", "第2页", "附表!B2"),
    ]
    content = report.to_dict()
    # Only what something was read from.
    assert content["places"] == [
        {"start_offset": 12, "end_offset": 16, "sheet": "附表", "cell": "B2"}
    ]
    assert faults(content) == []


def test_a_span_over_two_places_cites_both() -> None:
    source = Source("a.pdf", "一二三四五六", (0, 2, 4), (Place(1), Place(2), Place(3)))
    report = Report(source.text, entities=[Entity(1, "REASON", 1, 4, "二三四")], source=source)
    assert [place["page"] for place in report.to_dict()["places"]] == [1, 2]


@pytest.mark.parametrize("offset", [-1, 16, 99])
def test_a_place_outside_the_text(offset: int) -> None:
    with pytest.raises(IndexError, match=str(offset)):
        report_of_a_file().place(offset)


def test_a_text_of_no_file_has_no_places() -> None:
    report = xfnlp.parse("支出1万元。")
    assert report.place(0) is None
    assert "places" not in report.to_dict()


def test_frames(content: dict[str, Any], sample_text: str) -> None:
    pytest.importorskip("pandas")
    frames = xfnlp.parse(sample_text).to_frames()
    assert len(frames["facts"]) == len(content["facts"])
    assert frames["entities"]["text"].tolist() == [item["text"] for item in content["entities"]]
