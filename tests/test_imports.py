"""What the runtime loads: nothing that only training needs, and little at import."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.conftest import ROOT

TRAINING = (
    "torch",
    "transformers",
    "datasets",
    "sklearn",
    "matplotlib",
    "training",
)
EXTRAS = ("pandas", "pyarrow", "duckdb", "openpyxl", "docx", "pdfplumber", "lxml", "openvino")


def modules(code: str) -> set[str]:
    """The top-level modules that a fresh interpreter has loaded after running `code`."""
    code += "\nimport sys, json\nprint(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_parsing_loads_no_training_package() -> None:
    loaded = modules("import xfnlp; assert xfnlp.parse('2023年基本支出98.83万元。').entities")
    assert "onnxruntime" in loaded
    assert not loaded & {*TRAINING, *EXTRAS}


def test_the_pipeline_works_where_no_training_package_is_installed() -> None:
    # spaCy's own thinc imports torch where it finds it: here it finds none.
    code = f"""
import sys
for name in {(*TRAINING, *EXTRAS)!r}:
    sys.modules[name] = None
import xfnlp
nlp = xfnlp.load()
assert nlp("2023年基本支出98.83万元。").spans["xfnlp"]
for name in {(*TRAINING, *EXTRAS)!r}:
    assert sys.modules.pop(name) is None
"""
    assert "spacy" in modules(code)


def test_parse_alone_needs_no_spacy() -> None:
    assert "spacy" not in modules("import xfnlp; xfnlp.parse('支出1万元。')")


@pytest.mark.parametrize("module", ["xfnlp", "xfnlp.cli"])
def test_import_is_light(module: str) -> None:
    loaded = modules(f"import {module}")
    assert not loaded & {*TRAINING, *EXTRAS, "spacy", "onnxruntime"}


def test_help_does_not_load_the_model() -> None:
    code = "from typer.testing import CliRunner; from xfnlp.cli import app; assert not CliRunner().invoke(app, ['--help']).exit_code"
    assert "onnxruntime" not in modules(code)


def test_the_schema_is_in_the_package() -> None:
    from importlib.resources import files

    assert (files("xfnlp") / "schema" / "report.schema.json").is_file()
