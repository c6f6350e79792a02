"""The version of elblint, for its reports and for packaging."""

__version__ = "0.1.0"
