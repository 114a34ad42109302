"""The scorer ``vader`` as a folder that `evaluate` loads by its path; README.md is its card."""
