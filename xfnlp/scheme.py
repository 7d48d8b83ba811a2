"""The annotation scheme: labels, relations with the types they join, and record fields.

The one place where these names are written down; corpora, model, linker, records and
evaluation import them from here.  Meanings and boundaries are defined in the project's
annotation guide (`corpora/GUIDELINES.md`).
"""

from __future__ import annotations

from typing import Final

SCHEME_VERSION: Final = "xfnlp.scheme/1"

LABELS: Final = (
    "MONEY",
    "PERCENT",
    "QUANTITY",
    "CATEGORY",
    "INDICATOR",
    "ACHIEVEMENT",
    "REASON",
)
FIGURES: Final = ("MONEY", "PERCENT", "QUANTITY")
NAMES: Final = ("CATEGORY", "INDICATOR")
# Labels that cover whole sentence parts rather than phrases.
LONG_LABELS: Final = ("ACHIEVEMENT", "REASON")

_EITHER = frozenset(NAMES)
_CATEGORY = frozenset({"CATEGORY"})
_INDICATOR = frozenset({"INDICATOR"})
_ANY_FIGURE = frozenset(FIGURES)
_AMOUNT = frozenset({"MONEY", "QUANTITY"})
_MONEY = frozenset({"MONEY"})
_PERCENT = frozenset({"PERCENT"})

# Relation -> (labels its head may have, labels its tail may have).
RELATIONS: Final[dict[str, tuple[frozenset[str], frozenset[str]]]] = {
    "initial_budget": (_CATEGORY, _MONEY),
    "annual_budget": (_CATEGORY, _MONEY),
    "actual": (_CATEGORY, _MONEY),
    "prior_actual": (_EITHER, _ANY_FIGURE),
    "increase_amount": (_EITHER, _AMOUNT),
    "decrease_amount": (_EITHER, _AMOUNT),
    "increase_rate": (_EITHER, _PERCENT),
    "decrease_rate": (_EITHER, _PERCENT),
    "deviation": (_EITHER, _ANY_FIGURE),
    "execution_rate": (_CATEGORY, _PERCENT),
    "share": (_CATEGORY, _PERCENT),
    "share_base": (_PERCENT, _CATEGORY),
    "part_of": (_CATEGORY, _CATEGORY),
    "reason": (_EITHER, frozenset({"REASON"})),
    "value": (_INDICATOR, _ANY_FIGURE),
    "target": (_INDICATOR, _ANY_FIGURE),
}

# Relations whose tail is a figure, read as a field of the head's record.
FIGURE_RELATIONS: Final = tuple(
    name for name, (_, tails) in RELATIONS.items() if tails <= _ANY_FIGURE
)

BUDGET_MONEY_FIELDS: Final = (
    "initial_budget",
    "annual_budget",
    "actual",
    "prior_actual",
    "increase_amount",
    "decrease_amount",
)
BUDGET_RATE_FIELDS: Final = ("execution_rate", "share", "increase_rate", "decrease_rate")
BUDGET_FIELDS: Final = (*BUDGET_MONEY_FIELDS, *BUDGET_RATE_FIELDS, "deviation", "parent")
INDICATOR_FIELDS: Final = (
    "value",
    "target",
    "prior_actual",
    "increase_amount",
    "decrease_amount",
    "increase_rate",
    "decrease_rate",
    "deviation",
    "weight",
    "score",
)
DOCUMENT_FIELDS: Final = ("org", "fiscal_year", "title", "date", "self_score", "grade")


def relation_allowed(relation: str, head_label: str, tail_label: str) -> bool:
    """Tell whether `relation` may join a head and a tail of these labels."""
    heads, tails = RELATIONS.get(relation, (frozenset(), frozenset()))
    return head_label in heads and tail_label in tails
