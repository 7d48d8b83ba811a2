"""The command line: what it prints and writes, and the exit codes that scripts rely on."""

from __future__ import annotations

import csv
import json
import re
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner, Result

import xfnlp
from xfnlp import cli
from xfnlp.report import Report, json_schema
from xfnlp.types import Fact

FAULT, MISUSE, NO_MODEL = 1, 2, 3
TEXT = "一、收支情况\n2023年基本支出98.83万元。全年接待来访993批2147人次。\n"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli.app, [str(item) for item in arguments])


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "报告[2023].txt"  # rich takes brackets for markup
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    path = tmp_path / "空.txt"
    path.touch()
    return path


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "坏.docx"
    path.write_bytes(b"PK\x03\x04 no archive")
    return path


def test_a_good_file_as_tables(good: Path) -> None:
    result = run("parse", good)
    assert result.exit_code == 0
    assert "报告[2023].txt" in result.stdout.replace("\n", "")
    assert "基本支出" in result.stdout
    assert "98.83" in result.stdout
    assert "预算与决算（万元，%）" in result.stdout


@pytest.mark.parametrize(("unit", "figure"), [("元", "988,300.00"), ("亿元", "0.01")])
def test_tables_in_another_unit(good: Path, unit: str, figure: str) -> None:
    result = run("parse", good, "--unit", unit)
    assert f"预算与决算（{unit}，%）" in result.stdout
    assert figure in result.stdout


def test_json_is_one_list(good: Path, empty: Path) -> None:
    result = run("parse", good, empty, good.parent, "--format", "json")
    assert result.exit_code == FAULT
    (content,) = json.loads(result.stdout)
    assert content["file"] == str(good)
    del content["file"]
    jsonschema.validate({**content, "file": good.name}, json_schema())
    assert any(fact["value"] == "988300" for fact in content["facts"])


def test_json_of_nothing_is_an_empty_list(empty: Path) -> None:
    result = run("parse", empty, "-f", "json")
    assert json.loads(result.stdout) == []
    assert result.exit_code == FAULT


def test_json_lines_are_a_line_each(good: Path) -> None:
    other = good.with_name("b.txt")
    other.write_text(TEXT * 2, encoding="utf-8")
    result = run("parse", good, other, "-f", "jsonl")
    assert [json.loads(line)["file"] for line in result.stdout.splitlines()] == [
        str(good),
        str(other),
    ]


def test_csv_has_a_row_a_fact(good: Path) -> None:
    rows = list(csv.DictReader(run("parse", good, "-f", "csv").stdout.splitlines()))
    report = xfnlp.parse(TEXT)
    assert len(rows) == len(report.facts)
    amounts = {row["value"] for row in rows if row["unit"] == "元"}
    assert amounts == {"988300"}
    for row in rows:
        assert TEXT[int(row["start"]) : int(row["end"])]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("missing", "文件不存在"),
        ("empty", "文件是空的"),
        ("broken", "文件已损坏"),
        ("folder", "没有可以读取的文件"),
    ],
)
def test_what_cannot_be_read_is_told_in_chinese(
    kind: str, words: str, tmp_path: Path, empty: Path, broken: Path
) -> None:
    (tmp_path / "夹").mkdir()
    files = {
        "missing": tmp_path / "无.txt",
        "empty": empty,
        "broken": broken,
        "folder": tmp_path / "夹",
    }
    result = run("parse", files[kind])
    assert result.exit_code == FAULT
    told = result.stderr.replace("\n", "")
    assert f"未能读取 {files[kind]}：{words}" in told
    assert "1 个文件未能读取" in told


def test_one_bad_file_does_not_stop_the_rest(good: Path, broken: Path, empty: Path) -> None:
    result = run("parse", broken, good, empty, "-f", "jsonl")
    assert result.exit_code == FAULT
    (line,) = result.stdout.splitlines()
    assert json.loads(line)["file"] == str(good)
    assert "2 个文件未能读取" in result.stderr


def test_a_folder(good: Path, broken: Path) -> None:
    result = run("parse", good.parent, "-f", "jsonl")
    assert result.exit_code == FAULT
    assert json.loads(result.stdout)["file"] == str(good)


