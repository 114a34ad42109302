"""The scorer ``profanity`` as a folder that `evaluate` loads by its path; README.md is its card."""
