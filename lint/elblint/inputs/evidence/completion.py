"""The configuration with the facts that evidence adds. Options win over the configuration, and that over evidence."""

from __future__ import annotations

from collections.abc import Iterable

from elblint.config.settings import ClusterPaths, Config
from elblint.inputs.evidence.evidence import ClusterEvidence, ElbEvidence, Evidence, Fact
from elblint.inputs.evidence.files import files_fitting
from elblint.inputs.evidence.reader import read_evidence
from elblint.model.cluster import CATEGORY_OF_NETWORK, FACTS, Cluster, FactSource, KnownElb, parse_version
from elblint.text.diagnostics import Diagnostic
from elblint.text.reader import read_source
from elblint.text.source import Location, SourceText


def complete(config: Config) -> tuple[Config, list[Diagnostic]]:
    """Return the configuration with the facts of its evidence, and what is wrong with that.

    A cluster is known by its name in ``clusters``, or by the ``facts-from`` of its own entry; what describes none of
    these is about the cluster of all other files. Facts that contradict each other are diagnostics, and count as
    unknown. Raises UsageError if no file fits a pattern.
    """
    diagnostics: list[Diagnostic] = []
    common = _evidence(config.facts_from, config, diagnostics)
    names = {entry.cluster.name for entry in config.clusters}
    elbs = list(common.elbs)
    clusters = []
    for entry in config.clusters:
        own = _evidence(entry.facts_from, config, diagnostics)
        elbs += own.elbs
        named = [one for one in common.clusters if one.name == entry.cluster.name]
        clusters.append(
            _completed_entry(entry, _about(own.clusters, entry.cluster.name) + named, diagnostics)
        )
    rest = [one for one in common.clusters if one.name not in names]
    return (
        config._replace(
            cluster=_completed(config.cluster, rest, diagnostics),
            clusters=tuple(clusters),
            elbs=_joined(config.elbs, elbs, diagnostics),
        ),
        diagnostics,
    )


def _evidence(patterns: Iterable[str], config: Config, diagnostics: list[Diagnostic]) -> Evidence:
    files = dict.fromkeys(path for pattern in patterns for path in files_fitting(pattern, config))
    found = read_evidence(files)
    diagnostics += found.diagnostics
    return found


def _about(described: list[ClusterEvidence], name: str) -> list[ClusterEvidence]:
    """Return the evidence of an entry's own files: of the cluster with its name if there is one, else all."""
    return [one for one in described if one.name == name] or described


def _completed_entry(
    entry: ClusterPaths, described: list[ClusterEvidence], diagnostics: list[Diagnostic]
) -> ClusterPaths:
    return entry._replace(cluster=_completed(entry.cluster, described, diagnostics))


def _completed(cluster: Cluster, described: list[ClusterEvidence], diagnostics: list[Diagnostic]) -> Cluster:
    facts = {fact: getattr(cluster, fact) for fact in FACTS}
    sources = {source.fact: source for source in cluster.sources}
    for fact in FACTS:
        told = [(one.name, each) for one in described for each in one.facts if each.fact == fact]
        known = _agreed(told, diagnostics)
        given = facts[fact]
        if known is None:
            continue
        if given is None or (fact == "version" and _is_more_exact(known.value, given)):
            facts[fact], sources[fact] = known.value, known.source
        elif not _is_same(fact, given, known.value):
            here = cluster.source_of(fact)
            # What an option says is meant to differ.
            if here is not None and not here.path.startswith("--"):
                diagnostics.append(_contradiction(known, given, [_location(here)]))
    if not facts["category"] and facts["network"]:
        sources.setdefault("category", sources["network"])
    facts = _without_conflict(facts)
    places = tuple(sources[fact] for fact in FACTS if fact in sources)
    return Cluster.of(cluster.name, **facts)._replace(is_assumed=cluster.is_assumed, sources=places)


def _without_conflict(facts: dict[str, str | None]) -> dict[str, str | None]:
    """Leave out a network that the category, which somebody gave, cannot have; that was said already."""
    implied = CATEGORY_OF_NETWORK.get(facts["network"] or "")
    if implied is not None and facts["category"] not in {None, implied}:
        return {**facts, "network": None}
    return facts


def _agreed(told: list[tuple[str, Fact]], diagnostics: list[Diagnostic]) -> Fact | None:
    """Return the fact on which all evidence agrees, the most exact one; None if there is none."""
    best: Fact | None = None
    of = ""
    for name, fact in told:
        if best is None or (fact.fact == "version" and _is_more_exact(fact.value, best.value)):
            best, of = fact, name
        elif not _is_same(fact.fact, best.value, fact.value):
            # Two clusters may well differ; then it is open which of them a manifest is for.
            if name == of:
                diagnostics.append(_contradiction(fact, best.value, [best.location]))
            return None
    return best


def _is_same(fact: str, one: str, other: str) -> bool:
    if fact != "version":
        return one == other
    first, second = parse_version(one), parse_version(other)
    length = min(len(first), len(second))
    return first[:length] == second[:length]


def _is_more_exact(version: str, than: str) -> bool:
    first, second = parse_version(version), parse_version(than)
    return len(first) > len(second) and first[: len(second)] == second


def _contradiction(fact: Fact, other: str, related: list[Location]) -> Diagnostic:
    detail = f"cluster.{fact.fact} is {fact.value} here and {other} there"
    return Diagnostic("contradictory-facts", fact.location, detail, tuple(related))


def _location(source: FactSource) -> Location:
    """Return the place of a fact in a file, for showing it."""
    read = read_source(source.path)
    if isinstance(read, Diagnostic):
        return Location(SourceText(source.path, ""), 0, 0)
    start, end = read.line_around(read.offset_of(source.line))
    line = read.text[start:end].rstrip()
    return Location(read, start + len(line) - len(line.lstrip()), start + len(line))


def _joined(
    known: Iterable[KnownElb], described: Iterable[ElbEvidence], diagnostics: list[Diagnostic]
) -> tuple[KnownElb, ...]:
    """Return the known load balancers, what is told of one and the same in one place."""
    joined: dict[str, KnownElb] = {}
    unnamed: list[KnownElb] = []
    places = [(one, None) for one in known] + [(one.elb, one.location) for one in described]
    for elb, location in places:
        key = elb.id.lower() if elb.id else elb.reference
        if not key:
            unnamed.append(elb)
            continue
        first = joined.get(key)
        if first is None:
            joined[key] = elb
            continue
        if location is not None and first.elb_class and elb.elb_class and first.elb_class != elb.elb_class:
            detail = f"the class of the load balancer is {elb.elb_class} here and {first.elb_class} there"
            related = (_location(first.source),) if first.source is not None else ()
            diagnostics.append(Diagnostic("contradictory-facts", location, detail, related))
        joined[key] = first._replace(
            id=first.id or elb.id,
            elb_class=first.elb_class or elb.elb_class,
            addresses=tuple(dict.fromkeys([*first.addresses, *elb.addresses])),
            reference=first.reference or elb.reference,
        )
    return (*joined.values(), *unnamed)
