"""Measures in the form (predictions, references)."""
