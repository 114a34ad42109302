"""The measures that ship with the workbench, each in a folder that `evaluate` loads by its path."""
