"""The scorer ``hate`` as a folder that `evaluate` loads by its path; README.md is its card."""
