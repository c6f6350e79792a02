"""A comparison as JSON: ``rules/schema/diff.json`` describes it, and its ``version`` counts changes."""

from __future__ import annotations

from elblint.report.diff.registry import Sides
from elblint.report.registry import RenderOptions
from elblint.text.printable import Report, report_of_json
from elblint.triage.comparison import Comparison, FindingChange, ReachChange
from elblint.triage.snapshot import FindingRecord, ReachRecord
from elblint.version import __version__

VERSION = 1


def render(comparison: Comparison, sides: Sides, options: RenderOptions) -> Report:
    """Return all differences, indented."""
    return report_of_json(
        {
            "version": VERSION,
            "tool": {"name": "elblint", "version": __version__},
            "lang": sides.lang,
            "base": sides.base,
            "head": sides.head,
            "configuration": sides.config or None,
            "facts": [
                {
                    "cluster": one.after.cluster,
                    "fact": one.after.fact,
                    "before": one.before.value or None,
                    "after": one.after.value or None,
                    "source": one.after.source or None,
                }
                for one in comparison.facts
            ],
            "objects": {"new": list(comparison.new_objects), "gone": list(comparison.gone_objects)},
            "cells": [_path(one) for one in comparison.cells],
            "calls": [_path(one) for one in comparison.calls],
            "findings": {
                "new": [_finding(one) for one in comparison.new],
                "gone": [_finding(one) for one in comparison.gone],
                "moved": [_both(one) for one in comparison.moved],
                "changed": [_both(one) for one in comparison.changed],
            },
            "unreadable": list(comparison.unread),
        },
    )


def _path(change: ReachChange) -> dict[str, object]:
    record = change.either
    return {
        "cluster": record.cluster,
        "object": record.object,
        "caller": record.caller,
        "callerText": record.caller_words,
        "address": record.address,
        "addressText": record.address_words,
        "change": "worse" if change.is_worse else "better" if change.is_better else "other",
        "before": _side(change.before),
        "after": _side(change.after),
        "location": {"path": record.path, "line": record.line, "column": record.column},
    }


def _side(record: ReachRecord | None) -> dict[str, object] | None:
    return None if record is None else {"verdict": record.verdict, "causes": list(record.causes)}


def _both(change: FindingChange) -> dict[str, object]:
    return {"before": _finding(change.before), "after": _finding(change.after)}


def _finding(finding: FindingRecord) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "certainty": finding.certainty,
        "title": finding.title,
        "subject": finding.subject,
        "cluster": finding.cluster,
        "field": finding.field,
        "location": {"path": finding.path, "line": finding.line, "column": finding.column},
    }
