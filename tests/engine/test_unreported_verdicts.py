"""Rules are not asked about what they would not report: what is reported stays the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from elblint.engine.evaluator import Evaluator
from elblint.model.cluster import Cluster
from elblint.text.source import SourceText
from support.linting import LIBRARY, RULES, lint

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def sources() -> list[SourceText]:
    files = sorted(EXAMPLES.rglob("*.yaml"))
    return [SourceText(str(file), file.read_text()) for file in files if "templates" not in file.parts]


@pytest.mark.parametrize("told", ["", "standard", "standard,vpc,ipvs,1.29"])
def test_only_unreported_verdicts_are_left_out(sources: list[SourceText], told: str) -> None:
    _, context = lint(sources, Cluster.from_words(told) if told else Cluster())
    evaluator = Evaluator(LIBRARY, context)
    left_out = 0
    for rule in RULES:
        every = [(one.subject, one.partner, one.is_reported) for one in evaluator.verdicts(rule)]
        asked = [
            (one.subject, one.partner, one.is_reported) for one in evaluator.verdicts(rule, if_reported=True)
        ]
        assert [one for one in asked if one[2]] == [one for one in every if one[2]]
        left_out += len(every) - len(asked)
    assert left_out > 0 or told == "standard,vpc,ipvs,1.29"
