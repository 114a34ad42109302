"""Measures in the form (predictions, references), as `evaluate` has them; they know of no model and no task.

Each of ours is a folder in ``ours`` that ``evaluate`` loads by its path without the network: ``NAME/NAME.py`` with
the class, ``NAME/README.md`` with its card. ``evaluate`` is imported on first use, since it takes seconds.
"""

from workbench.metrics.answers import exact_match, normalise, token_f1
from workbench.metrics.intervals import measure
from workbench.metrics.loading import combined, load, names, path

__all__ = ["combined", "exact_match", "load", "measure", "names", "normalise", "path", "token_f1"]
