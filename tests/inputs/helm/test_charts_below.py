"""The search for the charts that ``# Source:`` comments name."""

from __future__ import annotations

import os
from typing import Any

import pytest

from elblint.inputs.helm import source_comments
from elblint.inputs.helm.source_comments import ChartsBelow
from support.project import Project

CHART = "apiVersion: v2\nname: shop\nversion: 1.0.0\n"


def test_the_nearest_folders_are_looked_through_and_no_more_than_so_many(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write("a/b/deep/Chart.yaml", CHART.replace("shop", "deep"))
    project.write("z/Chart.yaml", CHART)
    project.write("z/templates/s.yaml", "kind: Service\n")
    for number in range(20):
        project.write(f"a/{number}/x.yaml", "")
    monkeypatch.setattr(source_comments, "_MOST_FOLDERS", 5)
    listed: list[str] = []
    scandir = os.scandir

    def counted(path: str) -> Any:
        listed.append(path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", counted)
    charts = ChartsBelow(".")
    assert charts.template("shop/templates/s.yaml") is not None
    assert charts.template("deep/templates/s.yaml") is None
    assert len(listed) == 5
    assert charts.were_found
