"""The search for evidence in a repository, as ``elblint init`` needs it."""

from __future__ import annotations

import os
from collections.abc import Iterable

from elblint.errors import UsageError
from elblint.inputs.discovery import CODE
from elblint.inputs.evidence.reader import read_evidence
from elblint.text.diagnostics import Diagnostic
from elblint.text.reader import read_source

# Words of which each form of evidence has one.
_WORDS = (
    "kubeProxyMode",
    "containerNetwork",
    "_cce_",
    "_loadbalancer",
    "kubeletVersion",
    "vip_address",
    "KubeProxyConfiguration",
)


def patterns_of_evidence(files: Iterable[str], folder: str) -> list[str]:
    """Return patterns, relative to a folder, of files that tell facts; one pattern for all code in a folder."""
    found: dict[str, bool] = {}
    """The patterns, each with: whether it tells something."""
    for path in files:
        relative = os.path.relpath(path, folder).replace(os.sep, "/")
        if path.endswith(CODE):
            relative = os.path.join(os.path.dirname(relative), f"*{CODE}").replace(os.sep, "/")
        # All code of a folder is read together, once.
        if relative not in found and _may_tell(path):
            found[relative] = _tells_something(path)
    return [pattern for pattern, tells in found.items() if tells]


def _may_tell(path: str) -> bool:
    source = read_source(path)
    return not isinstance(source, Diagnostic) and any(word in source.text for word in _WORDS)


def _tells_something(path: str) -> bool:
    try:
        told = read_evidence([path])
    except UsageError:
        # Without the package that reads Terraform's code, nothing is known of it.
        return False
    return bool(told.clusters or told.elbs) and not (path.endswith(CODE) and _is_for_callers(path))


def _is_for_callers(path: str) -> bool:
    """Return whether code is a module that others call: the defaults of its variables tell nothing of a cluster."""
    from elblint.inputs.terraform.folder import CodeReader
    from elblint.inputs.terraform.module import read_module

    return read_module(os.path.dirname(path), CodeReader()).needs_arguments
