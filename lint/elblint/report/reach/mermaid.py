"""Reachability as a flowchart of Mermaid, which Markdown on GitHub and GitLab shows as a picture."""

from __future__ import annotations

from elblint.engine.reach_model import ReachModel
from elblint.report.escapes import in_mermaid
from elblint.report.reach.edges import graph_of
from elblint.report.registry import RenderOptions
from elblint.text.printable import Report, report_of_lines

_ARROWS = {"reachable": "-->", "unreachable": "-.-x", "unknown": "-.->"}
_COLOURS = {"reachable": "#1f6b38", "unreachable": "#b3261e", "unknown": "#8a5a00"}


def render(model: ReachModel, options: RenderOptions) -> Report:
    """Return one flowchart, with a box around each object."""
    lines = ["flowchart LR"]
    styles: dict[str, list[str]] = {}
    count = 0
    for number, one in enumerate(model.objects):
        if not one.cells:
            continue
        graph = graph_of(one, number, model.lang)
        lines.append(f'  subgraph {graph.key}["{in_mermaid(graph.title)}"]')
        lines += [f'    {node.key}("{in_mermaid(node.label)}")' for node in graph.callers]
        lines += [f'    {node.key}["{in_mermaid(node.label)}"]' for node in graph.addresses]
        for edge in graph.edges:
            lines.append(f'    {edge.start} {_ARROWS[edge.verdict]}|"{in_mermaid(edge.label)}"| {edge.end}')
            styles.setdefault(edge.verdict, []).append(str(count))
            count += 1
        lines.append("  end")
    for verdict, numbers in styles.items():
        lines.append(f"  linkStyle {','.join(numbers)} stroke:{_COLOURS[verdict]}")
    return report_of_lines(lines)
