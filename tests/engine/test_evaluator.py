"""The order in which rules are asked, which no report shows."""

from __future__ import annotations

from elblint.config.settings import Config
from elblint.inputs.request import Request
from elblint.run import lint
from support.project import LOCAL, Project


def test_annotations_are_let_go_once_their_rules_were_asked(project: Project) -> None:
    project.write("web.yaml", LOCAL.replace("performance", "unoin"))
    asked: list[tuple[int, int]] = []
    request = Request(["."], progress=lambda stage, at, of: asked.append((at, of)))
    result = lint(request, Config(), "en")
    assert {"ELB621"} <= {finding.rule for finding in result.findings}
    assert not result.context.parts.keys() & {"Annotation", "Value"}
    assert [at for at, of in asked if of == len(result.rules)] == [*range(1, len(result.rules) + 1)]
