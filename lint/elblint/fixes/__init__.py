"""Edits of findings: choosing, applying and proving them."""
