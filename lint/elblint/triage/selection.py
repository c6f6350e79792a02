"""Choosing rules and findings as the configuration and the options say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from elblint.config.settings import Config, place_of, relative_to
from elblint.engine.finding import SEVERITIES, Finding, as_severity
from elblint.engine.rule import Rule
from elblint.errors import UsageError, nearest
from elblint.i18n.hints import did_you_mean
from elblint.i18n.localized import Localized, localized
from elblint.text.globs.path_index import PathIndex

NEVER = "never"
"""The ``fail-on`` under which no finding makes a run fail."""


def choose_rules(rules: Iterable[Rule], config: Config) -> list[Rule]:
    """The rules that are selected and not ignored, at the severities that the configuration asks for.

    Raises UsageError with all selectors that fit no rule.
    """
    known = list(rules)
    wrong: list[Localized] = []
    selected = {rule.id for rule in known}
    if config.select:
        selected = _fitting(config.select, known, "select", wrong)
    selected -= _fitting(config.ignore, known, "ignore", wrong)
    severities = {}
    for selector, word in config.severity:
        for identifier in _fitting([selector], known, "severity", wrong):
            severities[identifier] = as_severity(word)
    for _, selectors in config.per_path_ignores:
        _fitting(selectors, known, "per-path-ignores", wrong)
    names = {name for rule in known for name in (rule.id, rule.name)}
    for entry in config.suppress:
        unknown = [name for name in entry.rules if name not in names]
        wrong += [_no_such_rule(name, known).at(f"{place_of(name)}suppress") for name in unknown]
    if wrong:
        raise UsageError(*dict.fromkeys(wrong))
    return [
        rule._replace(severity=severities[rule.id]) if rule.id in severities else rule
        for rule in known
        if rule.id in selected
    ]


def is_ignored(rule: Rule, config: Config) -> bool:
    """Return whether the configuration, or an option, asks to ignore a rule."""
    return any(rule.id.startswith(one) or rule.name == one for one in config.ignore)


def _fitting(selectors: Sequence[str], rules: list[Rule], what: str, wrong: list[Localized]) -> set[str]:
    """The ids of the rules that selectors (ids, beginnings of ids, or names) fit; ``wrong`` gets words for others."""
    chosen: set[str] = set()
    for selector in selectors:
        fitting = {rule.id for rule in rules if rule.id.startswith(selector) or rule.name == selector}
        if not fitting:
            wrong.append(_no_such_rule(selector, rules).at(f"{place_of(selector)}{what}"))
        chosen |= fitting
    return chosen


def _no_such_rule(selector: str, rules: list[Rule]) -> Localized:
    near = nearest(selector, [rule.id for rule in rules] + [rule.name for rule in rules], 0.5)
    hint = did_you_mean(near) if near else localized("id-looks-like")
    return localized("no-rule-fits", words=f"'{selector}'").hinting(hint)


class PathIgnores:
    """``per-path-ignores``: rules that the configuration switches off for some files."""

    def __init__(self, config: Config, rules: list[Rule]) -> None:
        self.root = config.root
        self._rules: dict[str, set[str]] = {}
        self.ignored = PathIndex(
            ([pattern], "per-path-ignores", _fitting(selectors, rules, "per-path-ignores", []))
            for pattern, selectors in config.per_path_ignores
        )

    def hide(self, finding: Finding) -> bool:
        """Return whether the finding is not to be shown."""
        if not self.ignored:
            return False
        path = finding.location.path
        if path not in self._rules:
            self._rules[path] = set().union(*self.ignored.fitting(relative_to(path, self.root)))
        return finding.rule in self._rules[path]


def fails(findings: Iterable[Finding], fail_on: str) -> bool:
    """Return whether some finding is as severe as ``fail_on`` or more."""
    if fail_on == NEVER:
        return False
    threshold = next(index for index, severity in enumerate(SEVERITIES) if severity == fail_on)
    return any(SEVERITIES.index(finding.severity) >= threshold for finding in findings)
