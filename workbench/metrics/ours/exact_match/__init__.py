"""The measure ``exact_match`` as a folder that `evaluate` loads by its path; README.md is its card."""