@pytest.mark.parametrize(
    "arguments",
    [
        ["parse"],
        ["parse", "a.txt", "--format", "yaml"],
        ["parse", "a.txt", "--unit", "美元"],
        ["parse", "a.txt", "-o", "out.ods"],
        ["parse", "a.txt", "-o", "out"],
        ["parse", "a.txt", "-o", "/proc/none/out.csv"],
        ["parse", "a.txt", "-f", "json", "-o", "none/out.json"],
        ["frobnicate"],
    ],
)
def test_wrong_use(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == MISUSE


def test_an_unknown_ending_names_those_that_are_known(good: Path) -> None:
    told = run("parse", good, "-o", "out.ods").stderr
    assert "out.ods" in told
    assert ".xlsx" in told and ".duckdb" in told


def test_no_model(good: Path, tmp_path: Path) -> None:
    kept = tmp_path / "out.json"
    kept.write_text("mine", encoding="utf-8")
    for command in (["parse", good, "-o", kept], ["audit", good], ["model"]):
        result = run(*command, "--model", tmp_path / "none")
        assert result.exit_code == NO_MODEL
        assert "模型不可用" in result.stderr
        assert str(tmp_path / "none") in result.stderr.replace("\n", "")
    assert kept.read_text(encoding="utf-8") == "mine"  # nothing was begun


def test_export_to_a_workbook(good: Path, broken: Path, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    target = tmp_path / "out" / "records.xlsx"
    target.parent.mkdir()
    result = run("parse", good, broken, "-o", target, "--unit", "万元")
    assert result.exit_code == FAULT
    heading, *rows = openpyxl.load_workbook(target)["预算"].iter_rows(values_only=True)
    (row,) = [dict(zip(heading, row, strict=True)) for row in rows if row[1] == "基本支出"]
    assert row["决算（万元）"] == pytest.approx(98.83)
    assert row["文件"] == str(good)
    assert [item.name for item in target.parent.iterdir()] == [target.name]


def test_export_to_parquet_and_duckdb(good: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    duckdb = pytest.importorskip("duckdb")
    assert run("parse", good, "-o", tmp_path / "o.parquet").exit_code == 0
    amounts = parquet.read_table(tmp_path / "o.parquet" / "budget.parquet").column("actual")
    assert Decimal("988300") in amounts.to_pylist()
    assert run("parse", good, "-o", tmp_path / "o.duckdb", "--unit", "亿元").exit_code == 0
    with duckdb.connect(str(tmp_path / "o.duckdb"), read_only=True) as base:
        found = base.execute("SELECT actual FROM budget WHERE name = '基本支出'").fetchall()
    assert found == [(Decimal("0.009883"),)]


def test_export_to_csv_is_a_table_each(good: Path, tmp_path: Path) -> None:
    assert run("parse", good, "-o", tmp_path / "o.csv").exit_code == 0
    assert (tmp_path / "o.csv" / "indicators.csv").is_file()


def test_a_format_given_decides_over_the_ending(good: Path, tmp_path: Path) -> None:
    assert run("parse", good, "-f", "csv", "-o", tmp_path / "facts.csv").exit_code == 0
    with (tmp_path / "facts.csv").open(encoding="utf-8", newline="") as file:
        assert {row["kind"] for row in csv.DictReader(file)} >= {"budget", "indicator"}


def test_tables_and_json_in_a_file(good: Path, tmp_path: Path) -> None:
    assert run("parse", good, "-o", tmp_path / "o.txt").exit_code == 0
    assert "基本支出" in (tmp_path / "o.txt").read_text(encoding="utf-8")
    assert run("parse", good, "-o", tmp_path / "o.json").exit_code == 0
    (content,) = json.loads((tmp_path / "o.json").read_text(encoding="utf-8"))
    assert content["facts"]


def test_a_second_run_goes_on_and_a_fresh_one_begins_again(good: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    assert run("parse", good, "-o", target).exit_code == 0
    other = good.with_name("b.txt")
    other.write_text(TEXT, encoding="utf-8")
    good.write_text("全年基本支出1万元。", encoding="utf-8")
    result = run("parse", good, other, "-o", target)
    assert "已有 1 份报告" in result.stderr
    lines = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert [line["file"] for line in lines] == [str(good), str(other)]
    assert any(fact["value"] == "988300" for fact in lines[0]["facts"])  # not read again
    assert run("parse", good, "-o", target, "--fresh").exit_code == 0
    (line,) = target.read_text(encoding="utf-8").splitlines()
    assert not any(fact["value"] == "988300" for fact in json.loads(line)["facts"])


@pytest.mark.parametrize("ending", ["jsonl", "csv"])
def test_a_run_broken_off_keeps_what_is_done(
    good: Path, tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = good.with_name("b.txt")
    other.write_text(TEXT, encoding="utf-8")
    read = cli._Reader.read

    def broken_off(self: cli._Reader, paths: list[Path], **options: object) -> object:
        yield next(read(self, paths, **options))  # type: ignore[arg-type]
        raise KeyboardInterrupt

    target = tmp_path / f"out.{ending}"
    with monkeypatch.context() as patch:
        patch.setattr(cli._Reader, "read", broken_off)
        result = run("parse", good, other, "-o", target)
    assert result.exit_code == cli.BROKEN_OFF
    assert "可接着做" in result.stderr
    result = run("parse", good, other, "-o", target)
    assert result.exit_code == 0
    assert "已有 1 份报告" in result.stderr
    if ending == "csv":
        with (target / "documents.csv").open(encoding="utf-8-sig", newline="") as file:
            assert [row["file"] for row in csv.DictReader(file)] == [str(good), str(other)]


def test_audit_finds_an_error_and_tells_by_its_exit_code(tmp_path: Path) -> None:
    right, wrong = tmp_path / "right.txt", tmp_path / "wrong.txt"
    rows = [
        "支出决算表",
        "单位：万元",
        "项目\t本年支出合计\t基本支出\t项目支出",
        "合计\t{}\t80.00\t45.00",
    ]
    rows += ["一般公共服务支出\t100.00\t60.00\t40.00", "社会保障和就业支出\t25.00\t20.00\t5.00"]
    right.write_text("\n".join(rows).format("125.00"), encoding="utf-8")
    wrong.write_text("\n".join(rows).format("185.00"), encoding="utf-8")
    result = run("audit", right)
    assert result.exit_code == 0
    assert "相符" in result.stdout
    result = run("audit", right, wrong)
    assert result.exit_code == FAULT
    assert "185" in result.stdout
    assert result.stdout.index("│ 不符") < result.stdout.rindex("│ 相符")


def test_audit_of_a_file_that_cannot_be_read(broken: Path) -> None:
    assert run("audit", broken).exit_code == FAULT


def test_model_tells_what_is_loaded() -> None:
    result = run("model")
    assert result.exit_code == 0
    assert "xfnlp.scheme/1" in result.stdout
    assert xfnlp.__version__ in result.stdout


def test_help_lists_the_exit_codes() -> None:
    told = run("--help").stdout
    assert all(command in told for command in ("parse", "audit", "model"))
    assert "退出码" in told


def test_nothing_in_a_report_reaches_the_terminal_as_command(tmp_path: Path) -> None:
    """Escape sequences, rich markup and lone surrogates are shown, not obeyed."""
    from rich.console import Console

    from xfnlp.render import Writer

    name = "基本\x1b]0;x\x07支出[/red][bold]\ud800"
    fact = Fact("budget", name, "actual", Decimal(10000), "元", "prose", spans=((0, 2),))
    check = {"rule": "x", "verdict": "inconsistent", "message": name, "spans": []}
    report = Report("支出", {"org": name}, facts=[fact], checks=[check], notes=[name])
    target = tmp_path / "out.txt"
    with target.open("w", encoding="utf-8") as sink:
        Writer(sink, "table", console=Console(file=sink, width=120)).write(Path("[/a].txt"), report)
    text = target.read_text(encoding="utf-8")
    assert not re.search(r"[\x00-\x09\x0b-\x1f]", text)
    assert text.count("[/red][bold]") >= 4
    assert "[/a].txt" in text
    assert "1.00" in text
