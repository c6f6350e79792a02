"""Findings as diagnostics of the protocol."""

from __future__ import annotations

import os
from collections.abc import Callable

from lsprotocol import types
from pygls import uris

from elblint.api import Finding, Location, Workspace, describe
from elblint.lsp.folders import Problem
from elblint.lsp.positions import Positions

_SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "note": types.DiagnosticSeverity.Information,
}
SOURCE = "elblint"
# The rules that say that something has no effect, or is an old name.
_UNNECESSARY = frozenset(
    {
        "unused-suppression",
        "annotation-on-wrong-kind",
        "elb-annotation-on-other-type",
        "annotation-among-labels",
    }
)
_DEPRECATED = frozenset({"annotation-outdated"})

UriOf = Callable[[str], str]
PositionsOf = Callable[[str, str], Positions]
"""Gives the lines of a file, by its path and the text that a location speaks of."""


def uri_of(path: str) -> str:
    """Return the URI of a file."""
    return uris.from_fs_path(os.path.abspath(path)) or ""


def location_of(location: Location, positions_of: PositionsOf, uri: UriOf = uri_of) -> types.Location:
    """Return a place as the protocol has it."""
    positions = positions_of(location.path, location.source.text)
    return types.Location(uri(location.path), positions.range(location.start, location.end))


def diagnostic_of(
    finding: Finding, positions_of: PositionsOf, uri: UriOf, workspace: Workspace
) -> types.Diagnostic:
    """Return a finding as a diagnostic; one that depends on unknown facts says so and names them."""
    positions = positions_of(finding.location.path, finding.location.source.text)
    tags = []
    if finding.name in _UNNECESSARY:
        tags.append(types.DiagnosticTag.Unnecessary)
    if finding.name in _DEPRECATED:
        tags.append(types.DiagnosticTag.Deprecated)
    page = workspace.page_of(finding)
    return types.Diagnostic(
        range=positions.range(finding.location.start, finding.location.end),
        message=describe(finding, workspace.lang),
        severity=_SEVERITIES[finding.severity],
        code=finding.rule,
        code_description=types.CodeDescription(page) if page else None,
        source=SOURCE,
        tags=tags or None,
        related_information=[
            types.DiagnosticRelatedInformation(location_of(one.location, positions_of, uri), str(one.label))
            for one in finding.related
        ]
        or None,
        data={"certainty": finding.certainty},
    )


def diagnostic_of_problem(problem: Problem) -> types.Diagnostic:
    """Return what keeps a folder from being linted as a diagnostic."""
    start = types.Position(problem.line - 1, problem.column - 1)
    return types.Diagnostic(
        range=types.Range(start, types.Position(problem.line - 1, problem.column)),
        message=problem.words,
        severity=types.DiagnosticSeverity.Error,
        source=SOURCE,
    )
