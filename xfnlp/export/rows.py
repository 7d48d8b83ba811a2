"""One report's dict (`Report.to_dict`) to flat rows of the export tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from xfnlp.export.schema import FLOWS, STATUS, TABLES, UNITS, VERDICTS, Column

Row = list[Any]  # text, Decimal, int, float or None, in the order of the table's columns


def rows_of(file: str, report: Mapping[str, Any], *, unit: str = "元") -> dict[str, list[Row]]:
    """The rows of every table for one report.

    Args:
        file: What the report is called in the `file` column.
        report: A dict as `Report.to_dict` gives it.
        unit: The unit of money columns: 元, 万元 or 亿元.  Columns that hold figures of several
            units (`number` columns of facts and checks) stay in yuan.
    """
    document = dict(report.get("document") or {})
    wrong = [c for c in report.get("checks", ()) if c.get("verdict") == "inconsistent"]
    raw: dict[str, Iterable[Mapping[str, Any]]] = {
        "documents": [{**document, "inconsistent": len(wrong)}],
        "budget": (_budget(record) for record in report.get("budget", ())),
        "indicators": (_indicator(record) for record in report.get("indicators", ())),
        "achievements": (
            {
                **item,
                "indicators": "；".join(item.get("indicators", ())),
                "start": item.get("start_offset"),
                "end": item.get("end_offset"),
            }
            for item in report.get("achievements", ())
        ),
        "checks": (
            {**item, "verdict": VERDICTS.get(item.get("verdict", "")), **_place(item.get("spans"))}
            for item in report.get("checks", ())
        ),
        "facts": (
            {**item, "number": item.get("value"), **_place(item.get("spans"))}
            for item in report.get("facts", ())
        ),
    }
    scale = Decimal(UNITS[unit][0])
    return {
        table: [_row({**values, "file": file}, TABLES[table], scale) for values in items]
        for table, items in raw.items()
    }


def _place(spans: Sequence[Sequence[int]] | None) -> dict[str, int]:
    return {"start": spans[0][0], "end": spans[0][1]} if spans else {}


def _budget(record: Mapping[str, Any]) -> dict[str, Any]:
    places = [spans for spans in (record.get("provenance") or {}).values() if spans]
    first = min(places, default=None, key=lambda spans: spans[0][0])
    flow = FLOWS.get(record.get("flow") or "")
    return {**record, "flow": flow, **_place(first)}


def _indicator(record: Mapping[str, Any]) -> dict[str, Any]:
    values, targets = record.get("values") or [], record.get("targets") or []
    places = [spans for spans in (record.get("provenance") or {}).values() if spans]
    first = min(places, default=None, key=lambda spans: spans[0][0])
    single = values[0] if len(values) == 1 else None
    goal = targets[0] if len(targets) == 1 else None
    return {
        **record,
        "levels": "／".join(record.get("levels") or ()),
        "value": "；".join(_written(item) for item in values) or None,
        "value_number": single and single.get("value"),
        "target": "；".join(_written(item) for item in targets) or None,
        "target_number": goal and goal.get("value"),
        "unit": (single or goal or {}).get("unit") or None,
        "status": STATUS.get(record.get("status") or ""),
        **_place(first),
    }


def _written(item: Mapping[str, Any]) -> str:
    sign = {"min": "≥", "max": "≤"}.get(item.get("bound") or "", "")
    about = "约" if item.get("approximate") else ""
    upper = f"—{item['upper']}" if item.get("upper") is not None else ""
    return f"{about}{sign}{item.get('value')}{upper}{item.get('unit') or ''}"


def _row(values: Mapping[str, Any], columns: Sequence[Column], scale: Decimal) -> Row:
    return [_cell(values.get(column.name), column, scale) for column in columns]


def _cell(value: Any, column: Column, scale: Decimal) -> Any:
    if value is None:
        return None
    if column.kind in ("money", "number"):
        number = _number(value)
        if number is None:
            return None
        return number / scale if column.kind == "money" else number
    if column.kind == "score":
        return float(value)
    return value if column.kind == "integer" else str(value)


def _number(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None
