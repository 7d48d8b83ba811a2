"""Annotated reports: reading, checking, inline markup, statistics and splits."""
