"""Evaluation: scripted cases run against a model, and what came of them held against what was expected."""
