"""One run from paths to findings. Strings the parts together and knows no details of them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from elblint.config import ClusterOfPath, Config
from elblint.engine.evaluate import Evaluator, fault_finding
from elblint.engine.library import built_in_rules, load_rules
from elblint.engine.shared import SCHEMAS, Library
from elblint.manifest.documents import Documents, objects_in, read_document, read_documents
from elblint.manifest.faults import Fault
from elblint.manifest.nodes import Node
from elblint.manifest.text import Place, SourceText
from elblint.model.calls import CallIndex
from elblint.model.cluster import Cluster, KnownElb
from elblint.model.elb import assign_elbs
from elblint.model.elb_users import ElbUser
from elblint.model.objects import KubeObject
from elblint.model.world import KINDS, World, make_object
from elblint.source.discover import STDIN, Discovery, discover
from elblint.source.kustomize import patch_files
from elblint.source.read import read_source
from elblint.triage.result import Counts, Result
from elblint.triage.select import PathIgnores, choose_rules


@dataclass
class Bundle:
    """The input of a run: its objects, and what was wrong with the text."""

    objects: list[KubeObject] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)


@dataclass(frozen=True)
class Request:
    """What to lint, beside the configuration."""

    paths: Sequence[str]
    stdin_filename: str = "<stdin>"
    force_exclude: bool = False
    parse_all: bool = False


def config_schema() -> Path:
    """The JSON Schema of ``.elblint.yaml``."""
    return built_in_rules() / SCHEMAS / "config.json"


def read_bundle(request: Request, config: Config) -> Bundle:
    """Read all that ``request`` names. Raises UsageError for a path that does not exist."""
    bundle = Bundle()
    counts = bundle.counts
    found: Discovery = discover(
        request.paths, config.exclude, config.root, force_exclude=request.force_exclude
    )
    counts.ignored, counts.excluded = found.ignored, found.excluded
    for path, reason in found.unreadable:
        place = Place(SourceText(path, ""), 0, 0)
        bundle.faults.append(Fault("unreadable-file", place, reason, fatal=True))
    cluster_of = ClusterOfPath(config)
    patches = patch_files(path for path in found.files if path != STDIN)
    read: list[tuple[SourceText, Documents, Cluster]] = []
    for path in found.files:
        source = read_source(path, request.stdin_filename)
        if isinstance(source, Fault):
            bundle.faults.append(source)
            continue
        counts.files += 1
        documents = read_documents(source, KINDS, parse_all=request.parse_all)
        cluster = cluster_of(source.path)
        read.append((source, documents, cluster))
        counts.templates += documents.is_template
        if patches and os.path.realpath(path) in patches:
            counts.patches += 1
        else:
            _add_objects(bundle, documents.roots, source, cluster)
    _add_text_holders(bundle, read, config.elbs)
    for _, documents, _ in read:
        bundle.faults.extend(documents.faults)
        counts.skipped_documents += len(documents.skipped)
    counts.unread = sum(fault.fatal for fault in bundle.faults)
    return bundle


def _add_objects(bundle: Bundle, roots: list[Node], source: SourceText, cluster: Cluster) -> None:
    for root in roots:
        objects = list(objects_in(root))
        bundle.counts.skipped_documents += not objects
        for node, kind in objects:
            made = make_object(node, kind, source, cluster)
            if made is None:
                bundle.counts.skipped_documents += 1
            else:
                bundle.counts.objects[made.kind] += 1
                bundle.objects.append(made)


def _add_text_holders(
    bundle: Bundle, read: list[tuple[SourceText, Documents, Cluster]], known_elbs: Iterable[KnownElb]
) -> None:
    """Parse those of the skipped documents that mention an address which some object answers to."""
    users = [item for item in bundle.objects if isinstance(item, ElbUser)]
    assign_elbs(users, known_elbs)
    needles = CallIndex(users).needles()
    if needles.empty:
        return
    for source, documents, cluster in read:
        left: list[tuple[int, int]] = []
        for start, end in documents.skipped:
            if needles.occur_in(source.text, start, end):
                _add_objects(bundle, read_document(source, documents, start, end), source, cluster)
            else:
                left.append((start, end))
        documents.skipped = left


def lint(request: Request, config: Config, lang: str) -> Result:
    """Read, evaluate and choose. Raises ElblintError for what the user must mend first."""
    library = Library(built_in_rules())
    more = [Path(config.below(folder)) for folder in config.rules]
    every_rule = load_rules(library, more)
    rules = choose_rules(every_rule, config)
    bundle = read_bundle(request, config)
    evaluator = Evaluator(library, World(bundle.objects, config.elbs), lang)
    raised = {rule.raised_by: rule for rule in rules if rule.raised_by}
    findings = [fault_finding(fault, raised, lang) for fault in bundle.faults if fault.kind in raised]
    findings.extend(evaluator.findings(rules))
    ignores = PathIgnores(config, every_rule)
    shown = [finding for finding in findings if not ignores.hide(finding)]
    bundle.counts.suppressed = len(findings) - len(shown)
    shown.sort(key=lambda finding: finding.order)
    return Result(shown, bundle.counts, rules, library, lang)
