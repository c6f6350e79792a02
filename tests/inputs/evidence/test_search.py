"""The search for evidence in a repository."""

from __future__ import annotations

import pytest

from elblint.inputs.evidence import search
from elblint.inputs.evidence.reader import read_evidence
from support.project import Project


def test_the_code_of_a_folder_is_read_once(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def counted(paths: list[str]) -> object:
        asked.append(paths)
        return read_evidence(paths)

    monkeypatch.setattr(search, "read_evidence", counted)
    for name in "abc":
        project.write(f"infra/{name}.tf", f'output "{name}" {{ value = "huaweicloud_cce_cluster" }}\n')
    files = [f"infra/{name}.tf" for name in "abc"]
    assert search.patterns_of_evidence(files, ".") == []
    assert len(asked) == 1
