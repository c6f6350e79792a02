"""Reachability as a graph for Graphviz."""

from __future__ import annotations

from elblint.engine.reach_model import ReachModel
from elblint.report.escapes import in_dot
from elblint.report.reach.edges import graph_of
from elblint.report.registry import RenderOptions
from elblint.text.printable import Report, report_of_lines

_STYLES = {
    "reachable": 'color="#1f6b38"',
    "unreachable": 'color="#b3261e", style=dashed, arrowhead=box',
    "unknown": 'color="#8a5a00", style=dotted',
}


def render(model: ReachModel, options: RenderOptions) -> Report:
    """Return one graph, with a cluster for each object."""
    lines = ["digraph reach {", "  rankdir=LR;", "  node [shape=box];"]
    for number, one in enumerate(model.objects):
        if not one.cells:
            continue
        graph = graph_of(one, number, model.lang)
        lines.append(f"  subgraph cluster_{graph.key} {{")
        lines.append(f'    label="{in_dot(graph.title)}";')
        lines += [f'    {node.key} [label="{in_dot(node.label)}", style=rounded];' for node in graph.callers]
        lines += [f'    {node.key} [label="{in_dot(node.label)}"];' for node in graph.addresses]
        lines += [
            f'    {edge.start} -> {edge.end} [label="{in_dot(edge.label)}", {_STYLES[edge.verdict]}];'
            for edge in graph.edges
        ]
        lines.append("  }")
    return report_of_lines([*lines, "}"])
