"""The version of elblint, for its reports and for packaging."""

__version__ = "0.1.0"

PROJECT = "https://github.com/OWNER/elblint"
"""The address of the project, below which the pages of its rules lie."""
