"""elblint: finds ELB addresses that do not work from inside a Huawei Cloud CCE cluster.

Its public names are those of ``elblint.api``, imported when they are first used.
"""

from __future__ import annotations

from elblint.version import __version__

TYPE_CHECKING = False

if TYPE_CHECKING:
    from elblint.api import (
        Certainty,
        Cluster,
        Config,
        ConfigError,
        Edit,
        ElblintError,
        Finding,
        KnownElb,
        LimitError,
        Location,
        OutputError,
        Related,
        Report,
        RuleError,
        Severity,
        Summary,
        UsageError,
        lint_paths,
        lint_text,
        load_config,
    )

__all__ = [
    "Certainty",
    "Cluster",
    "Config",
    "ConfigError",
    "Edit",
    "ElblintError",
    "Finding",
    "KnownElb",
    "LimitError",
    "Location",
    "OutputError",
    "Related",
    "Report",
    "RuleError",
    "Severity",
    "Summary",
    "UsageError",
    "__version__",
    "lint_paths",
    "lint_text",
    "load_config",
]


def __getattr__(name: str) -> object:
    """Return a public name, from ``elblint.api``. Raises AttributeError for any other."""
    if name not in __all__:
        raise AttributeError(f"module 'elblint' has no attribute '{name}'")
    from elblint import api

    return getattr(api, name)


def __dir__() -> list[str]:
    return sorted(__all__)
