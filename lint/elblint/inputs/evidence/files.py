"""The files that ``facts-from`` and ``--facts`` name."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator

from elblint.config.settings import Config
from elblint.errors import UsageError
from elblint.i18n.localized import localized
from elblint.inputs.discovery import CODE
from elblint.system.boundary import is_inside, tree_root

TERRAFORM_CODE = (CODE, ".tfvars")


def evidence_files(config: Config) -> list[str]:
    """Return the paths of all files that describe clusters, each once. Raises UsageError if one is missing."""
    patterns = [*config.facts_from, *(one for entry in config.clusters for one in entry.facts_from)]
    return list(dict.fromkeys(path for pattern in patterns for path in files_fitting(pattern, config)))


def files_fitting(pattern: str, config: Config) -> list[str]:
    """Return the files that fit a glob below the configuration's folder, in order; of a folder its Terraform code.

    A link is followed inside of the repository only, unless the pattern itself leads out of it, as an option's may.
    Raises UsageError if no file fits.
    """
    root = config.root or "."
    named = os.path.normpath(os.path.join(root, pattern))
    tree = tree_root(root)
    leads_out = not is_inside(os.path.abspath(named), tree) and not os.path.islink(named)
    found = [named] if os.path.exists(named) else sorted(glob.glob(named, recursive=True))
    files = [file for file in _files(found) if leads_out or is_inside(file, tree)]
    if not files:
        message = localized("no-file-fits", pattern=pattern).at("facts-from")
        raise UsageError(message.hinting(localized("name-evidence")))
    return files


def _files(paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        if os.path.isdir(path):
            code = (name for name in sorted(os.listdir(path)) if name.endswith(TERRAFORM_CODE))
            yield from (os.path.join(path, name) for name in code)
        else:
            yield path
