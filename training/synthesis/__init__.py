"""Seeded annotated reports: budgets that add up, wording from grammars, noise as of scans.

`python -m training.synthesis --count 200 --seed 1 -o FOLDER` writes them as JSON Lines in the
corpus format.  Sentences stand in `data/*.txt` (syntax: `template`), fields of work in
`data/fields.toml`.
"""

from training.synthesis.compose import synthesize

__all__ = ["synthesize"]
