"""Values files that lie with a chart, one for each environment that it is meant for."""

from __future__ import annotations

import os
import re

from elblint.inputs.helm.chart import VALUES_FILE

# Beside the chart's own: values-prod.yaml, values.prod.yaml, prod-values.yaml; in ci/, as chart-testing has them.
_NAME = re.compile(r"(?:values[-._](?P<after>.+)|(?P<before>.+)[-._]values)\.ya?ml\Z")
_FOLDERS = ("", "ci")


def environments_of(folder: str) -> list[tuple[str, str]]:
    """Return the values files of a chart's environments, as paths in its folder, each with the environment's name."""
    found: list[tuple[str, str]] = []
    for inner in _FOLDERS:
        try:
            names = sorted(os.listdir(os.path.join(folder, inner)))
        except OSError:
            continue
        for name in names:
            match = _NAME.match(name)
            if match is not None and name != VALUES_FILE:
                found.append((os.path.join(inner, name), match["after"] or match["before"]))
    return found
