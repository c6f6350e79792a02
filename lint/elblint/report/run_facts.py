"""The circumstances of a run, which every report names: version, facts about the clusters, configuration."""

from __future__ import annotations

from elblint.engine.premises import Premise, cluster_premises, premise_words
from elblint.i18n.words import word
from elblint.model.cluster import Cluster
from elblint.triage.result import Result
from elblint.version import __version__

_MOST = 5


def clusters_of(result: Result) -> list[Cluster]:
    """Return the clusters that the objects of a run are meant for; without objects, the configured one."""
    kinds = ("Service", "Ingress", "Gateway")
    found = dict.fromkeys(one.cluster for kind in kinds for one in result.context.by_kind.get(kind, []))
    return sorted(found, key=lambda one: one.name) or [result.config.cluster]


def cluster_words(cluster: Cluster, lang: str) -> str:
    """Return the facts about a cluster on one line, with its name if it has one."""
    known = tuple(premise for premise in cluster_premises(cluster) if premise.value is not None)
    facts = premise_words(known, lang) or word("no-facts", lang)
    return f"{cluster.name}{word('colon', lang)}{facts}" if cluster.name else facts


def run_words(result: Result) -> str:
    """Return version, facts and configuration in one sentence; names in it are the user's, and not yet printable."""
    lang = result.lang
    clusters = clusters_of(result)
    shown = [cluster_words(one, lang) for one in clusters[:_MOST]]
    if len(clusters) > _MOST:
        shown.append(word("html-more", lang, n=len(clusters) - _MOST))
    return word(
        "run-facts", lang, version=__version__, clusters="; ".join(shown), config=result.config.path or "-"
    )


def run_data(result: Result) -> dict[str, object]:
    """Return facts and configuration as data."""
    return {
        "configuration": result.config.path or None,
        "clusters": [
            {
                "name": one.name,
                **{premise.fact.partition(".")[2]: _fact(premise) for premise in cluster_premises(one)},
            }
            for one in clusters_of(result)
        ],
    }


def _fact(premise: Premise) -> object:
    return {"value": premise.value, "source": premise.source or None}
