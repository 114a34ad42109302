"""Studies: a plan written first, a run that survives anything, paired comparisons, and the folder reports are made from."""

from workbench.studies.advance import Progress
from workbench.studies.comparing import Comparison
from workbench.studies.plan import Context, Plan
from workbench.studies.study import Study, list_studies, open_study

__all__ = ["Comparison", "Context", "Plan", "Progress", "Study", "list_studies", "open_study"]
