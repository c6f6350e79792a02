"""The answer of a rule for one subject."""

from __future__ import annotations

from elblint.engine.condition import Env, Truth
from elblint.engine.rule import Rule
from elblint.model.context import LintContext
from elblint.model.subject import Subject
from elblint.model.unknown import Unknown


class Verdict:
    """A rule's answer for one subject; ``partner`` is the other object for rules about two."""

    __slots__ = ("partner", "rule", "subject", "truth")

    def __init__(self, rule: Rule, subject: Subject, partner: Subject | None, truth: Truth) -> None:
        self.rule = rule
        self.subject = subject
        self.partner = partner
        self.truth = truth

    @property
    def is_reported(self) -> bool:
        """True unless it is false, or unknown in a way not worth reporting."""
        if isinstance(self.truth, Unknown):
            return self.rule.reports(self.truth)
        return self.truth


def env_of(context: LintContext, lang: str, rule: Rule, subject: Subject, partner: Subject | None) -> Env:
    """Return the objects of a rule's conditions, by the names that the rule gives them."""
    if partner is not None:
        return Env(context, {rule.binding: subject, rule.partner: partner}, subject.cluster, lang)
    return Env(context, {rule.binding: subject}, subject.cluster, lang)
