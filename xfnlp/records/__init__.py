"""Relations to facts, facts to budget and indicator records."""

from xfnlp.records.budget import budget_records
from xfnlp.records.facts import (
    deviation_sign,
    fact_key,
    facts_of,
    figure_at,
    figures_of,
    merge_facts,
)
from xfnlp.records.indicators import indicator_records

__all__ = [
    "budget_records",
    "deviation_sign",
    "fact_key",
    "facts_of",
    "figure_at",
    "figures_of",
    "indicator_records",
    "merge_facts",
]
