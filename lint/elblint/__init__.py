"""elblint: finds ELB addresses that do not work from inside a Huawei Cloud CCE cluster.

Its public names are those of ``elblint.api``, imported when they are first used.
"""

from __future__ import annotations

from elblint.version import __version__

TYPE_CHECKING = False

if TYPE_CHECKING:
    from elblint.api import (
        Action,
        Certainty,
        Cluster,
        Completion,
        Config,
        ConfigError,
        Edit,
        ElblintError,
        Explanation,
        Finding,
        KnownElb,
        LimitError,
        Location,
        OutputError,
        ReachSummary,
        Related,
        Report,
        RuleError,
        Severity,
        Summary,
        Symbol,
        TextEdit,
        UsageError,
        Workspace,
        describe,
        lint_paths,
        lint_text,
        load_config,
    )

__all__ = [
    "Action",
    "Certainty",
    "Cluster",
    "Completion",
    "Config",
    "ConfigError",
    "Edit",
    "ElblintError",
    "Explanation",
    "Finding",
    "KnownElb",
    "LimitError",
    "Location",
    "OutputError",
    "ReachSummary",
    "Related",
    "Report",
    "RuleError",
    "Severity",
    "Summary",
    "Symbol",
    "TextEdit",
    "UsageError",
    "Workspace",
    "__version__",
    "describe",
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
