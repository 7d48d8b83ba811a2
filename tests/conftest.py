"""Shared fixtures: corpus documents, an alphabet, and the released model where it is there."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # training/ and evaluation/ are not installed
MODEL = ROOT / "models" / "xfnlp-zh"


@pytest.fixture(scope="session")
def documents():
    """Every third report of the corpus, all splits."""
    files = sorted((ROOT / "corpora").rglob("*.jsonl"))[::3]
    return [json.loads(file.read_text(encoding="utf-8").splitlines()[0]) for file in files]


@pytest.fixture(scope="session")
def alphabet():
    from xfnlp.tagger.alphabet import Alphabet

    return Alphabet.read(MODEL / "xfnlp" / "vocab.txt")


@pytest.fixture(scope="session")
def sample_text():
    return (ROOT / "corpora" / "sample" / "sample.txt").read_text(encoding="utf-8")


settings.register_profile("default", deadline=None)
settings.load_profile("default")
