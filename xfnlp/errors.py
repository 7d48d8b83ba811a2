"""The exceptions that xfnlp raises, all under one root."""

from __future__ import annotations


class XfnlpError(Exception):
    """Root of every error that xfnlp raises on purpose; the message names place and remedy."""


class InputError(XfnlpError):
    """The text or file handed in cannot be read as a report."""


class ModelError(XfnlpError):
    """A model folder is missing, damaged or of another scheme version."""


class CorpusError(XfnlpError):
    """An annotated document breaks the file format or the scheme."""
