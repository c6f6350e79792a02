"""The result of a run, as reports read it."""

from __future__ import annotations

from elblint.config.settings import Config
from elblint.engine.finding import Finding
from elblint.engine.library import Library
from elblint.engine.rule import Rule
from elblint.inputs.summary import Summary
from elblint.model.context import LintContext
from elblint.system.named_tuple import NamedTuple


class Result(NamedTuple):
    """The outcome of a run; ``findings`` are in the order of their places."""

    findings: list[Finding]
    counts: Summary
    rules: list[Rule]
    library: Library
    context: LintContext
    lang: str
    is_complete: bool = True
    """False for a run that did not get to its end, or may read something else the next time."""
    config: Config = Config()
    """The configuration, with the facts that evidence adds."""
