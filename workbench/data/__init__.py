"""Data: published sets by name, files of your own by path; every row is checked, none is measured."""

from workbench.data.defects import Defect, Limits
from workbench.data.generated import ARITHMETIC, SCRAMBLES, arithmetic, scrambled
from workbench.data.loading import load_data
from workbench.data.published import card_of, data_digests, data_names
from workbench.data.reading import Reading, read_data

__all__ = [
    "ARITHMETIC",
    "SCRAMBLES",
    "Defect",
    "Limits",
    "Reading",
    "arithmetic",
    "card_of",
    "data_digests",
    "data_names",
    "load_data",
    "read_data",
    "scrambled",
]
