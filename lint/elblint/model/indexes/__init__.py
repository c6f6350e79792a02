"""Indexes over the objects of a run: what belongs together, worked out once."""
