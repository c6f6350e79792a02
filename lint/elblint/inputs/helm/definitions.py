"""The definitions of a chart, and which of them something looks at."""

from __future__ import annotations

from elblint.inputs.helm.chart import VALUES_FILE, Chart
from elblint.inputs.helm.template import Action, TemplateError, actions_of, pipeline
from elblint.system.lazy import lazy_pattern

_INCLUDED = lazy_pattern(r"""\b(?:include|template)\s+["`]([^"`]+)["`]""")
_INCLUDED_SOMEHOW = lazy_pattern(r"""\b(?:include|template)\s+(?!["`])""")
_DEFINES = lazy_pattern(r"""\{\{-?\s*(?:define|block)\s+["`]([^"`]+)["`]""")
# Functions that leave the marks in a text alone.
_HARMLESS = frozenset({"nindent", "indent", "quote", "squote", "trim", "toString"})


def definitions(chart: Chart) -> dict[str, set[str]]:
    """The templates that define each name."""
    found: dict[str, set[str]] = {}
    for one in chart.all():
        for path in one.templates():
            for name in _DEFINES.findall(one.text(path).text):
                found.setdefault(name, set()).add(path.rpartition("/")[2])
    return found


def sensitive_definitions(chart: Chart) -> set[str]:
    """The definitions whose text is looked at somewhere, instead of being written out, so that marks would show."""
    sensitive: set[str] = set()
    with_any: set[str] = set()
    spared: set[str | None] | None = None
    inside: dict[str, set[str]] = {}
    defined = set(definitions(chart))
    for one in chart.all():
        for path in one.templates():
            try:
                actions = actions_of(one.text(path).text)
            except TemplateError:
                continue
            for action in actions:
                names = set(_INCLUDED.findall(action.body))
                written = _only_written(action)
                inside.setdefault(action.define, set()).update(names)
                sensitive |= names - {written}
                if _INCLUDED_SOMEHOW.search(action.body) and "BasePath" not in action.body:
                    # Rendering decides which one: it may be any.
                    with_any.add(action.define)
                    spared = {written} if spared is None else spared & {written}
        if "include" in one.text(VALUES_FILE).text:
            sensitive |= defined  # Perhaps in a value that is a template itself.
    if spared is not None:
        sensitive.update(name for name in defined if name not in spared)
    pending = list(sensitive)
    while pending:
        outer = pending.pop()
        reached = inside.get(outer, set())
        if outer in with_any:
            reached, with_any = reached | defined, set()
        for name in reached:
            if name not in sensitive:
                sensitive.add(name)
                pending.append(name)
    return sensitive


def _only_written(action: Action) -> str | None:
    """Return the definition whose text an action writes out without looking at it; None if it is another action."""
    included = _INCLUDED.findall(action.body)
    if not action.writes or len(included) != 1:
        return None
    first, *rest = pipeline(action.body)
    is_plain = all(command.partition(" ")[0] in _HARMLESS for command in rest)
    return included[0] if is_plain and _INCLUDED.match(first) is not None else None
