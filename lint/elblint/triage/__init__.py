"""Suppressions, baseline and severities: which findings are shown, and the exit code."""
