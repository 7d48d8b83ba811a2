"""Packages that only some kinds of file need (the extra `files`)."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from xfnlp.errors import InputError


def load_extra(module: str, *, package: str, kind: str, name: str) -> Any:
    """Import what reading a kind of file needs.

    Raises:
        InputError: naming the file that cannot be read without it, and how to install it.
    """
    try:
        return import_module(module)
    except ImportError as error:
        raise InputError(
            f"{name}: reading {kind} needs {package} (pip install xfnlp[files])"
        ) from error
