"""The command line: `xfnlp parse`, `xfnlp audit`, `xfnlp model`."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markdown import Markdown
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

import xfnlp
from xfnlp import render
from xfnlp.errors import InputError, ModelError
from xfnlp.messages import unread
from xfnlp.outputs import open_output
from xfnlp.report import Report

FAULT, MISUSE, NO_MODEL, BROKEN_OFF = 1, 2, 3, 130
_HELP = """读取中文绩效自评报告和部门决算报告，输出可核对的记录（离线，CPU）。

Reads Chinese performance and final-accounts reports into checked records.

退出码：0 正常；1 有文件未能读取，或核对发现不符；2 用法或输出文件有误；
3 没有可用的模型；130 中途停止。
"""

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help=_HELP, pretty_exceptions_enable=False
)
out, err = Console(), Console(stderr=True)


class Format(StrEnum):
    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"


class Unit(StrEnum):
    yuan = "元"
    wan = "万元"
    yi = "亿元"


Files = Annotated[
    list[Path],
    typer.Argument(help="报告文件、文件夹或 ZIP（TXT、DOCX、PDF、HTML、XLSX、Markdown）"),
]
ModelFolder = Annotated[Path | None, typer.Option("--model", help="模型文件夹")]
Runtime = Annotated[str, typer.Option(help="onnx 或 openvino")]


def _say(message: object, *, style: str = "") -> None:
    err.print(str(message), style=style, markup=False, highlight=False, soft_wrap=True)


@contextmanager
def _exits() -> Iterator[None]:
    """Errors as messages and exit codes."""
    try:
        yield
    except ModelError as error:
        _say(f"模型不可用：{error}", style="red")
        raise typer.Exit(NO_MODEL) from error
    except InputError as error:
        _say(error, style="red")
        raise typer.Exit(MISUSE) from error
    except BrokenPipeError:  # `| head` has read enough; click knows what to do
        raise
    except OSError as error:
        _say(f"{error.filename or '输出'}：无法写入（{error.strerror or error}）", style="red")
        raise typer.Exit(MISUSE) from error


class _Reader:
    """Reports one by one, with a bar over files and characters; counts what could not be read."""

    def __init__(self, model: Path | None, runtime: str) -> None:
        from xfnlp.engine import get_engine

        self.engine = get_engine(model, runtime=runtime)
        self.failed = 0

    def read(
        self, paths: list[Path], *, done: frozenset[str] = frozenset()
    ) -> Iterator[tuple[Path, Report]]:
        from xfnlp.files import expand, read_report, read_sources

        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
        )
        files = expand(paths)
        with Progress(*columns, console=err, transient=True) as bar:
            whole = bar.add_task("文件", total=len(files))
            part = bar.add_task("字符", total=None)
            for file in files:
                for path, source in read_sources(file, skip=done):
                    if isinstance(source, InputError):
                        self.failed += 1
                        _say(unread(path, source), style="red")
                        continue
                    size = len(source.text)
                    bar.reset(part, total=size, description=f"字符 {path.name}")
                    report = read_report(
                        self.engine, source, progress=lambda n: bar.advance(part, n)
                    )
                    bar.update(part, completed=size)  # layout leaves some characters out
                    yield path, report
                bar.advance(whole)


@app.command()
def parse(
    files: Files,
    format: Annotated[
        Format | None,
        typer.Option("--format", "-f", help="屏幕输出的格式（默认 table）；与 -o 合用时写入该文件"),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="输出文件，格式由后缀决定：.xlsx .parquet .duckdb .csv .jsonl .json .txt；"
            "中断后用同一命令可接着做",
        ),
    ] = None,
    unit: Annotated[
        Unit | None,
        typer.Option(help="金额单位：表格默认万元，导出默认元；JSON 和 --format csv 始终为元"),
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="不接着上次的结果，全部重新读取")] = False,
    model: ModelFolder = None,
    runtime: Runtime = "onnx",
) -> None:
    """读取报告，输出预算、指标、成效和核对结果。"""
    with _exits():
        reader = _Reader(model, runtime)
        sink = open_output(output, format=format, unit=unit, fresh=fresh)
        try:
            with sink:
                if sink.done:
                    _say(f"{output} 已有 {len(sink.done)} 份报告，不再重读（全部重读请加 --fresh）")
                for path, report in reader.read(files, done=sink.done):
                    sink.write(path, report)
        except KeyboardInterrupt:
            kept = "读完的报告已经保存，再运行同一命令可接着做" if sink.resumes else ""
            _say(f"已停止。{kept}")
            raise typer.Exit(BROKEN_OFF) from None
    if reader.failed:
        _say(f"{reader.failed} 个文件未能读取")
        raise typer.Exit(FAULT)


@app.command()
def audit(files: Files, model: ModelFolder = None, runtime: Runtime = "onnx") -> None:
    """核对报告自身的数字，不符的排在最前；发现不符时退出码为 1。"""
    inconsistent = 0
    with _exits():
        reader = _Reader(model, runtime)
        for path, report in reader.read(files):
            inconsistent += sum(check["verdict"] == "inconsistent" for check in report.checks)
            render.print_checks(out, path, report)
    if reader.failed or inconsistent:
        raise typer.Exit(FAULT)


@app.command("model")
def show_model(model: ModelFolder = None, runtime: Runtime = "onnx") -> None:
    """显示所用的模型、说明和实测指标。"""
    from xfnlp.engine import default_model_folder, get_engine

    with _exits():
        folder = model or default_model_folder()
        engine = get_engine(folder, runtime=runtime)
    settings = engine.model.settings
    lines = (
        f"xfnlp {xfnlp.__version__}, {runtime}, {engine.model.workers} threads (pid {os.getpid()})",
        f"model: {folder}; scheme {settings['scheme']}; windows {json.dumps(settings['windows'])}",
    )
    for line in lines:
        out.print(line, markup=False)
    card = folder / "README.md"
    if card.is_file():
        out.print(Markdown(card.read_text(encoding="utf-8")))


if __name__ == "__main__":
    app()
