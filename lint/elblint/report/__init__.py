"""Findings as people and tools read them. Nothing in here knows a rule."""
