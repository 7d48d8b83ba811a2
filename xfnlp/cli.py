"""The command line: `xfnlp parse`, `xfnlp audit`, `xfnlp model`.

Exit codes: 0 all well; 1 some file could not be read, or the audit found something; 2 wrong use;
3 no usable model.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markdown import Markdown
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

import xfnlp
from xfnlp import render
from xfnlp.errors import InputError, ModelError, XfnlpError
from xfnlp.report import Report

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
out, err = Console(), Console(stderr=True)


class Format(StrEnum):
    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"


Files = Annotated[list[Path], typer.Argument(help="TXT, DOCX, PDF, HTML, XLSX, Markdown; folders")]
ModelFolder = Annotated[Path | None, typer.Option("--model", help="model folder")]
Runtime = Annotated[str, typer.Option(help="onnx or openvino")]


def _sources(paths: list[Path]) -> Iterator[tuple[Path, str | XfnlpError]]:
    from xfnlp.readers import read_file

    for path in paths:
        files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for file in files:
            try:
                yield file, read_file(file).text
            except XfnlpError as error:
                yield file, error
            except OSError as error:
                yield file, InputError(f"{file}: {error.strerror or error}")


def _reports(
    paths: list[Path], model: Path | None, runtime: str
) -> Iterator[tuple[Path, Report | XfnlpError]]:
    """Reports one by one, with a bar over files and characters on the error stream."""
    from xfnlp.engine import get_engine

    engine = get_engine(model, runtime=runtime)
    sources = list(_sources(paths))
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err, transient=True) as bar:
        files = bar.add_task("files", total=len(sources))
        characters = bar.add_task(
            "characters", total=sum(len(s) for _, s in sources if isinstance(s, str))
        )
        done = 0
        for path, source in sources:
            if isinstance(source, str):
                yield path, engine.read(source, progress=lambda n: bar.advance(characters, n))
                done += len(source)
                bar.update(characters, completed=done)  # layout leaves some characters out
            else:
                yield path, source
            bar.advance(files)


@app.command()
def parse(
    files: Files,
    format: Annotated[Format, typer.Option("--format", "-f")] = Format.table,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="file to write")] = None,
    model: ModelFolder = None,
    runtime: Runtime = "onnx",
) -> None:
    """Read reports and print or write their records."""
    failed = 0
    try:
        sink = output.open("w", encoding="utf-8", newline="") if output else sys.stdout
    except OSError as error:
        err.print(f"[red]{output}: {error.strerror}[/]")
        raise typer.Exit(2) from error
    writer = render.Writer(sink, format.value, console=Console(file=sink) if output else out)
    try:
        for path, report in _reports(files, model, runtime):
            if isinstance(report, XfnlpError):
                failed += 1
                err.print(f"[red]error:[/] {report}", soft_wrap=True)
            else:
                writer.write(path, report)
        writer.close()
    except ModelError as error:
        err.print(f"[red]error:[/] {error}", soft_wrap=True)
        raise typer.Exit(3) from error
    finally:
        if output:
            sink.close()
    if failed:
        err.print(f"{failed} 个文件未能读取")
        raise typer.Exit(1)


@app.command()
def audit(files: Files, model: ModelFolder = None, runtime: Runtime = "onnx") -> None:
    """Check the reports' own arithmetic, worst first; exit code 1 where something is off."""
    failed = inconsistent = 0
    try:
        for path, report in _reports(files, model, runtime):
            if isinstance(report, XfnlpError):
                failed += 1
                err.print(f"[red]error:[/] {report}", soft_wrap=True)
                continue
            wrong = [c for c in report.checks if c["verdict"] == "inconsistent"]
            inconsistent += len(wrong)
            out.print(render.checks_table(str(path), report))
    except ModelError as error:
        err.print(f"[red]error:[/] {error}", soft_wrap=True)
        raise typer.Exit(3) from error
    if failed or inconsistent:
        raise typer.Exit(1)


@app.command("model")
def show_model(model: ModelFolder = None, runtime: Runtime = "onnx") -> None:
    """Tell what model is loaded, with its card and figures."""
    from xfnlp.engine import default_model_folder, get_engine

    try:
        folder = model or default_model_folder()
        engine = get_engine(folder, runtime=runtime)
    except ModelError as error:
        err.print(f"[red]error:[/] {error}", soft_wrap=True)
        raise typer.Exit(3) from error
    settings = engine.model.settings
    out.print(
        f"xfnlp {xfnlp.__version__}, {runtime}, {engine.model.workers} threads (pid {os.getpid()})"
    )
    out.print(
        f"model: {folder}; scheme {settings['scheme']}; windows {json.dumps(settings['windows'])}"
    )
    card = folder / "README.md"
    if card.is_file():
        out.print(Markdown(card.read_text(encoding="utf-8")))


if __name__ == "__main__":
    app()
