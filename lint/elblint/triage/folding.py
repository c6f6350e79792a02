"""Findings about the input that have one cause, as one finding with all their places."""

from __future__ import annotations

from collections.abc import Iterable

from elblint.engine.finding import NOTHING, Finding, Related

# Each of these is about a file as a whole; what is at fault in a line is shown there.
_FOLDED = frozenset(
    {
        "unrendered-template",
        "kustomization-not-built",
        "chart-not-rendered",
        "deployment-not-read",
        "terraform-not-read",
        "no-helm",
        "no-kustomize",
    }
)


def folded(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings in their order, those about the input last, and those of one cause as one."""
    about_objects: list[Finding] = []
    about_input: list[Finding] = []
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.identity:
            about_objects.append(finding)
        elif finding.name in _FOLDED:
            groups.setdefault((finding.rule, finding.for_several), []).append(finding)
        else:
            about_input.append(finding)
    about_input += [_one(group) for group in groups.values()]
    return about_objects + sorted(about_input, key=lambda finding: finding.order)


def _one(group: list[Finding]) -> Finding:
    first, *others = group
    if not others:
        return first
    is_same = all(one.detail == first.detail for one in others)
    related = tuple(Related(one.location, NOTHING if is_same else one.detail) for one in others)
    message = first.message if is_same else first.for_several
    unreadable = any(one.unreadable for one in group)
    return first._replace(message=message, related=related, unreadable=unreadable, is_folded=True)
