"""Data: published sets by name, files of your own by path; every row is checked, none is measured."""

from workbench.data.defects import Defect, Limits
from workbench.data.loading import load_data
from workbench.data.published import card_of, data_digests, data_names
from workbench.data.reading import Reading, read_data

__all__ = ["Defect", "Limits", "Reading", "card_of", "data_digests", "data_names", "load_data", "read_data"]
