"""Helpers of the tests: a temporary project, strategies for Hypothesis, shapes of large input."""
