"""Reading of evidence: each file by its form, JSON and YAML by what stands in them, Terraform's code by folder."""

from __future__ import annotations

import os
from collections.abc import Iterable

from elblint.inputs.evidence.cce_api import clusters_of_api
from elblint.inputs.evidence.elb_api import load_balancers_of_api
from elblint.inputs.evidence.evidence import Evidence
from elblint.inputs.evidence.files import TERRAFORM_CODE
from elblint.inputs.evidence.kubectl import facts_of_kubectl
from elblint.inputs.evidence.terraform_json import facts_of_terraform_json
from elblint.syntax.documents import read_documents
from elblint.text.diagnostics import Diagnostic
from elblint.text.reader import read_source
from elblint.text.source import Location, SourceText

_FORMS = (clusters_of_api, load_balancers_of_api, facts_of_terraform_json, facts_of_kubectl)


def read_evidence(paths: Iterable[str]) -> Evidence:
    """Return all that files tell; what cannot be read, or tells nothing, is among the diagnostics."""
    found = Evidence()
    folders: dict[str, None] = {}
    for path in paths:
        if path.endswith(TERRAFORM_CODE):
            folders[os.path.dirname(path)] = None
        else:
            _read(path, found)
    for folder in folders:
        from elblint.inputs.terraform.code_facts import facts_of_code

        facts_of_code(folder, found)
    return found


def _read(path: str, found: Evidence) -> None:
    source = read_source(path)
    if isinstance(source, Diagnostic):
        found.diagnostics.append(source)
        return
    documents = read_documents(source, frozenset(), parse_all=True)
    found.diagnostics += [one for one in documents.diagnostics if one.unreadable]
    facts, elbs = len(found.clusters), len(found.elbs)
    is_known = False
    for root in documents.roots:
        # A list of kubectl may hold several kinds of objects.
        for form in _FORMS:
            is_known = form(root, source, found) or is_known
    _hide_all_but_facts(found, source, facts, elbs)
    if not is_known and not documents.diagnostics:
        here = Location(SourceText(source.path, ""), 0, 0)
        found.diagnostics.append(Diagnostic("no-evidence", here, unreadable=True))


def _hide_all_but_facts(found: Evidence, source: SourceText, clusters: int, elbs: int) -> None:
    """Never show anything of a file but its facts."""
    places = [one.location for cluster in found.clusters[clusters:] for one in cluster.facts]
    places += [one.location for one in found.elbs[elbs:]]
    places += [one.location for one in found.diagnostics if one.location.source is source]
    source.hide_all_but((place.start, place.end) for place in places)
