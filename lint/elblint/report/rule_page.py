"""The address at which a rule is explained."""

from __future__ import annotations

from elblint.engine.rule import Rule
from elblint.system.package_data import built_in_rules
from elblint.version import REPOSITORY, __version__


def page_of(rule: Rule, lang: str) -> str:
    """Return the address of the page about a rule; empty if it has none.

    A rule of somebody's own has no page but the document that it rests on.
    """
    if rule.path.startswith(built_in_rules()):
        return f"{REPOSITORY}/blob/v{__version__}/docs/{'zh/' if lang == 'zh' else ''}rules/{rule.id}.md"
    return next((one.url for one in rule.description(lang).sources), "")
