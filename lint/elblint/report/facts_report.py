"""The facts of a run, for people and as JSON: what is known and from where, and what the rest would decide."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from elblint.config.settings import Config
from elblint.engine.finding import Finding
from elblint.i18n.words import word
from elblint.model.cluster import FACTS, Cluster, FactSource, KnownElb
from elblint.model.facts import FACTS as ASKED
from elblint.report.layout import Paint, pad, width, wrap
from elblint.report.registry import RenderOptions
from elblint.text.printable import Report, printable, printable_lines, report_of_json, report_of_lines
from elblint.triage.missing_facts import Effect, MissingFact


class FactsReport(NamedTuple):
    """The facts of a run, and what is missing."""

    config: Config
    missing: list[MissingFact]
    effects: list[Effect]


def facts_text(report: FactsReport, lang: str, style: RenderOptions) -> Report:
    """Return the facts for people."""
    return report_of_lines(list(_lines(report, lang, style)), colour=style.colour)


def _lines(report: FactsReport, lang: str, style: RenderOptions) -> Iterator[str]:
    paint = Paint(colour=style.colour)
    for cluster, patterns in _clusters(report.config):
        cluster_name = printable(cluster.name)
        title = (
            word("facts-cluster", lang, cluster=cluster_name) if cluster_name else word("facts-of-all", lang)
        )
        shown = word("aside", lang, words=", ".join(map(printable, patterns))) if patterns else ""
        yield paint(title + shown, "bold")
        yield from _table([(fact, getattr(cluster, fact), cluster.source_of(fact)) for fact in FACTS], lang)
    if report.config.elbs:
        yield ""
        yield paint(word("facts-elbs", lang), "bold")
        for elb in report.config.elbs:
            parts = [_name(elb), elb.elb_class or word("unknown", lang), *elb.addresses]
            yield f"  {printable('  '.join(parts))}  {_place(elb.source)}".rstrip()
    idle = [f"cluster.{one.fact}" for one in report.missing if not one.findings]
    if idle:
        yield ""
        names = word("comma", lang).join(idle)
        yield from wrap(word("facts-decide-nothing", lang, facts=names), style.columns)
    for missing in report.missing:
        if not missing.findings:
            continue
        yield ""
        yield from _decided(missing, [one for one in report.effects if one.fact == missing.fact], lang, style)


def _table(rows: list[tuple[str, str | None, FactSource | None]], lang: str) -> Iterator[str]:
    wide = max(width(value or word("unknown", lang)) for _, value, _ in rows) + 2
    for fact, value, source in rows:
        yield f"  {pad(fact, 10)}{pad(printable(value or word('unknown', lang)), wide)}{_place(source)}".rstrip()


def _place(source: FactSource | None) -> str:
    return printable(str(source)) if source is not None else ""


def _name(elb: KnownElb) -> str:
    return elb.id or elb.reference.rpartition("#")[2] or "?"


def _decided(missing: MissingFact, effects: list[Effect], lang: str, style: RenderOptions) -> Iterator[str]:
    """Yield what a missing fact would decide, and how to give it."""
    fact = f"cluster.{missing.fact}"
    yield from wrap(word("facts-decides", lang, fact=fact, n=len(missing.findings)), style.columns)
    for effect in effects:
        line = word(
            "facts-effect", lang, value=effect.value, certain=len(effect.certain), gone=len(effect.gone)
        )
        yield from wrap(line, style.columns, "  ")
        for finding in effect.certain:
            yield printable_lines(f"    {finding.location}: {finding.rule} {finding.subject}")
    if not effects:
        for finding in missing.findings:
            yield printable_lines(f"    {finding.location}: {finding.rule} {finding.subject}")
    yield from wrap(ASKED[fact].hint_in(lang), style.columns, "  ")


def facts_json(report: FactsReport) -> Report:
    """Return the facts as JSON."""
    return report_of_json(
        {
            "clusters": [
                {
                    "name": cluster.name,
                    "paths": list(patterns),
                    "facts": {
                        fact: {"value": value, "source": _source(cluster.source_of(fact))}
                        for fact in FACTS
                        if (value := getattr(cluster, fact)) is not None
                    },
                }
                for cluster, patterns in _clusters(report.config)
            ],
            "loadBalancers": [
                {
                    "id": elb.id,
                    "reference": elb.reference.rpartition("#")[2],
                    "class": elb.elb_class,
                    "addresses": list(elb.addresses),
                    "source": _source(elb.source),
                }
                for elb in report.config.elbs
            ],
            "missing": [
                {
                    "fact": missing.fact,
                    "findings": _places(missing.findings),
                    "effects": [
                        {
                            "value": effect.value,
                            "certain": _places(effect.certain),
                            "gone": _places(effect.gone),
                        }
                        for effect in report.effects
                        if effect.fact == missing.fact
                    ],
                }
                for missing in report.missing
            ],
        },
    )


def _clusters(config: Config) -> Iterator[tuple[Cluster, tuple[str, ...]]]:
    """Yield the clusters of a configuration with the patterns of their paths; that of all other files comes last."""
    yield from ((entry.cluster, entry.patterns) for entry in config.clusters)
    if not config.clusters or config.cluster.is_described:
        yield config.cluster, ()


def _source(source: FactSource | None) -> dict[str, object] | None:
    return None if source is None else {"path": source.path, "line": source.line or None}


def _places(findings: list[Finding]) -> list[dict[str, object]]:
    return [
        {
            "rule": one.rule,
            "path": one.location.path,
            "line": one.location.line,
            "column": one.location.column,
            "subject": one.subject,
        }
        for one in findings
    ]
