"""Objects are left out by their clusters only if a rule has nothing to report there."""

from __future__ import annotations

import pytest

from elblint.config.settings import ClusterPaths, Config
from elblint.engine.evaluator import Evaluator
from elblint.engine.prefilter import Candidates
from elblint.inputs.request import Request
from elblint.model.cluster import Cluster
from elblint.run import lint
from support.project import CHECKOUT

KNOWN = Cluster("", category="standard", network="vpc", proxy="ipvs", version="v1.27.3")
OTHER = ClusterPaths(Cluster("other", category="turbo", proxy="iptables"), ("c*", "[l-z]*"))


@pytest.mark.parametrize(
    "config", [Config(cluster=KNOWN), Config(clusters=(OTHER,)), Config(cluster=KNOWN, clusters=(OTHER,))],
    ids=["one known", "one of two known", "both known"],
)  # fmt: skip
def test_what_clusters_leave_out_would_not_be_reported(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = lint(Request([str(CHECKOUT / "examples")]), config, "en")
    evaluator = Evaluator(made.library, made.context)

    def reported() -> list[tuple[str, object, object, str]]:
        return [
            (rule.id, one.subject, one.partner, str(one.truth))
            for rule in made.rules
            for one in evaluator.verdicts(rule, if_reported=True)
            if one.is_reported
        ]

    found = reported()
    monkeypatch.setattr(Candidates, "_in_clusters", lambda *_: None)
    assert reported() == found
    assert len(found) > 5
