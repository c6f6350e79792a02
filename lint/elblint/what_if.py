"""The effect of facts that nobody gave: which possible findings each value would make certain, or let vanish."""

from __future__ import annotations

from collections.abc import Iterator

from elblint.config.settings import Config
from elblint.engine.finding import Finding
from elblint.errors import UsageError
from elblint.i18n.hints import nearest_word
from elblint.i18n.localized import localized
from elblint.inputs.request import Request
from elblint.model.cluster import FACTS, VALUES, Cluster, FactSource
from elblint.run import lint
from elblint.triage.missing_facts import Effect, MissingFact
from elblint.triage.result import Result


def effects(missing: MissingFact, request: Request, result: Result) -> Iterator[Effect]:
    """Yield what each value of a missing fact would decide; nothing for a version, which may be any.

    The input is linted once for each value, with the facts that the run had.
    """
    for value in VALUES.get(missing.fact, ()):
        config = _with_fact(result.config, missing.fact, value)
        if config is None or not missing.findings:
            continue
        other = {_key(one): one for one in lint(request, config, result.lang).findings}
        now = [(one, other.get(_key(one))) for one in missing.findings]
        yield Effect(
            missing.fact,
            value,
            [new for _, new in now if new is not None and new.certainty == "certain"],
            [old for old, new in now if new is None],
        )


def changed_config(config: Config, words: str) -> Config:
    """Return the configuration of a run as if the clusters had other facts: ``proxy=iptables,version=1.35``.

    ``config`` is complete: evidence was read into it. Raises UsageError for what is no fact.
    """
    facts: dict[str, str] = {}
    for part in words.split(","):
        name, equals, value = part.partition("=")
        if not equals or name.strip() not in FACTS:
            message = localized("compare-form").at(f"--compare {words}")
            raise UsageError(message.hinting(nearest_word(name.strip(), FACTS)))
        facts[name.strip()] = value.strip()
    other = Cluster.of(**facts)._replace(sources=tuple(FactSource(fact, "--compare") for fact in facts))
    changed = config.with_cluster_facts(other)
    return changed._replace(
        facts_from=(), clusters=tuple(entry._replace(facts_from=()) for entry in changed.clusters)
    )


def _key(finding: Finding) -> tuple[str, str, int, str]:
    return finding.rule, finding.location.path, finding.location.start, str(finding.subject)


def _with_fact(config: Config, fact: str, value: str) -> Config | None:
    """Return a configuration in which the clusters without a fact have a value; None if they cannot have it."""
    try:
        clusters = tuple(
            entry._replace(cluster=_filled(entry.cluster, fact, value)) for entry in config.clusters
        )
        # Evidence is in the clusters already.
        return config._replace(
            cluster=_filled(config.cluster, fact, value),
            clusters=tuple(entry._replace(facts_from=()) for entry in clusters),
            facts_from=(),
        )
    except UsageError:
        return None


def _filled(cluster: Cluster, fact: str, value: str) -> Cluster:
    if getattr(cluster, fact) is not None:
        return cluster
    facts = {name: getattr(cluster, name) for name in FACTS}
    filled = Cluster.of(cluster.name, **{**facts, fact: value})
    return filled._replace(is_assumed=cluster.is_assumed, sources=cluster.sources)
