"""A self-contained page that lists every miss and false alarm with its sentence, by cause."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from evaluation.gold import GoldReport, fact_key
from evaluation.scoring import document_items

_CONTEXT = 30
_STYLE = """body{font:14px/1.6 sans-serif;margin:2em;max-width:75em}mark{background:#fd8}
td{padding:2px 8px;border-bottom:1px solid #ddd;vertical-align:top}h2{margin-top:2em}
.miss{color:#a00}.spurious{color:#06a}"""


def causes(gold: GoldReport, found: Mapping[str, Any]) -> Iterator[tuple[str, str, str, int, int]]:
    """(cause, miss or spurious, what, start, end) of every difference between gold and found.

    Causes of spans: boundary (same label, overlapping), label (same place, other label), else
    missing or invented.  Of relations: a span of it is wrong, head, relation type, else missing.
    """
    spans, relations = document_items(gold.document)
    found_spans, found_relations = document_items(found)
    for mine, theirs, word in ((spans, found_spans, "miss"), (found_spans, spans, "spurious")):
        for label, start, end in sorted(mine - theirs, key=lambda s: s[1]):
            near = [s for s in theirs if s[1] < end and start < s[2]]
            if any(s[0] == label for s in near):
                cause = "span boundary"
            elif any(s[1:] == (start, end) for s in near):
                cause = "span label"
            else:
                cause = "span missing" if word == "miss" else "span invented"
            yield cause, word, label, start, end
    for mine, theirs, places, word in (
        (relations, found_relations, {s[1:] for s in found_spans}, "miss"),
        (found_relations, relations, {s[1:] for s in spans}, "spurious"),
    ):
        for name, head, tail in sorted(mine - theirs, key=lambda r: r[2]):
            if head not in places or tail not in places:
                cause = "relation of a wrong span"
            elif any(r[1:] == (head, tail) for r in theirs):
                cause = "relation type"
            elif any(r[2] == tail and r[0] == name for r in theirs):
                cause = "relation head"
            else:
                cause = "relation missing" if word == "miss" else "relation invented"
            low, high = min(head[0], tail[0]), max(head[1], tail[1])
            text = gold.document["text"]
            what = f"{name}: {text[slice(*head)]} → {text[slice(*tail)]}"
            yield cause, word, what, low, high


def write_error_page(
    path: Path, gold: Sequence[GoldReport], found: Sequence[Mapping[str, Any]]
) -> None:
    """Write the page; differing facts follow the differing spans and relations."""
    groups: dict[str, list[str]] = {}
    for report, result in zip(gold, found, strict=True):
        text = report.document["text"]
        for cause, word, what, start, end in causes(report, result):
            before, after = text[max(start - _CONTEXT, 0) : start], text[end : end + _CONTEXT]
            sentence = (
                f"{html.escape(before)}<mark>{html.escape(text[start:end])}</mark>"
                f"{html.escape(after)}"
            )
            groups.setdefault(cause, []).append(
                f"<tr><td>{html.escape(report.name)}</td><td class={word}>{word}</td>"
                f"<td>{html.escape(what)}</td><td>{sentence}</td></tr>"
            )
        wanted = {fact_key(f): f for f in report.facts}
        given = {fact_key(f): f for f in result["facts"]}
        for mine, theirs, word in ((wanted, given, "miss"), (given, wanted, "spurious")):
            for key in mine.keys() - theirs.keys():
                fact = mine[key]
                what = f"{fact['name']} · {fact['field']} = {fact['value']}{fact['unit']}"
                groups.setdefault(f"fact, {fact['kind']}, {fact['source']}", []).append(
                    f"<tr><td>{html.escape(report.name)}</td><td class={word}>{word}</td>"
                    f"<td>{html.escape(what)}</td><td></td></tr>"
                )
    body = "".join(
        f"<h2>{html.escape(cause)} ({len(rows)})</h2><table>{''.join(rows)}</table>"
        for cause, rows in sorted(groups.items())
    )
    path.write_text(
        f"<!doctype html><meta charset=utf-8><title>xfnlp errors</title><style>{_STYLE}</style>"
        f"<h1>Differences from gold, {len(gold)} reports</h1>{body}",
        encoding="utf-8",
    )
