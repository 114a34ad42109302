"""Pictures of estimates: the only room that draws; it computes no statistics and never sees a record.

A ``Figure`` holds the numbers it shows, so that they are saved beside the picture. It is drawn
anew each time it is shown, through matplotlib's object interface: no global state, no window.
"""

from workbench.figures.diagrams import reliability_diagram
from workbench.figures.figure import Figure
from workbench.figures.forests import forest, forests
from workbench.figures.lines import Line, lines

__all__ = ["Figure", "Line", "forest", "forests", "lines", "reliability_diagram"]
