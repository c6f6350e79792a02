"""Findings as JSON, for programs: ``rules/schema/report.json`` describes it, and its ``version`` counts changes."""

from __future__ import annotations

from elblint.engine.finding import Edit, Finding
from elblint.engine.premises import Premise
from elblint.report.fingerprint import stable_key
from elblint.report.registry import RenderOptions
from elblint.report.repository_path import RepositoryPaths
from elblint.report.run_facts import run_data
from elblint.text.printable import Report, report_of_json
from elblint.text.source import Location
from elblint.triage.result import Result
from elblint.version import __version__

VERSION = 1


def render(result: Result, options: RenderOptions) -> Report:
    """All findings and the counts of the run, indented, with a line break at the end."""
    counts, paths = result.counts, RepositoryPaths()
    report = {
        "version": VERSION,
        "tool": {"name": "elblint", "version": __version__},
        "lang": result.lang,
        **run_data(result),
        "findings": [_finding(finding, paths) for finding in result.findings],
        "summary": {
            "files": counts.files,
            "fileKinds": dict(sorted(counts.of_files.items())),
            "elsewhere": counts.elsewhere,
            "objects": dict(sorted(counts.objects.items())),
            "suppressed": counts.suppressed,
            "baselined": counts.baselined,
            "unreadable": counts.unread,
            "templates": counts.templates,
            "patches": counts.patches,
            "values": counts.values,
            "kustomizations": counts.built,
            "releases": counts.rendered,
            "skippedDocuments": counts.skipped_documents,
            "ignoredPaths": counts.ignored,
            "excludedPaths": counts.excluded,
        },
    }
    return report_of_json(report)


def _finding(finding: Finding, paths: RepositoryPaths) -> dict[str, object]:
    names = ("cluster", "kind", "namespace", "name")
    return {
        "rule": finding.rule,
        "name": finding.name,
        "severity": finding.severity,
        "certainty": finding.certainty,
        "title": finding.title,
        "message": finding.message.rstrip(),
        "subject": finding.subject,
        "object": dict(zip(names, finding.identity, strict=True)) if finding.identity else None,
        "field": finding.field_path,
        "cause": finding.cause or None,
        "premises": [premise_data(premise) for premise in finding.premises],
        "location": _location(finding.location),
        "related": [{"location": _location(one.location), "label": one.label} for one in finding.related],
        "unknownFacts": [{"fact": name, "hint": hint} for name, hint in finding.unknown_facts],
        "reasons": list(finding.reasons),
        "fixes": list(finding.fixes),
        "snippets": [
            {"fix": number, "text": snippet}
            for number, (_, snippet) in enumerate(finding.advice, 1)
            if snippet
        ],
        "edits": [_edit(edit) for edit in finding.edits],
        "sources": [
            {"document": one.document, "title": one.title, "section": one.section, "url": one.url}
            for one in finding.sources
        ],
        "unreadable": finding.unreadable,
        "fingerprint": stable_key(finding, paths.of(finding.location.path)),
    }


def premise_data(premise: Premise) -> dict[str, object]:
    """Return a premise as data; a fact that nobody gave is null."""
    return {"fact": premise.fact, "value": premise.value, "source": premise.source or None}


def _location(location: Location) -> dict[str, object]:
    """A place; lines and columns are 1-based and count code points, the end is exclusive."""
    generated = location.generated
    line, column, end_line, end_column = location.region
    return {
        "path": location.path,
        "line": line,
        "column": column,
        "endLine": end_line,
        "endColumn": end_column,
        "generated": None
        if generated is None
        else {"path": generated.source.path, "line": generated.line, "proven": generated.proven},
    }


def _edit(edit: Edit) -> dict[str, object]:
    return {
        "safe": edit.safe,
        "choice": edit.choice or None,
        "fix": edit.fix or None,
        "description": edit.description,
        "replacements": [
            {"location": _location(location), "text": text} for location, text in edit.replacements
        ],
    }
