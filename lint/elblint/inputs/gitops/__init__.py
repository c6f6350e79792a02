"""GitOps objects: what Argo CD, Flux and helmfile deploy from the repository itself, and with which values."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping

from elblint.system.lazy import lazy_pattern
from elblint.system.type_names import TYPE_CHECKING

if TYPE_CHECKING:
    from elblint.inputs.first_look import FirstLook

# Of Argo CD, and of Flux's controllers for Helm and kustomize.
_GROUPS = (b"argoproj.io/v1alpha1", b"helm.toolkit.fluxcd.io/v", b"kustomize.toolkit.fluxcd.io/v")
_HELMFILE = lazy_pattern(r"helmfile(?:[.-][\w.-]+)?\.ya?ml\Z")


def is_helmfile(path: str) -> bool:
    """Return whether a file is one of helmfile, by its name or its folder's."""
    if "helmfile" not in path:
        return False
    folder, name = os.path.split(path)
    return _HELMFILE.match(name) is not None or os.path.basename(folder) == "helmfile.d"


def may_deploy(path: str, data: bytes) -> bool:
    """Return whether a file may hold an object that deploys a folder of the repository."""
    return is_helmfile(path) or any(group in data for group in _GROUPS)


def files_that_deploy(
    files: Iterable[str],
    changed: Mapping[str, str],
    look: FirstLook,
    known: Callable[[str], bool | None] = lambda path: None,
) -> list[str]:
    """Return the files that may hold such objects.

    ``changed`` holds texts that stand for those of files; ``known`` answers for files that need not be read.
    """
    found: list[str] = []
    for path in files:
        deploys = known(path)
        if deploys is None:
            written = changed.get(path)
            data = look.data(path) if written is None else written.encode("utf-8", "replace")
            deploys = may_deploy(path, data)
        if deploys:
            found.append(path)
    return found
