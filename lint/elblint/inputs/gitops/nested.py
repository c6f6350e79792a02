"""Objects that a chart makes, and that deploy further charts: an app of apps."""

from __future__ import annotations

import os
from collections.abc import Callable

from elblint.inputs.gitops import may_deploy
from elblint.inputs.gitops.plan import Plan
from elblint.inputs.helm.engine import Engine
from elblint.inputs.helm.provenance import ChartOrigin
from elblint.inputs.helm.rendering import Charts, Rendering
from elblint.syntax.nodes import Scalar
from elblint.text.source import Excerpt, Location

_MOST_ROUNDS = 3


def render_nested(plan: Plan, charts: Charts, engine: Engine, render: Callable[[list[str]], Charts]) -> None:
    """Render the charts that rendered objects deploy, and those that these deploy; ``charts`` has all of them then.

    ``render`` renders the charts that files belong to, with all releases that the plan has for them.
    """
    seen: set[int] = set()
    for _ in range(_MOST_ROUNDS):
        for one in charts.renderings:
            if id(one) not in seen:
                seen.add(id(one))
                _read(plan, one, engine)
        again = plan.settle()
        if not again:
            return
        _replace(charts, render(plan.charts(again)), again)


def _read(plan: Plan, one: Rendering, engine: Engine) -> None:
    if one.rendered is None or not may_deploy("", one.rendered.text.encode("utf-8", "replace")):
        return
    rendered = one.rendered
    origin = ChartOrigin(one.chart, one.release, engine, rendered)

    def locate(start: int, end: int) -> Location:
        raw = rendered.text[start:end]
        content = raw.strip("'\"")
        node = None if "\n" in raw else Scalar(content, start, end, plain=content == raw)
        return origin.location(Location(rendered, start, end), node)

    def roughly(start: int, end: int) -> Location:
        return origin.location(Location(rendered, start, end))

    plan.read(Excerpt(rendered.path, rendered.text, locate, roughly), one.chart.file.path)


def _replace(charts: Charts, fresh: Charts, again: set[str]) -> None:
    """Put fresh renderings of some charts, by the real paths of their folders, in the place of earlier ones."""
    old = [one for one in charts.renderings if os.path.realpath(one.chart.folder) in again]
    gone = {id(one.diagnostic) for one in old}
    charts.renderings = [one for one in charts.renderings if one not in old] + fresh.renderings
    charts.diagnostics = [one for one in charts.diagnostics if id(one) not in gone]
    known = {(one.kind, str(one.location), one.detail) for one in charts.diagnostics}
    charts.diagnostics += [
        one for one in fresh.diagnostics if (one.kind, str(one.location), one.detail) not in known
    ]
    charts.parts |= fresh.parts
