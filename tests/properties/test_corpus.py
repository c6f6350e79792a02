"""Real public files: no crash, and no claim about an ELB where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from elblint.engine.library import Library
from elblint.model.cluster import Cluster
from support.project import Project

pytestmark = pytest.mark.slow

SETS = ("elb", "elb-snippets", "general", "helm-rendered", "torture")
CLUSTERS = ("", "standard,vpc,ipvs,1.29", "standard,tunnel,iptables,1.15", "turbo,ipvs,1.29")


@pytest.mark.parametrize("cluster", CLUSTERS)
@pytest.mark.parametrize("folder", SETS)
def test_public_files(project: Project, corpus: Path, library: Library, folder: str, cluster: str) -> None:
    outcome = project.run("--no-config", "--parse-all", "--cluster", cluster, str(corpus / folder))
    assert outcome.stderr == ""
    assert outcome.exit_code in {0, 1, 2}
    if folder in {"general", "torture"} and not Cluster.from_words(cluster).is_described:
        about_elbs = [line for line in outcome.stdout.splitlines() if "[ELB1" in line or "[ELB2" in line]
        assert [line for line in about_elbs if not line.startswith("note[")] == []
        assert "[ELB3" not in outcome.stdout
    reach = project.run("reach", "--no-config", "--cluster", cluster, str(corpus / folder))
    assert "Traceback" not in reach.stderr
