"""Lets ``python -m elblint`` do what the ``elblint`` command does."""

from elblint.cli import main

main()
