"""The data nouns and the protocols that every other room speaks; it computes nothing.

All records are frozen. ``to_dict`` and ``from_dict`` carry every field, ``str`` is one short
line, and ``_repr_html_`` is a static form that needs no kernel.
"""

from workbench.records.answers import Choice, Completion, Piece, Score, Usage
from workbench.records.base import Data, clean_text
from workbench.records.cards import Card, card_from
from workbench.records.measures import Estimate, Measure
from workbench.records.protocols import Model, Probe, PromptInput, Result
from workbench.records.requests import Answer, Completing, Request, Scoring
from workbench.records.running import Cost, Execution, Precision
from workbench.records.settings import Settings

__all__ = [
    "Answer",
    "Card",
    "Choice",
    "Completing",
    "Completion",
    "Cost",
    "Data",
    "Estimate",
    "Execution",
    "Measure",
    "Model",
    "Piece",
    "Precision",
    "Probe",
    "PromptInput",
    "Request",
    "Result",
    "Score",
    "Scoring",
    "Settings",
    "Usage",
    "card_from",
    "clean_text",
]
