"""The version and the address of elblint, as pyproject.toml has them: ``python -m elblint._dev`` writes this file."""

__version__ = "0.1.0"
REPOSITORY = "https://github.com/elblint/elblint"
