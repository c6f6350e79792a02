"""Helm charts: finding them, rendering them, and leading rendered text back to what a person can edit."""

from __future__ import annotations

import os
from collections.abc import Iterable

CHART_FILE = "Chart.yaml"
PACKAGE = ".tgz"
SOURCE_COMMENT = "# Source: "
"""The beginning of the comment that Helm puts above what it has made of a template."""


def is_chart(folder: str) -> bool:
    """Return whether a folder is a chart's."""
    return os.path.isfile(os.path.join(folder, CHART_FILE))


def has_charts(files: Iterable[str]) -> bool:
    """Return whether one of the files, by its name, is a chart's, or may be a chart's template."""
    if f"{os.sep}templates{os.sep}" in os.getcwd() + os.sep:
        return True
    written = f"templates{os.sep}"
    return any(
        "templates/" in file or file.endswith((CHART_FILE, PACKAGE, "values.yaml")) or written in file
        for file in files
    )
