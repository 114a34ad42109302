"""Studies: a plan written first, a run, and the folder that reports are made from."""
