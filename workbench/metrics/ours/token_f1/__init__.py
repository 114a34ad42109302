"""The measure ``token_f1`` as a folder that `evaluate` loads by its path; README.md is its card."""
