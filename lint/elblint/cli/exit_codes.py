"""The exit codes, the same for every command and format."""

CLEAN = 0
"""Nothing at or above ``--fail-on``."""
FINDINGS = 1
"""Findings at or above ``--fail-on``."""
FAILURE = 2
"""An input that could not be read, or a mistake in options, configuration or rules."""
