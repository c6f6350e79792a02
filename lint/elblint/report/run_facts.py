"""The facts about the clusters of a run and its configuration, as data; ``summary_text`` has them in words."""

from __future__ import annotations

from elblint.engine.premises import Premise, cluster_premises
from elblint.report.summary_text import clusters_of
from elblint.triage.result import Result


def run_data(result: Result) -> dict[str, object]:
    """Return the configuration's path, and of each cluster its name and facts with their sources."""
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


def _fact(premise: Premise) -> dict[str, str | None]:
    return {"value": premise.value, "source": premise.source or None}
