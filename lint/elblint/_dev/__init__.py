"""Commands for people who work on elblint: ``python -m elblint._dev`` writes all generated files of a checkout."""
