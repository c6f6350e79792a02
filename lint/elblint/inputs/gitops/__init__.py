"""GitOps objects: what Argo CD, Flux and helmfile deploy from the repository itself, and with which values."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from elblint.config.settings import Config
from elblint.system.boundary import Boundary
from elblint.text.reader import read_bytes

if TYPE_CHECKING:
    from elblint.inputs.gitops.plan import Plan

# Of Argo CD, and of Flux's controllers for Helm and kustomize.
_GROUPS = re.compile(rb"argoproj\.io/v1alpha1|(?:helm|kustomize)\.toolkit\.fluxcd\.io/v\d")
_HELMFILE = re.compile(r"helmfile(?:[.-][\w.-]+)?\.ya?ml\Z")


def is_helmfile(path: str) -> bool:
    """Return whether a file is one of helmfile, by its name or its folder's."""
    folder, name = os.path.split(path)
    return _HELMFILE.match(name) is not None or os.path.basename(folder) == "helmfile.d"


def may_deploy(path: str, data: bytes) -> bool:
    """Return whether a file may hold an object that deploys a folder of the repository."""
    return is_helmfile(path) or _GROUPS.search(data) is not None


def deployments(
    files: Sequence[str], changed: Mapping[str, str], config: Config, boundary: Boundary, patches: set[str]
) -> Plan | None:
    """Return what objects in some files deploy; None without any.

    ``changed`` holds texts that stand for those of files; ``patches`` are the real paths of files with patches.
    """
    marked = [path for path in files if may_deploy(path, _data(path, changed))]
    if not marked:
        return None
    from elblint.inputs.gitops.plan import plan_of

    return plan_of(marked, files, changed, config, boundary, patches)


def _data(path: str, changed: Mapping[str, str]) -> bytes:
    return changed[path].encode("utf-8", "replace") if path in changed else read_bytes(path) or b""
