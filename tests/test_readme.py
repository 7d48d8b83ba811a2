"""The README does what it says: its Python runs, its commands and files exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT
from xfnlp import cli

READMES = [path for path in (ROOT / "README.md", ROOT / "README.zh.md") if path.is_file()]
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.M | re.S)


def blocks(path: Path, language: str) -> list[str]:
    return [
        code for kind, code in _BLOCK.findall(path.read_text(encoding="utf-8")) if kind == language
    ]


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_python_blocks_run_in_order(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    codes = blocks(path, "python")
    assert codes
    scope: dict[str, object] = {"__name__": "readme"}
    for number, code in enumerate(codes):
        exec(compile(code, f"{path.name}, block {number}", "exec"), scope)
    if "report" in scope:
        assert scope["report"].facts  # type: ignore[attr-defined]
    assert "print(" not in "".join(codes) or capsys.readouterr().out.strip()


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_the_two_commands_are_marked_for_ci(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if path.name == "README.md":
        for name in ("parse", "test"):
            assert re.search(rf"<!-- ci:{name} -->\n```bash\n[^\n]+\n```", text), name


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_files_that_it_names_are_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    named = re.findall(r"\]\(([^)#:]+)\)", text)
    named += re.findall(r"\b(?:corpora|training|models|evaluation)/[\w./-]*\w\.\w+", text)
    missing = [name for name in named if not (ROOT / name).exists()]
    assert missing == []


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_subcommands_that_it_names_exist(path: Path) -> None:
    named = set(
        re.findall(
            r"(?:`|\s|/)xfnlp (parse|audit|model|\w+)\b(?= )", "\n".join(blocks(path, "bash"))
        )
    )
    known = {
        command.name or command.callback.__name__
        for command in cli.app.registered_commands
        if command.callback
    }
    assert named <= known
